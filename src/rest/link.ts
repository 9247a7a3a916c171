/** What a URL parser takes off: spaces and control characters around, tabs and line breaks anywhere. Here a parameter would enclose it. A run in the midst is looked at once. */
const ignored = /^[^!-\uffff]+|(?<=[!-\uffff])[^!-\uffff]+$|[\t\r\n]/g

/**
 * Sets one parameter of a link's query, in the place of an older one of its name or behind all others. It is written into
 * the text: a URL object writes the whole query anew, `%20` and the placeholders of mailing tools (`{{contact.ID}}`) with it.
 */
export function setParameter(link: string, name: string, value: string): string {
  const [, before = '', query, fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(.*)$/s.exec(link.replace(ignored, '')) ?? []
  const pairs = query ? query.split('&') : []
  const isOld = (pair: string): boolean => new URLSearchParams(`?${pair}`).has(name)
  const others = pairs.filter((pair) => !isOld(pair))
  const old = pairs.findIndex(isOld)
  others.splice(old < 0 ? others.length : old, 0, `${name}=${encodeURIComponent(value)}`)
  return `${before}?${others.join('&')}${fragment}`
}
