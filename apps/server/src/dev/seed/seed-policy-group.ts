import type { PolicyGroup, PolicyGroupVersion, Realm, Statement, Storage } from '@tegata/storage'
import { userIdOf } from './people.ts'

/** A group with the history that it would have, had the demo's administrator made it: one with conditions asked always at first. */
export function seedPolicyGroup({ policies }: Pick<Storage, 'policies'>, realm: Pick<Realm, 'name'>, group: PolicyGroup, at: number): readonly Statement[] {
  const kept = (version: number, as: PolicyGroup, reason: string | null = null): PolicyGroupVersion =>
    ({ version, at, actor: { id: userIdOf(realm, 'admin'), name: 'admin' }, reason, copiedFrom: null, group: as })
  const versions = group.ask === 'unless'
    ? [kept(1, { ...group, ask: 'always', exemptions: [] }), kept(2, group, 'Nobody gets into the office without a badge')] : [kept(1, group)]
  return [policies.saveGroup(group), ...versions.map(policies.keepGroupVersion)]
}
