import { digestOf, integrityOf } from './digest'

/** What a tag is filled in with. */
export interface TagParts {
  readonly key: string
  /** Where pages reach the collector, without a slash at the end. */
  readonly address: string
  /** The script that the tag is to take and no other; absent where it takes whichever the collector has. */
  readonly script?: Buffer | undefined
}

const keyPlace = 'client_key:"YOUR_CLIENT_KEY"'
const scriptPlace = /(\w+)\.src="https:\/\/YOUR_HOST\/sa\.js\?key="/

/** Fills in the published tag; undefined where it has no place for that. */
export function fillTag(tag: string, { key, address, script }: TagParts): string | undefined {
  if (!tag.includes(keyPlace) || !scriptPlace.test(tag)) return undefined
  const name = script ? `sa-${digestOf(script)}.js` : 'sa.js'
  const pin = (element: string): string => (script ? `${element}.integrity=${quoted(integrityOf(script))},${element}.crossOrigin="",` : '')
  return tag
    .replace(keyPlace, () => `client_key:${quoted(key)},api_host:${quoted(address)}`)
    .replace(scriptPlace, (_place, element: string) => `${pin(element)}${element}.src=${quoted(`${address}/${name}?key=`)}`)
}

/** A text within a script of any page: neither `</script>` nor, in XHTML, `&` may stand there (XML 1.0, 2.4). */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[<&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
