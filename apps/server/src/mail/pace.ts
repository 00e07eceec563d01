import type { Instant, Limit, Realm, Statement, ThrottleState, Unit } from '@tegata/storage'
import { enforcementKinds } from './templates/enforcement.ts'

type Needs = {
  unit: Unit
  throttle: { reserve: (name: string, key: string, limit: Limit) => Statement; state: (key: string) => Promise<ThrottleState> }
  clock: { now: () => Instant }
}

const minuteMs = 60_000
const askAgainMs = 5_000

/** Mail that somebody waits for in front of a page keeps a third of the minute's places: 800 invitations do not delay it. */
const bulkKinds: ReadonlySet<string> = new Set(['set-up', 'set-up-code', ...enforcementKinds])
/** So many of a minute's places go to them. */
export const bulkPlaces = ({ settings }: Pick<Realm, 'settings'>): number => Math.max(1, Math.floor((Math.max(1, settings.mailsPerMinute) * 2) / 3))

/**
 * The realm's pace, `mailsPerMinute` over all nodes together. Takes a place of the running minute and answers null,
 * or answers when to ask again.
 */
export const createPace = ({ unit, throttle, clock }: Needs) => async (realm: Realm, kind: string): Promise<Instant | null> => {
  const all = Math.max(1, realm.settings.mailsPerMinute)
  const places = [
    ...(bulkKinds.has(kind) ? [{ key: `mail-pace:${realm.id}:bulk`, max: bulkPlaces(realm) }] : []),
    { key: `mail-pace:${realm.id}`, max: all },
  ]
  const outcome = await unit(places.map(({ key, max }) => throttle.reserve(key, key, { max, windowMs: minuteMs })))
  if (outcome.ok) return null
  const { closedUntil } = await throttle.state(outcome.missed)
  const now = clock.now()
  return closedUntil !== null && closedUntil > now ? Math.min(closedUntil, now + minuteMs) : now + askAgainMs
}
