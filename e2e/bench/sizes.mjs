// @ts-check
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from '../run/build.mjs'
import { Problem, runMain } from '../run/command.mjs'
import { readBuilt } from './modules.mjs'

const usage = `npm run sizes -- [--markdown]

What each module of src/tracker (and src/contract) costs in dist/sa.js.
  minified   characters of the file that its source map attributes to the module
  brotli     what the compressed file (quality 11) loses when just these characters are taken out; text that compresses
             because another module holds the like is then counted for neither, so the sum stays below the whole
  share      the whole file's compressed size, divided in proportion to the column before
`

await runMain(async () => {
  const { help, markdown } = options()
  if (help) {
    console.log(usage)
    return 0
  }
  await build()
  const { code, moduleAt } = readBuilt()
  const modules = measure(code, moduleAt)
  console.log(markdown ? asMarkdown(modules, brotli(code)) : asText(modules, code))
  return 0
})

/** @typedef {{ name: string, minified: number, brotli: number, share: number }} Module */

/**
 * @param {string} code
 * @param {ReturnType<typeof readBuilt>['moduleAt']} moduleAt
 * @returns {Module[]}
 */
function measure(code, moduleAt) {
  const owners = code.split('\n').flatMap((line, row) => [...line.split('').map((_, column) => moduleAt(row, column) ?? '(build)'), '(build)'])
  const names = [...new Set(owners.slice(0, code.length))]
  const total = brotli(code)
  const modules = names.map((name) => {
    const without = code.split('').filter((_, at) => owners[at] !== name).join('')
    return { name, minified: code.length - without.length, brotli: total - brotli(without) }
  })
  const sum = modules.reduce((all, module) => all + module.brotli, 0)
  return modules
    .map((module) => ({ ...module, share: (module.brotli * total) / sum }))
    .sort((a, b) => b.share - a.share)
}

/** @param {string} text */
function brotli(text) {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}

/** @param {Module[]} modules @param {string} code */
function asText(modules, code) {
  const sum = modules.reduce((all, module) => all + module.brotli, 0)
  const lines = modules.map(({ name, minified, brotli, share }) => [name, `${minified}`, `${brotli}`, share.toFixed(0)])
  return [['module', 'minified', 'brotli', 'share'], ...lines, ['dist/sa.js', `${code.length}`, `(sum ${sum})`, `${brotli(code)}`]]
    .map(([name = '', ...cells]) => [name.padEnd(16), ...cells.map((cell) => cell.padStart(10))].join(''))
    .join('\n')
}

/** @param {Module[]} modules @param {number} total */
function asMarkdown(modules, total) {
  const lines = modules.map(({ name, minified, share }) => `| \`${name}\` | ${minified} | ${share.toFixed(0)} |`)
  const sum = modules.reduce((all, { minified }) => all + minified, 0)
  return ['| module | minified, B | of the brotli, B |', '|---|---:|---:|', ...lines, `| \`sa.js\` | ${sum} | ${total} |`].join('\n')
}

function options() {
  try {
    return parseArgs({ options: { help: { type: 'boolean' }, markdown: { type: 'boolean' } } }).values
  } catch (error) {
    throw new Problem(/** @type {Error} */ (error).message)
  }
}
