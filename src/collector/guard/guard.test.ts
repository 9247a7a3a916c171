import { describe, expect, it, vi } from 'vitest'
import { createAdmission } from './admission'
import { networkOf } from './network'
import { createOriginRule } from './origins'
import { createRate, windowSeconds } from './rate'

describe('networkOf', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['not an address', 'not an address'],
  ])('takes %s for %s', (address, network) => expect(networkOf(address)).toBe(network))

  it('takes all addresses of one /64 for one, and those of another for another', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:0db8:0001:0002:ffff:ffff:ffff:ffff'))
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  })
})

describe('createRate', () => {
  it('lets a burst of ten seconds pass, then says when to come back, for each by itself', async () => {
    const rate = createRate(2)
    for (let count = 0; count < 2 * windowSeconds; count++) expect(await rate('a')).toBeUndefined()
    const seconds = await rate('a')
    expect(seconds).toBeGreaterThanOrEqual(1)
    expect(seconds).toBeLessThanOrEqual(windowSeconds)
    expect(await rate('b')).toBeUndefined()
  })

  it('asks for no longer wait than the window where the clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const rate = createRate(1 / windowSeconds)
      await rate('a')
      vi.setSystemTime(Date.now() - 3_600_000)
      expect(await rate('a')).toBe(windowSeconds)
    } finally {
      vi.useRealTimers()
    }
  })

  it('lets everything pass where it is lifted', async () => {
    const rate = createRate(Infinity)
    for (let count = 0; count < 1000; count++) expect(await rate('a')).toBeUndefined()
  })
})

describe('createOriginRule', () => {
  const rule = createOriginRule(['k=https://a.test', 'k=http://b.test:8080', 'with=equals=https://c.test'])

  it.each([
    ['k', 'https://a.test'],
    ['k', 'HTTPS://A.test'],
    ['k', 'http://b.test:8080'],
    ['k', undefined],
    ['other', 'https://evil.test'],
    ['with=equals', 'https://c.test'],
  ])('lets %s be used from %s', (key, origin) => expect(rule(key, origin)).toBeUndefined())

  it.each([
    ['k', 'http://a.test'],
    ['k', 'https://a.test.evil.test'],
    ['k', 'null'],
    ['with=equals', 'https://a.test'],
  ])('does not let %s be used from %s', (key, origin) => {
    expect(rule(key, origin)).toEqual({ code: 'permission_denied', message: `the key may not be used by pages of ${origin}` })
  })

  it('takes an origin with the slash that an address bar ends it with', () => {
    const copied = createOriginRule(['k=https://Shop.test/'])
    expect(copied('k', 'https://shop.test')).toBeUndefined()
    expect(copied('k', 'https://copy.test')).toMatchObject({ code: 'permission_denied' })
  })

  it.each(['k', 'k=', '=https://a.test', 'k=a.test', 'k=https://a.test/path', 'k=https://a.test//', 'k=*'])('refuses the pair %j', (pair) => {
    expect(() => createOriginRule([pair])).toThrow(`not '${pair}'`)
  })
})

describe('createAdmission', () => {
  it('tells a rule that was broken from a request that came too early', async () => {
    const admit = createAdmission({ origins: ['k=https://a.test'], maxRequestsPerKey: 1 / windowSeconds })
    expect(await admit('k', 'https://b.test')).toEqual({ problem: expect.objectContaining({ code: 'permission_denied' }) as unknown })
    expect(await admit('k', 'https://a.test')).toBeUndefined()
    expect(await admit('k', 'https://a.test')).toEqual({
      problem: { code: 'too_many_requests', message: 'too many requests with this key' },
      retryAfterSeconds: expect.any(Number) as number,
    })
    expect(await admit('other', 'https://a.test')).toBeUndefined()
  })
})
