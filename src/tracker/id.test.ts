import { afterEach, describe, expect, it, vi } from 'vitest'
import { createId } from './id'

afterEach(() => vi.unstubAllGlobals())

describe.each(['where the browser makes UUIDs', 'on an insecure origin'])('createId %s', (where) => {
  const native = crypto
  const prepare = (): void => {
    if (where.includes('insecure')) vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => native.getRandomValues(bytes) })
  }

  it('is a UUID of version 4 in lower case', () => {
    prepare()
    for (let n = 0; n < 100; n++) expect(createId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('does not repeat itself, not even in the part that names a lane', () => {
    prepare()
    const ids = Array.from({ length: 1000 }, createId)
    expect(new Set(ids).size).toBe(1000)
    expect(new Set(ids.map((id) => id.slice(0, 8))).size).toBeGreaterThan(995)
  })

  it('uses every digit in every place', () => {
    prepare()
    const ids = Array.from({ length: 1000 }, createId)
    const free = Array.from('xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx').flatMap((mark, n) => (mark === 'x' ? [n] : []))
    for (const n of free) expect(new Set(ids.map((id) => id[n])).size).toBe(16)
  })
})
