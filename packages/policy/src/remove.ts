import { situationOf, withinReach } from './situation.ts'
import { authenticatorProofLasts, byAuthenticator } from './standing.ts'
import { rungOfJourney } from './strength.ts'
import { acceptedKinds } from './requirements.ts'
import type { Facts } from './types.ts'

export type RemoveOutcome = { ok: true } | { ok: false; reason: 'not-found' | 'proof-missing' | 'last-one' }

/**
 * Whether a user may remove an authenticator of their own: a second factor proved at most 5 minutes ago, and never the
 * last accepted one of somebody who must have one (P19); that one is replaced. After an emergency token the answer *lost*
 * stands for the proof, where nothing requires.
 */
export function canRemove(facts: Facts, authenticatorId: string, { lost = false }: { lost?: boolean } = {}): RemoveOutcome {
  const { proofs, requirements } = situationOf(facts)
  const { authenticators } = facts.user
  if (!authenticators.some(({ id }) => id === authenticatorId)) return { ok: false, reason: 'not-found' }

  const rules = [...requirements.all, ...requirements.excused]
  const kinds = withinReach({ facts }, acceptedKinds(facts.realm, rules))
  const remaining = authenticators.filter(({ id, state, kind }) =>
    id !== authenticatorId && state !== 'suspended' && kinds.includes(kind))
  if (rules.length > 0 && remaining.length === 0) return { ok: false, reason: 'last-one' }

  const isProved = proofs.some((proof) => byAuthenticator(proof) && facts.now - proof.at <= authenticatorProofLasts)
  const isRecovered = lost && rules.length === 0 && rungOfJourney(facts, proofs) === 'codeOnly'
  return isProved || isRecovered ? { ok: true } : { ok: false, reason: 'proof-missing' }
}

/** Whether turning the personal switch off removes what the person registered: only if no other rule requires it (P21). */
export function switchOffRemoves(facts: Facts): boolean {
  const { requirements } = situationOf(facts)
  return [...requirements.all, ...requirements.excused].every(({ source }) => source === 'personal')
}
