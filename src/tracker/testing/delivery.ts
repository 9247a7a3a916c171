import type { ApiError } from '../../contract/errors'
import { byteLength } from '../record'
import type { Content } from '../record'
import type { Reply } from '../transport'
import { createTestClock } from './clock'
import type { TestClock } from './clock'
import { createContent, filling } from './events'
import { createLockTable } from './locks'
import type { LockTable } from './locks'
import { createLaneNames, openPage } from './page'
import type { Origin, TestPage } from './page'
import { createTestStorage } from './storage'
import type { TestStorage } from './storage'
import { createTestTransport } from './transport'
import type { SentRequest, TestTransport } from './transport'

/** Answers that end a request badly. */
export const failed: Reply = { status: 503 }
export const refused: Reply = { status: 400 }

/** An origin whose pages send to Brevo itself. */
export const direct: Partial<Origin> = { settings: { apiHost: () => undefined, useRest: () => false } }

/** What the pages of a test share. */
export let clock: TestClock
export let storage: TestStorage
export let locks: LockTable
export let wire: TestTransport
let createLane: () => string
/** What each event's acceptor was told, in order. */
export let answers: Map<string, (ApiError | undefined)[]>

/** A new origin with nothing stored, and none of its pages open: before each test. */
export function resetOrigin(): void {
  clock = createTestClock()
  storage = createTestStorage()
  locks = createLockTable()
  wire = createTestTransport()
  createLane = createLaneNames()
  answers = new Map()
}

/** Forgets all requests, and answers of them that are still to come. */
export function renewWire(): void {
  wire = createTestTransport()
}

/** Opens a page of the origin. */
export const open = (more: Partial<Origin> = {}): TestPage =>
  openPage({ clock, storage, locks, createLane, transport: wire.transport, ...more })

/** Accepts an event, whose answers are kept under its id. */
export function add(page: TestPage, id: string, fields: Partial<Content> = {}): void {
  answers.set(id, [])
  page.delivery.add(createContent(id, { ts: clock.now(), ...fields }), (error) => void answers.get(id)?.push(error))
}

/** Accepts so many events, and returns their ids. */
export const addMany = (page: TestPage, count: number, fields: Partial<Content> = {}): string[] => {
  const added = Array.from({ length: count }, (_value, n) => `${n}`)
  for (const id of added) add(page, id, fields)
  return added
}

/** Bytes of an event of this page, with a name of one letter and a place of one digit, without its filling. */
export const frameOf = ({ outbox }: TestPage): number =>
  byteLength(JSON.stringify({ ...createContent('a', { ts: clock.now(), ...filling(0) }), lane: outbox.lane(), seq: 0 }))

/** The ids of a request's events. */
export const idsOf = (request: SentRequest): string[] => request.hits.map(({ id }) => id)

/** The ids of all requests so far. */
export const sent = (): string[][] => wire.requests.map(idsOf)

/** The keys of stored events. */
export const storedEvents = (): string[] => storage.keys('sajs.e.')

/** Whether the call of this event was answered, and no more than once. */
export const isAnswered = (id: string): boolean => answers.get(id)?.length === 1
