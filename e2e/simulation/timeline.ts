/** Virtual time. Nothing happens between two tasks, and promises settle before the next one. */
export interface Timeline {
  nowMs(): number
  /** Runs the task at a later time; returns the undo. */
  after(delayMs: number, task: () => void): () => void
  /** Runs what is due until that much time has passed. */
  advance(ms: number): Promise<void>
}

interface Task {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** A timeline that begins at the given time. Tasks of one moment run in the order in which they were asked for. */
export function createTimeline(startMs: number): Timeline {
  let nowMs = startMs
  let order = 0
  const tasks = new Set<Task>()

  const soonest = (untilMs: number): Task | undefined => {
    let first: Task | undefined
    for (const task of tasks) {
      if (task.atMs > untilMs) continue
      if (!first || task.atMs < first.atMs || (task.atMs === first.atMs && task.order < first.order)) first = task
    }
    return first
  }

  return {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const task = { atMs: nowMs + Math.max(0, delayMs), order: order++, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      await settled()
      for (let task = soonest(untilMs); task; task = soonest(untilMs)) {
        tasks.delete(task)
        nowMs = Math.max(nowMs, task.atMs)
        task.run()
        await settled()
      }
      nowMs = untilMs
    },
  }
}

/** A macrotask of the real loop comes only after all promises that could settle have. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
