import { labelsIn } from '../store/contact-names'
import { reasonOf } from './report'
import type { DeadLetterReport, DeadLettersReport } from './report'

const head = ['row', 'refused at', 'event', 'contact', 'why']

/** Longest text of a column that others stand behind. */
const maxWidth = 48

/** Makes a table of dead letters for a person, one a line. */
export function tableOf({ deadLetters, count }: DeadLettersReport): string {
  const rows = [head, ...deadLetters.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
  const others = count - deadLetters.length
  return [...lines, ...(others > 0 ? [`and ${others} older; --limit sets how many are listed`] : []), ''].join('\n')
}

function cellsOf(letter: DeadLetterReport): readonly string[] {
  const { row, diedAt, email, hit } = letter
  const event = [hit.sib_type, hit.sib_name].filter(Boolean).join(' ')
  const contact = email ?? labelsIn(hit).join(', ')
  return [String(row), new Date(diedAt).toISOString(), cut(plain(event)), cut(plain(contact)), plain(reasonOf(letter))]
}

/** Visitors and the receiver wrote these texts: none of them may move the cursor, or turn the line around. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
}

function cut(text: string): string {
  return text.length > maxWidth ? `${text.slice(0, maxWidth - 1)}…` : text
}
