import { describe, expect, it, vi } from 'vitest'
import type { ApiError } from '../contract/errors'
import { createConsentGate } from './consent'
import type { Sib } from './config'
import type { ConsentGate, ConsentState } from './consent'

const denied: ApiError = { code: 'consent_denied', message: 'no consent' }

function setUp(first: ConsentState | undefined): { gate: ConsentGate; ask: (name: string) => void; heard: string[]; onDenied: ReturnType<typeof vi.fn> } {
  const heard: string[] = []
  const onDenied = vi.fn()
  const gate = createConsentGate({ client_key: 'key', consent: first }, false, onDenied, () => undefined)
  const ask = (name: string): void =>
    gate.pass(
      () => void heard.push(`${name} goes`),
      ({ code }) => void heard.push(`${name} ${code}`),
    )
  return { gate, ask, heard, onDenied }
}

describe('the first state', () => {
  const first = (settings: Sib, hasGpc: unknown): ConsentState =>
    createConsentGate({ client_key: 'key', ...settings }, hasGpc, () => undefined, () => undefined).state()

  it('is granted where neither the site nor the browser says anything', () => {
    expect(first({}, undefined)).toBe('granted')
    expect(first({}, false)).toBe('granted')
  })

  it('is denied under Global Privacy Control, unless the site does not heed it', () => {
    expect(first({}, true)).toBe('denied')
    expect(first({ respect_gpc: undefined }, true)).toBe('denied')
    expect(first({ respect_gpc: false }, true)).toBe('granted')
  })

  it.each(['granted', 'denied', 'pending'] as const)('is %s where the site says so, whatever the browser says', (consent) => {
    expect(first({ consent }, true)).toBe(consent)
    expect(first({ consent }, false)).toBe(consent)
  })

  it.each([null, '', 'yes', true, ['granted'], {}, () => undefined])('is the browser’s where the site says %j', (consent) => {
    expect(first({ consent }, true)).toBe('denied')
    expect(first({ consent }, false)).toBe('granted')
  })
})

describe('without a client key', () => {
  it('is pending, whatever the site and the browser say', () => {
    for (const consent of ['granted', 'denied', undefined]) expect(createConsentGate({ consent }, true, () => undefined, () => undefined).state()).toBe('pending')
  })
})

describe('the word of a site that comes late', () => {
  it('holds where nothing was said before', () => {
    const { gate, ask, heard } = setUp(undefined)
    gate.heed('pending')
    ask('a')
    expect(gate.state()).toBe('pending')
    expect(heard).toEqual([])
    gate.heed('granted')
    expect(gate.state()).toBe('pending')
  })

  it('erases where it is a no', () => {
    const { gate, onDenied } = setUp(undefined)
    gate.heed('denied')
    expect(onDenied).toHaveBeenCalledOnce()
  })

  it('does not take the place of the visitor’s', () => {
    const { gate } = setUp(undefined)
    gate.set('granted')
    for (const word of ['pending', 'denied']) gate.heed(word)
    expect(gate.state()).toBe('granted')
  })

  it('is none where it is something else', () => {
    const { gate } = setUp(undefined)
    for (const word of [undefined, null, 'yes', true, {}]) gate.heed(word)
    gate.heed('denied')
    expect(gate.state()).toBe('denied')
  })
})

describe('consent gate', () => {
  it('lets everything pass once consent is given', () => {
    const { ask, heard, gate } = setUp('granted')
    ask('a')
    expect(heard).toEqual(['a goes'])
    expect(gate.state()).toBe('granted')
  })

  it('refuses at once where it is denied', () => {
    const { ask, heard, onDenied } = setUp('denied')
    ask('a')
    expect(heard).toEqual(['a consent_denied'])
    expect(onDenied).not.toHaveBeenCalled()
  })

  it('holds what comes while there is no word, and lets it go in order', () => {
    const { ask, heard, gate } = setUp('pending')
    ask('a')
    ask('b')
    expect(heard).toEqual([])
    gate.set('granted')
    ask('c')
    expect(heard).toEqual(['a goes', 'b goes', 'c goes'])
  })

  it('refuses what it held when the word is no, after everything that stands was erased', () => {
    const { ask, heard, gate, onDenied } = setUp('pending')
    onDenied.mockImplementation(() => heard.push('erased'))
    ask('a')
    gate.set('denied')
    expect(heard).toEqual(['erased', 'a consent_denied'])
    expect(onDenied).toHaveBeenCalledExactlyOnceWith(denied)
  })

  it('goes on holding while the word stays out', () => {
    const { ask, heard, gate } = setUp('pending')
    ask('a')
    gate.set('pending')
    expect(heard).toEqual([])
    gate.set('granted')
    expect(heard).toEqual(['a goes'])
  })

  it('calls nothing back twice', () => {
    const { ask, heard, gate } = setUp('pending')
    ask('a')
    gate.set('granted')
    gate.set('denied')
    gate.set('granted')
    expect(heard).toEqual(['a goes'])
  })

  it('can be asked again after a no', () => {
    const { ask, heard, gate } = setUp('granted')
    gate.set('denied')
    ask('a')
    gate.set('granted')
    ask('b')
    expect(heard).toEqual(['a consent_denied', 'b goes'])
  })

  it('is already closed when it says so', () => {
    const states: ConsentState[] = []
    const gate: ConsentGate = createConsentGate({ client_key: 'key' }, false, () => states.push(gate.state()), () => undefined)
    gate.set('denied')
    expect(states).toEqual(['denied'])
  })

  it('refuses the rest where something that was held takes consent back', () => {
    const { ask, heard, gate } = setUp('pending')
    gate.pass(
      () => gate.set('denied'),
      () => undefined,
    )
    ask('b')
    gate.set('granted')
    expect(heard).toEqual(['b consent_denied'])
  })

  it('holds a hundred and gives up the oldest beyond', () => {
    const { ask, heard, gate } = setUp('pending')
    for (let n = 0; n < 102; n++) ask(`${n}`)
    expect(heard).toEqual(['0 overflow', '1 overflow'])
    gate.set('granted')
    expect(heard).toHaveLength(102)
    expect(heard[2]).toBe('2 goes')
    expect(heard[101]).toBe('101 goes')
  })

  it('says that consent is given before what was held goes on, each time that it is given', () => {
    const heard: string[] = []
    const gate = createConsentGate({ client_key: 'key', consent: 'pending' }, false, () => undefined, () => void heard.push('granted'))
    gate.pass(() => void heard.push('held'), () => undefined)
    gate.set('granted')
    gate.set('denied')
    gate.set('granted')
    expect(heard).toEqual(['granted', 'held', 'granted'])
  })

  it('holds everything until it is known for whom, whatever was said', () => {
    const settings: { client_key?: string } = {}
    const heard: string[] = []
    const gate = createConsentGate(settings, false, () => void heard.push('erased'), () => void heard.push('begun'))
    gate.set('granted')
    gate.pass(() => void heard.push('call'), () => void heard.push('refused'))
    expect(heard).toEqual([])
    settings.client_key = 'key'
    gate.heed()
    expect(heard).toEqual(['begun', 'call'])
  })
})
