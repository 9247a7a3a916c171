import { defineConfig } from '@playwright/test'

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
  reporter: [['list'], ['json', { outputFile: '../test-results/browsers.json' }]],
  projects: [{ name: 'chromium' }, { name: 'firefox' }, { name: 'webkit' }],
})
