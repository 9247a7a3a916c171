// A page with the tag: types of its globals, asked for by name, as `"types": ["sib-tracker/globals"]` would.
/// <reference types="sib-tracker/globals" />

window.sib.equeue?.push({ track: ['early'] })
sib.email_id = 'a@b.example'
sib.api_host = 'https://c.example'
window.sendinblue.track('cart_updated', {}, { id: 'cart:1', data: { total: 1, currency: 'EUR', items: [] } })
sendinblue.identify('a@b.example', { FIRSTNAME: 'Ada' })
sendinblue.consent('granted')
sendinblue.reset()
// @ts-expect-error a live method is there only once the script is
sib.track('early')
// @ts-expect-error there is no such method
sendinblue.group('x')
// @ts-expect-error a cart has items
sendinblue.track('cart_updated', {}, { data: { total: 1, currency: 'EUR' } })
