// @ts-check
import { randomBytes } from 'node:crypto'

const COOKIE = 'shop_cart'
const MAX_SESSIONS = 10_000

/** @typedef {{ slug: string, size: string, quantity: number }} Wanted */
/** @typedef {{ email?: string, FIRSTNAME?: string, LASTNAME?: string }} Visitor */
/** @typedef {{ number: string, cartId: string, lines: Wanted[], delivery: string }} Order */
/** @typedef {{ cartId: string, lines: Wanted[], visitor: Visitor, order?: Order }} Session */

/** A number for a cart or an order, short enough to be read out on the telephone. */
export function createNumber() {
  return String(100_000 + (randomBytes(4).readUInt32BE() % 900_000))
}

/** @param {string | undefined} header */
function readCookie(header) {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{22})(?:;|$)`).exec(header ?? '')?.[1]
}

/**
 * Sessions live in memory: a demo shop forgets its visitors when it stops. The oldest go when there are too many.
 */
export function createSessions() {
  /** @type {Map<string, Session>} */
  const sessions = new Map()

  /** @returns {{ id: string, session: Session }} */
  function open() {
    const id = randomBytes(16).toString('base64url')
    /** @type {Session} */
    const session = { cartId: createNumber(), lines: [], visitor: {} }
    sessions.set(id, session)
    const [oldest] = sessions.keys()
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
    return { id, session }
  }

  return {
    /**
     * The session that the request's cookie names, or a new one with the cookie to set.
     * @param {string | undefined} cookieHeader
     * @returns {{ session: Session, setCookie?: string }}
     */
    of(cookieHeader) {
      const known = sessions.get(readCookie(cookieHeader) ?? '')
      if (known) return { session: known }
      const { id, session } = open()
      return { session, setCookie: `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax` }
    },
  }
}
