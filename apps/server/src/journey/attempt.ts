import { verifyTotp } from '@tegata/otp'
import type { Proof } from '@tegata/policy'
import type { Authenticator, AuthenticatorSecret, Instant, Realm, Statement, Storage } from '@tegata/storage'
import { type Claim, createCodeLimits, layersOf } from './code-limits.ts'
import type { Letters } from './letters.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'authenticators' | 'users' | 'throttle' | 'audit' | 'clock'>
  letters: Pick<Letters, 'codesClosed'>
}

export type CodeTry = Claim & {
  code: string
  /** Those that the decision accepts; a code of any other one is wrong. */
  authenticatorIds: readonly string[]
  /** Only to see whether it works: spent, counted and written down like every code, and nothing rests on it. */
  isTest?: boolean
}

export type CodeOutcome =
  | { kind: 'right'; proof: Proof }
  | { kind: 'malformed' }
  | { kind: 'wrong'; slowMinutes: number | null; exhausted: boolean; until: Instant | null }
  /** Right, and used already: no attempt is charged. */
  | { kind: 'replayed'; secondsUntilNext: number }
  | { kind: 'wait'; until: Instant; long: boolean }
  | { kind: 'exhausted' }
  /** The hundredth wrong code in a row: these authenticators work no more (L-1). */
  | { kind: 'disabled' }

/**
 * Judges one code. All layers of the limit are reserved in one unit before the code is looked at, so that of fifty
 * requests at once only as many are judged as the limit says; the step is spent and the event written in another, so
 * that of fifty requests with the same code one wins (T-1).
 */
export function createAttempt({ storage, letters }: Needs) {
  const { throttle, authenticators } = storage
  const limits = createCodeLimits({ storage, letters })

  async function attempt(claim: CodeTry): Promise<CodeOutcome> {
    const { realm, user, where, journeyId } = claim
    const layers = layersOf('code', claim)
    const [, short] = layers
    const record = (outcome: 'success' | 'refused', reason: string | null, detail?: Record<string, unknown>): Statement => storage.audit.record({
      realmId: realm.id, type: outcome === 'refused' ? 'code.refused' : claim.isTest ? 'authenticator.tested' : 'code.accepted', actor: user.id, userId: user.id, ...where, journeyId, outcome, reason, detail,
    })
    const refund = layers.map(({ key }) => throttle.refund(key))

    const closed = await limits.reserve(claim, layers, (reason) => record('refused', reason))
    if (closed !== null) return closed

    const opened = (await authenticators.openTotp(realm.id, user.id)).filter(({ id }) => claim.authenticatorIds.includes(id))
    const at = storage.clock.now()
    const outcome = verifyTotp(opened.flatMap(withParameters), claim.code, at)

    if (outcome.ok) {
      const { authenticatorId, timeStep } = outcome
      const used = opened.find(({ id }) => id === authenticatorId)
      const spent = await storage.unit([
        authenticators.spendTimeStep(realm.id, authenticatorId, timeStep),
        // An address or app that an administrator entered is proved by its first use.
        ...(used?.state === 'unproved' ? authenticators.setState(realm.id, user.id, authenticatorId, 'active') : []),
        ...refund, throttle.clear(short.key),
        ...(user.emergencyInARow > 0 && !claim.isTest ? [storage.users.countEmergency(realm.id, user.id, 0)] : []),
        record('success', null, { authenticatorId }),
      ])
      if (spent.ok) return { kind: 'right', proof: { kind: 'totp', at, journeyId, epoch: user.epoch, authenticatorId } }
      // Another request with this code, or a later one, was faster.
      await storage.unit([...refund, record('refused', 'replayed', { authenticatorId })])
      return { kind: 'replayed', secondsUntilNext: secondsUntilNext(used, at) }
    }

    if (opened.length === 0) {
      // No code can be right: it costs what a wrong one costs, so that nobody learns more by trying (S0-32).
      await storage.unit([record('refused', 'not-set-up')])
      return { kind: 'wrong', slowMinutes: null, ...await limits.afterWrong(claim, layers) }
    }
    if (outcome.reason === 'malformed') {
      await storage.unit(refund)
      return { kind: 'malformed' }
    }
    if (outcome.reason === 'replayed') {
      await storage.unit([...refund, record('refused', 'replayed', { authenticatorId: outcome.authenticatorId })])
      return { kind: 'replayed', secondsUntilNext: outcome.secondsUntilNext }
    }

    const worn = opened.filter(({ consecutiveFailures }) => consecutiveFailures + 1 >= realm.settings.limits.secondFactorHard)
    await storage.unit([
      authenticators.countFailure(realm.id, user.id),
      ...worn.flatMap(({ id }) => authenticators.setState(realm.id, user.id, id, 'suspended')),
      ...worn.map(({ id }) => storage.audit.record({
        realmId: realm.id, type: 'authenticator.suspended', actor: null, userId: user.id, ...where, journeyId, outcome: 'success', reason: 'too many wrong codes in a row', detail: { authenticatorId: id },
      })),
      record('refused', 'wrong'),
    ])
    if (worn.length > 0 && worn.length === opened.length) return { kind: 'disabled' }

    return {
      kind: 'wrong',
      slowMinutes: outcome.drift !== null && outcome.drift.seconds < 0 ? Math.max(1, Math.round(-outcome.drift.seconds / 60)) : null,
      ...await limits.afterWrong(claim, layers),
    }
  }

  return {
    attempt,
    waitUntil: (realm: Realm, userId: string) => limits.waitUntil(realm, userId, 'code'),
    lift: limits.lift,
  }
}
export type Attempts = ReturnType<typeof createAttempt>

const withParameters = ({ id, secret, totp, lastStep }: AuthenticatorSecret) => totp === null ? [] : [{ id, secret, totp, lastStep }]

function secondsUntilNext(used: Authenticator | undefined, now: Instant): number {
  const period = (used?.totp?.periodSeconds ?? 30) * 1000
  return Math.ceil((period - (now % period)) / 1000)
}
