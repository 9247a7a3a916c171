import { expect } from '../fixtures/test'
import type { RowPageOptions } from './pages'
import type { RowParts } from './parts'

/** The bodies that carry these events, in order of arrival. */
export async function bodiesOf({ gate }: RowParts, names: readonly string[]): Promise<readonly string[]> {
  const carries = ({ body }: { body: string }): boolean => names.some((name) => body.includes(`"${name}"`))
  const bodies = (): string[] => gate.requests().filter((request) => request.isPassed && carries(request)).map(({ body }) => body)
  await expect.poll(() => names.filter((name) => !bodies().some((body) => body.includes(`"${name}"`))), { timeout: 15_000 }).toEqual([])
  return bodies()
}

/** Without what differs from event to event and from page to page. */
function withoutChance(body: string): string {
  return body
    .replace(/F\d+-(view-)?\w+/g, 'NAME')
    .replace(/page\d+/g, 'page')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replace(/"lane":"\w+"/g, '"lane":"LANE"')
    .replace(/"(ts|sent)":\d+/g, '"$1":0')
}

/** Values of every kind that JSON has, and texts that it has to escape. */
export const properties = { TEXT: 'a "quoted" ü', NUMBER: 1.5, LIST: [1, [2, null], { deep: ['x'] }], OBJECT: { empty: {}, none: [] }, YES: true }

/** What a page sends of its view and of three events; it is in a frame, because WebDriver's own scripts would not survive there. */
export async function sentBy(parts: RowParts, options: RowPageOptions): Promise<readonly string[]> {
  const { pages, site, ledger, tab } = parts
  await tab.goto(site.page({ tag: 'none', body: `<iframe src="${pages.publish(options)}"></iframe>` }))
  await tab.waitFor("frames[0].sib ? typeof frames[0].sib.track === 'function' : false", 'the live methods inside')
  const view = await tab.evaluate<string>('frames[0].document.title')
  const bodies = [...(await bodiesOf(parts, [view]))]
  const acknowledged = (): Promise<void> => tab.waitFor("Object.keys(localStorage).join().indexOf('sajs.e.') < 0", 'the acknowledgement of all that was sent')
  // What waits is sent together; the view may not wait with it on one page and not on the other.
  await acknowledged()
  const names = ledger.nextNames(3)
  await tab.evaluate((source: string) => {
    const [frame] = Array.from(document.querySelectorAll('iframe'))
    // Lists and objects of the frame's own, whose prototypes are those that the library has changed.
    ;(frame?.contentWindow as unknown as { eval(source: string): void }).eval(source)
  }, `__track(${JSON.stringify(names)}, ${JSON.stringify(properties)})`)
  ledger.accept([view, ...names], view)
  bodies.push(...(await bodiesOf(parts, names)))
  // The next page would send again what has no answer yet.
  await acknowledged()
  return bodies.map(withoutChance)
}

/** Opens a clean page, then one with each of these scripts before the tag, and expects the same bodies from all. */
export async function expectSameBytes(parts: RowParts, scripts: Readonly<Record<string, string>>, config: RowPageOptions['config'] = {}): Promise<void> {
  const clean = await sentBy(parts, {})
  expect(clean.join()).toContain('{"empty":{},"none":[]}')
  for (const [what, source] of Object.entries(scripts)) {
    // A page that gets nothing through is one finding among others.
    const sent = await sentBy(parts, { head: `<script>${source}</script>`, config }).catch(String)
    expect.soft(sent, what).toEqual(clean)
  }
}
