import { join } from 'node:path'
import { root } from '../run/command.mjs'
import { loading, type Banner } from './banner'

const labels = { title: 'Cookies', acceptAllBtn: 'Yes', acceptNecessaryBtn: 'No' }
const config = {
  // A driven browser is a bot to it, which is not asked.
  hideFromBots: false,
  categories: { necessary: { readOnly: true }, marketing: {} },
  language: { default: 'en', translations: { en: { consentModal: labels, preferencesModal: { ...labels, sections: [] } } } },
}
const start = `CookieConsent.run(${JSON.stringify(config)}).then(() => { window.bannerIsUp = true })`

/** The package itself; its style sheet, and with it its movements, is no matter here. */
export const cookieConsent: Banner = {
  name: 'vanilla-cookieconsent',
  row: 'vanilla-cookieconsent',
  stores: /^cc_cookie=/,
  setup: (recipe, site) => `${recipe};${loading(`${site.folder(join(root, 'node_modules/vanilla-cookieconsent/dist'))}/cookieconsent.umd.js`, start)}`,
  answer: (tab, yes) => tab.click(`.cm [data-role="${yes ? 'all' : 'necessary'}"]`),
  async change(tab, yes) {
    await tab.evaluate('CookieConsent.showPreferences()')
    await tab.click(`.pm [data-role="${yes ? 'all' : 'necessary'}"]`)
  },
}
