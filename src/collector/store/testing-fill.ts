import { expect } from 'vitest'

/** What a collector said to a hit. */
interface Said {
  readonly status: number
  readonly body: unknown
}

/** Sends a collector a hit of some 20 KB. */
export async function post(collector: string, id: string): Promise<Said> {
  const hit = { key: 'k', cuid: 'v', sib_type: 'track', sib_name: 'x', id, properties: { filling: 'x'.repeat(20_000) } }
  const answer = await fetch(`${collector}/p`, { method: 'POST', body: JSON.stringify(hit) })
  return { status: answer.status, body: await answer.json() }
}

/** Sends hits until there is no room, which has to be answered with 503; the ids of those that were acknowledged before, in order. */
export async function fill(collector: string): Promise<readonly string[]> {
  const acknowledged: string[] = []
  let refusal: Said | undefined
  while (!refusal) {
    const id = `id-${acknowledged.length}`
    const answer = await post(collector, id)
    if (answer.status === 200) acknowledged.push(id)
    else refusal = answer
  }
  expect(acknowledged.length).toBeGreaterThan(5)
  expect(refusal).toMatchObject({ status: 503, body: { code: 'service_unavailable', message: expect.any(String) as string } })
  return acknowledged
}
