// @ts-check
import { parseArgs } from 'node:util'
import { Problem } from './command.mjs'

/** The reports that the two test runners and the fault matrix leave behind. */
export const reports = { unit: 'test-results/unit.json', browsers: 'test-results/browsers.json', faults: 'test-results/faults.jsonl' }

/** What has to hold, cheapest first; the built files are tested, so they come before their tests. */
export const steps = [
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'build', command: ['node_modules/.bin/rollup', '-c', '--failAfterWarnings', '--silent'] },
  { name: 'size', command: ['npm', 'run', '--silent', 'size'] },
  { name: 'unit', command: ['node_modules/.bin/vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reports.unit}`] },
  { name: 'browsers', command: ['node_modules/.bin/playwright', 'test', '-c', 'e2e'] },
]

/**
 * Which steps to run: all, or the ones after `--only`; whatever else is there goes to the tool of a single step.
 * @param {string[]} args
 */
export function chooseSteps(args) {
  const at = args.indexOf('--only')
  if (at < 0) {
    parseNothing(args)
    return steps
  }
  const names = (args[at + 1] ?? '').split(',')
  const unknown = names.find((name) => !steps.some((step) => step.name === name))
  if (unknown !== undefined) throw new Problem(`--only takes some of ${steps.map(({ name }) => name).join()}, not "${unknown}"`)
  const more = args.filter((_, index) => index !== at && index !== at + 1)
  if (more.length > 0 && names.length > 1) throw new Problem(`nobody knows which of ${names.join()} ${more.join(' ')} is for`)
  return steps
    .filter(({ name }) => names.includes(name))
    .map(({ name, command }) => ({ name, command: [...command, ...more] }))
}

/** @param {string[]} args */
function parseNothing(args) {
  try {
    parseArgs({ args, options: {} })
  } catch {
    throw new Problem(`${args.join(' ')}: name the step that this is for, as in: npm test -- --only browsers ${args.join(' ')}`)
  }
}
