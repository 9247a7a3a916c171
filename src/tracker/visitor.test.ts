import { describe, expect, it } from 'vitest'
import { createCookieJar, noCookies } from './testing/cookies'
import type { Cookie, CookieJar } from './testing/cookies'
import { cookieDomains, createVisitor } from './visitor'
import type { Visitor } from './visitor'

const daySeconds = 86_400

/** How often the visitor has become another. */
let changes = 0

/** What visitors have put off. */
const tasks: (() => void)[] = []
const runTasks = (): void => tasks.splice(0).forEach((task) => task())

function visit(jar: CookieJar, host: string, settings: { wanted?: unknown; days?: number } = {}): Visitor {
  let ids = 0
  tasks.length = 0
  changes = 0
  const createId = (): string => `${host} id${++ids}`
  const domains = cookieDomains(host, settings.wanted)
  return createVisitor({ domains: () => domains, days: () => settings.days ?? 180, cookies: jar, createId, onChange: () => changes++, later: (task) => void tasks.push(task) })
}

const cookie = (value: string, domain: string, days = 180): Cookie => ({ name: 'sib_cuid', value, domain, maxAgeSeconds: days * daySeconds })

describe('visitor', () => {
  it('writes nothing before it is asked', () => {
    const jar = createCookieJar('shop.example')
    visit(jar, 'shop.example')
    expect(jar.stored).toEqual([])
  })

  it('makes an id at the first question and keeps it', () => {
    const jar = createCookieJar('shop.example')
    const visitor = visit(jar, 'shop.example')
    expect(visitor.cuid()).toBe('shop.example id1')
    expect(visitor.cuid()).toBe('shop.example id1')
    expect(jar.stored).toEqual([cookie('shop.example id1', 'shop.example')])
  })

  it.each([
    ['www.shop.example.com', 'example.com'],
    ['www.shop.co.uk', 'shop.co.uk'],
    ['me.github.io', 'me.github.io'],
    ['example.com', 'example.com'],
    ['localhost', ''],
    ['127.0.0.1', '127.0.0.1'],
  ])('puts the cookie of %s on the widest domain that takes it', (host, domain) => {
    const jar = createCookieJar(host)
    const visitor = visit(jar, host)
    expect(jar.stored).toEqual([])
    expect(jar.read('sib_cuid')).toBeUndefined()
    expect(visitor.cuid()).toBe(`${host} id1`)
    expect(jar.stored).toEqual([cookie(`${host} id1`, domain)])
  })

  it.each(['f3b0c442-98fc-4a1b-9c3d-0123456789ab', 'f3b0c442-98fc-4a1b-9c3d-0123456789ab.1577836800000', 'x'])('keeps the id %s that stands', (id) => {
    const jar = createCookieJar('www.shop.example')
    jar.write('sib_cuid', id, 'shop.example', 100)
    expect(visit(jar, 'www.shop.example').cuid()).toBe(id)
  })

  it('prolongs the cookie that stands, and moves it to the widest domain', () => {
    const jar = createCookieJar('www.shop.example')
    jar.write('sib_cuid', 'old', 'www.shop.example', 100)
    const visitor = visit(jar, 'www.shop.example', { days: 30 })
    expect([visitor.cuid(), visitor.cuid()]).toEqual(['old', 'old'])
    expect(jar.stored).toEqual([{ ...cookie('old', 'www.shop.example'), maxAgeSeconds: 100 }])
    expect(tasks).toHaveLength(1)
    runTasks()
    expect(jar.stored).toEqual([cookie('old', 'shop.example', 30)])
  })

  it('does not go back to an id that it has taken away, where the cookie shows it once more', () => {
    const jar = createCookieJar('shop.example')
    const visitor = visit(jar, 'shop.example')
    const gone = visitor.cuid()
    visitor.reset()
    const current = visitor.cuid()
    expect(current).not.toBe(gone)
    jar.write('sib_cuid', gone, 'shop.example', 100)
    expect(jar.read('sib_cuid')).toBe(gone)
    expect([visitor.known(), visitor.cuid()]).toEqual([current, current])
    expect(changes).toBe(0)
  })

  it('follows another tab that has started a new id, and says so', () => {
    const jar = createCookieJar('shop.example')
    const [one, two] = [visit(jar, 'shop.example'), visit(jar, 'shop.example')]
    expect([one.cuid(), two.cuid()]).toEqual(['shop.example id1', 'shop.example id1'])
    expect(changes).toBe(0)
    one.reset()
    expect(two.cuid()).toBe(one.cuid())
    expect(changes).toBe(1)
  })

  it('does not bring back what was erased before it had time to prolong it', () => {
    const jar = createCookieJar('www.shop.example')
    jar.write('sib_cuid', 'old', 'www.shop.example', 100)
    const visitor = visit(jar, 'www.shop.example')
    visitor.cuid()
    visitor.erase()
    runTasks()
    expect(jar.stored).toEqual([])
  })

  it('takes over the id under the name that the help pages give', () => {
    const jar = createCookieJar('shop.example')
    jar.write('visitor_id', 'named', '', 100)
    expect(visit(jar, 'shop.example').cuid()).toBe('named')
    expect(jar.read('sib_cuid')).toBe('named')
    expect(jar.read('visitor_id')).toBe('named')
  })

  it('believes its own cookie before that one', () => {
    const jar = createCookieJar('shop.example')
    jar.write('visitor_id', 'named', '', 100)
    jar.write('sib_cuid', 'own', '', 100)
    expect(visit(jar, 'shop.example').cuid()).toBe('own')
  })

  it('starts a new id on reset, in the one cookie that there is', () => {
    const jar = createCookieJar('shop.example')
    const visitor = visit(jar, 'shop.example')
    const first = visitor.cuid()
    visitor.reset()
    expect(visitor.cuid()).not.toBe(first)
    expect(jar.stored).toEqual([cookie(visitor.cuid(), 'shop.example')])
  })

  it('is a new visitor after reset even where the old id had another name', () => {
    const jar = createCookieJar('shop.example')
    jar.write('visitor_id', 'named', '', 100)
    const visitor = visit(jar, 'shop.example')
    visitor.reset()
    expect(visitor.cuid()).toBe('shop.example id1')
    expect(visit(jar, 'shop.example').cuid()).toBe('shop.example id1')
  })

  it('removes the cookie wherever it stands, and makes a new id when asked again', () => {
    const jar = createCookieJar('www.shop.example')
    for (const domain of ['', 'www.shop.example', 'shop.example']) jar.write('sib_cuid', 'old', domain, 100)
    const visitor = visit(jar, 'www.shop.example')
    expect(visitor.cuid()).toBe('old')
    visitor.erase()
    expect(jar.stored).toEqual([])
    expect(visitor.cuid()).toBe('www.shop.example id1')
  })

  it('goes by the domain that the page wants, if the browser agrees', () => {
    const jar = createCookieJar('a.b.shop.example')
    visit(jar, 'a.b.shop.example', { wanted: 'b.shop.example' }).cuid()
    expect(jar.stored).toEqual([cookie('a.b.shop.example id1', 'b.shop.example')])
  })

  it('stays with the host alone where the browser does not agree', () => {
    const jar = createCookieJar('shop.example')
    visit(jar, 'shop.example', { wanted: 'other.example' }).cuid()
    expect(jar.stored).toEqual([cookie('shop.example id1', '')])
  })

  it('starts a new id on reset where the cookie stands on a domain that the page no longer wants', () => {
    const jar = createCookieJar('www.shop.example')
    jar.write('sib_cuid', 'old', 'shop.example', 100)
    visit(jar, 'www.shop.example', { wanted: 'www.shop.example' }).reset()
    expect(jar.read('sib_cuid')).toBe('www.shop.example id1')
  })

  it('lasts as long as the page where nothing can be written', () => {
    let ids = 0
    const visitor = createVisitor({ domains: () => [''], days: () => 180, cookies: noCookies, createId: () => `id${++ids}`, onChange: () => undefined, later: () => undefined })
    expect(visitor.cuid()).toBe('id1')
    expect(visitor.cuid()).toBe('id1')
    visitor.reset()
    expect(visitor.cuid()).toBe('id2')
  })
})

describe('cookieDomains', () => {
  it('goes from the shortest parent to the host alone', () => {
    expect(cookieDomains('www.shop.example.com', undefined)).toEqual(['example.com', 'shop.example.com', 'www.shop.example.com', ''])
  })

  it.each([['localhost'], ['[::1]'], ['']])('has the host %s alone', (host) => {
    expect(cookieDomains(host, undefined)).toEqual([''])
  })

  it('begins with what the page wants, and then the host; the others only to be cleared', () => {
    const domains = cookieDomains('www.shop.example.com', 'shop.example.com')
    expect(domains.slice(0, 2)).toEqual(['shop.example.com', ''])
    expect(domains).toEqual(expect.arrayContaining(['example.com', 'www.shop.example.com']))
    expect(cookieDomains('shop.example.com', '')).toEqual(['example.com', 'shop.example.com', ''])
  })
})
