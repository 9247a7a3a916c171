import type { PageOptions } from '../fixtures/site/page'
import { tagSource } from '../shop/tag.mjs'

/** Where script and collector are, and the key of the page. */
export interface InstallPlace {
  readonly scriptUrl: string
  readonly apiHost: string
  readonly clientKey: string
}

/** A way in which real pages install the tag that no generation has by itself. */
export interface Install {
  /** The rules that it proves, as `rules.ts` numbers them. */
  readonly rules: readonly string[]
  readonly says: string
  page(place: InstallPlace): Pick<PageOptions, 'tag' | 'script' | 'body' | 'setup'>
  /** Page code for the time when the script is there. */
  readonly live?: string
  /** Names of the hits; `view` stands for a page view that nobody has named. */
  readonly names: readonly string[]
}

/** The published tag. Each copy says where to send, since it makes a new `window.sib`. */
export const published = (place: InstallPlace): string => `${tagSource({ ...place, tag: 'published4' })}; sib.api_host = '${place.apiHost}'`

/** The tag of which the page call has been cut out. */
export const withoutView = (place: InstallPlace): string => published(place).replace(', window.sendinblue.page()', '')

/** A page with one script of its own. */
export const inBody = (source: string): Pick<PageOptions, 'tag' | 'body'> => ({ tag: 'none', body: `<script>${source}</script>` })

/** A stub as pages write it themselves; `track` is what it does. */
export const ownStub = ({ scriptUrl, apiHost, clientKey }: InstallPlace, track: string): ReturnType<typeof inBody> =>
  inBody(`window.sib = { equeue: [], client_key: '${clientKey}', api_host: '${apiHost}' }; window.sendinblue = { track: ${track} }
    ${addScript(scriptUrl)}
    sendinblue.track('early')`)

/** Page code that adds a script. */
export function addScript(url: string): string {
  return `document.head.appendChild(document.createElement('script')).src = '${url}'`
}
