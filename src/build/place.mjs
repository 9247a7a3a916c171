// @ts-check
import ts from 'typescript'
import { isSameThere, isWithin } from './inline.mjs'
import { hasOwnThis, readScope, walk } from './scope.mjs'

/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('magic-string').default} MagicString */
/** @typedef {ts.FunctionDeclaration | ts.ArrowFunction} Callable */

/**
 * Puts each function that is called at one place only into that call, where a minifier would put it too, so that its
 * arguments can be seen beside its parameters (`arguments.mjs`). Returns how many there were.
 * @param {string} code @param {MagicString} edits
 */
export function placeFunctions(code, edits) {
  const scope = readScope(code)
  /** @type {{ statement: ts.Statement, use: ts.Identifier }[]} */
  const done = []
  walk(scope.file, (statement) => {
    const found = readFunction(statement)
    const use = found && onlyCallOf(found.name, scope)
    if (!found || !use || isWithin(use, statement)) return
    const isFree = !done.some((other) => isWithin(other.use, statement) || isWithin(use, other.statement) || isWithin(statement, other.statement))
    if (!isFree || hasOwnThis(found.made) || !isSameThere({ made: found.made, call: use }, scope)) return
    edits.update(use.getStart(), use.end, `${startsStatement(use) ? ';' : ''}(${arrowOf(found.made)})`)
    edits.remove(statement.getStart(), statement.end)
    done.push({ statement: /** @type {ts.Statement} */ (statement), use })
  })
  return done.length
}

/** @param {ts.Node} statement @returns {{ name: ts.Identifier, made: Callable } | undefined} */
function readFunction(statement) {
  if (ts.isFunctionDeclaration(statement)) return statement.name && !statement.asteriskToken ? { name: statement.name, made: statement } : undefined
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length > 1) return undefined
  const { name, initializer } = statement.declarationList.declarations[0] ?? {}
  return name && ts.isIdentifier(name) && initializer && ts.isArrowFunction(initializer) ? { name, made: initializer } : undefined
}

/** The one use of a function beside its declaration, where that is a call. @param {ts.Identifier} name @param {Scope} scope */
function onlyCallOf(name, scope) {
  const [use, ...more] = scope.usesOf(name).filter((other) => other !== name)
  const isCall = use && !more.length && ts.isCallExpression(use.parent) && use.parent.expression === use && !use.parent.questionDotToken
  return isCall ? use : undefined
}

/** There a parenthesis would go on with the line before, where that has no semicolon. @param {ts.Node} node */
function startsStatement(node) {
  const statement = ts.findAncestor(node, ts.isExpressionStatement)
  return statement?.getStart() === node.getStart() && (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))
}

/** @param {Callable} made */
function arrowOf(made) {
  if (ts.isArrowFunction(made)) return made.getText()
  const isAsync = made.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  const [only, ...more] = made.body?.statements ?? []
  const value = !more.length && only && ts.isReturnStatement(only) ? only.expression : undefined
  const parameters = made.parameters.map((parameter) => parameter.getText()).join(', ')
  return `${isAsync ? 'async ' : ''}(${parameters}) => ${value ? `(${value.getText()})` : made.body?.getText()}`
}
