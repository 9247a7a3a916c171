import type { ArrivalReport, Arrivals, Sender } from '../query'
import { ago, count as counted, duration } from './format'

/** Something about a site that its owner should know; `problem` needs a hand, `hint` a thought. */
export interface Finding {
  readonly type: 'good' | 'hint' | 'problem'
  readonly text: string
}

/** What is known of a site's installation. */
export interface SiteReport {
  /** Origin of its pages; empty for hits that do not say. */
  readonly site: string
  readonly keys: readonly string[]
  readonly senders: readonly Sender[]
  readonly accepted: number
  readonly rejected: number
  readonly lastAt: number
  readonly findings: readonly Finding[]
}

/** What a sender is called for people. */
export const senderNames: Readonly<Record<Sender, string>> = {
  tracker: 'this tracker (sa.js of sib-tracker)',
  published: 'the published script or another client that sends single hits',
  early: 'an early script that puts the fields into the address',
  form: 'a form, or a beacon that is encoded like one',
  rest: 'the REST API api/v2',
  server: 'a server, by v3/events',
}

const dayMs = 24 * 60 * 60_000

/** Sites among what has arrived, the last heard of first. */
export function reportSites({ arrivals, dropped }: ArrivalReport, now: number): readonly SiteReport[] {
  const bySite = new Map<string, Arrivals[]>()
  for (const one of arrivals) bySite.set(one.site, [...(bySite.get(one.site) ?? []), one])
  return [...bySite].map(([site, ofSite]) => reportSite(site, ofSite, dropped, now)).sort((a, b) => b.lastAt - a.lastAt)
}

/** The site that a person means by what they wrote: with or without scheme, path or `www.`; undefined where nothing fits. */
export function findSite(reports: readonly SiteReport[], written: string): SiteReport | undefined {
  const host = hostOf(written.includes('://') ? written : `https://${written}`)
  return reports.find(({ site }) => site !== '' && site === originOf(written)) ?? reports.find(({ site }) => host !== '' && hostOf(site) === host)
}

function reportSite(site: string, arrivals: readonly Arrivals[], dropped: ArrivalReport['dropped'], now: number): SiteReport {
  const good = arrivals.filter(({ code }) => code === null)
  const keys = unique(arrivals.map(({ key }) => key).filter(Boolean))
  const lastAt = Math.max(...arrivals.map((one) => one.lastAt))
  const senders = unique(arrivals.map(({ sender }) => sender))
  const losses = dropped.filter(({ key }) => keys.includes(key))
  return {
    ...{ site, keys, senders, lastAt },
    accepted: sum(good),
    rejected: sum(arrivals) - sum(good),
    findings: [
      ...arrivalFindings(good, lastAt, now),
      ...rejectionFindings(arrivals),
      ...clientFindings(site, arrivals),
      ...losses.map(({ reason, count, key }): Finding => ({ type: 'problem', text: `Trackers with the key ${key} gave up ${counted(count, 'event')}: ${reason}.` })),
    ],
  }
}

function arrivalFindings(good: readonly Arrivals[], lastAt: number, now: number): Finding[] {
  const findings: Finding[] = []
  if (good.length === 0) findings.push({ type: 'problem', text: 'Nothing from here was accepted.' })
  else findings.push({ type: 'good', text: `${counted(sum(good), 'event')} accepted, the last one ${ago(lastAt, now)}.` })
  if (now - lastAt > dayMs) findings.push({ type: 'hint', text: 'Nothing has come for more than a day.' })
  if (good.length > 0 && !good.some(({ kind }) => kind === 'page')) findings.push({ type: 'hint', text: 'No page views are among them: does the tag stand on every page?' })
  if (good.length > 0 && good.every(({ known }) => known === 0)) findings.push({ type: 'hint', text: 'All visitors are anonymous: nobody was identified by an e-mail yet.' })
  const wait = Math.max(0, ...good.map(({ longestWaitMs }) => longestWaitMs))
  if (wait > dayMs) findings.push({ type: 'hint', text: `Some events waited ${duration(wait)} in a page: the way to the collector was closed, or the visitor away.` })
  const clock = Math.max(0, ...good.map(({ clockErrorMs }) => clockErrorMs))
  if (clock > dayMs) findings.push({ type: 'hint', text: `Some visitor’s clock is wrong by ${duration(clock)}; times are corrected by the time of sending.` })
  return findings
}

function rejectionFindings(arrivals: readonly Arrivals[]): Finding[] {
  const reasons = new Map<string, number>()
  for (const { code, message, count } of arrivals) {
    const reason = code === null ? '' : `${code}, ${message ?? ''}`
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  }
  return [...reasons].map(([reason, count]): Finding => ({ type: 'problem', text: `${count} rejected: ${reason}.` }))
}

function clientFindings(site: string, arrivals: readonly Arrivals[]): Finding[] {
  const findings: Finding[] = []
  const senders = unique(arrivals.map(({ sender }) => sender)).filter((sender) => sender !== 'rest' && sender !== 'server')
  if (senders.length > 1) findings.push({ type: 'hint', text: `Events come in several ways, by ${senders.map((sender) => senderNames[sender]).join(' and by ')}: are there pages with an older tag, or two tags on one page?` })
  if (senders.some((sender) => sender !== 'tracker')) findings.push({ type: 'hint', text: 'Events of other scripts carry no id, so a copy that is sent twice counts twice.' })
  const keys = unique(arrivals.map(({ key }) => key).filter(Boolean))
  if (keys.length > 1) findings.push({ type: 'hint', text: `More than one key is in use here: ${keys.slice(0, 5).join(', ')}.` })
  if (site.startsWith('http://') && !/^http:\/\/(localhost|127\.|\[::1\])/.test(site)) findings.push({ type: 'hint', text: 'These pages are not served over https: anyone on the way can read and change what is sent.' })
  return findings
}

function sum(arrivals: readonly Arrivals[]): number {
  return arrivals.reduce((total, { count }) => total + count, 0)
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}

function originOf(written: string): string {
  return URL.canParse(written) ? new URL(written).origin : ''
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host.replace(/^www\./, '') : ''
}
