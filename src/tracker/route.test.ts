import { beforeEach, describe, expect, it } from 'vitest'
import type { Content } from './record'
import { createRouter } from './route'
import type { LateEmail, Route, Router, RouterSettings } from './route'
import { createTestClock } from './testing/clock'
import type { TestClock } from './testing/clock'
import { createStored } from './testing/events'
import { createTestStorage } from './testing/storage'
import type { TestStorage } from './testing/storage'

const dayMs = 24 * 60 * 60_000
const email_id = 'a@b.example'
const known = { email_id }
const identified = { email_id, sib_type: 'identify' } as const

let clock: TestClock
let storage: TestStorage

const open = (settings: Partial<RouterSettings> = {}): Router =>
  createRouter({ apiHost: () => undefined, useRest: () => true, lateEmail: () => undefined, ...settings }, storage, clock)
const plan = (router: Router, fields: Partial<Content> = {}): Route => router.plan([createStored('a', fields)])

/** Plans an event, lets its request end so, and says where it went. */
function go(router: Router, fields: Partial<Content>, end: 'delivered' | 'failed' | 'unanswered' = 'delivered'): Route['to'] {
  const route = plan(router, fields)
  router.settle(route, end === 'delivered' ? { rejected: [] } : {}, end === 'unanswered' ? 0 : 200)
  return route.to
}

beforeEach(() => {
  clock = createTestClock()
  storage = createTestStorage()
})

describe('choosing', () => {
  it('sends everything to an own collector, fifty hits a request', () => {
    const router = open({ apiHost: () => 'https://own.example' })
    expect(router.maxHits()).toBe(50)
    for (const fields of [{}, known, identified]) expect(go(router, fields)).toBe('collector')
    expect(plan(router).url).toBe('https://own.example/p')
  })

  it('sends one hit a request without one', () => {
    expect(open().maxHits()).toBe(1)
  })

  it.each(['track', 'page', 'trackLink'] as const)('sends a %s of a known contact to api/v2, of an unknown one to /p', (sib_type) => {
    expect(go(open(), { sib_type, email_id })).toBe('rest')
    expect(go(open(), { sib_type })).toBe('p')
  })

  it('sends everything to /p where rest is false', () => {
    const router = open({ useRest: () => false })
    for (const fields of [{}, known, identified]) expect(go(router, fields)).toBe('p')
    expect(plan(router, known).url).toBe('https://in-automate.brevo.com/p')
  })

  it('understands reports of drops, and lets events wait longer, with an own collector only', () => {
    const facts = ({ isCollector, maxAgeMs }: Router): unknown[] => [isCollector(), maxAgeMs()]
    expect(facts(open())).toEqual([undefined, dayMs])
    expect(facts(open({ apiHost: () => 'https://own.example' }))).toEqual(['https://own.example', 7 * dayMs])
  })

  it('heeds a collector, and a no to api/v2, that the page names late', () => {
    const late: { apiHost?: string; useRest: boolean } = { useRest: true }
    const router = open({ apiHost: () => late.apiHost, useRest: () => late.useRest })
    late.useRest = false
    expect(go(router, known)).toBe('p')
    late.apiHost = 'https://own.example'
    expect(go(router, known)).toBe('collector')
    expect(plan(router).url).toBe('https://own.example/p')
    expect(router.maxHits()).toBe(50)
  })
})

describe('linking', () => {
  it('sends identify to /p first, and then to api/v2', () => {
    const router = open()
    const link = plan(router, identified)
    expect(link).toMatchObject({ to: 'link', url: 'https://in-automate.brevo.com/p' })
    expect(JSON.parse(link.body)).toMatchObject({ sib_type: 'identify', email_id, cuid: 'visitor' })
    expect(router.settle(link, { rejected: [] }, 200)).toBe(false)
    const rest = plan(router, identified)
    expect(rest).toMatchObject({ to: 'rest', url: 'https://in-automate.brevo.com/api/v2/identify' })
    expect(router.settle(rest, { rejected: [] }, 200)).toBe(true)
  })

  it('links a visitor and an e-mail once', () => {
    const router = open()
    expect([1, 2, 3].map(() => go(router, identified))).toEqual(['link', 'rest', 'rest'])
  })

  it('links them once a page, and writes nothing of it down', () => {
    const router = open()
    expect([1, 2].map(() => go(router, identified))).toEqual(['link', 'rest'])
    expect(go(open(), identified)).toBe('link')
    expect(storage.entries.size).toBe(0)
  })

  it('links anew for another e-mail or another visitor', () => {
    for (const other of [{ email_id: 'c@d.example' }, { cuid: 'other' }]) {
      const router = open()
      go(router, identified)
      expect(go(router, identified)).toBe('rest')
      expect(go(router, { ...identified, ...other })).toBe('link')
    }
  })

  it('links again where the link did not arrive', () => {
    const router = open()
    expect(go(router, identified, 'failed')).toBe('link')
    expect(go(router, identified, 'unanswered')).toBe('link')
    expect(go(router, identified)).toBe('link')
    expect(go(router, identified)).toBe('rest')
  })

  it('does not link without api/v2', () => {
    const router = open({ useRest: () => false })
    const route = plan(router, identified)
    expect(router.settle(route, { rejected: [] }, 200)).toBe(true)
  })

  // Only the last pair is kept: two contacts who share a visitor link each time that they take turns.
  it('links a pair again after another came in between', () => {
    const router = open()
    go(router, identified)
    go(router, { ...identified, email_id: 'c@d.example' })
    expect(go(router, identified)).toBe('link')
  })
})

