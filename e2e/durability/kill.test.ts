import { expect, it } from 'vitest'
import { killAgainAndAgain } from './kill-cycles'

it('has every acknowledged hit, once, after it was killed again and again', { timeout: 120_000 }, async () => {
  const report = await killAgainAndAgain({ cycles: 5 })
  expect(report).toMatchObject({ lost: [], doubled: [], integrity: 'ok' })
  expect(report.acknowledged).toBeGreaterThan(5 * 20)
})
