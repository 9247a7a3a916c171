// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runMain, show } from './command.mjs'
import { prepareTest } from './install.mjs'
import { chooseSteps, reports } from './steps.mjs'
import { readTally } from './tally.mjs'

await runMain(async () => {
  const chosen = chooseSteps(process.argv.slice(2))
  // What an earlier run has left must not be counted.
  for (const report of Object.values(reports)) rmSync(join(root, report), { force: true })
  await prepareTest({ browsers: chosen.some(({ name }) => name === 'browsers') })
  const stopped = await firstToFail(chosen)
  const { passed, failed, skipped } = readTally()
  // A step may fail without a failing test, and a runner before it has counted any.
  const failures = stopped === undefined ? failed : Math.max(failed, 1)
  console.log(`tests: ${passed} passed, ${failures} failed, ${skipped} skipped${stopped === undefined ? '' : ` (stopped at ${stopped})`}`)
  return failures === 0 ? 0 : 1
})

/**
 * Runs the steps one after another and returns the name of the one that fails.
 * @param {readonly { name: string, command: readonly string[] }[]} chosen
 */
async function firstToFail(chosen) {
  for (const { name, command: [program = '', ...args] } of chosen) {
    const start = performance.now()
    const code = await show(program, args)
    console.log(`${name}: ${code === 0 ? 'passed' : 'failed'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
    if (code !== 0) return name
  }
  return undefined
}
