import type { Attached, HitRecord, Totals } from '../record'

/** Whether what is shown is what the collector has. */
export type FeedState = 'live' | 'lost'

/** Who wants to hear what. */
export interface FeedListener {
  onState(state: FeedState): void
  /** What the collector has, each time that a connection was made. */
  onHistory(hits: readonly HitRecord[]): void
  onHit(hit: HitRecord): void
  onAttached(attached: Attached): void
  onTotals(totals: Totals): void
}

interface Events {
  readonly hit: HitRecord
  readonly attached: Attached
  readonly stats: Totals
}

/** How long to wait where the browser has given up on the stream by itself. */
const reopenMs = 2000

/** Most rows that are asked of the history. */
const historyLimit = 500

/**
 * Listens to the collector. Events that come in while the history is on its way are held back until it has arrived:
 * the history decides what stays in the list, and would take them for rows of another database.
 */
export function openFeed(listener: FeedListener): void {
  const source = new EventSource('/api/stream')
  let held: (() => void)[] | undefined

  const on = <K extends keyof Events>(name: K, tell: (value: Events[K]) => void): void => {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      const value = JSON.parse(event.data) as Events[K]
      if (held) held.push(() => tell(value))
      else tell(value)
    })
  }
  on('hit', (hit) => listener.onHit(hit))
  on('attached', (attached) => listener.onAttached(attached))
  on('stats', (totals) => listener.onTotals(totals))

  const catchUp = async (): Promise<void> => {
    held = []
    const { hits } = await read<{ hits: readonly HitRecord[] }>(`/api/hits?limit=${historyLimit}`)
    const totals = await read<Totals>('/api/stats')
    listener.onHistory(hits)
    listener.onTotals(totals)
    for (const tell of held) tell()
    held = undefined
    listener.onState('live')
  }

  source.addEventListener('open', () => void catchUp().catch(() => listener.onState('lost')))
  source.addEventListener('error', () => {
    listener.onState('lost')
    if (source.readyState === EventSource.CLOSED) setTimeout(() => openFeed(listener), reopenMs)
  })
}

/** Reads JSON from the inspector. */
export async function read<T>(path: string): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return (await response.json()) as T
}
