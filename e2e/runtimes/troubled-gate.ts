import { afterPreflight, answer, nextTimes } from '../faults/fault'
import { startGate } from '../faults/gate'
import type { Gate } from '../faults/gate'

/** A gate in front of a collector that is busy when the event `again` comes first, and never answers to `late` and `cut_off`. */
export async function startTroubledGate(collectorUrl: string): Promise<Gate> {
  const gate = await startGate({ port: Number(new URL(collectorUrl).port), isTls: false })
  const busyOnce = nextTimes(1, answer(503, { 'retry-after': '0' }))
  gate.rule(
    afterPreflight((request) => {
      if (request.body.includes('"again"')) return busyOnce(request)
      return /"(?:late|cut_off)"/.test(request.body) ? { type: 'hang' } : undefined
    }),
  )
  return gate
}
