import { beforeEach, describe, expect, it } from 'vitest'
import { maxEventBytes, maxStoredBytes, maxStoredEvents } from '../contract/limits'
import { createOutbox } from './outbox'
import type { Outbox } from './outbox'
import { byteLength } from './record'
import type { Content, StoredEvent } from './record'
import { startMs } from './testing/clock'
import { createContent, createHit, filling } from './testing/events'
import { createLaneNames } from './testing/page'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'

const ids = (events: readonly StoredEvent[]): string[] => events.map(({ hit }) => hit.id)

let storage: TestStorage
let createLane: () => string
let outbox: Outbox

const open = (): Outbox => createOutbox(storage, createLane)
const put = (id: string, fields: Partial<Content> = {}): boolean => outbox.add(createContent(id, fields), () => undefined)
/** Adds an event, and says which have to go for it. */
function add(id: string, fields: Partial<Content> = {}): readonly StoredEvent[] {
  put(id, fields)
  return outbox.surplus(maxStoredEvents)
}
const newest = (): StoredEvent => outbox.waiting()[outbox.waiting().length - 1] as StoredEvent

beforeEach(() => {
  storage = createTestStorage()
  createLane = createLaneNames()
  outbox = open()
})

describe('adding', () => {
  it('takes nothing that is too large, in bytes and not in letters, and takes the next', () => {
    const frame = byteLength(JSON.stringify({ ...createContent('a'), lane: outbox.lane(), seq: 0, properties: { filling: '' } }))
    expect(put('a', filling(maxEventBytes - frame + 1))).toBe(false)
    expect(put('a', { properties: { filling: '漢'.repeat(maxEventBytes / 3) } })).toBe(false)
    expect(storage.entries.size).toBe(0)
    expect(put('a', filling(maxEventBytes - frame))).toBe(true)
    expect(newest().hit.seq).toBe(0)
  })

  it('writes each event under a key of its own before it returns', () => {
    add('a')
    expect([...storage.entries]).toEqual([['sajs.e.lane0.0', JSON.stringify(createHit('a', { lane: 'lane0', seq: 0 }))]])
    add('b')
    expect([...storage.entries.keys()]).toEqual(['sajs.e.lane0.0', 'sajs.e.lane0.1'])
  })

  it('never rewrites a key', () => {
    add('a')
    const before = storage.entries.get('sajs.e.lane0.0')
    outbox.remove(newest())
    add('b')
    expect(before).toBeDefined()
    expect([...storage.entries.keys()]).toEqual(['sajs.e.lane0.1'])
  })

  it('holds events in the order of their calls, each with its place and size', () => {
    add('a')
    add('b', { properties: { text: 'é' } })
    expect(ids(outbox.waiting())).toEqual(['a', 'b'])
    expect(outbox.waiting().map(({ hit }) => [hit.lane, hit.seq])).toEqual([
      ['lane0', 0],
      ['lane0', 1],
    ])
    expect(newest().bytes).toBe(JSON.stringify(newest().hit).length + 1)
  })

  it('gives lane and place itself, whatever the event says', () => {
    outbox.add({ ...createContent('a'), ...{ lane: 'forged', seq: 99 } }, () => undefined)
    expect(newest().hit).toMatchObject({ lane: 'lane0', seq: 0 })
  })

  it('keeps the callback out of storage', () => {
    const done = (): void => undefined
    outbox.add(createContent('a'), done)
    expect(newest().done).toBe(done)
    expect(storage.entries.get('sajs.e.lane0.0')).not.toContain('done')
  })

  it('goes on in memory where storage refuses', () => {
    storage.setWritable(false)
    add('a')
    add('b')
    expect(storage.entries.size).toBe(0)
    expect(ids(outbox.waiting())).toEqual(['a', 'b'])
    outbox.remove(newest())
    expect(ids(outbox.waiting())).toEqual(['a'])
  })
})

describe('removing', () => {
  it('forgets the event and its key, and no other', () => {
    add('a')
    add('b')
    outbox.remove(outbox.waiting()[0] as StoredEvent)
    expect(ids(outbox.waiting())).toEqual(['b'])
    expect([...storage.entries.keys()]).toEqual(['sajs.e.lane0.1'])
  })

  it('does no harm the second time', () => {
    add('a')
    const event = newest()
    outbox.remove(event)
    add('b')
    outbox.remove(event)
    expect(ids(outbox.waiting())).toEqual(['b'])
    expect(storage.entries.size).toBe(1)
  })

  it('removes the key of an event that the page no longer holds', () => {
    add('a')
    const event = newest()
    outbox.leave()
    outbox.remove(event)
    expect(storage.entries.size).toBe(0)
  })
})

