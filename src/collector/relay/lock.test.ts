import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { beforeEach, expect, it } from 'vitest'
import { useTestDirectory } from '../test-directory'
import { createLock } from './lock'

const inDirectory = useTestDirectory()
beforeEach(() => {
  writeFileSync(inDirectory('a.db'), '')
  symlinkSync(inDirectory('a.db'), inDirectory('link.db'))
})

it('is one process’s until that lets it go, by whatever name it calls the database', () => {
  const first = createLock(inDirectory('a.db'))
  const second = createLock(inDirectory('link.db'))
  expect([first.isOurs(), second.isOurs(), first.isOurs()]).toEqual([true, false, true])
  first.release()
  expect(second.isOurs()).toBe(true)
  second.release()
  expect(readdirSync(inDirectory()).sort()).toEqual(['a.db', 'a.db-forward', 'link.db'])
})

it('tells of what keeps it from its file', () => {
  writeFileSync(inDirectory('a.db-forward'), 'no database '.repeat(100))
  expect(() => createLock(inDirectory('a.db')).isOurs()).toThrow()
})
