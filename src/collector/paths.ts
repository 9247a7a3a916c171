import type { RestPath } from '../contract/rest'
import { digestShape } from './tag/digest'

/** The paths below `api/v2/`. */
export const restPaths: readonly RestPath[] = ['identify', 'trackEvent', 'trackLink', 'trackPage']

/** What is known of a path before its route runs. */
export interface PathRules {
  /** As the header `Allow` lists them. */
  readonly methods: string
  /** Pages of every origin may call it; what needs a secret key is closed (CONTRACT.md 9, 30). */
  readonly isOpen: boolean
}

const open = (methods: string): PathRules => ({ methods: `${methods}, OPTIONS`, isOpen: true })
const closed = (methods: string): PathRules => ({ methods, isOpen: false })

const rules = new Map<string, PathRules>([
  ['/p', open('GET, POST')],
  ['/sa.js', open('GET, HEAD')],
  ['/sa-{digest}.js', open('GET, HEAD')],
  ['/openapi.json', open('GET, HEAD')],
  ['/healthz', closed('GET, HEAD')],
  ['/readyz', closed('GET, HEAD')],
  ...restPaths.map((path) => [`/api/v2/${path}`, open('POST')] as const),
  ['/v3/events', closed('GET, POST')],
  ['/v3/events/batch', closed('POST')],
])

/** The rules of the path in a request's address; undefined where there is nothing. */
export function rulesOf(url: string): PathRules | undefined {
  return rules.get(templateOf(url))
}

const ownScript = new RegExp(`^/sa-${digestShape}\\.js$`)

/** The path in a request's address as the description names it. */
export function templateOf(url: string): string {
  return pathOf(url).replace(ownScript, '/sa-{digest}.js')
}

/** Whether an address is one of v3, or would be if there were anything at it. */
export function isApi(url: string): boolean {
  return pathOf(url).startsWith('/v3/')
}

/**
 * The path in a request's address, without its query, in the one spelling by which routes are found: a proxy's may begin with
 * scheme and host (RFC 9112, 3.2.2), and any letter may be written as its number (RFC 3986, 6.2.2.2).
 */
export function pathOf(url: string): string {
  const local = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/, '')
  const [path = ''] = local.split(/[?#]/, 1)
  return path.includes('%') ? decoded(path) : path
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    // Fastify refuses such a request by itself.
    return path
  }
}
