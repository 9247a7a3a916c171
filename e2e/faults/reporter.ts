import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import type { Reporter } from '@playwright/test/reporter'
import { recordOf } from './report'

const folder = new URL('../../test-results/', import.meta.url)
const file = new URL('faults.jsonl', folder)

/** Writes one line for each row that has ended, all its fixtures included; the lines of an earlier run go. */
export default function createRowReporter(): Reporter {
  return {
    onBegin() {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, '')
    },
    onTestEnd(test, result) {
      const { title, repeatEachIndex, parent } = test
      const record = recordOf({ title, repeatEachIndex, engine: parent.project()?.name ?? '' }, result)
      if (record) appendFileSync(file, `${JSON.stringify(record)}\n`)
    },
    printsToStdio: () => false,
  }
}
