import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'snippet/**/*.test.ts', 'e2e/**/*.test.ts'] },
})
