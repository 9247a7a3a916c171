import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Envelope } from '../contract/envelope'
import type { ApiError } from '../contract/errors'
import type { JsonObject } from '../contract/event'
import { maxIdLength } from '../contract/limits'
import type { RestPath } from '../contract/rest'
import { isEmail, nameProblem } from '../contract/validate'
import { checkBy } from './schemas'
import type { CollectedHit } from './sink'

/** What is looked up by its text: control characters and half surrogate pairs would not come back from the database as they went in. */
const comparable = '^[^\\p{Cc}\\p{Cs}]*$'
const identifier = { type: 'string', minLength: 1, maxLength: maxIdLength, pattern: comparable }
const email = { type: 'string', format: 'email', pattern: comparable }
const text = { type: 'string' }
const object = { type: 'object' }

const hitSchema = {
  type: 'object',
  required: ['id', 'sib_type'],
  properties: {
    id: identifier,
    sib_type: { enum: ['identify', 'track', 'trackLink', 'page', 'dropped'] },
    sib_name: text,
    email_id: email,
    ts: { type: 'number' },
    lane: text,
    seq: { type: 'integer', minimum: 0 },
    properties: object,
    event: object,
    ma_url: text,
    ma_path: text,
    ma_title: text,
    ma_referrer: text,
    href: text,
    linkid: text,
    sib_clid: text,
  },
}

/** Counts of lost events. How many reasons of all reports are told apart is bounded where they are counted (`store/drop-reasons.ts`). */
const dropsSchema = {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      maxProperties: 64,
      propertyNames: { maxLength: 64 },
      additionalProperties: { type: 'integer', minimum: 0, maximum: 1e9 },
    },
  },
}

const envelopeSchema = {
  type: 'object',
  required: ['cuid', 'sent', 'hits'],
  properties: {
    cuid: identifier,
    sent: { type: 'number' },
    hits: { type: 'array' },
  },
}

const ajv = new Ajv({ formats: { email: isEmail }, strictTypes: false })
const isHit = ajv.compile(hitSchema)
const isDropReport = ajv.compile(dropsSchema)
const isEnvelopeBody = ajv.compile(envelopeSchema)
const isIdentifier = ajv.compile(identifier)
const isRestBody: Readonly<Record<RestPath, ValidateFunction>> = {
  identify: checkBy('IdentifyBody'),
  trackEvent: checkBy('TrackEventBody'),
  trackLink: checkBy('TrackLinkBody'),
  trackPage: checkBy('TrackPageBody'),
}

/** A checked value, or what is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problem: ApiError }

/** Checks a hit in the stored names. */
export function checkHit(draft: JsonObject): Checked<CollectedHit> {
  if (!isHit(draft)) return { problem: problemOf(isHit) }
  const hit = draft as unknown as CollectedHit
  if (hit.sib_type === 'dropped' && !isDropReport(draft)) return { problem: problemOf(isDropReport) }
  const problem = hit.sib_type === 'track' ? nameProblem(hit.sib_name) : undefined
  if (problem) return { problem: { ...problem, message: `sib_name: ${problem.message}` } }
  if (hit.sib_type === 'identify' && hit.email_id === undefined)
    return { problem: { code: 'missing_parameter', message: 'email_id is missing: identify needs an e-mail' } }
  return { value: hit }
}

/** Checks the head of an envelope; its hits are judged one by one. */
export function checkEnvelope(fields: JsonObject): Checked<Envelope> {
  if (!isEnvelopeBody(fields)) return { problem: problemOf(isEnvelopeBody) }
  return { value: fields as unknown as Envelope }
}

/** Checks a REST body whose spellings are settled; an empty e-mail or name counts as missing. */
export function checkRest(path: RestPath, body: JsonObject): Checked<JsonObject> {
  const filled = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
  const isValid = isRestBody[path]
  if (!isValid(filled)) return { problem: problemOf(isValid) }
  const problem = path === 'trackEvent' ? nameProblem(filled.event) : undefined
  if (problem) return { problem: { ...problem, message: `event: ${problem.message}` } }
  return { value: filled }
}

/** What is wrong with the id of a visitor; undefined where nothing is. */
export function visitorProblem(cuid: unknown): ApiError | undefined {
  return isIdentifier(cuid) ? undefined : problemOf(isIdentifier, undefined, 'cuid')
}

/** The client key, where it is usable; the documents do not say what one looks like. */
export function usableKey(key: unknown): string | undefined {
  return typeof key === 'string' && key.trim() && isIdentifier(key) ? key : undefined
}

/** Puts a schema's first complaint into the one error shape; `words` knows better ones for some of them. */
export function problemOf(validate: ValidateFunction, words?: Words, subject = ''): ApiError {
  const [error] = validate.errors ?? []
  if (!error) return { code: 'invalid_parameter', message: 'the value is invalid' }
  const field = subject || error.instancePath.slice(1).replaceAll('/', '.') || 'the body'
  return words?.(error, field) ?? describe(error, field)
}

/** What to say about a complaint of a schema; undefined where the common words will do. */
export type Words = (error: ErrorObject, field: string) => ApiError | undefined

function describe({ keyword, params, message = 'is invalid' }: ErrorObject, field: string): ApiError {
  if (keyword === 'required') return { code: 'missing_parameter', message: `${String(params.missingProperty)} is missing` }
  if (keyword === 'format') return { code: 'invalid_parameter', message: `${field} is not an e-mail address` }
  if (keyword === 'pattern') return { code: 'invalid_parameter', message: `${field} contains control characters` }
  if (keyword === 'enum')
    return { code: 'invalid_parameter', message: `${field} must be one of ${(params.allowedValues as string[]).join(', ')}` }
  const isRange = ['maxLength', 'minimum', 'maximum', 'maxProperties'].includes(keyword)
  return { code: isRange ? 'out_of_range' : 'invalid_parameter', message: `${field} ${message}` }
}
