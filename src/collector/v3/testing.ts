import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import openapi from '../openapi.json'
import { ownFormats } from '../schemas'

/** The api-key that collectors under test take. For tests only. */
export const apiKey = 'xkeysib-secret'

const ajv = new Ajv2020({ strict: false, formats: ownFormats })
addFormats(ajv, ['date', 'date-time'])
ajv.addSchema(openapi, 'openapi')

type Content = Readonly<Record<string, { readonly schema: object }>>

interface Described {
  readonly $ref?: string
  readonly content?: Content
  readonly headers?: Readonly<Record<string, unknown>>
}

interface Operation {
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Described>>
}

type Operations = Readonly<Record<string, Operation>>

/** An answer as far as the description is concerned. */
export interface DescribedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

const operationsOf = (path: string): Operations | undefined => (openapi.paths as unknown as Readonly<Record<string, Operations>>)[path]

/** Whether there is anything about a path in the description. */
export const isDescribed = (path: string): boolean => operationsOf(path) !== undefined

/**
 * Checks that an answer is one that the description promises for its path and method: the status, a body where there is
 * one and none where there is none, its schema, and the headers, but for those that are untold where limits are lifted.
 * Returns what is wrong, or undefined.
 */
export function deviation(method: string, path: string, answer: DescribedAnswer, untold = ''): string | undefined {
  const operations = operationsOf(path) ?? {}
  const responses = (operations[method.toLowerCase()] ?? Object.values(operations)[0])?.responses
  const described = resolve(responses?.[String(answer.statusCode)])
  if (!described) return `${method} ${path} promises no ${answer.statusCode}`
  const missing = Object.keys(described.headers ?? {}).find((name) => answer.headers[name] === undefined && (untold === '' || !name.startsWith(untold)))
  if (missing) return `${answer.statusCode} of ${method} ${path} has no header ${missing}`
  if (!described.content) return answer.body === '' ? undefined : `${answer.statusCode} of ${method} ${path} has a body`
  const schema = described.content['application/json']?.schema
  return schema && complaint(schema, JSON.parse(answer.body), `${method} ${path}`)
}

/** Checks a body that is to be taken; returns what the description has against it, or undefined. */
export function bodyDeviation(path: string, type: string, body: unknown): string | undefined {
  const schema = operationsOf(path)?.post?.requestBody?.content[type]?.schema
  return schema ? complaint(schema, body, `the body of ${path}`) : `${path} takes no ${type}`
}

function complaint(schema: object, value: unknown, what: string): string | undefined {
  const isValid = ajv.compile(within(schema))
  return isValid(value) ? undefined : `${what}: ${ajv.errorsText(isValid.errors)}`
}

function resolve(described: Described | undefined): Described | undefined {
  const name = described?.$ref?.split('/').at(-1)
  return name === undefined ? described : (openapi.components.responses as Record<string, Described>)[name]
}

/** The same schema where its references are looked up in the description. */
function within(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object
}
