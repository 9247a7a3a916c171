import { decisions } from './decisions'
import { inFile, type Rule } from './rule'

const generations = inFile('e2e/generations.spec.ts')
const brevo = inFile('e2e/brevo.spec.ts')
const takeover = inFile('e2e/takeover.spec.ts')
const delivery = inFile('e2e/delivery.spec.ts')

/** All of CONTRACT.md 1.7: what pages do, by its numbers. */
const variations: Readonly<Record<string, Rule>> = {
  '1.7.1': { says: 'array stub', elsewhere: generations('the array stub: key on the array, calls early and late, chained') },
  '1.7.2': { says: 'stubs with three and four arguments' },
  '1.7.3': { says: 'no page() in the snippet; the app names its views by path' },
  '1.7.4': { says: 'page() only in onload' },
  '1.7.5': { says: 'page() before and after load', elsewhere: generations('the same page view twice is one') },
  '1.7.6': { says: 'the snippet again with the first window.sib' },
  '1.7.7': { says: 'the snippet at window load, where there is none' },
  '1.7.8': { says: 'the snippet several times in the content' },
  '1.7.9': { says: 'copies of two plugins on a page' },
  '1.7.10': { says: 'the script alone; a copy without a key', elsewhere: takeover('without a client key nothing is sent or written') },
  '1.7.11': { says: 'no stub, and a function as email_id' },
  '1.7.12': { says: 'a stub that is a function, with its queue', elsewhere: generations('the stub that is a function with a queue') },
  '1.7.13': { says: 'a queue of {method, params}, and a stub that never looks for live methods' },
  '1.7.14': { says: 'client_key ""', elsewhere: takeover('without a client key nothing is sent or written') },
  '1.7.15': { says: 'a stub that forwards every argument' },
  '1.7.16': { says: 'logging round the stub' },
  '1.7.17': { says: 'order of the parameters in the script’s URL' },
  '1.7.18': { says: 'the tag after consent; calls before it go nowhere' },
  '1.7.19': { says: 'email_id "", undefined or a template' },
  '1.7.20': { says: 'email_id set late', elsewhere: { file: 'e2e/identity.spec.ts', title: 'an e-mail in sib.email_id counts however late it is set' } },
  '1.7.21': { says: 'identify(email)' },
  '1.7.22': { says: 'identify({email, attributes})' },
  '1.7.23': { says: 'identify(userId)' },
  '1.7.24': { says: 'identify with every field of a form' },
  '1.7.25': { says: 'attributes undefined, null, boolean, number, nested' },
  '1.7.26': { says: 'track(name)' },
  '1.7.27': { says: 'event data in the second argument' },
  '1.7.28': { says: 'data without id, id without data' },
  '1.7.29': { says: 'third argument without its wrapper' },
  '1.7.30': { says: 'numeric id' },
  '1.7.31': { says: 'email among the properties' },
  '1.7.32': { says: 'track before identify in one handler' },
  '1.7.33': { says: 'free-form event names' },
  '1.7.34': { says: 'page(), page(name), page(path), page(undefined, properties)' },
  '1.7.35': { says: 'page with the reserved keys on a change of route' },
  '1.7.36': { says: 'page keys without their prefix' },
  '1.7.37': { says: 'trackLink(element), which may be null' },
  '1.7.38': { says: 'trackLink(text, data)' },
  '1.7.39': { says: 'calls right before a navigation', elsewhere: [delivery('a call right before a navigation arrives once'), delivery('calls in the submit handler of a form that leaves the page arrive once'), delivery('a call in beforeunload arrives once')] },
  '1.7.40': { says: 'existence checks in place of readiness' },
  '1.7.41': { says: 'init before and after the loader', elsewhere: brevo('Brevo.push, the script ${order}: arrays, functions, methods, one automatic page view') },
  '1.7.42': { says: 'pushed functions and arrays', elsewhere: brevo('Brevo.push, the script ${order}: arrays, functions, methods, one automatic page view') },
  '1.7.43': { says: 'Brevo stays an array', elsewhere: brevo('Brevo stays an array') },
  '1.7.44': { says: 'methods of Brevo called directly' },
  '1.7.45': { says: 'a site’s own Brevo', elsewhere: brevo('a site’s own Brevo is left alone') },
  '1.7.46': { says: 'window._brevo, window.Sib', elsewhere: { why: 'nobody ever made these, so the call fails in the page' } },
  '1.7.47': { says: 'the loader in a service worker', elsewhere: { why: 'a worker has no page to track; Brevo loads its push code there' } },
}

/** What of CONTRACT.md 2 a call can show, by the method that it stands with. */
const methods: Readonly<Record<string, Rule>> = {
  '2 identify': { says: 'identify(email, attributes?, callback?)' },
  '2 Brevo.identify': { says: 'identify({identifiers: {email_id}, attributes}); further ids are attributes' },
  '2 track': { says: 'track(name, properties?, {id?, data?}?, callback?)' },
  '2 page': { says: 'page(name?, properties?, callback?); reserved keys replace what the page says' },
  '2 trackLink': { says: 'trackLink(link, properties?, callback?)' },
  '2 trackLink list': { says: 'a single value or a list' },
  '2 trackLink name': { says: 'the name is the id of the element' },
  '2 trackLink above': { says: 'the link at or above the element' },
  '2 trackLink click': { says: 'the click is not held up', elsewhere: { file: 'e2e/links.spec.ts', title: 'the click is left alone' } },
  '2 reserved email': { says: 'an e-mail in any method’s properties' },
  '2 reserved mobile': { says: 'mobile in identify' },
  '2 callback': { says: 'callback(error, result), once a call' },
  '2 unchanged': { says: 'the caller’s objects stay as they are', elsewhere: { file: 'e2e/bad-input.spec.ts', title: 'arguments are copied when the call is made and never changed' } },
}

/** What else of CONTRACT.md the tables prove: facts about the stubs. */
const facts: Readonly<Record<string, Rule>> = {
  '0.2': { says: 'stubs forward three or four arguments, and queue all' },
  '1.6 RudderStack': { says: 'empty event data; page(undefined, properties)' },
  '1.6 WooCommerce': { says: 'event data from JSON' },
}

/** Every rule, by its place in CONTRACT.md; written out by hand, so that a new one has to be thought of. */
export const rules: Readonly<Record<string, Rule>> = { ...variations, ...methods, ...facts, ...decisions }
