import { randomUUID } from 'node:crypto'
import { authenticatorKinds, defaultWaves, type LocalInstant, type Operations, Problem } from '@tegata/contract'
import type { Enforcement, Realm, Storage } from '@tegata/storage'
import { type GuardNeeds, refuseSurprises, refuseWithoutKind } from './enforcement-guards.ts'
import { moved } from './enforcement-instants.ts'
import { createSave, type SaveNeeds } from './enforcement-save.ts'
import { type Names, namesOf, targetOf } from './enforcement-target.ts'
import { enforcementView, versionView } from './enforcement-view.ts'
import { defaultLimit, pageOf, readCursor } from './paging.ts'
import type { Call, Performs } from './serve.ts'

export type EnforcementNeeds = GuardNeeds & SaveNeeds & { storage: GuardNeeds['storage'] & SaveNeeds['storage'] & Pick<Storage, 'roles' | 'groups'> }
type Sent = Omit<Call<Operations['changeEnforcement']>['body'], 'name' | 'enforceFrom' | 'registerBy' | 'why' | 'confirmed' | 'nobodyYet'>

/** Languages in which somebody wrote something. */
const written = <Texts extends Record<string, string | undefined>>(texts: Texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text))

/** The rule with the fields that were sent; names are looked up as they are now. */
const withSent = (rule: Enforcement, { target, reason, helpLink, kinds, recoveries, waves, ...rest }: Sent, names: Names): Enforcement => ({
  ...rule,
  ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  ...(target === undefined ? {} : { target: targetOf(target, names) }),
  ...(reason === undefined ? {} : { reason: written(reason) }),
  ...(helpLink === undefined ? {} : { helpLink: written(helpLink) }),
  ...(kinds === undefined ? {} : { acceptedKinds: kinds }),
  ...(recoveries === undefined ? {} : { acceptedRecoveries: recoveries }),
  ...(waves === undefined ? {} : { waves: waves.toSorted((one, other) => other - one) }),
})

/** A draft of what was sent. `now`: as if it started at once. */
export function draftOf(
  realm: Realm, { name, enforceFrom, registerBy, now: atOnce, ...sent }: Sent & { name: string; enforceFrom?: LocalInstant | undefined; registerBy?: LocalInstant | null | undefined; now?: true | undefined },
  names: Names, now: number,
): Enforcement {
  const { zone } = realm.settings
  return withSent({
    id: randomUUID(), realmId: realm.id, name, state: 'draft', ...moved({ enforceFrom: now, registerBy: null, zone }, { enforceFrom, registerBy, now: atOnce }, now),
    target: {}, reason: {}, helpLink: {}, acceptedKinds: [...authenticatorKinds], acceptedRecoveries: ['emergency-token', 'backup-code', 'mail'],
    onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [...defaultWaves],
    announcedAt: null, edition: 1, version: 1,
  }, sent, names)
}

/** The rule as it would be with what was sent, and saved nowhere. `now`: as if it started at once. */
export function supposed(
  before: Enforcement, { name, enforceFrom, registerBy, now: atOnce, ...sent }: Sent & { name?: string | undefined; enforceFrom?: LocalInstant | undefined; registerBy?: LocalInstant | null | undefined; now?: true | undefined },
  names: Names, now: number,
): Enforcement {
  const instants = enforceFrom || atOnce || registerBy !== undefined ? moved(before, { enforceFrom, registerBy, now: atOnce }, now) : {}
  return withSent({ ...before, ...instants, ...(name === undefined ? {} : { name }) }, sent, names)
}

/** What decides whom a rule meets and what they need: to change it can lock somebody out. */
const bites = ({ target, acceptedKinds, acceptedRecoveries, onUnenrolled, refusesShared }: Enforcement) =>
  JSON.stringify([target, acceptedKinds, acceptedRecoveries, onUnenrolled, refusesShared])

