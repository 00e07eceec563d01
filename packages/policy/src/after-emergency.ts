import { ladderOf } from './ladder.ts'
import { strictestAfterEmergency } from './requirements.ts'
import { emergencyProofOf } from './second-factor.ts'
import { type Situation, askedKinds, setUpKinds, working } from './situation.ts'
import { authenticatorProofLasts } from './standing.ts'
import type { Authenticator, NextStep, Proof, Requirement } from './types.ts'

const none: NextStep = { kind: 'none' }
const idsOf = (authenticators: readonly Authenticator[]): readonly string[] => authenticators.map(({ id }) => id)

const of = (proofs: readonly Proof[], authenticators: readonly Authenticator[]): readonly Proof[] =>
  proofs.filter(({ authenticatorId }) => authenticators.some(({ id }) => id === authenticatorId))

/**
 * What follows an emergency token that let somebody in (P26, P27).
 *
 * Who has an accepted authenticator is asked whether it is lost. Who has none sets one up where something requires it: at
 * once (`enrolNow`), offered from the second time in a row (`nextSignIn`), and in any case once `emergencyInARow` sign-ins
 * have gone by. The token is then the proof that binds.
 */
export function afterEmergencyStep(situation: Situation, requirements: readonly Requirement[]): NextStep {
  const { facts: { now, user, realm, journey }, proofs, isClassic } = situation
  const emergency = emergencyProofOf(situation)
  if (emergency === null || emergency.journeyId !== journey?.id) return none

  const isRequired = requirements.length > 0
  const isCompulsory = isRequired && user.emergencyInARow >= realm.emergencyInARow
  const held = working(situation, askedKinds(situation))
  if (held.length > 0) {
    const isProvedHere = of(proofs, held).some(({ journeyId }) => journeyId === journey.id)
    if (isProvedHere || (journey.putOff && !isCompulsory)) return none
    return { kind: 'still-have-it', authenticatorIds: idsOf(held), mayBeSkipped: !isCompulsory }
  }
  const kinds = setUpKinds(situation)
  if (!isRequired || kinds.length === 0) return none

  // Where nothing can be set up here, the token lets in as long as set-up is not compulsory, and then no longer.
  const isDenied = user.authenticators.length === 0 && ladderOf(situation).onUnenrolled === 'deny'
  if (isClassic || isDenied) {
    if (!isCompulsory) return none
    return { kind: 'refused', reason: { code: 'refused.emergency-in-a-row', params: { count: user.emergencyInARow } } }
  }
  const after = strictestAfterEmergency(requirements)
  const isNow = isCompulsory || after === 'enrolNow'
  const isOffered = after === 'nextSignIn' && user.emergencyInARow > 0
  if (!isNow && (!isOffered || journey.putOff || !situation.isFirstOfJourney)) return none
  if (!situation.isFirstOfJourney) return { kind: 'first-proof', reason: 'for-binding' }

  // Others, of kinds that the rules do not accept: proved, they vouch for the new one; only lost ones does the token replace.
  const others = user.authenticators.filter(({ state }) => state !== 'suspended')
  const isVouchedFor = of(proofs, others).some(({ at }) => now - at <= authenticatorProofLasts)
  if (others.length > 0 && !isVouchedFor) return { kind: 'still-have-it', authenticatorIds: idsOf(others), mayBeSkipped: !isNow }
  return { kind: 'set-up', kinds, proof: isVouchedFor ? 'authenticator' : 'emergency-token', proved: true, mayBePutOff: !isNow }
}
