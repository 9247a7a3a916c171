import { ada, pageTitle, type Shape, type ShapeHit } from './shape'

const viewed = (sib_name: string, more: Partial<ShapeHit> = {}): readonly ShapeHit[] => [{ sib_type: 'page', sib_name, properties: {}, ...more }]

/** Ways to call `page`. What of a view is not in the table is as the page itself says. */
export const pageShapes: readonly Shape[] = [
  // After another view: right after the tag's own it would be the same one again.
  { rules: ['1.7.34', '2 page'], says: 'a page without a name', call: `sendinblue.page('Other'); sendinblue.page()`, hits: [...viewed('Other'), ...viewed(pageTitle)] },
  { rules: ['1.7.34'], says: 'a name', call: `sendinblue.page('Named')`, hits: viewed('Named') },
  { rules: ['1.7.34', '1.7.3'], says: 'a path for the name', call: `sendinblue.page('/cart/2')`, hits: viewed('/cart/2') },
  {
    rules: ['1.7.34', '1.6 RudderStack'],
    says: 'properties without a name',
    call: `sendinblue.page(undefined, { COLOUR: 'red' }); sendinblue.page(null, { COLOUR: 'blue' })`,
    hits: [...viewed(pageTitle, { properties: { COLOUR: 'red' } }), ...viewed(pageTitle, { properties: { COLOUR: 'blue' } })],
  },
  {
    rules: ['1.7.35', '2 page'],
    says: 'the reserved keys of a route',
    call: `sendinblue.page('Route', { ma_title: 'Cart', ma_url: 'https://app.example.test/cart?step=2', ma_path: '/cart', ma_referrer: 'https://app.example.test/', COLOUR: 'red' })`,
    hits: viewed('Route', {
      ma_title: 'Cart',
      ma_url: 'https://app.example.test/cart?step=2',
      ma_path: '/cart',
      ma_referrer: 'https://app.example.test/',
      properties: { COLOUR: 'red' },
    }),
  },
  { rules: ['2 page'], says: 'one reserved key', call: `sendinblue.page('Referred', { ma_referrer: 'https://a.example/' })`, hits: viewed('Referred', { ma_referrer: 'https://a.example/' }) },
  {
    rules: ['1.7.36', '9.33'],
    says: 'the same keys without their prefix',
    call: `sendinblue.page('Bare', { title: 'Cart', url: 'https://app.example.test/cart', path: '/cart', referrer: 'https://app.example.test/' })`,
    hits: viewed('Bare', {
      ma_title: 'Cart',
      ma_url: 'https://app.example.test/cart',
      ma_path: '/cart',
      ma_referrer: 'https://app.example.test/',
      properties: { title: 'Cart', url: 'https://app.example.test/cart', path: '/cart', referrer: 'https://app.example.test/' },
    }),
  },
  {
    rules: ['9.33'],
    says: 'keys with and without prefix',
    call: `sendinblue.page('Both', { title: 'Bare', ma_title: 'Reserved', path: '/bare', ma_path: '/reserved' })`,
    hits: viewed('Both', { ma_title: 'Reserved', ma_path: '/reserved', properties: { title: 'Bare', path: '/bare' } }),
  },
  {
    rules: ['2 reserved email'],
    says: 'an e-mail among the properties of a page',
    call: `sendinblue.page('Person', { email: '${ada}', COLOUR: 'red' })`,
    hits: viewed('Person', { email_id: ada, properties: { COLOUR: 'red' } }),
  },
  { rules: ['2 page', '2 callback'], says: 'a callback after name and properties', call: `sendinblue.page('Told', { COLOUR: 'red' }, told)`, hits: viewed('Told', { properties: { COLOUR: 'red' } }), told: [[null, 'id']] },
  { rules: ['2 callback'], says: 'a callback right after the name of a page', call: `sendinblue.page('Told early', told)`, hits: viewed('Told early'), told: [[null, 'id']] },
]
