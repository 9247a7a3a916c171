// @ts-check
import { readFileSync } from 'node:fs'
import { scriptJson } from './site/html.mjs'

/** @typedef {'ours' | 'published3' | 'published4'} Tag */
/** @typedef {{ scriptUrl: string, clientKey: string, tag: Tag }} TagOptions `scriptUrl` is absolute and without query. */

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

/** @param {string} source @param {string} placeholder @param {string} value */
function fill(source, placeholder, value) {
  if (!source.includes(placeholder)) throw new Error(`dist/snippet.js has no ${placeholder} to be replaced`)
  return source.replaceAll(placeholder, () => quoted(value))
}

/** @param {TagOptions} options */
function ourTag({ scriptUrl, clientKey }) {
  return fill(fill(readSnippet(), 'YOUR_CLIENT_KEY', clientKey), 'https://YOUR_HOST/sa.js', scriptUrl)
}

/**
 * The published stub, as it stands in pages that were set up years ago, with a key and a script address of its own.
 * Its two generations differ only in how many arguments reach the live method.
 * @param {TagOptions} options
 */
function publishedTag({ scriptUrl, clientKey, tag }) {
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
    n.src = "${quoted(scriptUrl)}?key=" + window.sib.client_key;
    i.parentNode.insertBefore(n, i), window.sendinblue.page();
  })();`
}

/**
 * The JavaScript of a tag.
 * @param {TagOptions} options
 */
export function tagSource(options) {
  return options.tag === 'ours' ? ourTag(options) : publishedTag(options)
}

/**
 * The script that every page carries before `</body>`. The script it asks for cannot run before the line about
 * `api_host` has: that one stands in the same inline script.
 * @param {{ collectorUrl: string, clientKey: string, tag: Tag }} options
 */
export function createTag({ collectorUrl, clientKey, tag }) {
  const source = tagSource({ scriptUrl: `${collectorUrl}/sa.js`, clientKey, tag })
  return `${source}\nwindow.sib.api_host = ${String(scriptJson(collectorUrl))};`
}
