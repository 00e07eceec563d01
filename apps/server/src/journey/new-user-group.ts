import type { Realm, Statement, Storage, UnitOutcome } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'unit' | 'realms' | 'policies'> }

/** Where somebody new belongs, and what holds it until they are written. */
export type NewUserGroup = { id: string | null; hold: readonly Statement[] }

export const heldGroup = ({ policies }: Pick<Storage, 'policies'>, { id, settings: { newUserGroupId } }: Pick<Realm, 'id' | 'settings'>): NewUserGroup =>
  ({ id: newUserGroupId, hold: newUserGroupId === null ? [] : [policies.holdGroup(id, newUserGroupId)] })

const turns = 4

/**
 * Writes somebody new into the policy group that the realm names for them. The group is held in that unit: whoever pointed
 * at one that goes away at the same moment would be asked for nothing. Where it is gone, the realm names another one by
 * now, and it is that one.
 */
export async function intoNewUserGroup({ storage }: Needs, realm: Realm, make: (group: NewUserGroup['id']) => readonly Statement[]): Promise<UnitOutcome> {
  for (let turn = 1; ; turn += 1) {
    const current = turn === 1 ? realm : await storage.realms.find(realm.name) ?? realm
    const { id, hold } = heldGroup(storage, current)
    const outcome = await storage.unit([...hold, ...make(id)])
    if (outcome.ok || outcome.missed !== 'policies.holdGroup' || turn === turns) return outcome
  }
}
