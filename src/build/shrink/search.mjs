// @ts-check
import { brotliCompressSync } from 'node:zlib'
import { parse } from 'acorn'

/** @typedef {import('./variant.mjs').Variant} Variant */

/** Size as the network has it, with the new line that ends the file. @param {string} code */
export const brotliBytes = (code) => brotliCompressSync(`${code}\n`).length

const letters = [...'etrnialodscufpmyhg_vbkxwjqzETRNIALODSCUFPMYHGVBKXWJQZ$']

/**
 * Looks for the variant of a script that compresses best, by small changes that are kept unless they make it larger.
 * The same script, seed and number of tries give the same result.
 * @param {Variant} variant
 * @param {{ tries: number, random: () => number, onTry?: (count: number, bytes: number) => void }} options
 */
export function search(variant, { tries, random, onTry }) {
  let bytes = brotliBytes(variant.write())
  for (let count = 0; count < tries; count++) {
    const undo = change(variant, random)
    if (!undo) continue
    const text = variant.write()
    const size = brotliBytes(text)
    if (size > bytes || (size < bytes && !isScript(text))) undo()
    else bytes = size
    onTry?.(count, bytes)
  }
  return bytes
}

/** @param {Variant} variant @param {() => number} random @returns {(() => void) | undefined} The way back; undefined where nothing was changed. */
function change(variant, random) {
  /** @template Item @param {readonly Item[]} list */
  const any = (list) => /** @type {Item} */ (list[Math.floor(random() * list.length)])
  const { bindings, groups, mayBeCalled } = variant
  const kind = random()
  if (kind < 0.2 && groups.length) return reorder(any(groups), random)
  const binding = any(bindings)
  const { name } = binding
  const others = kind < 0.5 ? bindings.filter(({ scope }) => scope === binding.scope) : bindings
  if (kind < 0.65) return exchange(binding, any(others), mayBeCalled)
  const wanted = any(letters.slice(0, 1 + Math.floor(random() * letters.length)))
  if (wanted === name || !mayBeCalled(binding, wanted)) return undefined
  binding.name = wanted
  return () => (binding.name = name)
}

/** @param {import('./bindings.mjs').Binding} one @param {import('./bindings.mjs').Binding} other @param {Variant['mayBeCalled']} mayBeCalled */
function exchange(one, other, mayBeCalled) {
  const [a, b] = [one.name, other.name]
  if (a === b) return undefined
  const undo = () => {
    one.name = a
    other.name = b
  }
  one.name = ' '
  other.name = ' '
  if (mayBeCalled(one, b)) {
    one.name = b
    if (mayBeCalled(other, a)) {
      other.name = a
      return undo
    }
  }
  undo()
  return undefined
}

/** @param {import('./variant.mjs').Ordered} ordered @param {() => number} random */
function reorder(ordered, random) {
  const before = ordered.order
  const from = Math.floor(random() * before.length)
  const to = Math.floor(random() * before.length)
  if (from === to) return undefined
  const order = [...before]
  order.splice(to, 0, ...order.splice(from, 1))
  ordered.order = order
  return () => (ordered.order = before)
}

/** @param {string} code */
function isScript(code) {
  try {
    return !!parse(code, { ecmaVersion: 2022 })
  } catch {
    return false
  }
}
