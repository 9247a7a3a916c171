// @ts-check
// Makes the picture in the README anew: the shop after a click on "Add to cart", beside the inspector.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { runMain } from './command.mjs'
import { startServer } from './server.mjs'

const size = { width: 720, height: 800 }
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sib-picture-'))
  const collector = await startServer('the collector', ['dist/collector.mjs', '--json', '--port', '0', '--inspector-port', '0', '--db', join(folder, 'a.db')])
  const { collector: url = '', inspector = '' } = collector.addresses
  const shop = await startServer('the shop', ['e2e/shop/main.mjs', '--json', '--collector', url, '--inspector', inspector, '--port', '0'])
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  try {
    const context = await browser.newContext({ viewport: size })
    const watching = await context.newPage()
    await watching.goto(inspector)
    const buying = await context.newPage()
    await buying.goto(`${shop.addresses['shop'] ?? ''}/newsletter`)
    await buying.fill('#sign-up [name=email]', 'thomas.bianchi@example.test')
    await buying.fill('#sign-up [name=firstname]', 'Thomas')
    await buying.fill('#sign-up [name=lastname]', 'Bianchi')
    await buying.click('.sign-up')
    await buying.waitForSelector('#signed-up')
    await buying.goto(`${shop.addresses['shop'] ?? ''}/shoes`)
    await buying.click('.add-to-cart')
    await watching.getByText('cart_updated').first().waitFor()
    await watching.getByText('cart_updated').first().click()
    const pictures = [join(folder, 'shop.png'), join(folder, 'inspector.png')]
    await buying.screenshot({ path: pictures[0] ?? '' })
    await watching.screenshot({ path: pictures[1] ?? '' })
    const both = await browser.newPage({ viewport: { width: size.width * 2 + 24, height: size.height } })
    const images = pictures.map((path) => `<img src="data:image/png;base64,${readFileSync(path).toString('base64')}">`)
    await both.setContent(`<body style="margin:0;display:flex;gap:24px;background:#d8dcda">${images.join('')}`)
    await both.screenshot({ path: 'e2e/shop/screenshot.png' })
    return 0
  } finally {
    await browser.close()
    await Promise.all([shop.stop(), collector.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
})
