import { imitation } from './imitation'

/**
 * Axeptio raises `cookies:complete` once it knows the choices: at each answer, and in each later page. What is in `_axcb`
 * is called when the script has come: https://support.axeptio.eu/hc/en-gb/articles/30301699182225-Listen-to-SDK-events
 */
export const axeptio = imitation({
  row: 'Axeptio',
  stores: /^axeptio_/,
  source: `
    const listeners = []
    const complete = () => {
      const [, word] = /axeptio_cookies=(\\w+)/.exec(document.cookie) ?? []
      for (const listener of word ? listeners : []) listener({ sendinblue: word === 'yes' })
    }
    const sdk = { on: (name, listener) => name === 'cookies:complete' && listeners.push(listener) }
    for (const listen of window._axcb ?? []) listen(sdk)
    window._axcb = { push: (listen) => listen(sdk) }
    complete()
    window.bannerIsUp = true
    window.visitorSays = (yes) => {
      document.cookie = 'axeptio_cookies=' + (yes ? 'yes' : 'no')
      complete()
    }`,
})
