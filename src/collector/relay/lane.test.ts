import { describe, expect, it } from 'vitest'
import { abortError, restError } from '../../rest/errors'
import { createLane } from './lane'

const failing = (error: Error) => createLane(10, 1000).attempt(() => Promise.reject(error))

describe('an attempt', () => {
  it('throws an abort, which says nothing of the receiver', async () => {
    const error = abortError(AbortSignal.abort())
    await expect(failing(error)).rejects.toBe(error)
  })

  it('judges what a receiver answers, also where it calls its refusal an abort', async () => {
    const error = restError({ code: 'aborted', status: 400, message: 'no' })
    expect(await failing(error)).toMatchObject({ type: 'refused', refusal: { status: 400, code: 'aborted' } })
  })

  it('throws what is no error of the client', async () => {
    await expect(failing(new TypeError('own mistake'))).rejects.toThrow('own mistake')
  })
})
