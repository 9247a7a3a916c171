// @ts-check
import ts from 'typescript'
import { readScope, replaceName, walk } from './scope.mjs'

/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('magic-string').default} MagicString */

/**
 * A function that is called at one place only, `const result = create(…)`, and the parts of it that matter.
 * @typedef {object} OneCall
 * @property {ts.FunctionDeclaration} made
 * @property {readonly ts.Statement[]} body All of it but the last statement,
 * @property {ts.ReturnStatement} last which alone returns.
 * @property {ts.VariableStatement} statement
 * @property {ts.Identifier} result
 * @property {ts.CallExpression} call
 */

/**
 * Puts the bodies of such functions where their calls are; one that is called within another has to wait for the next time.
 * Returns how many there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function inlineCalls(code, edits) {
  const scope = readScope(code)
  /** @type {OneCall[]} */
  const done = []
  for (const statement of scope.file.statements) {
    const found = ts.isFunctionDeclaration(statement) && findOneCall(statement, scope)
    const isFree = found && !done.some(({ made, call }) => isWithin(found.call, made) || isWithin(call, found.made))
    const bindings = isFree && isSameThere(found, scope) ? bind(found) : undefined
    if (!found || !bindings) continue
    move(found, bindings, { scope, edits })
    done.push(found)
  }
  return done.length
}

/** @param {ts.FunctionDeclaration} made @param {Scope} scope @returns {OneCall | undefined} */
function findOneCall(made, scope) {
  const all = made.body?.statements ?? []
  const last = all[all.length - 1]
  if (!made.name || !last || !ts.isReturnStatement(last) || !last.expression || countReturns(made.body) > 1) return undefined
  const [use, ...more] = scope.usesOf(made.name).filter((name) => name !== made.name)
  const call = use?.parent
  if (more.length || !call || !ts.isCallExpression(call) || call.expression !== use) return undefined
  const declaration = call.parent
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined
  const statement = declaration.parent.parent
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length > 1) return undefined
  return { made, body: all.slice(0, -1), last, statement, result: declaration.name, call }
}

/** Returns of the function itself, not of those within. @param {ts.Block | undefined} body */
export function countReturns(body) {
  let count = 0
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isReturnStatement(node)) count++
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  body?.statements.forEach(visit)
  return count
}

/** Whether what the body takes from outside means the same at the call. @param {{ made: ts.FunctionLikeDeclaration, call: ts.Node }} found @param {Scope} scope */
export function isSameThere({ made, call }, scope) {
  let isSame = true
  walk(made, (node) => {
    if (!ts.isIdentifier(node) || !scope.usesOf(node).includes(node)) return
    const isOwn = scope.usesOf(node).some((use) => isWithin(use, made) && isDeclaration(use))
    if (!isOwn && node !== made.name && !scope.meansSameAt(node, call)) isSame = false
  })
  return isSame
}

/** @param {ts.Node} node @param {ts.Node} outer */
export const isWithin = (node, outer) => node.pos >= outer.pos && node.end <= outer.end

/** @param {ts.Identifier} name */
export function isDeclaration({ parent, pos }) {
  const isNamed = ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isFunctionLike(parent)
  return (isNamed && parent.name?.pos === pos) || ts.isCatchClause(parent.parent)
}

/**
 * Which argument each parameter stands for; undefined where that cannot be told.
 * @param {OneCall} found @returns {[ts.Identifier, ts.Expression | undefined][] | undefined}
 */
function bind({ made, call }) {
  /** @type {[ts.Identifier, ts.Expression | undefined][]} */
  const bindings = []
  for (const [n, { name, initializer, dotDotDotToken }] of made.parameters.entries()) {
    const given = call.arguments[n]
    if (initializer || dotDotDotToken || ts.isArrayBindingPattern(name)) return undefined
    if (ts.isIdentifier(name)) bindings.push([name, given])
    else {
      const taken = given && ts.isObjectLiteralExpression(given) ? takenBy(name, given) : undefined
      if (!taken) return undefined
      bindings.push(...taken)
    }
  }
  return bindings
}

/**
 * Each name that a pattern makes, with what it takes of an object; undefined where one of them is more than a name, or takes nothing,
 * and where the object is spread from another, which may have any of them.
 * @param {ts.ObjectBindingPattern} pattern @param {ts.ObjectLiteralExpression} object @returns {[ts.Identifier, ts.Expression][] | undefined}
 */
export function takenBy(pattern, object) {
  if (object.properties.some(ts.isSpreadAssignment)) return undefined
  /** @type {[ts.Identifier, ts.Expression][]} */
  const taken = []
  for (const { name, propertyName, initializer, dotDotDotToken } of pattern.elements) {
    const value = memberOf(object, (propertyName ?? name).getText())
    if (!ts.isIdentifier(name) || initializer || dotDotDotToken || !value) return undefined
    taken.push([name, value])
  }
  return taken
}

/** @param {ts.ObjectLiteralExpression} object @param {string} name */
function memberOf(object, name) {
  const member = object.properties.find((property) => property.name?.getText() === name)
  if (!member) return undefined
  if (ts.isShorthandPropertyAssignment(member)) return member.name
  return ts.isPropertyAssignment(member) ? member.initializer : undefined
}

/**
 * @param {OneCall} found @param {[ts.Identifier, ts.Expression | undefined][]} bindings
 * @param {{ scope: Scope, edits: MagicString }} tools
 */
function move({ made, body, last, statement, result }, bindings, { scope, edits }) {
  const start = (body[0] ?? last).getStart()
  for (const [name, given] of bindings) {
    const isAlias = given && ts.isIdentifier(given) && scope.isConstant(name) && scope.isConstant(given) &&
      scope.usesOf(name).every((use) => !scope.isTakenAt(given, use, name))
    if (isAlias) scope.usesOf(name).forEach((use) => replaceName(use, given.text, edits))
    else edits.appendRight(start, `let ${name.text} = ${given?.getText() ?? 'undefined'};\n`)
  }
  edits.update(last.getStart(), last.expression?.getStart() ?? last.end, `const ${result.text} = `)
  edits.remove(made.getStart(), start)
  edits.appendLeft(last.end, ';')
  edits.remove(last.end, made.end)
  edits.remove(statement.getStart(), statement.end)
  edits.move(start, last.end, statement.end)
}
