import type { HitRecord } from '../record'

/** A hit with everything in it. For tests only. */
export function testHit(part: Partial<HitRecord> = {}): HitRecord {
  return {
    ...{ row: 1, receivedAt: 1_000_000, via: '/p', encoding: 'text', key: 'k', id: 'a', cuid: 'v', kind: 'track', name: 'cart_updated' },
    ...{ email: 'ann@a.test', accepted: true, ts: 990_000, lane: 'l', seq: 0, sent: 999_000 },
    body: {
      ...{ id: 'a', sib_type: 'track', sib_name: 'cart_updated', ma_url: 'https://shop.test/cart?x=1' },
      ...{ properties: { FIRSTNAME: 'Ann' }, event: { id: 'cart:1', data: { total: 2 } } },
    },
    ...part,
  }
}
