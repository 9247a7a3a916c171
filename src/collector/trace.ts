import type { Json, JsonObject } from '../contract/event'
import type { Judgement } from './judge'
import type { JudgedHit } from './sink'

/** Most characters that are kept of a request which was refused as a whole. */
export const maxExcerpt = 4096

/** The same of a request that nobody vouches for. */
const maxStrangeExcerpt = 400

/** Most characters of a name, an address or a reason that stands by itself. */
const maxWord = 200

const maxNames = 40

/** What tells people which hit was meant, and an erasure whose it was. */
const telling = ['sib_type', 'sib_name', 'email_id', 'ts', 'ma_url', 'hits']

/** A refused request as it is kept: as it is where it is short, or else by how it begins. */
export function excerptOf(judgement: Judgement, text: string): Judgement {
  if (text.length <= maxExcerpt) return judgement
  return abridge(judgement, (received) => ({ ...pickShort(received, telling), received: text.slice(0, maxExcerpt) }))
}

/**
 * What is kept of a request that came without a key which is taken: enough to find the page or program that sent it, and
 * little of what it sent, for anyone can send such requests.
 */
export function traceOf(judgement: Judgement, origin: string | undefined): Judgement {
  return abridge(judgement, ({ received, ...fields }) => {
    const names = Object.keys(fields).slice(0, maxNames).map((name) => name.slice(0, maxWord))
    const site = origin ?? siteOf(fields.ma_url)
    return {
      ...(site !== undefined && { origin: site.slice(0, maxWord) }),
      ...pickShort(fields, ['sib_type', 'sib_name']),
      ...(names.length > 0 && { fields: names }),
      ...(typeof received === 'string' && { received: received.slice(0, maxStrangeExcerpt) }),
    }
  })
}

/** One row instead of all; its texts are the sender's, too. */
function abridge({ hits, ...judgement }: Judgement, cut: (received: JsonObject) => JsonObject): Judgement {
  const short = (hit: JudgedHit): JudgedHit => {
    if (hit.accepted) return hit
    const { id, received, problem } = hit
    return { ...hit, id: id.slice(0, maxWord), received: cut(received), problem: { ...problem, message: problem.message.slice(0, maxWord) } }
  }
  return { ...judgement, hits: hits.slice(0, 1).map(short) }
}

function pickShort(fields: JsonObject, names: readonly string[]): JsonObject {
  const isShort = (value: Json | undefined): boolean => typeof value === 'number' || (typeof value === 'string' && value.length <= maxWord)
  return Object.fromEntries(names.flatMap((name) => (isShort(fields[name]) ? [[name, fields[name] ?? null]] : [])))
}

function siteOf(address: Json | undefined): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : undefined
}
