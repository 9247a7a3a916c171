import { attributes, cart } from '../fixtures/cart'

/** Functions to be measured, by what they are called in the results: each the body of a function, or a whole one in brackets. */
export type Subjects = Readonly<Record<string, string>>

/** What every subject finds in the page: the arguments of a call, and the event that the tracker makes of them and stores. */
const given = `
const name = 'cart_updated', properties = ${JSON.stringify(attributes)}, data = ${JSON.stringify(cart)}
const id = '0b6f4c0e-1d7e-4c4b-a0a0-4b5b7c1de9d0'
const hit = { ma_url: location.href, sib_type: 'track', sib_name: name, properties, event: data, id, ts: Date.now(), key: 'key-abcdefghij', cuid: id, lane: '0b6f4c0e', seq: 7 }
const text = JSON.stringify(hit)
const encoder = new TextEncoder()
let count = 0
`

/** The call that everything here is about. */
export const trackCall = 'sendinblue.track(name, properties, data)'

/** What a call is compared with. */
export const yardsticks: Subjects = {
  'empty function': '',
  'JSON.stringify of the arguments': 'return JSON.stringify([name, properties, data])',
  'localStorage.setItem as long': 'localStorage.setItem("bench." + count++ % 50, text)',
  'fetch keepalive, same body': 'fetch("/none", { method: "POST", body: text, keepalive: true }).catch(() => {})',
}

/** The source that puts the subjects into a page, for `measureInTasks` and `measureInBurst`. */
export function subjectSource(subjects: Subjects): string {
  const members = Object.entries(subjects).map(([subject, body]) => `${JSON.stringify(subject)}: () => { ${body} }`)
  return `(() => { ${given}; window.subjects = { ${members.join(',\n')} } })()`
}
