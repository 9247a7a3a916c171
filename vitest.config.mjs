import { defineConfig } from 'vitest/config'

/** How many seeds the longest test of the simulation takes where SEEDS asks for nothing else. */
const usualSeeds = 2000

export default defineConfig({
  test: {
    // Browser tests end in .spec.ts and belong to Playwright.
    include: ['{src,snippet,e2e}/**/*.test.ts'],
    // For tests that cannot see Node.
    provide: { seed: Number(process.env.SEED ?? 1), runsFactor: Number(process.env.SEEDS ?? usualSeeds) / usualSeeds },
  },
})
