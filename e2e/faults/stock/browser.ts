import type { Engine, Tab, Visitor } from '../../fixtures/engine/tab'
import type { Remote } from './remote'

/** A tab that can be sent to the background, stopped and killed as only a browser can do it. */
export interface StockTab extends Tab {
  /** Brings the tab to the front: its page becomes visible. */
  show(): Promise<void>
  /** Sends the tab to the background, as a visitor does who looks at something else: its page becomes hidden. */
  hide(): Promise<void>
  /** Ends the process that runs the page. The page hears nothing of it, and the tab is gone. */
  crash(): Promise<void>
  /** Stops all tasks of the page, or lets them go on (Page Lifecycle, 3). */
  setFrozen(isFrozen: boolean): Promise<void>
}

/** A running browser with the switches that its visitors have, on a profile that outlives it. */
export interface StockBrowser extends Visitor {
  readonly name: Engine['name']
  openTab(): Promise<StockTab>
  /** Ends the browser as its visitor does: pages are told, and the profile is written. */
  quit(): Promise<void>
  /** Ends every process of the browser at once. */
  kill9(): Promise<void>
}

/** What all browsers are started with. */
export interface StockStart {
  /** Where the profile is; an empty folder is a new visitor. */
  readonly folder: string
  readonly proxyPort: number
  /** The way into pages for a browser that no driver can reach. */
  readonly remote: Remote
}
