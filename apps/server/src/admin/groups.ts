import { randomUUID } from 'node:crypto'
import { Problem } from '@tegata/contract'
import type { Group, Realm, Role, Storage, User } from '@tegata/storage'
import { tellingFallen } from '../journey/fallen-addresses.ts'
import { administrativeRolesOf } from './caller.ts'
import { commit, commitAlone, commitGuarded, lookAgain } from './commit.ts'
import { ruleNaming } from './enforcement-target.ts'
import { getUser } from './find-user.ts'
import { isTargeted, keepAnAdministrator, keepAnAdministratorWith, refuseGrant, workingAdministrators } from './guard.ts'
import type { Letters } from './needs.ts'
import { contains, defaultLimit, pageOf, readCursor } from './paging.ts'
import { getRole, roleView } from './roles.ts'
import type { Performs } from './serve.ts'
import { summariesOf, type ViewNeeds } from './user-view.ts'

type Needs = ViewNeeds & { letters: Letters; storage: Pick<Storage, 'unit' | 'realms' | 'users' | 'roles' | 'policies' | 'groups' | 'audit' | 'clock'> }

const groupView = ({ id, name }: Group) => ({ id, name })
const carriesGlobalAdmin = (roles: readonly Role[]) => administrativeRolesOf(roles).includes('global-admin')

/** Groups: who is in them, and the roles that they carry. Membership in a group that carries rights is a grant (Z-2). */
export const groupsApi = (needs: Needs): Performs<
  | 'listGroups' | 'createGroup' | 'getGroup' | 'deleteGroup' | 'listGroupMembers' | 'addGroupMember' | 'removeGroupMember'
  | 'listGroupRoles' | 'grantGroupRole' | 'withdrawGroupRole' | 'listUserGroups'
