import type { FastifyInstance } from 'fastify'
import type { ApiError } from '../../contract/errors'
import type { Store } from '../store/store'
import { flagOf } from '../settings/names'
import type { Options } from '../settings/options'
import type { HealthReport, Limits } from './health'
import type { HitFilter } from './query'

/** What the questions of the page are answered from. */
export interface ApiSources {
  readonly store: Pick<Store, 'totals' | 'lookup'>
  /** Address of the collector, for a page that was itself reached under a host name. */
  readonly collectorUrl: (hostname: string) => string
  readonly health: () => Promise<HealthReport>
  readonly settings: Options
}

const defaultLimit = 200
const maxLimit = 1000

const badLimit: ApiError = { code: 'out_of_range', message: `limit is a whole number from 1 to ${maxLimit}` }
const noEmail: ApiError = { code: 'missing_parameter', message: 'email is missing' }
const badBefore: ApiError = { code: 'out_of_range', message: 'before is the number of a row' }

/** Serves the inspector's data: everything is read, nothing is changed. */
export function serveApi(app: FastifyInstance, { store, collectorUrl, health, settings }: ApiSources): void {
  app.get('/api/hits', (request, reply) => {
    const query = request.query as Query
    const [limit, before] = [readNumber(query.limit, maxLimit) ?? defaultLimit, readNumber(query.before, Number.MAX_SAFE_INTEGER)]
    if (Number.isNaN(limit)) return reply.code(400).send(badLimit)
    if (Number.isNaN(before)) return reply.code(400).send(badBefore)
    return reply.send(store.lookup.hits({ ...readFilter(query), ...(before !== undefined && { before }) }, limit))
  })
  app.get('/api/contacts', (request, reply) => {
    const query = request.query as Query
    const limit = readNumber(query.limit, maxLimit) ?? defaultLimit
    if (Number.isNaN(limit)) return reply.code(400).send(badLimit)
    return reply.send({ contacts: store.lookup.contacts(textOf(query.search) ?? '', limit) })
  })
  app.get('/api/contact', (request, reply) => {
    const email = textOf((request.query as Query).email)
    return email === undefined ? reply.code(400).send(noEmail) : reply.send(store.lookup.contact(email))
  })
  app.get('/api/arrivals', (_request, reply) => reply.send(store.lookup.arrivals()))
  app.get('/api/stats', (_request, reply) => reply.send(store.totals()))
  app.get('/api/health', async (_request, reply) => reply.send(await health()))
  app.get('/api/limits', (_request, reply) => reply.send(limitsOf(settings)))
  app.get('/api/collector', (request, reply) => reply.send({ url: collectorUrl(request.hostname) }))
}

type Query = Readonly<Record<string, unknown>>

function readFilter(query: Query): HitFilter {
  const texts = (['key', 'kind', 'email', 'cuid', 'text'] as const).map((name) => [name, textOf(query[name])] as const)
  const { rejected } = query
  return {
    ...(Object.fromEntries(texts.filter(([, value]) => value !== undefined)) as HitFilter),
    ...(rejected === undefined ? {} : { isRejected: rejected === 'true' }),
  }
}

/** An empty parameter says nothing. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Undefined where nothing is said, NaN where it is no number from 1 to the maximum. */
function readNumber(text: unknown, maximum: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  return Number.isInteger(number) && number >= 1 && number <= maximum ? number : NaN
}

/** Every number among the settings is a limit, but for the ports. */
function limitsOf(settings: Options): Limits {
  const numbers = Object.entries(settings as unknown as Readonly<Record<string, unknown>>).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && !/port$/i.test(entry[0]),
  )
  return Object.fromEntries(numbers.map(([name, value]) => [flagOf(name), Number.isFinite(value) ? value : null]))
}
