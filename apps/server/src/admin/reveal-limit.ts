import { Problem, type RevealLimit, toWire } from '@tegata/contract'
import type { Limit, Realm, Statement, Storage, User } from '@tegata/storage'
import type { Caller } from './caller.ts'
import { workingAdministrators } from './guard.ts'
import type { Decide, Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'throttle' | 'audit'>
  letters: Letters
  decide: Decide
}

const hour = 60 * 60_000
/** So many may one administrator reveal an hour (section 5.4). */
const usual = 60
const raisedForMs = 24 * hour

const raisedNow = ({ settings: { emergencyRevealRaised } }: Realm, now: number) =>
  emergencyRevealRaised && emergencyRevealRaised.until > now ? emergencyRevealRaised : null

/**
 * The counter of somebody who reveals, how far it goes, and what is to stand before the try is reserved. One counter,
 * raised or not: what was revealed in this hour counts, however often the limit is raised. A door that the ordinary
 * limit closed is open while it is raised.
 */
export function revealLimitOf(realm: Realm, { throttle }: Pick<Storage, 'throttle'>, { actor }: Pick<Caller, 'actor'>, now: number): { key: string; limit: Limit; before: readonly Statement[] } {
  const raised = raisedNow(realm, now)
  const key = `emergency-reveal:${realm.id}:${actor}`
  return { key, limit: { max: raised?.perHour ?? usual, windowMs: hour }, before: raised ? [throttle.reopen(key)] : [] }
}

/**
 * Somebody reveals over the limit: written down each time, and told to the global administrators once an hour, and again
 * over a limit that was raised since. It may be a day on which many telephones broke, or an account that somebody else is using.
 */
export async function alarm(needs: Needs, realm: Realm, caller: Caller, refused: Parameters<Storage['audit']['record']>[0]): Promise<void> {
  const { unit, clock, throttle, audit } = needs.storage
  await unit([audit.record(refused)])
  const { limit: { max } } = revealLimitOf(realm, needs.storage, caller, clock.now())
  const told = await workingAdministrators(needs, realm)
  const letters = told.flatMap((user: User) => needs.letters.revealAlarm(realm, user, { at: clock.now(), by: caller.name }))
  if (letters.length > 0) await unit([throttle.reserve('told', `emergency-reveal-alarm:${realm.id}:${caller.actor}:${max}`, { max: 1, windowMs: hour }), ...letters])
}

/** How many may be revealed in an hour, and more of them for a day. */
export const revealLimitApi = (needs: Needs): Performs<'getRevealLimit' | 'raiseRevealLimit' | 'restoreRevealLimit'> => {
  const { unit, clock, realms, users, audit } = needs.storage

  async function view(realm: Realm): Promise<RevealLimit> {
    const raised = raisedNow(realm, clock.now())
    if (!raised) return { perHour: usual, usual, raised: null }
    const by = (await users.find(realm.id, raised.by))?.username ?? raised.by
    return { perHour: raised.perHour, usual, raised: { until: toWire(raised.until), by } }
  }

  /** Of two at the same time, and of a change of other settings, none is lost. */
  async function save(name: string, raised: NonNullable<Realm['settings']['emergencyRevealRaised']> | null, event: Parameters<Storage['audit']['record']>[0]): Promise<RevealLimit> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const current = await realms.find(name)
      if (!current) throw new Problem('realm.not-found')
      const settings = { ...current.settings, emergencyRevealRaised: raised }
      const { ok } = await unit([realms.saveSettings(current.id, settings, current.version), audit.record(event)])
      if (ok) return view({ ...current, settings })
    }
    throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
  }

  return {
    getRevealLimit: async ({ realm }) => ({ value: await view(realm) }),

    async raiseRevealLimit({ realm, caller, body: { perHour, reason }, event }) {
      const until = clock.now() + raisedForMs
      const raised = { perHour, until, by: caller.actor }
      return { value: await save(realm.name, raised, event('emergency.reveal-limit-raised', { userId: null, reason, detail: { perHour, until: toWire(until) } })) }
    },

    async restoreRevealLimit({ realm, event }) {
      if (!raisedNow(realm, clock.now())) return { value: await view(realm) }
      return { value: await save(realm.name, null, event('emergency.reveal-limit-restored', { userId: null, detail: { perHour: usual } })) }
    },
  }
}
