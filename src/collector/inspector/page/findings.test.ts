import { describe, expect, it } from 'vitest'
import type { Arrivals } from '../query'
import { findSite, reportSites } from './findings'
import type { SiteReport } from './findings'

const now = 10 * 24 * 3_600_000
const arrivals = (part: Partial<Arrivals>): Arrivals => ({
  ...{ site: 'https://www.shop.test', key: 'k', sender: 'tracker', kind: 'page', code: null, message: null },
  ...{ count: 3, known: 1, firstAt: now - 9000, lastAt: now - 5000, longestWaitMs: 0, clockErrorMs: 0 },
  ...part,
})
const report = (...all: Partial<Arrivals>[]): readonly SiteReport[] =>
  reportSites({ arrivals: all.map(arrivals), examined: 3, dropped: [{ key: 'lossy', reason: 'overflow', count: 4 }] }, now)
const texts = (...all: Partial<Arrivals>[]): string => (report(...all)[0]?.findings ?? []).map(({ type, text }) => `${type}: ${text}`).join('\n')

describe('reportSites', () => {
  it('has nothing to say against a good installation', () => {
    expect(texts({})).toBe('good: 3 events accepted, the last one 5 s ago.')
  })

  it.each<[string, Partial<Arrivals>[]]>([
    ['problem: Nothing from here was accepted.', [{ code: 'missing_parameter', message: 'key is missing' }]],
    ['problem: 5 rejected: too_large, too long.', [{}, { code: 'too_large', message: 'too long', count: 2 }, { code: 'too_large', message: 'too long', key: 'x' }]],
    ['hint: Nothing has come for more than a day.', [{ lastAt: now - 2 * 86_400_000 }]],
    ['hint: No page views', [{ kind: 'track' }]],
    ['hint: All visitors are anonymous', [{ known: 0 }]],
    ['hint: Some events waited 3 days', [{ longestWaitMs: 3 * 86_400_000 }]],
    ['hint: Some visitor’s clock is wrong by 400 days', [{ clockErrorMs: 400 * 86_400_000 }]],
    ['hint: Events come in several ways, by this tracker', [{}, { sender: 'published' }]],
    ['hint: Events of other scripts carry no id', [{ sender: 'early' }]],
    ['hint: More than one key is in use here: k, l.', [{}, { key: 'l' }]],
    ['hint: These pages are not served over https', [{ site: 'http://shop.test' }]],
    ['problem: Trackers with the key lossy gave up 4 events: overflow.', [{ key: 'lossy' }]],
  ])('says %j', (text, all) => {
    expect(texts(...all)).toContain(text)
  })

  it('takes plain http on this machine, and servers beside pages, for what they are', () => {
    expect(texts({ site: 'http://localhost:3000' })).not.toContain('https')
    expect(texts({}, { sender: 'rest' })).not.toContain('several ways')
  })

  it('puts the site that was heard of last first', () => {
    expect(report({ site: 'https://a.test', lastAt: 1 }, { site: 'https://b.test', lastAt: 2 }).map(({ site }) => site)).toEqual(['https://b.test', 'https://a.test'])
  })
})

describe('findSite', () => {
  const reports = report({}, { site: 'http://localhost:3000' }, { site: '' })

  it.each([
    ['https://www.shop.test', 'https://www.shop.test'],
    ['shop.test', 'https://www.shop.test'],
    ['https://shop.test/cart?a', 'https://www.shop.test'],
    ['localhost:3000', 'http://localhost:3000'],
    ['localhost:3001', undefined],
    ['other.test', undefined],
    ['not a site', undefined],
    ['', undefined],
  ])('takes %j for %s', (written, site) => expect(findSite(reports, written)?.site).toBe(site))
})
