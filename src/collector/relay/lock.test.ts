import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLock } from './lock'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sib-lock-'))
  writeFileSync(join(directory, 'a.db'), '')
  symlinkSync(join(directory, 'a.db'), join(directory, 'link.db'))
})
afterEach(() => rmSync(directory, { recursive: true }))

it('is one process’s until that lets it go, by whatever name it calls the database', () => {
  const first = createLock(join(directory, 'a.db'))
  const second = createLock(join(directory, 'link.db'))
  expect([first.isOurs(), second.isOurs(), first.isOurs()]).toEqual([true, false, true])
  first.release()
  expect(second.isOurs()).toBe(true)
  second.release()
  expect(readdirSync(directory).sort()).toEqual(['a.db', 'a.db-forward', 'link.db'])
})

it('tells of what keeps it from its file', () => {
  writeFileSync(join(directory, 'a.db-forward'), 'no database '.repeat(100))
  expect(() => createLock(join(directory, 'a.db')).isOurs()).toThrow()
})
