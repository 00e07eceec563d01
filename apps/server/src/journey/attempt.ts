import { verifyTotp } from '@tegata/otp'
import type { Proof } from '@tegata/policy'
import type { Authenticator, AuthenticatorSecret, Instant, Limit, Realm, Statement, Storage, User } from '@tegata/storage'
import type { Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { counter } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'authenticators' | 'throttle' | 'audit' | 'clock'>
  letters: Pick<Letters, 'codesClosed'>
}

export type CodeTry = {
  realm: Realm
  user: User
  code: string
  /** Those that the decision accepts; a code of any other one is wrong. */
  authenticatorIds: readonly string[]
  /** What this walk's own tries are counted by: the journey and its round. */
  transaction: string
  journeyId: string
  where: Where
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

type Layer = { name: 'journey' | 'short' | 'day' | 'month'; key: string; limit: Limit }

/** Milliseconds: how long the counter of one walk is kept. */
const walkLife = 6 * 60 * 60_000

const layersOf = ({ realm, user, transaction }: { realm: Realm; user: Pick<User, 'id'>; transaction: string }): readonly [Layer, Layer, Layer, Layer] => {
  const { journeyCodeTries, secondFactorShort, secondFactorDay, secondFactorMonth } = realm.settings.limits
  return [
    { name: 'journey', key: counter(realm, 'code', 'journey', transaction), limit: { max: journeyCodeTries, windowMs: walkLife } },
    { name: 'short', key: counter(realm, 'code', 'short', user.id), limit: secondFactorShort },
    { name: 'day', key: counter(realm, 'code', 'day', user.id), limit: secondFactorDay },
    { name: 'month', key: counter(realm, 'code', 'month', user.id), limit: secondFactorMonth },
  ]
}

/**
 * Judges one code. All layers of the limit are reserved in one unit before the code is looked at, so that of fifty
 * requests at once only as many are judged as the limit says; the step is spent and the event written in another, so
 * that of fifty requests with the same code one wins (T-1).
 */
export function createAttempt({ storage, letters }: Needs) {
  const { throttle, authenticators } = storage

  async function attempt(claim: CodeTry): Promise<CodeOutcome> {
    const { realm, user, where, journeyId } = claim
    const layers = layersOf(claim)
    const [, short] = layers
    const record = (outcome: 'success' | 'refused', reason: string | null, detail?: Record<string, unknown>): Statement => storage.audit.record({
      realmId: realm.id, type: outcome === 'success' ? 'code.accepted' : 'code.refused', actor: user.id, userId: user.id, ...where, journeyId, outcome, reason, detail,
    })
    const refund = layers.map(({ key }) => throttle.refund(key))

    const reserved = await storage.unit(layers.map(({ name, key, limit }) => throttle.reserve(name, key, limit)))
    if (!reserved.ok) {
      await storage.unit([record('refused', `wait:${reserved.missed}`)])
      const closed = layers.find(({ name }) => name === reserved.missed)
      if (closed === undefined || closed.name === 'journey') return { kind: 'exhausted' }
      const until = await closedUntil(closed)
      const long = closed.name !== 'short'
      if (long) await tell(claim, until)
      return { kind: 'wait', until, long }
    }

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
        record('success', null, { authenticatorId }),
      ])
      if (spent.ok) return { kind: 'right', proof: { kind: 'totp', at, journeyId, epoch: user.epoch, authenticatorId } }
      // Another request with this code, or a later one, was faster.
      await storage.unit([...refund, record('refused', 'replayed', { authenticatorId })])
      return { kind: 'replayed', secondsUntilNext: secondsUntilNext(used, at) }
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

    const [walk, ...others] = await Promise.all(layers.map(({ key }) => throttle.state(key)))
    const closings = others.flatMap(({ closedUntil: closing }) => closing ?? [])
    const longClosings = others.slice(1).flatMap(({ closedUntil: closing }) => closing ?? [])
    if (longClosings.length > 0) await tell(claim, Math.max(...longClosings))
    return {
      kind: 'wrong',
      slowMinutes: outcome.drift !== null && outcome.drift.seconds < 0 ? Math.max(1, Math.round(-outcome.drift.seconds / 60)) : null,
      exhausted: (walk?.closedUntil ?? null) !== null,
      until: closings.length === 0 ? null : Math.max(...closings),
    }
  }

  const closedUntil = async ({ key, limit }: Layer): Promise<Instant> =>
    (await throttle.state(key)).closedUntil ?? storage.clock.now() + (limit.waitsMs?.[0] ?? limit.windowMs)

  /** Closed for a day or more: the person and the audit log are told, once per closing. */
  async function tell({ realm, user, where, journeyId }: CodeTry, until: Instant): Promise<void> {
    const told = counter(realm, 'code', 'told', user.id)
    await storage.unit([
      throttle.reserve('told', told, { max: 1, windowMs: 24 * 60 * 60_000 }),
      ...letters.codesClosed(realm, user, until, { at: storage.clock.now(), address: where.address }),
      storage.audit.record({ realmId: realm.id, type: 'codes.closed', actor: null, userId: user.id, ...where, journeyId, outcome: 'refused', detail: { until } }),
    ])
  }

  return {
    attempt,

    /** Until when codes are not judged at all; null when they are. For the page, before anything is typed. */
    async waitUntil(realm: Realm, userId: string): Promise<{ until: Instant; long: boolean } | null> {
      const now = storage.clock.now()
      const [, short, day, month] = layersOf({ realm, user: { id: userId }, transaction: '' })
      const states = await Promise.all([short, day, month].map(({ key }) => throttle.state(key)))
      const closed = states.map(({ closedUntil: until }) => until ?? 0)
      const until = Math.max(...closed)
      return until > now ? { until, long: until !== closed[0] } : null
    },

    /** Lifts the short waits, as the help desk does; the budget of thirty days stays (section 5.4). */
    lift: (realm: Realm, userId: string): readonly Statement[] =>
      (['short', 'day'] as const).map((name) => throttle.clear(counter(realm, 'code', name, userId))),
  }
}
export type Attempts = ReturnType<typeof createAttempt>

const withParameters = ({ id, secret, totp, lastStep }: AuthenticatorSecret) => totp === null ? [] : [{ id, secret, totp, lastStep }]

function secondsUntilNext(used: Authenticator | undefined, now: Instant): number {
  const period = (used?.totp?.periodSeconds ?? 30) * 1000
  return Math.ceil((period - (now % period)) / 1000)
}
