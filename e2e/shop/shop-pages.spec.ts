import { expect, test } from '@playwright/test'
import { createShop } from './server.mjs'
import { html, scriptJson, trusted } from './site/html.mjs'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const HOSTILE = `"><script>alert('&')</script>`
const collectorUrl = 'http://collector.example'

test.describe('the template of the shop', () => {
  test('escapes what stands in its holes, in content and in attributes', () => {
    expect(String(html`<p title="${HOSTILE}">${HOSTILE}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>',
    )
  })

  test('nests without escaping twice, and leaves out what is not there', () => {
    expect(String(html`<ul>${['a', '<'].map((item) => html`<li>${item}</li>`)}</ul>${null}${undefined}${false}${0}`)).toBe('<ul><li>a</li><li>&lt;</li></ul>0')
  })

  test('takes no markup from JSON, and no objects', () => {
    const forged = JSON.parse(JSON.stringify(trusted('<b>'))) as string
    expect(() => html`${forged}`).toThrow(TypeError)
  })

  test('refuses a hole in an unquoted attribute', () => {
    expect(() => html`<a href=${'x'}>`).toThrow(SyntaxError)
  })

  test('lets no JSON end the script that it stands in', () => {
    const text = String(scriptJson({ name: '</script><!--\u2028' }))
    expect(text).not.toMatch(/[<\u2028]/)
    expect(JSON.parse(text)).toEqual({ name: '</script><!--\u2028' })
  })
})

test.describe('the pages of the shop', () => {
  test('carry the tag with key and addresses filled in, last before the end of the body', async () => {
    const { body } = await createShop({ collectorUrl, clientKey: 'key-$&-1' }).inject('/')
    const tag = body.slice(body.lastIndexOf('<script>'))
    expect(tag).not.toMatch(/YOUR_/)
    expect(tag).toContain('client_key:"key-$&-1"')
    expect(tag).toContain(`"${collectorUrl}/sa.js?key="`)
    expect(tag).toMatch(/window\.sib\.api_host = "http:\/\/collector\.example";\n<\/script>\n<\/body>\n<\/html>\n$/)
  })

  for (const tag of ['published3', 'published4'] as const) {
    test(`carry the published stub when asked for ${tag}`, async () => {
      const { body } = await createShop({ collectorUrl, tag }).inject('/')
      expect(body).toContain(tag === 'published3' ? '})(arg[0], arg[1], arg[2]);' : '})(arg[0], arg[1], arg[2], arg[3]);')
      expect(body).toContain('window.sib.api_host = "http://collector.example"')
    })
  }

  test('show a visitor’s words as text', async () => {
    const shop = createShop({ collectorUrl })
    const payload = new URLSearchParams({ email: 'a@b.example', firstname: HOSTILE, lastname: 'x' }).toString()
    const signedUp = await shop.inject({ method: 'POST', url: '/newsletter', headers: FORM, payload })
    const cookie = String(signedUp.headers['set-cookie']).split(';')[0] ?? ''
    for (const url of ['/newsletter/welcome', '/app/newsletter/welcome']) {
      const { body } = await shop.inject({ url, headers: { cookie } })
      expect(body).toContain('Welcome, &quot;&gt;&lt;script&gt;')
      expect(body).not.toContain('<script>alert')
    }
  })

  test('work without a script: every form leads to the page that follows', async () => {
    const shop = createShop({ collectorUrl })
    const added = await shop.inject({ method: 'POST', url: '/cart/items', headers: FORM, payload: 'slug=black-shoes&size=42&quantity=2' })
    expect([added.statusCode, added.headers.location]).toEqual([303, '/cart'])
    const headers = { ...FORM, cookie: String(added.headers['set-cookie']).split(';')[0] ?? '' }
    expect((await shop.inject({ url: '/cart', headers })).body).toContain('<dd id="cart-total">$180</dd>')
    const ordered = await shop.inject({ method: 'POST', url: '/checkout', headers, payload: 'delivery=post' })
    expect([ordered.statusCode, ordered.headers.location]).toEqual([303, '/thank-you'])
    expect((await shop.inject({ url: '/thank-you', headers })).body).toContain('$180')
    expect((await shop.inject({ url: '/cart', headers })).body).toContain('Nothing in here yet')
  })

  test('refuse what cannot be bought, and addresses that are none', async () => {
    const shop = createShop({ collectorUrl })
    for (const [url, payload] of [
      ['/cart/items', 'slug=black-shoes&size=12&quantity=1'],
      ['/cart/items', 'slug=__proto__&size=M&quantity=1'],
      ['/cart/items', 'slug=white-shirt&size=M&quantity=-1'],
      ['/checkout', ''],
      ['/newsletter', 'email=nobody'],
    ] as const) {
      expect((await shop.inject({ method: 'POST', url, headers: FORM, payload })).statusCode).toBe(400)
    }
    expect((await shop.inject('/products/nothing')).statusCode).toBe(404)
    expect((await shop.inject('/site/../server.mjs')).statusCode).toBe(404)
  })

  test('have every picture that events point to', async () => {
    const shop = createShop({ collectorUrl })
    const { body } = await shop.inject('/app')
    const paths = [...body.matchAll(/"image":"http:\/\/[^/"]+(\/art\/[\w-]+\.svg)"/g)].map((match) => match[1] ?? '')
    expect(paths.length).toBeGreaterThanOrEqual(8)
    for (const path of paths) expect((await shop.inject(path)).headers['content-type']).toBe('image/svg+xml')
  })
})
