import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { LightMyRequestResponse } from 'fastify'
import openapi from '../openapi.json'
import { ownFormats } from '../schemas'

/** The api-key that collectors under test take. For tests only. */
export const apiKey = 'xkeysib-secret'

const ajv = new Ajv2020({ strict: false, formats: ownFormats })
addFormats(ajv, ['date', 'date-time'])
ajv.addSchema(openapi, 'openapi')

interface Described {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
  readonly headers?: Readonly<Record<string, unknown>>
}

/**
 * Checks that an answer is one that the description promises for its path and method: the status, a body where there is
 * one and none where there is none, its schema, and the headers. Returns what is wrong, or undefined.
 */
export function deviation(method: string, path: string, answer: LightMyRequestResponse): string | undefined {
  const operations = openapi.paths[path as keyof typeof openapi.paths] as Readonly<Record<string, { responses: Record<string, Described> }>>
  const responses = (operations[method.toLowerCase()] ?? Object.values(operations)[0])?.responses
  const described = resolve(responses?.[String(answer.statusCode)])
  if (!described) return `${method} ${path} promises no ${answer.statusCode}`
  const missing = Object.keys(described.headers ?? {}).find((name) => answer.headers[name] === undefined)
  if (missing) return `${answer.statusCode} of ${method} ${path} has no header ${missing}`
  const schema = described.content?.['application/json']?.schema
  if (!schema) return answer.body === '' ? undefined : `${answer.statusCode} of ${method} ${path} has a body`
  const isValid = ajv.compile(within(schema))
  return isValid(answer.json()) ? undefined : `${method} ${path}: ${ajv.errorsText(isValid.errors)}`
}

function resolve(described: Described | undefined): Described | undefined {
  const name = described?.$ref?.split('/').at(-1)
  return name === undefined ? described : (openapi.components.responses as Record<string, Described>)[name]
}

/** The same schema where its references are looked up in the description. */
function within(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object
}
