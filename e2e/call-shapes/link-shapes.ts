import { ada, type Shape, type ShapeHit } from './shape'

const followed = (id: string, more: Partial<ShapeHit> = {}): ShapeHit => ({ sib_type: 'trackLink', sib_name: id, href: `#${id}`, properties: {}, ...more })

/** Ways to call `trackLink`. A hit's `href` stands here without the address of the page. */
export const linkShapes: readonly Shape[] = [
  { rules: ['1.7.37', '2 trackLink'], says: 'an element alone', call: `sendinblue.trackLink(link('alone'))`, then: `click('alone')`, hits: [followed('alone')] },
  {
    rules: ['2 trackLink', '2 callback'],
    says: 'an element, properties and a callback',
    call: `sendinblue.trackLink(link('whole'), { PLACE: 'head' }, told)`,
    then: `click('whole')`,
    hits: [followed('whole', { properties: { PLACE: 'head' } })],
    told: [[null, 'id']],
  },
  {
    rules: ['2 callback'],
    says: 'a callback right after the link',
    call: `sendinblue.trackLink(link('told'), told)`,
    then: `click('told')`,
    hits: [followed('told')],
    told: [[null, 'id']],
  },
  { rules: ['1.7.37', '9.19'], says: 'an element that is not there', call: `sendinblue.trackLink(document.getElementById('missing'), {}, told)`, hits: [], told: [[null, 'Link not Found']] },
  { rules: ['9.19'], says: 'no link at all', call: `sendinblue.trackLink(undefined, {}, told); sendinblue.trackLink()`, hits: [], told: [[null, 'Link not Found']] },
  {
    rules: ['1.7.38', '9.19'],
    says: 'a selector',
    call: `link('selected').className = 'chosen'; link('unselected'); sendinblue.trackLink('a.chosen', { PLACE: 'foot' })`,
    then: `click('unselected'); click('selected')`,
    hits: [followed('selected', { properties: { PLACE: 'foot' } })],
  },
  { rules: ['1.7.38'], says: 'a text that selects nothing', call: `sendinblue.trackLink('Download PDF', { PLACE: 'foot' }, told)`, hits: [], told: [[null, 'Link not Found']] },
  { rules: ['1.7.38'], says: 'a text that is no selector', call: `sendinblue.trackLink('https://shop.example/', {}, told)`, hits: [], told: [['invalid_parameter']] },
  {
    rules: ['9.19', '2 trackLink list'],
    says: 'a list of elements',
    call: `sendinblue.trackLink([link('one'), link('two')], { LIST: true })`,
    then: `click('one'); click('two')`,
    hits: [followed('one', { properties: { LIST: true } }), followed('two', { properties: { LIST: true } })],
  },
  {
    rules: ['9.19', '1.7.37'],
    says: 'a list with empty places',
    call: `sendinblue.trackLink([document.getElementById('missing'), link('kept'), undefined], {})`,
    then: `click('kept')`,
    hits: [followed('kept')],
  },
  {
    rules: ['9.19'],
    says: 'what a selector found',
    call: `link('found').className = 'nodes'; sendinblue.trackLink(document.querySelectorAll('.nodes'))`,
    then: `click('found')`,
    hits: [followed('found')],
  },
  {
    rules: ['9.19'],
    says: 'a jQuery object',
    call: `sendinblue.trackLink({ 0: link('query'), length: 1, jquery: '3.7.1', on: function () { return this } })`,
    then: `click('query')`,
    hits: [followed('query')],
  },
  {
    rules: ['9.19'],
    says: 'the same element twice',
    call: `sendinblue.trackLink(link('twice')); sendinblue.trackLink(document.getElementById('twice'))`,
    then: `click('twice')`,
    hits: [followed('twice')],
  },
  {
    rules: ['2 trackLink name'],
    says: 'a link without an id',
    call: `link('').className = 'unnamed'; sendinblue.trackLink('.unnamed')`,
    then: `document.querySelector('.unnamed').click()`,
    hits: [{ sib_type: 'trackLink', href: '#', properties: {} }],
  },
  {
    rules: ['2 trackLink above'],
    says: 'an element inside a link',
    call: `link('around', '<b id="inside">x</b>'); sendinblue.trackLink(document.getElementById('inside'))`,
    then: `click('inside')`,
    hits: [followed('around')],
  },
  {
    rules: ['2 reserved email'],
    says: 'an e-mail among the properties of a link',
    call: `sendinblue.trackLink(link('person'), { email: '${ada}', PLACE: 'head' })`,
    then: `click('person')`,
    hits: [followed('person', { email_id: ada, properties: { PLACE: 'head' } })],
  },
]
