// @ts-check
import { runnerImport } from 'vite'
import { build } from '../run/build.mjs'
import { runMain } from '../run/command.mjs'

// What it does is TypeScript, shared with the tests; vite is here already and runs it as it is.
await runMain(async () => {
  await build()
  const file = new URL('run.ts', import.meta.url).pathname
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
  return /** @type {typeof import('./run')} */ (module).run(process.argv.slice(2))
})
