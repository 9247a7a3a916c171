import { describe, expect, it } from 'vitest'
import { draftLink, parseIdentify, parsePage, parseTrack } from './call'
import type { PageFacts, ParsedCall } from './call'
import { stringify } from './json'

/** As it would stand on the wire. */
const plain = (call: ParsedCall): unknown => JSON.parse(stringify(call))
const identify = (...args: unknown[]): unknown => plain(parseIdentify(args[0], args[1]))
const track = (...args: unknown[]): unknown => plain(parseTrack(args[0], args[1], args[2]))

const pageUrl = 'https://shop.example/a/b?c=d#e'
const facts: PageFacts = { title: 'A page', referrer: 'https://search.example/' }
const page = (...args: unknown[]): unknown => plain(parsePage(args[0], args[1], pageUrl, facts))
const ownFacts = { ma_url: pageUrl, ma_path: '/a/b', ma_title: facts.title, ma_referrer: facts.referrer }

const node = { nodeType: 1, id: 'form' }
const noProperties = [undefined, null, 'text', 5, true, [], node, () => 1]
const refused = expect.objectContaining({ code: 'invalid_parameter' }) as unknown

describe('parseIdentify', () => {
  it('takes an e-mail alone', () => {
    expect(identify('a@b.example')).toEqual({ sib_type: 'identify', email_id: 'a@b.example', properties: {} })
  })

  it('takes attributes of any name and type, those without a value aside', () => {
    const attributes = { FIRSTNAME: 'Ann', 'any key': null, EMAIL: 'x', id: 7, ok: false, none: undefined, nested: { id: [1] } }
    expect(identify('a@b.example', attributes)).toEqual({
      sib_type: 'identify',
      email_id: 'a@b.example',
      properties: { FIRSTNAME: 'Ann', 'any key': null, EMAIL: 'x', id: 7, ok: false, nested: { id: [1] } },
    })
  })

  it.each([[' a@b.example\n'], [{ email: 'a@b.example ' }], [{ identifiers: { email_id: '\ta@b.example' } }]])(
    'takes an e-mail without the white space around it: %j',
    (who) => {
      expect(identify(who)).toEqual({ sib_type: 'identify', email_id: 'a@b.example', properties: {} })
    },
  )

  it.each([
    ['identifiers with attributes', { identifiers: { email_id: 'a@b.example' }, attributes: { A: 1 } }],
    ['identifiers with attributes in the second place', { identifiers: { email_id: 'a@b.example' } }, { A: 1 }],
    ['e-mail with attributes', { email: 'a@b.example', attributes: { A: 1 } }],
    ['e-mail with attributes in the second place', { email: 'a@b.example' }, { A: 1 }],
    ['e-mail beside the attributes', { email: 'a@b.example', A: 1 }],
    ['identifiers beside the attributes', { identifiers: { email_id: 'a@b.example' }, A: 1 }],
  ])('takes an object: %s', (_form, ...args) => {
    expect(identify(...args)).toEqual({ sib_type: 'identify', email_id: 'a@b.example', properties: { A: 1 } })
  })

  it.each(noProperties.map((value) => [value]))('takes %s as no attributes', (attributes) => {
    expect(identify('a@b.example', attributes)).toMatchObject({ email_id: 'a@b.example', properties: {} })
  })

  it.each([
    ...[undefined, null, '', 'user-17', 17, 'a@', '@b', 'a b@c.example', 'a@b@c', `${'a'.repeat(251)}@b.ex`, [], ['a@b.example'], {}],
    ...[{ email: '' }, { email: 17 }, { identifiers: null }, { identifiers: { email_id: 'user-17' } }, { attributes: {} }, node],
  ].map((who) => [who]))('refuses %j by name, without throwing', (who) => {
    expect(parseIdentify(who)).toEqual({ code: 'invalid_parameter', message: 'no e-mail' })
  })

  it('takes the longest e-mail that there can be; what is over the length of names is none', () => {
    const longest = `${'a'.repeat(248)}@b.com`
    expect(longest).toHaveLength(254)
    expect(identify(longest)).toMatchObject({ email_id: longest })
    expect(identify(`aa${longest}`)).toEqual(refused)
  })
})

