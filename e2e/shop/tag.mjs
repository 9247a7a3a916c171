// @ts-check
import { readFileSync } from 'node:fs'
import { scriptJson } from './site/html.mjs'

/** @typedef {'ours' | 'published3' | 'published4'} Tag */
/** @typedef {{ collectorUrl: string, clientKey: string, tag: Tag }} TagOptions */

/** @type {readonly Tag[]} */
export const TAGS = ['ours', 'published3', 'published4']

const SNIPPET = new URL('../../dist/snippet.js', import.meta.url)

/** A string as it stands between the double quotes of a script. @param {string} text */
function quoted(text) {
  return String(scriptJson(text)).slice(1, -1)
}

function readSnippet() {
  try {
    return readFileSync(SNIPPET, 'utf8').trim()
  } catch {
    throw new Error('dist/snippet.js is missing: run npm run build first')
  }
}

/** @param {TagOptions} options */
function ourTag({ collectorUrl, clientKey }) {
  return readSnippet()
    .replaceAll('YOUR_CLIENT_KEY', () => quoted(clientKey))
    .replaceAll('https://YOUR_HOST/sa.js', () => quoted(`${collectorUrl}/sa.js`))
}

/**
 * The published stub, as it stands in pages that were set up years ago, with this shop's key and script address.
 * Its two generations differ only in how many arguments reach the live method.
 * @param {TagOptions} options
 */
function publishedTag({ collectorUrl, clientKey, tag }) {
  const forwarded = tag === 'published3' ? 'arg[0], arg[1], arg[2]' : 'arg[0], arg[1], arg[2], arg[3]'
  return `(function() {
    window.sib = { equeue: [], client_key: "${quoted(clientKey)}" };
    window.sendinblue = {};
    for (var j = ['track', 'identify', 'trackLink', 'page'], i = 0; i < j.length; i++) {
      (function(k) {
        window.sendinblue[k] = function() {
          var arg = Array.prototype.slice.call(arguments);
          (window.sib[k] || function() {
            var t = {};
            t[k] = arg;
            window.sib.equeue.push(t);
          })(${forwarded});
        };
      })(j[i]);
    }
    var n = document.createElement("script"), i = document.getElementsByTagName("script")[0];
    n.type = "text/javascript", n.id = "sendinblue-js", n.async = !0;
    n.src = "${quoted(`${collectorUrl}/sa.js`)}?key=" + window.sib.client_key;
    i.parentNode.insertBefore(n, i), window.sendinblue.page();
  })();`
}

/**
 * The script that every page carries before `</body>`. The script it asks for cannot run before the line about
 * `api_host` has: that one stands in the same inline script.
 * @param {TagOptions} options
 */
export function createTag(options) {
  const snippet = options.tag === 'ours' ? ourTag(options) : publishedTag(options)
  return `${snippet}\nwindow.sib.api_host = ${String(scriptJson(options.collectorUrl))};`
}
