/** What a collector did, as far as durability is concerned; events are known by their names. */
export type Step =
  | { readonly type: 'asked'; readonly socket: string; readonly events: readonly string[] }
  /** It wrote these to the database's journal. */
  | { readonly type: 'stored'; readonly events: readonly string[] }
  /** The journal is on disk. */
  | { readonly type: 'synced' }
  /** It acknowledged what it was asked through that socket. */
  | { readonly type: 'answered'; readonly socket: string; readonly status: number; readonly line: string }

/** How often steps of each type occur, and answers of each status. */
export type StepCounts = Readonly<Record<string, number>>

/** The name of the nth event that is looked for; a route with several events puts a number behind it. */
export const eventName = (n: number): string => `traced-${String(n).padStart(4, '0')}`
const eventNames = /traced-\d{4}(?:-\d)?/g

/** Picks the steps out of what strace wrote with `-f -yy`, in order: calls that write count when they begin, others when they have returned. */
export function stepsIn(trace: string): readonly Step[] {
  const begun = new Map<string, string>()
  return trace.split('\n').flatMap((line) => {
    const [, thread = '', call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(call) ?? []
    const [, start] = /^(.*)<unfinished \.\.\.>$/.exec(call) ?? []
    if (start !== undefined) begun.set(thread, start)
    const whole = rest === undefined ? call : (begun.get(thread) ?? '') + rest
    const step = stepOf(whole)
    const isTold = rest !== undefined && (step?.type === 'stored' || step?.type === 'answered')
    return step && !isTold ? [step] : []
  })
}

/** The answers that were given before all that they acknowledge was on disk, or although nothing of it was ever written. */
export function outOfOrder(steps: readonly Step[]): readonly string[] {
  const found: string[] = []
  const [written, safe] = [new Set<string>(), new Set<string>()]
  const asked = new Map<string, readonly string[]>()
  for (const step of steps) {
    if (step.type === 'asked') asked.set(step.socket, [...(asked.get(step.socket) ?? []), ...step.events])
    if (step.type === 'stored') for (const event of step.events) written.add(event)
    if (step.type === 'synced') for (const event of written) safe.add(event)
    if (step.type !== 'answered') continue
    const events = asked.get(step.socket) ?? []
    asked.delete(step.socket)
    if (events.length === 0 || !events.every((event) => safe.has(event))) found.push(step.line)
  }
  return found
}

/** Counts steps, so that a test can tell whether anything was watched. */
export function countSteps(steps: readonly Step[]): StepCounts {
  const counts: Record<string, number> = {}
  for (const step of steps) {
    const name = step.type === 'answered' ? String(step.status) : step.type
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

function stepOf(call: string): Step | undefined {
  const events = call.match(eventNames) ?? []
  if (/^pwrite64\(\d+<[^>]*-wal>/.test(call)) return events.length > 0 ? { type: 'stored', events } : undefined
  if (/^(?:fsync|fdatasync)\(\d+<[^>]*-wal>\s*\)\s+= 0/.test(call)) return { type: 'synced' }
  const [, name = '', socket] = /^(read|writev?)\(\d+<(TCP[^\]]*\])>/.exec(call) ?? []
  if (socket === undefined) return undefined
  if (name === 'read') return events.length > 0 ? { type: 'asked', socket, events } : undefined
  const status = Number(/HTTP\/1\.1 (\d{3})/.exec(call)?.[1])
  return status >= 200 && status < 300 ? { type: 'answered', socket, status, line: call } : undefined
}