describe('bounds', () => {
  it('asks nothing to go while they hold', () => {
    for (let n = 0; n < maxStoredEvents; n++) expect(add(`${n}`)).toEqual([])
  })

  it('names the oldest event beyond the most events, and leaves it to the caller to remove it', () => {
    for (let n = 0; n < maxStoredEvents; n++) add(`${n}`)
    expect(ids(add('newest'))).toEqual(['0'])
    expect(storage.entries.size).toBe(maxStoredEvents + 1)
  })

  it('names as many as it takes beyond the most bytes', () => {
    for (let n = 0; n < 40; n++) expect(add(`${n}`, filling(5800))).toEqual([])
    expect(ids(add('large', filling(31_000)))).toEqual(['0', '1', '2'])
  })

  it('counts bytes up to the last one', () => {
    for (const id of 'abcdefgh') add(id, filling(30_000))
    const rest = maxStoredBytes - outbox.waiting().reduce((sum, { bytes }) => sum + bytes, 0)
    const frame = JSON.stringify(createHit('z', { lane: 'lane0', seq: 8, ...filling(0) })).length
    expect(add('z', filling(rest - frame))).toEqual([])
    outbox.remove(newest())
    expect(ids(add('z', filling(rest - frame + 1)))).toEqual(['a'])
  })

  it('gives up no more than it takes to be within both bounds to the byte', () => {
    for (const id of 'abcdefgh') add(id, filling(30_000))
    const [oldest] = outbox.waiting() as [StoredEvent]
    const rest = maxStoredBytes - outbox.waiting().reduce((sum, { bytes }) => sum + bytes, 0) + oldest.bytes
    const frame = JSON.stringify(createHit('z', { lane: 'lane0', seq: 8, ...filling(0) })).length
    expect(rest).toBeLessThan(maxEventBytes + oldest.bytes)
    put('y', filling(rest - frame - 20_000))
    put('z', filling(20_000 - frame))
    expect(ids(outbox.surplus(maxStoredEvents))).toEqual(['a'])
  })

  it('gives up page views first, then tracks, then links, and identify last', () => {
    const kinds = ['identify', 'trackLink', 'track', 'page', 'identify', 'track', 'page', 'trackLink'] as const
    kinds.forEach((sib_type, n) => add(`${n} ${sib_type}`, { sib_type, ...filling(31_000) }))
    const expected = ['3 page', '6 page', '2 track', '5 track', '1 trackLink', '7 trackLink', '0 identify', '4 identify']
    const order: string[] = []
    for (let n = 0; n < expected.length; n++) {
      for (const event of add(`new ${n}`, { sib_type: 'identify', ...filling(31_000) })) {
        order.push(event.hit.id)
        outbox.remove(event)
      }
    }
    expect(order).toEqual(expected)
  })

  it('never gives up what is under way', () => {
    for (let n = 0; n < maxStoredEvents; n++) add(`${n}`)
    for (const event of outbox.waiting().slice(0, 50)) event.sending = new AbortController()
    expect(ids(add('newest'))).toEqual(['50'])
  })

  it('never gives up the newest, though all others are worth more', () => {
    for (let n = 0; n < maxStoredEvents; n++) add(`${n}`, { sib_type: 'identify' })
    expect(ids(add('newest', { sib_type: 'page' }))).toEqual(['0'])
  })

  it('gives up reports of drops first', () => {
    add('page', { sib_type: 'page' })
    add('report', { sib_type: 'dropped', properties: { overflow: 1 } })
    for (let n = 2; n < maxStoredEvents; n++) add(`${n}`)
    expect(ids(add('newest'))).toEqual(['report'])
  })

  it('gives up nothing where everything else is under way', () => {
    for (let n = 0; n < maxStoredEvents; n++) add(`${n}`)
    for (const event of outbox.waiting()) event.sending = new AbortController()
    expect(add('newest')).toEqual([])
  })
})

