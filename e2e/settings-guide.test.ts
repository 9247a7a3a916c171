import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { arrayStub, functionStub } from './fixtures/stubs'
import { namesReceived } from './simulation/network'
import { openPage } from './simulation/page'
import type { World } from './simulation/page'
import { createWorld, toCollector } from './simulation/world'

const file = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** A row of the table: which tag, the code that sets it up, and the code by which the visitor says yes. */
interface Row {
  readonly tag: string
  readonly settings: string
  readonly yes: string
}

const lastCode = (cell: string): string => [...cell.matchAll(/`([^`]+)`/g)].at(-1)?.[1] ?? ''
const rows = [...file('docs/moving-over.md').matchAll(/^\| (.+?) \| (.*consent: 'pending'.*) \| (.*) \|$/gm)].map(
  ([, tag = '', settings = '', yes = '']): Row => ({ tag, settings: lastCode(settings), yes: lastCode(yes) }),
)
/** The module has no tag, and tests of its own (`package/bundled.spec.ts`). */
const tags = rows.filter(({ settings }) => !settings.startsWith('init('))

const stubs: Readonly<Record<string, string>> = {
  'with `window.sib`': 'window.sendinblue = {}',
  'the array stub': arrayStub(''),
  'a function with a queue': functionStub,
  '`Brevo.push`': 'window.Brevo = window.Brevo || []',
}

/** A page with the tag, whose own code can be run. */
function createTag({ tag, settings }: Row): { globals: object; run: (code: string) => void } {
  const globals: Record<string, unknown> = {}
  globals.window = globals
  createContext(globals)
  const run = (code: string): void => void runInContext(code, globals)
  const code = [settings, stubs[tag] ?? '']
  if (settings.startsWith('Brevo')) code.reverse()
  code.forEach(run)
  // Where the tag does not say it, the URL of the script would.
  run('if (window.sib) sib.client_key = sib.client_key || "KEY"')
  return { globals, run }
}

const openWorld = (): World => createWorld(1, { hasLocks: true, hasStorage: true, config: {} })

describe('the table of settings', () => {
  it('has a row for each generation of the tag', () => {
    const known = [...file('docs/moving-over.md').matchAll(/^\| .*(recorded by the script|its own (`page\(\)`|call)).* \|$/gm)]
    expect(tags).toHaveLength(known.length)
    expect(tags.length).toBeGreaterThan(4)
  })

  it.each(tags)('keeps a page quiet until the visitor says yes, once the script has come: $tag', async (row) => {
    const world = openWorld()
    const { globals, run } = createTag(row)
    run(row.yes.replace('consent', 'track').replace('granted', 'held'))
    openPage(world, 'https://shop.example/', globals)
    await world.timeline.advance(60_000)
    expect([world.network.requests, world.storage.keys(), [...world.cookies]]).toEqual([[], [], []])
    run(row.yes)
    await world.timeline.advance(60_000)
    expect(namesReceived(world.network)).toContain('held')
  })

  it.each(tags)('hears a yes that is said before the script has come: $tag', async (row) => {
    const world = openWorld()
    const { globals, run } = createTag(row)
    run(row.yes.replace('consent', 'track').replace('granted', 'early'))
    run(row.yes)
    openPage(world, 'https://shop.example/', globals)
    await world.timeline.advance(60_000)
    expect(namesReceived(world.network)).toContain('early')
  })
})

describe('settings below the tag', () => {
  it('may be too late: the script has come, and the page view has gone', async () => {
    const world = openWorld()
    const sib: Record<string, unknown> = { equeue: [{ page: ['gone'] }], client_key: 'KEY' }
    openPage(world, 'https://shop.example/', { sib, sendinblue: {} })
    sib.consent = 'pending'
    await world.timeline.advance(60_000)
    expect(namesReceived(world.network)).toEqual(['gone'])
  })
})

describe('the tag', () => {
  it.each([
    ['docs/guides.md', { consent: 'pending' }],
    ['docs/running-a-collector.md', { api_host: 'https://events.example.com' }],
    ['README.md', { api_host: 'https://events.example.com' }],
  ])('takes settings beside its key, as %s has them', (page, settings) => {
    const placeholder = 'client_key:"YOUR_CLIENT_KEY"'
    const [written = ''] = new RegExp(`${placeholder},[^\\n\`]+`).exec(file(page)) ?? []
    expect(file('dist/snippet.html').split(placeholder)).toHaveLength(2)
    const globals: { sib?: object } & Record<string, unknown> = { location: {}, document: {} }
    globals.window = globals
    runInContext(file('dist/snippet.js').replace(placeholder, written), createContext(globals))
    expect(globals.sib).toMatchObject({ client_key: 'YOUR_CLIENT_KEY', ...settings })
  })
})

describe('calls that wait for consent', () => {
  it('are as many as the guide says', async () => {
    const [, most] = /At most (\d+) of them wait/.exec(file('docs/guides.md')) ?? []
    const world = createWorld(1, { hasLocks: true, hasStorage: true, config: { ...toCollector, consent: 'pending' } })
    const page = openPage(world, 'https://shop.example/')
    const told: unknown[] = []
    for (let n = 0; n <= Number(most); n++) page.call('track', `${n}`, (error: { code: string } | null) => told.push([n, error?.code]))
    expect(told).toEqual([[0, 'overflow']])
    page.call('consent', 'granted')
    await world.timeline.advance(60_000)
    expect(namesReceived(world.network)).toHaveLength(Number(most))
  })
})
