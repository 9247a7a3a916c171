import { inFile, type Rule } from './rule'

const early = inFile('e2e/takeover.spec.ts')
const generations = inFile('e2e/generations.spec.ts')
const brevo = inFile('e2e/brevo.spec.ts')
const encodings = inFile('e2e/encodings.spec.ts')
const identity = inFile('e2e/identity.spec.ts')
const pageViews = inFile('e2e/page-views.spec.ts')
const links = inFile('e2e/links.spec.ts')
const visitor = inFile('src/tracker/visitor.test.ts')
const collector = inFile('src/collector/app.test.ts')
const single = inFile('src/collector/normalise/single.test.ts')
const api = inFile('src/collector/v3/routes.test.ts')
const apiAccess = inFile('src/collector/v3/access.test.ts')

/** All of CONTRACT.md 9: what was decided where the vendor says nothing, by its numbers. */
export const decisions: Readonly<Record<string, Rule>> = {
  '9.1': {
    says: 'hits are posted, in a way that outlives the page; the collector takes every encoding there has been',
    elsewhere: [
      encodings('goes to an own collector as text, in an envelope, without a preflight'),
      { file: 'e2e/delivery.spec.ts', title: 'a call right before a navigation arrives once' },
      collector('is taken as %s'),
      collector('is taken from a query'),
    ],
  },
  '9.2': { says: 'cuid is sent; session_id is taken, too', elsewhere: [encodings('goes to /p as one hit ${why}'), collector('accepts the visitor under the early name')] },
  '9.3': {
    says: 'the contact is taken from either place; nested objects stay objects',
    elsewhere: [encodings('goes to /p as one hit ${why}'), single('finds the contact in %j'), collector('keeps nested objects as objects')],
  },
  '9.4': { says: 'sib_cuid is written, visitor_id only read', elsewhere: identity('an id under the name visitor_id is taken over') },
  '9.5': {
    says: 'the cookie lasts 180 days or as the page says, from the last visit on',
    elsewhere: [identity('the visitor’s cookie stands for 180 days'), visitor('prolongs the cookie that stands')],
  },
  '9.6': { says: 'an id that stands is kept, whatever it looks like', elsewhere: identity('an id that stands in the cookie is kept, of whatever shape') },
  '9.7': {
    says: 'the widest domain that the browser takes, no public suffix; addresses and localhost',
    elsewhere: [
      identity('sub-domains share the visitor'),
      identity('under a public suffix of two parts sub-domains share the visitor, and other sites do not'),
      identity('on localhost and on an IP address the visitor stays the same'),
      visitor('puts the cookie of %s on the widest domain that takes it'),
    ],
  },
  '9.8': { says: 'no cookie email_id is written, and a site’s own is left alone', elsewhere: identity('the e-mail in a shop’s own cookie is neither taken nor changed') },
  '9.9': {
    says: 'with a stub the page asks for its first view itself; without one it is recorded',
    elsewhere: [early('counts one page view, and one visitor over pages'), early('the script alone records the page view'), brevo('Brevo.push, the script ${order}: arrays, functions, methods, one automatic page view')],
  },
  '9.10': { says: 'the same view twice is one, unless its properties differ', elsewhere: generations('the same page view twice is one') },
  '9.11': {
    says: 'page views on changes of route',
    elsewhere: [
      { why: 'DESIGN.md 3 has them on unless the page turns them off' },
      pageViews('each route of a single-page app is a page view'),
      pageViews('an app that records its pages itself is not counted twice'),
      pageViews('with spa: false only calls are page views'),
    ],
  },
  '9.12': { says: 'the tag and its script again: the first tracker serves the new window.sib', elsewhere: generations('a tag that runs again, with its script') },
  '9.13': { says: 'a call goes to the key of its time', elsewhere: generations('two keys on a page') },
  '9.14': {
    says: 'where the key comes from, what goes first, and silence without one',
    elsewhere: [generations('the array stub: key on the array'), early('without a client key nothing is sent or written, and calls wait for one')],
  },
  '9.15': {
    says: 'an e-mail is taken without the white space around it, nothing else is one, and sib.email_id is read again when sending',
    elsewhere: identity('an e-mail in sib.email_id counts however late it is set'),
  },
  '9.16': { says: 'a function in any place of track is the callback' },
  '9.17': { says: 'event data among the properties stay there' },
  '9.18': { says: 'both object forms of identify; an id that is no e-mail is refused' },
  '9.19': { says: 'elements, lists, jQuery objects, selectors, null; once a click' },
  '9.20': {
    says: 'a click on a link is never held up',
    elsewhere: [links('the click is left alone'), links('a click that navigates arrives once'), { file: 'e2e/link-clicks.spec.ts', title: 'leads where the link points' }],
  },
  '9.21': {
    says: 'the queue is replayed at once, in order, before what is called later',
    elsewhere: [early('accepts what waits, in the task in which the script runs'), early('keeps the order of calls made before and after the script has loaded')],
  },
  '9.22': { says: 'every shape that a call in the queue has had; what is none is skipped' },
  '9.23': { says: 'a global that is a function with a queue', elsewhere: generations('the stub that is a function with a queue') },
  '9.24': { says: 'Brevo stays an array; what a site calls so itself is left alone', elsewhere: [brevo('Brevo stays an array'), brevo('a site’s own Brevo is left alone')] },
  '9.25': {
    says: 'pushes wait for init; unknown verbs and functions that throw do no harm',
    elsewhere: [brevo('Brevo.push, the script ${order}: arrays, functions, methods, one automatic page view'), brevo('verbs that are not ours do nothing, and a function that throws harms no other push'), brevo('Brevo.push without init sends and writes nothing')],
  },
  '9.26': {
    says: 'a batch as an object or a bare list, accepted in part, of 200 events and 512 KB',
    elsewhere: [api('takes %s of events'), api('stores what is right and says of the rest what is wrong'), api('takes 200 events, and no more'), api('takes 512 KB, and no more')],
  },
  '9.27': { says: 'v3/events answers 204', elsewhere: api('answers 204 without a body') },
  '9.28': { says: 'who is too fast is told when to come back', elsewhere: apiAccess('is ten a second, is told on every answer, and passes with its second') },
  '9.29': {
    says: 'v2 wants its required fields, and knows other spellings of the rest',
    elsewhere: [collector('take %s %j'), collector('refuse %s %j with %s, naming %s')],
  },
  '9.30': { says: 'pages of every origin may call /p and v2, and none v3', elsewhere: [collector('may ask for %s'), apiAccess('has no answer for pages')] },
  '9.31': {
    says: 'any text is a name; v3 has an alphabet, for which the relay keeps the original',
    elsewhere: [api('refuses the name %j, which has other characters than its alphabet'), { file: 'src/collector/relay/to-api-event.test.ts', title: 'keeps the name that the page gave, where the event goes by another' }],
  },
  '9.32': {
    says: '_sc and _se are opaque, read before an app strips them, and stay in the address',
    elsewhere: { file: 'e2e/script.spec.ts', title: 'what a click in an e-mail has put into the address is kept' },
  },
  '9.33': { says: 'ma_ keys win over bare ones, which stay properties', elsewhere: single('falls back to the bare names of page facts, and keeps them as properties') },
  '9.34': { says: 'arguments are copied when a live method is called, and never changed', elsewhere: { file: 'e2e/bad-input.spec.ts', title: 'arguments are copied when the call is made and never changed' } },
  '9.35': {
    says: 'the contact that the answer names is kept in memory alone, where the page names none',
    elsewhere: [identity('a later page knows the contact that the collector knows, unless it names one itself'), { file: 'e2e/simulation/contact.test.ts', title: 'whom the page names is not replaced' }],
  },
  '9.36': { says: 'options of init that are not ours are ignored', elsewhere: brevo('options of init that are not ours are ignored') },
}
