import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Browser tests end in .spec.ts and belong to Playwright.
  test: { include: ['{src,snippet,e2e}/**/*.test.ts'] },
})
