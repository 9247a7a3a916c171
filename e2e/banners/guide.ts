import { readFileSync } from 'node:fs'

/** A row of the guide's table: the banner's name, and the code that belongs into a page with it. */
export interface Recipe {
  readonly row: string
  readonly code: string
}

const guide = readFileSync(new URL('../../docs/guides.md', import.meta.url), 'utf8')
const [, section = ''] = /^## Consent banners\n(.*?)^## /ms.exec(guide) ?? []

/** The line that the recipes call. */
export const [answerLine = ''] = /^const answer = .*$/m.exec(section) ?? []

const codeIn = (cell: string): string => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).find((code) => code.includes('answer')) ?? ''

/** Every recipe of the table, word for word; only the table's own escapes are gone. */
export const recipes: readonly Recipe[] = [...section.matchAll(/^\| ([\w-]+) \| (.*`.*) \|$/gm)].map(
  ([, row = '', cell = '']): Recipe => ({ row, code: codeIn(cell).replaceAll('\\|', '|') }),
)
