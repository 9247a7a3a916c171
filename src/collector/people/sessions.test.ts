import { describe, expect, it } from 'vitest'
import { campaignOf } from './campaign'
import type { PersonEvent } from './person-event'
import { sessionsOf } from './sessions'

const minute = 60_000
let count = 0
const event = (minutes: number, fields: Partial<PersonEvent> = {}): PersonEvent => ({
  ...{ id: `id-${++count}`, kind: 'page', key: 'k', cuid: 'v', email: null, via: '/p' },
  ...{ occurredAt: minutes * minute, receivedAt: minutes * minute },
  body: { id: 'x', sib_type: 'page' },
  ...fields,
})
const spans = (events: readonly PersonEvent[]): number[][] =>
  sessionsOf(events).map(({ startedAt, endedAt, events }) => [startedAt / minute, endedAt / minute, events])

describe('sessions', () => {
  it('end with a pause of more than half an hour', () => {
    expect(spans([event(0), event(30), event(61), event(62)])).toEqual([[0, 30, 2], [61, 62, 2]])
  })

  it('take in what comes late, whatever the order of arrival, and become one where it fills the gap', () => {
    expect(spans([event(50), event(0)])).toEqual([[0, 0, 1], [50, 50, 1]])
    expect(spans([event(50), event(0), event(25, { receivedAt: 9000 * minute })])).toEqual([[0, 50, 3]])
  })

  it('are those of one visitor under one key', () => {
    expect(spans([event(0), event(1, { cuid: 'w' }), event(2, { key: 'other' }), event(3, { cuid: null })])).toEqual([
      [0, 0, 1], [1, 1, 1], [2, 2, 1],
    ])
  })

  it('begin anew with another campaign, not with the same one nor without one', () => {
    const from = (source: string) => ({ url: `https://a.test/?utm_source=${source}` })
    const events = [event(0, from('x')), event(1, from('x')), event(2, { url: 'https://a.test/b' }), event(3, from('y'))]
    expect(sessionsOf(events)).toMatchObject([{ events: 3, campaign: { source: 'x' } }, { events: 1, campaign: { source: 'y' } }])
  })

  it('tell where they landed, how many pages were seen, and which other site led here', () => {
    const events = [
      event(0, { url: 'https://a.test/in?utm_medium=mail', referrer: 'https://b.test/post' }),
      event(1, { kind: 'track', url: 'https://a.test/cart' }),
    ]
    expect(sessionsOf(events)).toEqual([
      {
        ...{ key: 'k', cuid: 'v', startedAt: 0, endedAt: minute, events: 2, pages: 1 },
        ...{ landing: 'https://a.test/in?utm_medium=mail', referrer: 'https://b.test/post', campaign: { medium: 'mail' } },
      },
    ])
    expect(sessionsOf([event(0, { url: 'https://a.test/2', referrer: 'https://a.test/1' })])[0]).not.toHaveProperty('referrer')
  })
})

/** The time that 20,000 events of so many visitors take, in ms: the least of several, since what else the machine does only adds to it. */
function timeOf(visitors: number): number {
  const events = Array.from({ length: 20_000 }, (_, index) => event(index, { cuid: `v${index % visitors}` }))
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    sessionsOf(events)
    return performance.now() - start
  })
  return Math.min(...times)
}

describe('the sessions of one visitor', () => {
  it('take about as long as those of many who have as many events together', { timeout: 60_000 }, () => {
    // Once beforehand: the engine makes the code fast as it runs.
    timeOf(1)
    expect(timeOf(1) / timeOf(1000)).toBeLessThan(5)
  })
})

describe('a campaign', () => {
  it.each([
    ['https://a.test/?utm_source=news&utm_medium=e%20mail&utm_campaign=May&utm_term=t&utm_content=c&utm_id=7',
      { source: 'news', medium: 'e mail', name: 'May', term: 't', content: 'c', id: '7' }],
    ['https://a.test/#/route?utm_source=hash', { source: 'hash' }],
    ['https://a.test/?utm_source=', undefined],
    ['https://a.test/?source=x', undefined],
    ['no address', undefined],
    [undefined, undefined],
  ])('is read from %s', (address, expected) => expect(campaignOf(address)).toEqual(expected))
})
