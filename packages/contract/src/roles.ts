import * as z from 'zod'
import { Id, listOf, page, Text, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { UserSummary } from './users.ts'

export const Role = z.object({
  id: Id,
  name: z.string(),
  description: z.string().nullable(),
  clientId: z.string().nullable().describe('The client this role belongs to; null for a role of the realm.'),
  builtIn: z.boolean(),
  administrative: z.boolean(),
})
export type Role = z.infer<typeof Role>

/** A role that somebody has, and through what. */
export const HeldRole = Role.extend({ direct: z.boolean(), viaGroups: z.array(z.object({ id: Id, name: z.string() })) })

export const RoleName = z.string().min(1).max(100).regex(/^[\p{L}\p{M}\p{N}._:/+-]+$/u, { error: 'may contain letters, digits and . _ : / + -' })
const RoleParams = z.strictObject({ roleId: Id })
const UserRole = z.strictObject({ userId: Id, roleId: Id })

export const listRoles = {
  method: 'GET', path: '/roles', permission: 'roles.read', status: 200,
  summary: 'Lists the roles of the realm, or with clientId those of a client.',
  query: z.strictObject({ clientId: z.string().max(255).optional(), search: z.string().max(200).optional(), ...page }),
  response: listOf(Role), problems: ['client.not-found'],
} as const satisfies Operation

export const createRole = {
  method: 'POST', path: '/roles', permission: 'roles.write', status: 201,
  summary: 'Adds an application role to the realm or to a client.',
  body: z.strictObject({ name: RoleName, description: Text.nullable().optional(), clientId: z.string().max(255).nullable().optional() }),
  response: Role, problems: ['role.name-taken', 'client.not-found'],
} as const satisfies Operation

export const getRole = {
  method: 'GET', path: '/roles/{roleId}', permission: 'roles.read', status: 200, summary: 'One role.',
  params: RoleParams, response: Role, problems: ['role.not-found'],
} as const satisfies Operation

export const deleteRole = {
  method: 'DELETE', path: '/roles/{roleId}', permission: 'roles.write', status: 204, fresh: 'when-risky',
  summary: 'Deletes a role; whoever has it loses it. Needs a fresh second factor where somebody has it or an enforcement names it.',
  params: RoleParams, problems: ['role.not-found', 'role.built-in', 'role.named-by-rule'],
} as const satisfies Operation

export const listRoleUsers = {
  method: 'GET', path: '/roles/{roleId}/users', permission: 'roles.read', status: 200,
  summary: 'Lists who has a role, directly or through a group.',
  params: RoleParams, query: z.strictObject({ ...page }), response: listOf(UserSummary), problems: ['role.not-found'],
} as const satisfies Operation

export const listUserRoles = {
  method: 'GET', path: '/users/{userId}/roles', permission: 'roles.read', status: 200,
  summary: 'The roles of a user, and through what.',
  params: UserParams, response: listOf(HeldRole), problems: ['user.not-found'],
} as const satisfies Operation

export const grantRole = {
  method: 'PUT', path: '/users/{userId}/roles/{roleId}', permission: 'roles.grant', status: 204, fresh: true,
  summary: 'Gives a user a role. Nobody grants what they do not hold.',
  params: UserRole, problems: ['user.not-found', 'role.not-found', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const withdrawRole = {
  method: 'DELETE', path: '/users/{userId}/roles/{roleId}', permission: 'roles.grant', status: 204, fresh: true,
  summary: 'Takes a role away from a user.',
  params: UserRole, problems: ['user.not-found', 'role.not-found', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation
