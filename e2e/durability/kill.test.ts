import { expect, it } from 'vitest'
import { killAgainAndAgain } from './kill-cycles'

it('F53: has every acknowledged event once, by whichever route, after it was killed again and again and what had no answer came again', { timeout: 120_000 }, async () => {
  const report = await killAgainAndAgain({ cycles: 5 })
  expect(report).toMatchObject({ lost: [], doubled: [], invented: [], integrity: 'ok' })
  expect(report.acknowledged).toBeGreaterThan(5 * 40)
  // Else nothing has come twice, and "once" would be no news.
  expect(report.repeats).toBeGreaterThan(5)
  expect(report.duplicates).toBeGreaterThan(0)
})
