// @ts-check
import { createServer } from 'node:net'

/**
 * The wanted port if nobody listens there, or else 0, which lets the program take any.
 * @param {number} wanted
 * @returns {Promise<string>}
 */
export async function freePort(wanted) {
  const server = createServer()
  const isFree = await new Promise((resolve) => {
    server.once('error', () => resolve(false)).listen(wanted, '127.0.0.1', () => resolve(true))
  })
  await new Promise((resolve) => server.close(resolve))
  return isFree ? String(wanted) : '0'
}
