import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { close, listen } from '../../fixtures/network/listen'
import type { TabDriver } from '../../fixtures/engine/tab'

/**
 * Runs code in pages that no driver can reach: each page fetches what to run next and posts what came of it.
 * WebKitGTK gives a browser under automation a profile in memory only, so the one that keeps its profile has no driver.
 */
export interface Remote {
  /** Goes into the head of every page that is to be reached. */
  readonly head: string
  /** A page that makes its tab answer to this name. */
  startUrl(tab: string): string
  /** The next page that asks is this tab's: a name that one origin gave is not kept on another (HTML, 7.4.2.3). */
  arriving(tab: string): void
  /** Runs code in the page that this tab shows. */
  evaluate(tab: string, ...code: Parameters<TabDriver['evaluate']>): Promise<unknown>
  stop(): Promise<void>
}

interface Result {
  readonly id: number
  readonly json?: string
  readonly error?: string
}

/** For code that runs long, and for a browser that has gone. */
const answerWithinMs = 5000

/** How much later the last words of a page may come than the first ones of the next. */
const overtakingMs = 500

/** Starts the server that pages ask. */
export async function startRemote(): Promise<Remote> {
  const asking = new Map<string, ServerResponse>()
  const tasks = new Map<number, (result: Result) => void>()
  const lastTask = new Map<string, number>()
  let lastId = 0
  let next = ''

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://any.invalid')
    const tab = searchParams.get('tab') ?? ''
    response.setHeader('access-control-allow-origin', '*')
    if (pathname === '/next') {
      asking.set(tab, response)
      // A page tells what came of a task before it asks for the next one: this one went with the page that was left.
      const lost = lastTask.get(tab) ?? 0
      setTimeout(() => tasks.get(lost)?.({ id: lost, error: `${tab} was left in the middle of it` }), overtakingMs)
      response.on('close', () => asking.get(tab) === response && asking.delete(tab))
    } else if (pathname === '/result') {
      text(request).then((body) => {
        const result = JSON.parse(body) as Result
        tasks.get(result.id)?.(result)
        response.end()
      }, () => response.destroy())
    } else if (pathname === '/remote.js') response.setHeader('content-type', 'text/javascript').end(pageLoop(origin, next))
    else {
      next = tab
      response.setHeader('content-type', 'text/html').end(`<!doctype html>${head}`)
    }
  })
  const origin = `http://127.0.0.1:${await listen(server)}`
  const head = `<script src="${origin}/remote.js"></script>`

  const run = async (tab: string, expression: string): Promise<unknown> => {
    const end = Date.now() + answerWithinMs
    while (!asking.has(tab) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
    const id = ++lastId
    const result = await new Promise<Result>((resolve) => {
      const timer = setTimeout(() => resolve({ id, error: `no answer from ${tab}` }), answerWithinMs)
      tasks.set(id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      lastTask.set(tab, id)
      asking.get(tab)?.end(JSON.stringify({ id, expression }))
      asking.delete(tab)
    })
    tasks.delete(id)
    if (result.error !== undefined) throw new Error(result.error)
    return result.json === undefined ? undefined : (JSON.parse(result.json) as unknown)
  }
  return {
    head,
    startUrl: (tab) => `${origin}/?tab=${tab}`,
    arriving: (tab) => void (next = tab),
    evaluate: (tab, code, arg) =>
      run(tab, typeof code === 'string' ? `(${code})` : `(${code.toString()})(${JSON.stringify(arg ?? null)})`),
    stop: async () => {
      server.closeAllConnections()
      await close(server)
    },
  }
}

/**
 * What runs in the page. A fetch that fails is one that a navigation or the back/forward cache broke off; one that the
 * cache left without any end is given up when the page is shown again.
 */
function pageLoop(origin: string, name: string): string {
  return `var remoteTab = sessionStorage.remoteTab || (sessionStorage.remoteTab = '${name}')
;(function () {
  // A frame is no tab.
  if (window !== top) return
  var round = 0
  addEventListener('pageshow', function (event) { if (event.persisted) ask(++round) })
  ask(round)
  function ask(own) {
    if (own !== round) return
    function again() { ask(own) }
    var id
    fetch('${origin}/next?tab=' + remoteTab)
      .then(function (answer) { return answer.json() })
      .then(function (task) {
        id = task.id
        return (0, eval)(task.expression)
      })
      .then(
        function (value) { return { id: id, json: JSON.stringify(value) } },
        function (error) { return { id: id, error: String(error) } })
      .then(function (result) {
        // What was run may just have begun to lead the page away.
        if (id) return fetch('${origin}/result', { method: 'POST', keepalive: true, body: JSON.stringify(result) })
        return new Promise(function (resolve) { setTimeout(resolve, 100) })
      })
      .then(again, again)
  }
})()
`
}
