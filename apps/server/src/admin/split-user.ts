import { createHash } from 'node:crypto'
import { mayGrant, type Operations, Problem } from '@tegata/contract'
import { blankUser, type Group, normaliseLogin, type Realm, type Role, type Statement, type Storage, type User } from '@tegata/storage'
import { endingEverything, sweep } from '../journey/ending.ts'
import type { CanMail } from '../journey/facts.ts'
import { initialEmergencyTokens } from '../journey/new-emergency-tokens.ts'
import { heldGroup } from '../journey/new-user-group.ts'
import { administrativeRolesOf, type Caller } from './caller.ts'
import { commitGuarded } from './commit.ts'
import { getUser, normalUsername, takenBy } from './find-user.ts'
import { keepAnAdministrator, keepAnAdministratorAfter, refuseAbove, refuseGrant } from './guard.ts'
import type { Decide, Letters } from './needs.ts'
import { assigned } from './policy-assignments.ts'
import type { Call, Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'groups' | 'policies' | 'emergencyTokens' | 'links' | 'sessions' | 'clients' | 'logouts' | 'audit'>
  letters: Pick<Letters, 'setUp'>
  decide: Decide
  canMail: CanMail
}
type Body = Call<Operations['previewSplit']>['body']
type Person = Body['persons'][number]
/** A role or a group, and whether this caller may hand it out. */
type Offered<Item> = { item: Item; administers: boolean; mayGrant: boolean }

