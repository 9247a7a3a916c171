import type { Json, JsonObject } from '../../contract/event'
import { isJsonObject } from '../json'
import { contactPart, hitFields, objectOf, own, pick } from './fields'
import type { Draft } from './fields'

/** Brings one hit of an envelope into the stored names; unknown fields are a newer tracker's, and left out. */
export function normaliseEnveloped(value: Json, makeId: () => string): Draft {
  if (!isJsonObject(value)) return { id: makeId() }
  const kind = own(value, 'sib_type')
  return {
    id: own(value, 'id') ?? makeId(),
    ...(kind === undefined ? {} : { sib_type: kind }),
    ...contactPart(kind, emailOf(value)),
    ...pick(value, hitFields),
  }
}

function emailOf(hit: JsonObject): Json | undefined {
  return own(hit, 'email_id') ?? own(objectOf(hit, 'contact'), 'email_id')
}
