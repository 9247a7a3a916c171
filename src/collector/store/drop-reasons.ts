import type { Database } from 'libsql'
import type { ErrorCode } from '../../contract/errors'
import { prepare } from './statement'

/** Under what lost events are counted whose reason is one too many. */
const other = 'other'

/** What trackers say: the code of an error, or that calls were too many for the tag. A reason of these always counts under its name. */
const known: Readonly<Record<ErrorCode | 'queue', true>> = {
  queue: true,
  invalid_parameter: true,
  missing_parameter: true,
  out_of_range: true,
  unauthorized: true,
  permission_denied: true,
  document_not_found: true,
  method_not_allowed: true,
  duplicate_request: true,
  too_many_requests: true,
  service_unavailable: true,
  too_large: true,
  consent_denied: true,
  before_send: true,
  overflow: true,
  expired: true,
}

/** Most rows at which a reason that no tracker has is given one of its own. */
const maxRows = 64

/**
 * Creates the rule of the name under which a reason is counted. Each name is a row that stays, and all are read at every look
 * at the totals: clients cannot be let to invent them without end.
 */
export function createDropReasons(db: Database): (reason: string) => string {
  const isCounted = prepare(db, 'SELECT 1 FROM drops WHERE reason = ?')
  const rows = prepare(db, `SELECT count(*) AS count FROM (SELECT 1 FROM drops LIMIT ${maxRows})`)
  const isFull = (): boolean => rows.get()?.count === maxRows
  return (reason) => (Object.hasOwn(known, reason) || isCounted.get(reason) || !isFull() ? reason : other)
}
