import { describe, expect, it } from 'vitest'
import { redact } from './redact'
import { kept } from './testing/kept-urls'
import { urls } from './testing/urls'

/** A URL, and what is left of it; without that, it stays as it is. */
const corpus = urls.map((line): [string, string?] => line.split(' -> ') as [string, string?])

describe('redact', () => {
  it('has a corpus worth the name', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(300)
    expect(corpus.filter(([, left]) => left !== undefined).length).toBeGreaterThanOrEqual(100)
  })

  it.each(corpus)('of %s', (url, left = url) => {
    expect(redact(url)).toBe(left)
  })

  it.each(Object.entries(kept).flatMap(([reason, lines]) => lines.map((url) => [reason, url] as const)))('keeps %s: %s', (_reason, url) => {
    expect(redact(url)).toBe(url)
  })
})
