// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.mjs'
import { reports } from './steps.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** What the two test runners counted together. @returns {Tally} */
export function readTally() {
  const unit = read(reports.unit)
  const browsers = /** @type {Record<string, number>} */ (read(reports.browsers)['stats'] ?? {})
  return {
    passed: number(unit['numPassedTests']) + number(browsers['expected']),
    // A test that passes at the second try has found something; there are no retries, so it cannot be.
    failed: number(unit['numFailedTests']) + number(browsers['unexpected']) + number(browsers['flaky']),
    skipped: number(unit['numPendingTests']) + number(unit['numTodoTests']) + number(browsers['skipped']),
  }
}

/** @param {unknown} value */
function number(value) {
  return typeof value === 'number' ? value : 0
}

/** @param {string} path @returns {Record<string, unknown>} */
function read(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
