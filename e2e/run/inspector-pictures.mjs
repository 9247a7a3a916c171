// @ts-check
// Makes the pictures of the inspector in docs/ anew, from a made-up shop.
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { runMain } from './command.mjs'
import { startServer } from './server.mjs'

const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const shop = 'https://shop.example.com'
const thomas = 'thomas.bianchi@example.com'

/** What a visitor did, one thing every few seconds. @param {string} cuid @param {object[]} hits */
function visit(cuid, hits) {
  const now = Date.now()
  return { key: 'xx44x0iexxx', cuid, sent: now, hits: hits.map((hit, seq) => ({ id: `${cuid}-${seq}`, lane: cuid, seq, ts: now - 60_000 + seq * 7000, sib_type: 'page', ma_url: `${shop}/`, ...hit })) }
}

const cart = { id: 'cart:1234', data: { total: 280, currency: 'USD', items: [{ name: 'Black shoes', price: 90, quantity: 2 }, { name: 'White shirt', price: 100, quantity: 1 }] } }
const shoes = `${shop}/products/black-shoes`
const visits = [
  visit('5d0c4c11', [{ sib_name: 'Home' }, { sib_name: 'Shirts', ma_url: `${shop}/shirts` }, { sib_type: 'track', sib_name: '' }, { sib_type: 'dropped', properties: { overflow: 3 } }]),
  visit('0b7e6a3c-8f1d', [
    { sib_name: 'Home', ma_url: `${shop}/?utm_source=newsletter&utm_campaign=spring`, ma_referrer: 'https://mail.example.org/' },
    { sib_name: 'Black shoes', ma_url: shoes },
    { sib_type: 'trackLink', href: `${shop}/size-guide`, ma_url: shoes },
    { sib_type: 'track', sib_name: 'cart_updated', ma_url: shoes, event: cart },
    { sib_type: 'identify', email_id: thomas, ma_url: `${shop}/newsletter`, properties: { FIRSTNAME: 'Thomas', LASTNAME: 'Bianchi' } },
    { sib_type: 'track', sib_name: 'order_completed', email_id: thomas, ma_url: `${shop}/thank-you`, event: cart },
  ]),
]

/** Stands in for Brevo, and refuses links. */
async function startReceiver() {
  const refusal = JSON.stringify({ code: 'invalid_parameter', message: 'link is not on a domain of this account' })
  const server = createServer((request, response) => {
    const isLink = request.url?.endsWith('/trackLink') === true
    request.resume().on('end', () => response.writeHead(isLink ? 400 : 204).end(isLink ? refusal : ''))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { server, url: `http://127.0.0.1:${port}` }
}

/** @param {import('@playwright/test').Browser} browser @param {string} inspector @param {{ name: string, hash: string, sign: string, open?: string, context: object }} picture */
async function take(browser, inspector, { name, hash, sign, open, context }) {
  const page = await (await browser.newContext(context)).newPage()
  await page.goto(inspector + hash)
  await page.locator(sign).first().waitFor()
  if (open) await page.locator('.hit summary', { hasText: open }).click()
  if (open) await page.locator('.tab', { hasText: 'api/v2' }).click()
  await page.screenshot({ path: `docs/${name}.png`, animations: 'disabled' })
  await page.context().close()
}

const wide = { viewport: { width: 1100, height: 680 } }
const pictures = [
  { name: 'inspector-live', hash: '#/live', sign: '.hit', open: 'cart_updated', context: wide },
  { name: 'inspector-timeline', hash: `#/person?email=${thomas}`, sign: '.visit', context: { viewport: { width: 1100, height: 700 }, colorScheme: 'dark' } },
  { name: 'inspector-check', hash: '#/check', sign: '#sites .card', context: { viewport: { width: 1100, height: 420 } } },
  { name: 'inspector-forwarding', hash: '#/forwarding', sign: '.letter', context: { viewport: { width: 1100, height: 400 } } },
  { name: 'inspector-phone', hash: '#/live', sign: '.hit', context: { viewport: { width: 390, height: 780 }, colorScheme: 'dark' } },
]

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sib-picture-'))
  const receiver = await startReceiver()
  const forwarding = ['--forward', 'v2', '--forward-host', receiver.url]
  const collector = await startServer('the collector', ['dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', join(folder, 'a.db'), ...forwarding])
  const { collector: url = '', inspector = '' } = collector.addresses
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  try {
    for (const body of visits) await fetch(`${url}/p`, { method: 'POST', body: JSON.stringify(body) })
    await fetch(`${url}/p?${new URLSearchParams({ key: 'xx44x0iexxx', cuid: 'old', sib_type: 'page', sib_name: 'Blog', ma_url: 'http://blog.example.com/spring' }).toString()}`)
    mkdirSync('docs', { recursive: true })
    for (const picture of pictures) await take(browser, inspector, picture)
    return 0
  } finally {
    await browser.close()
    await collector.stop()
    receiver.server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
