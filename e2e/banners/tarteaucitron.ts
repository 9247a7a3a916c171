import { join } from 'node:path'
import { root } from '../run/command.mjs'
import { loading, type Banner } from './banner'

const start = `
  tarteaucitron.events.load = () => { window.bannerIsUp = true }
  tarteaucitron.init({ privacyUrl: '' });
  (tarteaucitron.job = tarteaucitron.job || []).push('sendinblue')`

/** The package itself, with the service that it has; its banner answers for all services at once, its panel for each. */
export const tarteaucitron: Banner = {
  name: 'tarteaucitron',
  row: 'tarteaucitron',
  stores: /^tarteaucitron=/,
  setup: (recipe, site) => `${recipe};${loading(`${site.folder(join(root, 'node_modules/tarteaucitronjs'))}/tarteaucitron.js`, start)}`,
  answer: (tab, yes) => tab.click(yes ? '#tarteaucitronPersonalize2' : '#tarteaucitronAllDenied2'),
  async change(tab, yes) {
    await tab.evaluate('tarteaucitron.userInterface.openPanel()')
    await tab.click(yes ? '#sendinblueAllowed' : '#sendinblueDenied')
  },
}
