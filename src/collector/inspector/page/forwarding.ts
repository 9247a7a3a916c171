import { reasonOf } from '../../relay/report'
import type { DeadLetterReport, DeadLettersReport, ForwardingReport, RelayReport } from '../../relay/report'
import { createFacts } from './detail'
import { byId, element } from './dom'
import { clock, count } from './format'
import type { Session } from './session'

/** Shows how forwarding goes, and what was refused for good. */
export async function showForwarding(session: Session): Promise<void> {
  const report = await session.read<RelayReport>('/api/relay')
  const isOff = report.mode === 'off'
  byId('not-forwarding').hidden = !isOff
  byId('forwarding-cards').replaceChildren(...(isOff ? [] : [createState(report)]))
  const { deadLetters, count: dead } = isOff ? none : await session.read<DeadLettersReport>('/api/relay/dead-letters')
  // A list that is made anew every two seconds would take the focus from its buttons.
  const rows = deadLetters.map(({ row, diedAt }) => `${row} ${diedAt}`).join()
  if (byId('dead-letters').dataset.rows !== rows) {
    byId('dead-letters').dataset.rows = rows
    byId('dead-letters').replaceChildren(...deadLetters.map((letter) => createLetter(letter, session)))
  }
  byId('dead-count').textContent = dead === 0 ? '' : `${count(dead, 'event')} refused for good`
  byId('replay-all').hidden = dead === 0
}

const none: DeadLettersReport = { deadLetters: [], count: 0 }

/** Lets all dead letters be sent again. */
export function listenToReplay(session: Session): void {
  byId('replay-all').addEventListener('click', () => void replay(session, 'all'))
}

async function replay(session: Session, rows: 'all' | readonly number[]): Promise<void> {
  await session.post('/api/relay/replay', { rows })
  await showForwarding(session)
}

function createState({ mode, host, pause, standby, ...counts }: ForwardingReport): HTMLElement {
  const card = element('section', 'card')
  const isHeld = pause !== undefined && pause.untilMs > Date.now()
  card.append(element('h3', isHeld ? 'problem' : 'good', standby ? 'On standby' : isHeld ? 'Waiting' : 'Forwarding'))
  if (standby) card.append(element('p', 'reason', 'Another collector forwards from the same database. This one will once that has ended.'))
  if (isHeld) card.append(element('p', 'reason', `Until ${clock(pause.untilMs)}: ${reasonOf(pause.reason)}`))
  const numbers = (['waiting', 'delivered', 'dead', 'erased'] as const).map((name) => [labels[name], counts[name].toLocaleString('en')] as const)
  card.append(createFacts([['to', `${host}, ${mode}`], ...numbers]))
  return card
}

const labels = { waiting: 'waiting', delivered: 'delivered', dead: 'refused for good', erased: 'erased before they were sent' } as const

function createLetter(letter: DeadLetterReport, session: Session): HTMLLIElement {
  const { hit, email, diedAt, row } = letter
  const item = element('li', 'letter')
  const again = element('button', '', 'Send again')
  again.type = 'button'
  again.addEventListener('click', () => void replay(session, [row]))
  item.append(
    element('b', '', hit.sib_name || hit.sib_type),
    element('span', '', email ?? ''),
    element('span', '', clock(diedAt)),
    again,
    element('span', 'why', reasonOf(letter)),
  )
  return item
}
