/** How much of it is tried at most, and for how long: noise can only make a time longer, so the shortest counts. */
const [tries, triesMs] = [7, 1000]

const parts = 8

/**
 * How many times as long a piece of work takes on a whole as on its eighths, one after the other: 1 where it is linear, 8
 * where it is quadratic, on a busy machine as on an idle one. For tests only.
 */
export function growthOf(work: (size: number) => void, size: number): number {
  let [whole, divided] = [Infinity, Infinity]
  const startedAt = performance.now()
  for (let count = 0; count < tries && performance.now() - startedAt < triesMs; count++) {
    divided = Math.min(divided, msOf(() => { for (let part = 0; part < parts; part++) work(size / parts) }))
    whole = Math.min(whole, msOf(() => work(size)))
  }
  return whole / divided
}

function msOf(work: () => void): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}
