// @ts-check
import { walk } from './walk.mjs'

// By its address: types are checked before anything is built.
const built = new URL('../../dist/rest.mjs', import.meta.url).href
const client = /** @type {typeof import('../../src/rest/main')} */ (await import(built))
// Last on the command line, whatever a runtime puts in front of it.
const places = process.argv.at(-1) ?? ''
console.log(JSON.stringify(await walk(client, JSON.parse(places))))
