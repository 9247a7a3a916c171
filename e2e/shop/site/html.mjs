// @ts-check
/*
 * Escaping by default: whatever stands in a hole of html`…` becomes text, unless html`…` or trusted() made it.
 * The same escaping is right for element content and for quoted attribute values. It is not enough for unquoted
 * attributes, for scripts and for URLs that others choose, so: unquoted holes throw, data for scripts goes through
 * scriptJson(), and the shop never renders a visitor's text as a link.
 */

/** Known to this file only, so that no JSON from outside can pass itself off as markup. */
const MARKUP = Symbol('markup')

/** @typedef {{ readonly [MARKUP]: string, toString: () => string }} Markup */
/** @typedef {Markup | string | number | false | null | undefined} Hole */

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** @param {string} text */
export function escapeText(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/**
 * Takes a string as markup, as it stands: for files of the shop itself, never for what came in with a request.
 * @param {string} markup
 * @returns {Markup}
 */
export function trusted(markup) {
  return { [MARKUP]: markup, toString: () => markup }
}

/** @param {unknown} hole @returns {string} */
function render(hole) {
  if (hole === null || hole === undefined || hole === false) return ''
  if (Array.isArray(hole)) return hole.map(render).join('')
  if (typeof hole === 'object' && MARKUP in hole) return String(hole[MARKUP])
  if (typeof hole === 'string' || typeof hole === 'number') return escapeText(String(hole))
  throw new TypeError(`a ${typeof hole} does not belong in a page`)
}

/**
 * A piece of page; false, null and undefined render nothing, arrays render their members.
 * @param {TemplateStringsArray} strings
 * @param {(Hole | readonly Hole[])[]} holes
 * @returns {Markup}
 */
export function html(strings, ...holes) {
  let markup = strings[0] ?? ''
  holes.forEach((hole, i) => {
    if (markup.endsWith('=')) throw new SyntaxError(`quote the attribute: ${markup.slice(-24)}`)
    markup += render(hole) + (strings[i + 1] ?? '')
  })
  return trusted(markup)
}

/**
 * JSON that can stand inside a script element: `<` would let it end the element, U+2028/9 end a line of old scripts.
 * @param {unknown} value
 */
export function scriptJson(value) {
  return trusted(JSON.stringify(value).replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`))
}
