import type { Realm, Role, Storage, UserFilter } from '@tegata/storage'
import { administrativeRolesOf } from './caller.ts'

const otpFilters = {
  required: { otpRequired: true },
  'set-up': { otp: ['app', 'email', 'unproved', 'several'] },
  'not-set-up': { otp: ['none', 'suspended'] },
  waiting: { otpRequired: true, otp: ['none', 'suspended'] },
  'not-required': { otpRequired: false, otp: ['none', 'suspended'] },
} as const satisfies Record<string, Pick<UserFilter, 'otp' | 'otpRequired'>>

type Asked = {
  search?: string | undefined
  role?: string | undefined
  otp?: keyof typeof otpFilters | undefined
  enabled?: boolean | undefined
  administrators?: boolean | undefined
  policyGroup?: string | undefined
}

/** Ids of the roles that are asked for; null when none of that name exists, so that nobody can have it. */
function rolesAsked(roles: readonly Role[], query: Asked): readonly string[] | null | undefined {
  if (query.role === undefined && query.administrators !== true) return undefined
  const found = roles.filter((role) =>
    (query.role === undefined || (role.name === query.role && role.clientId === null))
    && (query.administrators !== true || administrativeRolesOf([role]).length > 0))
  return found.length === 0 ? null : found.map(({ id }) => id)
}

/** Whom the user list is narrowed to, also where a change is for everybody of a filter. Null: nobody can be meant. */
export async function userFilter({ roles }: Pick<Storage, 'roles'>, realm: Realm, query: Asked): Promise<UserFilter | null> {
  const roleIds = rolesAsked(query.role || query.administrators ? await roles.list(realm.id) : [], query)
  if (roleIds === null) return null
  const search = query.search?.trim()
  return {
    ...(search ? { search } : {}),
    ...(roleIds ? { roleIds } : {}),
    ...(query.otp ? otpFilters[query.otp] : {}),
    ...(query.enabled === undefined ? {} : { enabled: query.enabled }),
    ...(query.policyGroup === undefined ? {} : { policyGroupId: query.policyGroup === 'none' ? null : query.policyGroup }),
  }
}
