import { ready } from '../fixtures/calls'
import type { Collector } from '../fixtures/collector'
import type { Tab } from '../fixtures/engine/tab'
import { delivered } from '../fixtures/hits'
import { jquerySource } from '../fixtures/jquery'
import type { Site } from '../fixtures/site/site'
import { expect, test } from '../fixtures/test'
import { generations, type Generation } from './generation'
import { markOf, runSource, shapesSource, type ShapesInPage } from './page-code'
import { receivedOf, type PageReceived } from './received'
import { pageTitle, type Shape } from './shape'
import { groups, shapes } from './shapes'

/** Whether the calls are made before the script has come or after. */
const times = ['queued', 'live'] as const

/** What a visit needs. */
interface Place {
  readonly tab: Tab
  readonly site: Site
  readonly collector: Collector
}

/** Calls the shapes on a page of their own and returns what came of it. */
async function visit({ tab, site, collector }: Place, generation: Generation, part: readonly Shape[], time: (typeof times)[number]): Promise<PageReceived> {
  const before = (await collector.hits()).length
  const calls = runSource(part, 'call')
  const setup = [shapesSource(generation), ...(time === 'queued' ? [calls] : [])].join(';\n')
  const head = `<script src="${site.script(jquerySource())}"></script>`
  const url = site.page({ ...generation.page, title: pageTitle, head, setup, config: { api_host: collector.url, spa: false } })
  await tab.goto(url)
  await ready(tab)
  if (time === 'live') await tab.evaluate(calls)
  if (part.some(({ then }) => then)) await tab.evaluate(runSource(part, 'then'))
  await delivered(tab, collector, { name: markOf('end'), after: before })
  const told = await tab.evaluate<ShapesInPage['told']>('__shapes.told')
  return receivedOf((await collector.hits()).slice(before), told, url)
}

for (const generation of generations) {
  test(`${generation.name}: every shape comes to its hits and no others, queued and live`, async ({ tab, site, collector }) => {
    for (const time of times) {
      for (const part of generation.isShort && time === 'queued' ? groups : [shapes]) {
        const received = await visit({ tab, site, collector }, generation, part, time)
        for (const [at, shape] of part.entries()) {
          const isHeard = time === 'queued' || generation.forwarded >= (shape.argumentsNeeded ?? 3)
          const wanted = { hits: shape.hits, told: isHeard ? (shape.told ?? []) : [] }
          expect.soft(received.ofShape(at), `${time}: ${shape.says} (${shape.rules.join(', ')})`).toEqual(wanted)
        }
        const view = { sib_type: 'page', sib_name: pageTitle, properties: {} }
        expect.soft(received.others, `${time}: hits of no shape`).toEqual([view])
      }
    }
  })
}
