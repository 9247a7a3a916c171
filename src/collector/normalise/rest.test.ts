import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../contract/event'
import type { RestPath } from '../../contract/rest'
import { normaliseRest, settleSpellings } from './rest'

const email = 'ann@example.com'
const normalise = (path: RestPath, body: JsonObject): JsonObject =>
  normaliseRest(path, settleSpellings(path, { email, ...body }), 'made')

describe('normaliseRest', () => {
  it('brings each endpoint into the shape that the browser side has', () => {
    const stamp = { id: 'made', email_id: email }
    expect(normalise('identify', { attributes: { A: 1 } })).toEqual({ ...stamp, sib_type: 'identify', properties: { A: 1 } })
    expect(normalise('trackEvent', { event: 'e', properties: { A: 1 }, eventdata: { id: 'cart:1' } })).toEqual({
      ...stamp,
      sib_type: 'track',
      sib_name: 'e',
      properties: { A: 1 },
      event: { id: 'cart:1' },
    })
    expect(normalise('trackLink', { link: 'https://a.test/' })).toEqual({
      ...stamp,
      sib_type: 'trackLink',
      href: 'https://a.test/',
    })
    expect(normalise('trackPage', { page: 'Home', properties: { ma_url: 'https://a.test/', A: 1 } })).toEqual({
      ...stamp,
      sib_type: 'page',
      sib_name: 'Home',
      ma_url: 'https://a.test/',
      properties: { A: 1 },
    })
  })

  it('knows the spellings that clients use', () => {
    expect(normalise('identify', { properties: { A: 1 } }).properties).toEqual({ A: 1 })
    expect(normalise('trackEvent', { event: 'e', eventData: { id: 1 } }).event).toEqual({ id: 1 })
    expect(normalise('trackPage', { link: 'Home' }).sib_name).toBe('Home')
  })

  it('prefers the documented spelling', () => {
    expect(normalise('identify', { properties: { A: 1 }, attributes: { A: 2 } }).properties).toEqual({ A: 2 })
  })

  it('takes null and the empty list of PHP for nothing', () => {
    expect(normalise('trackEvent', { event: 'e', properties: [], eventdata: null })).not.toHaveProperty('properties')
  })
})
