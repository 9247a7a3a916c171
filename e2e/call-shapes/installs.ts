import { functionStub, inline } from '../fixtures/stubs'
import { addScript, inBody, ownStub, published, withoutView } from './install'
import type { Install } from './install'

/** What the page may have for an e-mail of nobody. */
const nobodies = { 'an empty one': '""', 'none': 'undefined', 'a template that nobody filled in': '"{{ customer.email }}"' }

/** All of them. */
export const installs: readonly Install[] = [
  { rules: ['1.7.3'], says: 'no view in the tag, and none elsewhere', page: (place) => inBody(withoutView(place)), live: 'sendinblue.track("late")', names: ['late'] },
  {
    rules: ['1.7.4'],
    says: 'the view only when the script has loaded',
    page: (place) => inBody(`${withoutView(place)}; document.getElementById('sendinblue-js').onload = function () { sendinblue.page() }`),
    names: ['view'],
  },
  {
    rules: ['1.7.6'],
    says: 'the tag again, with the first one’s window.sib',
    page: (place) => inBody(`${published(place)}; var first = window.sib; sendinblue.track('early'); ${published(place)}; window.sib = first`),
    live: 'sendinblue.track("late")',
    names: ['view', 'early', 'late'],
  },
  {
    rules: ['1.7.7'],
    says: 'the tag at window load, where there is none yet, asked for twice',
    page: (place) =>
      inBody(`[1, 2].forEach(function () {
        addEventListener('load', function () { if (!document.getElementById('sendinblue-js')) { ${published(place)} } })
      })`),
    live: 'sendinblue.track("late")',
    names: ['view', 'late'],
  },
  {
    rules: ['1.7.8', '1.7.9'],
    says: 'two whole tags in the content',
    page: (place) => ({ tag: 'none', body: `<script>${published(place)}</script><p>content</p><script>${published(place)}; sendinblue.track('early')</script>` }),
    live: 'sendinblue.track("late")',
    names: ['view', 'early', 'late'],
  },
  {
    rules: ['1.7.11', '9.15'],
    says: 'no stub, and a function for the e-mail',
    page: () => ({ tag: 'none', script: 'normal', setup: 'sib.email_id = function () { return "ada@example.test" }' }),
    names: ['view'],
  },
  {
    rules: ['1.7.12'],
    says: 'a stub that is a function, which nobody has called before the script came',
    page: () => ({ tag: 'none', script: 'normal', body: inline(functionStub) }),
    live: 'sendinblue("track", "late")',
    names: ['late'],
  },
  {
    rules: ['1.7.13'],
    says: 'a queue of method and params, by a stub that never looks for live methods',
    page: (place) => ownStub(place, 'function () { sib.equeue.push({ method: "track", params: [].slice.call(arguments) }) }'),
    live: 'sendinblue.track("late", { A: 1 })',
    names: ['early', 'late'],
  },
  {
    rules: ['1.7.15'],
    says: 'a stub that forwards every argument',
    page: (place) => ownStub(place, 'function (...all) { return sib.track ? sib.track(...all) : sib.equeue.push({ track: all }) }'),
    live: 'sendinblue.track("late", {}, {}, undefined, "more")',
    names: ['early', 'late'],
  },
  {
    rules: ['1.7.16', '1.7.40'],
    says: 'a stub that somebody has wrapped, and asks for before each call',
    page: (place) =>
      inBody(`${published(place)}; var inner = sendinblue.track; window.seen = []
        sendinblue.track = function (name) { seen.push(name); return inner.apply(this, arguments) }
        if (window.sib && window.sendinblue && typeof sendinblue.track === 'function') sendinblue.track('early')`),
    live: 'typeof sendinblue != "undefined" && window.sendinblue?.track("late")',
    names: ['view', 'early', 'late'],
  },
  ...['plugin=wordpress&key=KEY', 'key=KEY&plugin=marketing'].map((query): Install => ({
    rules: ['1.7.10', '1.7.17'],
    says: `the script alone, with ${query}, and a form of that name`,
    page: ({ scriptUrl, clientKey }) => ({ tag: 'none', body: '<form id="sendinblue"></form>', setup: addScript(`${scriptUrl}?${query.replace('KEY', clientKey)}`) }),
    names: ['view'],
  })),
  {
    rules: ['1.7.18'],
    says: 'the tag only after consent, and calls before it',
    page: (place) => inBody(`window.sendinblue?.track('never'); setTimeout(function () { ${published(place)}; sendinblue.track('early') })`),
    live: 'sendinblue.track("late")',
    names: ['view', 'early', 'late'],
  },
  {
    rules: ['9.14'],
    says: 'a key of the page, and another one in the URL of the script',
    page: (place) => ownStub({ ...place, scriptUrl: `${place.scriptUrl}?key=another` }, 'function (name) { sib.equeue.push({ track: [name] }) }'),
    names: ['early'],
  },
  {
    rules: ['9.14'],
    says: 'the key in the URL of an element that a banner has kept from running, and the script by a loader of the banner’s',
    page: ({ scriptUrl, clientKey, apiHost }) => ({
      tag: 'none',
      body: `<script id="sendinblue-js" type="text/plain" src="${scriptUrl}?key=${clientKey}"></script>
        <script>window.sib = { api_host: '${apiHost}' }; fetch('${scriptUrl}').then(function (answer) { return answer.text() }).then(window.eval)</script>`,
    }),
    names: ['view'],
  },
  {
    rules: ['9.22'],
    says: 'calls in the queue in every shape, among what is none',
    page: ({ scriptUrl, clientKey, apiHost }) =>
      inBody(`function argumentsOf() { return arguments }
        window.sendinblue = { track: function () {} }
        window.sib = { client_key: '${clientKey}', api_host: '${apiHost}', equeue: [
          null, undefined, 7, 'track', {}, [], { group: ['x'] }, { method: 'track' }, { track: null }, function () { throw new Error('of the page') },
          { track: ['list'] }, { track: argumentsOf('arguments') }, ['track', 'pair'], { method: 'track', params: ['params'] }
        ] }
        ${addScript(scriptUrl)}`),
    names: ['list', 'arguments', 'pair', 'params'],
  },
  ...Object.entries(nobodies).map(([what, source]): Install => ({
    rules: ['1.7.19', '9.15'],
    says: `for the e-mail ${what}`,
    page: () => ({ tag: 'published3', setup: `sib.email_id = ${source}` }),
    names: ['view'],
  })),
]
