// @ts-check

/** @typedef {{ start: number, end: number, type: string } & Record<string, any>} Node */

/**
 * Things that may change places: neighbours in a list, or the two sides of a comparison.
 * @typedef {object} Group
 * @property {number} start
 * @property {number} end
 * @property {readonly Node[]} members
 * @property {string} joint What stands between two of them; of a comparison, what does when they have changed places.
 * @property {boolean} isComparison
 */

const inert = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'Literal'])
const plain = new Set(['Identifier', 'Literal'])
const turned = new Map([['===', '==='], ['!==', '!=='], ['<', '>'], ['>', '<'], ['<=', '>='], ['>=', '<=']])

/**
 * All groups of a script in which an order means nothing: declarations that nothing happens in, functions, members that a
 * pattern takes from an object, comparisons of what has no effect.
 * @param {string} code @param {Node} program @returns {Group[]}
 */
export function readGroups(code, program) {
  /** @type {Group[]} */
  const groups = []
  visit(program, (node) => {
    if (node.type === 'VariableDeclaration') groups.push(...runs(node['declarations'], (/** @type {Node} */ { init }) => !init || inert.has(init.type), ','))
    if (node.type === 'BlockStatement' || node.type === 'Program') groups.push(...runs(node['body'], ({ type }) => type === 'FunctionDeclaration', ''))
    if (node.type === 'ObjectPattern') groups.push(...runs(node['properties'], isPlainMember, ','))
    if (node.type === 'BinaryExpression') groups.push(...comparison(code, node))
  })
  return groups
}

/** @param {Node} member */
function isPlainMember({ type, computed, value }) {
  return type === 'Property' && !computed && value.type === 'Identifier'
}

/**
 * Neighbours that all are so.
 * @param {readonly Node[]} list @param {(node: Node) => boolean} isSo @param {string} joint @returns {Group[]}
 */
function runs(list, isSo, joint) {
  /** @type {Node[][]} */
  const found = [[]]
  for (const node of list) {
    if (isSo(node)) found[found.length - 1]?.push(node)
    else found.push([])
  }
  return found
    .filter(({ length }) => length > 1)
    .map((members) => ({ start: members[0]?.start ?? 0, end: members[members.length - 1]?.end ?? 0, members, joint, isComparison: false }))
}

/** @param {string} code @param {Node} node @returns {Group[]} */
function comparison(code, { start, end, left, right, operator }) {
  const joint = turned.get(operator)
  const isPlain = (/** @type {Node} */ side) => plain.has(side.type) || (side.type === 'UnaryExpression' && plain.has(side['argument'].type))
  if (!joint || !isPlain(left) || !isPlain(right)) return []
  // A word beside a word would become one with it.
  const isWord = (/** @type {string} */ text) => /[\w$]/.test(text)
  const isSafe = !(isWord(code[start - 1] ?? '') && isWord(code[right.start] ?? '')) && !(isWord(code[end] ?? '') && isWord(code[left.end - 1] ?? ''))
  return isSafe ? [{ start, end, members: [left, right], joint, isComparison: true }] : []
}

/** @param {any} node @param {(node: Node) => void} call */
export function visit(node, call) {
  if (Array.isArray(node)) for (const one of node) visit(one, call)
  else if (typeof node?.type === 'string') {
    call(node)
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value, call)
  }
}
