import { expect } from '@playwright/test'
import type { Hit } from '../../src/contract/event'
import { ready } from '../fixtures/calls'
import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'

/** The visitor who signs up. */
export const THOMAS = { email: 'thomas@example.com', FIRSTNAME: 'Thomas', LASTNAME: 'Bianchi' }

/** What the collector keeps of an event. */
export interface Received {
  /** The contact that it belongs to. */
  readonly email: string | null
  readonly body: Hit
}

/** An event in a few words: pages and links by where they are, the others by name. */
export function brief({ body }: Received): string {
  if (body.sib_type === 'page') return `page ${body.ma_path ?? ''}`
  if (body.sib_type === 'trackLink') return `trackLink ${body.href ?? ''}`
  return body.sib_type === 'track' ? `track ${body.sib_name ?? ''}` : body.sib_type
}

/** Whether these few words are about a page view. */
export const isPage = (words: string): boolean => words.startsWith('page ')

/** A visit to the shop: what can be done there, and what the collector was told of it. */
export interface Visit {
  readonly url: string
  open(path: string): Promise<void>
  click(selector: string): Promise<void>
  /** Clicks, and returns when the page that the click leads to is there. */
  follow(selector: string, path: string): Promise<void>
  write(selector: string, value: string): Promise<void>
  /** Clicks, and returns when the cart holds that many pieces. */
  add(button: string, pieces: number): Promise<void>
  signUp(base: string): Promise<void>
  checkOut(base: string): Promise<void>
  /** All that has arrived, in the order in which it happened. */
  received(): Promise<Received[]>
  /**
   * That these events arrived and no others: a last one of our own shows that what was to be sent has been.
   * Page views keep their order, and so do all the others; a page view of the single-page shop waits
   * for the title to settle, and an event of the moment in between is the earlier one.
   */
  told(expected: readonly string[]): Promise<void>
  /** What the events of that name said, in order. */
  said(words: string): Promise<Hit[]>
  /** An item of the documented event data. */
  item(name: string, price: number, quantity: number): Record<string, string | number>
}

/** Starts a visit in that tab, to the shop at that address. */
export function createVisit(url: string, tab: Tab, collector: Pick<Collector, 'hits'>): Visit {
  const received = async (): Promise<Received[]> =>
    (await collector.hits())
      .map(({ email, body }) => ({ email, body: body as unknown as Hit }))
      .sort((a, b) => a.body.ts - b.body.ts || a.body.seq - b.body.seq)
  const briefs = async (): Promise<string[]> => (await received()).map(brief)

  const visit: Visit = {
    url,
    received,
    async open(path: string): Promise<void> {
      await tab.goto(url + path)
      // Links are watched only once the script is there.
      await ready(tab)
    },
    click: (selector: string): Promise<void> => tab.click(selector),

    async follow(selector: string, path: string): Promise<void> {
      await tab.click(selector)
      await tab.waitFor((wanted: string) => location.pathname === wanted && document.readyState === 'complete', `page ${path}`, path)
    },

    async write(selector: string, value: string): Promise<void> {
      await tab.evaluate(
        (given: { selector: string; value: string }) => {
          const input = document.querySelector<HTMLInputElement>(given.selector)
          if (input) input.value = given.value
        },
        { selector, value },
      )
    },

    async add(button: string, pieces: number): Promise<void> {
      await tab.click(button)
      await tab.waitFor((count: number) => document.querySelector('#cart-count')?.textContent === String(count), `${pieces} pieces in the cart`, pieces)
    },

    async signUp(base: string): Promise<void> {
      await visit.open(`${base}/newsletter`)
      await visit.write('#sign-up [name=email]', THOMAS.email)
      await visit.write('#sign-up [name=firstname]', THOMAS.FIRSTNAME)
      await visit.write('#sign-up [name=lastname]', THOMAS.LASTNAME)
      await visit.follow('.sign-up', `${base}/newsletter/welcome`)
    },

    async checkOut(base: string): Promise<void> {
      await visit.follow('.cart-link', `${base}/cart`)
      await visit.follow('#to-checkout', `${base}/checkout`)
      await visit.follow('.place-order', `${base}/thank-you`)
    },

    async told(expected: readonly string[]): Promise<void> {
      await tab.evaluate('void sendinblue.track("the_end")')
      const all = [...expected, 'track the_end']
      await expect.poll(async () => (await briefs()).sort(), { message: 'the events of this visit' }).toEqual([...all].sort())
      const arrived = await briefs()
      expect(arrived.filter(isPage)).toEqual(all.filter(isPage))
      expect(arrived.filter((words) => !isPage(words))).toEqual(all.filter((words) => !isPage(words)))
    },

    async said(words: string): Promise<Hit[]> {
      return (await received()).filter((event) => brief(event) === words).map(({ body }) => body)
    },

    item(name: string, price: number, quantity: number): Record<string, string | number> {
      const slug = name.toLowerCase().replace(' ', '-')
      return { name, price, quantity, url: `${url}/products/${slug}`, image: `${url}/art/${slug}.svg` }
    },
  }
  return visit
}
