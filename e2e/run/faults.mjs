// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeReport } from './faults-report.mjs'
import { Problem, root, runMain, show } from './command.mjs'
import { prepareTest } from './install.mjs'
import { build } from './build.mjs'
import { reports } from './steps.mjs'

const help = `npm run test:faults [-- words and options]

Runs the fault matrix in every browser, then the simulation of many pages over 100,000 seeds, and the models
of its parts fifty times as often as "npm test".

  F12             only the rows with such a number; several may be named
  outage          only the rows in files whose name holds the word
  --report        afterwards writes test-results/faults.md: rows by engine and mode, and sums
  --repeat N      runs each row N times
  --no-simulation leaves the simulation out, as does every word that chooses rows
  --project=firefox and all other options, written with "=", go to Playwright
  --help          shows this
`

/** Tests that try properties of the tracker's own modules, more often where there are more seeds. */
const models = ['world', 'outbox.model', 'takeover.model', 'json'].map((name) => `src/tracker/${name}.test.ts`)

await runMain(async () => {
  const { words, options, isReported, isSimulated } = readArguments(process.argv.slice(2))
  if (options.includes('--help')) {
    process.stdout.write(help)
    return 0
  }
  rmSync(join(root, reports.faults), { force: true })
  await prepareTest({ browsers: true })
  await build()
  const matrix = await show('env', ['FAULTS=all', 'node_modules/.bin/playwright', 'test', '-c', 'e2e', ...words, ...options])
  if (isReported) console.log(`report: ${writeReport()}`)
  const simulation = isSimulated ? await show('env', ['SEEDS=100000', 'node_modules/.bin/vitest', 'run', 'e2e/simulation', ...models]) : 0
  return matrix || simulation
})

/**
 * What to run. A word in the form of a row's number chooses by title, every other word by file.
 * @param {string[]} args
 */
function readArguments(args) {
  const repeat = args.indexOf('--repeat')
  const times = repeat < 0 ? '1' : (args[repeat + 1] ?? '')
  if (!/^[1-9]\d*$/.test(times)) throw new Problem(`--repeat takes a number, not "${times}"`)
  const rest = args.filter((arg, at) => !['--report', '--no-simulation'].includes(arg) && (repeat < 0 || (at !== repeat && at !== repeat + 1)))
  const rows = rest.filter((arg) => /^F\d+$/.test(arg))
  const files = rest.filter((arg) => !arg.startsWith('-') && !rows.includes(arg))
  const words = files.length ? files.map((file) => `e2e/faults/.*${file}`) : ['e2e/faults/']
  return {
    words,
    options: [
      `--repeat-each=${times}`,
      ...(rows.length ? [`--grep=\\b(${rows.join('|')})\\b`] : []),
      ...rest.filter((arg) => arg.startsWith('-')),
    ],
    isReported: args.includes('--report'),
    isSimulated: rest.length === 0 && !args.includes('--no-simulation'),
  }
}
