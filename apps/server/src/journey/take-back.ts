import { toWire } from '@tegata/contract'
import type { Storage } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'unit' | 'policies' | 'audit'> }

/** People who are taken back at one go; the next go follows at once while there are more. */
const atOnce = 200

/**
 * Writes down that people's time in a policy group is over (S1-34). Everything that decides has read them as back since
 * that very instant; this makes lists and filters say so, and the audit log. Each person is a unit of their own, which
 * one of several nodes wins. Answers how many were taken back here.
 */
export const createTakeBack = ({ storage: { unit, policies, audit } }: Needs) => async (): Promise<number> => {
  for (let taken = 0; ;) {
    const people = await policies.overdue(atOnce)
    const groups = new Map<number, ReadonlyMap<string, string>>()
    for (const realmId of new Set(people.map((user) => user.realmId))) {
      groups.set(realmId, new Map((await policies.groups(realmId)).map(({ id, name }) => [id, name])))
    }
    const named = (realmId: number, id: string | null) => {
      const name = id === null ? undefined : groups.get(realmId)?.get(id)
      return id === null || name === undefined ? null : { id, name }
    }
    const outcomes = await Promise.all(people.map(async ({ realmId, id, policyGroupId, policyGroupBack, policyGroupUntil }) => policyGroupUntil !== null && (await unit([
      policies.takeBack(realmId, id, policyGroupUntil),
      audit.record({
        realmId, type: 'policy-group.reverted', actor: null, userId: id, outcome: 'success',
        detail: { before: named(realmId, policyGroupId), after: named(realmId, policyGroupBack), until: toWire(policyGroupUntil) },
      }),
    ])).ok))
    taken += outcomes.filter(Boolean).length
    if (people.length < atOnce) return taken
  }
}
