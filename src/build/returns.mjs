// @ts-check
import ts from 'typescript'
import { isWithin } from './inline.mjs'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * Makes one return of the last two of each function, `if (a) return b; return c` to `return a ? b : c`: what returns at its end
 * only can be put in other places. Returns how many there were.
 * @param {string} code @param {MagicString} edits
 */
export function joinReturns(code, edits) {
  /** @type {ts.Node[]} */
  const done = []
  walk(readScope(code).file, (body) => {
    if (!ts.isBlock(body) || !ts.isFunctionLike(body.parent) || done.some((other) => isWithin(body, other))) return
    const [guard, last] = body.statements.slice(-2)
    if (!guard || !last || !ts.isIfStatement(guard) || guard.elseStatement) return
    const first = told(guard.thenStatement)
    const second = ts.isReturnStatement(last) && last.expression
    if (!first || !second) return
    edits.update(guard.getStart(), guard.expression.getStart(), 'return (')
    edits.update(guard.expression.end, first.getStart(), ') ? (')
    edits.update(first.end, second.getStart(), ') : (')
    edits.appendLeft(second.end, ')')
    done.push(guard, last)
  })
  return done.length
}

/** What a statement returns, where it does nothing else. @param {ts.Statement} statement @returns {ts.Expression | undefined} */
function told(statement) {
  if (ts.isBlock(statement)) return statement.statements.length === 1 && statement.statements[0] ? told(statement.statements[0]) : undefined
  return ts.isReturnStatement(statement) ? statement.expression : undefined
}
