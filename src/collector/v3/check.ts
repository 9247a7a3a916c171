import type { ErrorObject } from 'ajv'
import type { ApiEvent } from '../../contract/api-event'
import type { ApiError } from '../../contract/errors'
import type { Json, JsonObject } from '../../contract/event'
import { problemOf } from '../check'
import type { Checked } from '../check'
import { isJsonObject, structureProblem } from '../json'
import { pick } from '../normalise/fields'
import { checkBy } from '../schemas'
import { parseMoment } from './moment'

const isEvent = checkBy('Event')

const eventFields = ['event_name', 'event_date', 'identifiers', 'contact_properties', 'event_properties', 'object']

const identifierFields = ['contact_id', 'email_id', 'ext_id', 'phone_id', 'whatsapp_id', 'landline_number_id']

/** What one event may have at most; infinite where a limit is lifted. */
export interface EventLimits {
  /** Deepest nesting that is stored. */
  readonly maxDepth: number
  /** Of `event_properties`, as JSON. */
  readonly maxApiPropertiesBytes: number
}

/** Checks the body of an event, or an item of a batch; fields that are not documented are left out. */
export function checkEvent(body: Json, { maxDepth, maxApiPropertiesBytes }: EventLimits): Checked<ApiEvent> {
  const problem = structureProblem(body, maxDepth)
  if (problem) return { problem }
  if (!isJsonObject(body)) return invalid('an event is a JSON object')
  const event = settle(body)
  if (!isEvent(event)) return { problem: problemOf(isEvent, describe) }
  return checkFurther(event as unknown as ApiEvent, maxApiPropertiesBytes)
}

/** What is empty says nothing: clients send the fields that they have, null and empty text included. */
function settle(body: JsonObject): JsonObject {
  const event = pick(body, eventFields)
  const { identifiers, event_name: name } = event
  return {
    ...(name === '' ? withoutName(event) : event),
    ...(isJsonObject(identifiers) && { identifiers: filled(pick(identifiers, identifierFields)) }),
  }
}

function withoutName({ event_name: _, ...event }: JsonObject): JsonObject {
  return event
}

function filled(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** What a schema cannot say. */
function checkFurther(event: ApiEvent, maxPropertiesBytes: number): Checked<ApiEvent> {
  const { event_date: date, event_properties: properties } = event
  if (date !== undefined && parseMoment(date) === undefined) return invalid(`event_date: there is no such moment`)
  if (properties !== undefined && Buffer.byteLength(JSON.stringify(properties)) > maxPropertiesBytes)
    return { problem: { code: 'out_of_range', message: `event_properties: at most ${maxPropertiesBytes} bytes of JSON` } }
  return { value: event }
}

/** Names what is wrong in the words of the vendor's rules; undefined where the common words will do. */
function describe({ keyword, propertyName, schemaPath, params }: ErrorObject, field: string): ApiError | undefined {
  const isKey = propertyName !== undefined
  const subject = isKey ? `${field}: the key ${JSON.stringify(propertyName.slice(0, 40))}` : field
  if (keyword === 'minProperties') return { code: 'missing_parameter', message: `${field}: at least one is needed` }
  if (keyword === 'maxProperties') return { code: 'invalid_parameter', message: `${field}: either id or ext_id, not both` }
  if (keyword === 'pattern' && (isKey || field === 'event_name'))
    return { code: 'invalid_parameter', message: `${subject} may have letters, digits, - and _ only` }
  if (keyword === 'maxLength' && isKey) return { code: 'out_of_range', message: `${subject} has more than 255 characters` }
  if (keyword === 'format' && schemaPath.includes('event_date'))
    return { code: 'invalid_parameter', message: `${field} is not an ISO 8601 moment, such as 2026-01-24T17:39:57+01:00` }
  if (keyword === 'type') return { code: 'invalid_parameter', message: `${field} must be ${[params.type].flat().join(' or ')}` }
  return undefined
}

function invalid(message: string): Checked<never> {
  return { problem: { code: 'invalid_parameter', message } }
}
