import { afterEmergencyStep } from './after-emergency.ts'
import { ladderOf } from './ladder.ts'
import { emergencyProofOf, isAnswered, weakProofOf } from './second-factor.ts'
import { type Situation, askedKinds, setUpKinds, withinReach, working } from './situation.ts'
import { authenticatorProofLasts } from './standing.ts'
import { isAddressUsable, rungOfJourney, setUpLinkOf, stricter, suffices } from './strength.ts'
import type { Authenticator, BindingProof, Decision, Kind, Line, NextStep, OnUnenrolled, Requirement } from './types.ts'

const minutes = 60_000
const hours = 60 * minutes
const firstProofLastsForStepUp = 12 * hours

type Outcome = Pick<Decision, 'line' | 'asked' | 'reason' | 'requirements'>

const idsOf = (authenticators: readonly Authenticator[]): readonly string[] => authenticators.map(({ id }) => id)

/** The proof that each rung of the ladder binds by. */
export const proofFor: Readonly<Record<OnUnenrolled, BindingProof>> = {
  enrol: 'first-proof', mailLink: 'mailbox', codeOnly: 'emergency-token', deny: 'administrator',
}

/** Somebody who is in without being asked, yet must have one, sets it up while the demand is young; never a refusal. */
function notAsked(situation: Situation, line: Line, mustHave: boolean): NextStep {
  const { facts: { user, journey, channel }, isClassic } = situation
  const hasNone = user.authenticators.length === 0
  if (!mustHave || !hasNone || line === 3 || channel !== 'page' || !situation.isFirstOfJourney) return { kind: 'none' }

  const { onUnenrolled } = ladderOf(situation)
  const closed = onUnenrolled === 'codeOnly' || onUnenrolled === 'deny' ? onUnenrolled : setUpKinds(situation).length === 0 ? 'deny' : null
  const noticeOf = isClassic ? 'classic' : closed
  if (noticeOf !== null) return journey?.noticeSeen ? { kind: 'none' } : { kind: 'notice', reason: noticeOf }

  const mayBePutOff = onUnenrolled === 'mailLink'
  if (mayBePutOff && journey?.putOff) return { kind: 'none' }
  return setUp(situation, onUnenrolled, mayBePutOff)
}

/** The set-up menu; binding needs a first proof of this journey (P13). */
function setUp(situation: Situation, rung: OnUnenrolled, mayBePutOff = false): NextStep {
  const kinds = setUpKinds(situation)
  if (kinds.length === 0) return nothingToSetUp(situation)
  if (!situation.isFirstOfJourney) return { kind: 'first-proof', reason: 'for-binding' }
  const proved = suffices(rungOfJourney(situation.facts, situation.proofs), rung)
  return { kind: 'set-up', kinds, proof: proofFor[rung], proved, mayBePutOff }
}

/** What confirms an authenticator that was bound by less: the mailbox, or the token where no mailbox can prove anything. */
function confirmation({ facts, proofs, strength }: Situation): BindingProof {
  const usable = isAddressUsable(facts, setUpLinkOf(facts, proofs))
  return proofFor[stricter(strength.needed, usable ? 'mailLink' : 'codeOnly')]
}

function withEmergency(situation: Situation, reason: 'code-only' | 'suspended' | 'classic' | 'no-accepted-kind'): NextStep {
  const { user } = situation.facts
  return { kind: 'emergency', tokensLeft: user.emergencyTokensLeft, reason }
}

/** Asked for what nobody can set up here: the token, where it counts. */
function nothingToSetUp(situation: Situation): NextStep {
  if (situation.facts.user.emergencyTokensLeft > 0 && situation.recoveries.includes('emergency-token')) {
    return withEmergency(situation, 'no-accepted-kind')
  }
  return { kind: 'refused', reason: { code: 'refused.no-accepted-kind', params: {} } }
}

/** Asked, and nothing that was bound can be proved: the token, where it counts, otherwise refused with the way out. */
function suspended(situation: Situation): NextStep {
  const { facts: { user }, demands, isClassic } = situation
  if (demands.length > 0 && isClassic) return { kind: 'refused', reason: { code: 'refused.classic', params: {} } }
  if (emergencyProofOf(situation)) return setUp(situation, 'codeOnly')
  if (user.emergencyTokensLeft > 0) return withEmergency(situation, 'suspended')
  return { kind: 'refused', reason: { code: 'refused.suspended', params: {} } }
}

