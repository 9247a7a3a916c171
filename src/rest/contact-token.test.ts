import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64 } from './base64'
import { addContactToken, contactTokenName, createTokenCheck, maxTokenLifetimeMs, mintContactToken } from './contact-token'
import type { ContactTokenOptions } from './contact-token'
import { createFernet } from './fernet'

/** Key, vector and token of the specification's own example (https://github.com/fernet/spec, generate.json). */
const specified = {
  secret: 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=',
  nowMs: Date.parse('1985-10-26T01:20:00-07:00'),
  iv: Uint8Array.from({ length: 16 }, (_, index) => index),
  message: 'hello',
  token: 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
}
const { secret } = specified
const otherSecret = toBase64(new Uint8Array(32).fill(7))
const email = 'thomas@example.test'
const nowMs = Date.parse('2026-01-01T00:00:00Z')
const hour = 60 * 60_000

describe('a Fernet token', () => {
  it('is what the specification says', async () => {
    const { seal, open } = createFernet(secret, () => specified.iv)
    expect(await seal(specified.message, specified.nowMs)).toBe(specified.token)
    expect(await open(specified.token)).toMatchObject({ message: 'hello', sealedAtMs: specified.nowMs })
  })

  it('takes a key in either alphabet of base64, and no other key', () => {
    expect(() => createFernet(secret.replaceAll('-', '+').replaceAll('_', '/'))).not.toThrow()
    for (const bad of ['', 'secret', toBase64(new Uint8Array(31)), 'ß'.repeat(32)]) expect(() => createFernet(bad)).toThrow('openssl')
  })

  it('does not open with one byte changed, wherever it is', async () => {
    const { open } = createFernet(secret)
    const bytes = fromBase64(specified.token) ?? new Uint8Array()
    expect(bytes).toHaveLength(73)
    for (const at of bytes.keys()) {
      const changed = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
      expect(await open(toBase64(changed))).toBeUndefined()
    }
  })
})

