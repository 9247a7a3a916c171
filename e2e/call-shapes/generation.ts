import type { PageOptions } from '../fixtures/site/page'
import { arrayStub, brevoList, functionStub, inline } from '../fixtures/stubs'

/** A published way to install, and how its pages call. */
export interface Generation {
  readonly name: string
  readonly page: Pick<PageOptions, 'tag' | 'script' | 'body'>
  /** Page code of `function (method, args)`, also for `reset`, which older stubs do not have. */
  readonly call: string
  /** Whether there is one page view that no shape has asked for. */
  readonly hasView: boolean
  /** How many arguments reach the live method. */
  readonly forwarded: number
  /** Whether the shapes are more calls than may wait. */
  readonly isShort?: boolean
}

const all = Infinity
const ofTag = 'return sendinblue[method] ? sendinblue[method].apply(null, args) : sib[method] ? sib[method]() : sib.equeue.push({ reset: args })'

const withStub = (...statements: readonly string[]): Generation['page'] => ({ tag: 'none', script: 'normal', body: inline(...statements) })

/** All generations that CONTRACT.md 1 knows. */
export const generations: readonly Generation[] = [
  { name: 'our tag', page: { tag: 'ours' }, call: ofTag, hasView: true, forwarded: all, isShort: true },
  { name: 'the tag that forwards three arguments', page: { tag: 'published3' }, call: ofTag, hasView: true, forwarded: 3 },
  { name: 'the tag that forwards four arguments', page: { tag: 'published4' }, call: ofTag, hasView: true, forwarded: 4 },
  {
    name: 'the array stub',
    page: withStub(arrayStub),
    call: 'return sendinblue[method] ? sendinblue[method].apply(null, args) : sendinblue.push([method].concat(args))',
    hasView: false,
    forwarded: all,
  },
  {
    name: 'the stub that is a function',
    page: withStub(functionStub, 'sendinblue("page")'),
    call: 'return sendinblue.apply(null, [method].concat(args))',
    hasView: true,
    forwarded: all,
  },
  {
    name: 'Brevo.push',
    page: withStub(brevoList('["init", { email_id: "" }]')),
    call: 'return Brevo[method] ? Brevo[method].apply(null, args) : Brevo.push([method].concat(args))',
    hasView: true,
    forwarded: all,
  },
]
