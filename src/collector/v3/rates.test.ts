import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRates } from './rates'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('createRates', () => {
  it('states no later end than that of a whole window where the clock is set back', async () => {
    const count = createRates([{ requests: 2, seconds: 10 }])
    await count()
    vi.setSystemTime(Date.now() - 3_600_000)
    expect(await count()).toMatchObject({ remaining: 0, resetSeconds: 10, isExceeded: false })
    expect(await count()).toMatchObject({ resetSeconds: 10, isExceeded: true })
  })
})
