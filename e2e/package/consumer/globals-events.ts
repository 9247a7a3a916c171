// A page with the tag, which declares events of its own as the README has it.
import 'sib-tracker'
import 'sib-tracker/globals'

declare module 'sib-tracker' {
  interface Events { trial_started: EventData<{ plan: string }> }
}

sendinblue.track('trial_started', {}, { data: { plan: 'gold' } })
// @ts-expect-error a plan is text
sendinblue.track('trial_started', {}, { data: { plan: 4 } })
// @ts-expect-error events that were known stay so
sendinblue.track('cart_updated', {}, { data: { total: 1, currency: 'EUR' } })
