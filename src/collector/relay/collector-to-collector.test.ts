import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from '../../rest/client'
import type { Client } from '../../rest/client'
import { at, createTestCommand } from '../test-command'
import type { TestCommand } from '../test-command'

// Another collector stands for Brevo: it holds v3 to the documents, so what it takes from the relay keeps to them.
vi.setConfig({ testTimeout: 60_000 })

const apiKey = 'secret-of-the-account'
const email = 'thomas@example.test'
let command: TestCommand
let client: Client
let collector: string
let inspector: string

beforeEach(async () => {
  const environment: NodeJS.ProcessEnv = { SIB_API_KEYS: apiKey }
  command = createTestCommand(environment)
  const upstream = await command.listening('--db', 'upstream.db')
  environment.SIB_FORWARD_API_KEY = apiKey
  client = createClient({ apiKey, apiHost: upstream.collector })
  ;({ collector, inspector } = await command.listening('--forward', 'v3', '--forward-host', upstream.collector))
})

afterEach(() => command.end())

const delivered = async (): Promise<unknown> => (await fetch(at(inspector, '/api/relay'))).json()

it('forwards what browsers and servers sent in a form that v3 takes, and loses nothing of it', async () => {
  const hits = [
    { sib_type: 'page', sib_name: 'Accueil – été', properties: { 'my section': 'chaussures', none: null } },
    { sib_type: 'identify', email_id: email, properties: { FIRSTNAME: 'Thomas', AGE: 37, address: { city: 'Gent' } } },
    { sib_type: 'trackLink', href: 'https://shop.test/a' },
    { sib_type: 'track', sib_name: 'Add to cart', event: { id: 'cart:1', data: { total: 280, items: [{ 'product name': 'Shoes' }] } } },
  ]
  const sent = Date.now()
  const body = { key: 'k', cuid: 'v', sent, hits: hits.map((hit, seq) => ({ id: `id-${seq}`, ts: sent - 60_000, lane: 'l', seq, ma_url: 'https://shop.test/', ...hit })) }
  await fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify(body) })
  const server = createClient({ apiKey, apiHost: collector })
  await server.createEvents([
    { event_name: 'renewed', event_date: '2026-01-02T03:04:05.000Z', identifiers: { ext_id: 'x1' }, event_properties: { id: 'inner', total: 1 }, object: { type: 'subscription', identifiers: { ext_id: 's' } } },
    { event_name: 'opened', identifiers: { email_id: email } },
  ])

  await expect.poll(delivered, { timeout: 30_000 }).toMatchObject({ waiting: 0, delivered: 6, dead: 0 })
  const { events, count } = await client.getEvents({ startDate: '2026-01-01', endDate: '2027-12-31' })
  expect(count).toBe(6)
  const named = (name: string) => events.find(({ event_name }) => event_name === name)
  expect(named('page_view')?.event_properties).toMatchObject({ sib_name: 'Accueil – été', my_section: 'chaussures' })
  expect(named('identify')).toMatchObject({ contact_properties: { FIRSTNAME: 'Thomas', AGE: 37 }, event_properties: { address: { city: 'Gent' } } })
  expect(named('link_click')?.event_properties).toMatchObject({ href: 'https://shop.test/a' })
  expect(named('Add_to_cart')?.event_properties).toMatchObject({ id: 'cart:1', total: 280, items: [{ product_name: 'Shoes' }], sib_name: 'Add to cart' })
  expect(named('renewed')).toMatchObject({ event_date: '2026-01-02T03:04:05.000Z', object_type: 'subscription', event_properties: { id: 'inner', total: 1 } })
  // A minute before the receipt, as the visitor's clock says, whenever it was forwarded.
  const happened = Date.parse(named('Add_to_cart')?.event_date ?? '')
  expect(happened).toBeGreaterThanOrEqual(sent - 60_000)
  expect(happened).toBeLessThanOrEqual(Date.now() - 60_000)
})

it('has its events listed in pages, and its mistakes named, by the client', async () => {
  const { accepted, rejected } = await client.createEvents([
    { event_name: 'a', identifiers: { ext_id: '1' } },
    { event_name: 'not a name', identifiers: { ext_id: '1' } },
    { event_name: 'b', identifiers: { ext_id: '1' } },
  ])
  expect([accepted, rejected.map(({ index }) => index)]).toEqual([2, [1]])
  await expect(client.createEvent({ event_name: 'a', identifiers: {} })).rejects.toMatchObject({ name: 'RestError', status: 400 })
  await expect(client.getEvents({ limit: 0 })).rejects.toMatchObject({ status: 400, code: 'out_of_range' })
  await expect(createClient({ apiKey: 'wrong', apiHost: collector }).createEvent({ event_name: 'a', identifiers: { ext_id: '1' } })).rejects.toMatchObject({ status: 401, code: 'unauthorized' })
  expect(await client.getEvents({ event_name: ['a', 'b'], limit: 1, offset: 1 })).toMatchObject({ count: 2, events: [{ event_name: 'a' }] })
})
