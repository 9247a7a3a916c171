import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxEventBytes, maxStoredBytes } from '../contract/limits'
import { createOutbox } from './outbox'
import type { Outbox } from './outbox'
import { byteLength } from './record'
import type { Content, StoredEvent } from './record'
import { createContent, filling } from './testing/events'
import { createLaneNames } from './testing/page'
import { longestMs, runs } from './testing/seeds'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'

type Kind = Content['sib_type']

/** An event as the model knows it. */
interface Known {
  readonly id: string
  readonly place: string
  readonly lane: string
  readonly kind: Kind
  readonly bytes: number
  isSending: boolean
}

/** A page of the model: the events that it is responsible for, and the lane that it writes. */
interface ModelPage {
  held: Known[]
  lane: string
  /** Events in this lane so far. */
  written: number
}

/** What two pages and their storage should look like. */
interface Model {
  readonly pages: [ModelPage, ModelPage]
  /** By place: what stands there, `undefined` where it cannot be read. */
  readonly stored: Map<string, Known | undefined>
  isWritable: boolean
  events: number
}

/** What they do look like. */
interface Real {
  readonly pages: [Outbox, Outbox]
  readonly storage: TestStorage
  /** Events by id, as they were when they were added or adopted last. */
  readonly events: Map<string, StoredEvent>
}

type Command = fc.Command<Model, Real>

const laneIn = (place: string): string => place.split('.')[2] ?? ''
const numberIn = (place: string): number => Number(place.split('.')[3])
const ranks: Kind[] = ['dropped', 'page', 'track', 'trackLink', 'identify']
/** Lanes that stand in storage and that this page may take: not its own, and none that the other page holds. */
function freeLanes({ pages, stored }: Model): string[] {
  const held = pages.flatMap((page) => [page.lane, ...page.held.map(({ lane }) => lane)])
  return [...new Set([...stored.keys()].map(laneIn))].filter((lane) => !held.includes(lane))
}

function compare(model: Model, real: Real): void {
  for (const n of [0, 1] as const) {
    const [page, other, outbox] = [model.pages[n], model.pages[1 - n] as ModelPage, real.pages[n]]
    expect(outbox.lane()).toBe(page.lane)
    expect(outbox.waiting().map(({ hit }) => hit.id)).toEqual(page.held.map(({ id }) => id))
    expect(outbox.storedLanes()).toEqual(new Set([...model.stored.keys()].map(laneIn)))
    expect(page.held.filter((known) => other.held.includes(known))).toEqual([])
  }
  // P2: nothing but what was removed is missing, and nothing stands there twice.
  expect([...real.storage.entries.keys()].sort()).toEqual([...model.stored.keys()].sort())
}

/** Wraps a step, so that all is compared after it. */
const command = (name: string, check: (model: Model) => boolean, run: (model: Model, real: Real) => void): Command => ({
  check,
  run(model, real) {
    run(model, real)
    compare(model, real)
  },
  toString: () => name,
})
const always = (): boolean => true

const add = (n: 0 | 1, kind: Kind, size: number): Command =>
  command(`add(${n}, ${kind}, ${size})`, always, (model, real) => {
    const page = model.pages[n]
    const content = createContent(`${model.events++}`, { sib_type: kind, ...filling(size) })
    const bytes = byteLength(JSON.stringify({ ...content, lane: page.lane, seq: page.written }))
    expect(real.pages[n].add(content, () => undefined)).toBe(bytes <= maxEventBytes)
    if (bytes > maxEventBytes) return
    const known: Known = { id: content.id, place: `sajs.e.${page.lane}.${page.written++}`, lane: page.lane, kind, bytes, isSending: false }
    page.held.push(known)
    if (model.isWritable) model.stored.set(known.place, known)
    real.events.set(content.id, real.pages[n].waiting()[page.held.length - 1] as StoredEvent)
  })

const remove = (n: 0 | 1, nth: number): Command =>
  command(`remove(${n}, ${nth})`, ({ pages }) => pages[n].held.length > 0, (model, real) => {
    const known = model.pages[n].held.splice(nth % model.pages[n].held.length, 1)[0] as Known
    model.stored.delete(known.place)
    real.pages[n].remove(real.events.get(known.id) as StoredEvent)
  })

/** An answer that comes after the page has left, or twice. */
const removeLate = (nth: number): Command =>
  command(`removeLate(${nth})`, ({ events }) => events > 0, (model, real) => {
    const event = real.events.get(`${nth % model.events}`)
    if (!event || model.pages.some(({ held }) => held.some(({ id }) => id === event.hit.id))) return
    model.stored.delete(event.place)
    real.pages[0].remove(event)
  })

