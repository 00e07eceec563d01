import type { EffectivePolicy } from '@tegata/contract'
import type { Realm, User } from '@tegata/storage'
import { alikeBy, foresee, groupsById, type ImpactNeeds, nextOf } from './policy-impact.ts'

type Needs = Pick<ImpactNeeds, 'decide'> & { storage: Pick<ImpactNeeds['storage'], 'clock' | 'groups' | 'policies' | 'roles'> }

/**
 * What each of these people meets after the password, from anywhere: the decision of the sign-in itself, taken once for
 * all of whom the same is decided. By their ids.
 */
export async function nextOfEach(needs: Needs, realm: Realm, users: readonly User[]): Promise<ReadonlyMap<string, EffectivePolicy['next']>> {
  if (users.length === 0) return new Map()
  const [by, groupOf] = await Promise.all([alikeBy(needs, realm), groupsById(needs.storage, realm)])
  const byNumber = new Map(users.map((user) => [user.n, user]))
  const found = await Promise.all((await needs.storage.policies.alike(realm.id, [...byNumber.keys()], by)).map(async ({ numbers }) => {
    const alike = numbers.flatMap((n) => byNumber.get(n) ?? [])
    const [first] = alike
    if (first === undefined) return []
    const next = nextOf(await foresee(needs, realm, first, groupOf(first.policyGroupId)))
    return alike.map(({ id }) => [id, next] as const)
  }))
  return new Map(found.flat())
}
