// A server's code: what an app has declared as an interface, and what it may not have, fits as it is.
import { addContactToken, createClient, isRestError } from 'sib-tracker/rest'
import type { ApiEvent, Client, EventQuery, IdentifyBody, JsonFields, ListedEvent, RestError } from 'sib-tracker/rest'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): void => void claim

interface Person {
  FIRSTNAME: string
  readonly SCORE?: number | undefined
  BIRTHDAY?: Date
}
interface Line {
  name: string
  price: number
}
interface Order {
  id: number
  data: { total: number; note?: string | undefined; lines: readonly Line[] }
}
declare const person: Person
declare const order: Order
declare const maybe: { text: string | undefined; number: number | undefined; signal: AbortSignal | undefined; person: Person | undefined }

const client = createClient({ apiKey: maybe.text, maKey: maybe.text, apiHost: maybe.text, retries: maybe.number, fetch: undefined, onRateLimit: undefined })
holds<Equal<typeof client, Client>>()

// api/v2
void client.identify({ email: 'a@b.example', attributes: person }, { signal: maybe.signal })
void client.identify({ email: 'a@b.example', attributes: maybe.person })
void client.trackEvent({ email: 'a@b.example', event: 'order_completed', properties: person, eventdata: order })
void client.trackEvent({ email: 'a@b.example', event: 'order_completed', properties: maybe.person, eventdata: { id: maybe.text, data: order } })
void client.trackLink({ email: 'a@b.example', link: 'https://shop.example/', properties: person })
void client.trackPage({ email: 'a@b.example', page: 'Home', properties: { ...person, ma_title: maybe.text } })
const body: IdentifyBody = { email: 'a@b.example', attributes: person }
void client.identify(body)
// @ts-expect-error somebody has to be named
void client.identify({ attributes: person })
// @ts-expect-error attributes have names, and a list has none
void client.identify({ email: 'a@b.example', attributes: ['Ada'] })
// @ts-expect-error nor has text
void client.identify({ email: 'a@b.example', attributes: 'Ada' })
// @ts-expect-error JSON has no maps: nothing would be sent
void client.trackPage({ email: 'a@b.example', page: 'Home', properties: new Map([['a', 1]]) })
// @ts-expect-error the id of a transaction is text or a number
void client.trackEvent({ email: 'a@b.example', event: 'x', eventdata: { id: true } })

// v3/events
const event: ApiEvent = {
  event_name: 'order_completed',
  event_date: maybe.text,
  identifiers: { email_id: maybe.text, contact_id: maybe.number },
  contact_properties: person,
  event_properties: order,
  object: { type: maybe.text, identifiers: { ext_id: maybe.text } },
}
void client.createEvent(event)
void client.createEvents([event, { ...event, event_properties: undefined }], { signal: maybe.signal, onProgress: undefined })
const query: EventQuery = { event_name: maybe.text, limit: maybe.number }
void client.getEvents(query, { signal: maybe.signal })
// @ts-expect-error a date is sent as its text
void client.createEvent({ ...event, event_date: new Date() })
// @ts-expect-error properties have names
void client.createEvent({ ...event, event_properties: [order] })
holds<Equal<ListedEvent['event_name'], string>>()
// @ts-expect-error what comes back is JSON, and is not known better
export const listed: (one: ListedEvent) => Order = ({ event_properties: properties }) => properties

// tokens
void addContactToken('https://shop.example/', { secret: 'secret', email: 'a@b.example', lifetimeMs: maybe.number })
// @ts-expect-error without a secret nobody could trust it
void addContactToken('https://shop.example/', { secret: maybe.text, email: 'a@b.example' })

// errors
export const wasAborted = (error: unknown): boolean => isRestError(error) && error.code === 'aborted'
holds<Equal<RestError['cause'], unknown>>()
export const fields: JsonFields = person
