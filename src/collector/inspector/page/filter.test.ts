import { describe, expect, it } from 'vitest'
import { filterOf, passes, questionOf } from './filter'
import { formatRoute, parseRoute } from './route'
import { testHit } from './test-hit'

describe('a route', () => {
  it('keeps its filter in the address', () => {
    const query = { key: 'k&=#', email: 'ann+x@a.test', text: 'ä ?' }
    expect(parseRoute(formatRoute('live', query))).toEqual({ view: 'live', query })
  })

  it('is the live view where it says nothing', () => {
    for (const hash of ['', '#', '#/', '#/nothing', '#/constructor']) expect(parseRoute(hash).view).toBe('live')
    expect(formatRoute('person', { email: null, cuid: '', key: undefined })).toBe('#/person')
  })
})

describe('a filter', () => {
  it.each([
    [{}, true],
    [{ key: 'k' }, true],
    [{ key: 'K' }, false],
    [{ kind: 'track', email: 'ann@a.test', cuid: 'v' }, true],
    [{ kind: 'page' }, false],
    [{ email: 'bob@b.test' }, false],
    [{ cuid: 'w' }, false],
    [{ rejected: 'true' }, false],
    [{ text: ' CART:1 ' }, true],
    [{ text: 'nothing' }, false],
  ])('%j lets the hit pass: %s', (query, isPassing) => {
    expect(passes(testHit(), filterOf(query as Record<string, string>))).toBe(isPassing)
  })

  it('asks the collector for the same', () => {
    const filter = filterOf({ key: 'a&b', kind: '', text: '  ', rejected: 'true' })
    expect(filter).toEqual({ key: 'a&b', isRejected: true })
    expect(questionOf({ ...filter, before: 7 }, 10)).toBe('/api/hits?key=a%26b&before=7&rejected=true&limit=10')
  })
})
