import { describe, expect, it } from 'vitest'
import { codeOfStatus, restError } from '../../rest/errors'
import { judgeFailure } from './outcome'
import type { Failure } from './outcome'

const judge = (status: number, parts: { code?: string; retryAfterMs?: number } = {}): Failure =>
  judgeFailure(restError({ status, code: codeOfStatus(status), message: 'm', ...parts }))

describe('judgeFailure', () => {
  it.each([400, 413, 422, 207])('takes %i for a refusal of what was sent', (status) => {
    expect(judge(status)).toMatchObject({ type: 'refused', refusal: { status, message: 'm' } })
  })

  it.each([401, 402, 403, 404, 405, 406, 301, 307, 501, 200])('takes %i for something that only the owner can mend', (status) => {
    expect(judge(status).type).toBe('misconfigured')
  })

  it.each(['account_under_validation', 'not_enough_credits', 'permission_denied'])('takes %s for that as well, even with 400', (code) => {
    expect(judge(400, { code }).type).toBe('misconfigured')
  })

  it.each([408, 425, 500, 502, 503, 504])('takes %i for something that passes', (status) => {
    expect(judge(status)).toMatchObject({ type: 'later', afterMs: 0 })
    expect(judge(status, { retryAfterMs: 5000 })).toMatchObject({ type: 'later', afterMs: 5000 })
  })

  it.each(['timeout', 'unreachable'])('takes %s for something that passes', (code) => {
    expect(judge(0, { code }).type).toBe('later')
  })

  it('takes 429 for a wish to go slower, of a minute where nothing is said', () => {
    expect(judge(429)).toMatchObject({ type: 'held', afterMs: 60_000 })
    expect(judge(429, { retryAfterMs: 7000 })).toMatchObject({ type: 'held', afterMs: 7000 })
    expect(judge(400, { code: 'duplicate_request' })).toMatchObject({ type: 'held' })
  })
})
