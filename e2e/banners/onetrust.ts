import { imitation } from './imitation'

/**
 * OneTrust raises `OneTrustGroupsUpdated` whenever its script loads, answered or not, and at each change, with what is active:
 * https://developer.onetrust.com/onetrust/docs/javascript-events-guide
 * Its stub raises it too, with the groups of a cookie that is there before the answer, when there are no methods yet.
 */
export const oneTrust = imitation({
  row: 'OneTrust',
  stores: /^Optanon/,
  source: `
    const groups = () => (/OptanonConsent=([^;]+)/.exec(document.cookie) ?? [])[1]
    const raise = () =>
      new Promise((resolve) => {
        const detail = groups().split('.')
        setTimeout(() => resolve(dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail }))))
      })
    const start = async () => {
      if (groups()) await raise()
      window.OneTrust = { IsAlertBoxClosed: () => document.cookie.includes('OptanonAlertBoxClosed=') }
      if (!groups()) document.cookie = 'OptanonConsent=C0001'
      await raise()
      window.bannerIsUp = true
    }
    start()
    window.visitorSays = (yes) => {
      document.cookie = 'OptanonAlertBoxClosed=' + new Date().toISOString()
      document.cookie = 'OptanonConsent=' + (yes ? 'C0001.C0004' : 'C0001')
      return raise()
    }`,
})
