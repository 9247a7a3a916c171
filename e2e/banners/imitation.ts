import type { Tab } from '../fixtures/engine/tab'
import { loading, type Banner } from './banner'

/** What an imitation has of its own. Its script sets `bannerIsUp`, and `visitorSays`, by which the visitor answers. */
export interface ImitationParts extends Pick<Banner, 'row' | 'stores'> {
  readonly name?: string
  readonly source: string
  /** Where the recipe stands; by default before the script. */
  readonly settings?: (recipe: string) => string
}

/** A script that raises the documented events of a banner in their order, for banners that come from a server of their own. */
export function imitation({ row, name = row, stores, source, settings = (recipe) => recipe }: ImitationParts): Banner {
  const say = (tab: Tab, yes: boolean): Promise<void> =>
    tab.evaluate(async (word: boolean) => {
      await (window as unknown as { visitorSays(yes: boolean): unknown }).visitorSays(word)
    }, yes)
  return {
    name,
    row,
    stores,
    setup: (recipe, site) => `${settings(recipe)};${loading(site.script(`(() => {${source}})()`))}`,
    answer: say,
    change: say,
  }
}
