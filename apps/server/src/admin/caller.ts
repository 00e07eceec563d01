import { isAdministrativeRole, type Permission, permissionsOf } from '@tegata/contract'
import type { Role, User } from '@tegata/storage'

/** Who calls, found out anew at every call: roles are those of this moment, never those of the token (Z-3). */
export type Caller = {
  kind: 'user' | 'client' | 'operator'
  user: User | null
  clientId: string | null
  /** As the audit log names them: a user id, `client:<id>`, `operator@host`. */
  actor: string
  name: string
  /** Names of the administrative roles that are held. */
  roles: readonly string[]
  permissions: ReadonlySet<Permission>
  /** The session that the token was issued in; none for clients of their own and on the host. */
  session?: string
  /** Whether a second factor was shown a few minutes ago at most. */
  isFresh: () => Promise<boolean>
  /** Where a person acts in our console: says so when the call has succeeded. */
  acted?: () => Promise<void>
}

/** Administrative roles belong to the realm: a client's role of the same name permits nothing. */
export const administrativeRolesOf = (roles: readonly Role[]): readonly string[] =>
  roles.filter((role) => role.clientId === null && role.administrative && isAdministrativeRole(role.name)).map((role) => role.name)

/** Whoever holds the host. */
export const operatorCaller = (operator: string): Caller =>
  callerWith({ kind: 'operator', user: null, clientId: null, actor: operator, name: operator, roles: ['global-admin'], isFresh: async () => true })

export const callerWith = (who: Omit<Caller, 'permissions'>): Caller => ({ ...who, permissions: permissionsOf(who.roles) })
