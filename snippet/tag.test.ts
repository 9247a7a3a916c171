import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const built = (name: string): string => readFileSync(new URL(`../dist/${name}`, import.meta.url), 'utf8')

describe('the built tag', () => {
  it('has no character that would break an XHTML page', () => {
    expect(built('snippet.js')).not.toMatch(/[&<]|]]>/)
  })

  it('stands in snippet.html unchanged', () => {
    expect(built('snippet.html')).toBe(`<script>${built('snippet.js').trim()}</script>\n`)
  })

  it('is plain ES5', () => {
    expect(built('snippet.js')).not.toMatch(/=>|`|\b(let|const|class)\b|\.\.\./)
  })
})
