// @ts-check
import { runnerImport } from 'vite'
import { build } from '../run/build.mjs'
import { runMain } from '../run/command.mjs'

// The parts share the fixtures of the browser tests, which are TypeScript; vite is here already and runs them as they are.
await runMain(async () => {
  await build()
  const file = new URL('run.ts', import.meta.url).pathname
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' })
  return /** @type {typeof import('./run')} */ (module).run(process.argv.slice(2))
})
