import { readFileSync } from 'node:fs'
import { expect, expectHits, hitsOf, settle, test } from './fixtures/test'

test.describe('the test harness', () => {
  test('serves a page, clicks, evaluates and reads', async ({ tab, site }) => {
    const button = '<button id="b" onclick="this.textContent = \'clicked\'">click</button>'
    const url = site.page({ tag: 'none', title: 'Made to measure', body: button })
    await tab.goto(url)
    expect(await tab.url()).toBe(url)
    expect(await tab.text('#b')).toBe('click')
    await tab.click('#b')
    await tab.waitFor(() => document.querySelector('#b')?.textContent === 'clicked', 'the click')
    expect(await tab.evaluate('document.title')).toBe('Made to measure')
    expect(await tab.evaluate((n: number) => Promise.resolve({ twice: n * 2, isSecureContext }), 21)).toEqual({ twice: 42, isSecureContext: true })
    expect(await tab.evaluate('undefined')).toBeUndefined()
    await expect(tab.evaluate('missing.property')).rejects.toThrow(/missing/)
  })

  test('writes a screenshot', async ({ tab, site }, testInfo) => {
    await tab.goto(site.page({ tag: 'none' }))
    const path = testInfo.outputPath('page.png')
    await tab.screenshot(path)
    expect(readFileSync(path).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  })

  test('goes back in the history, reloads and goes on', async ({ tab, site }) => {
    const first = site.page({ tag: 'none', title: 'First', body: `<a id="next" href="${site.page({ tag: 'none', title: 'Second' })}">next</a>` })
    await tab.goto(first)
    await tab.click('#next')
    await tab.waitFor(() => document.title === 'Second' && document.readyState === 'complete', 'the second page')
    await tab.goBack()
    expect(await tab.url()).toBe(first)
    await tab.evaluate('window.mark = 1')
    await tab.reload()
    expect(await tab.evaluate('window.mark')).toBeUndefined()
    await tab.evaluate('history.pushState(null, "", "#view")')
    await tab.goBack()
    expect(await tab.url()).toBe(first)
  })

  test('gives the tabs of a visitor one storage', async ({ tab, openTab, site }) => {
    const url = site.page({ tag: 'none' })
    await tab.goto(url)
    await tab.evaluate('localStorage.setItem("mark", "one"), void (document.cookie = "mark=one")')
    const other = await openTab()
    await other.goto(url)
    expect(await other.evaluate('localStorage.getItem("mark") + document.cookie')).toBe('onemark=one')
    await other.close()
    expect(await tab.evaluate('localStorage.getItem("mark")')).toBe('one')
  })

  test('gives another visitor another storage', async ({ engine, tab, site }) => {
    await tab.goto(site.page({ tag: 'none' }))
    await tab.evaluate('localStorage.setItem("mark", "one"), void (document.cookie = "mark=one")')
    const url = await tab.url()
    await tab.close()
    const visitor = await engine.newVisitor()
    const foreign = await visitor.openTab()
    await foreign.goto(url)
    expect(await foreign.evaluate('[localStorage.length, document.cookie]')).toEqual([0, ''])
    await visitor.leave()
  })
})

test.describe('what goes wrong in a page', () => {
  test('is recorded, over navigations and under a policy that forbids connections', async ({ tab, site, findings }) => {
    await tab.goto(site.page({ tag: 'none', body: '<script>throw new TypeError("first")</script>' }))
    await tab.evaluate('void Promise.reject(new Error("second"))')
    await tab.waitFor('window.__pageErrors.length === 2', 'the rejection')
    const headers = { 'content-security-policy': "default-src 'none'; script-src 'self'" }
    await tab.goto(site.page({ tag: 'none', headers, body: '<script>mark = 1</script>' }))
    for (const pattern of [/^error: TypeError: first$/, /^unhandledrejection: Error: second$/, /^securitypolicyviolation: script-src/])
      findings.expectPageError(pattern)
  })

  test('is a problem for a test that does not expect it', async ({ tab, site, findings }) => {
    await tab.goto(site.page({ tag: 'none', setup: 'console.error("complaint")' }))
    expect(await findings.problems()).toEqual(['console.error: complaint'])
    findings.expectPageError(/complaint/)
    expect(await findings.problems()).toEqual([])
  })

  test('includes hosts that nobody should contact', async ({ tab, site, findings }) => {
    await tab.goto(site.page({ tag: 'none' }))
    const ask = (url: string): Promise<string> =>
      tab.evaluate((target: string) => fetch(target, { mode: 'no-cors' }).then(() => 'answered', () => 'failed'), url)
    expect(await ask('https://in-automate.brevo.com/p')).toBe('failed')
    expect(await ask('http://stranger.invalid/')).toBe('failed')
    expect(await findings.problems()).toEqual(['contacted in-automate.brevo.com:443', 'contacted stranger.invalid:80'])
    findings.expectRefused('in-automate.brevo.com:443')
    findings.expectRefused('stranger.invalid:80')
  })
})

test.describe('the site', () => {
  for (const origin of ['http://shop.example.test', 'https://shop.example.test'] as const) {
    test(`is there at ${origin}, too`, async ({ tab, site }) => {
      await tab.goto(site.page({ tag: 'none', origin }))
      expect(await tab.evaluate('[location.origin, isSecureContext]')).toEqual([origin, origin.startsWith('https')])
    })
  }

  for (const tag of ['ours', 'published3', 'published4'] as const) {
    for (const contentType of ['text/html', 'application/xhtml+xml'] as const) {
      test(`has the tag ${tag} in ${contentType}, with its configuration, before the script`, async ({ tab, site }) => {
        await tab.goto(site.page({ tag, contentType, script: 'held', config: { api_host: 'https://a.example' } }))
        const state = 'window.sib && [sib.client_key, sib.api_host, sib.equeue.length, typeof sib.track]'
        expect(await tab.evaluate(state)).toEqual([site.clientKey, 'https://a.example', 1, 'undefined'])
        expect(await tab.evaluate('document.contentType')).toBe(contentType)
      })
    }
  }

  for (const script of ['blocked', 'missing'] as const) {
    test(`can have its script ${script}`, async ({ tab, site }) => {
      await tab.goto(site.page({ tag: 'ours', script }))
      // Firefox asks several times when the connection breaks.
      await expect.poll(site.scriptRequests).toBeGreaterThan(0)
      await tab.waitFor('document.readyState === "complete"', 'the end of loading')
      expect(await tab.evaluate('[sib.equeue.length, typeof sib.track]')).toEqual([1, 'undefined'])
    })
  }
})

test.describe('the stand-in of the vendor', () => {
  test('is reached under its name over TLS, with a preflight', async ({ tab, site, vendor }) => {
    await tab.goto(site.page({ tag: 'none' }))
    const status = await tab.evaluate(async () => {
      const headers = { 'ma-key': 'k', 'content-type': 'application/json' }
      const answer = await fetch('https://in-automate.brevo.com/api/v2/identify', { method: 'POST', headers, body: '{"email":"a@b.example"}' })
      return answer.status
    })
    expect(status).toBe(204)
    expect(vendor.preflights()).toHaveLength(1)
    expect(vendor.requests()).toMatchObject([{ method: 'POST', path: '/api/v2/identify', headers: { 'ma-key': 'k' }, json: { email: 'a@b.example' } }])
  })

  test('answers as a test wants it to', async ({ tab, site, vendor }) => {
    await tab.goto(site.page({ tag: 'none' }))
    const ask = (): Promise<string> =>
      tab.evaluate(() => fetch('https://in-automate.brevo.com/p', { method: 'POST', body: '{}' }).then((answer) => String(answer.status), () => 'failed'))
    vendor.answer(() => ({ status: 429, headers: { 'retry-after': '1' } }))
    expect(await ask()).toBe('429')
    vendor.answer(() => 'reset')
    expect(await ask()).toBe('failed')
    vendor.answer(() => 'noCors')
    expect(await ask()).toBe('failed')
    vendor.answer(() => undefined)
    expect(await ask()).toBe('200')
    // A browser may try once more on its own when a connection breaks that it has used before.
    expect(vendor.requests().length).toBeGreaterThanOrEqual(4)
  })
})

test.describe('the collector', () => {
  test('keeps its addresses and hits over a stop and a kill', async ({ collector }) => {
    const send = (name: string): Promise<Response> =>
      fetch(`${collector.url}/p?key=k&cuid=c&sib_type=track&sib_name=${name}`)
    expect((await send('one')).status).toBe(200)
    await collector.stop()
    await expect(send('none')).rejects.toThrow()
    await collector.start()
    await send('two')
    await collector.kill9()
    await collector.start()
    await expectHits(collector).toReceive([{ kind: 'track', name: 'one' }, { kind: 'track', name: 'two' }])
  })

  test('is told of events, and a barrier shows that there are no more', async ({ tab, site, collector }) => {
    await tab.goto(site.page({ tag: 'ours', title: 'Shop', config: { api_host: collector.url } }))
    await tab.evaluate('sendinblue.track("cart_updated", { email: "a@b.example" }, { id: "cart:1" })')
    await expectHits(collector, tab).toReceive([
      { kind: 'page', accepted: true, key: site.clientKey },
      { kind: 'track', name: 'cart_updated', body: { event: { id: 'cart:1' } } },
    ])
    await expectHits(collector, tab).neverToReceive({ kind: 'identify' })
    await expect(expectHits(collector, tab).toReceive([{ kind: 'page' }])).rejects.toThrow()
    await expect(expectHits(collector, tab).neverToReceive({ kind: 'page' })).rejects.toThrow()
    await settle(tab, collector)
    expect(await hitsOf(collector)).toHaveLength(2)
  })
})