describe('a contact token', () => {
  const check = createTokenCheck([secret])

  it('names the contact until it expires', async () => {
    const token = await mintContactToken({ secret, email, lifetimeMs: hour }, nowMs)
    expect(await check(token, nowMs)).toMatchObject({ type: 'valid', email, expiresAtMs: nowMs + hour })
    expect(await check(token, nowMs + hour - 1)).toMatchObject({ type: 'valid' })
    expect(await check(token, nowMs + hour)).toEqual({ type: 'expired' })
  })

  it('holds a day where nothing is said', async () => {
    const token = await mintContactToken({ secret, email }, nowMs)
    expect(await check(token, nowMs)).toMatchObject({ expiresAtMs: nowMs + 24 * hour })
  })

  it('has an id of its own each time, and does not show the address', async () => {
    const tokens = await Promise.all([1, 2].map(() => mintContactToken({ secret, email }, nowMs)))
    const ids = (await Promise.all(tokens.map((token) => check(token, nowMs)))).map((verdict) => 'id' in verdict && verdict.id)
    expect(new Set(ids).size).toBe(2)
    for (const token of tokens) expect(String.fromCharCode(...(fromBase64(token) ?? []))).not.toContain('thomas')
  })

  it('of another secret is forged; of an older one among several it holds', async () => {
    const token = await mintContactToken({ secret: otherSecret, email }, nowMs)
    expect(await check(token, nowMs)).toEqual({ type: 'forged' })
    expect(await createTokenCheck([secret, otherSecret])(token, nowMs)).toMatchObject({ type: 'valid', email })
  })

  it.each([
    ['no JSON', 'hello'],
    ['no object', '"text"'],
    ['no e-mail', JSON.stringify({ email: 'nobody', exp: nowMs })],
    ['no expiry', JSON.stringify({ email })],
    ['an expiry that is no number', JSON.stringify({ email, exp: '9'.repeat(12) })],
  ])('is forged where the right key sealed %s', async (_name, message) => {
    expect(await check(await createFernet(secret).seal(message, nowMs), nowMs)).toEqual({ type: 'forged' })
  })

  it('holds 30 days at most, whatever the one who sealed it wrote', async () => {
    const token = await createFernet(secret).seal(JSON.stringify({ email, exp: nowMs }), nowMs)
    expect(await check(token, nowMs + maxTokenLifetimeMs - 1)).toMatchObject({ type: 'valid' })
    expect(await check(token, nowMs + maxTokenLifetimeMs)).toEqual({ type: 'expired' })
  })

  it('never makes the check fail, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String({ maxLength: 400 }), fc.string({ minLength: 1025, maxLength: 2000 })), async (token) => {
        expect(await check(token, nowMs)).toEqual({ type: 'forged' })
      }),
    )
  })

  it.each([
    [{ email: 'nobody' }, 'email must be one e-mail address'],
    [{ email: 'Ann <ann@example.com>' }, 'email must be one e-mail address of at most 254 characters, and nothing beside it'],
    [{ email: 'ann@example.com\n' }, 'email has white space around it: trim it'],
    [{ email: undefined }, 'email must be text, and is missing'],
    [{ lifetimeMs: 0 }, 'lifetimeMs must be from 1000, a second, to 2592000000, 30 days'],
    [{ lifetimeMs: maxTokenLifetimeMs + 1 }, 'lifetimeMs'],
    [{ lifetimeMs: NaN }, 'lifetimeMs'],
    [{ lifetime: hour }, 'lifetime is no option; there are secret, email, lifetimeMs'],
    [{ secret: 'short' }, 'openssl'],
    [{ secret: undefined }, "secret must be text, and is missing: it is one of the collector's SIB_TOKEN_SECRETS"],
    [{ secret: `${secret},${otherSecret}` }, 'of several, separated by commas, pass the first'],
  ])('is not minted with %j, and says why', async (options, named) => {
    const minted = mintContactToken({ secret, email, ...options } as ContactTokenOptions)
    await expect(minted).rejects.toThrow(TypeError)
    await expect(minted).rejects.toThrow(named)
  })

  it('is not minted without options', async () => {
    await expect(mintContactToken(undefined as unknown as ContactTokenOptions)).rejects.toThrow('the options must be an object, as in { secret, email }')
  })

  it('joins the other parameters of a link', async () => {
    const link = 'https://shop.test/cart?next=%2Fa%20b&flag&id={{contact.ID}}&s=a~b'
    const href = await addContactToken(`${link}#top`, { secret, email })
    expect(await check(new URL(href).searchParams.get(contactTokenName) ?? '', Date.now())).toMatchObject({ type: 'valid', email })
    expect(href.replace(/sib_clid=[^&#]+/, '…')).toBe(`${link}&…#top`)
  })

  it('takes the place of an older one in a link', async () => {
    const older = await addContactToken('https://shop.test/?a=1', { secret, email: 'old@example.test' })
    const url = new URL(await addContactToken(`${older}&b=2`, { secret, email }))
    expect([...url.searchParams.keys()]).toEqual(['a', contactTokenName, 'b'])
    expect(await check(url.searchParams.get(contactTokenName) ?? '', Date.now())).toMatchObject({ type: 'valid', email })
  })

  it.each(['', '/sale', 'shop.test/sale', 'shop.test:8080/sale', 'mailto:a@b.test', 'https://', 'https://shop test/'])(
    'is not added to what is no link: %j',
    async (link) => {
      const added = addContactToken(link, { secret, email })
      await expect(added).rejects.toThrow(TypeError)
      await expect(added).rejects.toThrow('link must be a whole http or https address, such as https://')
    },
  )

  it('is not added to a URL object, and says what to pass instead', async () => {
    const link = new URL('https://shop.test/') as unknown as string
    await expect(addContactToken(link, { secret, email })).rejects.toThrow('link must be text, and is of type object; of a URL object, pass its href')
  })
})
