import type { Enforcement, Realm, Storage } from '@tegata/storage'

type Needs = Pick<Storage, 'clock' | 'policies' | 'roles' | 'groups'>

/** Whom rules other than the personal switch make have a second factor, by what stands on people's rows. */
export type Demanders = {
  everybody: boolean
  policyGroupIds: readonly string[]
  roleIds: readonly string[]
  groupIds: readonly string[]
  departments: readonly string[]
}

const isInForce = (now: number) => ({ state, enforceFrom }: Enforcement): boolean => state === 'announced' && enforceFrom <= now

/**
 * What the policy reads as a requirement, as a question to the database: policy groups that ask, and enforcements in
 * force (policy.md, requirements). The same people whom the decision calls `mustHave`.
 */
export async function demandersOf({ clock, policies, roles, groups }: Needs, realm: Realm): Promise<Demanders> {
  const [policyGroups, enforcements] = await Promise.all([policies.groups(realm.id), policies.standing(realm.id)])
  const targets = enforcements.filter(isInForce(clock.now())).map(({ target }) => target)
  const all = (pick: (target: Enforcement['target']) => readonly string[] | undefined) => [...new Set(targets.flatMap((target) => pick(target) ?? []))]
  const roleNames = all(({ roleNames: names }) => names)
  const groupNames = all(({ groupNames: names }) => names)
  const [everyRole, everyGroup] = await Promise.all([
    roleNames.length === 0 ? [] : roles.list(realm.id),
    groupNames.length === 0 ? [] : groups.list(realm.id),
  ])
  return {
    everybody: targets.some(({ everyone }) => everyone === true),
    policyGroupIds: [...new Set([...policyGroups.filter(({ ask }) => ask !== 'never').map(({ id }) => id), ...all(({ policyGroupIds }) => policyGroupIds)])],
    roleIds: everyRole.filter(({ name, clientId }) => clientId === null && roleNames.includes(name)).map(({ id }) => id),
    groupIds: everyGroup.filter(({ name }) => groupNames.includes(name)).map(({ id }) => id),
    departments: all(({ departments }) => departments),
  }
}

/** No rule besides the personal switch requires anything of anybody. */
export const isNobodys = ({ everybody, ...named }: Demanders): boolean => !everybody && Object.values(named).every((list) => list.length === 0)
