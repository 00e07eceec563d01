/** The built-in roles (S0-13 … S0-17 and Help Desk). Permanent names: they stand in tokens and in rules. */
export const administrativeRoles = [
  'global-admin', 'read-only-admin', 'certificate-admin', 'secure-browser-admin',
  'certificate-and-secure-browser-admin', 'help-desk',
] as const
export type AdministrativeRole = (typeof administrativeRoles)[number]

const reading = [
  'users.read', 'exports.read', 'attempts.read', 'roles.read', 'groups.read', 'policy.read', 'reset-requests.read', 'sessions.read',
  'authenticators.read', 'clients.read', 'upstreams.read', 'realm.read', 'keys.read', 'audit.read',
] as const

const changing = [
  'users.write', 'users.delete', 'users.lift-wait', 'users.send-setup-mail', 'links.hand-over', 'users.reset-otp',
  'reset-requests.answer', 'sessions.end', 'authenticators.write', 'authenticators.enrol', 'emergency.issue', 'emergency.write', 'emergency.reveal',
  'roles.write', 'roles.grant', 'groups.write', 'policy.write', 'clients.write', 'upstreams.write', 'identities.write', 'realm.write', 'keys.write',
  'certificates.write', 'managed-browsers.write',
] as const

/** Everything that can be permitted. Names are permanent. */
export const permissions = [...reading, ...changing] as const
export type Permission = (typeof permissions)[number]

const certificate = [...reading, 'certificates.write'] as const
const secureBrowser = [...reading, 'managed-browsers.write'] as const

/** Role → what it permits. What does not stand here is denied (Z-1). */
export const permitted: Readonly<Record<AdministrativeRole, readonly Permission[]>> = {
  'global-admin': permissions,
  'read-only-admin': reading,
  'certificate-admin': certificate,
  'secure-browser-admin': secureBrowser,
  // S0-17: a union, never a special case.
  'certificate-and-secure-browser-admin': [...new Set<Permission>([...certificate, ...secureBrowser])],
  // Finds people and helps them; the server refuses what it does to people with administrative roles. It hands out second
  // factors, and so never a first one: both from one hand would be the account (docs/decisions/0008).
  'help-desk': [
    'users.read', 'attempts.read', 'roles.read', 'groups.read', 'policy.read', 'reset-requests.read', 'sessions.read', 'authenticators.read',
    'users.lift-wait', 'users.send-setup-mail', 'users.reset-otp', 'reset-requests.answer',
    'emergency.issue',
  ],
}

/** The permissions that work for people with administrative roles only in the hands of a global administrator. */
export const isAdministrativeRole = (name: string): name is AdministrativeRole =>
  administrativeRoles.some((role) => role === name)

/** The union of what the roles permit. Unknown roles permit nothing. */
export function permissionsOf(roles: Iterable<string>): ReadonlySet<Permission> {
  const held = new Set<Permission>()
  for (const role of roles) if (isAdministrativeRole(role)) for (const permission of permitted[role]) held.add(permission)
  return held
}

/** Whether somebody who holds `mine` may hand out or take away `role`: only when it permits nothing they lack (Z-2). */
export function mayGrant(mine: Iterable<string>, role: string): boolean {
  if (!isAdministrativeRole(role)) return true
  const held = permissionsOf(mine)
  return permitted[role].every((permission) => held.has(permission))
}
