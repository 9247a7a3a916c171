import { consoles, fetchWrappers, overrides, pollutions, wrappers } from './replaced-globals'
import { row } from './row'
import { expectSameBytes } from './same-bytes'

/** Each page is left when all it had is acknowledged; time is real, because some of the scripts are about it. */
const options = { leavesPages: true, lens: 1 }

row('F43', 'the page wraps fetch: what is sent is the same to the byte', options, (parts) => expectSameBytes(parts, fetchWrappers))

row('F44', 'the page has given members to every object: what is sent is the same to the byte', options, (parts) => expectSameBytes(parts, pollutions))

row('F45', 'the page has replaced a global: what is sent is the same to the byte', options, (parts) => expectSameBytes(parts, { ...overrides, ...wrappers }))

row('F45', 'the page has taken the console away, and asks for debug: what is sent is the same to the byte', options, (parts) => expectSameBytes(parts, consoles, { debug: true }))
