// @ts-check
import { pathToFileURL } from 'node:url'
import { installBrowsers } from './browsers.mjs'
import { build } from './build.mjs'
import { runMain } from './command.mjs'
import { installPackages } from './packages.mjs'

/** Makes a fresh clone ready to be looked at. What is there already is left alone. */
export async function prepareStart() {
  await installPackages()
  await build()
}

/**
 * Makes a fresh clone ready to be tested.
 * @param {{ browsers: boolean }} needs
 */
export async function prepareTest({ browsers }) {
  await installPackages()
  if (browsers) await installBrowsers()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await prepareStart()
    await installBrowsers()
    return 0
  })
}