> => {
  const { storage } = needs
  const { unit, roles, groups, audit } = storage

  const getGroup = async (realm: Realm, id: string): Promise<Group> => {
    const group = (await groups.list(realm.id)).find((candidate) => candidate.id === id)
    if (!group) throw new Problem('group.not-found')
    return group
  }
  const carriesRights = async (realm: Realm, group: Group) => administrativeRolesOf(await groups.rolesOf(realm.id, group.id)).length > 0
  /** Whether whoever leaves loses rights, or a demand for a code. */
  const isRiskyToLeave = async (realm: Realm, { name }: Group, carried: readonly Role[]) =>
    administrativeRolesOf(carried).length > 0 || isTargeted(needs, realm, { groups: [name], roles: carried })
  const isMember = async (realm: Realm, userId: string, groupId: string) =>
    (await groups.of(realm.id, userId)).some(({ id }) => id === groupId)

  /** Whether somebody would still be a global administrator if this group carried nothing, or they were not in it. */
  const withoutGroup = (realm: Realm, groupId: string, leaves: (user: User) => Promise<boolean>) => async (user: User): Promise<boolean> => {
    if (!await leaves(user)) return false
    if (carriesGlobalAdmin(await roles.directOf(realm.id, user.id))) return false
    for (const other of await groups.of(realm.id, user.id)) {
      if (other.id !== groupId && carriesGlobalAdmin(await groups.rolesOf(realm.id, other.id))) return false
    }
    return true
  }

  return {
    async listGroups({ realm, query }) {
      const wanted = (await groups.list(realm.id)).filter(({ name }) => contains(name, query.search))
      const { items, next } = pageOf(wanted, ({ name, id }) => `${name}\u0000${id}`, query)
      return { value: { items: items.map(groupView), next } }
    },

    async createGroup({ realm, body, event }) {
      const group: Group = { id: randomUUID(), realmId: realm.id, name: body.name }
      if ((await groups.list(realm.id)).some(({ name }) => name === group.name)) throw new Problem('group.name-taken')
      await commit(unit, [groups.create(group), audit.record(event('group.created', { userId: null, detail: { name: group.name } }))],
        () => new Problem('group.name-taken'))
      return { value: groupView(group), location: `/groups/${group.id}` }
    },

    async getGroup({ realm, params }) {
      return { value: groupView(await getGroup(realm, params.groupId)) }
    },

    async deleteGroup({ realm, caller, params, event, demandFresh }) {
      const group = await getGroup(realm, params.groupId)
      const carried = await groups.rolesOf(realm.id, group.id)
      refuseGrant(caller, carried)
      if (await isRiskyToLeave(realm, group, carried)) await demandFresh()
      // Alone: no enforcement names it between the look at them and its end.
      await commitAlone(needs, realm, async () => {
        const rule = await ruleNaming(storage, realm, ({ groupNames }) => groupNames?.includes(group.name) === true)
        if (rule) throw new Problem('group.named-by-rule', { rule: rule.name })
        if (carriesGlobalAdmin(carried)) await keepAnAdministrator(needs, realm, withoutGroup(realm, group.id, ({ id }) => isMember(realm, id, group.id)))
        return [...groups.remove(realm.id, group.id), audit.record(event('group.deleted', { userId: null, detail: { name: group.name } }))]
      }, () => new Problem('group.not-found'))
    },

    async listGroupMembers({ realm, params, query }) {
      await getGroup(realm, params.groupId)
      const page = await groups.members(realm.id, params.groupId, readCursor(query.cursor), query.limit ?? defaultLimit)
      return { value: { items: await summariesOf(needs, realm, page.items), next: page.next } }
    },

    async addGroupMember({ realm, caller, params, event, demandFresh }) {
      const [group, user] = [await getGroup(realm, params.groupId), await getUser(needs, realm, params.userId)]
      if (await isMember(realm, user.id, group.id)) return
      const isAdministrator = (await workingAdministrators(needs, realm)).some(({ id }) => id === user.id)
      await commitGuarded(needs, realm, isAdministrator || await carriesRights(realm, group), async () => {
        const carried = await groups.rolesOf(realm.id, group.id)
        refuseGrant(caller, carried)
        if (administrativeRolesOf(carried).length > 0) await demandFresh()
        if (isAdministrator) await keepAnAdministratorWith(needs, realm, async ({ id }) => (id === user.id ? { roles: carried, groups: [group.name] } : undefined))
        const fallen = administrativeRolesOf(carried).length === 0 ? []
          : await tellingFallen(needs, realm, { who: { userId: user.id }, roleIds: [], groupIds: [group.id] }, { actor: caller.actor, name: caller.name })
        return [...fallen, ...groups.add(realm.id, user.id, group.id), audit.record(event('group.joined', { userId: user.id, detail: { group: group.name } }))]
      }, ({ missed }) => lookAgain(missed) ?? new Problem('user.not-found'))
    },

    async removeGroupMember({ realm, caller, params, event, demandFresh }) {
      const [group, user] = [await getGroup(realm, params.groupId), await getUser(needs, realm, params.userId)]
      if (!await isMember(realm, user.id, group.id)) return
      await commitGuarded(needs, realm, await carriesRights(realm, group), async () => {
        const carried = await groups.rolesOf(realm.id, group.id)
        refuseGrant(caller, carried)
        if (await isRiskyToLeave(realm, group, carried)) await demandFresh()
        if (carriesGlobalAdmin(carried)) await keepAnAdministrator(needs, realm, withoutGroup(realm, group.id, async ({ id }) => id === user.id))
        return [...groups.leave(realm.id, user.id, group.id), audit.record(event('group.left', { userId: user.id, detail: { group: group.name } }))]
      }, () => new Problem('user.not-found'))
    },

    async listGroupRoles({ realm, params }) {
      await getGroup(realm, params.groupId)
      return { value: { items: (await groups.rolesOf(realm.id, params.groupId)).map(roleView), next: null } }
    },

    async grantGroupRole({ realm, caller, params, event }) {
      const [group, role] = [await getGroup(realm, params.groupId), await getRole(needs, realm, params.roleId)]
      refuseGrant(caller, [role])
      if ((await groups.rolesOf(realm.id, group.id)).some(({ id }) => id === role.id)) return
      const members = new Set<string>()
      for (const { id } of await workingAdministrators(needs, realm)) if (await isMember(realm, id, group.id)) members.add(id)
      await commitGuarded(needs, realm, members.size > 0 || administrativeRolesOf([role]).length > 0, async () => {
        if (members.size > 0) await keepAnAdministratorWith(needs, realm, async ({ id }) => (members.has(id) ? { roles: [role] } : undefined))
        return [
          // Or whoever names people's groups at a provider would name our administrators (Z-2).
          ...(role.administrative ? groups.notFilled(realm.id, group.id) : []),
          ...(role.administrative ? await tellingFallen(needs, realm, { who: { ofGroup: group.id }, roleIds: [role.id], groupIds: [] }, { actor: caller.actor, name: caller.name }) : []),
          ...groups.grantRole(realm.id, group.id, role.id),
          audit.record(event('group.role-granted', { userId: null, detail: { group: group.name, role: role.name, clientId: role.clientId } })),
        ]
      }, ({ missed }) => lookAgain(missed) ?? new Problem(missed === 'groups.not-filled' ? 'group.filled-by-upstream' : 'group.not-found'))
    },

    async withdrawGroupRole({ realm, caller, params, event }) {
      const [group, role] = [await getGroup(realm, params.groupId), await getRole(needs, realm, params.roleId)]
      refuseGrant(caller, [role])
      if (!(await groups.rolesOf(realm.id, group.id)).some(({ id }) => id === role.id)) return
      await commitGuarded(needs, realm, administrativeRolesOf([role]).length > 0, async () => {
        if (carriesGlobalAdmin([role])) await keepAnAdministrator(needs, realm, withoutGroup(realm, group.id, ({ id }) => isMember(realm, id, group.id)))
        return [
          ...groups.withdrawRole(realm.id, group.id, role.id),
          audit.record(event('group.role-withdrawn', { userId: null, detail: { group: group.name, role: role.name, clientId: role.clientId } })),
        ]
      }, () => new Problem('group.not-found'))
    },

    async listUserGroups({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      return { value: { items: (await groups.of(realm.id, user.id)).map(groupView), next: null } }
    },
  }
}