const adopt = (n: 0 | 1, nth: number, isFresh: boolean): Command =>
  command(`adopt(${n}, ${nth}, ${isFresh})`, (model) => freeLanes(model).length > 0, (model, real) => {
    const lanes = freeLanes(model)
    const lane = lanes[nth % lanes.length] as string
    const places = [...model.stored.keys()].filter((place) => laneIn(place) === lane)
    for (const place of places) if (!model.stored.get(place)) model.stored.delete(place)
    const found = places.flatMap((place) => model.stored.get(place) ?? []).sort((a, b) => numberIn(a.place) - numberIn(b.place))
    for (const known of found) known.isSending = false
    if (!isFresh) model.pages[n].held.unshift(...found)
    real.pages[n].adopt(lane, () => isFresh)
    for (const event of real.pages[n].waiting()) real.events.set(event.hit.id, event)
  })

const leave = (n: 0 | 1): Command =>
  command(`leave(${n})`, always, (model, real) => {
    real.pages[n].leave()
    model.pages[n] = { held: [], lane: real.pages[n].lane(), written: 0 }
  })

const send = (n: 0 | 1, nth: number): Command =>
  command(`send(${n}, ${nth})`, ({ pages }) => pages[n].held.length > 0, (model, real) => {
    const known = model.pages[n].held[nth % model.pages[n].held.length] as Known
    known.isSending = !known.isSending
    ;(real.events.get(known.id) as StoredEvent).sending = known.isSending ? new AbortController() : undefined
  })

/** P3: what goes is worth least, and what is left keeps the bounds, as far as something may go at all. */
const makeRoom = (n: 0 | 1, maxEvents: number): Command =>
  command(`makeRoom(${n}, ${maxEvents})`, always, (model, real) => {
    const page = model.pages[n]
    const size = (events: readonly Known[]): number => events.reduce((sum, { bytes }) => sum + bytes, 0)
    const fits = (): boolean => page.held.length <= maxEvents && size(page.held) <= maxStoredBytes
    const expected: string[] = []
    while (!fits()) {
      const [first] = page.held
        .slice(0, -1)
        .filter(({ isSending }) => !isSending)
        .sort((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind))
      if (!first) break
      page.held.splice(page.held.indexOf(first), 1)
      model.stored.delete(first.place)
      expected.push(first.id)
    }
    const gone = real.pages[n].surplus(maxEvents)
    expect(gone.map(({ hit }) => hit.id)).toEqual(expected)
    for (const event of gone) real.pages[n].remove(event)
  })

const damage = (nth: number, text: string): Command =>
  command(`damage(${nth}, ${text})`, ({ stored }) => stored.size > 0, (model, real) => {
    const places = [...model.stored.keys()]
    const place = places[nth % places.length] as string
    model.stored.set(place, undefined)
    real.storage.entries.set(place, text)
  })

const refuse = (isWritable: boolean): Command =>
  command(`setWritable(${isWritable})`, always, (model, real) => {
    model.isWritable = isWritable
    real.storage.setWritable(isWritable)
  })

const page = fc.constantFrom(0 as const, 1 as const)
const nth = fc.nat(40)
const anyAdd = fc.tuple(page, fc.constantFrom(...ranks), fc.constantFrom(0, 0, 0, 9000, 32_000, 33_000)).map((made) => add(...made))
const commands = fc.commands(
  [
    ...[anyAdd, anyAdd, anyAdd, anyAdd],
    fc.tuple(page, nth).map((made) => remove(...made)),
    nth.map(removeLate),
    ...[1, 2].map(() => fc.tuple(page, nth, fc.constantFrom(false, false, true)).map((made) => adopt(...made))),
    page.map(leave),
    fc.tuple(page, nth).map((made) => send(...made)),
    fc.tuple(page, fc.constantFrom(0, 1, 3, 10, 400)).map((made) => makeRoom(...made)),
    fc.tuple(nth, fc.constantFrom('', '{', 'null', '[]', '"x"', '{"id":"x"}', '{"id":"x","key":"k"}')).map((made) => damage(...made)),
    fc.constantFrom(true, true, false).map(refuse),
  ],
  { maxCommands: 120, size: '+1' },
)

function setUp(): { model: Model; real: Real } {
  const [storage, createLane] = [createTestStorage(), createLaneNames()]
  const pages: Real['pages'] = [createOutbox(storage, createLane), createOutbox(storage, createLane)]
  const empty = (outbox: Outbox): ModelPage => ({ held: [], lane: outbox.lane(), written: 0 })
  return {
    model: { pages: [empty(pages[0]), empty(pages[1])], stored: new Map(), isWritable: true, events: 0 },
    real: { pages, storage, events: new Map() },
  }
}

describe('two outboxes over one storage', () => {
  it('hold, store, adopt and forget what a simple model says (P2, P3, P7)', () => {
    fc.assert(
      fc.property(commands, (made) => {
        fc.modelRun(setUp, made)
      }),
      runs(300),
    )
  }, longestMs)
})
