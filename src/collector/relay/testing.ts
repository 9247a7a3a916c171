import type { CollectedHit, Submission } from '../sink'
import type { StoredHit } from './queue'

/** A stored hit with everything that is needed, for tests only. */
export function stored(fields: Partial<CollectedHit> = {}, head: Partial<StoredHit> = {}): StoredHit {
  const hit: CollectedHit = { id: 'id', sib_type: 'track', sib_name: 'x', ...fields }
  return { row: 1, via: '/p', key: 'key', email: 'a@b.test', receivedAt: Date.parse('2026-01-01T00:00:00Z'), sent: null, hit, ...head }
}

let count = 0

/** A submission as the receiver would write it; for tests only. */
export function submission(hits: readonly Partial<CollectedHit>[], arrival: Partial<Submission['arrival']> = {}): Submission {
  return {
    arrival: { receivedAt: Date.now(), via: '/p', encoding: 'json', key: 'key', cuid: null, sent: null, ...arrival },
    hits: hits.map((hit) => ({ accepted: true, hit: { id: `id-${++count}`, sib_type: 'track', sib_name: 'x', ...hit } })),
  }
}
