// @ts-check
/*
 * The tag that a site owner pastes. It is ES5, and built without `&` and `<`, because inside an XHTML page
 * either of them outside CDATA stops the whole page from being shown (XML 1.0, 2.4).
 *
 * `window.sib` is looked up at every call, not kept: a second snippet on the page replaces it, and references
 * to `sendinblue.track` that were taken early must reach whatever stands there then.
 */
;(function (window, document) {
  window.sib = { equeue: [], client_key: 'YOUR_CLIENT_KEY' }
  window.sendinblue = {}
  'identify track trackLink page consent reset'.replace(/\w+/g, /** @type {any} */ (function (/** @type {string} */ method) {
    window.sendinblue[method] = function () {
      var args = arguments
      /** @type {Record<string, unknown>} */
      var entry = { t: +new Date(), u: location.href }
      entry[method] = args
      // Not `sib[method]`: `sib.consent` is a word until the tracker has made it a method.
      sib.track
        ? sib[method].apply(sib, args)
        : sib.equeue[99]
          ? (sib.dropped = -~(/** @type {number} */ (sib.dropped)))
          : sib.equeue.push(entry)
    }
  }))
  sendinblue.page()
  // Under enforced Trusted Types the assignment to `src` throws; the page must not see that.
  try {
    // A script made this way is async without being told so (HTML, "force async").
    var script = document.createElement('script')
    script.id = 'sendinblue-js'
    script.src = 'https://YOUR_HOST/sa.js?key=' + sib.client_key
    document.head.appendChild(script)
  } catch (e) {}
})(window, document)
