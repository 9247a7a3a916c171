import { parseArgs } from 'node:util'
import { killAgainAndAgain } from './kill-cycles'

/** Kills a collector under load as often as the arguments ask for; returns the exit code. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { cycles: { type: 'string', default: '200' } } })
  const cycles = Number(values.cycles)
  if (!Number.isInteger(cycles) || cycles < 1) {
    process.stderr.write(`--cycles takes a whole number from 1, not "${values.cycles}"\n`)
    return 1
  }
  const report = await killAgainAndAgain({
    cycles,
    onCycle: (cycle, acknowledged) => {
      if (cycle % 10 === 0) console.log(`${cycle} of ${cycles} kills, ${acknowledged} events acknowledged`)
    },
  })
  console.log(JSON.stringify(report))
  const wrong = [...report.lost, ...report.doubled, ...report.invented]
  return wrong.length > 0 || report.integrity !== 'ok' ? 1 : 0
}
