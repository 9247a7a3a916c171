import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import type { ApiIdentifiers } from '../../contract/api-event'
import { createContactKeys } from './contact-keys'
import { migrations } from './migrations'

describe('the names of contacts', () => {
  it('are forgotten together, and then stand for somebody new', () => {
    const db = new Libsql(':memory:')
    db.exec(migrations.join(''))
    const keys = createContactKeys(db)
    const numberOf = (identifiers: ApiIdentifiers): unknown => keys.contactOf({ id: 'a', sib_type: 'track', identifiers })?.id
    expect(numberOf({ email_id: 'ann@a.test', ext_id: 'x' })).toBe(1)
    expect(numberOf({ email_id: 'bob@a.test', ext_id: 'y' })).toBe(2)
    expect(keys.forget(keys.numberOf('ANN@a.test') ?? 0)).toEqual(['contact_id 1', 'email_id ann@a.test', 'ext_id x'])
    expect(numberOf({ ext_id: 'y' })).toBe(2)
    expect(numberOf({ ext_id: 'x' })).toBe(3)
    expect(numberOf({ email_id: 'ann@a.test' })).toBe(4)
  })
})
