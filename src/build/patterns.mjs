// @ts-check
import ts from 'typescript'
import { readCalled } from './called.mjs'
import { takenBy } from './inline.mjs'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * A function that stands in its call and takes an object that is made there, `(({ a, b }) => …)({ a, b: c })`: takes the
 * members one by one instead. Returns how many there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function openPatterns(code, edits) {
  let count = 0
  walk(readScope(code).file, (node) => {
    const { call, made } = readCalled(node) ?? {}
    for (const [n, { name }] of made?.parameters.entries() ?? []) {
      const given = call?.arguments[n]
      if (!given || !ts.isObjectBindingPattern(name) || !ts.isObjectLiteralExpression(given)) continue
      const taken = takenBy(name, given) ?? []
      // A value that is made there would be made in another order, and one that nobody takes no longer.
      if (!taken.length || taken.length < given.properties.length || !taken.every(([, value]) => ts.isIdentifier(value))) continue
      edits.update(name.getStart(), name.end, taken.map(([one]) => one.text).join(', '))
      edits.update(given.getStart(), given.end, taken.map(([, value]) => value.getText()).join(', '))
      count++
    }
  })
  return count
}
