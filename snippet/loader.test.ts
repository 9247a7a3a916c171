import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { maxQueuedCalls } from '../src/contract/limits'

const source = readFileSync(new URL('./loader.js', import.meta.url), 'utf8')

interface Page {
  sib: { equeue: Record<string, unknown>[]; client_key: string; dropped?: number; [method: string]: unknown }
  sendinblue: Record<string, (...args: unknown[]) => void>
  scripts: { id?: string; src?: string }[]
}

function openPage(createElement: () => object = () => ({})): Page {
  const scripts: Page['scripts'] = []
  const page: Record<string, unknown> = {
    location: { href: 'https://shop.example/cart' },
    document: { createElement, head: { appendChild: (script: object) => scripts.push(script) } },
    scripts,
  }
  page.window = page
  runInNewContext(source, page)
  return page as unknown as Page
}

/** The arguments of the nth waiting call; they stand there as an `arguments` object. */
function waiting(page: Page, method: string): unknown[][] {
  return page.sib.equeue.filter((entry) => method in entry).map((entry) => Array.from(entry[method] as unknown[]))
}

describe('the tag', () => {
  it('asks for the first page view and loads the script with the key in its URL', () => {
    const page = openPage()
    expect(page.sib.equeue.map((entry) => Object.keys(entry))).toEqual([['t', 'u', 'page']])
    expect(page.scripts).toEqual([{ id: 'sendinblue-js', src: 'https://YOUR_HOST/sa.js?key=YOUR_CLIENT_KEY' }])
  })

  it('keeps calls in order, with all their arguments, the time and the URL', () => {
    const page = openPage()
    const callback = (): void => undefined
    page.sendinblue.track?.('cart_updated', { email: 'a@b.example' }, { id: 'cart:1' }, callback, 'fifth')
    page.sendinblue.identify?.('a@b.example')
    expect(page.sib.equeue.map((entry) => Object.keys(entry)[2])).toEqual(['page', 'track', 'identify'])
    expect(waiting(page, 'track')).toEqual([
      ['cart_updated', { email: 'a@b.example' }, { id: 'cart:1' }, callback, 'fifth'],
    ])
    expect(page.sib.equeue[1]).toMatchObject({ t: expect.any(Number) as number, u: 'https://shop.example/cart' })
  })

  it('offers every public method', () => {
    expect(Object.keys(openPage().sendinblue)).toEqual(['identify', 'track', 'trackLink', 'page', 'consent', 'reset'])
  })

  it('calls the live method once there is one, also through references taken earlier', () => {
    const page = openPage()
    const early = page.sendinblue.track
    const calls: unknown[][] = []
    page.sib.track = (...args: unknown[]) => calls.push(args)
    early?.('order_completed', {})
    expect(calls).toEqual([['order_completed', {}]])
    expect(waiting(page, 'track')).toEqual([])
  })

  it('keeps a word of consent that is said before the tracker has loaded, though the site has said one', () => {
    const page = openPage()
    page.sib.consent = 'pending'
    page.sendinblue.consent?.('granted')
    expect(waiting(page, 'consent')).toEqual([['granted']])
  })

  it('keeps a hundred calls and counts the rest', () => {
    const page = openPage()
    for (let n = 0; n < maxQueuedCalls + 4; n++) page.sendinblue.track?.(`event ${n}`)
    expect(page.sib.equeue).toHaveLength(maxQueuedCalls)
    expect(page.sib.dropped).toBe(5)
  })

  it('throws nothing where Trusted Types forbid to set the URL', () => {
    const forbidding = { set src(_url: string) { throw new TypeError('This document requires TrustedScriptURL') } }
    const page = openPage(() => forbidding)
    page.sendinblue.track?.('still kept')
    expect(waiting(page, 'track')).toEqual([['still kept']])
  })
})
