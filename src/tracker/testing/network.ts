import type { DropCounts } from '../../contract/event'
import { createBackoff } from '../backoff'
import type { StoredEvent } from '../record'
import type { Reply, Transport } from '../transport'
import type { Tab, World } from './world'

type Hits = readonly StoredEvent['hit'][]

/** The way of a request from a tab to the receiver and back. What must not be sent is an offence. */
export function send(world: World, tab: Tab, ...[{ body }, keepalive, { signal }]: Parameters<Transport>): ReturnType<Transport> {
  const { clock, server, ledger } = world
  const parsed = JSON.parse(body) as StoredEvent['hit'] & { hits?: Hits }
  const hits = parsed.hits ?? [parsed]
  inspect(world, tab, hits)
  const lanes = hits.map(({ lane }) => lane)
  tab.inFlight.add(lanes)
  if (tab.inFlight.size > 1) {
    if (!tab.wasHidden) ledger.offences.push('two requests at a time')
    for (const lane of [...tab.inFlight].flat()) world.sideBySide.add(lane)
  }

  return new Promise((resolve) => {
    const end = (): void => void tab.inFlight.delete(lanes)
    // What was sent before it was broken off may arrive all the same.
    signal.addEventListener('abort', () => {
      end()
      resolve({ status: 0 })
    })
    clock.after(10, () => {
      // What does not outlive its page is lost with it.
      const isOnItsWay = !signal.aborted && (keepalive || tab.state === 'shown')
      const ids = hits.map(({ id }) => id)
      const { reply, afterMs } = isOnItsWay ? server.meet(ids, !!parsed.hits) : { reply: { status: 0 }, afterMs: 0 }
      clock.after(afterMs, () => {
        end()
        tab.unanswered = reply.status ? -Infinity : tab.unanswered + 1
        const heard = tab.state === 'left' && clock.random() < 0.5 ? { status: 0 } : reply
        note(world, ids, tab.state === 'gone' ? { status: 0 } : heard)
        if (tab.state === 'gone') return
        // What a page hears that may not send any more is nothing to it.
        const isHeard = !signal.aborted && world.isOnline && tab.page.consent.state() === 'granted'
        if (isHeard && heard.retryAfter) world.rate.ask(clock.now() + Number(heard.retryAfter) * 1000)
        resolve(heard)
      })
    })
  })
}

function inspect(world: World, tab: Tab, hits: Hits): void {
  const { clock, storage, ledger, rate } = world
  const { offences } = ledger
  if (createBackoff(storage, clock).remainingMs()) offences.push('P5: a request in a pause')
  if (rate.isAsked(clock.now())) offences.push('P5: a request in a time that was asked for')
  if (tab.state === 'gone') offences.push('a request of a page that is gone')
  if (tab.page.consent.state() !== 'granted') offences.push('P6: a request without consent')
  if (!world.isOnline) offences.push('a request without a network')
  for (const { id, lane, sib_type, properties } of hits) {
    if (!tab.page.isMine(lane) && !tab.lent.has(lane)) offences.push(`P7: ${lane} was sent by a page that does not hold it`)
    if (sib_type === 'dropped') ledger.reports.set(id, properties as DropCounts)
  }
  if (!tab.isHiding) rate.start(tab.life, clock.now())
}

/** What a page is about to hear of these events. */
function note({ server, ledger, rate }: World, ids: readonly string[], { status, answer }: Reply): void {
  const isFinal = (status >= 200 && status < 300 && answer?.sib !== undefined) || status === 204 || status === 400
  if (isFinal) rate.clear()
  for (const id of ids) {
    if (isFinal && server.received.includes(id)) ledger.acknowledged.add(id)
    if (isFinal) continue
    const isKnown = server.received.includes(id) || server.refused.has(id)
    if (isKnown && !ledger.acknowledged.has(id)) ledger.unheard.add(id)
    if (isKnown) ledger.isMurky = true
  }
}
