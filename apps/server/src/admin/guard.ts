import { mayGrant, permissionsOf, Problem } from '@tegata/contract'
import type { Enforcement, Realm, Role, Storage, User } from '@tegata/storage'
import { administrativeRolesOf, type Caller } from './caller.ts'

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

/** Nobody hands out, or takes away, what they do not hold. */
export function refuseGrant(caller: Caller, roles: readonly Role[]): void {
  for (const name of administrativeRolesOf(roles)) {
    if (!mayGrant(caller.roles, name)) throw new Problem('permission.grants-more-than-held')
  }
}

/** Can sign in by themself: enabled, has a password, and was not left without a factor by a reset (floor `codeOnly`). */
const isWorking = (user: User): boolean =>
  user.enabled && user.hasPassword && !(user.otpResetAt !== null && ['none', 'suspended'].includes(user.otpStatus))

type Needs = { storage: Pick<Storage, 'roles'> }

/** Global administrators who can sign in by a password of ours, whatever else is away. */
export async function workingAdministrators({ storage }: Needs, realm: Realm): Promise<readonly User[]> {
  const role = (await storage.roles.list(realm.id)).find(({ name, clientId }) => name === 'global-admin' && clientId === null)
  return role ? (await storage.roles.holders(realm.id, role.id, 100)).filter(isWorking) : []
}

/** Refuses what would leave the realm without a working global administrator. `without` are those who cease to be one. */
export async function keepAnAdministrator(needs: Needs, realm: Realm, without: (user: User) => boolean | Promise<boolean>): Promise<void> {
  const working = await workingAdministrators(needs, realm)
  // Where none works already (a realm being set up) there is nothing to lose.
  if (working.length === 0) return
  for (const user of working) if (!await without(user)) return
  throw new Problem('permission.last-administrator')
}

/**
 * Whether an enforcement, in force or still to come, reaches people by one of these. To take somebody out of it is as
 * risky as to turn their code off (Z-4). Roles of clients are never meant.
 */
export async function isTargeted(
  { storage }: { storage: Pick<Storage, 'policies'> }, realm: Realm, by: { groups?: readonly string[]; roles?: readonly Role[]; departments?: readonly string[] },
): Promise<boolean> {
  const roles = (by.roles ?? []).filter(({ clientId }) => clientId === null).map(({ name }) => name)
  const names = ({ target }: Enforcement) =>
    (by.groups ?? []).some((name) => target.groupNames?.includes(name))
    || roles.some((name) => target.roleNames?.includes(name))
    || (by.departments ?? []).some((name) => target.departments?.includes(name))
  return (await storage.policies.enforcements(realm.id)).some((enforcement) => enforcement.state !== 'ended' && names(enforcement))
}
