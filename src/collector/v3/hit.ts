import type { ApiEvent, ApiIdentifiers } from '../../contract/api-event'
import type { CollectedHit } from '../sink'
import { parseMoment } from './moment'

/** Brings a checked event into the one shape in which hits are stored. */
export function toHit(event: ApiEvent, id: string): CollectedHit {
  const { event_name: name, event_date: date, contact_properties: attributes, event_properties: data, object } = event
  const ts = date === undefined ? undefined : parseMoment(date)
  return {
    id,
    sib_type: 'track',
    sib_name: name,
    ...whose(event.identifiers),
    ...(ts !== undefined && { ts }),
    ...(attributes && { properties: attributes }),
    ...(data && { event: { data } }),
    ...(object && { object }),
  }
}

/** An e-mail beside a `contact_id` decides nothing: it stays among the identifiers, for whoever reads the event. */
function whose(identifiers: ApiIdentifiers): Pick<CollectedHit, 'email_id' | 'identifiers'> {
  const { email_id: email, contact_id: contactId, ...others } = identifiers
  const isEmailAlone = contactId === undefined && Object.keys(others).length === 0
  return {
    ...(email !== undefined && contactId === undefined && { email_id: email }),
    ...(!isEmailAlone && { identifiers: { ...identifiers } }),
  }
}
