// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMain } from './command.mjs'
import { prepareStart } from './install.mjs'
import { freePort } from './port.mjs'
import { startServer } from './server.mjs'

await runMain(async () => {
  await prepareStart()
  // A demo begins with an empty inspector, and leaves nothing behind.
  const folder = mkdtempSync(join(tmpdir(), 'sib-demo-'))
  try {
    return await demonstrate(join(folder, 'demo.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** @param {string} db */
async function demonstrate(db) {
  /** @type {Awaited<ReturnType<typeof startServer>>[]} */
  const servers = []
  const stopAsked = whenAsked()
  try {
    const ports = ['--port', await freePort(8420), '--inspector-port', await freePort(8421)]
    const collector = await startServer('the collector', ['dist/collector.mjs', '--json', '--db', db, ...ports])
    servers.push(collector)
    const { collector: collectorUrl = '', inspector = '' } = collector.addresses
    const links = ['--collector', collectorUrl, '--inspector', inspector]
    const shop = await startServer('the shop', ['e2e/shop/main.mjs', '--json', ...links, '--port', await freePort(8422)])
    servers.push(shop)
    console.log(`
  Shop        ${shop.addresses['shop'] ?? ''}   walk around, fill the cart, sign up
  Inspector   ${inspector}   and watch here what arrives
  Collector   ${collectorUrl}

The inspector starts empty; the database lies in a temporary folder and goes at the end. Stop with Ctrl+C.
`)
    const died = await Promise.race([stopAsked, ...servers.map(({ ended }) => ended)])
    if (died === undefined) return 0
    console.error(died)
    return 1
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()))
  }
}

/** Ends when the user wants to stop; asking again changes nothing, npm passes signals on that the terminal has sent already. */
function whenAsked() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(undefined))
  })
}
