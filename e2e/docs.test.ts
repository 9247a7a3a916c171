import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const file = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const guides = readdirSync(new URL('../docs', import.meta.url)).filter((name) => name.endsWith('.md'))

/** Where a heading is found, as GitHub makes it of the heading's text. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replaceAll(' ', '-')

describe.each(['README.md', ...guides.map((name) => `docs/${name}`)])('%s', (page) => {
  it('names only files and headings that are there', () => {
    const linked = [...file(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path]) => path ?? '')
    const isThere = (link: string): boolean => {
      const { pathname, hash } = new URL(link, `file:///${page}`)
      if (!existsSync(new URL(`..${pathname}`, import.meta.url))) return false
      const headings = hash === '' ? [] : file(pathname.slice(1)).matchAll(/^#+ (.*)$/gm)
      return hash === '' || [...headings].some(([, heading = '']) => `#${anchorOf(heading)}` === hash)
    }
    expect(linked.filter((link) => !isThere(link))).toEqual([])
  })
})

// Each help is told by a process, which takes long on a busy machine.
describe('the guide to a server', { timeout: 30_000 }, () => {
  const guide = file('docs/running-a-collector.md')
  const helpOf = (...args: string[]): string => execFileSync(process.execPath, ['dist/collector.mjs', ...args, '--help'], { encoding: 'utf8' })
  const help = helpOf()

  it.each(['docs/running-a-collector.md', 'README.md'])('names settings that the collector has, and so does the README: %s', (page) => {
    const named = [...file(page).matchAll(/SIB_[A-Z_]+/g)].map(([name]) => name)
    expect(named.length).toBeGreaterThan(5)
    // A secret is a variable only, and the help says which; all others are named after their flag.
    const flagOf = (variable: string): string => `--${variable.slice('SIB_'.length).toLowerCase().replaceAll('_', '-')} `
    const secrets = [...help.matchAll(/SIB_[A-Z_]+/g)].map(([name]) => name)
    expect(named.filter((name) => !secrets.includes(name) && !help.includes(flagOf(name)))).toEqual([])
  })

  it('names flags that the commands take', () => {
    const calls = [...guide.matchAll(/sib-collector (export|erase|dead-letters(?: replay)?)\b([^\n`|]*)/g)]
    expect(calls.length).toBeGreaterThan(3)
    const helps = new Map<string, string>()
    for (const [, command = '', rest = ''] of calls) {
      const flags = helps.get(command) ?? helpOf(...command.split(' '))
      helps.set(command, flags)
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(flags).toContain(`${flag} `)
    }
    for (const [, flag = ''] of guide.matchAll(/`(--[a-z-]+)[^`]*`/g)) expect(help).toContain(`${flag} `)
  })

  it('names paths and figures that a collector has', () => {
    const built = file('dist/collector.mjs')
    const named = [...guide.matchAll(/127\.0\.0\.1:842[01](\/[a-z]+)|`(sib_[a-z_]+)`/g)].map(([, path, figure]) => path ?? figure ?? '')
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !built.includes(`'${name}'`))).toEqual([])
  })
})
