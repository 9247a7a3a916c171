/**
 * Gives work that can wait turns of the event loop: one turn to one caller, however many ask, in the order in which they
 * ask. What else the process has to do comes between the turns.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve()
  return () => (last = last.then(() => new Promise((resolve) => setImmediate(resolve))))
}
