import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tryHoldLock } from './locks'
import { settle } from './testing/clock'

type Work = (lock: object | null) => unknown

let held: Set<string>

/** Web Locks of an origin (w3c.github.io/web-locks, 2.2): held while what the callback returns is pending, which is the answer. */
async function request(name: string, { ifAvailable }: LockOptions, work: Work): Promise<unknown> {
  await Promise.resolve()
  if (held.has(name)) return ifAvailable ? work(null) : new Promise(() => undefined)
  held.add(name)
  const result = await work({ name })
  held.delete(name)
  return result
}

beforeEach(() => {
  held = new Set()
  vi.stubGlobal('navigator', { locks: { request } })
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('tryHoldLock', () => {
  it('holds a lock that nobody has until it is given back', async () => {
    const release = await tryHoldLock('lane')
    await settle()
    expect(held.has('lane')).toBe(true)
    release?.()
    await settle()
    expect(held.has('lane')).toBe(false)
  })

  it('does not wait for a lock that somebody has, and tells that from a browser without locks', async () => {
    held.add('lane')
    expect(await tryHoldLock('lane')).toBe(null)
  })

  it.each([
    ['there are none', {}],
    ['the frame may not have any', { locks: { request: () => Promise.reject(new DOMException('', 'SecurityError')) } }],
  ])('answers nothing where %s', async (_where, navigator) => {
    vi.stubGlobal('navigator', navigator)
    expect(await tryHoldLock('lane')).toBe(undefined)
  })
})
