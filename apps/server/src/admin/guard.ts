import { mayGrant, permissionsOf, Problem } from '@tegata/contract'
import type { Enforcement, Realm, Role, Statement, Storage, User } from '@tegata/storage'
import { isLastLost, momentAt, momentsAhead } from '../journey/administrators-left.ts'
import { administrativeRolesOf, type Caller } from './caller.ts'
import type { Decide } from './needs.ts'

/**
 * Refuses to touch what guards a person whose rights go beyond the caller's: whoever resets an administrator's code or
 * changes their address could become that administrator (Z-2). Roles that may not grant at all, such as Help Desk,
 * leave every administrator alone.
 */
export function refuseAbove(caller: Caller, target: readonly Role[]): void {
  const roles = administrativeRolesOf(target)
  if (roles.length === 0) return
  if (!caller.permissions.has('roles.grant')) throw new Problem('permission.not-for-administrators')
  for (const permission of permissionsOf(roles)) {
    if (!caller.permissions.has(permission)) throw new Problem('permission.grants-more-than-held')
  }
}

/**
 * The same in the unit of what is done to somebody: it misses where they were given an administrative role since
 * `refuseAbove` looked, or are not there. Whoever grants one at the same time waits, and then ends what was handed over.
 */
export const staysBelow = ({ roles }: { roles: Pick<Storage['roles'], 'ordinary'> }, caller: Caller, realm: Realm, userId: string): readonly Statement[] =>
  caller.permissions.has('roles.grant') ? [] : roles.ordinary(realm.id, userId)
/** What a miss of it is answered with. */
export const roseMeanwhile = ({ missed }: { missed: string }): Problem | null => missed === 'roles.ordinary' ? new Problem('permission.not-for-administrators') : null

/** Nobody hands out, or takes away, what they do not hold. */
export function refuseGrant(caller: Caller, roles: readonly Role[]): void {
  for (const name of administrativeRolesOf(roles)) {
    if (!mayGrant(caller.roles, name)) throw new Problem('permission.grants-more-than-held')
  }
}

/** Can sign in by themself: enabled, has a password, and was not left without a factor by a reset (floor `codeOnly`): as `workingHolders` asks. */
const isWorking = (user: User): boolean =>
  user.enabled && user.hasPassword && !(user.otpResetAt !== null && ['none', 'suspended'].includes(user.otpStatus))

type Needs = { storage: Pick<Storage, 'roles' | 'policies' | 'clock'>; decide: Decide }

/** Global administrators who can sign in by a password of ours, whatever else is away. */
export async function workingAdministrators({ storage }: { storage: Pick<Storage, 'roles'> }, realm: Realm): Promise<readonly User[]> {
  const role = (await storage.roles.list(realm.id)).find(({ name, clientId }) => name === 'global-admin' && clientId === null)
  return role ? storage.roles.workingHolders(realm.id, role.id) : []
}

/** What would be, in place of what is. */
type Imagined = { at?: number | undefined; enforcements?: readonly Enforcement[]; emergencyTokensLeft?: number }

/** Whether somebody like this would be let in with a password from anywhere: they have what the rules ask for, or can set it up. */
async function getsIn({ storage, decide }: Needs, realm: Realm, user: User, { at, ...imagined }: Imagined = {}): Promise<boolean> {
  if (!isWorking(user)) return false
  const policyGroup = user.policyGroupId === null ? null : await storage.policies.group(realm.id, user.policyGroupId) ?? null
  const signIn = { policyGroup, ...imagined, ...(at === undefined ? {} : { at }) }
  return !(await decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn })).lockedOut
}

/** Global administrators who get in now, at most `most` of them: whom to ask for what only they may do. */
export async function administratorsToAsk(needs: Needs, realm: Realm, most: number): Promise<readonly User[]> {
  const found: User[] = []
  for (const user of await workingAdministrators(needs, realm)) {
    if (found.length < most && await getsIn(needs, realm, user)) found.push(user)
  }
  return found
}

/** Refuses what would leave the realm without a working global administrator. `without` are those who cease to be one. */
export async function keepAnAdministrator(needs: Needs, realm: Realm, without: (user: User) => boolean | Promise<boolean>): Promise<void> {
  const [leaving, staying]: [User[], User[]] = [[], []]
  for (const user of await workingAdministrators(needs, realm)) (await without(user) ? leaving : staying).push(user)
  // Where none works already (a realm being set up), or none of them goes, there is nothing to lose.
  if (leaving.length === 0) return
  if (staying.length === 0) throw new Problem('permission.last-administrator')
  // Those who stay may be locked out by a rule: the one who goes may have been the only one who gets in.
  await keepOne(await momentsAhead(needs.storage, realm), leaving, staying, (user, { at }) => getsIn(needs, realm, user, { at }))
}

