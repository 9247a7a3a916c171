// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { catalogue } from './catalogue.mjs'

const SITE = new URL('site/', import.meta.url)
const FAVICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 1c9 4 13 10 12 18-1 7-6 11-12 12C10 30 5 26 4 19 3 11 7 5 16 1z" fill="#1f5a43"/><path d="M16 8v20M16 16l5-5M16 22l6-6M16 18l-5-5M16 24l-6-6" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>'

/** @typedef {{ path: string, type: string, body: string }} ShopFile */

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, SITE), 'utf8')

/** @param {string} folder @param {string} ending */
const list = (folder, ending) => readdirSync(new URL(folder, SITE)).filter((name) => name.endsWith(ending)).sort()

/** Every file that browsers may ask for, read once: nothing outside this list can be reached. @returns {ShopFile[]} */
export function readFiles() {
  const modules = [...list('.', '.mjs'), ...list('views/', '.mjs').map((name) => `views/${name}`)]
  return [
    ...modules.map((name) => ({ path: `/site/${name}`, type: 'text/javascript; charset=utf-8', body: read(name) })),
    ...catalogue.map(({ slug, art }) => ({ path: `/art/${slug}.svg`, type: 'image/svg+xml', body: art })),
    { path: '/shop.css', type: 'text/css; charset=utf-8', body: list('styles/', '.css').map((name) => read(`styles/${name}`)).join('\n') },
    { path: '/size-guide.txt', type: 'text/plain; charset=utf-8', body: read('size-guide.txt') },
    { path: '/favicon.svg', type: 'image/svg+xml', body: FAVICON },
  ]
}
