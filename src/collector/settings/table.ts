import { maxApiBatchBytes, maxApiBatchEvents, maxEventPropertiesBytes } from '../../contract/api-event'
import { maxEventAgeMs } from '../../contract/limits'
import type { Mode } from '../relay/target'
import { limit, limitFrom, list, oneOf, port, text, upTo, yes } from './kinds'
import type { Kind } from './kinds'
import type { LogLevel, Options } from './options'

/** How one of them is set. */
export interface Setting<T> {
  readonly kind: Kind<T>
  readonly fallback: T
  /** What the help says about it. */
  readonly about: string
  /** Placeholder of the flag's value; absent where the flag takes none. */
  readonly argument?: string
  /** A secret has no flag: command lines can be read by every user of a machine. */
  readonly isSecret?: true
}

/** Most levels that JSON can be written back from without the risk of an overflow of the stack. */
const deepest = 1000

/** A day more than trackers try for: an event that comes once more has to be known. */
const leastIdsDays = maxEventAgeMs / 86_400_000 + 1

/** The one list that flags, variables, the configuration file, their checks and the help are made from. */
export const settings: { readonly [K in keyof Options]: Setting<Options[K]> } = {
  host: { kind: text, fallback: '127.0.0.1', argument: '<host>', about: 'address that the collector listens at' },
  port: { kind: port, fallback: 8420, argument: '<number>', about: 'port of the collector; 0 takes a free one' },
  inspectorHost: { kind: text, fallback: '127.0.0.1', argument: '<host>', about: 'address that the inspector listens at' },
  inspectorPort: { kind: port, fallback: 8421, argument: '<number>', about: 'port of the inspector page; 0 takes a free one' },
  inspectorNames: {
    kind: list,
    fallback: [],
    argument: '<names>',
    about: 'host names by which the inspector is opened, behind a proxy for example; otherwise it answers to IP addresses and localhost',
  },
  inspectorPlainHttp: {
    kind: yes,
    fallback: false,
    about: "with --public: nobody else reaches the inspector's port (a container publishes it on this machine only, say), so it needs no TLS",
  },
  inspectorToken: { kind: text, fallback: '', isSecret: true, about: 'token that opens the inspector' },
  db: { kind: text, fallback: 'sib-collector.db', argument: '<file>', about: 'SQLite file, created where it is missing' },
  maxDbBytes: { kind: limit, fallback: Infinity, argument: '<bytes>', about: 'largest size of that file; beyond it events are answered with 503' },
  keepDays: { kind: limit, fallback: Infinity, argument: '<days>', about: 'how long events are kept' },
  keepRejectedDays: { kind: limit, fallback: 30, argument: '<days>', about: 'how long refused requests are kept' },
  keepIdsDays: {
    kind: limitFrom(leastIdsDays),
    fallback: 30,
    argument: '<days>',
    about: 'how long ids of removed events stay taken, and erased persons out; trackers send events until they are seven days old',
  },
  attributes: { kind: list, fallback: [], argument: '<names>', about: 'contact attributes that properties update, beside the standard ones' },
  json: { kind: yes, fallback: false, about: 'print the addresses as one line of JSON' },
  log: {
    kind: oneOf<LogLevel>(['silent', 'error', 'warn', 'info']),
    fallback: 'warn',
    argument: '<level>',
    about: 'how much is logged to stderr, as lines of JSON: silent, error, warn or info (every request)',
  },
  tlsCert: { kind: text, fallback: '', argument: '<file>', about: 'certificate chain (PEM): serve https, both ports' },
  tlsKey: { kind: text, fallback: '', argument: '<file>', about: 'private key of the certificate (PEM)' },
  trustProxy: {
    kind: list,
    fallback: [],
    argument: '<addresses>',
    about: 'addresses or networks of proxies whose X-Forwarded-* headers are believed, such as 10.0.0.0/8 or loopback',
  },
  origins: {
    kind: list,
    fallback: [],
    argument: '<pairs>',
    about: 'key=origin pairs: browsers may use such a key from its origins only',
  },
  keys: {
    kind: list,
    fallback: [],
    argument: '<keys>',
    about: 'client keys that pages may use, * for any; needed once others than this machine can call, without it any is taken',
  },
  apiKeys: { kind: list, fallback: [], isSecret: true, about: 'api-keys that open v3, separated by commas; without any, v3 answers 401' },
  public: { kind: yes, fallback: false, about: 'others call this collector: take the keys of --keys only, and https only: by --tls-cert, or by a proxy of --trust-proxy' },
  maxApiRequestsPerSecond: {
    kind: limit,
    fallback: 10,
    argument: '<number>',
    about: 'requests a second to v3/events, and to v3/events/batch; "none" lifts it, as it does the next',
  },
  maxApiRequestsPerHour: { kind: limit, fallback: 36_000, argument: '<number>', about: 'requests an hour to each of them' },
  maxApiBatchBytes: { kind: limit, fallback: maxApiBatchBytes, argument: '<bytes>', about: 'largest body of v3/events/batch' },
  maxApiBatchEvents: { kind: limit, fallback: maxApiBatchEvents, argument: '<number>', about: 'most events in one such body' },
  maxApiPropertiesBytes: { kind: limit, fallback: maxEventPropertiesBytes, argument: '<bytes>', about: 'largest event_properties of one event of v3' },
  maxRequestsPerAddress: {
    kind: limit,
    fallback: 50,
    argument: '<number>',
    about: 'requests a second from one address, over ten seconds; by default only where others than this machine can call',
  },
  maxRequestsPerKey: {
    kind: limit,
    fallback: 1000,
    argument: '<number>',
    about: 'requests a second with one key, in the same way',
  },
  maxBodyBytes: { kind: limit, fallback: 256 * 1024, argument: '<bytes>', about: 'largest body' },
  maxHeaderBytes: { kind: upTo(1024 * 1024), fallback: 16 * 1024, argument: '<bytes>', about: 'largest head: address and headers' },
  maxBatchHits: { kind: limit, fallback: 200, argument: '<number>', about: 'most hits in one envelope' },
  maxDepth: { kind: upTo(deepest), fallback: 100, argument: '<levels>', about: 'deepest nesting of JSON' },
  maxConnections: { kind: limit, fallback: 10_000, argument: '<number>', about: 'most connections at a time' },
  maxRequestsPerConnection: { kind: limit, fallback: 1000, argument: '<number>', about: 'requests after which a connection is closed with the answer' },
  headerTimeout: { kind: limit, fallback: 10, argument: '<seconds>', about: 'time for the head of a request to arrive' },
  requestTimeout: { kind: limit, fallback: 15, argument: '<seconds>', about: 'time for a whole request to arrive' },
  answerTimeout: { kind: limit, fallback: 30, argument: '<seconds>', about: 'how long a client of v3 may leave a list of events unread' },
  idleTimeout: { kind: limit, fallback: 72, argument: '<seconds>', about: 'how long a connection is kept without requests' },
  forward: {
    kind: oneOf<Mode | ''>(['v3', 'v2']),
    fallback: '',
    argument: '<api>',
    about: 'forward what is stored to Brevo: v3 (v3/events, with SIB_FORWARD_API_KEY from the environment) or v2 (api/v2)',
  },
  forwardHost: { kind: text, fallback: '', argument: '<address>', about: 'forward to this address instead of to Brevo' },
  forwardRequestsPerSecond: { kind: upTo(1000), fallback: 10, argument: '<number>', about: 'single events forwarded in a second' },
  forwardBatchesPerHour: { kind: upTo(100_000), fallback: 100, argument: '<number>', about: 'batches of events forwarded in an hour' },
  tokenSecrets: { kind: list, fallback: [], isSecret: true, about: 'secrets of contact tokens, the newest first: each 32 bytes in base64' },
}

/** What a collector works with that was told nothing. */
export const defaults = Object.fromEntries(Object.entries(settings).map(([name, { fallback }]) => [name, fallback])) as unknown as Options
