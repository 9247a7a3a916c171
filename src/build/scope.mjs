// @ts-check
import ts from 'typescript'

const path = '/script.js'

/**
 * A script, and which of its identifiers mean the same variable.
 * @typedef {object} Scope
 * @property {ts.SourceFile} file
 * @property {(name: ts.Identifier) => readonly ts.Identifier[]} usesOf All identifiers of the variable, its declaration included.
 * @property {(name: ts.Identifier) => boolean} isConstant Nothing is assigned to the variable after its declaration.
 * @property {(name: ts.Identifier, at: ts.Node) => boolean} meansSameAt Whether the name would mean the same variable there.
 * @property {(name: ts.Identifier, at: ts.Node, instead: ts.Identifier) => boolean} isTakenAt
 *   Whether the name means something else there, apart from the variable that it is going to replace.
 */

/** @param {string} code @returns {Scope} */
export function readScope(code) {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)
  const checker = createChecker(file)
  /** @param {ts.Identifier} name */
  const symbolOf = (name) =>
    ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name)

  /** @type {Map<ts.Symbol | undefined, ts.Identifier[]>} */
  const uses = new Map()
  walk(file, (node) => {
    if (!ts.isIdentifier(node) || isMemberName(node)) return
    const symbol = symbolOf(node)
    uses.set(symbol, [...(uses.get(symbol) ?? []), node])
  })
  /** @type {Map<ts.Node, Map<string, ts.Symbol>>} */
  const visible = new Map()
  /** @param {ts.Node} at */
  const visibleAt = (at) => {
    const container = ts.findAncestor(at, (node) => ts.isBlock(node) || ts.isFunctionLike(node) || ts.isIterationStatement(node, false) || ts.isSourceFile(node)) ?? file
    const known = visible.get(container) ?? new Map(checker.getSymbolsInScope(at, ts.SymbolFlags.Value).map((symbol) => [symbol.name, symbol]))
    visible.set(container, known)
    return known
  }
  const usesOf = (/** @type {ts.Identifier} */ name) => uses.get(symbolOf(name)) ?? []
  return {
    file,
    usesOf,
    isConstant: (name) => usesOf(name).every((use) => !isAssigned(use)),
    meansSameAt: (name, at) => visibleAt(at).get(name.text) === symbolOf(name),
    isTakenAt(name, at, instead) {
      const found = visibleAt(at).get(name.text)
      return found !== undefined && found !== symbolOf(name) && found !== symbolOf(instead)
    },
  }
}

/** @param {ts.Node} node @param {(node: ts.Node) => void} visit */
export function walk(node, visit) {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** Whether something asks for `this` or `arguments`, which would be others elsewhere. @param {ts.Node} node */
export function hasOwnThis(node) {
  let isFound = false
  walk(node, (part) => {
    if (part.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(part) && part.text === 'arguments')) isFound = true
  })
  return isFound
}

/**
 * Renames one use of a variable. Where its name is the name of a member too, the member keeps it.
 * @param {ts.Identifier} use @param {string} to @param {import('magic-string').default} edits
 */
export function replaceName(use, to, edits) {
  const { parent } = use
  const isMember = ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) && !parent.propertyName && !parent.dotDotDotToken)
  if (to !== use.text) edits.update(use.getStart(), use.end, isMember ? `${use.text}: ${to}` : to)
}

/** A checker of this one file; what is the browser's own has no symbol in it. @param {ts.SourceFile} file */
function createChecker(file) {
  const options = { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  return ts
    .createProgram([path], options, {
      getSourceFile: (name) => (name === path ? file : undefined),
      getDefaultLibFileName: () => '',
      writeFile: () => undefined,
      getCurrentDirectory: () => '/',
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: (name) => name === path,
      readFile: () => undefined,
    })
    .getTypeChecker()
}

/** The name of a member, which is no variable. @param {ts.Identifier} name */
function isMemberName({ parent, ...name }) {
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent))
    return parent.name.pos === name.pos
  return ts.isBindingElement(parent) && parent.propertyName?.pos === name.pos
}

/** `=`, `+=` and the like. @param {ts.BinaryExpression} expression */
export function isAssignment({ operatorToken: { kind } }) {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

/** @param {ts.Identifier} use */
function isAssigned(use) {
  /** @type {ts.Node} */
  let target = use
  // Within a pattern, as in `[a, b] = list`.
  while (ts.isArrayLiteralExpression(target.parent) || ts.isSpreadElement(target.parent)) target = target.parent
  const { parent } = target
  if (ts.isBinaryExpression(parent)) return parent.left === target && isAssignment(parent)
  if (!ts.isPrefixUnaryExpression(parent) && !ts.isPostfixUnaryExpression(parent)) return false
  return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
}
