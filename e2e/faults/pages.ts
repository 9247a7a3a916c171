import { ready } from '../fixtures/calls'
import type { Tab } from '../fixtures/engine/tab'
import type { PageOptions } from '../fixtures/site/page'
import { notePath } from '../fixtures/site/recorder'
import type { Site } from '../fixtures/site/site'
import type { Ledger } from './ledger'
import type { TimeLens } from './time-lens'

/** What a page of a row may have beyond what its mode asks for. */
export interface RowPageOptions extends Partial<PageOptions> {
  /** How far ahead of the others the page's clock is. */
  readonly skewMs?: number
}

/** How many events one call of `track` makes, and with which properties. */
export interface Burst {
  readonly count?: number
  readonly properties?: Readonly<Record<string, unknown>>
}

/** The pages of a row: every event that they accept is in the ledger. */
export interface RowPages {
  /** Publishes a page of the row's mode and returns its URL. */
  publish(options?: RowPageOptions): string
  /** The URL of a page of the site without the tag: it shares the storage and sends nothing. */
  blank(): string
  /** Opens a page in the tab and returns when its script is there; its page view counts as accepted. */
  open(tab: Tab, options?: RowPageOptions): Promise<void>
  /** The same for a page that the tab has come to some other way, such as a reload. */
  arrived(tab: Tab): Promise<void>
  /** Tracks events in one task and returns their names. */
  track(tab: Tab, burst?: Burst): Promise<readonly string[]>
  /** An expression for page code that will track events in one task; they count as accepted from now on. */
  burst(burst?: Burst): { readonly names: readonly string[]; readonly source: string }
}

/** What makes the pages of one row alike. */
export interface RowPagesParts {
  readonly site: Site
  readonly ledger: Ledger
  readonly lens: TimeLens
  readonly config: Readonly<Record<string, unknown>>
  readonly origin: RowPageOptions['origin']
}

/** No page has been opened yet. */
export function createRowPages({ site, ledger, lens, config, origin }: RowPagesParts): RowPages {
  const place = origin === undefined ? {} : { origin }
  let bursts = 0
  const expression = (names: readonly string[], { properties = {} }: Burst): string =>
    `__track(${JSON.stringify(names)}, ${JSON.stringify(properties)})`

  const publish: RowPages['publish'] = ({ skewMs, ...options } = {}) => {
    const nonce = options.nonce === undefined ? '' : ` nonce="${options.nonce}"`
    const source = `${lens.source(skewMs)};(${prepare.toString()})("${ledger.viewPrefix}", "${notePath}")`
    // In XHTML a script is text like any other (XML 1.0, 2.7); HTML takes the marks for comments.
    const head = `<script${nonce}>//<![CDATA[\n${source}\n//]]></script>`
    return site.page({
      tag: 'ours',
      title: '',
      ...place,
      ...options,
      config: { ...config, ...options.config },
      head: `${head}${options.head ?? ''}`,
    })
  }
  const arrived: RowPages['arrived'] = async (tab) => {
    await ready(tab)
    const [view, life] = await tab.evaluate<[string, string]>('[document.title, String(performance.timeOrigin)]')
    ledger.accept([view], life)
  }
  return {
    publish,
    blank: () => site.page({ tag: 'none', ...place }),
    arrived,
    async open(tab, options) {
      await tab.goto(publish(options))
      await arrived(tab)
    },
    async track(tab, burst = {}) {
      const names = ledger.nextNames(burst.count ?? 1)
      const life = await tab.evaluate<string>(`(${expression(names, burst)}, String(performance.timeOrigin))`)
      ledger.accept(names, life)
      return names
    },
    burst(burst = {}) {
      const names = ledger.nextNames(burst.count ?? 1)
      ledger.accept(names, `burst ${bursts++}`)
      return { names, source: expression(names, burst) }
    },
  }
}

type TrackCall = (name: string, properties: object, callback: (error: { code: string } | null) => void) => void

/** Gives each load of the page a name of its own, and page code a way to track whose failures outlive the page. */
function prepare(viewPrefix: string, path: string): void {
  const title = document.querySelector('title')
  if (title) title.textContent = viewPrefix + Math.random().toString(36).slice(2)
  const notes: string[] = []
  const sendNotes = (): void => {
    const text = notes.splice(0).join('\n')
    // Synchronous, so that it has arrived before anything else happens; while a page is being left that is forbidden.
    try {
      const request = new XMLHttpRequest()
      request.open('POST', path, false)
      request.send(text)
    } catch {
      navigator.sendBeacon(path, text)
    }
  }
  // One request for all that one task gives up: a call of `track` may displace many events.
  const note = (text: string): void => {
    if (notes.push(text) === 1) queueMicrotask(sendNotes)
  }
  const track = (names: string[], properties: object): void => {
    const { sendinblue } = window as unknown as { sendinblue: { track: TrackCall } }
    for (const name of names) sendinblue.track(name, properties, (error) => error && note(`${name} ${error.code}`))
  }
  Object.assign(window, { __track: track })
}
