import { isLongEnough, normaliseEmergencyToken } from '@tegata/otp'
import type { Decision, Proof } from '@tegata/policy'
import type { EmergencyToken, Instant, Realm, Statement, Storage } from '@tegata/storage'
import { type Claim, createCodeLimits, layersOf } from './code-limits.ts'
import type { Letters } from './letters.ts'
import type { JourneyState } from './state.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'emergencyTokens' | 'throttle' | 'audit' | 'clock'>
  letters: Pick<Letters, 'codesClosed' | 'emergencyUsed' | 'emergencyRunningOut'>
}

export type TokenOutcome =
  | { kind: 'right'; proof: Proof }
  | { kind: 'wrong'; exhausted: boolean; until: Instant | null }
  /** Once right: whoever types it guesses nothing, and no try is charged. */
  | { kind: 'used' | 'expired' }
  | { kind: 'wait'; until: Instant; long: boolean }
  | { kind: 'exhausted' }

/**
 * Whether an emergency token helps at this step of a sign-in (S0-29, S0-31). Only after a first proof, once in a walk
 * (K-2), and not for what the request demands (P25), unless the token is the very proof that binding or confirming waits for.
 */
export function mayUseEmergency({ kind, proofs, setUpFor }: Pick<JourneyState, 'kind' | 'proofs' | 'setUpFor'>, decision: Decision | null): boolean {
  if (kind !== 'sign-in' || decision?.asked !== 'yes' || proofs.some((proof) => proof.kind === 'emergency-token')) return false
  const { nextStep: next, acceptedRecoveries, line } = decision
  if (next.kind === 'confirm' || next.kind === 'set-up') {
    if (next.proof === 'emergency-token' && !(next.kind === 'set-up' && next.proved)) return true
  }
  // Nothing asks yet: a token is spent only where nothing else binds.
  if (setUpFor !== null && next.kind !== 'emergency') return false
  const isStuck = next.kind !== 'none' && next.kind !== 'first-proof' && next.kind !== 'still-have-it' && next.kind !== 'notice'
  return isStuck && line !== 2 && acceptedRecoveries.includes('emergency-token')
}

/** Whether what was typed into a field for codes is meant as a token (S0-34): longer than any code, or not of digits alone. */
export const looksLikeToken = (typed: string): boolean => isLongEnough(typed) && !/^\d{8}$/.test(normaliseEmergencyToken(typed))

/**
 * Judges one emergency token, by the same limits as codes: reserved before it is looked at; spent, recorded and told to
 * its owner in one unit, so that of fifty requests with the same token one wins (K-5, P24, P25).
 */
export function createEmergency({ storage, letters }: Needs) {
  const { throttle, emergencyTokens } = storage
  const limits = createCodeLimits({ storage, letters })

  async function attempt(claim: Claim, typed: string): Promise<TokenOutcome> {
    const { realm, user, where, journeyId } = claim
    const layers = layersOf('emergency', claim)
    const [, short] = layers
    const value = normaliseEmergencyToken(typed)
    const record = (type: string, outcome: 'success' | 'refused', reason: string | null, detail?: Record<string, unknown>): Statement =>
      storage.audit.record({ realmId: realm.id, type, actor: user.id, userId: user.id, ...where, journeyId, outcome, reason, detail })

    const refund = layers.map(({ key }) => throttle.refund(key))

    const closed = await limits.reserve(claim, layers, (reason) => record('code.refused', 'refused', reason))
    if (closed !== null) return closed

    const [token, before] = await Promise.all([emergencyTokens.find(realm.id, user.id, value), emergencyTokens.countLeft(realm.id, user.id)])
    const at = storage.clock.now()
    const left = Math.max(0, before - 1)
    // One that was handed out for a day is not of the stock, whose last one is worth an alarm (S3-26).
    const runsOut = token?.expiresAt === null && left <= 1 && left < realm.settings.emergencyInitial
    const spent = await storage.unit([
      emergencyTokens.spend(realm.id, user.id, value),
      ...refund, throttle.clear(short.key),
      record('emergency.used', 'success', null, { tokenId: token?.id ?? null, left }),
      ...letters.emergencyUsed(realm, user, { at, address: where.address, left }),
      ...(runsOut ? [record('emergency.running-out', 'success', null, { left }), ...letters.emergencyRunningOut(realm, user, { at, left })] : []),
    ])
    if (spent.ok) return { kind: 'right', proof: { kind: 'emergency-token', at, journeyId, epoch: user.epoch } }

    // Looked at again: another request with this token may have been faster.
    const kind = whyNot(await emergencyTokens.find(realm.id, user.id, value), at)
    await storage.unit([...kind === 'wrong' ? [] : refund, record('code.refused', 'refused', `emergency-${kind}`)])
    return kind === 'wrong' ? { kind, ...await limits.afterWrong(claim, layers) } : { kind }
  }

  return { attempt, waitUntil: (realm: Realm, userId: string) => limits.waitUntil(realm, userId, 'emergency') }
}

function whyNot(token: EmergencyToken | undefined, now: Instant): 'wrong' | 'used' | 'expired' {
  if (token === undefined) return 'wrong'
  if (token.usedAt !== null) return 'used'
  return token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now) ? 'expired' : 'wrong'
}
