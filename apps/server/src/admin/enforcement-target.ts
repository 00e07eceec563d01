import { type EnforcementTargetNames, Problem } from '@tegata/contract'
import type { Enforcement, Realm, Storage } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'roles' | 'groups' | 'policies'> }
type Target = Enforcement['target']

/** What a rule names, by name and id, as the realm has it at this moment. */
export async function namesOf({ storage }: Needs, realm: Realm) {
  const [roles, groups, policyGroups] = await Promise.all([storage.roles.list(realm.id), storage.groups.list(realm.id), storage.policies.groups(realm.id)])
  // Roles of clients are never meant: they say nothing about rights in the realm.
  return { roles: roles.filter(({ clientId }) => clientId === null), groups, policyGroups }
}
export type Names = Awaited<ReturnType<typeof namesOf>>

type Coded = 'role.not-found' | 'group.not-found' | 'policy-group.not-found'

function found<Item extends { id: string }>(items: readonly Item[], ids: readonly string[], code: Coded): readonly Item[] {
  return [...new Set(ids)].map((id) => {
    const item = items.find((candidate) => candidate.id === id)
    if (!item) throw new Problem(code)
    return item
  })
}

/** As it is kept: roles and groups by their names, which tokens and providers know them by. */
export function targetOf({ everyone, roles, groups, departments, policyGroups }: EnforcementTargetNames, names: Names): Target {
  if (everyone) return { everyone: true }
  const kept: Target = {
    roleNames: found(names.roles, roles, 'role.not-found').map(({ name }) => name),
    groupNames: found(names.groups, groups, 'group.not-found').map(({ name }) => name),
    departments: [...new Set(departments)],
    policyGroupIds: found(names.policyGroups, policyGroups, 'policy-group.not-found').map(({ id }) => id),
  }
  return Object.fromEntries(Object.entries(kept).filter(([, list]) => Array.isArray(list) && list.length > 0))
}

/** As an administrator reads it. */
export function targetView({ everyone = false, roleNames = [], groupNames = [], departments = [], policyGroupIds = [] }: Target, names: Names) {
  const named = (items: readonly { id: string; name: string }[], name: string) => ({ id: items.find((item) => item.name === name)?.id ?? null, name })
  return {
    everyone,
    roles: roleNames.map((name) => named(names.roles, name)),
    groups: groupNames.map((name) => named(names.groups, name)),
    departments,
    policyGroups: policyGroupIds.map((id) => {
      const group = names.policyGroups.find((candidate) => candidate.id === id)
      return { id: group ? id : null, name: group?.name ?? id }
    }),
  }
}

/** Whether it names anybody at all. */
export const isEmpty = ({ everyone, ...lists }: Target): boolean => everyone !== true && Object.values(lists).every(({ length }) => length === 0)

/** The first rule that is not over and names one of these: it would silently reach fewer people without it. */
export async function ruleNaming({ policies }: Pick<Storage, 'policies'>, realm: Realm, isNamed: (target: Target) => boolean): Promise<Enforcement | undefined> {
  return (await policies.standing(realm.id)).find(({ target }) => isNamed(target))
}
