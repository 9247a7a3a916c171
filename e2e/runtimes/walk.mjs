// @ts-check

/**
 * What a walk needs to know, as plain data, so that it can be given to a page or to a program.
 * @typedef {object} Places
 * @property {string} host of a collector, behind a troubled gate
 * @property {string} maKey
 * @property {string} [apiKey] absent where v3 may not be called: from pages
 * @property {string} secret of contact tokens
 */

/**
 * Uses all of the REST client with nothing but what every runtime with `fetch` has, and tells what came of each step.
 * @param {typeof import('../../src/rest/main')} client the built module
 * @param {Places} places
 */
export async function walk({ createClient, isRestError, addContactToken }, { host, maKey, apiKey, secret }) {
  const email = 'ada@example.test'
  const options = { maKey, apiKey, trackerHost: host, apiHost: host }
  const client = createClient(options)
  /** How a call ends: in a word, where it is refused. */
  const endOf = (/** @type {Promise<unknown>} */ call) =>
    call.then(
      () => 'done',
      (error) => (isRestError(error) ? `${error.code} ${error.status} after ${error.attempts}` : String(error)),
    )
  const aborted = new AbortController()
  const cutOff = endOf(client.trackEvent({ email, event: 'cut_off' }, { signal: aborted.signal }))
  aborted.abort()
  return {
    identify: await endOf(client.identify({ email, attributes: { FIRSTNAME: 'Ada' } })),
    trackEvent: await endOf(client.trackEvent({ email, event: 'played', properties: { AGE: 36 }, eventdata: { id: 'e', data: { price: 1.5 } } })),
    trackLink: await endOf(client.trackLink({ email, link: 'https://shop.example.test/a' })),
    trackPage: await endOf(client.trackPage({ email, page: 'home' })),
    wrong: await endOf(client.trackEvent({ email: 'nobody', event: 'wrong' })),
    again: await endOf(client.trackEvent({ email, event: 'again' })),
    late: await endOf(createClient({ ...options, timeoutMs: 50, retries: 1, maxWaitMs: 10 }).trackEvent({ email, event: 'late' })),
    cutOff: await cutOff,
    link: await addContactToken('https://shop.example.test/sale?a=1#top', { secret, email }),
    ...(apiKey ? await walkServers(client, email) : {}),
  }
}

/** @param {import('../../src/rest/main').Client} client @param {string} email */
async function walkServers(client, email) {
  await client.createEvent({ event_name: 'ordered', identifiers: { email_id: email } })
  const events = Array.from({ length: 250 }, (_, place) => ({ event_name: 'many', identifiers: { email_id: email }, event_properties: { place } }))
  const { accepted, rejected } = await client.createEvents(events)
  const { count } = await client.getEvents({ event_name: 'many', limit: 1 })
  return { many: [accepted, rejected.length, count] }
}