describe('parseTrack', () => {
  it('takes a name alone', () => {
    expect(track('cart_updated')).toEqual({ sib_type: 'track', sib_name: 'cart_updated', properties: {} })
  })

  it('takes name, properties and event data', () => {
    expect(track('order', { VIP: true }, { id: 'cart:1', data: { total: 5, items: [{ name: 'Mug' }] } })).toEqual({
      sib_type: 'track',
      sib_name: 'order',
      properties: { VIP: true },
      event: { id: 'cart:1', data: { total: 5, items: [{ name: 'Mug' }] } },
    })
  })

  it.each([
    ['data without id', { data: { total: 5 } }, { data: { total: 5 } }],
    ['id without data', { id: 'cart:1' }, { id: 'cart:1' }],
    ['a numeric id', { id: 17, data: {} }, { id: 17, data: {} }],
    ['data without the wrapper', { total: 5, items: [] }, { data: { total: 5, items: [] } }],
    ['an id beside bare data', { id: 'cart:1', total: 5 }, { id: 'cart:1', data: { total: 5 } }],
    ['a list', [{ name: 'Mug' }], { data: { 0: { name: 'Mug' } } }],
    ['an empty object', {}, {}],
    ['an empty list', [], {}],
    ['data that is a list', { data: [1] }, { data: [1] }],
  ])('takes event data that is %s', (_form, given, event) => {
    expect(track('x', {}, given)).toEqual({ sib_type: 'track', sib_name: 'x', properties: {}, event })
  })

  it.each([[undefined], [null], [''], [0], [false]])('takes %j as no event data', (given) => {
    expect(track('x', {}, given)).not.toHaveProperty('event')
  })

  it('keeps event data that was put among the properties where it is', () => {
    const data = { id: 'cart:1', data: { total: 5 } }
    expect(track('x', data)).toEqual({ sib_type: 'track', sib_name: 'x', properties: data })
  })

  it.each(noProperties.map((value) => [value]))('takes %s as no properties', (properties) => {
    expect(track('x', properties)).toEqual({ sib_type: 'track', sib_name: 'x', properties: {} })
  })

  it('reads an e-mail among the properties as who the visitor is', () => {
    expect(track('x', { email: 'a@b.example', A: 1 })).toMatchObject({ email_id: 'a@b.example', properties: { A: 1 } })
    expect(track('x', { email: 'a@b.example', A: 1 })).not.toHaveProperty('properties.email')
  })

  it.each([['user-17'], [''], [17], [null]])('leaves %j under the name email among the properties', (email) => {
    expect(track('x', { email, A: 1 })).toEqual({ sib_type: 'track', sib_name: 'x', properties: { email, A: 1 } })
  })

  it('takes names as people write them', () => {
    for (const name of ['Lead', 'Telechargement_Modele', 'a b', ' padded ', 'événement', '0', 'x'.repeat(255)]) {
      expect(track(name)).toMatchObject({ sib_name: name })
    }
  })

  it.each([[undefined], [null], [''], ['  \n'], [17], [{}], ['x'.repeat(256)]])('refuses the name %j', (name) => {
    expect(parseTrack(name)).toEqual({ code: 'invalid_parameter', message: 'a name has 1 to 255 characters' })
  })
})

