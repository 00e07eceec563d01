import type { Parts } from '../journey/parts.ts'
import type { Visit } from './visit.ts'

/** Milliseconds; and so often within them somebody may be written down who gets in somewhere else between. */
const hour = 60 * 60_000
const mostAnHour = 6

/**
 * Whom nothing that they have leads in, at a sign-in, by the decision itself: a line of its own in the log, after the
 * refusal, so that who needs help today is found without reading every wrong password. Whoever is left an emergency
 * token that leads in is none of them, whatever the page shows.
 *
 * Once an hour for each person, and once more after they got in: right passwords are not counted, and somebody who tries
 * for hours, or a program that does, would leave no room for the others among the newest lines.
 */
export async function recordLockedOut({ storage }: { storage: Pick<Parts['storage'], 'unit' | 'audit' | 'throttle'> }, visit: Pick<Visit, 'realm' | 'journey' | 'user' | 'decision' | 'where'>, reason: string): Promise<void> {
  const { realm, journey, user, decision, where } = visit
  if (user === null || decision?.lockedOut !== true || journey.state.kind !== 'sign-in') return
  // What is switched off, or asks for what nobody here has, shuts people out whatever they set up.
  if (decision.line === 0 && decision.reason.code !== 'line0.shared-account') return
  const key = `locked-out:${realm.id}:${user.id}`
  await storage.unit([
    storage.throttle.reserve('told', `${key}:${user.lastSignInAt}`, { max: 1, windowMs: hour }),
    storage.throttle.reserve('told', key, { max: mostAnHour, windowMs: hour }),
    storage.audit.record({ realmId: realm.id, type: 'sign-in.locked-out', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'refused', reason, detail: { reference: journey.reference } }),
  ])
}
