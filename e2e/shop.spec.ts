import { expect, test as withCollector } from './fixtures/test'
import { createShop } from './shop/server.mjs'
import { TAGS } from './shop/tag.mjs'
import { brief, createVisit, isPage, THOMAS } from './shop/visit'
import type { Visit } from './shop/visit'

const NAMES = { FIRSTNAME: 'Thomas', LASTNAME: 'Bianchi' }

const test = withCollector.extend<{ tag: (typeof TAGS)[number]; visit: Visit }>({
  tag: ['ours', { option: true }],
  visit: async ({ tag, tab, collector }, use) => {
    const shop = createShop({ collectorUrl: collector.url, tag })
    await use(createVisit(await shop.listen({ port: 0, host: '127.0.0.1' }), tab, collector))
    await shop.close()
  },
})

for (const base of ['', '/app']) {
  test.describe(base ? 'the single-page shop' : 'the shop', () => {
    test('tells of every page once, and of nothing else', async ({ visit }) => {
      await visit.open(base || '/')
      await visit.follow('.card-link[href$="/products/black-shoes"]', `${base}/products/black-shoes`)
      await visit.follow('.cart-link', `${base}/cart`)
      await visit.told([`page ${base || '/'}`, `page ${base}/products/black-shoes`, `page ${base}/cart`])
      const titles = (await visit.received()).filter((event) => isPage(brief(event))).map(({ body }) => body.ma_title)
      expect(titles).toEqual(['Aldermoor: shoes and shirts, made to be mended', 'Black shoes · Aldermoor', 'Your cart · Aldermoor'])
    })

    test('tells what is put into the cart, as the guide has it', async ({ visit }) => {
      await visit.open(`${base}/products/black-shoes`)
      await visit.write('#quantity', '2')
      await visit.add('.product .add-to-cart', 2)
      await visit.add('[data-product-card=white-shirt] .add-to-cart', 3)
      await visit.told([`page ${base}/products/black-shoes`, 'track cart_updated', 'track cart_updated'])
      const [first, second] = await visit.said('track cart_updated')
      expect(second?.properties).toEqual({})
      expect(second?.event).toEqual({
        id: expect.stringMatching(/^cart:\d+$/) as unknown,
        data: {
          total: 280,
          currency: 'USD',
          url: `${visit.url}/cart`,
          items: [visit.item('Black shoes', 90, 2), visit.item('White shirt', 100, 1)],
        },
      })
      expect(first?.event).toMatchObject({ id: second?.event?.id, data: { total: 180, items: [visit.item('Black shoes', 90, 2)] } })
    })

    test('tells of a changed cart and of an emptied one', async ({ visit, tab }) => {
      await visit.open(`${base}/products/white-shirt`)
      await visit.add('.product .add-to-cart', 1)
      await visit.follow('.cart-link', `${base}/cart`)
      await visit.write('[name="white-shirt/M"]', '3')
      await visit.click('.update-cart')
      await tab.waitFor(() => document.querySelector('#cart-total')?.textContent === '$300', 'the new total')
      await visit.click('.empty-cart')
      await tab.waitFor(() => document.querySelector('.empty') !== null && document.readyState === 'complete', 'an empty cart')
      // Both forms lead to the cart again: another page in the shop of many pages, the same one in the other.
      const again = base ? [] : ['page /cart']
      const pages = [`page ${base}/products/white-shirt`, `page ${base}/cart`, ...again, ...again]
      await visit.told([...pages, 'track cart_updated', 'track cart_updated', 'track cart_deleted'])
      const [, updated] = await visit.said('track cart_updated')
      expect(updated?.event?.data).toMatchObject({ total: 300, items: [visit.item('White shirt', 100, 3)] })
      const [deleted] = await visit.said('track cart_deleted')
      expect(deleted?.event).toEqual({ id: updated?.event?.id, data: { items: [] } })
    })

    test('tells of an order once, although the click leaves the page', async ({ visit, tab }) => {
      await visit.open(`${base}/products/black-shoes`)
      await visit.add('.product .add-to-cart', 1)
      await visit.checkOut(base)
      expect(await tab.text('#cart-count')).toBe('0')
      const pages = ['/products/black-shoes', '/cart', '/checkout', '/thank-you'].map((path) => `page ${base}${path}`)
      await visit.told([...pages, 'track cart_updated', 'track order_completed'])
      const [updated] = await visit.said('track cart_updated')
      const [ordered] = await visit.said('track order_completed')
      expect(ordered?.event).toEqual(updated?.event)
    })

    test('tells who signed up, and whose the earlier events were', async ({ visit }) => {
      await visit.open(`${base}/products/wool-socks`)
      await visit.add('.product .add-to-cart', 1)
      await visit.signUp(base)
      await visit.open(`${base}/products/wool-socks`)
      await visit.add('.product .add-to-cart', 2)
      const pages = ['/products/wool-socks', '/newsletter', '/newsletter/welcome', '/products/wool-socks'].map((path) => `page ${base}${path}`)
      await visit.told([...pages, 'track cart_updated', 'identify', 'track cart_updated'])
      const [identified] = await visit.said('identify')
      expect(identified).toMatchObject({ email_id: THOMAS.email, properties: NAMES })
      const [anonymous, known] = await visit.said('track cart_updated')
      expect(anonymous).not.toHaveProperty('email_id')
      expect(anonymous?.properties).toEqual({})
      // An e-mail among the properties says who the visitor is; the rest is what the contact is like.
      expect(known?.email_id).toBe(THOMAS.email)
      expect(known?.properties).toEqual(NAMES)
      const owners = async (): Promise<unknown[]> => [...new Set((await visit.received()).map(({ email }) => email))]
      await expect.poll(owners, { message: 'all events belong to the contact' }).toEqual([THOMAS.email])
    })

    test('tells of the size guide being taken, once a click, with its whole address', async ({ visit }) => {
      await visit.open(`${base}/products/black-shoes`)
      await visit.click('#size-guide')
      await visit.told([`page ${base}/products/black-shoes`, `trackLink ${visit.url}/size-guide.txt`])
      const [taken] = await visit.said(`trackLink ${visit.url}/size-guide.txt`)
      expect(taken).toMatchObject({ sib_name: 'size-guide', properties: { document: 'Size guide', placement: 'product' } })
    })
  })
}

for (const tag of TAGS) {
  test.describe(`the shop with the tag ${tag}`, () => {
    test.use({ tag })

    test('tells a whole visit', async ({ visit }) => {
      await visit.open('/products/black-shoes')
      await visit.add('.product .add-to-cart', 1)
      await visit.signUp('')
      await visit.checkOut('')
      const pages = ['/products/black-shoes', '/newsletter', '/newsletter/welcome', '/cart', '/checkout', '/thank-you'].map((path) => `page ${path}`)
      await visit.told([...pages, 'track cart_updated', 'identify', 'track order_completed'])
      const [ordered] = await visit.said('track order_completed')
      expect(ordered).toMatchObject({ email_id: THOMAS.email, properties: NAMES, event: { data: { total: 90 } } })
    })
  })
}
