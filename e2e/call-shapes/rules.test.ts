import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { maxQueuedCalls } from '../../src/contract/limits'
import { generations } from './generation'
import { installs } from './installs'
import type { Elsewhere } from './rule'
import { rules } from './rules'
import { groups, shapes } from './shapes'
import { titlesOf } from './titles'

const sourceOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

const table = [...shapes, ...installs]
const entries = [...table, ...generations]
const proved = new Set(entries.flatMap(({ rules: proofs }) => proofs))

describe('the rules of calling', () => {
  it('are each proved by a shape, by a way of installing, by a generation of the tag, or by a test that is there and runs', () => {
    const isThere = (place: Elsewhere): boolean => ('file' in place ? titlesOf(sourceOf(place.file)).some((title) => title.includes(place.title)) : !!place.why)
    const open = Object.entries(rules).filter(([rule, { elsewhere = [] }]) => {
      const places = [elsewhere].flat()
      return !places.every(isThere) || (!places.length && !proved.has(rule))
    })
    expect(open.map(([rule, { says }]) => `${rule} ${says}`)).toEqual([])
  })

  it.each([
    ['47 ways in which pages call', '1.7', 47],
    ['36 decisions', '9', 36],
  ])('leave out none of the %s', (_what, chapter, count) => {
    const numbers = Array.from({ length: count }, (_, n) => `${chapter}.${n + 1}`)
    expect(numbers.filter((number) => !(number in rules))).toEqual([])
  })

  it('are all that the tables claim to prove', () => {
    expect([...proved].filter((rule) => !(rule in rules))).toEqual([])
    expect(entries.filter((entry) => !entry.rules.length)).toEqual([])
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
