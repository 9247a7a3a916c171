/** One attack, and the number that tells it from all others. */
export interface Attack {
  readonly text: string
  readonly index: number
  /** Among those that come by the same route. */
  readonly place: number
}

/** A text of an attack, and where in a stored hit it may stand: what is refused keeps the names that its sender gave it. */
export interface Kept {
  readonly text: string
  readonly at: readonly (readonly string[])[]
}

/** A request with one or more attacks. */
export interface Sent {
  readonly path: string
  readonly init?: RequestInit & { readonly body: string | URLSearchParams }
  /** The statuses that may answer it. */
  readonly answers: readonly number[]
  /** All texts that have to be found afterwards, to the letter. */
  readonly kept: readonly Kept[]
}

/** What some routes carry beside the attacks. */
export interface Keys {
  readonly apiKey: string
  readonly guardedKey: string
}

/** Makes the requests that bring attacks by one route; `visitor` is an attack as well. */
type Route = (part: readonly Attack[], visitor: string, keys: Keys) => readonly Sent[]

const json = { 'content-type': 'application/json' }
const kinds = ['page', 'track', 'trackLink', 'identify'] as const
const kept = (text: string, ...at: readonly (readonly string[])[]): Kept => ({ text, at })
const nameOf = ({ text }: Attack): string => text.slice(0, 255)
const isHeader = (text: string): boolean => /^[!-~][ -~]*[!-~]$/.test(text)

/** As a name of a property; one of them is no name at all. */
const keyOf = ({ text }: Attack): string => (text === '__proto__' ? 'key' : text.slice(0, 200))
const emailOf = ({ text, index }: Attack): string => `${index}${text.replace(/[\s@\p{Cc}]/gu, '').slice(0, 200)}@evil.test`
const addressOf = ({ text, place }: Attack): string => (place % 2 ? text : `https://evil.test/${text}`)

/** What a client says of the page and the link, and under which names it is kept. */
const pageOf = (attack: Attack): Record<string, string> => ({
  ...{ sib_name: nameOf(attack), ma_url: addressOf(attack), ma_path: attack.text, ma_title: attack.text },
  ...{ ma_referrer: attack.text, href: attack.text, linkid: attack.text },
})
const keptOf = (fields: Readonly<Record<string, string>>): Kept[] => Object.entries(fields).map(([name, text]) => kept(text, [name]))

const propertiesOf = (attack: Attack): object => ({ [keyOf(attack)]: attack.text, FIRSTNAME: attack.text, nested: { list: [attack.text] } })
const keptProperties = (attack: Attack): Kept[] =>
  [[keyOf(attack)], ['FIRSTNAME'], ['nested', 'list', '0']].map((path) => kept(attack.text, ['properties', ...path]))

/** What is worth buying, with a key of the client's choice. */
const dataOf = (attack: Attack): object => ({ id: attack.text, data: { [`${attack.index}${keyOf(attack)}`]: attack.text } })
const keptData = (attack: Attack): Kept[] => [kept(attack.text, ['event', 'id']), kept(attack.text, ['event', 'data', `${attack.index}${keyOf(attack)}`])]

const envelope: Route = (part, visitor) => {
  const hits = part.map((attack) => {
    const { place } = attack
    // Only an id may not hold control characters; where it does, and where the kind is none, a hit is refused. Both are shown.
    const id = `${place % 7 === 0 ? attack.text.slice(0, 100) : attack.text.replace(/\p{Cc}/gu, '').slice(0, 100)}${attack.index}`
    const kind = place % 11 === 0 ? attack.text : kinds[place % 4]
    const email = place % 3 === 0 ? emailOf(attack) : undefined
    return { id, lane: attack.text, seq: place, ts: Date.now(), sib_type: kind, email_id: email, ...pageOf(attack), properties: propertiesOf(attack), event: dataOf(attack) }
  })
  const body = JSON.stringify({ key: visitor, cuid: visitor, sent: Date.now(), hits })
  const found = part.flatMap((attack) => [kept(attack.text, ['lane']), ...keptOf(pageOf(attack)), ...keptProperties(attack), ...keptData(attack)])
  return [{ path: '/p', init: { method: 'POST', headers: { 'user-agent': 'x', referer: 'http://evil.invalid/' }, body }, answers: [200], kept: found }]
}

const single: Route = (part, visitor) =>
  part.map((attack) => {
    const body = JSON.stringify({ key: visitor, session_id: visitor, sib_type: kinds[attack.place % 3], ...pageOf(attack), flattened: attack.text, properties: propertiesOf(attack) })
    return { path: '/p', init: { method: 'POST', body }, answers: [200], kept: [kept(attack.text, ['properties', 'flattened']), ...keptOf(pageOf(attack)), ...keptProperties(attack)] }
  })

const form: Route = (part, visitor) =>
  part.map((attack) => {
    const [properties, event] = [propertiesOf(attack), dataOf(attack)].map((value) => JSON.stringify(value))
    const body = new URLSearchParams({ key: visitor, cuid: visitor, sib_type: 'page', ...pageOf(attack), flattened: attack.text, properties: properties ?? '', event: event ?? '' })
    const found = [kept(attack.text, ['properties', 'flattened']), ...keptOf(pageOf(attack)), ...keptProperties(attack), ...keptData(attack)]
    return { path: '/p', init: { method: 'POST', body }, answers: [200], kept: found }
  })

