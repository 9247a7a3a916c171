import { describe, expect, it } from 'vitest'
import { createClient } from '../../rest/client'
import type { CollectedHit } from '../sink'
import { stored } from './testing'
import { callFor } from './to-rest-call'

const email = 'a@b.test'

/** Path and body of the call that says what a hit says. */
async function callOf(fields: Partial<CollectedHit>): Promise<unknown[]> {
  const calls: unknown[] = []
  const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    calls.push(new URL(url instanceof Request ? url.url : url).pathname, JSON.parse(init?.body as string))
    return Promise.resolve(new Response(null, { status: 204 }))
  }
  await callFor({ ...stored(fields), email }, createClient({ maKey: 'key', fetch }), {})
  return calls
}

describe('a call of api/v2', () => {
  it('identifies', async () => {
    const call = await callOf({ sib_type: 'identify', properties: { FIRSTNAME: 'Thomas' } })
    expect(call).toEqual(['/api/v2/identify', { email, attributes: { FIRSTNAME: 'Thomas' } }])
    expect(await callOf({ sib_type: 'identify' })).toEqual(['/api/v2/identify', { email }])
  })

  it('tracks an event with its transaction', async () => {
    const event = { id: 'cart:1', data: { total: 1 } }
    const call = await callOf({ sib_name: 'Add to cart', properties: { AGE: 3 }, event, ma_url: 'https://a.test/' })
    const properties = { AGE: 3, ma_url: 'https://a.test/' }
    expect(call).toEqual(['/api/v2/trackEvent', { email, event: 'Add to cart', properties, eventdata: event }])
  })

  it('tracks a link by its target', async () => {
    const [path, body] = await callOf({ sib_type: 'trackLink', href: 'https://c.test/' })
    expect({ path, body }).toEqual({ path: '/api/v2/trackLink', body: { email, link: 'https://c.test/' } })
  })

  it.each([
    [{ sib_name: 'Home' }, 'Home'],
    [{ sib_name: ' ', ma_title: 'Title', ma_path: '/' }, 'Title'],
    [{ sib_name: '', ma_path: '/a' }, '/a'],
    [{ sib_name: '' }, 'page'],
  ])('tracks a page, which needs a name: %j', async (fields, page) => {
    expect(await callOf({ sib_type: 'page', ...fields })).toMatchObject(['/api/v2/trackPage', { email, page }])
  })
})
