import { byAuthenticator } from './standing.ts'
import { type Situation, askedKinds } from './situation.ts'
import type { Instant, Line, Proof } from './types.ts'

/** An emergency token is the second factor of one session, for at most an hour without set-up. */
const emergencyLasts = 60 * 60_000

/** When a session ends that rests on an emergency token and on no authenticator; null for any other one. */
export function emergencyEndsAt(proofs: readonly Proof[]): Instant | null {
  const tokens = proofs.filter(({ kind }) => kind === 'emergency-token')
  return tokens.length === 0 || proofs.some(byAuthenticator) ? null : Math.max(...tokens.map(({ at }) => at)) + emergencyLasts
}

/** The emergency token that this session may still rest on. */
export const emergencyProofOf = ({ facts, channel, proofs }: Situation): Proof | null =>
  channel.emergency ? (proofs.find(({ kind, at }) => kind === 'emergency-token' && facts.now - at <= emergencyLasts) ?? null) : null

/** Proofs by an authenticator of a kind that the rules accept. */
const byAcceptedKind = ({ proofs, ruleKinds }: Situation): readonly Proof[] =>
  proofs.filter((proof) => byAuthenticator(proof) && ruleKinds.some((kind) => kind === proof.kind))

/** Proved in this journey with something that the rules accept only after one confirmation (P16, P22). */
export function weakProofOf(situation: Situation): Proof | null {
  const { strength, facts, demands } = situation
  const kinds = askedKinds(situation)
  const here = byAcceptedKind(situation).filter(({ kind, journeyId }) =>
    journeyId === facts.journey?.id && kinds.some((asked) => asked === kind))
  return here.find((proof) => !strength.isEnough(proof) || (demands.length > 0 && strength.isBoundHere(proof))) ?? null
}

/** Whether this session has proved a second factor that the rules accept: an authenticator, a backup code, an emergency token. */
const hasSecond = (situation: Situation): boolean =>
  byAcceptedKind(situation).some(situation.strength.isEnough)
  || (situation.recoveries.includes('backup-code') && situation.proofs.some(({ kind }) => kind === 'backup-code'))
  || emergencyProofOf(situation) !== null

/**
 * Whether what the deciding line asks has been proved in this session. An enforcement is answered by a second factor, a
 * first proof that is two, or evidence; and whatever line decided, an unmet demand of the request is still unmet.
 */
export function isAnswered(situation: Situation, line: Line): boolean {
  if (situation.demands.length > 0) return false
  if (line === 2) return false
  if (line === 1 && (situation.twoFactors || situation.evidence !== null)) return true
  return hasSecond(situation)
}
