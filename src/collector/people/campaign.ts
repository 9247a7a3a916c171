/** Where a session came from: the campaign that the landing page's address names, and the referring site. */
export interface Campaign {
  readonly source?: string
  readonly medium?: string
  readonly name?: string
  readonly term?: string
  readonly content?: string
  readonly id?: string
}

/** The fields of a campaign by the names that addresses have for them. */
const parameters = [
  ['utm_source', 'source'],
  ['utm_medium', 'medium'],
  ['utm_campaign', 'name'],
  ['utm_term', 'term'],
  ['utm_content', 'content'],
  ['utm_id', 'id'],
] as const

/** Reads the campaign from the address of a page; undefined where it names none. Routes behind a `#` may carry it as well. */
export function campaignOf(address: string | undefined): Campaign | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const { searchParams, hash } = new URL(address)
  const inHash = new URLSearchParams(hash.includes('?') ? hash.slice(hash.indexOf('?')) : '')
  const fields = parameters.flatMap(([parameter, field]) => {
    const value = searchParams.get(parameter) || inHash.get(parameter)
    return value ? [[field, value] as const] : []
  })
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}
