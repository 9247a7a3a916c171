import { describe, expect, it } from 'vitest'
import type { ApiEvent } from '../../contract/api-event'
import type { CollectedHit } from '../sink'
import type { StoredHit } from './queue'
import { stored } from './testing'
import { toApiEvent } from './to-api-event'

const event = (fields: Partial<CollectedHit>, head: Partial<StoredHit> = {}): ApiEvent => {
  const translated = toApiEvent(stored(fields, head))
  if ('refusal' in translated) throw new Error(translated.refusal.message)
  return translated.value
}
const receivedAt = Date.parse('2026-01-01T12:00:00Z')

describe('an event for v3/events', () => {
  it('has its name, its contact and the time at which it happened', () => {
    expect(event({ sib_name: 'cart_updated', ts: 40_000 }, { receivedAt, sent: 100_000 })).toEqual({
      event_name: 'cart_updated',
      event_date: '2026-01-01T11:59:00.000Z',
      identifiers: { email_id: 'a@b.test' },
    })
  })

  it.each([
    ['the client states no time', { ts: undefined, sent: null }, '2026-01-01T12:00:00.000Z'],
    ['it was sent at once', { ts: 5, sent: 5 }, '2026-01-01T12:00:00.000Z'],
    ['it seems to come from the future', { ts: 9e15, sent: 5 }, '2026-01-01T12:00:00.000Z'],
    ['its time is none', { ts: -9e300, sent: 5 }, new Date(receivedAt).toISOString()],
  ])('has a date where %s', (_name, { ts, sent }, expected) => {
    expect(event(ts === undefined ? {} : { ts }, { receivedAt, sent }).event_date).toBe(expected)
  })

  it('that a server sent is the same again, with its own date and its other names for the contact', () => {
    const sent: ApiEvent = {
      event_name: 'subscription_renewed',
      event_date: '2025-06-01T00:00:00.000Z',
      identifiers: { contact_id: 7, ext_id: 'x' },
      contact_properties: { AGE: 37, VIP: true },
      event_properties: { id: 'inner', total: 1, items: [{ name: 'Shoes' }] },
      object: { type: 'subscription', identifiers: { ext_id: 's' } },
    }
    const fields = {
      ...{ sib_name: sent.event_name, ts: Date.parse(sent.event_date ?? ''), identifiers: sent.identifiers },
      ...{ properties: sent.contact_properties ?? {}, event: { data: sent.event_properties ?? {} }, ...(sent.object && { object: sent.object }) },
    }
    expect(event(fields, { via: '/v3/events', email: null, receivedAt })).toEqual(sent)
    expect(event({ ts: 9e15 }, { via: '/v3/events', receivedAt }).event_date).toBe('2026-01-01T12:00:00.000Z')
    expect(event({ ts: receivedAt + 5000 }, { via: '/v3/events', receivedAt }).event_date).toBe('2026-01-01T12:00:05.000Z')
  })

  it.each([
    [{ contact_id: 1 }, { ext_id: 'x' }],
    [{ contact_id: 1, phone_id: '+32470000000' }, { phone_id: '+32470000000' }],
  ])('names a contact in another way than by a number of ours: %j', (identifiers, expected) => {
    expect(event({ identifiers }, { via: '/v3/events', knownAs: { ext_id: 'x' } }).identifiers).toEqual(expected)
  })

  it('is refused where the number is ours, and no other name is known', () => {
    const translated = toApiEvent(stored({ identifiers: { contact_id: 1 } }, { via: '/v3/events', email: null, knownAs: {} }))
    expect(translated).toMatchObject({ refusal: { status: 0, code: 'invalid_parameter', message: expect.stringContaining('contact_id') as string } })
  })

  it.each([
    [{ sib_type: 'identify' as const, sib_name: '' }, 'identify'],
    [{ sib_type: 'page' as const, sib_name: 'Home' }, 'page_view'],
    [{ sib_type: 'trackLink' as const, sib_name: 'banner' }, 'link_click'],
    [{ sib_name: 'Add to cart' }, 'Add_to_cart'],
  ])('of %j is called %s', (fields, expected) => {
    expect(event(fields).event_name).toBe(expected)
  })

  it('keeps the name that the page gave, where the event goes by another', () => {
    expect(event({ sib_name: 'Add to cart' }).event_properties).toEqual({ sib_name: 'Add to cart' })
    expect(event({ sib_type: 'page', sib_name: 'Home' }).event_properties).toEqual({ sib_name: 'Home' })
  })

  it('gives the contact its attributes, and the event what no attribute can hold', () => {
    const properties = { email: 'x@y.test', FIRSTNAME: 'Thomas', AGE: 37, VIP: true, address: { city: 'Ghent' }, tags: ['a'], none: null }
    for (const sib_type of ['identify', 'track'] as const) {
      const { contact_properties, event_properties } = event({ sib_type, properties })
      expect(contact_properties).toEqual({ FIRSTNAME: 'Thomas', AGE: 37, VIP: true })
      expect(event_properties).toMatchObject({ address: { city: 'Ghent' }, tags: ['a'] })
      expect(event_properties).not.toHaveProperty('email')
    }
  })

  it('takes the properties of pages and links for the event’s own, with what is known of the page', () => {
    const page = { ma_url: 'https://shop.test/a', ma_path: '/a', ma_title: 'A', ma_referrer: 'https://b.test' }
    const { contact_properties, event_properties } = event({ sib_type: 'page', sib_name: 'A', properties: { section: 'shoes' }, ...page })
    expect(contact_properties).toBeUndefined()
    expect(event_properties).toEqual({ section: 'shoes', sib_name: 'A', ...page })
    expect(event({ sib_type: 'trackLink', href: 'https://c.test', linkid: 'go' }).event_properties).toMatchObject({ href: 'https://c.test', linkid: 'go' })
  })

  it.each([
    [{ id: 'cart:1', data: { total: 280, items: [{ name: 'Shoes' }] } }, { id: 'cart:1', total: 280, items: [{ name: 'Shoes' }] }],
    [{ id: 'cart:1', data: { id: '77', total: 1 } }, { id: '77', total: 1, event_id: 'cart:1' }],
    [{ id: 5 }, { id: 5 }],
    [{ data: { total: 1 } }, { total: 1 }],
    [{ id: 'a', data: ['x'] }, { id: 'a', data: ['x'] }],
    [{ total: 1 }, { total: 1 }],
  ])('has the transaction’s data at the top: %j', (given, expected) => {
    expect(event({ event: given }).event_properties).toEqual(expected)
  })

  it('is refused with properties of more than 50 KB, counted in UTF-8', () => {
    expect(toApiEvent(stored({ event: { data: { text: 'é'.repeat(25_000) } } }))).toHaveProperty('value')
    expect(toApiEvent(stored({ event: { data: { text: 'é'.repeat(26_000) } } }))).toEqual({
      refusal: { status: 0, code: 'too_large', message: 'the event\'s properties are larger than 50 KB' },
    })
  })
})
