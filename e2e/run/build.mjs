// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { quietly, root } from './command.mjs'
import { contentHash, isNoted, note } from './stamp.mjs'

const name = '.sib-built'
const sources = ['src', 'snippet', 'rollup.config.mjs', 'tsconfig.json', 'package.json', 'package-lock.json']
const state = () => `${contentHash(sources)} ${contentHash(['dist'])}`

/** Builds `dist`, unless it is what the sources gave last time. */
export async function build() {
  if (existsSync(join(root, 'dist')) && isNoted(name, state())) return
  console.log('build: rollup')
  await quietly('node_modules/.bin/rollup', ['-c', '--failAfterWarnings', '--silent'])
  note(name, state())
}
