import type { PageOptions } from '../fixtures/site/page'
import { functionStub, inline } from '../fixtures/stubs'

/** A published way to install, and how its pages call. */
export interface Generation {
  /** The rules that it proves, as `rules.ts` numbers them. */
  readonly rules: readonly string[]
  readonly name: string
  readonly page: Pick<PageOptions, 'tag' | 'script' | 'body'>
  /** Page code of `function (method, args)`, also for `reset`, which older stubs do not have. */
  readonly call: string
  /** How many arguments reach the live method. */
  readonly forwarded: number
  /** Whether the shapes are more calls than may wait. */
  readonly isShort?: boolean
}

const all = Infinity
const ofTag = 'return sendinblue[method] ? sendinblue[method].apply(null, args) : sib[method] ? sib[method]() : sib.equeue.push({ reset: args })'

/** All generations that CONTRACT.md 1 knows. */
export const generations: readonly Generation[] = [
  { rules: ['9.21'], name: 'our tag', page: { tag: 'ours' }, call: ofTag, forwarded: all, isShort: true },
  { rules: ['0.2', '1.7.2'], name: 'the tag that forwards three arguments', page: { tag: 'published3' }, call: ofTag, forwarded: 3 },
  { rules: ['0.2', '1.7.2'], name: 'the tag that forwards four arguments', page: { tag: 'published4' }, call: ofTag, forwarded: 4 },
  {
    rules: ['1.7.1'],
    name: 'the array stub',
    page: { tag: 'array' },
    call: 'return sendinblue[method] ? sendinblue[method].apply(null, args) : sendinblue.push([method].concat(args))',
    forwarded: all,
  },
  {
    rules: ['1.7.12', '9.23'],
    name: 'the stub that is a function',
    page: { tag: 'none', script: 'normal', body: inline(functionStub, 'sendinblue("page")') },
    call: 'return sendinblue.apply(null, [method].concat(args))',
    forwarded: all,
  },
  {
    rules: ['1.7.41', '1.7.44'],
    name: 'Brevo.push',
    page: { tag: 'brevo' },
    call: 'return Brevo[method] ? Brevo[method].apply(null, args) : Brevo.push([method].concat(args))',
    forwarded: all,
  },
]
