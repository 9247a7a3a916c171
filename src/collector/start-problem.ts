const name = 'StartProblem'

/** An error that keeps the collector from starting and that its user can mend; the message names the mistake and the way out. */
export function startProblem(message: string): Error {
  return Object.assign(new Error(message), { name })
}

/** Whether an error is one for the user rather than for a developer. */
export function isStartProblem(error: unknown): error is Error {
  return error instanceof Error && error.name === name
}
