import { defineConfig } from '@playwright/test'

/**
 * Unless all of the fault matrix is asked for (`npm run test:faults`), two engines take only what the end of pages, tabs and
 * browsers does (F5 to F11, F30 to F37) with a collector; the rest is less a matter of the engine, and is the third one's.
 */
const brief = process.env.FAULTS === 'all' ? {} : { grepInvert: /\bF([1-4]|1[2-9]|2\d|3[89]|[45]\d) \w+:|\bF\d+ direct:/ }

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
