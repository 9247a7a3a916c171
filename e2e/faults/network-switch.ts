import type { Tab } from '../fixtures/engine/tab'
import type { RowParts } from './parts'

type Part = Pick<RowParts, 'visitor' | 'gate'>

/** Script for a page whose browser cannot be told that there is no network: it says what the switch says. */
export const networkSwitchSource = `(${install.toString()})()`

/** Takes the network away. */
export async function goOffline({ visitor, gate }: Part, tab: Tab): Promise<void> {
  if (visitor.setOffline) {
    await visitor.setOffline(true)
    return
  }
  await gate.closePort()
  await tab.evaluate('__switchNetwork(false)')
}

/** Gives it back. */
export async function goOnline({ visitor, gate }: Part, tab: Tab): Promise<void> {
  if (visitor.setOffline) {
    await visitor.setOffline(false)
    return
  }
  await gate.heal()
  await tab.evaluate('__switchNetwork(true)')
}

function install(): void {
  const switchNetwork = (isOnline: boolean): void => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => isOnline })
    dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
  }
  Object.assign(window, { __switchNetwork: switchNetwork })
}
