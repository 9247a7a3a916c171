// @ts-check
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { basename } from 'node:path'

const built = new URL('../../dist/sa.js', import.meta.url)

/** The built script and who wrote which part of it, by its source map. */
export function readBuilt() {
  const code = readFileSync(built, 'utf8')
  const map = new SourceMap(JSON.parse(readFileSync(`${built.pathname}.map`, 'utf8')))
  return {
    code,
    /**
     * Name of the module that the character at this place comes from; lines and columns count from 0.
     * @param {number} line
     * @param {number} column
     */
    moduleAt(line, column) {
      const entry = map.findEntry(line, column)
      return 'originalSource' in entry ? basename(entry.originalSource) : undefined
    },
  }
}
