import type { Statement } from '@tegata/storage'
import type { Parts } from '../journey/parts.ts'
import type { Visit } from './visit.ts'

/**
 * Whom nothing that they have leads in, at a sign-in, by the decision itself: a line of its own in the log, beside the
 * refusal, so that who needs help today is found without reading every wrong password. Whoever is left an emergency
 * token that leads in is none of them, whatever the page shows.
 */
export const lockedOut = ({ storage }: Pick<Parts, 'storage'>, { realm, journey, user, decision, where }: Visit, reason: string): readonly Statement[] =>
  user === null || decision?.lockedOut !== true || journey.state.kind !== 'sign-in' ? [] : [storage.audit.record({
    realmId: realm.id, type: 'sign-in.locked-out', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'refused', reason, detail: { reference: journey.reference },
  })]
