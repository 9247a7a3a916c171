import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { test } from '../fixtures/test'
import type { RowParts } from './parts'

/** Where a page stands that is compared with others. */
export interface Stage {
  /** Puts the published page into the tab. */
  open(parts: RowParts, url: string): Promise<void>
  /** Its window, or what stands for it, as code of the tab reaches it. */
  readonly inner: string
}

const inFrame = (attributes: string, setup = ''): Stage['open'] => ({ site, tab }, url) =>
  tab.goto(site.page({ tag: 'none', setup, body: `<iframe ${attributes} src="${url}"></iframe>` }))

/** In a frame, because WebDriver's own scripts would not survive in some pages. */
export const framed: Stage = { inner: 'frames[0]', open: inFrame('') }

/** In a sandbox that lets it be of the site. */
export const sandboxed: Stage = { inner: 'frames[0]', open: inFrame('sandbox="allow-scripts allow-same-origin"') }

/** What a page has to run so that it can be reached in a sandbox where it is of no site, and nobody may touch it. */
export const answering = `
  addEventListener('message', function (event) { __trackSame(event.data) })
  addEventListener('load', function () { parent.postMessage([document.title, window.sib ? typeof sib.track : ''], '*') })`

const asking = `
  addEventListener('message', function (event) {
    window.inner = {
      document: { title: event.data[0] },
      sib: { track: event.data[1] === 'function' ? function () {} : undefined },
      __trackSame: function (names) { frames[0].postMessage(names, '*') },
    }
  })`

/** In a sandbox where it is of no site; it has to run `answering`. */
export const opaque: Stage = { inner: 'window.inner', open: inFrame('sandbox="allow-scripts"', asking) }

/** As the source of a frame, so that it has no address. */
export const srcdoc: Stage = {
  inner: 'frames[0]',
  async open({ pages, tab }, url) {
    await tab.goto(pages.blank())
    await tab.evaluate(async (path: string) => {
      const frame = document.createElement('iframe')
      frame.srcdoc = await (await fetch(path)).text()
      document.body.append(frame)
    }, new URL(url).pathname)
  },
}

/** In a window that its opener has filled. */
export const blankWindow: Stage = {
  inner: 'window.inner',
  async open({ site, tab }, url) {
    await tab.goto(site.page({ tag: 'none', body: '<button id="b" onclick="window.inner = window.open(\'about:blank\')">open</button>' }))
    await tab.click('#b')
    await tab.waitFor('window.inner', 'the window')
    await tab.evaluate(async (path: string) => {
      const { inner } = window as unknown as { inner: Window & { document: Document } }
      const parsed = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html')
      inner.document.head.append(inner.document.createElement('title'))
      for (const { src, text } of parsed.scripts) {
        const script = inner.document.createElement('script')
        if (src) script.src = src
        else script.text = text
        inner.document.head.append(script)
      }
    }, new URL(url).pathname)
  },
}

/** As a file, which no page of the site may frame; its script is at the site. */
export const filed: Stage = {
  inner: 'window',
  async open({ tab }, url) {
    const source = await (await fetch(url)).text()
    const path = test.info().outputPath('page.html')
    writeFileSync(path, source.replace('src="/', `src="${new URL(url).origin}/`))
    await tab.goto(pathToFileURL(path).href)
  },
}
