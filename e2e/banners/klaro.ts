import { imitation } from './imitation'

/**
 * klaro tells each service what counts when it starts and at each answer. Without an answer that is no, which `confirmed`
 * tells from a refusal: https://github.com/klaro-org/klaro-js/blob/master/src/consent-manager.js
 */
export const klaro = imitation({
  row: 'klaro',
  stores: /^klaro=/,
  settings: (recipe) => `window.klaroConfig = { services: [{ name: 'sendinblue', ${recipe} }] }`,
  source: `
    const apply = () => {
      const [, word] = /klaro=(\\w+)/.exec(document.cookie) ?? []
      const confirmed = word !== undefined
      const consent = word === 'yes'
      for (const service of klaroConfig.services) {
        service[consent ? 'onAccept' : 'onDecline']?.({ service, config: klaroConfig, vars: {}, consents: { sendinblue: consent }, confirmed })
        service.callback?.(consent, service)
      }
    }
    apply()
    window.bannerIsUp = true
    window.visitorSays = (yes) => {
      document.cookie = 'klaro=' + (yes ? 'yes' : 'no')
      apply()
    }`,
})