describe('parsePage', () => {
  it('names a page without a title after its URL, without the secrets in it', () => {
    const facts = { title: '', referrer: '' }
    expect(parsePage(undefined, undefined, 'https://shop.example/a?email=ann%40b.example&c=1', facts)).toMatchObject({ sib_name: 'https://shop.example/a?email=&c=1' })
  })

  it('takes the secrets out of a name that is given, too, and never leaves a page without one', () => {
    expect(page('/reset/4f9c2b7d8e1a4c6f9b0d2e5a7c8f1b3d?mail=jane@shop.example')).toMatchObject({ sib_name: '/reset/?mail=' })
    expect(page('Orders of jane@shop.example')).toMatchObject({ sib_type: 'page', sib_name: '/' })
    expect(page('x'.repeat(256))).toEqual({ code: 'invalid_parameter', message: 'a name has 1 to 255 characters' })
  })

  it('names a page after its title', () => {
    expect(page()).toEqual({ sib_type: 'page', sib_name: 'A page', properties: {}, ...ownFacts })
  })

  it('takes a name', () => {
    expect(page('/route')).toEqual({ sib_type: 'page', sib_name: '/route', properties: {}, ...ownFacts })
  })

  it.each([[undefined], [null], [''], [17]])('names a page after its title where the name is %j', (name) => {
    expect(page(name, { A: 1 })).toEqual({ sib_type: 'page', sib_name: 'A page', properties: { A: 1 }, ...ownFacts })
  })

  it('takes properties in the first place', () => {
    expect(page({ ma_title: 'B', A: 1 })).toMatchObject({ sib_name: 'B', ma_title: 'B', properties: { A: 1 } })
  })

  it('lets reserved keys replace what the page says, and keeps them out of the properties', () => {
    const reserved = { ma_url: 'https://shop.example/x?y', ma_path: '/own', ma_title: 'Own', ma_referrer: '' }
    expect(page('x', { ...reserved, A: 1 })).toEqual({ sib_type: 'page', sib_name: 'x', properties: { A: 1 }, ...reserved })
  })

  it('lets the same words without prefix replace it too, and keeps them as properties', () => {
    const bare = { url: 'https://shop.example/x', path: '/own', title: 'Own', referrer: 'r' }
    expect(page(undefined, bare)).toEqual({
      ...{ sib_type: 'page', sib_name: 'Own', properties: bare },
      ...{ ma_url: bare.url, ma_path: '/own', ma_title: 'Own', ma_referrer: 'r' },
    })
  })

  it('believes the reserved key where both are given', () => {
    const both = { ma_url: 'https://shop.example/1', url: 'https://shop.example/2', ma_title: '1', title: '2', ma_path: '/p', path: '/q' }
    expect(page(undefined, both)).toMatchObject({ sib_name: '1', ma_url: 'https://shop.example/1', ma_path: '/p', ma_title: '1' })
  })

  it.each([[undefined], [null]])('goes by the page where a reserved key is %j', (none) => {
    expect(page('x', { ma_url: none, ma_path: none, ma_title: none, ma_referrer: none })).toMatchObject(ownFacts)
  })

  it.each([[undefined], [null]])('goes by the page where a bare key is %j', (none) => {
    expect(page(undefined, { url: none, title: none, referrer: none })).toMatchObject({ sib_name: 'A page', ...ownFacts })
  })

  it('derives the path from the URL that was given', () => {
    expect(page('x', { ma_url: 'https://shop.example/given?q' })).toMatchObject({ ma_path: '/given' })
  })

  it.each([
    ['https://shop.example', '/'],
    ['https://shop.example/', '/'],
    ['https://shop.example?q=/x', '/'],
    ['https://shop.example#/x', '/'],
    ['https://shop.example/a/b/', '/a/b/'],
    ['https://shop.example/a?u=http://other.example/b', '/a'],
    ['https://shop.example/a#b?c', '/a'],
    ['https://user@shop.example:8443/a', '/a'],
    ['file:///home/a.html', '/home/a.html'],
    ['/relative/x?y', '/relative/x'],
    ['about:blank', 'about:blank'],
    ['', '/'],
  ])('finds the path of %s', (url, path) => {
    expect(parsePage(undefined, undefined, url, facts)).toMatchObject({ ma_url: url, ma_path: path })
  })

  it('cuts a title to the length of a name, but keeps it as title', () => {
    const title = 'x'.repeat(300)
    expect(parsePage(undefined, undefined, pageUrl, { ...facts, title })).toMatchObject({ sib_name: 'x'.repeat(255), ma_title: title })
  })

  it('names a page without a title after its URL', () => {
    expect(parsePage(undefined, undefined, pageUrl, { ...facts, title: '' })).toMatchObject({ sib_name: pageUrl, ma_title: '' })
    const url = `https://shop.example/${'x'.repeat(300)}`
    expect(parsePage(undefined, undefined, url, { ...facts, title: '' })).toMatchObject({ sib_name: url.slice(0, 255), ma_url: url })
  })

  it('refuses a name that is too long or blank', () => {
    expect(page('x'.repeat(255))).toMatchObject({ sib_type: 'page' })
    expect(page('x'.repeat(256))).toEqual(refused)
    expect(page('  ')).toEqual(refused)
  })

  it('reads an e-mail among the properties as who the visitor is', () => {
    expect(page('x', { email: 'a@b.example', A: 1 })).toMatchObject({ email_id: 'a@b.example', properties: { A: 1 } })
  })

  it.each(noProperties.map((value) => [value]))('takes %s as no properties', (properties) => {
    expect(page('x', properties)).toEqual({ sib_type: 'page', sib_name: 'x', properties: {}, ...ownFacts })
  })
})

describe('draftLink', () => {
  it('takes the properties, and the e-mail among them, as of the call', () => {
    expect(draftLink({ A: 1, email: 'a@b.example' })).toEqual({ sib_type: 'trackLink', email_id: 'a@b.example', properties: { A: 1 } })
  })
})
