// @ts-check
import ts from 'typescript'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * Reads a variable where a function only tells it: `const read = () => count`, as what was a method often ends.
 * Returns how many there were.
 * @param {string} code @param {MagicString} edits
 */
export function dropGetters(code, edits) {
  const scope = readScope(code)
  let count = 0
  walk(scope.file, (statement) => {
    if (count || !ts.isVariableStatement(statement) || statement.declarationList.declarations.length > 1) return
    const { name, initializer: made } = statement.declarationList.declarations[0] ?? {}
    if (!name || !ts.isIdentifier(name) || !made || !ts.isArrowFunction(made) || made.parameters.length || made.modifiers) return
    const { body: told } = made
    if (!ts.isIdentifier(told) || scope.usesOf(told).length < 2) return
    const calls = scope.usesOf(name).flatMap((use) => (use === name ? [] : [use.parent]))
    const isTold = calls.every((call) => ts.isCallExpression(call) && scope.usesOf(name).includes(/** @type {ts.Identifier} */ (call.expression)) &&
      !call.questionDotToken && !scope.isTakenAt(told, call, name))
    if (!isTold) return
    for (const call of calls) edits.update(call.getStart(), call.end, told.text)
    edits.remove(statement.getStart(), statement.end)
    count++
  })
  return count
}
