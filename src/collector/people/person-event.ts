import type { CollectedHit } from '../sink'
import { occurredAt } from '../store/occurred-at'
import type { Row } from '../store/statement'

/** An accepted event, as it concerns a person. Times in ms since the epoch, by the collector's clock. */
export interface PersonEvent {
  readonly id: string
  readonly kind: string
  readonly key: string
  readonly cuid: string | null
  /** The contact that it belongs to. */
  readonly email: string | null
  readonly occurredAt: number
  readonly receivedAt: number
  readonly via: string
  readonly url?: string
  readonly referrer?: string
  /** The event as it is stored. */
  readonly body: CollectedHit
}

/** Brings a row of the table of hits into this form. */
export function toPersonEvent(row: Row): PersonEvent {
  const body = JSON.parse(row.body as string) as CollectedHit
  const arrival = { via: row.via as string, receivedAt: row.received_at as number, sent: row.sent as number | null }
  return {
    id: body.id,
    kind: body.sib_type,
    key: row.key as string,
    cuid: row.cuid as string | null,
    email: row.email as string | null,
    occurredAt: occurredAt(arrival, body),
    receivedAt: arrival.receivedAt,
    via: arrival.via,
    ...(body.ma_url && { url: body.ma_url }),
    ...(body.ma_referrer && { referrer: body.ma_referrer }),
    body,
  }
}
