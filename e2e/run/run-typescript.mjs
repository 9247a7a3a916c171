// @ts-check
import { runnerImport } from 'vite'
import { build } from './build.mjs'
import { runMain } from './command.mjs'

/**
 * Builds, runs `run` of the `run.ts` that stands beside a command, and ends with its exit code. What it does is TypeScript, shared
 * with the tests; vite is here already and runs it as it is.
 * @param {string} command the command's `import.meta.url`
 */
export async function runTypeScript(command) {
  await runMain(async () => {
    await build()
    const { module } = await runnerImport(new URL('run.ts', command).pathname, { configFile: false, logLevel: 'error' })
    return /** @type {{ run(args: string[]): Promise<number> }} */ (module).run(process.argv.slice(2))
  })
}
