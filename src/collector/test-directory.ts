import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** An empty directory. For tests only, which remove it. */
export function createTestDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'sib-test-'))
}

/**
 * A new directory for each test of a file, gone afterwards; answers with the path of something in it, or its own. To be
 * called before hooks that use it are declared, so that it goes after what they end. For tests only.
 */
export function useTestDirectory(): (name?: string) => string {
  let directory = ''
  beforeEach(() => void (directory = createTestDirectory()))
  afterEach(() => rmSync(directory, { recursive: true }))
  return (name = '') => join(directory, name)
}
