import { ready } from './fixtures/calls'
import type { PageOptions } from './fixtures/site/page'
import { functionStub, inline } from './fixtures/stubs'
import { expect, test } from './fixtures/test'

const name = 'Drop-in'
const key = 'drop-in-key'

/** A published tag of which the script's address alone was changed, and how its pages write a call. */
interface Generation {
  readonly page: Pick<PageOptions, 'tag' | 'script' | 'body'>
  readonly write: (method: string, args: string) => string
}

const mere = { tag: 'none', script: 'normal' } as const
const method: Generation['write'] = (called, args) => `void sendinblue.${called}(${args})`
const generations: Readonly<Record<string, Generation>> = {
  'the array stub': { page: { tag: 'array' }, write: method },
  'the stub that hands on three arguments': { page: { tag: 'published3' }, write: method },
  'the stub that hands on four arguments': { page: { tag: 'published4' }, write: method },
  'the function with a queue': { page: { ...mere, body: inline(functionStub, `sendinblue('page', '${name}')`) }, write: (called, args) => `void sendinblue("${called}", ${args})` },
  'Brevo.push': { page: { tag: 'brevo' }, write: (called, args) => `void Brevo.push(["${called}", ${args}])` },
  'the script alone': { page: mere, write: method },
}

for (const [generation, { page, write }] of Object.entries(generations)) {
  test(`${generation}: without a collector all goes to the vendor, in order and once`, async ({ tab, site, vendor }) => {
    await tab.goto(site.page({ ...page, title: name, clientKey: key }))
    await ready(tab)
    await tab.evaluate(write('track', '"anonymous", { A: 1 }'))
    // An e-mail that is known by then goes with what has not been sent yet.
    await expect.poll(() => vendor.requests().length).toBe(2)
    await tab.evaluate(write('identify', '"ada@example.test", { B: 2 }'))
    await tab.evaluate(write('track', '"known", { C: 3 }, { id: "cart:1", data: { total: 7 } }'))
    await expect
      .poll(() => vendor.requests().map(({ path, json }) => [path, (json as { sib_name?: string }).sib_name]))
      .toEqual([['/p', name], ['/p', 'anonymous'], ['/p', undefined], ['/api/v2/identify', undefined], ['/api/v2/trackEvent', undefined]])
    const [view, anonymous, tie, identify, known] = vendor.requests()
    const visitor = (view?.json as { cuid: string }).cuid
    expect(view?.json).toMatchObject({ key, cuid: expect.stringMatching(/^[\da-f-]{36}$/), sib_type: 'page' })
    expect(anonymous?.json).toMatchObject({ key, cuid: visitor, sib_type: 'track', properties: { A: 1 } })
    expect(tie?.json).toMatchObject({ key, cuid: visitor, sib_type: 'identify', email_id: 'ada@example.test' })
    expect(identify?.json).toEqual({ email: 'ada@example.test', attributes: { B: 2 } })
    expect(known?.json).toEqual({ email: 'ada@example.test', event: 'known', properties: { C: 3 }, eventdata: { id: 'cart:1', data: { total: 7 } } })
    expect([identify, known].map((request) => request?.headers['ma-key'])).toEqual([key, key])
  })
}
