import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { isEmail } from '../contract/validate'
import openapi from './openapi.json'

/** The one description of the collector's HTTP side, which it serves, checks requests by and is tested against. */
export const description: object = openapi

const withSeconds = addFormats.get('iso-date-time') as { readonly validate: (text: string) => boolean }

/** The formats in which the description has a meaning of its own: a moment may do without seconds, as in ISO 8601. */
export const ownFormats = {
  email: isEmail,
  'iso-date-time': (text: string): boolean => withSeconds.validate(text.replace(/^(.{11}\d\d:\d\d)(?!:)/, '$1:00')),
}

const ajv = new Ajv({ formats: ownFormats, strict: false })
addFormats(ajv, ['date', 'date-time'])
ajv.addSchema(openapi, 'openapi')

/** The check by a schema of the description, under its name there. */
export function checkBy(name: keyof typeof openapi.components.schemas): ValidateFunction {
  return ajv.compile({ $ref: `openapi#/components/schemas/${name}` })
}
