import { expect, it } from 'vitest'
import { countUntold, judge, type Allowance, type Facts } from './verdict'

const accepted = ['F0-0', 'F0-1', 'F0-2'].map((name) => ({ name, life: 'one' }))
const received = accepted.map(({ name }, seq) => ({ name, id: `id-${seq}`, lane: 'a', seq }))
const fine: Facts = {
  accepted,
  risked: [],
  received,
  wire: accepted.map(({ name }) => name),
  told: [],
  counted: {},
  attempts: 1,
  keysLeft: [],
  viewPrefix: 'F0-view-',
}
const [first, second, third] = received as [(typeof received)[0], (typeof received)[0], (typeof received)[0]]

it('finds nothing where every event arrived once, in order', () => {
  expect(judge(fine, {})).toEqual([])
})

it('lets a page view arrive that nobody waited for', () => {
  expect(judge({ ...fine, received: [...received, { name: 'F0-view-x', id: 'x', lane: 'b', seq: 0 }] }, {})).toEqual([])
})

it('lets no more page views go without a word than the row allows', () => {
  const views = ['F0-view-a', 'F0-view-b'].map((name) => ({ name, life: 'one' }))
  expect(judge({ ...fine, accepted: [...accepted, ...views] }, { untoldViews: 2 })).toEqual([])
  expect(judge({ ...fine, accepted: [...accepted, ...views] }, { untoldViews: 1 })).toEqual(['lost: F0-view-a,F0-view-b (2 missing, 1 counted)'])
  expect(judge({ ...fine, received: [first, second] }, { untoldViews: 1 })).toEqual(['lost: F0-2 (1 missing, 0 counted)'])
})

it('lets an event go without a word where the ledger says so, and counts it', () => {
  const risked = [{ name: 'F0-1', life: 'killed' }, { name: 'F0-2', life: 'killed' }]
  const facts = { ...fine, risked, received: [first, second] }
  expect(judge(facts, {})).toEqual([])
  expect(countUntold(facts)).toEqual({ killed: { lost: 1, of: 2 } })
  expect(judge({ ...facts, received: [second, third] }, {})).toEqual(['lost: F0-0 (1 missing, 0 counted)'])
})

it.each<[problem: string, change: Partial<Facts>, allowance?: Allowance]>([
  ['lost: F0-2 (1 missing, 0 counted)', { received: [first, second] }],
  ['counted 1 as lost, and 0 are missing', { counted: { overflow: 1 } }, { drops: { overflow: 1 } }],
  ['dropped 1 as overflow', { received: [first, second], counted: { overflow: 1 } }],
  ['received F0-0, which a callback gave up as overflow', { received: [first, second], told: [{ name: 'F0-0', code: 'overflow' }], counted: { overflow: 1 } }, { drops: { overflow: 1 } }],
  ['a callback gave up F9-9, which nobody tracked', { received: [first, second], told: [{ name: 'F9-9', code: 'overflow' }], counted: { overflow: 1 } }, { drops: { overflow: 1 } }],
  ['callbacks gave up 1 as overflow, and 0 are counted', { received: [first, second], told: [{ name: 'F0-2', code: 'overflow' }], counted: { other: 1 } }, { drops: { other: 1 } }],
  ['received F9-9, which nobody tracked', { received: [...received, { name: 'F9-9' }] }],
  ['1 events received twice', { received: [...received, first] }],
  ['1 events received twice', { received: [...received, { ...first, id: 'another' }] }],
  ['1 copies on the wire', { wire: [...fine.wire, 'F0-0'] }],
  ['2 copies on the wire', { wire: [...fine.wire, 'F0-0', 'F0-0'] }, { duplicates: 1 }],
  ['out of order in lane a: F0-0,F0-2,F0-1', { received: [first, { ...second, seq: 2 }, { ...third, seq: 1 }] }],
  ['out of order in page one: F0-1,F0-0,F0-2', { wire: ['F0-1', 'F0-0', 'F0-2'] }],
  ['still stored: sajs.e.a.0', { keysLeft: ['sajs.e.a.0'] }],
  ['4 attempts, 3 allowed', { attempts: 4 }, { attempts: 3 }],
])('finds: %s', (problem, change, allowance = {}) => {
  expect(judge({ ...fine, ...change }, allowance)).toEqual([problem])
})
