// @ts-check
import ts from 'typescript'
import { readScope, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * A function that stands in its call and takes an object that is made there, `(({ a, b }) => …)({ a, b: c })`: takes the
 * members one by one instead. Returns how many there were.
 * @param {string} code Names in it are unique (`unique.mjs`). @param {MagicString} edits
 */
export function openPatterns(code, edits) {
  let count = 0
  walk(readScope(code).file, (call) => {
    if (!ts.isCallExpression(call) || !ts.isParenthesizedExpression(call.expression) || !ts.isArrowFunction(call.expression.expression)) return
    for (const [n, { name }] of call.expression.expression.parameters.entries()) {
      const given = call.arguments[n]
      const pairs = given && ts.isObjectBindingPattern(name) && ts.isObjectLiteralExpression(given) ? pair(name, given) : []
      if (!given || !pairs.length) continue
      edits.update(name.getStart(), name.end, pairs.map(([taken]) => taken).join(', '))
      edits.update(given.getStart(), given.end, pairs.map(([, value]) => value).join(', '))
      count++
    }
  })
  return count
}

/**
 * Each name that the pattern makes, with what it takes; nothing where one of them is more than a name, or the object has more to it.
 * @param {ts.ObjectBindingPattern} pattern @param {ts.ObjectLiteralExpression} object @returns {string[][]}
 */
function pair(pattern, object) {
  const members = new Map(object.properties.map((member) => [member.name?.getText(), valueOf(member)]))
  const pairs = pattern.elements.map(({ name, propertyName, initializer, dotDotDotToken }) =>
    ts.isIdentifier(name) && !initializer && !dotDotDotToken ? [name.text, members.get((propertyName ?? name).getText()) ?? ''] : ['', ''])
  return pairs.length === members.size && pairs.every(([, value]) => value) ? pairs : []
}

/** @param {ts.ObjectLiteralElementLike} member */
function valueOf(member) {
  if (ts.isShorthandPropertyAssignment(member)) return member.name.text
  return ts.isPropertyAssignment(member) && ts.isIdentifier(member.initializer) ? member.initializer.text : undefined
}
