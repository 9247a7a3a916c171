import type { Tab } from '../fixtures/engine/tab'

/** Ways to follow a link, or not to: by a context menu, or where the page itself keeps the click. */
export const kinds = ['Enter', 'plain', 'modified', 'middle', 'menu', 'window', 'file', 'kept', 'called', 'drawn', 'shadow'] as const

type Kind = (typeof kinds)[number]

/** How often each is tried; a busy machine may hold back a click, but not every one of a kind. */
const rounds = 5

/** A frame at 60 Hz: longer than this no click may be held back. */
const frameMs = 16

const ids = (kind: Kind): string[] => Array.from({ length: rounds }, (_, round) => `${kind}${round}`)

/** The ids of the links that are followed, in the order of the clicks. */
export const followedIds = [...ids('Enter'), ...ids('plain').flatMap((_, round) => kinds.slice(1).filter((kind) => kind !== 'menu').map((kind) => `${kind}${round}`))]

/** Links for all of it, each for one click. */
export const links = kinds.flatMap((kind) => ids(kind).map((id) => linkOf(kind, id))).join('\n') + '<div id="host"></div>'

function linkOf(kind: Kind, id: string): string {
  if (kind === 'shadow') return ''
  if (kind === 'drawn') return `<svg width="80" height="20"><a id="${id}" href="#${id}"><text y="15">drawn</text></a></svg>`
  const more = { window: 'target="_blank" rel="opener"', file: 'download="file.html"', kept: 'onclick="event.preventDefault()"' }
  return `<a id="${id}" href="#${id}" ${kind in more ? more[kind as keyof typeof more] : ''}>${kind}</a>`
}

/** How long the clicks of each kind took from the window and back to it, in ms. */
export type Times = Readonly<Record<Kind, readonly number[]>>

/** The kinds of which every click took longer than a frame. */
export const heldBack = (times: Times): readonly Kind[] => kinds.filter((kind) => Math.min(...times[kind]) > frameMs)

/** Clicks links of every kind; the first of each leads somewhere, all others the page keeps in the end. */
export async function clickAll(tab: Tab, held?: Kind): Promise<Times> {
  await tab.evaluate(watch, { kinds, rounds, held: held ?? '' })
  for (const id of ids('Enter')) {
    await tab.evaluate(`document.getElementById('${id}').focus()`)
    await tab.press('Enter')
    await tab.waitFor(`__times.Enter && __times.Enter.length > ${Number(id.slice('Enter'.length))}`, 'the click of the key')
  }
  return tab.evaluate(clickBy, rounds)
}

interface Plan {
  readonly kinds: readonly string[]
  readonly rounds: number
  /** A kind to hold back on purpose. */
  readonly held: string
}

/** Gives all links to the tracker, and takes the time of every click. */
function watch({ kinds, rounds, held }: Plan): void {
  const root = document.getElementById('host')?.attachShadow({ mode: 'open' })
  if (!root) throw new Error('no host')
  for (let round = 0; round < rounds; round++) root.innerHTML += `<a id="shadow${round}" href="#shadow${round}">in a shadow tree</a>`
  const find = (id: string): Element | null => root.getElementById(id) ?? document.getElementById(id)
  const { sendinblue } = window as unknown as { sendinblue: { trackLink(...args: unknown[]): void } }
  for (const kind of kinds) for (let round = 0; round < rounds; round++) sendinblue.trackLink(find(`${kind}${round}`))
  const times: Record<string, number[]> = {}
  const clicked = (event: Event): string => (event.composedPath() as Partial<Element>[]).find(({ id }) => id)?.id ?? ''
  const kindOf = (event: Event): string => clicked(event).replace(/\d+$/, '')
  let start = 0
  for (const type of ['click', 'auxclick']) {
    addEventListener(type, (event) => {
      start = performance.now()
      while (kindOf(event) === held && performance.now() < start + 20) continue
    }, true)
    addEventListener(type, (event) => {
      ;(times[kindOf(event)] ??= []).push(performance.now() - start)
      if (event.defaultPrevented !== (kindOf(event) === 'kept')) throw new Error('a click was stopped, or one that the page had stopped was not')
      if (!clicked(event).endsWith('0')) event.preventDefault()
    })
  }
  Object.assign(window, { __times: times, __find: find })
}

function clickBy(rounds: number): Times {
  const { __times, __find } = window as unknown as { __times: Times; __find(id: string): HTMLElement }
  const click = (element: Element | null, type = 'click', init: MouseEventInit = {}): void =>
    void element?.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true, ...init }))
  for (let round = 0; round < rounds; round++) {
    const link = (kind: string): HTMLElement => __find(`${kind}${round}`)
    click(link('plain'))
    click(link('modified'), 'click', { ctrlKey: true, metaKey: true })
    click(link('middle'), 'auxclick', { button: 1 })
    click(link('menu'), 'auxclick', { button: 2 })
    click(link('window'))
    click(link('file'))
    click(link('kept'))
    link('called').click()
    click(link('drawn').firstElementChild)
    click(link('shadow'))
  }
  return __times
}
