// @ts-check
import ts from 'typescript'
import { readCalled, takesOneByOne } from './called.mjs'
import { countReturns } from './inline.mjs'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('./scope.mjs').Scope} Scope */
/** @typedef {import('magic-string').default} MagicString */
/** @typedef {{ made: ts.ArrowFunction, before: string, value: ts.Expression, call: ts.CallExpression }} Called */

/**
 * A function that stands in its call and returns at its end only, `use(((a) => { …; return b })(1))`: puts all of it but its
 * result before what the call stands in, `let a = 1; …; use(b)`, where nothing else would have been done before. Returns how many
 * there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function spreadBodies(code, edits) {
  const scope = readScope(code)
  let count = 0
  walk(scope.file, (node) => {
    const called = count ? undefined : readCall(node)
    const outer = called && startedBy(called.call, scope)
    if (!outer) return
    spread(called, outer, edits)
    count++
  })
  return count
}

/** @param {ts.Node} node @returns {Called | undefined} */
function readCall(node) {
  const { call, made } = readCalled(node) ?? {}
  if (!call || !made || !takesOneByOne(made, call)) return undefined
  const { body } = made
  if (!ts.isBlock(body)) return { made, before: '', value: body, call }
  const last = body.statements.at(-1)
  if (!last || !ts.isReturnStatement(last) || !last.expression || countReturns(body) > 1) return undefined
  return { made, before: body.getSourceFile().text.slice(body.getStart() + 1, last.getStart()), value: last.expression, call }
}

/**
 * The statement, or the expression that an arrow function tells, of which a part is the first that is done; undefined where
 * something else is done before, or where the part may not be done at all, or more than once.
 * @param {ts.Node} part @param {Scope} scope @returns {ts.Statement | ts.Expression | undefined}
 */
function startedBy(part, scope) {
  const { parent } = part
  if (ts.isArrowFunction(parent)) return parent.body === part ? /** @type {ts.Expression} */ (part) : undefined
  if (ts.isVariableDeclaration(parent)) {
    const { parent: list } = parent
    const isFirst = ts.isVariableDeclarationList(list) && list.declarations[0] === parent && ts.isVariableStatement(list.parent)
    return isFirst && isList(list.parent.parent) ? list.parent : undefined
  }
  if (ts.isExpressionStatement(parent) || ts.isReturnStatement(parent)) return parent
  if (ts.isIfStatement(parent) || ts.isForOfStatement(parent)) return parent.expression === part ? parent : undefined
  return isFirstOf(parent, part, scope) ? startedBy(parent, scope) : undefined
}

/** @param {ts.Node} parent @param {ts.Node} part @param {Scope} scope */
function isFirstOf(parent, part, scope) {
  if (ts.isParenthesizedExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isAwaitExpression(parent)) return true
  if (ts.isBinaryExpression(parent)) return parent.left === part
  if (ts.isConditionalExpression(parent)) return parent.condition === part
  if (ts.isPropertyAccessExpression(parent)) return true
  if (!ts.isCallExpression(parent)) return false
  const { expression: callee } = parent
  return callee === part || (parent.arguments[0] === part && ts.isIdentifier(callee) && scope.isConstant(callee))
}

/** Whether statements stand in it as they like. @param {ts.Node} node */
const isList = (node) => ts.isBlock(node) || ts.isSourceFile(node)

/** @param {Called} called @param {ts.Statement | ts.Expression} outer @param {MagicString} edits */
function spread({ made, before, value, call }, outer, edits) {
  const isTold = ts.isArrowFunction(outer.parent)
  const isAlone = isTold || !isList(outer.parent)
  const parameters = made.parameters.map(({ name }, n) => `let ${name.getText()} = ${call.arguments[n]?.getText()};\n`)
  // The last statement of a body may end with its line only, which a parenthesis would go on with.
  edits.appendLeft(outer.getStart(), `${isAlone ? '{\n' : ''}${parameters.join('')}${before && `${before}\n;`}${isTold ? 'return ' : ''}`)
  edits.update(call.getStart(), value.getStart(), '(')
  edits.update(value.end, call.end, ')')
  if (isAlone) edits.appendRight(outer.end, ';\n}')
}
