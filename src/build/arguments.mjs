// @ts-check
import ts from 'typescript'
import { readCalled } from './called.mjs'
import { countReturns, isWithin } from './inline.mjs'
import { readScope, replaceName, walk } from './scope.mjs'

/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('magic-string').default} MagicString */

/**
 * A function that stands in its call, `((a, b) => …)(c, 1)`: does without each parameter that is only a second name, as
 * `a` is here, and without the function where none is left. Returns how many there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function dropArguments(code, edits) {
  const scope = readScope(code)
  /** @type {ts.Node[]} */
  const done = []
  walk(scope.file, (node) => {
    const called = readCalled(node)
    if (!called || done.some((other) => isWithin(node, other))) return
    const { call, made } = called
    if (dropSecondNames(made, call, { scope, edits }) || unwrap(made, call, edits)) done.push(call)
  })
  return done.length
}

/** @param {ts.ArrowFunction} made @param {ts.CallExpression} call @param {{ scope: Scope, edits: MagicString }} tools */
function dropSecondNames({ parameters }, call, { scope, edits }) {
  const isSecond = parameters.map(({ name, initializer, dotDotDotToken }, n) => {
    const given = call.arguments[n]
    return !initializer && !dotDotDotToken && ts.isIdentifier(name) && !!given && ts.isIdentifier(given) && given.text !== 'undefined' &&
      ((scope.isConstant(name) && scope.isConstant(given) && scope.usesOf(given).length > 1) || isHandedOn(given, scope)) &&
      scope.usesOf(name).every((use) => !scope.isTakenAt(given, use, name))
  })
  if (!isSecond.some(Boolean) || call.arguments.length > parameters.length) return false
  for (const [n, { name }] of parameters.entries()) {
    const given = call.arguments[n]
    if (!isSecond[n] || !given) continue
    for (const use of scope.usesOf(/** @type {ts.Identifier} */ (name))) if (use !== name) replaceName(use, given.getText(), edits)
  }
  keep(parameters, isSecond, edits)
  keep(call.arguments, isSecond, edits)
  return true
}

/** Whether a parameter is of no use but this one, which is reached once at most: the next one may change it like its own. @param {ts.Identifier} given @param {Scope} scope */
function isHandedOn(given, scope) {
  const [declared, ...uses] = scope.usesOf(given)
  const outer = ts.findAncestor(given, (node) => ts.isFunctionLike(node) || ts.isIterationStatement(node, false))
  return uses.length === 1 && !!declared && ts.isParameter(declared.parent) && declared.parent.name === declared && declared.parent.parent === outer
}

/** Writes a list anew without some of its members. @param {ts.NodeArray<ts.Node>} list @param {readonly boolean[]} isDropped @param {MagicString} edits */
function keep(list, isDropped, edits) {
  let isFirst = true
  for (const [n, member] of list.entries()) {
    const comma = list[n + 1]?.getStart() ?? list.end
    if (isDropped[n]) edits.remove(member.getStart(), comma)
    else {
      if (member.end < comma) edits.remove(member.end, comma)
      if (!isFirst) edits.appendLeft(member.getStart(), ', ')
      isFirst = false
    }
  }
}

/** @param {ts.ArrowFunction} made @param {ts.CallExpression} call @param {MagicString} edits */
function unwrap({ parameters, body, modifiers }, call, edits) {
  if (parameters.length || call.arguments.length || modifiers) return false
  const { parent } = call
  if (!ts.isBlock(body)) {
    const inner = ts.isParenthesizedExpression(body) ? body : undefined
    edits.remove(call.getStart(), body.getStart())
    edits.remove(body.end, call.end)
    if (!inner) edits.appendRight(body.getStart(), '(').appendLeft(body.end, ')')
    return true
  }
  const isResult = (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === call))
  if (!isResult && !(ts.isExpressionStatement(parent) && countReturns(body) === 0)) return false
  const outer = ts.isArrowFunction(parent) ? call : parent
  edits.remove(outer.getStart(), body.getStart())
  edits.remove(body.end, outer.end)
  // Where the call was what is returned, nothing after it may run, even where its function returned nothing.
  if (ts.isReturnStatement(parent) && !isAtEnd(parent) && !endsInReturn(body)) edits.appendLeft(body.end - 1, ';return;')
  return true
}

/** @param {ts.Statement} statement */
function isAtEnd({ parent, end }) {
  return ts.isBlock(parent) && ts.isFunctionLike(parent.parent) && parent.statements[parent.statements.length - 1]?.end === end
}

/** @param {ts.Block} block */
function endsInReturn({ statements }) {
  const last = statements[statements.length - 1]
  return last && ts.isReturnStatement(last)
}