/** Fewer fields, for a head has its limit. */
const query: Route = (part, visitor) =>
  part.map((attack) => {
    const { sib_name: name = '', ma_title: title = '', href = '' } = pageOf(attack)
    const fields = { sib_name: name, ma_title: title, href }
    const pairs = new URLSearchParams({ key: visitor, cuid: visitor, sib_type: 'trackLink', ...fields, flattened: attack.text })
    return { path: `/p?${pairs.toString()}`, answers: [200], kept: [kept(attack.text, ['properties', 'flattened']), ...keptOf(fields)] }
  })

/** The four methods in turn, with an attack for a key where a header can hold it. */
const v2: Route = (part) =>
  part.map((attack) => {
    const { text, place } = attack
    const properties = { ...propertiesOf(attack), ma_title: text, ma_url: addressOf(attack) }
    const facts = [kept(text, ['ma_title']), kept(addressOf(attack), ['ma_url'])]
    const calls = [
      { method: 'identify', fields: { attributes: propertiesOf(attack) }, found: [] },
      { method: 'trackEvent', fields: { event: nameOf(attack), properties, eventdata: dataOf(attack) }, found: [kept(nameOf(attack), ['sib_name']), ...facts, ...keptData(attack)] },
      { method: 'trackLink', fields: { link: text, properties }, found: [kept(text, ['href']), ...facts] },
      { method: 'trackPage', fields: { page: nameOf(attack), properties }, found: [kept(nameOf(attack), ['sib_name']), ...facts] },
    ] as const
    const { method, fields, found } = calls[(place % 4) as 0 | 1 | 2 | 3]
    const key = isHeader(text.slice(0, 100)) ? text.slice(0, 100) : 'v2'
    const init = { method: 'POST', headers: { ...json, 'ma-key': key }, body: JSON.stringify({ email: emailOf(attack), ...fields }) }
    return { path: `/api/v2/${method}`, init, answers: [204], kept: [...found, ...keptProperties(attack)] }
  })

/** Names and keys of v3 have an alphabet: with an attack in them an event is refused, and kept as it came. */
const eventOf = (attack: Attack): { readonly event: object; readonly found: readonly Kept[] } => {
  const { text, index, place } = attack
  const name = place % 7 === 0 ? nameOf(attack) : `event-${index}`
  const beside = place % 11 === 0 ? { [keyOf(attack)]: text } : {}
  const identifiers = { ext_id: text, ...(place % 3 === 0 ? { email_id: emailOf(attack) } : {}) }
  const object = { type: text, identifiers: { id: text } }
  const nested = { [keyOf(attack)]: [text] }
  return {
    event: { event_name: name, identifiers, contact_properties: { FIRSTNAME: text }, event_properties: { text, nested, ...beside }, object },
    found: [
      ...[kept(name, ['sib_name'], ['event_name']), kept(text, ['identifiers', 'ext_id'])],
      ...[kept(text, ['object', 'type']), kept(text, ['object', 'identifiers', 'id'])],
      kept(text, ['properties', 'FIRSTNAME'], ['contact_properties', 'FIRSTNAME']),
      ...[['text'], ['nested', keyOf(attack), '0']].map((path) => kept(text, ['event', 'data', ...path], ['event_properties', ...path])),
    ],
  }
}

const v3: Route = (part, _visitor, { apiKey }) =>
  part.map((attack) => {
    const { event, found } = eventOf(attack)
    return { path: '/v3/events', init: { method: 'POST', headers: { ...json, 'api-key': apiKey }, body: JSON.stringify(event) }, answers: [204, 400], kept: found }
  })

const v3Batch: Route = (part, _visitor, { apiKey }) => {
  const events = part.map(eventOf)
  const body = JSON.stringify({ events: events.map(({ event }) => event) })
  return [{ path: '/v3/events/batch', init: { method: 'POST', headers: { ...json, 'api-key': apiKey }, body }, answers: [202, 207], kept: events.flatMap(({ found }) => found) }]
}

/** A page that may not use a key is named in the reason; of one without a key, its name, the event's and those of its fields are kept. */
const refused: Route = (part, _visitor, { guardedKey }) =>
  part.map((attack) => {
    const [name, origin] = [attack.text.slice(0, 200), isHeader(attack.text) ? attack.text : 'https://evil.test']
    const isKnown = attack.place % 2 === 0
    const body = JSON.stringify({ ...(isKnown && { key: guardedKey, cuid: 'v' }), sib_type: 'track', sib_name: name, [keyOf(attack)]: attack.text })
    const init = { method: 'POST', headers: { origin }, body }
    const reason = kept(`the key may not be used by pages of ${origin.slice(0, 255)}`, ['message'])
    const found = isKnown ? [reason, kept(attack.text, ['properties', keyOf(attack)])] : [kept(origin.slice(0, 200), ['origin']), kept(keyOf(attack), ['fields', '2'])]
    return { path: '/p', init, answers: [isKnown ? 403 : 401], kept: [kept(name, ['sib_name']), ...found] }
  })

/** All ways into a collector. */
export const allRoutes: readonly Route[] = [envelope, single, form, query, v2, v3, v3Batch, refused]
