import { expect } from 'vitest'
import type { Ended } from './test-command'

/** Expects that a command could not do what it was asked, and says why in one line that names this. For tests only. */
export function expectRefusal({ code, stdout, stderr }: Ended, ...named: readonly string[]): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^sib-collector: [^\n]+\n$/)
  for (const part of named) expect(stderr).toContain(part)
}
