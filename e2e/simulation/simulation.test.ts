import { describe, expect, it } from 'vitest'
import { run } from './run'
import type { Climate, Verdict } from './run'

const seeds = Number(process.env.SEEDS ?? 2000)
const firstSeed = Number(process.env.SEED ?? 1)

/** What is wrong with a run, in words; empty where nothing is. */
function faults({ accepted, refused, network, storageKeys }: Verdict): string[] {
  const byName = new Map([...network.received.values()].map((hit) => [hit.name, hit]))
  const lost = [...accepted.keys()].filter((name) => !byName.has(name) && !refused.has(name) && !network.poison.has(name))
  const both = [...refused].filter((name) => byName.has(name))
  const strangers = [...accepted].filter(([name, contact]) => {
    const hit = byName.get(name)
    return contact && hit && hit.email !== contact
  })
  return [
    ...lost.map((name) => `lost: ${name}`),
    ...both.map((name) => `refused and received: ${name}`),
    ...strangers.map(([name, contact]) => `belongs to ${contact}, came as ${byName.get(name)?.email}: ${name}`),
    ...storageKeys.map((key) => `left in storage: ${key}`),
  ]
}

async function expectSound(climate: Climate, count: number): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const found = faults(await run(seed, climate))
    if (found.length) expect.fail(`seed ${seed}: ${found.join('; ')}\nreplay: SEED=${seed} SEEDS=1 npx vitest run e2e/simulation`)
  }
}

describe('one visitor, several tabs, changing weather: nothing is lost unsaid, given to another contact or left behind', () => {
  it('with locks and storage', () => expectSound({ hasLocks: true, hasStorage: true, steps: 60 }, seeds), 600_000)

  it('without locks, as on insecure origins', () => expectSound({ hasLocks: false, hasStorage: true, steps: 60 }, Math.ceil(seeds / 4)), 600_000)
})
