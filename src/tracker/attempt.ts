/** What an access gives that the browser or the page may refuse: undefined where it throws. */
export function attempt<Value>(access: () => Value): Value | undefined {
  try {
    return access()
  } catch {
    // Refused: the caller goes on without.
    return undefined
  }
}
