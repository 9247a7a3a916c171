import { expect } from '../fixtures/test'
import type { RowPageOptions } from './pages'
import type { RowParts } from './parts'
import { framed, type Stage } from './stages'

/** The bodies that carry these events, in order of arrival. */
export async function bodiesOf({ gate }: RowParts, names: readonly string[]): Promise<readonly string[]> {
  const carries = ({ body }: { body: string }): boolean => names.some((name) => body.includes(`"${name}"`))
  const bodies = (): string[] => gate.requests().filter((request) => request.isPassed && carries(request)).map(({ body }) => body)
  await expect.poll(() => names.filter((name) => !bodies().some((body) => body.includes(`"${name}"`))), { timeout: 15_000 }).toEqual([])
  return bodies()
}

/** Without what differs from event to event and from page to page, and without the values of these members. */
function withoutChance(body: string, excepted: readonly string[]): string {
  const plain = body
    .replace(/F\d+-(view-)?\w+/g, 'NAME')
    .replace(/page\d+/g, 'page')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replace(/"lane":"\w+"/g, '"lane":"LANE"')
    .replace(/"(ts|sent)":\d+/g, '"$1":0')
  return excepted.reduce((text, member) => text.replace(new RegExp(`"${member}":"[^"]*"`, 'g'), `"${member}":"EXCEPTED"`), plain)
}

/** Values of every kind that JSON has, and texts that it has to escape. */
export const properties = { TEXT: 'a "quoted" ü', NUMBER: 1.5, LIST: [1, [2, null], { deep: ['x'] }], OBJECT: { empty: {}, none: [] }, YES: true }

/** Makes the lists and objects in the page that tracks them, so that their prototypes are those that a library has changed there. */
const trackSame = `window.__trackSame = function (names) { __track(names, ${JSON.stringify(properties)}) }`

/** A page that is compared: what it is like, and how it stands in the tab. */
export interface Compared {
  readonly options?: RowPageOptions
  readonly stage?: Stage
  /** Code of the tab, run when the view has arrived: it makes the page odd, and is true once it is. */
  readonly proof?: string
  /** Members of the bodies that cannot be the same, each for the reason that stands with the page. */
  readonly excepted?: readonly string[]
}

/** What a page sends of its view and of three events. */
export async function sentBy(parts: RowParts, { options = {}, stage = framed, proof = 'true' }: Compared): Promise<readonly string[]> {
  const { pages, ledger, tab } = parts
  const { inner } = stage
  await stage.open(parts, pages.publish({ ...options, setup: [trackSame, options.setup ?? ''].join(';\n') }))
  await tab.waitFor(`${inner} && ${inner}.sib ? typeof ${inner}.sib.track === 'function' : false`, 'the live methods inside')
  const view = await tab.evaluate<string>(`${inner}.document.title`)
  const bodies = [...(await bodiesOf(parts, [view]))]
  const acknowledged = (): Promise<void> => tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the acknowledgement of all that was sent')
  // What waits is sent together; the view may not wait with it on one page and not on the other.
  await acknowledged()
  await tab.waitFor(proof, `that the page is as odd as it should be: ${proof}`)
  const names = ledger.nextNames(3)
  await tab.evaluate(`void ${inner}.__trackSame(${JSON.stringify(names)})`)
  ledger.accept([view, ...names], view)
  bodies.push(...(await bodiesOf(parts, names)))
  // The next page would send again what has no answer yet.
  await acknowledged()
  return bodies
}

/** Expects of this page what a clean one has sent. */
export async function expectSent(parts: RowParts, clean: readonly string[], page: Compared, what = ''): Promise<void> {
  const bare = (bodies: readonly string[]): readonly string[] => bodies.map((body) => withoutChance(body, page.excepted ?? []))
  expect(clean.join()).toContain('{"empty":{},"none":[]}')
  // A page that gets nothing through is one finding among others.
  const sent = await sentBy(parts, page).then(bare, String)
  expect.soft(sent, what).toEqual(bare(clean))
}

/** Opens a clean page, then one with each of these scripts before the tag, and expects the same bodies from all. */
export async function expectSameBytes(parts: RowParts, scripts: Readonly<Record<string, string>>, config: RowPageOptions['config'] = {}): Promise<void> {
  const clean = await sentBy(parts, {})
  for (const [what, source] of Object.entries(scripts)) {
    await expectSent(parts, clean, { options: { head: `<script>${source}</script>`, config } }, what)
  }
}
