import { join } from 'node:path'
import { build } from 'vite'
import type { Rolldown } from 'vite'

/** Bundles a file of a project as Vite does for production, into one minified ES module; `define` gives names their values. */
export async function bundle(folder: string, entry: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    define,
    build: { write: false, modulePreload: false, rolldownOptions: { input: join(folder, entry) } },
  })
  const [{ output }] = [result].flat() as [Rolldown.RolldownOutput]
  if (output.length > 1) throw new Error(`${entry} became ${output.length} files`)
  return output[0].code
}
