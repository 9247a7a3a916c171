import { vendorHost } from '../fixtures/vendor'
import type { RowParts } from './parts'
import type { Compared } from './same-bytes'
import { answering, blankWindow, filed, opaque, sandboxed, srcdoc } from './stages'

/** Pages by what is odd about them: each has to show that it is odd, and to send what a clean page does. */
export type OddPages = Readonly<Record<string, Compared & Required<Pick<Compared, 'proof'>>>>

/** Pages whose document is no plain HTML. */
export const oddDocuments: OddPages = {
  'with a base elsewhere': {
    options: { head: '<base href="https://elsewhere.example.invalid/folder/"/>' },
    proof: 'frames[0].document.baseURI === "https://elsewhere.example.invalid/folder/"',
  },
  'in XHTML': {
    options: { contentType: 'application/xhtml+xml' },
    proof: 'frames[0].document.contentType === "application/xhtml+xml" && frames[0].document.querySelector("h1").textContent === "A page"',
  },
  'in quirks mode': { options: { doctype: '' }, proof: 'frames[0].document.compatMode === "BackCompat"' },
  'that writes itself anew, without a doctype': {
    // From a timer of its own: a document that another one opens takes the address of that one (HTML, 8.4.1).
    proof: `frames[0].document.compatMode === 'BackCompat' && frames[0].document.body.textContent === 'new' || void frames[0].setTimeout(
      "if (document.compatMode !== 'BackCompat') document.open(), document.write('<title>F46-view-new</title><p>new</p>'), document.close()")`,
  },
}

/** Pages that stand where others do not; what they say of the place is excepted, for it cannot be the same. */
export const oddPlaces: OddPages = {
  // It has no address, and browsers do not agree on its referrer.
  'as the source of a frame': { stage: srcdoc, proof: 'frames[0].location.href === "about:srcdoc"', excepted: ['ma_url', 'ma_path', 'ma_referrer'] },
  'in a sandbox, and of the site': { stage: sandboxed, proof: 'document.querySelector("[sandbox]") && frames[0].document.URL' },
  'in a sandbox, and of no site': {
    stage: opaque,
    options: { setup: answering },
    proof: '(function () { try { return !frames[0].document } catch (e) { return e.name === "SecurityError" } })()',
  },
  // It has another address, and nobody led to it.
  'as a file': { stage: filed, proof: 'location.protocol === "file:"', excepted: ['ma_url', 'ma_path', 'ma_referrer'] },
}

/** A window that its opener has filled: it has no address, and in Firefox no referrer. */
export const oddWindows: OddPages = {
  'without an address': { stage: blankWindow, proof: 'inner.location.href === "about:blank"', excepted: ['ma_url', 'ma_path', 'ma_referrer'] },
}

const nonce = 'bm9uY2Ugb2YgdGhlIHJvdw'

const typed = (names: string): Readonly<Record<string, string>> => ({ 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${names}` })

/** Pages under a policy that forbids all but what the tag needs. */
export function strictPages({ mode, gate, site }: RowParts): OddPages {
  const receiver = mode === 'collector' ? `http://127.0.0.1:${gate.port}` : `https://${vendorHost}`
  const policy = (scripts: string): string => `default-src 'none'; script-src 'nonce-${nonce}' ${scripts}; connect-src ${receiver}`
  // Browsers hide nonces from scripts only where the policy came with the page (HTML, 3.2.6.5).
  const proof = 'frames[0].document.scripts[0].nonce && frames[0].document.scripts[0].getAttribute("nonce") === ""'
  return {
    'with a nonce, and leave for what that script adds': { options: { nonce, headers: { 'content-security-policy': policy("'strict-dynamic'") } }, proof },
    'with a nonce, and the host of the script': { options: { nonce, headers: { 'content-security-policy': policy(site.origin) } }, proof },
    'with Trusted Types, and the script alone': {
      options: { tag: 'none', script: 'normal', headers: typed("'none'") },
      proof: 'typeof frames[0].trustedTypes === "object"',
    },
    'with Trusted Types, and leave for URLs of scripts': {
      options: { headers: typed('default'), head: '<script>trustedTypes.createPolicy("default", { createScriptURL: function (url) { return url } })</script>' },
      proof: 'frames[0].trustedTypes.defaultPolicy.name === "default"',
    },
  }
}
