import { randomUUID } from 'node:crypto'
import { isAdministrativeRole, Problem, type Role as WireRole } from '@tegata/contract'
import type { Realm, Role, Storage } from '@tegata/storage'
import { tellingFallen } from '../journey/fallen-addresses.ts'
import { commit, commitAlone, commitGuarded, lookAgain } from './commit.ts'
import { ruleNaming } from './enforcement-target.ts'
import { getUser } from './find-user.ts'
import { keepAnAdministrator, keepAnAdministratorWith, refuseGrant, workingAdministrators } from './guard.ts'
import type { Letters } from './needs.ts'
import { contains, defaultLimit, pageOf, readCursor } from './paging.ts'
import type { Performs } from './serve.ts'
import { summariesOf, type ViewNeeds } from './user-view.ts'

type Needs = ViewNeeds & { letters: Letters; storage: Pick<Storage, 'unit' | 'realms' | 'users' | 'roles' | 'policies' | 'groups' | 'clients' | 'audit' | 'clock'> }

const isBuiltIn = (role: Role): boolean => role.clientId === null && isAdministrativeRole(role.name)

export const roleView = (role: Role): WireRole => ({
  id: role.id, name: role.name, description: role.description, clientId: role.clientId,
  builtIn: isBuiltIn(role), administrative: role.clientId === null && role.administrative,
})

export async function getRole({ storage }: { storage: Pick<Storage, 'roles'> }, realm: Realm, id: string): Promise<Role> {
  const role = await storage.roles.find(realm.id, id)
  if (!role) throw new Problem('role.not-found')
  return role
}

/** Roles of the realm and of its clients, and who has them. */
export const rolesApi = (needs: Needs): Performs<
  'listRoles' | 'createRole' | 'getRole' | 'deleteRole' | 'listRoleUsers' | 'listUserRoles' | 'grantRole' | 'withdrawRole'
> => {
  const { storage } = needs
  const { unit, users, roles, groups, clients, audit } = storage
  const demandClient = async (realm: Realm, clientId: string | null | undefined) => {
    if (clientId && !await clients.find(realm.id, clientId)) throw new Problem('client.not-found')
  }

  return {
    async listRoles({ realm, query }) {
      await demandClient(realm, query.clientId)
      const wanted = (await roles.list(realm.id)).filter((role) => role.clientId === (query.clientId ?? null) && contains(role.name, query.search))
      const { items, next } = pageOf(wanted, ({ name }) => name, query)
      return { value: { items: items.map(roleView), next } }
    },

    async createRole({ realm, body, event }) {
      const clientId = body.clientId ?? null
      await demandClient(realm, clientId)
      const name = body.name.normalize('NFKC')
      const taken = (await roles.list(realm.id)).some((role) => role.name === name && role.clientId === clientId)
      if (taken || (clientId === null && isAdministrativeRole(name))) throw new Problem('role.name-taken')
      const role: Role = { id: randomUUID(), realmId: realm.id, name, description: body.description ?? null, clientId, administrative: false }
      await commit(unit, [roles.create(role), audit.record(event('role.created', { userId: null, detail: { name, clientId } }))], () => new Problem('role.name-taken'))
      return { value: roleView(role), location: `/roles/${role.id}` }
    },

    async getRole({ realm, params }) {
      return { value: roleView(await getRole(needs, realm, params.roleId)) }
    },

    async deleteRole({ realm, params, event, demandFresh }) {
      const role = await getRole(needs, realm, params.roleId)
      if (isBuiltIn(role) || role.administrative) throw new Problem('role.built-in')
      const isHeld = (await users.list(realm.id, { roleIds: [role.id] }, null, 1)).items.length > 0
      if (isHeld) await demandFresh()
      // Alone: no enforcement names it between the look at them and its end.
      await commitAlone(needs, realm, async () => {
        const rule = role.clientId === null ? await ruleNaming(storage, realm, ({ roleNames }) => roleNames?.includes(role.name) === true) : undefined
        if (rule) throw new Problem('role.named-by-rule', { rule: rule.name })
        return [...roles.remove(realm.id, role.id), audit.record(event('role.deleted', { userId: null, detail: { name: role.name, clientId: role.clientId } }))]
      }, () => new Problem('role.not-found'))
    },

    async listRoleUsers({ realm, params, query }) {
      await getRole(needs, realm, params.roleId)
      const page = await users.list(realm.id, { roleIds: [params.roleId] }, readCursor(query.cursor), query.limit ?? defaultLimit)
      return { value: { items: await summariesOf(needs, realm, page.items), next: page.next } }
    },

    async listUserRoles({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      const [direct, effective, memberOf] = await Promise.all([
        roles.directOf(realm.id, user.id), roles.effectiveOf(realm.id, user.id), groups.of(realm.id, user.id),
      ])
      const carried = await Promise.all(memberOf.map(async (group) => ({ group, roleIds: (await groups.rolesOf(realm.id, group.id)).map(({ id }) => id) })))
      return {
        value: {
          items: effective.map((role) => ({
            ...roleView(role),
            direct: direct.some(({ id }) => id === role.id),
            viaGroups: carried.filter(({ roleIds }) => roleIds.includes(role.id)).map(({ group: { id, name } }) => ({ id, name })),
          })),
          next: null,
        },
      }
    },

    async grantRole({ realm, caller, params, event }) {
      const [user, role] = [await getUser(needs, realm, params.userId), await getRole(needs, realm, params.roleId)]
      refuseGrant(caller, [role])
      if ((await roles.directOf(realm.id, user.id)).some(({ id }) => id === role.id)) return
      const isAdministrator = (await workingAdministrators(needs, realm)).some(({ id }) => id === user.id)
      await commitGuarded(needs, realm, isAdministrator, async () => {
        if (isAdministrator) await keepAnAdministratorWith(needs, realm, async ({ id }) => (id === user.id ? { roles: [role] } : undefined))
        return [
          ...(isBuiltIn(role) || role.administrative ? await tellingFallen(needs, realm, { who: { userId: user.id }, roleIds: [role.id], groupIds: [] }, { actor: caller.actor, name: caller.name }) : []),
          ...roles.grant(realm.id, user.id, role.id),
          audit.record(event('role.granted', { userId: user.id, detail: { role: role.name, clientId: role.clientId } })),
        ]
      }, ({ missed }) => lookAgain(missed) ?? new Problem('user.not-found'))
    },

    async withdrawRole({ realm, caller, params, event }) {
      const [user, role] = [await getUser(needs, realm, params.userId), await getRole(needs, realm, params.roleId)]
      refuseGrant(caller, [role])
      if (!(await roles.directOf(realm.id, user.id)).some(({ id }) => id === role.id)) return
      await commitGuarded(needs, realm, isBuiltIn(role), async () => {
        if (role.name === 'global-admin' && role.clientId === null) {
          await keepAnAdministrator(needs, realm, async ({ id }) => id === user.id && !await holdsByGroup(realm, user.id, role.id))
        }
        return [
          ...roles.withdraw(realm.id, user.id, role.id),
          audit.record(event('role.withdrawn', { userId: user.id, detail: { role: role.name, clientId: role.clientId } })),
        ]
      }, () => new Problem('user.not-found'))
    },
  }

  async function holdsByGroup(realm: Realm, userId: string, roleId: string): Promise<boolean> {
    for (const group of await groups.of(realm.id, userId)) {
      if ((await groups.rolesOf(realm.id, group.id)).some(({ id }) => id === roleId)) return true
    }
    return false
  }
}
