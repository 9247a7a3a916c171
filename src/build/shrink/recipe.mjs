// @ts-check
import { createHash } from 'node:crypto'
import { encode } from '@jridgewell/sourcemap-codec'
import { readVariant } from './variant.mjs'

/** @typedef {import('./variant.mjs').Variant} Variant */

/**
 * What `npm run shrink` has found for one script.
 * @typedef {object} Recipe
 * @property {string} of Fingerprint of the script that it was found for; no other one can use it.
 * @property {string} names The names of all variables, in their order.
 * @property {Record<string, string>} orders The orders that are not as they were, by the number of their group.
 */

/** @param {Variant} variant */
const fingerprint = ({ skeleton }) => createHash('sha256').update(skeleton).digest('hex').slice(0, 16)

/** The choices that are in a variant now. @param {Variant} variant @returns {Recipe} */
export function writeRecipe(variant) {
  /** @type {Record<string, string>} */
  const orders = {}
  variant.groups.forEach(({ order }, n) => {
    if (order.some((member, at) => member !== at)) orders[n] = order.join(' ')
  })
  return { of: fingerprint(variant), names: variant.bindings.map(({ name }) => name).join(' '), orders }
}

/** Takes the choices of a recipe over; false where it is for another script. @param {Variant} variant @param {Recipe} recipe */
export function applyRecipe(variant, recipe) {
  if (fingerprint(variant) !== recipe.of) return false
  const names = recipe.names.split(' ')
  variant.bindings.forEach((binding, n) => (binding.name = names[n] ?? binding.name))
  variant.groups.forEach((ordered, n) => {
    const order = recipe.orders[n]
    if (order !== undefined) ordered.order = order.split(' ').map(Number)
  })
  return true
}

/**
 * The script as the recipe wants it, and where everything in it came from. Where the recipe is for another script it stays
 * as it is, and only larger: that is for the size limit to say.
 * @param {string} code One line. @param {Recipe} recipe
 */
export function shrink(code, recipe) {
  const text = code.trim()
  const variant = readVariant(text)
  applyRecipe(variant, recipe)
  /** @type {[number, number, number, number][]} */
  const segments = []
  const shrunk = variant.write((at, from) => void segments.push([at, 0, 0, from]))
  return { code: shrunk, map: { version: 3, names: [], sources: ['sa.js'], mappings: encode([segments]) } }
}