const ranks: readonly Enforcement['state'][] = ['announced', 'suspended', 'draft', 'ended']
/** In force or first to come on top; what is over at the end, the latest first. */
const orderOf = ({ state, enforceFrom, id }: Enforcement): string => {
  const at = state === 'ended' ? Number.MAX_SAFE_INTEGER - enforceFrom : enforceFrom
  return `${ranks.indexOf(state)} ${String(at).padStart(17, '0')} ${id}`
}

/** Rules that no other setting weakens: declared here, steered by acts of their own (S0-2, S0-3, S0-8, S0-12). */
export const enforcementsApi = (needs: EnforcementNeeds): Performs<
  'listEnforcements' | 'createEnforcement' | 'getEnforcement' | 'changeEnforcement' | 'deleteEnforcement' | 'listEnforcementVersions'
> => {
  const { policies, clock } = needs.storage
  const save = createSave(needs)
  const view = async (realm: Realm, rule: Enforcement) => enforcementView(rule, await namesOf(needs, realm), clock.now())

  return {
    async listEnforcements({ realm, query }) {
      const rules = (await policies.enforcements(realm.id)).filter(({ state }) => query.state === undefined || state === query.state)
      const { items, next } = pageOf(rules, orderOf, query)
      const [names, now] = [await namesOf(needs, realm), clock.now()]
      return { value: { items: items.map((rule) => enforcementView(rule, names, now)), next } }
    },

    async createEnforcement({ realm, caller, event, body: { name, enforceFrom, registerBy, ...sent } }) {
      const rule = await save.add({ realm, caller, event }, async (names) => {
        const made = draftOf(realm, { name, enforceFrom, registerBy, ...sent }, names, clock.now())
        refuseWithoutKind(needs, realm, made, await policies.standing(realm.id), await policies.groups(realm.id))
        return made
      })
      return { value: await view(realm, rule), location: `/enforcements/${rule.id}` }
    },

    async getEnforcement({ realm, params }) {
      return { value: await view(realm, await save.get(realm, params.enforcementId)) }
    },

    async changeEnforcement({ body: { name, enforceFrom, registerBy, why, confirmed, nobodyYet, ...sent }, ...call }) {
      const { realm, caller, params } = call
      const saved = await save.move(params.enforcementId, call, async (before, now) => {
        const isDraft = before.state === 'draft'
        const movesIt = enforceFrom !== undefined || registerBy !== undefined
        if (before.state === 'ended' || (!isDraft && movesIt)) throw new Problem('enforcement.wrong-state', { state: before.state })
        const instants = movesIt ? moved(before, { enforceFrom, registerBy }, now) : {}
        const named = name === undefined ? before : { ...before, name }
        const after = withSent({ ...named, ...instants }, sent, await namesOf(needs, realm))
        if (JSON.stringify(after) === JSON.stringify(before)) return null
        if (!isDraft && why === undefined) throw new Problem('request.invalid', { errors: [{ path: 'why', rule: 'missing', message: 'is needed: this was announced' }] })
        if (bites(after) !== bites(before)) {
          if (after.state === 'announced') await refuseSurprises(needs, realm, caller, after, { confirmed, nobodyYet })
          else refuseWithoutKind(needs, realm, after, await policies.standing(realm.id), await policies.groups(realm.id))
        }
        return { after, act: 'change', reason: why ?? '', ...(confirmed === undefined ? {} : { detail: { confirmed } }) }
      })
      return { value: await view(realm, saved) }
    },

    async deleteEnforcement({ params, ...call }) {
      await save.remove(params.enforcementId, call)
    },

    async listEnforcementVersions({ realm, params, query }) {
      await save.get(realm, params.enforcementId)
      const limit = query.limit ?? defaultLimit
      const cursor = readCursor(query.cursor)
      // One more than are shown: what became different by the last of them is told from it.
      const found = await policies.enforcementVersions(realm.id, params.enforcementId, cursor === null ? null : Number(cursor), limit + 1)
      const names = await namesOf(needs, realm)
      const items = found.slice(0, limit).map((version, index) => versionView(version, found[index + 1], names))
      return { value: { items, next: found.length > limit ? String(items.at(-1)?.version) : null } }
    },
  }
}
