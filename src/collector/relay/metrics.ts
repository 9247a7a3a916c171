import { Counter, Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Relay } from './relay'

/** Adds what forwarding does to the metrics of a collector. */
export function measureRelay(registry: Registry, { state }: Pick<Relay, 'state'>): void {
  const registers = [registry]
  new Gauge({ name: 'sib_forward_waiting', help: 'Events that wait to be forwarded.', registers, collect() { this.set(state().waiting) } })
  new Gauge({ name: 'sib_forward_dead', help: 'Events that were refused for good, and are kept.', registers, collect() { this.set(state().dead) } })
  new Counter({
    ...{ name: 'sib_forward_delivered_total', help: 'Events forwarded, over the life of the database.', registers },
    collect() {
      this.reset()
      this.inc(state().delivered)
    },
  })
}
