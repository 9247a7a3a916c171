import { expect, it } from 'vitest'
import { outOfOrder, syscallsIn } from './trace'

const store = '7 pwrite64(21</d/a.db-wal>, "...", 24, 32) = 24'
const sync = '7 fdatasync(21</d/a.db-wal>) = 0'
const answer = String.raw`7 writev(23<TCP:[127.0.0.1:1->127.0.0.1:2]>, [{iov_base="HTTP/1.1 200 OK\r\n", iov_len=9}, {iov_base="{\"sib\":1,\"rejected\":[]}"}], 2) = 30`
const otherSync = '7 fdatasync(22</d/a.db>) = 0'
const failedSync = '7 fdatasync(21</d/a.db-wal>) = -1 EIO'

it.each([
  ['takes an answer after the sync', [store, store, sync, answer], 0],
  ['finds an answer before the sync', [store, answer, sync], 1],
  ['finds an answer without a write of its own', [store, sync, answer, answer], 1],
  ['finds an answer after a sync of another file', [store, otherSync, answer], 1],
  ['finds an answer after a sync that failed', [store, failedSync, answer], 1],
  ['finds a write after the sync', [store, sync, store, answer], 1],
])('%s', (_what, lines, found) => expect(outOfOrder(syscallsIn(lines.join('\n')))).toHaveLength(found))
