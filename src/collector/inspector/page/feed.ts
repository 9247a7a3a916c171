import type { Attached, HitRecord, Totals } from '../record'
import type { Session } from './session'

/** Whether what is shown is what the collector has. */
export type FeedState = 'live' | 'lost'

/** Who wants to hear what. */
export interface FeedListener {
  onState(state: FeedState): void
  /** Each time that a connection was made: what happened before it has to be asked for. */
  onOpen(): Promise<void>
  onHit(hit: HitRecord): void
  onAttached(attached: Attached): void
  onTotals(totals: Totals): void
}

interface Events {
  readonly hit: HitRecord
  readonly attached: Attached
  readonly stats: Totals
}

/** How long to wait where the browser has given up on the stream by itself, or the history could not be read. */
const reopenMs = 2000

/**
 * Listens to the collector. Events that come in while the history is on its way are held back until it has arrived:
 * the history decides what stays in the list, and would take them for rows of another database.
 */
export function openFeed(session: Session, listener: FeedListener): void {
  const source = new EventSource(session.streamUrl())
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
    await listener.onOpen()
    for (const tell of held) tell()
    held = undefined
    listener.onState('live')
  }

  const reopen = (): void => {
    source.close()
    setTimeout(() => openFeed(session, listener), reopenMs)
  }
  source.addEventListener('open', () => {
    catchUp().catch(() => {
      listener.onState('lost')
      // What came since is held, and would be until the stream breaks, which it need not.
      if (source.readyState === EventSource.OPEN) reopen()
    })
  })
  source.addEventListener('error', () => {
    listener.onState('lost')
    if (source.readyState !== EventSource.CLOSED) return
    // A stream does not say why it was refused; a question does, and the session hears of it.
    void session.read('/api/stats').catch(() => undefined)
    reopen()
  })
}
