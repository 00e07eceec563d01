import { strictestAfterEmergency } from './requirements.ts'
import { emergencyProofOf } from './second-factor.ts'
import { type Situation, askedKinds, working } from './situation.ts'
import { byAuthenticator } from './standing.ts'
import type { NextStep, Requirement } from './types.ts'

const none: NextStep = { kind: 'none' }

/**
 * What follows an emergency token that let somebody in (P26, P27).
 *
 * Who has an accepted authenticator is asked whether it is lost. Who has none sets one up where something requires it: at
 * once (`enrolNow`), offered from the second time in a row (`nextSignIn`), and in any case once `emergencyInARow` sign-ins
 * have gone by. The token is then the proof that binds.
 */
export function afterEmergencyStep(situation: Situation, requirements: readonly Requirement[]): NextStep {
  const { facts: { user, realm, journey }, proofs } = situation
  const emergency = emergencyProofOf(situation)
  const isHere = emergency !== null && journey !== null && emergency.journeyId === journey.id
  const isProvedToo = proofs.some((proof) => byAuthenticator(proof) && proof.journeyId === journey?.id)
  if (!isHere || isProvedToo) return none

  const required = requirements.length > 0
  const isCompulsory = required && user.emergencyInARow >= realm.emergencyInARow
  const kinds = askedKinds(situation)
  const held = working(situation, kinds)
  if (held.length > 0) {
    if (journey.putOff && !isCompulsory) return none
    return { kind: 'still-have-it', authenticatorIds: held.map(({ id }) => id), mayBeSkipped: !isCompulsory }
  }
  if (!required || kinds.length === 0) return none
  // Only others, of kinds that are not accepted: those are proved first, not replaced by a token.
  if (user.authenticators.some(({ state }) => state !== 'suspended')) return none

  const after = strictestAfterEmergency(requirements)
  if (situation.isClassic) {
    if (!isCompulsory) return none
    return { kind: 'refused', reason: { code: 'refused.emergency-in-a-row', params: { count: user.emergencyInARow } } }
  }
  const isNow = isCompulsory || after === 'enrolNow'
  const isOffered = after === 'nextSignIn' && user.emergencyInARow > 0
  if (!isNow && (!isOffered || journey.putOff || !situation.isFirstOfJourney)) return none
  if (!situation.isFirstOfJourney) return { kind: 'first-proof', reason: 'for-binding' }
  return { kind: 'set-up', kinds, proof: 'emergency-token', proved: true, mayBePutOff: !isNow }
}