describe('detour', () => {
  it('goes to /p after api/v2 gave no answer, and stays there for a day', async () => {
    const router = open()
    expect(go(router, known, 'unanswered')).toBe('rest')
    expect(go(router, known)).toBe('p')
    expect(go(router, known)).toBe('p')
    expect(go(open(), known)).toBe('p')
    expect(go(open(), identified)).toBe('p')
    await clock.advance(dayMs - 1)
    expect(go(open(), known)).toBe('p')
    await clock.advance(1)
    expect(go(open(), known)).toBe('rest')
  })

  it('is remembered in a place of its own', () => {
    go(open(), known, 'unanswered')
    expect([...storage.entries.keys()]).toEqual(['sajs.v'])
  })

  it('takes an answer of api/v2 for a way that is open, whatever it says', () => {
    const router = open()
    expect(go(router, known, 'failed')).toBe('rest')
    expect(go(router, known)).toBe('rest')
    expect(storage.entries.size).toBe(0)
  })

  it('does not begin because /p is silent', () => {
    const router = open()
    expect(go(router, {}, 'unanswered')).toBe('p')
    expect(go(router, known)).toBe('rest')
  })

  it('does not begin because of events that went to /p anyway', () => {
    const router = open()
    go(router, {})
    expect(storage.entries.size).toBe(0)
    expect(go(router, known)).toBe('rest')
  })

  it('settles an event that took it', () => {
    const router = open()
    go(router, identified, 'delivered')
    go(router, known, 'unanswered')
    const route = plan(router, { ...identified, email_id: 'c@d.example' })
    expect(route.to).toBe('p')
    expect(router.settle(route, { rejected: [] }, 200)).toBe(true)
  })

  it('lasts as long as the page where storage refuses', () => {
    storage.setWritable(false)
    const router = open()
    go(router, known, 'unanswered')
    go(router, known)
    expect(go(router, known)).toBe('p')
    expect(go(open(), known)).toBe('rest')
  })

  it('is not taken because of a clock that was wrong by days', () => {
    const router = open()
    go(router, known, 'unanswered')
    go(router, known)
    clock.set(clock.now() - 2 * dayMs)
    expect(go(open(), known)).toBe('rest')
  })

  it.each(['', 'x', '{}', '-1'])('is not taken because %j stands in storage', (text) => {
    storage.entries.set('sajs.v', text)
    expect(go(open(), known)).toBe('rest')
  })
})

describe('late e-mail', () => {
  const lateEmail: LateEmail = ({ cuid }) => (cuid === 'visitor' ? 'late@b.example' : undefined)

  it('marks an event that has none, and then its way is that of a known contact', () => {
    const route = plan(open({ lateEmail }))
    expect(route.to).toBe('rest')
    expect(JSON.parse(route.body)).toMatchObject({ email: 'late@b.example' })
  })

  it('marks each hit of an envelope that has none', () => {
    const batch = [createStored('a'), createStored('b', known), createStored('c')]
    const { body } = open({ lateEmail, apiHost: () => 'https://own.example' }).plan(batch)
    const { hits } = JSON.parse(body) as { hits: { email_id?: string }[] }
    expect(hits.map((hit) => hit.email_id)).toEqual(['late@b.example', email_id, 'late@b.example'])
  })

  it('does not mark events of another visitor', () => {
    const route = plan(open({ lateEmail }), { cuid: 'other' })
    expect(route.to).toBe('p')
    expect(route.body).not.toContain('late@b.example')
  })

  it('does not replace an e-mail', () => {
    expect(JSON.parse(plan(open({ lateEmail }), known).body)).toMatchObject({ email: email_id })
  })

  it('leaves the stored event as it is', () => {
    const event = createStored('a')
    open({ lateEmail }).plan([event])
    expect(event.hit.email_id).toBeUndefined()
  })
})
