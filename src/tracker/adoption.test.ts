import { beforeEach, describe, expect, it } from 'vitest'
import { createAdoption } from './adoption'
import type { Adoption } from './adoption'
import type { Release } from './locks'
import { createOutbox } from './outbox'
import type { Outbox } from './outbox'
import { createTestClock, settle, startMs } from './testing/clock'
import type { TestClock } from './testing/clock'
import { createContent } from './testing/events'
import { createLockTable, noLocks } from './testing/locks'
import type { LockTable, PageLocks } from './testing/locks'
import { createLaneNames } from './testing/page'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'

interface Page {
  readonly outbox: Outbox
  readonly adoption: Adoption
  readonly locks: PageLocks
  readonly heard: () => number
}

let clock: TestClock
let storage: TestStorage
let locks: LockTable
let createLane: () => string

function open(...ids: string[]): Page {
  const outbox = createOutbox(storage, createLane)
  for (const id of ids) add(outbox, id)
  const ownLocks = locks.forPage()
  let heard = 0
  const adoption = createAdoption(outbox, ownLocks.tryHold, clock, () => heard++)
  adoption.start()
  return { outbox, adoption, locks: ownLocks, heard: () => heard }
}
const add = (outbox: Outbox, id: string): void => void outbox.add(createContent(id, { ts: clock.now() }), () => undefined)
const ids = ({ outbox }: Page): string[] => outbox.waiting().map(({ hit }) => hit.id)

beforeEach(() => {
  clock = createTestClock()
  storage = createTestStorage()
  locks = createLockTable()
  createLane = createLaneNames()
})

describe('adoption', () => {
  it('holds the lane of its own page', async () => {
    open('a')
    await settle()
    expect(locks.isHeld('sajs.lane0')).toBe(true)
  })

  it('leaves the lanes of living pages alone, however long they keep silent', async () => {
    open('a')
    await settle()
    const second = open()
    await clock.advance(60 * 60_000)
    expect(ids(second)).toEqual([])
    expect(second.heard()).toBe(0)
  })

  it('takes over what a page has left that is gone', async () => {
    const first = open('a', 'b')
    await settle()
    first.locks.end()
    const second = open('own')
    await clock.advance(4000)
    expect(ids(second)).toEqual(['a', 'b', 'own'])
    expect(second.heard()).toBe(1)
  })

  it('looks after two to four seconds, not before', async () => {
    const first = open('a')
    await settle()
    first.locks.end()
    clock.setRandom(0)
    const early = open()
    await clock.advance(1999)
    expect(ids(early)).toEqual([])
    await clock.advance(1)
    expect(ids(early)).toEqual(['a'])
    early.locks.end()
    clock.setRandom(0.999)
    const late = open()
    await clock.advance(3990)
    expect(ids(late)).toEqual([])
    await clock.advance(10)
    expect(ids(late)).toEqual(['a'])
  })

  it('leaves alone the lane of a page that has only just stored its first event, and has no lock yet', async () => {
    clock.setRandom(0)
    const page = open()
    await clock.advance(1999)
    add(createOutbox(storage, () => 'young'), 'a')
    await clock.advance(60_000)
    expect(ids(page)).toEqual([])
    const next = open()
    await clock.advance(2000)
    expect(ids(next)).toEqual(['a'])
  })

  it('gives each lane to one page only', async () => {
    for (const id of ['a', 'b', 'c']) {
      const page = open(id)
      await settle()
      page.locks.end()
    }
    const heirs = [open(), open(), open()]
    await clock.advance(4000)
    expect(heirs.flatMap(ids).sort()).toEqual(['a', 'b', 'c'])
  })

  it('keeps the lock of a lane that it took over', async () => {
    const first = open('a')
    await settle()
    first.locks.end()
    open()
    await clock.advance(4000)
    const third = open()
    await clock.advance(4000)
    expect(ids(third)).toEqual([])
  })

  it('does not hear of its own lane', async () => {
    const page = open('a')
    await clock.advance(4000)
    expect(page.heard()).toBe(0)
    expect(ids(page)).toEqual(['a'])
  })

  it('gives all lanes back when it stops', async () => {
    const first = open('a')
    await settle()
    first.locks.end()
    const second = open('b')
    await clock.advance(4000)
    second.adoption.stop()
    expect(['sajs.lane0', 'sajs.lane1'].map(locks.isHeld)).toEqual([false, false])
    second.outbox.leave()
    const third = open()
    await clock.advance(4000)
    expect(ids(third).sort()).toEqual(['a', 'b'])
  })

  it('does not look any more once it has stopped', async () => {
    const page = open()
    await settle()
    page.adoption.stop()
    await clock.advance(10_000)
    expect(clock.timers()).toBe(0)
    expect(page.heard()).toBe(0)
  })

  it('begins again after the page came back: with its new lane, and what it had left', async () => {
    const page = open('a')
    await settle()
    page.adoption.stop()
    page.outbox.leave()
    await clock.advance(60_000)
    page.adoption.start()
    await settle()
    expect(locks.isHeld('sajs.lane1')).toBe(true)
    await clock.advance(4000)
    expect(ids(page)).toEqual(['a'])
  })

  it('leaves to others what they took over while the page was away', async () => {
    const page = open('a')
    await settle()
    page.adoption.stop()
    page.outbox.leave()
    const other = open()
    await clock.advance(4000)
    page.adoption.start()
    await clock.advance(4000)
    expect(ids(other)).toEqual(['a'])
    expect(ids(page)).toEqual([])
  })

  it('gives back a lock that it gets only after it has stopped', async () => {
    const late: (() => void)[] = []
    let isHeld = true
    const release: Release = () => {
      isHeld = false
    }
    const tryHold = (): Promise<Release> => new Promise((resolve) => late.push(() => resolve(release)))
    const adoption = createAdoption(createOutbox(storage, createLane), tryHold, clock, () => undefined)
    adoption.start()
    adoption.stop()
    late.forEach((resolve) => resolve())
    await settle()
    expect(isHeld).toBe(false)
  })

  it.each([undefined, null])('has nothing to give back where the answer that comes late is %j', async (answer) => {
    const late: (() => void)[] = []
    const outbox = createOutbox(storage, createLane)
    const tryHold = (): Promise<undefined | null> => new Promise((resolve) => late.push(() => resolve(answer)))
    let heard = 0
    const adoption = createAdoption(outbox, tryHold, clock, () => heard++)
    adoption.start()
    adoption.stop()
    late.forEach((resolve) => resolve())
    await settle()
    expect(heard).toBe(0)
  })
})

