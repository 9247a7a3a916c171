import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../contract/event'
import { normaliseSingle } from './single'

const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'
const normalise = (fields: JsonObject): JsonObject => normaliseSingle({ fields, isPairs: false }, () => 'made')
const normalisePairs = (fields: JsonObject): JsonObject => normaliseSingle({ fields, isPairs: true }, () => 'made')

describe('normaliseSingle', () => {
  it('keeps the fields of a hit under their names', () => {
    const hit = {
      id: 'a',
      sib_type: 'track',
      email_id: 'ann@example.com',
      sib_name: 'added',
      ma_url: 'https://shop.test/',
      properties: { PLAN: 'gold' },
      event: { id: 'cart:1', data: { items: [{ price: 2 }] } },
      ts: 1,
      lane: 'l',
      seq: 0,
    }
    expect(normalise({ key: 'k', cuid: 'v', sent: 2, ...hit })).toEqual(hit)
  })

  it('makes an id where there is none', () => {
    expect(normalise({ sib_type: 'page' })).toEqual({ id: 'made', sib_type: 'page' })
  })

  it.each([uuid, uuid.toUpperCase()])('takes the UUID %s among pairs for the id of the hit', (id) => {
    expect(normalisePairs({ sib_type: 'page', id })).toEqual({ id, sib_type: 'page' })
  })

  it.each([['10001'], [['1', '2']], [`${uuid}0`], ['x'.repeat(200)], ['a\0b']])('takes the id %j among pairs for a property', (id) => {
    expect(normalisePairs({ sib_type: 'page', id })).toEqual({ id: 'made', sib_type: 'page', properties: { id } })
    expect(normalisePairs({ sib_type: 'page', id, properties: { id: 'stated' } }).properties).toEqual({ id: 'stated' })
  })

  it('takes unknown fields of the top level for properties, and lets stated ones win', () => {
    const fields = { sib_type: 'track', FIRSTNAME: 'Ann', tags: ['a'], address: { city: 'Ghent' }, PLAN: 'old' }
    expect(normalise({ ...fields, properties: { PLAN: 'new' } }).properties).toEqual({
      FIRSTNAME: 'Ann',
      tags: ['a'],
      address: { city: 'Ghent' },
      PLAN: 'new',
    })
  })

  it.each([
    [{ email_id: 'a@b.c' }, 'a@b.c'],
    [{ contact: { email_id: 'a@b.c' } }, 'a@b.c'],
    [{ email_id: '', contact: { email_id: 'a@b.c' } }, 'a@b.c'],
    [{ email_id: '', email: 'a@b.c' }, 'a@b.c'],
    [{ properties: { email: 'a@b.c' } }, 'a@b.c'],
    [{ email_id: 'a@b.c', properties: { email: 'other@b.c' } }, 'a@b.c'],
    [{ email_id: '' }, undefined],
    [{ email_id: 'undefined' }, undefined],
    [{ email_id: null, contact: 5 }, undefined],
    [{ email: 'not one' }, undefined],
  ] as [JsonObject, string | undefined][])('finds the contact in %j', (fields, email) => {
    expect(normalise({ sib_type: 'track', sib_name: 'x', ...fields }).email_id).toBe(email)
  })

  it('keeps the wrong e-mail of an identify, which has to fail by it', () => {
    expect(normalise({ sib_type: 'identify', email_id: 'nobody' }).email_id).toBe('nobody')
  })

  it('falls back to the bare names of page facts, and keeps them as properties', () => {
    const fields = { sib_type: 'page', url: 'https://a.test/b', title: 'B', path: '/b', ma_path: '/stated' }
    expect(normalise(fields)).toMatchObject({
      ma_url: 'https://a.test/b',
      ma_title: 'B',
      ma_path: '/stated',
      properties: { url: 'https://a.test/b', title: 'B', path: '/b' },
    })
    expect(normalise({ ...fields, sib_type: 'track' })).not.toHaveProperty('ma_url')
  })

  it('drops null, the empty list that PHP writes for an empty object, and empty text', () => {
    const fields = { sib_type: 'page', properties: [], event: null, sib_name: '', ma_referrer: '' }
    expect(normalise(fields)).toEqual({ id: 'made', sib_type: 'page' })
  })

  it('keeps the link of early scripts', () => {
    expect(normalise({ sib_type: 'trackLink', href: 'https://a.test/', linkid: 'buy' })).toMatchObject({
      href: 'https://a.test/',
      linkid: 'buy',
    })
  })

  it('leaves the fields that it was given alone', () => {
    const fields = Object.freeze({ sib_type: 'page', color: 'red', properties: Object.freeze({ a: 1 }) })
    expect(() => normalise(fields)).not.toThrow()
  })
})
