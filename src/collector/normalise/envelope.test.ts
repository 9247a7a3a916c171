import { describe, expect, it } from 'vitest'
import { normaliseEnveloped } from './envelope'

const makeId = (): string => 'made'

describe('normaliseEnveloped', () => {
  it('keeps the known fields and leaves out what a newer tracker may add', () => {
    const hit = { id: 'a', ts: 1, lane: 'l', seq: 0, sib_type: 'page', sib_name: 'Home', properties: { a: { b: 1 } } }
    expect(normaliseEnveloped({ ...hit, later: 1 }, makeId)).toEqual(hit)
  })

  it('takes the contact from either place', () => {
    expect(normaliseEnveloped({ sib_type: 'page', contact: { email_id: 'a@b.c' } }, makeId).email_id).toBe('a@b.c')
    expect(normaliseEnveloped({ sib_type: 'page', email_id: 'a@b.c' }, makeId).email_id).toBe('a@b.c')
  })

  it('does not take a property for the contact: the tracker has decided that', () => {
    const hit = { sib_type: 'track', sib_name: 'x', properties: { email: 'a@b.c' } }
    expect(normaliseEnveloped(hit, makeId)).not.toHaveProperty('email_id')
  })

  it.each([null, 5, 'text', []])('makes nothing but an id of %j', (value) => {
    expect(normaliseEnveloped(value, makeId)).toEqual({ id: 'made' })
  })
})
