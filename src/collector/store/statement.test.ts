import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import { prepare, toBindable } from './statement'

describe('toBindable', () => {
  it.each([
    ['text', 'text'],
    ['a\0b', 'a\ufffdb'],
    [1.5, 1.5],
    [10n, 10n],
    [null, null],
    [undefined, null],
    [true, 1],
    [false, 0],
    [NaN, null],
    [Infinity, null],
    [new Date(5), 5],
    [new Date(NaN), null],
    [{ a: [true] }, '{"a":[true]}'],
    [[1, 2], '[1,2]'],
    [Symbol('s'), null],
    [() => 1, null],
  ])('turns %o into %o', (value, bindable) => expect(toBindable(value)).toBe(bindable))

  it('leaves bytes as they are', () => {
    const bytes = new Uint8Array([1])
    expect(toBindable(bytes)).toBe(bytes)
  })
})

describe('prepare', () => {
  it('survives every kind of value, which libsql itself does not', () => {
    const db = new Libsql(':memory:')
    db.exec('CREATE TABLE t (a, b, c, d, e)')
    const add = prepare(db, 'INSERT INTO t VALUES (?, ?, ?, ?, ?)')
    expect(add.run(true, { a: 1 }, new Date(7), undefined, NaN)).toBe(1)
    expect(prepare(db, 'SELECT * FROM t').all()).toMatchObject([{ a: 1, b: '{"a":1}', c: 7, d: null, e: null }])
  })

  it('takes a lone null for a value', () => {
    const db = new Libsql(':memory:')
    expect(prepare(db, 'SELECT ? AS a').get(null)).toMatchObject({ a: null })
    expect(prepare(db, 'SELECT ? AS a').get({ b: 1 })).toMatchObject({ a: '{"b":1}' })
  })
})
