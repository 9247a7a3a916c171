import { expect } from '../fixtures/test'
import { afterPreflight, answer, nextTimes } from './fault'
import { oddDocuments, oddPlaces, oddWindows, strictPages, type OddPages } from './odd-pages'
import type { RowParts } from './parts'
import { row } from './row'
import { expectSent, sentBy } from './same-bytes'

/** The first request of each page fails, so that each has waited as well. */
async function expectSameOf(parts: RowParts, odd: OddPages): Promise<void> {
  const { gate } = parts
  const fail = (): void => gate.rule(afterPreflight(nextTimes(1, answer(503))))
  fail()
  const clean = await sentBy(parts, {})
  for (const [what, page] of Object.entries(odd)) {
    fail()
    await expectSent(parts, clean, page, what)
  }
  expect(gate.requests().filter(({ fault }) => fault)).toHaveLength(1 + Object.keys(odd).length)
}

row('F46', 'the page is an odd document: what is sent is the same to the byte', { leavesPages: true }, (parts) => expectSameOf(parts, oddDocuments))

row('F46', 'the page is in an odd place: what is sent is the same to the byte', { leavesPages: true }, (parts) => expectSameOf(parts, oddPlaces))

row('F46', 'the page has a strict policy: what is sent is the same to the byte', { leavesPages: true }, (parts) => expectSameOf(parts, strictPages(parts)))

const skip = { webkit: 'WebDriver stalls there once a page has opened a window of its own' }

row('F46', 'the page is a window without an address: what is sent is the same to the byte', { leavesPages: true, skip }, async (parts) => {
  await expectSameOf(parts, oddWindows)
  await parts.tab.evaluate('void inner.close()')
})
