import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { maxQueuedCalls } from '../../src/contract/limits'
import { installs } from './installs'
import { rules } from './rules'
import { groups, shapes } from './shapes'

const table = [...shapes, ...installs]
const proved = new Set(table.flatMap((entry) => entry.rules))

describe('the rules of calling', () => {
  it('are each proved by a shape, by a way of installing, or by a test that is there', () => {
    const open = Object.entries(rules).filter(([rule, { elsewhere }]) => {
      if (proved.has(rule)) return false
      if (!elsewhere) return true
      return 'file' in elsewhere ? !readFileSync(new URL(`../../${elsewhere.file}`, import.meta.url), 'utf8').includes(elsewhere.title) : !elsewhere.why
    })
    expect(open.map(([rule, { says }]) => `${rule} ${says}`)).toEqual([])
  })

  it('leave out none of the 47 ways in which pages call', () => {
    const numbers = Array.from({ length: 47 }, (_, n) => `1.7.${n + 1}`)
    expect(numbers.filter((number) => !(number in rules))).toEqual([])
  })

  it('are all that the tables claim to prove', () => {
    expect([...proved].filter((rule) => !(rule in rules))).toEqual([])
    expect(table.filter((entry) => !entry.rules.length)).toEqual([])
  })
})

describe('the table of shapes', () => {
  it('says each shape once', () => {
    const said = table.map(({ says }) => says)
    expect(said.filter((says, at) => said.indexOf(says) !== at)).toEqual([])
  })

  it('has parts that fit into the calls that wait', () => {
    const calls = groups.map((part) => part.reduce((sum, { call, hits }) => sum + 1 + call.split('sendinblue.').length - 1 + 2 * hits.filter(({ email_id }) => email_id).length, 2))
    for (const count of calls) expect(count).toBeLessThanOrEqual(maxQueuedCalls)
  })
})
