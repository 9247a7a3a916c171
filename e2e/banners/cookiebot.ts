import { imitation } from './imitation'

/**
 * Cookiebot raises `CookiebotOnAccept` or `CookiebotOnDecline` at each answer, and in each later page; before that all but
 * the necessary is false: https://www.cookiebot.com/en/developer/
 */
export const cookiebot = imitation({
  row: 'Cookiebot',
  stores: /^CookieConsent=/,
  source: `
    const tell = () => {
      const [, word] = /CookieConsent=(\\w+)/.exec(document.cookie) ?? []
      const yes = word === 'marketing'
      window.Cookiebot = { consent: { necessary: true, marketing: yes }, hasResponse: word !== undefined, consented: yes, declined: word === 'none' }
      if (word) dispatchEvent(new Event(yes ? 'CookiebotOnAccept' : 'CookiebotOnDecline'))
    }
    tell()
    window.bannerIsUp = true
    window.visitorSays = (yes) => {
      document.cookie = 'CookieConsent=' + (yes ? 'marketing' : 'none')
      tell()
    }`,
})
