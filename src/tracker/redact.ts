/*
 * In order:
 * - What stays: `mailto:` links, which a site shows to all; the vendor's opaque `_se` and `_sc`, and the click ids of advertisers.
 * - E-mail addresses, percent-encoded perhaps.
 * - JSON Web Tokens (RFC 7519, 3.1), whose head begins with `{"`, and WooCommerce's keys, which show an order to anybody.
 * - Long tokens, with letters between digits: that is not the way of words, nor of names of products and campaigns.
 */
const secrets =
  /(^mailto:.*|[?&#](?:_s[ec]|\w*cl\w?id)=[^&#]*)|[^/?#&=;]+(?:@|%(?:25)?40)[^/?#&=;]+\.\w\w+|\b(?:eyJ|wc_order_)[\w.-]+|(?=\w*\d[a-zA-Z]+\d)\w{24}[\w-]*/g

/** A URL or path without what looks like a secret in it: nothing is left in its place. All else stays, routes in the fragment too. */
export function redact(url: string): string {
  return url.replace(secrets, '$1')
}
