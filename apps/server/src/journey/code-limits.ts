import type { Instant, Limit, Realm, Statement, Storage, User } from '@tegata/storage'
import type { Where } from './enrol.ts'
import type { Letters } from './letters.ts'
import { counter } from './subject.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'throttle' | 'audit' | 'clock'>
  letters: Pick<Letters, 'codesClosed'>
}

/** What is tried: codes of an app, emailed ones, or an emergency token. Each has its short wait; the budgets of day and month are one (section 5.4). */
export type Tried = 'code' | 'emailed' | 'emergency'

export type Claim = {
  realm: Realm
  user: User
  /** What this walk's own tries are counted by: the journey and its round. */
  transaction: string
  journeyId: string
  where: Where
}

type Layer = { name: 'journey' | 'short' | 'day' | 'month'; key: string; limit: Limit }
export type Layers = readonly [Layer, Layer, Layer, Layer]
export type Closed = { kind: 'exhausted' } | { kind: 'wait'; until: Instant; long: boolean }

/** Milliseconds: how long the counter of one walk is kept. */
const walkLife = 6 * 60 * 60_000
/**
 * Milliseconds: how long a spent budget of a day or a month closes codes (section 5.4). The budget itself is not given
 * anew before its window ends: after the wait a right code lets in, and a wrong one closes again.
 */
const suspension = 24 * 60 * 60_000
/** Tries with an emergency token in one walk. */
const emergencyTries = 3

export function layersOf(tried: Tried, { realm, user, transaction }: { realm: Realm; user: Pick<User, 'id'>; transaction: string }): Layers {
  const { journeyCodeTries, secondFactorShort, secondFactorDay, secondFactorMonth } = realm.settings.limits
  return [
    { name: 'journey', key: counter(realm, tried, 'journey', transaction), limit: { max: tried === 'emergency' ? emergencyTries : journeyCodeTries, windowMs: walkLife } },
    { name: 'short', key: counter(realm, tried, 'short', user.id), limit: secondFactorShort },
    { name: 'day', key: counter(realm, 'code', 'day', user.id), limit: { ...secondFactorDay, waitsMs: [suspension], pace: true } },
    { name: 'month', key: counter(realm, 'code', 'month', user.id), limit: { ...secondFactorMonth, waitsMs: [suspension], pace: true } },
  ]
}

/** The limits of second factors, whatever was typed: reserved in one unit before anything is looked at. */
export function createCodeLimits({ storage, letters }: Needs) {
  const { throttle } = storage

  /** Closed for a day or more: the person and the audit log are told, once per closing. */
  async function tell({ realm, user, where, journeyId }: Claim, until: Instant): Promise<void> {
    const told = counter(realm, 'code', 'told', user.id)
    await storage.unit([
      throttle.reserve('told', told, { max: 1, windowMs: 24 * 60 * 60_000 }),
      ...letters.codesClosed(realm, user, until, { at: storage.clock.now(), address: where.address }),
      storage.audit.record({ realmId: realm.id, type: 'codes.closed', actor: null, userId: user.id, ...where, journeyId, outcome: 'refused', detail: { until } }),
    ])
  }

  return {
    /** Counts one try in every layer; what stands in the way, or null. `refused` records it. */
    async reserve(claim: Claim, layers: Layers, refused: (reason: string) => Statement): Promise<Closed | null> {
      // The tries of one walk end the walk; what the others close is a wait of the person's.
      const whose = { realmId: claim.realm.id, userId: claim.user.id }
      const reserved = await storage.unit(layers.map(({ name, key, limit }) => throttle.reserve(name, key, limit, name === 'journey' ? undefined : whose)))
      if (reserved.ok) return null
      await storage.unit([refused(`wait:${reserved.missed}`)])
      const closed = layers.find(({ name }) => name === reserved.missed)
      if (closed === undefined || closed.name === 'journey') return { kind: 'exhausted' }
      const until = (await throttle.state(closed.key)).closedUntil ?? storage.clock.now() + (closed.limit.waitsMs?.[0] ?? closed.limit.windowMs)
      const long = closed.name !== 'short'
      if (long) await tell(claim, until)
      return { kind: 'wait', until, long }
    },

    /** What a wrong one has closed. */
    async afterWrong(claim: Claim, layers: Layers): Promise<{ exhausted: boolean; until: Instant | null }> {
      const [walk, ...others] = await Promise.all(layers.map(({ key }) => throttle.state(key)))
      const closings = others.flatMap(({ closedUntil: closing }) => closing ?? [])
      const longClosings = others.slice(1).flatMap(({ closedUntil: closing }) => closing ?? [])
      if (longClosings.length > 0) await tell(claim, Math.max(...longClosings))
      return { exhausted: (walk?.closedUntil ?? null) !== null, until: closings.length === 0 ? null : Math.max(...closings) }
    },

    /** Until when nothing is judged at all; null when it is. For the page, before anything is typed. */
    async waitUntil(realm: Realm, userId: string, tried: Tried): Promise<{ until: Instant; long: boolean } | null> {
      const now = storage.clock.now()
      const [, short, day, month] = layersOf(tried, { realm, user: { id: userId }, transaction: '' })
      const states = await Promise.all([short, day, month].map(({ key }) => throttle.state(key)))
      const closed = states.map(({ closedUntil: until }) => until ?? 0)
      const until = Math.max(...closed)
      return until > now ? { until, long: until !== closed[0] } : null
    },

    /**
     * Ends every wait, as the help desk does; the budget of thirty days stays (section 5.4). Where the authenticators go
     * with it, that begins anew, too: what was guessed says nothing about another secret.
     */
    lift(realm: Realm, userId: string, { rebound = false }: { rebound?: boolean } = {}): readonly Statement[] {
      const month = counter(realm, 'code', 'month', userId)
      return [
        ...[counter(realm, 'code', 'short', userId), counter(realm, 'emailed', 'short', userId), counter(realm, 'emergency', 'short', userId), counter(realm, 'code', 'day', userId)].map((key) => throttle.clear(key)),
        rebound ? throttle.clear(month) : throttle.reopen(month),
      ]
    },
  }
}
