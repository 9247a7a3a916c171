// @ts-check
import { runTypeScript } from '../run/run-typescript.mjs'

await runTypeScript(import.meta.url)
