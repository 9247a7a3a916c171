import { beforeEach, expect, it } from 'vitest'
import { createTrials } from './trials'
import type { Trials } from './trials'

const hourMs = 60 * 60_000
const refusal = { status: 500, code: 'service_unavailable', message: 'm' }
const bad = { row: 1, refusal }
let trials: Trials

beforeEach(() => {
  trials = createTrials()
  for (let failure = 0; failure < 3; failure++) trials.failed(bad, false, 0)
})

/** Another event gets through, and the suspect fails once more. */
function accuse(times: number, nowMs: number): void {
  for (let time = 0; time < times; time++) {
    expect(trials.passed(9, true, nowMs)).toBeUndefined()
    expect(trials.failed(bad, false, nowMs)).toBe(true)
  }
}

it('proves an event bad that alone has failed often enough and for long enough', () => {
  accuse(20, hourMs - 1)
  expect(trials.passed(9, true, hourMs)).toMatchObject(bad)
  expect(trials.rows()).toEqual([])
})

it('proves nothing where others fail as well, however long', () => {
  for (let minute = 0; minute < 6000; minute++) {
    expect(trials.failed({ row: 2 + minute, refusal }, true, minute * 60_000)).toBe(false)
    expect(trials.failed(bad, false, minute * 60_000)).toBe(false)
  }
  expect(trials.rows()).toEqual([1])
})

it('begins anew once another event has failed and then passed', () => {
  accuse(20, hourMs - 1)
  trials.failed({ row: 2, refusal }, false, hourMs)
  expect(trials.passed(2, false, hourMs)).toBeUndefined()
  accuse(20, hourMs + 1)
  expect(trials.passed(9, true, 2 * hourMs)).toMatchObject(bad)
})
