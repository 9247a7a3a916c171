// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, root } from './command.mjs'
import { reports } from './steps.mjs'

/** @typedef {import('../faults/report').RowRecord} RowRecord */

const path = 'test-results/faults.md'
const columns = ['chromium', 'firefox', 'webkit'].flatMap((engine) => ['collector', 'direct'].map((mode) => ({ engine, mode })))

/** Writes what the last run of the matrix has recorded as tables, and returns the file's path. */
export function writeReport() {
  const file = join(root, reports.faults)
  if (!existsSync(file)) throw new Problem(`${reports.faults} is missing: no row has been run`)
  /** @type {RowRecord[]} */
  const records = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
  writeFileSync(join(root, path), tables(records))
  return path
}

/**
 * The report: rows by engine and mode, their sums, what failed and what was not run.
 * @param {readonly RowRecord[]} records
 */
export function tables(records) {
  const rows = [...new Map(records.map(({ row, title }) => [`${row} ${title}`, { row, title }])).values()]
  const ordered = rows.sort((a, b) => Number(a.row.slice(1)) - Number(b.row.slice(1)))
  const skipped = [...new Set(records.filter(({ result }) => result === 'skipped').map((record) => `- ${record.row}, ${record.engine}, ${record.mode}: ${record.reason}`))]
  const leftOut = [...new Set(records.flatMap(({ row, engine, mode, leftOut = [] }) => leftOut.map((reason) => `- ${row}, ${engine}, ${mode}: ${reason}`)))]
  const failed = records.filter(({ result }) => result === 'failed').map((record) => `- ${record.row} ${record.title}, ${record.engine}, ${record.mode}: ${record.reason}`)
  const untold = untoldOf(records)
  return [
    '# Fault matrix',
    '',
    'A cell says: accepted → received, then −given up and counted, ×copies on the wire beyond the first, and requests of all its runs; in brackets the most attempts of one run before the fault ended; then page errors, where there were any.',
    '',
    `| row | fault | ${columns.map(({ engine, mode }) => `${engine}, ${mode}`).join(' | ')} |`,
    `|---|---|${columns.map(() => '---').join('|')}|`,
    ...ordered.map(({ row, title }) => `| ${row} | ${title} | ${columns.map((column) => cell(records.filter((record) => record.row === row && record.title === title && record.engine === column.engine && record.mode === column.mode))).join(' | ')} |`),
    '',
    ...summary(records),
    ...(failed.length ? ['', '## Failed', '', ...failed] : []),
    ...(untold.length ? ['', '## Lost without a word, where a row allows it', '', ...untold] : []),
    ...(skipped.length ? ['', '## Not run', '', ...skipped] : []),
    ...(leftOut.length ? ['', '## Run in part', '', ...leftOut] : []),
    '',
  ].join('\n')
}

/** @param {readonly RowRecord[]} records */
function cell(records) {
  if (records.length === 0) return ''
  if (records.every(({ result }) => result === 'skipped')) return 'not run'
  const failures = records.filter(({ result }) => result === 'failed').length
  const { accepted, received, dropped, duplicates, requests, pageErrors } = sums(records)
  const mostAttempts = Math.max(0, ...records.map(({ attempts = 0 }) => attempts))
  const counts = `${accepted} → ${received}${dropped ? ` −${dropped}` : ''}${duplicates ? ` ×${duplicates}` : ''}, ${requests} (${mostAttempts})${pageErrors ? `, ${pageErrors} page errors` : ''}`
  return failures ? `**${failures} of ${records.length} failed**, ${counts}` : counts
}

/**
 * How many events of which all runs were lost together, by what befell them.
 * @param {readonly RowRecord[]} records
 */
function untoldOf(records) {
  /** @type {Map<string, { lost: number, of: number }>} */
  const sums = new Map()
  for (const { row, engine, mode, untold = {} } of records)
    for (const [what, { lost, of }] of Object.entries(untold)) {
      const key = `${row}, ${engine}, ${mode}, ${what}`
      const known = sums.get(key) ?? { lost: 0, of: 0 }
      sums.set(key, { lost: known.lost + lost, of: known.of + of })
    }
  return [...sums].map(([what, { lost, of }]) => `- ${what}: ${lost} of ${of} (${((100 * lost) / of).toFixed(1)} %)`)
}

/** @param {readonly RowRecord[]} records */
function summary(records) {
  const perEngine = ['chromium', 'firefox', 'webkit'].map((engine) => {
    const own = records.filter((record) => record.engine === engine)
    const { accepted, received, dropped, duplicates, requests, pageErrors } = sums(own)
    const count = (/** @type {RowRecord['result']} */ result) => own.filter((record) => record.result === result).length
    return `| ${engine} | ${count('passed')} | ${count('failed')} | ${count('skipped')} | ${accepted} | ${received} | ${dropped} | ${accepted - received - dropped} | ${duplicates} | ${requests} | ${pageErrors} |`
  })
  return [
    '| engine | runs passed | failed | not run | events accepted | received | given up and counted | lost | copies on the wire | requests | page errors |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...perEngine,
    '',
    'Lost are also, where a row allows it, events of which nothing was told, as listed below, and page views that were given up without a collector: only callbacks tell of that, and the call in the tag has none.',
  ]
}

/** @param {readonly RowRecord[]} records */
function sums(records) {
  const sum = (/** @type {(record: RowRecord) => number} */ read) => records.reduce((total, record) => total + read(record), 0)
  return {
    accepted: sum(({ accepted = 0 }) => accepted),
    received: sum(({ received = 0 }) => received),
    dropped: sum(({ dropped = {} }) => Object.values(dropped).reduce((total, count) => total + count, 0)),
    duplicates: sum(({ duplicatesOnTheWire = 0 }) => duplicatesOnTheWire),
    requests: sum(({ requests = 0 }) => requests),
    pageErrors: sum(({ findings = [] }) => findings.length),
  }
}
