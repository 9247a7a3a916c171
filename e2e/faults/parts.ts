import type { Collector } from '../fixtures/collector'
import type { TestFixtures, WorkerFixtures } from '../fixtures/test'
import type { Gate } from './gate'
import type { Ledger } from './ledger'
import type { Mode } from './mode'
import type { RowPages } from './pages'
import type { TimeLens } from './time-lens'

type Shared = 'certificate' | 'engine' | 'findings' | 'network' | 'openTab' | 'site' | 'tab' | 'visitor'

/** What every row gets from the fixtures; the collector stands behind the gate in collector mode only. */
export interface RowFixtures extends Pick<TestFixtures & WorkerFixtures, Shared> {
  readonly collector: Collector | undefined
}

/** What the body of a row works with. */
export interface RowParts extends RowFixtures {
  readonly mode: Mode
  readonly pages: RowPages
  readonly gate: Gate
  readonly ledger: Ledger
  readonly lens: TimeLens
}
