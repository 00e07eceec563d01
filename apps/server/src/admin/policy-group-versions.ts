import { Problem, toWire } from '@tegata/contract'
import type { PolicyGroup, PolicyGroupVersion, Realm, Statement, Storage } from '@tegata/storage'
import type { Caller } from './caller.ts'
import { defaultLimit, invalidCursor } from './paging.ts'
import { conditionsOf } from './policy-conditions.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'policies' | 'clock'> }

/** What is told of a group, in the audit log and in its versions: everything that can be changed. */
export const told = ({ name, ask, exemptions, acceptedKinds, onUnenrolled, afterEmergency, sessionsBefore }: PolicyGroup) =>
  ({ name, ask, conditions: conditionsOf({ exemptions }), kinds: acceptedKinds, onUnenrolled, afterEmergency, sessionsBefore })

/** The fields that differ, as they were and as they are. */
export function differences(before: PolicyGroup, after: PolicyGroup): { names: readonly string[]; before: Partial<ReturnType<typeof told>>; after: Partial<ReturnType<typeof told>> } {
  const [old, fresh] = [new Map<string, unknown>(Object.entries(told(before))), Object.entries(told(after))]
  const changed = fresh.filter(([name, value]) => JSON.stringify(old.get(name)) !== JSON.stringify(value))
  return { names: changed.map(([name]) => name), before: Object.fromEntries(changed.map(([name]) => [name, old.get(name)])), after: Object.fromEntries(changed) }
}

type Made = { caller: Pick<Caller, 'actor' | 'name'>; reason: string | undefined }

/** Versions of a group as parts of the unit that makes it or changes it. */
export function createKeepVersion({ storage: { policies, clock } }: Needs) {
  const version = (group: PolicyGroup, number: number, { caller, reason }: Made, copiedFrom: PolicyGroupVersion['copiedFrom'] = null): PolicyGroupVersion =>
    ({ version: number, at: clock.now(), actor: { id: caller.actor, name: caller.name }, reason: reason ?? null, copiedFrom, group })
  return {
    first: (group: PolicyGroup, made: Made, copiedFrom: PolicyGroupVersion['copiedFrom'] = null): Statement => policies.keepGroupVersion(version(group, 1, made, copiedFrom)),
    /** Of a group from before versions were kept, what it was until now is kept as well. */
    async next(before: PolicyGroup, after: PolicyGroup, made: Made): Promise<readonly Statement[]> {
      const [last] = await policies.groupVersions(before.realmId, before.id, null, 1)
      if (last) return [policies.keepGroupVersion(version(after, last.version + 1, made))]
      const unkept: PolicyGroupVersion = { version: 1, at: null, actor: null, reason: null, copiedFrom: null, group: before }
      return [policies.keepGroupVersion(unkept), policies.keepGroupVersion(version(after, 2, made))]
    },
  }
}

function view({ version, at, actor, reason, copiedFrom, group }: PolicyGroupVersion, before: PolicyGroupVersion | undefined) {
  const changed = before && differences(before.group, group)
  return { version, at: at === null ? null : toWire(at), by: actor?.name ?? null, reason, copiedFrom, rule: told(group), changes: changed ? { before: changed.before, after: changed.after } : null }
}

/** What a group was before (S1-34). */
export const policyGroupVersionsApi = ({ storage: { policies } }: Needs): Performs<'listPolicyGroupVersions'> => {
  async function pageOf(realm: Realm, id: string, before: number | null, limit: number): Promise<readonly PolicyGroupVersion[]> {
    const kept = await policies.groupVersions(realm.id, id, before, limit)
    if (kept.length > 0 || before !== null) return kept
    const group = await policies.group(realm.id, id)
    if (!group) throw new Problem('policy-group.not-found')
    return [{ version: 1, at: null, actor: null, reason: null, copiedFrom: null, group }]
  }
  return {
    async listPolicyGroupVersions({ realm, params, query: { cursor, limit = defaultLimit } }) {
      if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) throw invalidCursor()
      const versions = await pageOf(realm, params.policyGroupId, cursor === undefined ? null : Number(cursor), limit + 1)
      const shown = versions.slice(0, limit)
      return { value: { items: shown.map((version, index) => view(version, versions[index + 1])), next: versions.length > limit ? String(shown.at(-1)?.version) : null } }
    },
  }
}