/** Asked, and nothing was ever bound: the ladder. */
function unenrolled(situation: Situation): NextStep {
  const { demands, isClassic } = situation
  const { onUnenrolled } = ladderOf(situation)
  if (onUnenrolled === 'deny') return { kind: 'refused', reason: { code: 'refused.deny', params: {} } }
  if (isClassic && demands.length > 0) return { kind: 'refused', reason: { code: 'refused.classic', params: {} } }
  if (isClassic) return withEmergency(situation, 'classic')
  if (setUpKinds(situation).length === 0) return nothingToSetUp(situation)
  if (onUnenrolled !== 'codeOnly' || emergencyProofOf(situation)) return setUp(situation, onUnenrolled)
  return withEmergency(situation, 'code-only')
}

/** Proves an authenticator that works but is of no accepted kind, then sets up one that is. */
function others(situation: Situation, authenticators: readonly Authenticator[], kinds: readonly Kind[]): NextStep {
  const { facts, proofs } = situation
  if (situation.isClassic) return withEmergency(situation, 'classic')
  if (kinds.length === 0) return nothingToSetUp(situation)
  const ids = idsOf(authenticators)
  const isProved = proofs.some(({ authenticatorId, at }) =>
    authenticatorId !== undefined && ids.includes(authenticatorId) && facts.now - at <= authenticatorProofLasts)
  if (!isProved) return { kind: 'prove-then-set-up', authenticatorIds: ids, kinds }
  if (!situation.isFirstOfJourney) return { kind: 'first-proof', reason: 'for-binding' }
  return { kind: 'set-up', kinds, proof: 'authenticator', proved: true, mayBePutOff: false }
}

function asked(situation: Situation, line: Line, requirements: readonly Requirement[]): NextStep {
  const { facts, first, channel, demands, wish, recoveries } = situation
  if (isAnswered(situation, line)) return channel.pages ? afterEmergencyStep(situation, requirements) : { kind: 'none' }
  if (channel.pages && first && facts.now - first.at > firstProofLastsForStepUp) {
    return { kind: 'first-proof', reason: 'too-old' }
  }

  const isWish = line === 2 && demands.length === 0
  const kinds = isWish ? (wish?.kinds ?? []) : askedKinds(situation)
  const weak = isWish ? null : weakProofOf(situation)
  if (weak?.authenticatorId !== undefined) {
    return { kind: 'confirm', authenticatorId: weak.authenticatorId, proof: confirmation(situation) }
  }

  const registered = working(situation, kinds)
  if (registered.length > 0) return { kind: 'challenge', authenticatorIds: idsOf(registered), kinds, recoveries }
  if (kinds.length === 0) return nothingToSetUp(situation)
  const rest = facts.user.authenticators.filter(({ state }) => state !== 'suspended')
  if (rest.length > 0) return others(situation, rest, withinReach(situation, kinds))
  return facts.user.authenticators.length > 0 ? suspended(situation) : unenrolled(situation)
}

/** Picks what the person meets next. Total: every situation has an answer, and `none` only when the decision is satisfied. */
export function nextStepOf(situation: Situation, { line, asked: outcome, reason, requirements }: Outcome): NextStep {
  if (outcome === 'refused') return { kind: 'refused', reason }
  if (situation.first === null) return { kind: 'first-proof', reason: 'missing' }
  return outcome === 'no' ? notAsked(situation, line, requirements.length > 0) : asked(situation, line, requirements)
}

/**
 * What leads past a step that nothing else of what the person holds leads past: an emergency token, or nothing; null where
 * something does. A challenge whose answer only a token confirms is a dead end without one, and so is what such an answer
 * binds, which is worth no more (P16); so is one for codes that come by mail, where none goes out, and the token's own page.
 */
export function deadEndOf(situation: Situation, step: NextStep): 'token' | 'nothing' | null {
  const { facts, strength } = situation
  if (step.kind === 'emergency') return 'token'
  if (step.kind === 'confirm') return step.proof === 'emergency-token' ? 'token' : null
  if (!('authenticatorIds' in step)) return null

  const held = facts.user.authenticators.filter(({ id }) => step.authenticatorIds.includes(id))
  const kinds = withinReach(situation, held.map(({ kind }) => kind))
  if (step.kind === 'still-have-it') {
    // What nobody can prove is lost: what takes its place has to be within reach.
    return step.mayBeSkipped || kinds.length > 0 || setUpKinds(situation).length > 0 ? null : 'nothing'
  }
  if (kinds.length === 0) return situation.recoveries.includes('emergency-token') ? 'token' : 'nothing'
  if ((step.kind !== 'challenge' && step.kind !== 'prove-then-set-up') || confirmation(situation) !== 'emergency-token') return null
  return idsOf(held.filter(({ kind }) => kinds.includes(kind))).every(strength.needsConfirmation) ? 'token' : null
}
