import { allRoutes } from './attack-fields'
import type { Attack, Sent } from './attack-fields'
import { attacks } from './attacks'

/** Attacks that come together, and in an envelope share the visitor, the key and, as in life, what of the address a client writes. */
const perVisitor = 50

/** The key that pages of other sites may not use, and the site that may. */
export const guardedKey = 'guarded'
export const guardedBy = 'https://shop.test'

/** The api-key that the attacks on v3 carry. */
export const apiKey = 'xkeysib-attacks'

/**
 * Sends so many attacks, each by one of all routes, and each vector by all of them in the end; returns what was sent. Each is
 * one row, taken or refused.
 */
export async function sendAttacks(url: string, total: number): Promise<readonly Sent[]> {
  const all = attacks(total).map((text, index): Attack => ({ text, index, place: Math.floor(index / allRoutes.length) }))
  const sent = allRoutes.flatMap((route, number) => {
    const mine = all.filter(({ index }) => index % allRoutes.length === number)
    const parts = Array.from({ length: Math.ceil(mine.length / perVisitor) }, (_, at) => mine.slice(at * perVisitor, (at + 1) * perVisitor))
    return parts.flatMap((part) => route(part, visitorOf(part), { apiKey, guardedKey }))
  })
  const waiting = sent.values()
  const client = async (): Promise<void> => {
    for (const { path, init, answers } of waiting) {
      const { status } = await fetch(url + path, init)
      if (!answers.includes(status)) throw new Error(`${path} answers ${status} to ${(init?.body ?? '').toString().slice(0, 500)}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
  return sent
}

/** The one field that is compared by its text may not hold control characters. */
function visitorOf([first]: readonly Attack[]): string {
  return `${(first?.text ?? '').replace(/\p{Cc}/gu, '').slice(0, 100)}${first?.index ?? ''}`
}
