// @ts-check
import ts from 'typescript'

/**
 * The function that stands in its call, where a node is such a call: `((a, b) => …)(c, 1)`.
 * @param {ts.Node} node @returns {{ call: ts.CallExpression, made: ts.ArrowFunction } | undefined}
 */
export function readCalled(node) {
  if (!ts.isCallExpression(node) || !ts.isParenthesizedExpression(node.expression)) return undefined
  const made = node.expression.expression
  return ts.isArrowFunction(made) ? { call: node, made } : undefined
}

/** Whether a function takes its arguments one by one, as they are, and is not async. @param {ts.ArrowFunction} made @param {ts.CallExpression} call */
export function takesOneByOne({ parameters, modifiers }, call) {
  return !modifiers && parameters.length === call.arguments.length && !call.arguments.some(ts.isSpreadElement) &&
    parameters.every(({ initializer, dotDotDotToken }) => !initializer && !dotDotDotToken)
}
