import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { isEmail } from '../contract/validate'
import openapi from './openapi.json'

/** The one description of the collector's HTTP side, which it serves, checks requests by and is tested against. */
export const description: object = openapi

const ajv = new Ajv({ formats: { email: isEmail }, strict: false })
addFormats(ajv, ['date', 'date-time', 'iso-date-time'])
ajv.addSchema(openapi, 'openapi')

/** The check by a schema of the description, under its name there. */
export function checkBy(name: keyof typeof openapi.components.schemas): ValidateFunction {
  return ajv.compile({ $ref: `openapi#/components/schemas/${name}` })
}
