// Someone else's code: it has to compile against the installed package, and each line marked so has to be refused.
import { consent, identify, init, page, reset, track, trackLink } from 'sib-tracker'
import type { Callback, Cart, ErrorCode, EventData, Events, Item, Methods, Options, OutgoingEvent, TrackerError } from 'sib-tracker'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): void => void claim

// init: the key is needed, and options are known by name.
init({ client_key: 'key' })
init({ client_key: 'key', api_host: undefined, email_id: null, consent: 'pending', cookie_days: 30 })
init({
  client_key: 'key',
  before_send(event) {
    holds<Equal<typeof event, OutgoingEvent>>()
    if (event.sib_type === 'trackLink') return null
    event.properties = { ...event.properties, PLAN: 'pro' }
    return event
  },
})
// @ts-expect-error without a key nothing can be sent
init({})
// @ts-expect-error a misspelt option would have no effect
init({ client_key: 'key', apiHost: 'https://c.example' })
// @ts-expect-error three words only
init({ client_key: 'key', consent: 'yes' })
holds<Equal<ReturnType<typeof init>, void>>()
holds<Equal<Options['spa'], boolean | undefined>>()

// identify
identify('a@b.example')
identify('a@b.example', { FIRSTNAME: 'Ada', BIRTHDAY: new Date(0), SCORE: 4, nested: { list: [1, 'a', null] } })
identify({ identifiers: { email_id: 'a@b.example' }, attributes: { FIRSTNAME: 'Ada' } })
identify('a@b.example', (error, id) => {
  holds<Equal<typeof error, TrackerError | null>>()
  holds<Equal<typeof id, string | undefined>>()
})
// @ts-expect-error an id that is no e-mail names nobody
identify(17)
// @ts-expect-error the e-mail is missing
identify({ attributes: {} })

// track: any name with any data, but known names with theirs
interface Person {
  FIRSTNAME: string
}
interface Member {
  readonly FIRSTNAME?: string | undefined
  EXT_ID: number | undefined
  tags?: readonly string[]
}
interface Transaction {
  readonly id?: string | undefined
  data: { total: number; currency: string; url?: string | undefined; note: string | undefined; items: readonly { name: string; price: number; quantity: number }[] }
}
declare const person: Person
declare const member: Member
declare const transaction: Transaction
declare const line: { name: string; price: number; quantity: number; sku: string }
track('signed_up')
track('signed_up', person)
track('signed_up', member, { id: member.EXT_ID, data: member }, () => undefined)
track('order_completed', member, transaction)
identify('a@b.example', member)
identify({ identifiers: { email_id: 'a@b.example' }, attributes: member })
page('Home', member)
track('signed_up', null, { id: 4, data: ['anything'] }, () => undefined)
track('signed_up', () => undefined)
track('signed_up', { email: 'a@b.example' }, () => undefined)
track('cart_updated', { email: 'a@b.example', FIRSTNAME: 'Thomas' }, {
  id: 'cart:1234',
  data: {
    total: 280,
    currency: 'USD',
    url: 'https://shop.example/cart',
    discount: 10,
    items: [{ name: 'Black shoes', price: 90, quantity: 2, url: 'https://shop.example/black-shoes', image: 'https://shop.example/black-shoes.jpg' }, line],
  },
})
track('order_completed', {}, { id: 'cart:1234', data: { total: 280, currency: 'USD', items: [] } }, (error) => {
  const code: ErrorCode | undefined = error?.code
  void code
})
track('cart_deleted', undefined, { id: 'cart:1234' })
track('cart_deleted', undefined, { id: 'cart:1234', data: { items: [] } })
// @ts-expect-error an event has a name
track()
// @ts-expect-error properties are an object
track('signed_up', 'text')
// @ts-expect-error an e-mail is text
track('signed_up', { email: 17 })
// @ts-expect-error a total is a number
track('cart_updated', {}, { data: { total: '280', currency: 'USD', items: [] } })
// @ts-expect-error a cart has items
track('cart_updated', {}, { data: { total: 280, currency: 'USD' } })
// @ts-expect-error an item has a price
track('order_completed', {}, { data: { total: 280, currency: 'USD', items: [{ name: 'Black shoes', quantity: 2 }] } })
// @ts-expect-error event data is { id, data }
track('cart_deleted', {}, { cart: 'cart:1234' })
holds<Equal<Events['cart_updated'], EventData<Cart>>>()
holds<Equal<Cart['items'], readonly Item[]>>()

// An app adds events of its own.
declare module 'sib-tracker' {
  interface Events {
    trial_started: EventData<{ plan: 'basic' | 'pro' }>
  }
}
track('trial_started', {}, { data: { plan: 'pro' } })
// @ts-expect-error there is no such plan
track('trial_started', {}, { data: { plan: 'gold' } })

// page
page()
page('Home')
page('Home', { ma_title: 'Home', section: 'shop' })
page({ ma_url: 'https://shop.example/' })
page(() => undefined)
// @ts-expect-error a path is text
page('Home', { ma_path: 17 })

// trackLink
declare const element: { tagName: string }
trackLink('a.buy')
trackLink(element, { LINK: 'buy' })
trackLink([element], (error, id) => void [error, id])
trackLink(null)
// @ts-expect-error a number is no link
trackLink(17)

consent('granted')
// @ts-expect-error three words only
consent('maybe')
reset()

const told: Callback = () => undefined
holds<Equal<typeof track, Methods['track']>>()
void told
