import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { fillTag } from './fill'
import type { TagParts } from './fill'

const built = readFileSync(new URL('../../../dist/snippet.html', import.meta.url), 'utf8')
const address = 'https://events.example.test'

interface Page {
  readonly scripts: readonly Readonly<Record<string, string>>[]
  readonly sib: Readonly<Record<string, unknown>>
}

/** What a page has once it has run the tag. */
function run(parts: TagParts): Page {
  const tag = fillTag(built, parts) ?? ''
  expect(tag).toMatch(/^<script>[^<&]+<\/script>\n$/)
  const scripts: Record<string, string>[] = []
  const page = { scripts, location: { href: '' }, document: { createElement: () => ({}), head: { appendChild: (script: Record<string, string>) => scripts.push(script) } } }
  runInNewContext(tag.replace(/<\/?script>/g, ''), Object.assign(page, { window: page }))
  return page as unknown as Page
}

describe('the tag', () => {
  it('has key, address and script of its collector', () => {
    const { scripts, sib } = run({ key: 'k', address })
    expect(sib).toMatchObject({ client_key: 'k', api_host: address })
    expect(scripts).toEqual([{ id: 'sendinblue-js', src: `${address}/sa.js?key=k` }])
  })

  it('takes one script only, by its own name and digest, where it is pinned', () => {
    const script = Buffer.from('built()')
    const digest = createHash('sha256').update(script).digest('hex').slice(0, 16)
    const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
    const { scripts } = run({ key: 'k', address, script })
    expect(scripts).toEqual([{ id: 'sendinblue-js', src: `${address}/sa-${digest}.js?key=k`, integrity, crossOrigin: '' }])
  })

  it.each(['"', "'", '\\', '</script>', '<!--', '&amp;', '$&', '\u2028', 'é😀'])('has a key with %j as it is, and ends nothing', (key) => {
    expect(run({ key, address: `${address}/a` }).sib).toMatchObject({ client_key: key, api_host: `${address}/a` })
  })

  it('is refused where it is not the one that was built', () => {
    expect(fillTag('<script></script>', { key: 'k', address })).toBeUndefined()
    expect(fillTag(built.replace('YOUR_HOST', 'events.example.test'), { key: 'k', address })).toBeUndefined()
  })
})
