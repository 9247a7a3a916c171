/** Which events `getEvents` asks for (CONTRACT.md 6.3). */
export interface EventQuery {
  readonly contact_id?: number | readonly number[] | undefined
  readonly event_name?: string | readonly string[] | undefined
  readonly object_type?: string | readonly string[] | undefined
  /** Both dates or neither: `YYYY-MM-DD` or RFC 3339; the last six months where they are missing. */
  readonly startDate?: string | undefined
  readonly endDate?: string | undefined
  /** From 1 to 10,000; 100 where it is missing. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

type Value = string | number

/** Writes a query with its `?`, a list as a repeated name; empty where nothing is asked for. */
export function queryString(query: EventQuery): string {
  const values = Object.entries(query as Record<string, Value | readonly Value[] | undefined>)
  const pairs = values.flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, String(one)]))
  return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : ''
}
