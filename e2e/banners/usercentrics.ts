import type { Banner } from './banner'
import { imitation } from './imitation'

/** Usercentrics raises the window event of its settings in each page, implicit until there is an answer, and at each answer. */
const usercentrics = (version: number, write: (word: string) => string): Banner =>
  imitation({
    row: 'Usercentrics',
    name: `Usercentrics, version ${version}`,
    stores: /^uc_/,
    source: `
      const tell = (action) => {
        const word = localStorage.getItem('uc_settings')
        const type = word ? '${write('explicit')}' : '${write('implicit')}'
        const ucCategory = { essential: true, marketing: word === 'yes' }
        dispatchEvent(new CustomEvent('ucEvent', { detail: { event: 'consent_status', action, type, ucCategory } }))
      }
      tell('onInitialPageLoad')
      window.bannerIsUp = true
      window.visitorSays = (yes) => {
        localStorage.setItem('uc_settings', yes ? 'yes' : 'no')
        tell(yes ? 'onAcceptAllServices' : 'onDenyAllServices')
      }`,
  })

/** Their types are written differently: https://usercentrics.com/docs/web/features/v2/events_v2/events_v2/ and the pages of version 3. */
export const usercentricsVersions: readonly Banner[] = [
  usercentrics(2, (word) => word),
  usercentrics(3, (word) => word.toUpperCase()),
]