describe('adopting', () => {
  /** What a page that is gone has left: its lane, in storage. */
  function leaveBehind(...contents: Content[]): string {
    const gone = open()
    for (const content of contents) gone.add(content, () => undefined)
    return gone.lane()
  }
  const letters = (text: string): Content[] => Array.from(text, (id) => createContent(id))

  it('sees all lanes in storage, each once', () => {
    add('own')
    const [b, c] = [leaveBehind(...letters('b')), leaveBehind(...letters('cd'))]
    expect(outbox.storedLanes()).toEqual(new Set([outbox.lane(), b, c]))
  })

  it('takes a lane over in the order of its calls, in front of its own events', () => {
    const lane = leaveBehind(...Array.from({ length: 12 }, (_value, n) => createContent(`${n}`)))
    add('own')
    outbox.adopt(lane, () => false)
    expect(ids(outbox.waiting())).toEqual([...Array.from({ length: 12 }, (_value, n) => `${n}`), 'own'])
    expect(outbox.storedLanes()).toEqual(new Set([outbox.lane(), lane]))
  })

  it('goes by the place in the lane, not by the order in which storage names its keys', () => {
    const lane = leaveBehind(...Array.from({ length: 12 }, (_value, n) => createContent(`${n}`)))
    const entries = [...storage.entries].sort(([a], [b]) => (a < b ? 1 : -1))
    storage.entries.clear()
    for (const [key, text] of entries) storage.entries.set(key, text)
    outbox.adopt(lane, () => false)
    expect(outbox.waiting().map(({ hit }) => hit.seq)).toEqual(Array.from(Array(12).keys()))
  })

  it('takes events over as they stand, without anybody to tell', () => {
    const content = createContent('a', { ts: 17, properties: { A: [1] }, key: 'other key', cuid: 'other visitor' })
    const lane = leaveBehind(content)
    outbox.adopt(lane, () => false)
    expect(newest().hit).toEqual({ ...content, lane, seq: 0 })
    expect(newest().done).toBeUndefined()
  })

  it('removes the key of an adopted event where it stands', () => {
    outbox.adopt(leaveBehind(...letters('ab')), () => false)
    outbox.remove(newest())
    expect([...storage.entries.keys()]).toEqual(['sajs.e.lane1.0'])
  })

  it('leaves a lane alone whose newest event is younger than the time', () => {
    const lane = leaveBehind(createContent('a', { ts: startMs - 10 }), createContent('b', { ts: startMs + 1 }))
    outbox.adopt(lane, ({ ts }) => ts > startMs)
    expect(outbox.waiting()).toEqual([])
    outbox.adopt(lane, ({ ts }) => ts > startMs + 1)
    expect(ids(outbox.waiting())).toEqual(['a', 'b'])
  })

  it('does not confuse lanes whose names begin alike', () => {
    createLane = () => 'a'
    leaveBehind(...letters('x'))
    createLane = () => 'ab'
    leaveBehind(...letters('y'))
    outbox.adopt('a', () => false)
    expect(ids(outbox.waiting())).toEqual(['x'])
  })

  it('ignores garbage and what others wrote, and adopts the rest of the lane', () => {
    const lane = leaveBehind(...letters('ab'))
    for (const [n, text] of ['', '{', 'null', '[]', '{"id":1}'].entries()) storage.entries.set(`sajs.e.${lane}.${n + 7}`, text)
    for (const key of ['sajs.p', 'sajs.other', 'sab', 'other', 'e.lane1.0']) storage.entries.set(key, 'x')
    expect(outbox.storedLanes()).toEqual(new Set([lane]))
    outbox.adopt(lane, () => false)
    expect(ids(outbox.waiting())).toEqual(['a', 'b'])
  })

  it('stands keys that only look like ours', () => {
    for (const key of ['sajs.e.', 'sajs.e.x', 'sajs.e..1', 'sajs.e.x.y.z']) storage.entries.set(key, 'x')
    for (const lane of outbox.storedLanes()) outbox.adopt(lane, () => false)
    expect(outbox.waiting()).toEqual([])
  })

  it('finds nothing in ten thousand keys of others', () => {
    for (let n = 0; n < 10_000; n++) storage.entries.set(`other.${n}`, 'x')
    expect(outbox.storedLanes()).toEqual(new Set())
  })

  it('deletes what it cannot read', () => {
    storage.entries.set('sajs.e.gone.0', '{')
    outbox.adopt('gone', () => false)
    expect(storage.entries.size).toBe(0)
  })

  it('adopts the rest of a lane where one event has no time', () => {
    const lane = leaveBehind(...letters('a'))
    storage.entries.set(`sajs.e.${lane}.1`, JSON.stringify({ id: 'b', key: 'key', cuid: 'visitor', lane, seq: 1 }))
    outbox.adopt(lane, () => false)
    expect(ids(outbox.waiting())).toContain('a')
  })

  it('takes all that was left behind, and says what has to go', () => {
    for (let page = 0; page < 3; page++) leaveBehind(...Array.from({ length: 100 }, (_value, n) => createContent(`${page} ${n}`)))
    for (const lane of outbox.storedLanes()) outbox.adopt(lane, () => false)
    expect(outbox.waiting()).toHaveLength(300)
    for (const event of outbox.surplus(maxStoredEvents)) outbox.remove(event)
    expect(outbox.waiting()).toHaveLength(maxStoredEvents)
  })
})

describe('leaving', () => {
  it('lets go of everything, stored as it is, and begins a new lane', () => {
    add('a')
    const stored = [...storage.entries]
    outbox.leave()
    expect(outbox.waiting()).toEqual([])
    expect([...storage.entries]).toEqual(stored)
    expect(outbox.lane()).toBe('lane1')
    add('b')
    expect([...storage.entries.keys()]).toEqual(['sajs.e.lane0.0', 'sajs.e.lane1.0'])
  })

  it('can take its old lane over', () => {
    add('a')
    outbox.leave()
    expect(outbox.storedLanes()).toEqual(new Set(['lane0']))
    outbox.adopt('lane0', () => false)
    expect(ids(outbox.waiting())).toEqual(['a'])
  })
})
