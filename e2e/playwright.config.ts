import { defineConfig } from '@playwright/test'

/**
 * Unless all of the fault matrix is asked for (`npm run test:faults`), two engines take only what is a matter of the engine, with a
 * collector: the end of pages, tabs and browsers (F5 to F11, F30 to F37) and the pages that a script may meet (F43 to F48, F50).
 */
const brief = process.env.FAULTS === 'all' ? {} : { grepInvert: /\bF([1-4]|1[2-9]|2\d|3[89]|4[0-29]|5[1-9]) \w+:|\bF\d+ direct:/ }

/**
 * One worker: two browsers at once are no faster on two cores. No retries: a test that passes at the second
 * try has found something. The projects carry names only; the fixture `engine` starts the browser of that name.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/browsers',
  timeout: 30_000,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../test-results/browsers.json' }], ['./faults/reporter.ts']],
  projects: [{ name: 'chromium' }, { name: 'firefox', ...brief }, { name: 'webkit', ...brief }],
})
