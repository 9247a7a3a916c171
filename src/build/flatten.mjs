// @ts-check
import remapping from '@jridgewell/remapping'
import MagicString from 'magic-string'
import { dropAliases } from './aliases.mjs'
import { dropArguments } from './arguments.mjs'
import { dropGetters } from './getters.mjs'
import { inlineCalls } from './inline.mjs'
import { openPatterns } from './patterns.mjs'
import { placeFunctions } from './place.mjs'
import { joinReturns } from './returns.mjs'
import { scatterObjects } from './scatter.mjs'
import { spreadBodies } from './spread.mjs'
import { makeNamesUnique } from './unique.mjs'
import { unwrapBlocks } from './unwrap.mjs'

/**
 * Takes the joints out of a script that was written as factories which are handed what they need: each is called once
 * only, so its body can stand where its call is, and its methods can be variables. What a reader needs there, a visitor
 * would have to download. A minifier does not do it by itself: it takes no `let` apart, and no object that a function returns.
 * @param {string} code @returns {{ code: string, map: string }}
 */
export function flatten(code) {
  /** @type {string[]} */
  const maps = []
  const first = new MagicString(code)
  makeNamesUnique(code, first)
  code = first.toString()
  maps.unshift(mapOf(first))
  for (;;) {
    const edits = new MagicString(code)
    const isChanged = inlineCalls(code, edits) || scatterObjects(code, edits) || dropAliases(code, edits) ||
      placeFunctions(code, edits) || dropGetters(code, edits) || openPatterns(code, edits) || dropArguments(code, edits) || unwrapBlocks(code, edits) ||
      joinReturns(code, edits) || spreadBodies(code, edits)
    if (!isChanged) break
    code = edits.toString()
    maps.unshift(mapOf(edits))
  }
  return { code, map: remapping(maps, () => null).toString() }
}

/** @param {MagicString} edits */
function mapOf(edits) {
  return edits.generateMap({ hires: true, source: 'script.js' }).toString()
}
