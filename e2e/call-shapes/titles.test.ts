import { describe, expect, it } from 'vitest'
import { titlesOf } from './titles'

describe('titles of tests', () => {
  it.each([
    [`test('one', () => 0); it("two", () => 0)`, ['one', 'two']],
    ['test(`in order ${n}`, () => 0)', ['in order ${n}']],
    [`it.each([['a'], ['b']])('of %s', () => 0)`, ['of %s']],
    [`row('F1', 'a fault', {}, () => 0); stockRow('F2', 'another', {}, () => 0)`, ['a fault', 'another']],
    [`describe('all', () => { it('inside', () => 0) }); test.describe('all', () => test('too', () => 0))`, ['inside', 'too']],
  ])('are those of %s', (source, titles) => {
    expect(titlesOf(source)).toEqual(titles)
  })

  it.each([
    `test.skip('skipped', () => 0)`,
    `it.todo('planned')`,
    `test.fixme('broken', () => 0)`,
    `describe.skip('all', () => { it('inside', () => 0) })`,
    `it.skip.each(['a'])('of %s', () => 0)`,
    `expect(text).toBe('text'); call(tab, 'track', 'text')`,
    `// test('remark', () => 0)`,
  ])('are none of %s', (source) => {
    expect(titlesOf(source)).toEqual([])
  })
})