describe('a page that may be left', () => {
  it('holds no lock while that is open, and all of its lanes again once it has stayed', async () => {
    const gone = open('a')
    gone.adoption.stop()
    const page = open('b')
    await clock.advance(4000)
    expect(ids(page)).toEqual(['a', 'b'])
    page.adoption.pause()
    for (const lane of ['sajs.lane0', 'sajs.lane1']) expect(locks.isHeld(lane)).toBe(false)
    await clock.advance(1000)
    for (const lane of ['sajs.lane0', 'sajs.lane1']) expect(locks.isHeld(lane)).toBe(true)
    await clock.advance(10_000)
    expect(ids(page)).toEqual(['a', 'b'])
  })

  it('takes no lock again where it was left indeed', async () => {
    const page = open('a')
    await settle()
    page.adoption.pause()
    page.adoption.stop()
    await clock.advance(10_000)
    expect(locks.isHeld('sajs.lane0')).toBe(false)
  })
})

describe('adoption without locks', () => {
  beforeEach(() => {
    locks = noLocks
  })

  it('takes over a lane whose newest event is three minutes old', async () => {
    open('a')
    await clock.advance(3 * 60_000 - 3001)
    const early = open()
    await clock.advance(3000)
    expect(ids(early)).toEqual([])
    const late = open()
    await clock.advance(4000)
    expect(ids(late)).toEqual(['a'])
    expect(late.heard()).toBe(1)
  })

  it('takes over a lane at the very end of the three minutes', async () => {
    open('a')
    clock.setRandom(0)
    await clock.advance(3 * 60_000 - 2000)
    const heir = open()
    await clock.advance(2000)
    expect(ids(heir)).toEqual(['a'])
  })

  it('takes over a lane that was written while the clock was days ahead', async () => {
    clock.set(startMs + 2 * 24 * 60 * 60_000)
    open('a')
    clock.set(startMs)
    const heir = open()
    await clock.advance(4000)
    expect(ids(heir)).toEqual(['a'])
  })

  it('leaves a lane alone that is being written', async () => {
    const first = open('a')
    await clock.advance(5 * 60_000)
    add(first.outbox, 'b')
    const second = open()
    await clock.advance(60_000)
    expect(ids(second)).toEqual([])
  })
})
