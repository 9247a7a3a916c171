import type { Tab } from '../fixtures/engine/tab'
import type { Site } from '../fixtures/site/site'

/** A consent banner, real or imitated. It sets `bannerIsUp` in a page once it has said there all that it says unasked. */
export interface Banner {
  readonly name: string
  /** Its row in the guide's table. */
  readonly row: string
  /** What it stores itself, by name. */
  readonly stores: RegExp
  /** Page code that follows the recipe, or holds it where it is a part of the banner's settings. */
  setup(recipe: string, site: Site): string
  /** What the visitor does in the banner at first. */
  answer(tab: Tab, yes: boolean): Promise<void>
  /** What the visitor does in its settings later on. */
  change(tab: Tab, yes: boolean): Promise<void>
}

/** Page code that adds a script, as every banner is added, and runs `then` once it is there. */
export function loading(url: string, then = ''): string {
  return `document.head.append(Object.assign(document.createElement('script'), { src: '${url}', onload() { ${then} } }))`
}
