/** The token and how it is used: every question to the inspector goes through here. */
export interface Session {
  /** Reads JSON. */
  readonly read: <T>(path: string) => Promise<T>
  /** Sends JSON. */
  readonly post: (path: string, body: object) => Promise<void>
  /** Address of the stream of new hits: an `EventSource` has no headers. */
  readonly streamUrl: () => string
}

const place = 'sib-inspector-token'

/**
 * Begins a session with the token in the page's address, which is kept in storage and then taken out of the address: what is
 * copied or shown to others should not open the inspector. `onRefused` is called when the token does not fit.
 */
export function beginSession(onRefused: () => void): Session {
  const address = new URL(location.href)
  const given = address.searchParams.get('token')
  if (given !== null) {
    localStorage.setItem(place, given)
    address.searchParams.delete('token')
    history.replaceState(null, '', address)
  }
  const token = localStorage.getItem(place) ?? ''
  const authorization = `Bearer ${token}`
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(path, init)
    if (response.status === 401) onRefused()
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response
  }
  return {
    read: async <T>(path: string) => (await (await ask(path, { headers: { authorization } })).json()) as T,
    async post(path, body) {
      const headers = { authorization, 'content-type': 'application/json' }
      await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
    },
    streamUrl: () => `/api/stream?token=${encodeURIComponent(token)}`,
  }
}