/** Refuses what takes the last one who gets in. */
export async function keepOne<Person extends User>(...change: Parameters<typeof isLastLost<Person>>): Promise<void> {
  if (await isLastLost(...change)) throw new Problem('permission.last-administrator')
}

/** Refuses enforcements under which, at an instant, no global administrator gets in any more. */
export async function keepAnAdministratorUnder(needs: Needs, realm: Realm, at: number, enforcements: readonly Enforcement[]): Promise<void> {
  const working = await workingAdministrators(needs, realm)
  await keepOne([momentAt(at)], working, working, (user, { whose, at: then = at }) => getsIn(needs, realm, user, { at: then, ...(whose === 'after' ? { enforcements } : {}) }))
}

/** What somebody is given, by name. */
export type Given = { roles?: readonly Role[]; groups?: readonly string[] }

/**
 * Refuses to bring the last global administrator who gets in under an enforcement that locks them out, in force or to
 * come. `given`: what somebody has by the change besides what they have; undefined: nothing.
 */
export async function keepAnAdministratorWith(needs: Needs, realm: Realm, given: (user: User) => Promise<Given | undefined>): Promise<void> {
  const rules = await needs.storage.policies.standing(realm.id)
  const working = await workingAdministrators(needs, realm)
  const under = new Map<string, readonly Enforcement[]>()
  for (const user of working) {
    const names = nameOf(await given(user) ?? {})
    if (rules.some(names)) under.set(user.id, rules.map((rule) => (names(rule) ? { ...rule, target: { everyone: true } } : rule)))
  }
  if (under.size === 0) return
  await keepOne(await momentsAhead(needs.storage, realm), working, working, (user, { whose, at }) => {
    const enforcements = whose === 'after' ? under.get(user.id) : undefined
    return getsIn(needs, realm, user, { at, ...(enforcements ? { enforcements } : {}) })
  })
}

/** Whether a rule names one of these. Roles of clients are never meant. */
const nameOf = ({ groups = [], roles = [] }: Given) => {
  const roleNames = roles.filter(({ clientId }) => clientId === null).map(({ name }) => name)
  return ({ target }: Enforcement): boolean => groups.some((name) => target.groupNames?.includes(name)) || roleNames.some((name) => target.roleNames?.includes(name))
}

/** How a change leaves people and their realm. What is not said stays. */
export type Afterwards = {
  realm?: Realm
  /** Somebody as they will be; undefined: as they are. */
  user?: (user: User) => User | undefined
  /** Of whom no emergency token will be left. */
  withoutTokens?: (user: User) => boolean
}

/** Refuses what would lock out the last global administrator who gets in, now or later, whichever rule does it. */
export async function keepAnAdministratorAfter(needs: Needs, realm: Realm, afterwards: Afterwards): Promise<void> {
  const working = await workingAdministrators(needs, realm)
  // Whoever is nobody's administrator changes nothing for them: most changes are of such people.
  if (!afterwards.realm && !working.some((user) => afterwards.user?.(user) ?? afterwards.withoutTokens?.(user))) return
  await keepOne(await momentsAhead(needs.storage, realm), working, working.map((user) => afterwards.user?.(user) ?? user), (user, { whose, at }) => whose === 'before' ? getsIn(needs, realm, user, { at })
    : getsIn(needs, afterwards.realm ?? realm, user, { at, ...(afterwards.withoutTokens?.(user) ? { emergencyTokensLeft: 0 } : {}) }))
}

/**
 * Whether an enforcement, in force or still to come, reaches people by one of these. To take somebody out of it is as
 * risky as to turn their code off (Z-4). Roles of clients are never meant.
 */
export async function isTargeted(
  { storage }: { storage: Pick<Storage, 'policies'> }, realm: Realm, by: { groups?: readonly string[]; roles?: readonly Role[]; departments?: readonly string[] },
): Promise<boolean> {
  const isNamed = nameOf(by)
  const names = (rule: Enforcement) => isNamed(rule) || (by.departments ?? []).some((name) => rule.target.departments?.includes(name))
  return (await storage.policies.standing(realm.id)).some(names)
}
