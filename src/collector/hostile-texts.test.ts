import { describe, expect, it } from 'vitest'
import { emailIn } from '../contract/validate'
import { setParameter } from '../rest/link'
import { encodingOf } from './decode'
import { pathOf } from './paths'
import { toApiName } from './relay/names'
import { ownFormats } from './schemas'
import { takes } from './tag/script'
import { growthOf } from './test-growth'
import { takeToken } from './tokens/carried'
import { parseMoment } from './v3/moment'
import { parseQuery } from './v3/query'

/** Whatever reads a text of a stranger's by a regular expression. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  startDate: (text) => parseQuery(new URLSearchParams({ startDate: text, endDate: text }), 0),
  'a name in the query': (text) => parseQuery(new URLSearchParams({ [text]: '1' }), 0),
  'a number in the query': (text) => parseQuery(new URLSearchParams({ limit: text }), 0),
  'a moment': parseMoment,
  'the format of a moment': ownFormats['iso-date-time'],
  'accept-encoding': (text) => takes(text, 'br'),
  'content-type': encodingOf,
  'an address': pathOf,
  'a token in a page': (text) => takeToken({ id: 'a', sib_type: 'page', ma_url: text }),
  'a name for v3/events': toApiName,
  'an e-mail': emailIn,
  'a link': (text) => setParameter(text, 't', '1'),
}

/** What a hostile text repeats. */
const units = [' ', ':', 'a:', ': 00', ';', ' ;', '; q=', ',', '[', '[0', '0', '+00', '\\', '"', '%25', '&', '?', '/', '#', '@', 'a@', '?sib_clid=', '&sib_clid=a', 'sib_clid\\\\', 'e\u0301', '\t \n']

const bytes = 100 * 1024

describe.each(Object.entries(readers))('a hostile text as %s', (_name, read) => {
  it.each(units)('takes twice as long where it has %j twice as often', (unit) => {
    const texts = new Map([bytes, bytes / 8].map((size) => [size, `a${unit.repeat(size / unit.length)}\u00e4`]))
    // What takes less than this is lost in the noise of the clock.
    const startedAt = performance.now()
    read(texts.get(bytes) ?? '')
    if (performance.now() - startedAt < 2) return
    expect(growthOf((size) => read(texts.get(size) ?? ''), bytes)).toBeLessThan(4)
  })
})
