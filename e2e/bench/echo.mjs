// @ts-check
import { createServer } from 'node:http'

// The yardstick of the collector: a server that reads a body and sends it back, and does nothing else.
const server = createServer((incoming, outgoing) => {
  /** @type {Buffer[]} */
  const parts = []
  incoming.on('data', (part) => parts.push(part))
  incoming.on('end', () => {
    const body = Buffer.concat(parts)
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined }))
})
