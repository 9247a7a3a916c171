import { hitsIn } from './network'
import type { Network, Received } from './network'
import type { Verdict } from './run'

/**
 * What is wrong with the order in which events came first, in words. The promise: of one page life, an event comes before
 * a later one. The one exception: the request that brought the later one left while another, with the earlier one in it, was
 * under way, as when a page that hides hands over what it has. A request that fails then is made again, behind the others.
 */
export function orderFaults({ accepted, network }: Pick<Verdict, 'accepted' | 'network'>): string[] {
  const arrivals = firstArrivals(network)
  const names = [...accepted.keys()].filter((name) => arrivals.has(name))
  return names.flatMap((later, n) =>
    names
      .slice(0, n)
      .filter((earlier) => accepted.get(earlier)?.life === accepted.get(later)?.life)
      .filter((earlier) => isBefore(arrivals, later, earlier) && !besides(arrivals, later).has(earlier))
      .map((earlier) => `before ${earlier}: ${later}`),
  )
}

interface Arrival {
  readonly place: number
  readonly by: Received['by']
}

function firstArrivals({ received }: Network): ReadonlyMap<string, Arrival> {
  const arrivals = new Map<string, Arrival>()
  for (const [place, { name, by }] of [...received.values()].entries()) if (!arrivals.has(name)) arrivals.set(name, { place, by })
  return arrivals
}

function isBefore(arrivals: ReadonlyMap<string, Arrival>, one: string, other: string): boolean {
  return (arrivals.get(one)?.place ?? NaN) < (arrivals.get(other)?.place ?? NaN)
}

/** Names in the requests that were under way when the one left that brought the event. */
function besides(arrivals: ReadonlyMap<string, Arrival>, name: string): ReadonlySet<string | undefined> {
  return new Set(arrivals.get(name)?.by.besides.flatMap((sent) => hitsIn(sent).map(({ sib_name }) => sib_name)))
}

/**
 * What is wrong with ids, in words. Over all requests, also those that never came, and all their copies, a place in a lane has
 * one id, an id one place, and an event of that name one id; `api/v2` is told none of them.
 */
export function idFaults({ accepted, network }: Pick<Verdict, 'accepted' | 'network'>): string[] {
  const known = new Map<string, string>()
  const agrees = (one: string, other: string): boolean => {
    if (!known.has(one)) known.set(one, other)
    return known.get(one) === other
  }
  return network.requests.flatMap(hitsIn).flatMap(({ id, lane = '', seq, sib_name: name = '' }) => {
    if (id === undefined) return []
    const place = `${lane}.${seq}`
    const isOne = agrees(place, id) && agrees(id, place) && (!accepted.has(name) || agrees(name, id))
    return isOne ? [] : [`not the one id of ${name || place}: ${id}`]
  })
}
