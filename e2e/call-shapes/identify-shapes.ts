import { ada, type Shape, type ShapeHit } from './shape'

const named = { FIRSTNAME: 'Ada' }

const identified = (properties: ShapeHit['properties'] = {}): readonly ShapeHit[] => [{ sib_type: 'identify', email_id: ada, properties }]

/** Ways to call `identify`. */
export const identifyShapes: readonly Shape[] = [
  { rules: ['1.7.21', '2 identify'], says: 'an e-mail alone', call: `sendinblue.identify('${ada}')`, hits: identified() },
  { rules: ['2 identify'], says: 'an e-mail and attributes', call: `sendinblue.identify('${ada}', { FIRSTNAME: 'Ada' })`, hits: identified(named) },
  {
    rules: ['1.7.22', '9.18'],
    says: 'an object with e-mail and attributes',
    call: `sendinblue.identify({ email: '${ada}', attributes: { FIRSTNAME: 'Ada' } })`,
    hits: identified(named),
  },
  {
    rules: ['1.7.12', '9.18'],
    says: 'an object with the attributes beside the e-mail',
    call: `sendinblue.identify({ email: '${ada}', FIRSTNAME: 'Ada' })`,
    hits: identified(named),
  },
  {
    rules: ['2 Brevo.identify', '9.18'],
    says: 'identifiers and attributes',
    call: `sendinblue.identify({ identifiers: { email_id: '${ada}' }, attributes: { FIRSTNAME: 'Ada' } })`,
    hits: identified(named),
  },
  {
    rules: ['2 Brevo.identify'],
    says: 'further ids of the contact as attributes',
    call: `sendinblue.identify({ identifiers: { email_id: '${ada}' }, attributes: { EXT_ID: 7, SMS: '+491', WHATSAPP: '+492', LANDLINE_NUMBER: '+493' } })`,
    hits: identified({ EXT_ID: 7, SMS: '+491', WHATSAPP: '+492', LANDLINE_NUMBER: '+493' }),
  },
  {
    rules: ['2 reserved mobile'],
    says: 'the reserved word for a phone number',
    call: `sendinblue.identify('${ada}', { mobile: '+491' })`,
    hits: identified({ mobile: '+491' }),
  },
  {
    rules: ['1.7.24'],
    says: 'all the fields of a form',
    call: `sendinblue.identify('${ada}', { 'billing[email]': '${ada}', '_wp_http_referer': '/my-account/', 'news letter': 'on', 'comment-2': 'two\\nlines', 'size[]': ['M', 'L'], '': '' })`,
    hits: identified({ 'billing[email]': ada, '_wp_http_referer': '/my-account/', 'news letter': 'on', 'comment-2': 'two\nlines', 'size[]': ['M', 'L'], '': '' }),
  },
  {
    rules: ['1.7.25'],
    says: 'attributes without a value, of any type, nested, and with names of their own for the contact',
    call: `sendinblue.identify('${ada}', { NOT: undefined, NONE: null, YES: true, SUM: 1.5, EMAIL: 'other@example.test', id: 7, IN: { id: 8, LIST: [undefined, { NONE: null }] } })`,
    hits: identified({ NONE: null, YES: true, SUM: 1.5, EMAIL: 'other@example.test', id: 7, IN: { id: 8, LIST: [null, { NONE: null }] } }),
  },
  {
    rules: ['9.15'],
    says: 'an e-mail as a form has it, with white space around it',
    call: `sendinblue.identify(' ${ada}\\n', { FIRSTNAME: 'Ada' })`,
    hits: identified(named),
  },
  {
    rules: ['1.7.23', '9.18'],
    says: 'an id that is no e-mail',
    call: `sendinblue.identify('user-17', { FIRSTNAME: 'Ada' }, told)`,
    hits: [],
    told: [['invalid_parameter']],
  },
  { rules: ['9.18'], says: 'nobody', call: 'sendinblue.identify(null, null, told); sendinblue.identify()', hits: [], told: [['invalid_parameter']] },
  { rules: ['2 identify', '2 callback'], says: 'a callback in the third place', call: `sendinblue.identify('${ada}', { FIRSTNAME: 'Ada' }, told)`, hits: identified(named), told: [[null, 'id']] },
  { rules: ['2 callback'], says: 'a callback right after the e-mail', call: `sendinblue.identify('${ada}', told)`, hits: identified(), told: [[null, 'id']] },
  { rules: ['2 callback', '9.18'], says: 'a callback right after an object', call: `sendinblue.identify({ email: '${ada}', FIRSTNAME: 'Ada' }, told)`, hits: identified(named), told: [[null, 'id']] },
]
