// @ts-check
import { parseArgs } from 'node:util'
import { createShop } from './server.mjs'
import { TAGS } from './tag.mjs'

const USAGE = 'usage: node e2e/shop/main.mjs --collector <url> [--port 8422] [--host 127.0.0.1] [--key demo-key] [--inspector <url>] [--tag ours] [--json]'

/** @param {string} name @param {string} text */
function parseUrl(name, text) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new Error(`--${name} needs an http address, not "${text}"`)
  return url
}

/** @param {string} text */
function parsePort(text) {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`--port needs a number from 0 to 65535, not "${text}"`)
  return port
}

/** @param {string} text */
function parseTag(text) {
  const tag = TAGS.find((known) => known === text)
  if (!tag) throw new Error(`--tag is one of ${TAGS.join(', ')}, not "${text}"`)
  return tag
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      collector: { type: 'string' },
      port: { type: 'string', default: '8422' },
      host: { type: 'string', default: '127.0.0.1' },
      key: { type: 'string', default: 'demo-key' },
      inspector: { type: 'string' },
      tag: { type: 'string', default: 'ours' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.collector === undefined) throw new Error('--collector is missing')
  if (!values.key) throw new Error('--key is empty')
  return {
    shop: {
      collectorUrl: parseUrl('collector', values.collector).origin,
      clientKey: values.key,
      inspectorUrl: values.inspector ? parseUrl('inspector', values.inspector).href : '',
      tag: parseTag(values.tag),
    },
    listen: { port: parsePort(values.port), host: values.host },
    json: values.json,
  }
}

/** @param {unknown} error @param {number} exitCode @returns {never} */
function leave(error, exitCode) {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  process.stderr.write(`shop: ${line}${exitCode === 2 ? `; ${USAGE}` : ''}\n`)
  process.exit(exitCode)
}

function options() {
  try {
    return readOptions()
  } catch (error) {
    return leave(error, 2)
  }
}

/** @param {ReturnType<typeof options>} options */
async function run({ shop: shopOptions, listen, json }) {
  const shop = createShop(shopOptions)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void shop.close())
  const url = await shop.listen(listen)
  process.stdout.write(json ? `${JSON.stringify({ shop: url })}\n` : `The shop is open: ${url}\n`)
}

run(options()).catch((error) => leave(error, 1))
