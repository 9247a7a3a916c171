import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onHistoryChange } from './history'
import type { HistoryChange } from './history'

type Listener = (event: HistoryChange) => void

/** Where the listeners of one event stand, in the order in which a browser runs them. */
let capturing: Listener[]
let others: Listener[]
let changes: string[]
let url: string

const history = { pushState: go, replaceState: go }

function go(_state: unknown, _unused: string, to?: string): void {
  url = to ?? url
}

beforeEach(() => {
  capturing = []
  others = []
  changes = []
  url = '/start'
  Object.assign(history, { pushState: go, replaceState: go })
  vi.stubGlobal('history', history)
  vi.stubGlobal('addEventListener', (name: string, listener: Listener, isCapturing = false) => {
    expect(name).toBe('popstate')
    ;(isCapturing ? capturing : others).push(listener)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
})

function watch(): void {
  onHistoryChange((change) => changes.push(`${url} ${String(change?.navigationType)}`))
}

describe('changes of the history', () => {
  it('are asked for at once: the URL may have changed before', () => {
    vi.stubGlobal('window', {})
    watch()
    expect(changes).toEqual(['/start undefined'])
  })

  it('are told by the Navigation API where there is one, with their kind', () => {
    const navigation = new EventTarget()
    vi.stubGlobal('window', { navigation })
    watch()
    navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType: 'replace' }))
    expect(changes).toEqual(['/start undefined', '/start replace'])
    expect(history.pushState).toBe(go)
    expect(others.concat(capturing)).toEqual([])
  })

  it('are told by the methods elsewhere, after the fact', () => {
    vi.stubGlobal('window', {})
    watch()
    history.pushState(null, '', '/a')
    history.replaceState(null, '', '/b')
    expect(changes).toEqual(['/start undefined', '/a pushState', '/b replaceState'])
  })

  it('are told before a router that was there earlier does anything about a step back', () => {
    vi.stubGlobal('window', {})
    addEventListener('popstate', () => history.replaceState({ scroll: 0 }, '', url))
    watch()
    for (const listener of [...capturing, ...others]) listener({})
    expect(changes).toEqual(['/start undefined', '/start undefined', '/start replaceState'])
  })
})