/** The id of a person whom the splitting of an account makes. `turn`: so many of this user name were made, and deleted, before. */
function idOfPart(account: Pick<User, 'id' | 'realmId'>, username: string, turn: number): string {
  const hex = createHash('sha256').update(JSON.stringify(['split', account.realmId, account.id, normaliseLogin(normalUsername(username)), turn])).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Accounts of their own for the people behind a shared one (S4-4): all of them, what they take over, and what becomes of it, or nothing. */
export const splitUserApi = (needs: Needs): Performs<'previewSplit' | 'splitUser'> => {
  const { storage, letters } = needs
  const { users, roles, groups, policies, audit } = storage

  /** What the account has that others could take over. What upstreams gave it, an administrator may give to persons. */
  async function offersOf(realm: Realm, caller: Caller, account: User) {
    const [direct, member] = await Promise.all([roles.directOf(realm.id, account.id), groups.of(realm.id, account.id)])
    const carried = await Promise.all(member.map(({ id }) => groups.rolesOf(realm.id, id)))
    const isMine = (held: readonly Role[]) => administrativeRolesOf(held).every((name) => mayGrant(caller.roles, name))
    const home = account.policyGroupUntil === null ? account.policyGroupId : account.policyGroupBack
    return {
      roles: direct.map((role): Offered<Role> => ({ item: role, administers: administrativeRolesOf([role]).length > 0, mayGrant: caller.permissions.has('roles.grant') && isMine([role]) })),
      groups: member.map((group, index): Offered<Group> => ({ item: group, administers: administrativeRolesOf(carried[index] ?? []).length > 0, mayGrant: caller.permissions.has('groups.write') && isMine(carried[index] ?? []) })),
      policyGroup: home === null ? null : await policies.group(realm.id, home) ?? null,
    }
  }

  /** Those of the chosen that the account has; somebody else's are not handed out by this way. */
  function chosen<Item extends { id: string }>(ids: readonly string[], offered: readonly Offered<Item>[], missing: 'role.not-found' | 'group.not-found'): readonly Offered<Item>[] {
    return [...new Set(ids)].map((id) => {
      const found = offered.find(({ item }) => item.id === id)
      if (!found) throw new Problem(missing)
      if (!found.mayGrant) throw new Problem('permission.grants-more-than-held')
      return found
    })
  }

  /**
   * Always the same for the same user name, so that whoever sends the same split again finds them instead of making them
   * twice; somebody else once whoever had it was deleted: a `sub` is never given to another person (OIDC Core §2).
   */
  async function partOf(realm: Realm, account: User, username: string): Promise<{ id: string; there: User | null }> {
    for (let turn = 0; ; turn += 1) {
      const id = idOfPart(account, username, turn)
      const there = await users.find(realm.id, id)
      if (there) return { id, there }
      const { items } = await audit.list(realm.id, { userId: id }, null, 1)
      if (items.length === 0) return { id, there: null }
    }
  }

  async function looked({ realm, caller, params, body }: Pick<Call<Operations['previewSplit']>, 'realm' | 'caller' | 'params' | 'body'>) {
    const account = await getUser(needs, realm, params.userId)
    if (caller.user?.id === account.id) throw new Problem('permission.not-for-yourself')
    const held = await roles.effectiveOf(realm.id, account.id)
    refuseAbove(caller, held)
    if (body.sendSetupMail && body.persons.length > 0 && !needs.canMail(realm)) throw new Problem('mail.not-configured')
    const offers = await offersOf(realm, caller, account)
    const [taken, joined] = [chosen(body.roleIds, offers.roles, 'role.not-found'), chosen(body.groupIds, offers.groups, 'group.not-found')]
    if (body.policyGroup && offers.policyGroup === null) throw new Problem('policy-group.not-found')
    if (body.policyGroup && !caller.permissions.has('policy.write')) throw new Problem('permission.missing')
    const persons = await Promise.all(body.persons.map(async (person) => {
      const wanted = { ...person, username: normalUsername(person.username) }
      const { id, there } = await partOf(realm, account, wanted.username)
      const problem = there ? null : wanted.email === null && body.sendSetupMail ? new Problem('user.no-email') : await takenBy(needs, realm, wanted, null)
      return { id, wanted, there, problem }
    }))
    const after = { shared: body.account !== 'keep' || account.shared, enabled: body.account !== 'disable' && account.enabled }
    return { account, held, offers, taken, joined, persons, changes: { ...(after.shared !== account.shared && { shared: true }), ...(after.enabled !== account.enabled && { enabled: false }) } }
  }
  type Looked = Awaited<ReturnType<typeof looked>>

  /** Somebody new, with what they take over. */
  function making(call: Pick<Call<Operations['splitUser']>, 'realm' | 'caller' | 'event' | 'body'>, { account, offers, taken, joined }: Looked, id: string, wanted: Person): readonly Statement[] {
    const { realm, caller, event, body: { otpRequired, sendSetupMail, department, policyGroup, reason } } = call
    const about = { userId: id, reason: reason ?? null }
    const group = policyGroup ? offers.policyGroup : null
    const known = { ...wanted, id, otpRequired, department: department ? account.department : null }
    const emergency = initialEmergencyTokens(needs, realm, { userId: id, by: caller.actor })
    return [
      ...users.create(realm.id, { ...known, policyGroupId: group?.id ?? realm.settings.newUserGroupId }),
      ...emergency.statements,
      audit.record(event('user.created', { ...about, detail: { username: wanted.username, otpRequired, setupMail: sendSetupMail, emergencyTokens: emergency.issued.length, splitFrom: account.username } })),
      ...taken.flatMap(({ item }) => [...roles.grant(realm.id, id, item.id), audit.record(event('role.granted', { ...about, detail: { role: item.name, clientId: item.clientId } }))]),
      ...joined.flatMap(({ item }) => [...groups.add(realm.id, id, item.id), audit.record(event('group.joined', { ...about, detail: { group: item.name } }))]),
      ...(group === null ? [] : [audit.record(assigned(event, id, null, group))]),
      ...(sendSetupMail ? letters.setUp(realm, blankUser({ ...known, realmId: realm.id }), caller.name) : []),
    ]
  }

  return {
    async previewSplit(call) {
      const { account, offers, persons, changes } = await looked(call)
      const sessionsEnd = changes.enabled === false ? (await storage.sessions.listOf(call.realm.id, account.id)).length : 0
      return {
        value: {
          roles: offers.roles.map(({ item: { id, name, clientId }, mayGrant: may }) => ({ id, name, clientId, mayGrant: may })),
          groups: offers.groups.map(({ item: { id, name }, mayGrant: may }) => ({ id, name, mayGrant: may })),
          department: account.department,
          policyGroup: offers.policyGroup && { id: offers.policyGroup.id, name: offers.policyGroup.name },
          persons: persons.map(({ wanted, there, problem }) => ({ username: wanted.username, state: there ? 'there' as const : problem ? 'refused' as const : 'create' as const, problem: problem?.code ?? null })),
          sessionsEnd,
        },
      }
    },

    async splitUser(call) {
      const { realm, caller, body, event } = call
      const first = await looked(call)
      const concernsAdministrators = administrativeRolesOf(first.held).length > 0 || [...first.taken, ...first.joined].some(({ administers }) => administers)
      let done: Looked = first
      await commitGuarded(needs, realm, concernsAdministrators, async () => {
        const now = done = await looked(call)
        const { account, persons, changes } = now
        for (const { problem } of persons) if (problem) throw problem
        refuseGrant(caller, now.taken.map(({ item }) => item))
        if (changes.enabled === false) await keepAnAdministrator(needs, realm, ({ id }) => id === account.id)
        await keepAnAdministratorAfter(needs, realm, { user: ({ id }) => (id === account.id ? { ...account, ...changes } : undefined) })
        const fresh = persons.filter(({ there }) => there === null)
        const isChanged = Object.keys(changes).length > 0
        if (fresh.length === 0 && !isChanged) return []
        return [
          ...(body.policyGroup && now.offers.policyGroup ? [policies.holdGroup(realm.id, now.offers.policyGroup.id)] : heldGroup(storage, realm).hold),
          ...fresh.flatMap(({ id, wanted }) => making(call, now, id, wanted)),
          ...(isChanged ? users.change(realm.id, account.id, changes, account.version) : []),
          ...(changes.enabled === false ? [storage.links.voidAll(realm.id, account.id, 'disabled'), ...await endingEverything(needs, realm, account.id)] : []),
          ...(isChanged ? [audit.record(event('user.changed', { userId: account.id, reason: body.reason ?? null, detail: { before: { shared: account.shared, enabled: account.enabled }, after: changes } }))] : []),
          audit.record(event('user.split', { userId: account.id, reason: body.reason ?? null, detail: { persons: fresh.map(({ wanted }) => wanted.username), account: body.account } })),
        ]
      }, async ({ missed }) => {
        if (missed === 'policies.holdGroup') return new Problem('policy-group.not-found')
        // Somebody took a name, or changed the account, at the same moment.
        const { persons } = await looked(call)
        return persons.flatMap(({ problem }) => problem ?? [])[0] ?? new Problem('request.precondition-failed')
      })
      if (done.changes.enabled === false) await sweep(needs, realm, done.account.id)
      const part = (isThere: boolean) => done.persons.filter(({ there }) => (there !== null) === isThere).map(({ id, wanted, there }) => ({ id, username: there?.username ?? wanted.username }))
      return { value: { created: part(false), there: part(true) } }
    },
  }
}
