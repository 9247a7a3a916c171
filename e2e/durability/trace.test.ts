import { expect, it } from 'vitest'
import { outOfOrder, stepsIn } from './trace'

const [ann, bob] = ['TCP:[127.0.0.1:1->127.0.0.1:2]', 'TCP:[127.0.0.1:1->127.0.0.1:3]']
const ask = (socket: string, ...names: string[]): string => String.raw`7 read(23<${socket}>, "POST /p HTTP/1.1\r\n\r\n${names.join()}", 65536) = 30`
const store = (...names: string[]): string => `7 pwrite64(21</d/a.db-wal>, "...${names.join()}", 4096, 32) = 4096`
const sync = '7 fdatasync(21</d/a.db-wal>) = 0'
const answer = (socket: string): string => String.raw`7 writev(23<${socket}>, [{iov_base="HTTP/1.1 200 OK\r\n", iov_len=9}, {iov_base="{\"sib\":1,\"rejected\":[]}"}], 2) = 30`
const nothing = (socket: string): string => String.raw`7 write(23<${socket}>, "HTTP/1.1 204 No Content\r\n\r\n", 30) = 30`
const refusal = String.raw`7 writev(23<${ann}>, [{iov_base="HTTP/1.1 503 Service Unavailable\r\n"}], 1) = 30`
const otherSync = '7 fdatasync(22</d/a.db>) = 0'
const failedSync = '7 fdatasync(21</d/a.db-wal>) = -1 EIO'
const begunSync = '7 fdatasync(21</d/a.db-wal> <unfinished ...>'
const resumedSync = '7 <... fdatasync resumed>) = 0'
const [one, two] = ['traced-0001', 'traced-0002']

it.each([
  ['takes an answer after the sync', [ask(ann, one), store(one), sync, answer(ann)], 0],
  ['takes two answers after one sync', [ask(ann, one), ask(bob, two), store(one, two), sync, answer(bob), nothing(ann)], 0],
  ['takes an answer while others are written', [ask(ann, one), store(one), sync, ask(bob, two), store(two), answer(ann)], 0],
  ['takes a sync that another thread interrupted', [ask(ann, one), store(one), begunSync, '8 read(5<pipe:[1]>, "", 8) = 8', resumedSync, answer(ann)], 0],
  ['takes a refusal', [ask(ann, one), refusal], 0],
  ['finds an answer during the sync', [ask(ann, one), store(one), begunSync, answer(ann), resumedSync], 1],
  ['finds an answer before the sync', [ask(ann, one), store(one), answer(ann), sync], 1],
  ['finds an answer without a body before the sync', [ask(ann, one), store(one), nothing(ann), sync], 1],
  ['finds an answer without a write of its own', [ask(ann, one), store(one), sync, answer(ann), ask(ann, two), answer(ann)], 1],
  ['finds an answer of which a part is written', [ask(ann, `${one}-0`, `${one}-1`), store(`${one}-0`), sync, answer(ann)], 1],
  ['finds an answer written after the sync of others', [ask(ann, one), ask(bob, two), store(one), sync, store(two), answer(bob), answer(ann)], 1],
  ['finds an answer after a sync of another file', [ask(ann, one), store(one), otherSync, answer(ann)], 1],
  ['finds an answer after a sync that failed', [ask(ann, one), store(one), failedSync, answer(ann)], 1],
  ['finds an answer to nothing that was asked', [answer(ann)], 1],
])('%s', (_what, lines, found) => expect(outOfOrder(stepsIn(lines.join('\n')))).toHaveLength(found))
