import { run, upstreamOf, type Row, type RowOptions } from '../row'
import { test, type StockFixtures } from './test'

/** Declares a row that needs a browser as its visitors have it: one test for each mode. */
export function stockRow(id: string, title: string, options: RowOptions, body: Row<StockFixtures>['body']): void {
  const row: Row<StockFixtures> = { id, title, options, body }
  test(`${id} collector: ${title}`, async ({ engine, certificate, network, site, findings, collector, visitor, openTab, tab, profile, stock, stockTab }, testInfo) => {
    const fixtures = { engine, certificate, network, site, findings, collector, visitor, openTab, tab, profile, stock, stockTab }
    await run(row, fixtures, upstreamOf(collector), testInfo)
  })
  test(`${id} direct: ${title}`, async ({ engine, certificate, network, site, findings, vendor, visitor, openTab, tab, profile, stock, stockTab }, testInfo) => {
    const fixtures = { engine, certificate, network, site, findings, collector: undefined, visitor, openTab, tab, profile, stock, stockTab }
    await run(row, fixtures, upstreamOf(vendor), testInfo)
  })
}
