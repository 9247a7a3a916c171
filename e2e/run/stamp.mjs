// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.mjs'

/**
 * All files at or below these paths, in a fixed order.
 * @param {readonly string[]} paths
 * @returns {string[]}
 */
function filesBelow(paths) {
  return paths.flatMap((path) => {
    if (!existsSync(path)) return []
    if (!statSync(path).isDirectory()) return [path]
    return filesBelow(readdirSync(path).sort().map((name) => join(path, name)))
  })
}

/**
 * What stands in files. Their times would say less: a clone, a checkout and a copy all set them anew.
 * @param {readonly string[]} paths
 */
export function contentHash(paths) {
  const hash = createHash('sha256')
  for (const file of filesBelow(paths.map((path) => join(root, path)))) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * Whether a note of this name says the same as `state`.
 * @param {string} name
 * @param {string} state
 */
export function isNoted(name, state) {
  const file = join(root, 'node_modules', name)
  return existsSync(file) && readFileSync(file, 'utf8') === state
}

/**
 * Writes the note. It stands in `node_modules`, which every tool leaves out and which goes when the packages go.
 * @param {string} name
 * @param {string} state
 */
export function note(name, state) {
  writeFileSync(join(root, 'node_modules', name), state)
}
