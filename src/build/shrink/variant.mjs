// @ts-check
import { parse } from 'acorn'
import { readBindings } from './bindings.mjs'
import { readGroups, visit } from './places.mjs'

/** @typedef {import('./bindings.mjs').Binding} Binding */
/** @typedef {import('./places.mjs').Group} Group */
/** @typedef {{ group: Group, order: number[] }} Ordered */
/** @typedef {{ start: number, end: number, binding: Binding, member: string } | { start: number, end: number, ordered: Ordered }} Item */

/**
 * A minified script, and all that may be different in it while it does the same.
 * @typedef {object} Variant
 * @property {readonly Binding[]} bindings
 * @property {(binding: Binding, name: string) => boolean} mayBeCalled
 * @property {readonly Ordered[]} groups
 * @property {string} skeleton The script without its choices: two scripts with the same one have the same variants.
 * @property {(onPiece?: (at: number, from: number) => void) => string} write The script with the names and orders as they
 *   are now; `onPiece` is told at which place of it a piece of the script that was read begins, and where that stood.
 */

/** @param {string} code @returns {Variant} */
export function readVariant(code) {
  const program = parse(code, { ecmaVersion: 2022, ranges: true })
  const { bindings, mayBeCalled } = readBindings(program)
  const groups = readGroups(code, /** @type {any} */ (program)).map((group) => ({ group, order: group.members.map((_member, n) => n) }))
  const write = createWriter(code, itemsOf(program, bindings, groups))

  const before = bindings.map(({ name }) => name)
  for (const binding of bindings) binding.name = '_'
  const skeleton = write()
  bindings.forEach((binding, n) => (binding.name = before[n] ?? ''))
  return { bindings, mayBeCalled, groups, skeleton, write }
}

/** @param {import('acorn').Program} program @param {readonly Binding[]} bindings @param {readonly Ordered[]} groups @returns {Item[]} */
function itemsOf(program, bindings, groups) {
  /** @type {Set<number>} */
  const shorthands = new Set()
  visit(program, ({ type, shorthand, value }) => {
    if (type === 'Property' && shorthand) shorthands.add(value.type === 'AssignmentPattern' ? value.left.start : value.start)
  })
  const names = bindings.flatMap((binding) =>
    binding.places.map((start) => ({ start, end: start + binding.name.length, binding, member: shorthands.has(start) ? binding.name : '' })),
  )
  const orders = groups.map((ordered) => ({ start: ordered.group.start, end: ordered.group.end, ordered }))
  // What contains comes before what it contains.
  return [...names, ...orders].sort((a, b) => a.start - b.start || b.end - a.end)
}

/** @param {string} code @param {readonly Item[]} items @returns {Variant['write']} */
function createWriter(code, items) {
  return (onPiece) => {
    let text = ''
    /** @param {number} from @param {number} to */
    const copy = (from, to) => {
      onPiece?.(text.length, from)
      text += code.slice(from, to)
    }
    /** @param {number} from @param {number} to @param {number} index The first item that may lie there. */
    const range = (from, to, index) => {
      let at = from
      for (let n = index; n < items.length; n++) {
        const item = /** @type {Item} */ (items[n])
        if (item.start >= to) break
        if (item.start < at) continue
        copy(at, item.start)
        onPiece?.(text.length, item.start)
        if ('binding' in item) text += (item.member && item.member !== item.binding.name ? `${item.member}:` : '') + item.binding.name
        else ordered(item.ordered, n + 1)
        at = item.end
      }
      copy(at, to)
    }
    /** @param {Ordered} ordered @param {number} index */
    const ordered = ({ group, order }, index) => {
      if (order.every((member, n) => member === n)) return range(group.start, group.end, index)
      order.forEach((member, n) => {
        const { start, end } = /** @type {import('./places.mjs').Node} */ (group.members[member])
        if (n) text += group.joint
        range(start, end, index)
      })
    }
    range(0, code.length, 0)
    return text
  }
}
