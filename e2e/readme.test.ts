import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { maxBatchHits, maxBurstEvents, maxEventBytes, maxNameLength, maxQueuedCalls, maxStoredBytes, maxStoredEvents } from '../src/contract/limits'

const file = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url))
const readme = file('README.md').toString()
const pack = JSON.parse(file('package.json').toString()) as { 'size-limit': { path: string; limit: string }[] }

const brotli = (path: string, ...[from, to]: string[]): number =>
  brotliCompressSync(file(path).toString().replace(from ?? '', to ?? '')).length

/** As a site would have it. */
const key = 'xx44x0iexxxjlk5xx44jrx8o'

describe('the README', () => {
  it('quotes the sizes of what was built', () => {
    const [tracker, tag] = [brotli('dist/sa.js'), brotli('dist/snippet.js')]
    expect(readme).toContain(`\`sa.js\` is ${tracker.toLocaleString('en')} B brotli with everything in it, the tag ${tag} B`)
    expect(readme).toContain(`one script of\n${tracker.toLocaleString('en')} bytes`)
  })

  it('quotes the limits that hold', () => {
    for (const text of [
      `at most ${maxQueuedCalls} of them with our tag`,
      `over ${maxNameLength} characters`,
      `over ${maxEventBytes / 1024} KB`,
      `more than ${maxStoredEvents} events or ${maxStoredBytes / 1024} KB of one page wait while nothing gets through, or more than ${maxBurstEvents} in a burst`,
      `batches of ${maxBatchHits}`,
    ]) {
      expect(readme).toContain(text)
    }
  })

  it('has a row for each option of the REST client, with its default', () => {
    const [, options = ''] = /interface ClientOptions \{(.*?)^\}/ms.exec(file('dist/rest.d.mts').toString()) ?? []
    const described = [...options.matchAll(/\/\*\* (.*) \*\/\s+readonly (\w+)\?:/g)]
    expect(described.length).toBeGreaterThan(7)
    for (const [, comment = '', name = ''] of described) {
      const [, preset] = new RegExp(`^\\| [^|]*\`${name}\`[^|]* \\| (.*) \\| .* \\|$`, 'm').exec(readme) ?? []
      expect(preset, name).toContain(/(\S+?)(?: in ms)? where nothing is given/.exec(comment)?.[1] ?? '')
    }
  })

  it('names the ports that the collector listens on by default', () => {
    const help = execFileSync(process.execPath, ['dist/collector.mjs', '--help'], { encoding: 'utf8' })
    const [, ...ports] = /npx -p sib-tracker sib-collector --port (\d+) --inspector-port (\d+)/.exec(readme) ?? []
    expect(ports.filter((port) => help.includes(port))).toHaveLength(2)
  })
})

describe('the budgets', () => {
  it('are what the size check guards', () => {
    expect(pack['size-limit'].map(({ path, limit }) => [path, limit])).toEqual([['dist/sa.js', '5120 B'], ['dist/snippet.js', '277 B']])
  })

  it('hold for the tag with a key in it', () => {
    expect(brotli('dist/snippet.js', 'YOUR_CLIENT_KEY', key)).toBeLessThanOrEqual(277)
  })
})
