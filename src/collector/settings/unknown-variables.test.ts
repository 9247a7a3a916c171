import { expect, it } from 'vitest'
import { variableOf } from './names'
import { settings } from './table'
import { unknownVariables } from './unknown-variables'

it.each([
  ['SIB_PROT', 'SIB_PORT'],
  ['SIB_TOKEN_SECRET', 'SIB_TOKEN_SECRETS'],
  ['SIB_API_KEY', 'SIB_API_KEYS'],
  ['SIB_KEEPDAYS', 'SIB_KEEP_DAYS'],
  ['SIB_FORWARD_APIKEY', 'SIB_FORWARD_API_KEY'],
  ['SIB_CONFIGS', 'SIB_CONFIG'],
])('takes %s for %s, and does not say what is in it', (variable, meant) => {
  expect(unknownVariables({ [variable]: 'hush' })).toEqual([`${variable} is no variable of sib-collector and sets nothing; is ${meant} meant?`])
})

it('takes what is like none for another program’s', () => {
  expect(unknownVariables({ SIB_SERVICE_ACCOUNT: 'a' })).toEqual(['SIB_SERVICE_ACCOUNT is no variable of sib-collector and sets nothing'])
})

it('says nothing of those that it knows, of empty ones, and of other names', () => {
  const variables = [...Object.keys(settings).map(variableOf), 'SIB_CONFIG', 'SIB_FORWARD_API_KEY', 'PATH']
  expect(unknownVariables({ ...Object.fromEntries(variables.map((variable) => [variable, 'a'])), SIB_PROT: '' })).toEqual([])
})
