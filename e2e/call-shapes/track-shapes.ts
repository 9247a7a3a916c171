import { ada, type Shape, type ShapeHit } from './shape'

const tracked = (sib_name: string, more: Partial<ShapeHit> = {}): readonly ShapeHit[] => [{ sib_type: 'track', sib_name, properties: {}, ...more }]

/** Names that no interface for servers would take. */
const freeNames = ['Lead', 'Telechargement_Modele', 'Größe gewählt: 42 €', '2']

/** Ways to call `track`. */
export const trackShapes: readonly Shape[] = [
  { rules: ['1.7.26'], says: 'a name alone', call: `sendinblue.track('alone')`, hits: tracked('alone') },
  {
    rules: ['2 track'],
    says: 'name, properties and event data',
    call: `sendinblue.track('whole', { FIRSTNAME: 'Ada' }, { id: 'cart:1', data: { total: 280, items: [{ name: 'shoes', price: 90 }] } })`,
    hits: tracked('whole', { properties: { FIRSTNAME: 'Ada' }, event: { id: 'cart:1', data: { total: 280, items: [{ name: 'shoes', price: 90 }] } } }),
  },
  {
    rules: ['1.7.27', '9.17'],
    says: 'event data among the properties',
    call: `sendinblue.track('misplaced', { id: 'cart:1', data: { total: 1 } })`,
    hits: tracked('misplaced', { properties: { id: 'cart:1', data: { total: 1 } } }),
  },
  { rules: ['1.7.28'], says: 'data without an id', call: `sendinblue.track('no id', {}, { data: { total: 1 } })`, hits: tracked('no id', { event: { data: { total: 1 } } }) },
  { rules: ['1.7.28'], says: 'an id without data', call: `sendinblue.track('no data', {}, { id: 'cart:1' })`, hits: tracked('no data', { event: { id: 'cart:1' } }) },
  { rules: ['1.6 RudderStack'], says: 'event data that are empty', call: `sendinblue.track('empty', {}, {})`, hits: tracked('empty', { event: {} }) },
  { rules: ['1.7.29'], says: 'data without a wrapper', call: `sendinblue.track('bare', {}, { total: 1, items: [] })`, hits: tracked('bare', { event: { data: { total: 1, items: [] } } }) },
  {
    rules: ['1.7.29'],
    says: 'data beside the id',
    call: `sendinblue.track('beside', {}, { id: 'cart:1', total: 1 })`,
    hits: tracked('beside', { event: { id: 'cart:1', data: { total: 1 } } }),
  },
  { rules: ['1.7.30'], says: 'an id that is a number', call: `sendinblue.track('number', {}, { id: 1234, data: {} })`, hits: tracked('number', { event: { id: 1234, data: {} } }) },
  {
    rules: ['1.7.31', '2 reserved email'],
    says: 'an e-mail among the properties',
    call: `sendinblue.track('person', { email: '${ada}', FIRSTNAME: 'Ada' }, { id: 'cart:1' })`,
    hits: tracked('person', { email_id: ada, properties: { FIRSTNAME: 'Ada' }, event: { id: 'cart:1' } }),
  },
  {
    rules: ['1.7.31'],
    says: 'an e-mail that is none among the properties',
    call: `sendinblue.track('nobody', { email: '', mail: 'x' })`,
    hits: tracked('nobody', { properties: { email: '', mail: 'x' } }),
  },
  {
    rules: ['1.7.32'],
    says: 'track, then identify in the same handler',
    call: `sendinblue.track('first'); sendinblue.identify('${ada}')`,
    hits: [...tracked('first', { email_id: ada }), { sib_type: 'identify', email_id: ada, properties: {} }],
  },
  {
    rules: ['1.7.33', '9.31'],
    says: 'names as people write them',
    call: `${JSON.stringify(freeNames)}.forEach(function (name) { sendinblue.track(name) })`,
    hits: freeNames.flatMap((name) => tracked(name)),
  },
  {
    rules: ['1.7.25', '2 track'],
    says: 'values that are undefined, null or nested, in properties and data',
    call: `sendinblue.track('values', { NOT: undefined, NONE: null, IN: { NOT: undefined, LIST: [undefined, null, [0]] } }, { id: undefined, data: { not: undefined, none: null, in: { deep: [{ x: false }] } } })`,
    hits: tracked('values', { properties: { NONE: null, IN: { LIST: [null, null, [0]] } }, event: { data: { none: null, in: { deep: [{ x: false }] } } } }),
  },
  {
    rules: ['2 track'],
    says: 'nothing in the places before the event data',
    call: `sendinblue.track('null', null, { id: 'cart:1' }); sendinblue.track('undefined', undefined, { id: 'cart:2' })`,
    hits: [...tracked('null', { event: { id: 'cart:1' } }), ...tracked('undefined', { event: { id: 'cart:2' } })],
  },
  { rules: ['2 track'], says: 'nothing in every place', call: `sendinblue.track('nothing', undefined, null, undefined)`, hits: tracked('nothing') },
  {
    rules: ['1.6 WooCommerce'],
    says: 'event data read from JSON, with amounts as text',
    call: `sendinblue.track('json', {}, JSON.parse('{"id":"cart:1","data":{"total":"50.00","currency":"\\u20ac","items":[]}}'))`,
    hits: tracked('json', { event: { id: 'cart:1', data: { total: '50.00', currency: '€', items: [] } } }),
  },
  { rules: ['2 callback', '9.16'], says: 'a callback right after the name', call: `sendinblue.track('second', told)`, hits: tracked('second'), told: [[null, 'id']] },
  {
    rules: ['2 callback', '9.16'],
    says: 'a callback in the place of the event data',
    call: `sendinblue.track('third', { A: 1 }, told)`,
    hits: tracked('third', { properties: { A: 1 } }),
    told: [[null, 'id']],
  },
  {
    rules: ['0.2', '2 callback', '9.16'],
    says: 'a callback in the fourth place',
    call: `sendinblue.track('fourth', { A: 1 }, { id: 1 }, told)`,
    hits: tracked('fourth', { properties: { A: 1 }, event: { id: 1 } }),
    told: [[null, 'id']],
    argumentsNeeded: 4,
  },
  {
    rules: ['2 callback', '9.16'],
    says: 'a callback before the event data',
    call: `sendinblue.track('between', told, { id: 1 })`,
    hits: tracked('between', { event: { id: 1 } }),
    told: [[null, 'id']],
  },
]
