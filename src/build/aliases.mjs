// @ts-check
import ts from 'typescript'
import { readScope, replaceName, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * Does without variables that are only a second name of another, `const b = a` where neither ever changes: what is left of
 * methods that were handed on. Returns how many there were; an alias of an alias has to wait for the next time.
 * @param {string} code @param {MagicString} edits
 */
export function dropAliases(code, edits) {
  const scope = readScope(code)
  /** @type {Set<ts.Node>} */
  const touched = new Set()
  walk(scope.file, (statement) => {
    if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length > 1) return
    const { name, initializer: other } = statement.declarationList.declarations[0] ?? {}
    if (!name || !ts.isIdentifier(name) || !other || !ts.isIdentifier(other) || other.text === 'undefined') return
    const uses = scope.usesOf(name)
    const isAlias = scope.isConstant(name) && scope.isConstant(other) && scope.usesOf(other).length > 0 && !touched.has(other) &&
      uses.every((use) => !scope.isTakenAt(other, use, name))
    if (!isAlias) return
    for (const use of uses) {
      touched.add(use)
      if (use !== name) replaceName(use, other.text, edits)
    }
    edits.remove(statement.getStart(), statement.end)
  })
  return touched.size
}
