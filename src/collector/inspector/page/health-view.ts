import type { HealthReport, Limits } from '../health'
import type { Totals } from '../record'
import { createFacts } from './detail'
import { byId, element } from './dom'
import { duration, megabytes } from './format'
import type { Session } from './session'

/** Shows how the collector is. */
export async function showHealth({ read }: Session): Promise<void> {
  const [health, totals, limits] = await Promise.all([read<HealthReport>('/api/health'), read<Totals>('/api/stats'), read<Limits>('/api/limits')])
  byId('health-cards').replaceChildren(createState(health), createTraffic(health), createWork(health), createDrops(totals), createAnswers(health), createLimits(limits))
}

function createState({ problem, startedAt, memoryBytes }: HealthReport): HTMLElement {
  const card = createCard(problem === null ? 'Ready' : 'Not ready', problem === null ? 'good' : 'problem')
  if (problem !== null) card.append(element('p', 'reason', problem))
  card.append(
    createFacts([
      ['up for', duration(Date.now() - startedAt)],
      ['memory', `${megabytes(memoryBytes.rss)}, ${megabytes(memoryBytes.heapUsed)} of it in use by objects`],
    ]),
  )
  return card
}

function createTraffic({ lastMinute }: HealthReport): HTMLElement {
  const card = createCard('The last minute')
  const sum = (name: 'requests' | 'hits' | 'rejected'): string =>
    lastMinute.reduce((total, beat) => total + beat[name], 0).toLocaleString('en')
  const most = Math.max(1, ...lastMinute.map(({ requests }) => requests))
  const bars = element('div', 'bars')
  bars.setAttribute('role', 'img')
  bars.setAttribute('aria-label', `Requests by the second, at most ${most}`)
  for (const { requests } of lastMinute) {
    const bar = element('span')
    bar.style.height = `${Math.round((requests / most) * 100)}%`
    bars.append(bar)
  }
  card.append(bars, createFacts([['requests', sum('requests')], ['hits', sum('hits')], ['rejected', sum('rejected')]]))
  return card
}

function createWork({ writeMs, loopDelayMs }: HealthReport): HTMLElement {
  const card = createCard('Work')
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  card.append(
    createFacts([
      ['until a request is on disk', `${ms(writeMs.p50)} for half of them, ${ms(writeMs.p99)} for 99 of 100`],
      ['delay of the process', `${ms(loopDelayMs.mean)} on average, ${ms(loopDelayMs.p99)} for 99 of 100`],
    ]),
  )
  return card
}

function createDrops({ dropped }: Totals): HTMLElement {
  const reasons = Object.entries(dropped).sort(([, a], [, b]) => b - a).slice(0, 50)
  const card = createCard('Given up by trackers', reasons.length > 0 ? 'problem' : '')
  if (reasons.length === 0) card.append(element('p', 'hint', 'No tracker has reported a loss.'))
  else card.append(createFacts(reasons.map(([reason, count]) => [reason, count.toLocaleString('en')])))
  return card
}

function createAnswers({ answers }: HealthReport): HTMLElement {
  const card = createCard('Answers since the start')
  card.append(createFacts(Object.entries(answers).map(([status, number]) => [`${status}${meanings[status] ?? ''}`, number.toLocaleString('en')])))
  return card
}

/** What the less common answers mean here. */
const meanings: Readonly<Record<string, string>> = {
  400: ', refused',
  401: ', no key',
  403: ', not allowed',
  413: ', too large',
  415: ', compressed',
  429: ', too many',
  503: ', could not be stored',
}

function createLimits(limits: Limits): HTMLElement {
  const card = createCard('Limits')
  card.append(createFacts(Object.entries(limits).map(([flag, limit]) => [flag, limit === null ? 'none' : limit.toLocaleString('en')])))
  return card
}

function createCard(title: string, mood = ''): HTMLElement {
  const card = element('section', 'card')
  card.append(element('h3', mood, title))
  return card
}
