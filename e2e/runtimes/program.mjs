// @ts-check
import * as client from '../../dist/rest.mjs'
import { walk } from './walk.mjs'

// Last on the command line, whatever a runtime puts in front of it.
const places = process.argv.at(-1) ?? ''
console.log(JSON.stringify(await walk(client, JSON.parse(places))))
