/** Functions that run in the page and so use nothing from outside themselves; the durations are microseconds. */

/** Durations by subject, in the order in which they were taken. */
export type Durations = Record<string, number[]>

/**
 * Each subject once a round, each call in a task of its own and some milliseconds after the one before, so that whatever
 * a call has set going goes on in between, as it does in a page. Nothing is warm then, neither code nor caches.
 */
export function measureInTasks([rounds, pauseMs]: readonly [rounds: number, pauseMs: number]): Promise<Durations> {
  const { subjects } = window as unknown as { subjects: Record<string, () => unknown> }
  const durations: Durations = Object.fromEntries(Object.keys(subjects).map((subject) => [subject, []]))
  const calls = Array.from({ length: rounds }, () => Object.entries(subjects)).flat()
  return new Promise((resolve) => {
    const step = (): void => {
      const next = calls.shift()
      if (!next) {
        resolve(durations)
        return
      }
      const start = performance.now()
      next[1]()
      durations[next[0]]?.push((performance.now() - start) * 1000)
      setTimeout(step, pauseMs)
    }
    step()
  })
}

/** Each subject so many times in one task, and what a call took on average: everything is warm. */
export async function measureInBurst([calls, pauseMs]: readonly [calls: number, pauseMs: number]): Promise<Record<string, number>> {
  const { subjects } = window as unknown as { subjects: Record<string, () => unknown> }
  const averages: Record<string, number> = {}
  for (const [subject, run] of Object.entries(subjects)) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const start = performance.now()
    for (let n = 0; n < calls; n++) run()
    averages[subject] = ((performance.now() - start) * 1000) / calls
  }
  return averages
}

/** The smallest step that this page's clock makes. */
export function clockStep(): number {
  const steps = Array.from({ length: 50 }, () => {
    const start = performance.now()
    let now = start
    while (now === start) now = performance.now()
    return now - start
  })
  return Math.round(Math.min(...steps) * 1000)
}
