import { describe, expect, it } from 'vitest'
import { createHit } from './testing/events'
import type { StoredEvent } from './record'
import { toCollector, toRest, toSingle } from './wire'

const sent = 1_790_000_000_000
const place = { id: 'u1', ts: 17, key: 'ma key', cuid: 'visitor', lane: 'a1', seq: 3 }
const email_id = 'a@b.example'
const ma_url = 'https://shop.example/a'

const identify: StoredEvent['hit'] = { sib_type: 'identify', email_id, properties: { FIRSTNAME: 'Ann' }, ma_url, ...place }
const track: StoredEvent['hit'] = {
  ...{ sib_type: 'track', sib_name: 'order', email_id, properties: { VIP: true }, ma_url },
  ...{ event: { id: 'cart:1', data: { total: 5 } }, ...place },
}
const trackLink: StoredEvent['hit'] = {
  ...{ sib_type: 'trackLink', sib_name: 'partner', email_id, properties: {}, ma_url, href: 'https://other.example/', ...place },
}
const page: StoredEvent['hit'] = {
  ...{ sib_type: 'page', sib_name: 'Home', email_id, properties: { A: 1 }, ma_url },
  ...{ ma_path: '/a', ma_title: 'Home', ma_referrer: '', ...place },
}

describe('toCollector', () => {
  it('is an envelope without a header, so that it needs no preflight', () => {
    const { url, headers } = toCollector('https://own.example', [track], () => sent)
    expect({ url, headers }).toEqual({ url: 'https://own.example/p', headers: {} })
  })

  it.each([
    [
      'identify',
      identify,
      '{"sib_type":"identify","email_id":"a@b.example","properties":{"FIRSTNAME":"Ann"},"ma_url":"https://shop.example/a","id":"u1","ts":17,"lane":"a1","seq":3}',
    ],
    [
      'track',
      track,
      '{"sib_type":"track","sib_name":"order","email_id":"a@b.example","properties":{"VIP":true},"ma_url":"https://shop.example/a","event":{"id":"cart:1","data":{"total":5}},"id":"u1","ts":17,"lane":"a1","seq":3}',
    ],
    [
      'trackLink',
      trackLink,
      '{"sib_type":"trackLink","sib_name":"partner","email_id":"a@b.example","properties":{},"ma_url":"https://shop.example/a","href":"https://other.example/","id":"u1","ts":17,"lane":"a1","seq":3}',
    ],
    [
      'page',
      page,
      '{"sib_type":"page","sib_name":"Home","email_id":"a@b.example","properties":{"A":1},"ma_url":"https://shop.example/a","ma_path":"/a","ma_title":"Home","ma_referrer":"","id":"u1","ts":17,"lane":"a1","seq":3}',
    ],
  ])('writes %s byte for byte', (_kind, hit, text) => {
    const { body } = toCollector('https://own.example', [hit], () => sent)
    expect(body).toBe(`{"key":"ma key","cuid":"visitor","sent":1790000000000,"hits":[${text}]}`)
  })

  it('carries many hits in order', () => {
    const { body } = toCollector('https://own.example', [track, page, identify], () => sent)
    const envelope = JSON.parse(body) as { hits: { sib_type: string }[] }
    expect(envelope.hits.map(({ sib_type }) => sib_type)).toEqual(['track', 'page', 'identify'])
  })

  it('says key and visitor once', () => {
    const { body } = toCollector('https://own.example', [track, page], () => sent)
    expect(body.match(/"(key|cuid)"/g)).toHaveLength(2)
  })
})

describe('toRest', () => {
  it.each([
    ['identify', identify, 'identify', '{"email":"a@b.example","attributes":{"FIRSTNAME":"Ann"}}'],
    [
      'track',
      track,
      'trackEvent',
      '{"email":"a@b.example","event":"order","properties":{"VIP":true},"eventdata":{"id":"cart:1","data":{"total":5}}}',
    ],
    ['trackLink', trackLink, 'trackLink', '{"email":"a@b.example","link":"https://other.example/","properties":{}}'],
    [
      'page',
      page,
      'trackPage',
      '{"email":"a@b.example","page":"Home","properties":{"A":1,"ma_url":"https://shop.example/a","ma_path":"/a","ma_title":"Home","ma_referrer":""}}',
    ],
  ])('writes %s with the documented fields only, byte for byte', (_kind, hit, path, body) => {
    expect(toRest(hit)).toEqual({
      url: `https://in-automate.brevo.com/api/v2/${path}`,
      headers: { 'content-type': 'application/json', 'ma-key': 'ma key' },
      body,
    })
  })

  it('leaves event data out where there is none', () => {
    expect(toRest(createHit('a', { email_id, properties: {} })).body).toBe('{"email":"a@b.example","event":"event a","properties":{}}')
  })

  // Storage can be damaged, and before_send can return what it likes; an error here would stop everything behind that event.
  it('stands a hit of no known kind', () => {
    const hit = { ...track, sib_type: 'group' } as unknown as StoredEvent['hit']
    expect(() => toRest(hit)).not.toThrow()
  })
})

describe('toSingle', () => {
  it.each([
    [
      'identify',
      identify,
      '{"sib_type":"identify","email_id":"a@b.example","properties":{"FIRSTNAME":"Ann"},"ma_url":"https://shop.example/a","id":"u1","ts":17,"key":"ma key","cuid":"visitor","lane":"a1","seq":3}',
    ],
    [
      'track',
      track,
      '{"sib_type":"track","sib_name":"order","email_id":"a@b.example","properties":{"VIP":true},"ma_url":"https://shop.example/a","event":{"id":"cart:1","data":{"total":5}},"id":"u1","ts":17,"key":"ma key","cuid":"visitor","lane":"a1","seq":3}',
    ],
    [
      'trackLink',
      trackLink,
      '{"sib_type":"trackLink","sib_name":"partner","email_id":"a@b.example","properties":{},"ma_url":"https://shop.example/a","href":"https://other.example/","id":"u1","ts":17,"key":"ma key","cuid":"visitor","lane":"a1","seq":3}',
    ],
    [
      'page',
      page,
      '{"sib_type":"page","sib_name":"Home","email_id":"a@b.example","properties":{"A":1},"ma_url":"https://shop.example/a","ma_path":"/a","ma_title":"Home","ma_referrer":"","id":"u1","ts":17,"key":"ma key","cuid":"visitor","lane":"a1","seq":3}',
    ],
  ])('writes %s byte for byte', (_kind, hit, body) => {
    expect(toSingle(hit)).toEqual({
      url: 'https://in-automate.brevo.com/p',
      headers: { 'content-type': 'application/json' },
      body,
    })
  })

  it('has no e-mail where none is known', () => {
    expect(toSingle(createHit('a', { email_id: undefined })).body).not.toContain('email_id')
  })
})
