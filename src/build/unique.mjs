// @ts-check
import ts from 'typescript'
import { isDeclaration } from './inline.mjs'
import { readScope, replaceName, walk } from './scope.mjs'

/** @typedef {import('magic-string').default} MagicString */

/**
 * Gives each variable within a function a name that no other has, so that nothing that is moved comes to mean something else.
 * @param {string} code @param {MagicString} edits
 */
export function makeNamesUnique(code, edits) {
  let count = 0
  const scope = readScope(code)
  walk(scope.file, (name) => {
    if (!ts.isIdentifier(name) || !isDeclaration(name) || scope.usesOf(name)[0] !== name) return
    const isOuter = ts.findAncestor(name, ts.isFunctionLike) === undefined || (ts.isFunctionDeclaration(name.parent) && ts.isSourceFile(name.parent.parent))
    if (isOuter) return
    const to = `${name.text}$${++count}`
    for (const use of scope.usesOf(name)) replaceName(use, to, edits)
  })
}
