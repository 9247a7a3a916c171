import type { Rejection } from '../../contract/envelope'
import type { StoredEvent } from '../record'
import type { OutgoingRequest, Reply, Transport } from '../transport'

/** A request as the wire saw it. */
export interface SentRequest extends OutgoingRequest {
  readonly keepalive: boolean
  readonly signal: AbortSignal
  /** Its hits, in order; a single hit where the body is no envelope. */
  readonly hits: readonly StoredEvent['hit'][]
  /** Ends it, where no reply was scripted. */
  answer(reply: Reply): void
}

/** A transport that plays replies in order; a request beyond them stays open until the test answers it. */
export interface TestTransport {
  readonly transport: Transport
  readonly requests: readonly SentRequest[]
  /** The newest request. */
  last(): SentRequest
  /** More replies to play. */
  script(...replies: Reply[]): void
  /** What answers when the script is over; undefined leaves the request open. */
  respond(rule: (request: SentRequest) => Reply | undefined): void
}

/** The acknowledgement of an own collector. */
export const acknowledged: Reply = { status: 200, answer: { sib: 1, rejected: [] } }

/** The same, with these refused for good. */
export const acknowledgedBut = (...rejected: Rejection[]): Reply => ({ status: 200, answer: { sib: 1, rejected } })

/** How `api/v2` says yes. */
export const noContent: Reply = { status: 204 }

/** Nothing came back. */
export const silence: Reply = { status: 0 }

/** A transport with these replies. */
export function createTestTransport(...replies: Reply[]): TestTransport {
  const requests: SentRequest[] = []
  const scripted = [...replies]
  let respond: (request: SentRequest) => Reply | undefined = () => undefined

  return {
    requests,
    last: () => requests[requests.length - 1] as SentRequest,
    script: (...more) => void scripted.push(...more),
    respond(rule) {
      respond = rule
    },
    transport: (request, keepalive, { signal }) =>
      new Promise((resolve) => {
        const sent = { ...request, ...read(request), keepalive, signal, answer: resolve }
        requests.push(sent)
        const reply = scripted.shift() ?? respond(sent)
        if (reply) resolve(reply)
      }),
  }
}

function read({ body }: OutgoingRequest): Pick<SentRequest, 'hits'> {
  const parsed = JSON.parse(body) as { hits?: SentRequest['hits'] }
  return { hits: parsed.hits ?? [parsed as StoredEvent['hit']] }
}
