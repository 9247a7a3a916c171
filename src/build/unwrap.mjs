// @ts-check
import ts from 'typescript'
import { readCalled, takesOneByOne } from './called.mjs'
import { countReturns } from './inline.mjs'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */
/** @typedef {{ parameters: readonly ts.Identifier[], given: readonly ts.Expression[], body: ts.Block }} Called */

/**
 * Makes a block of a function that is called where it stands, `((a) => {…})(1)`, and tells nothing: a minifier does it too, but
 * only after it has made one expression of the statements around, when it is too late. Returns how many there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function unwrapBlocks(code, edits) {
  let count = 0
  walk(readScope(code).file, (statement) => {
    const called = count || !ts.isExpressionStatement(statement) ? undefined : readCall(statement.expression)
    if (!called) return
    const { parameters, given, body } = called
    const inside = body.getStart() + 1
    edits.update(statement.getStart(), inside, '{\n')
    let from = body.end
    given.forEach((value, n) => {
      edits.remove(from, value.getStart())
      edits.appendRight(value.getStart(), `let ${parameters[n]?.text} = `)
      edits.appendLeft(value.end, ';\n')
      edits.move(value.getStart(), value.end, inside)
      from = value.end
    })
    edits.remove(from, statement.end)
    count++
  })
  return count
}

/** @param {ts.Expression} expression @returns {Called | undefined} */
function readCall(expression) {
  const { call, made } = readCalled(expression) ?? {}
  if (!call || !made || !takesOneByOne(made, call) || !ts.isBlock(made.body) || countReturns(made.body)) return undefined
  const parameters = made.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []))
  return parameters.length === made.parameters.length ? { parameters, given: call.arguments, body: made.body } : undefined
}
