import * as z from 'zod'
import { Id, listOf, Name, page, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { Role } from './roles.ts'
import { UserSummary } from './users.ts'

export const Group = z.object({ id: Id, name: z.string() })
export type Group = z.infer<typeof Group>

const GroupParams = z.strictObject({ groupId: Id })
const GroupMember = z.strictObject({ groupId: Id, userId: Id })
const GroupRole = z.strictObject({ groupId: Id, roleId: Id })

export const listGroups = {
  method: 'GET', path: '/groups', permission: 'groups.read', status: 200, summary: 'Lists the groups of the realm.',
  query: z.strictObject({ search: z.string().max(200).optional(), ...page }), response: listOf(Group), problems: [],
} as const satisfies Operation

export const createGroup = {
  method: 'POST', path: '/groups', permission: 'groups.write', status: 201, summary: 'Adds a group.',
  body: z.strictObject({ name: Name }), response: Group, problems: ['group.name-taken'],
} as const satisfies Operation

export const getGroup = {
  method: 'GET', path: '/groups/{groupId}', permission: 'groups.read', status: 200, summary: 'One group.',
  params: GroupParams, response: Group, problems: ['group.not-found'],
} as const satisfies Operation

export const deleteGroup = {
  method: 'DELETE', path: '/groups/{groupId}', permission: 'groups.write', status: 204, fresh: 'when-risky',
  summary: 'Deletes a group; its members lose what it carried. Needs a fresh second factor where it carries administrative roles or an enforcement names it.',
  params: GroupParams, problems: ['group.not-found', 'group.named-by-rule', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const listGroupMembers = {
  method: 'GET', path: '/groups/{groupId}/members', permission: 'groups.read', status: 200, summary: 'Lists the members of a group.',
  params: GroupParams, query: z.strictObject({ ...page }), response: listOf(UserSummary), problems: ['group.not-found'],
} as const satisfies Operation

export const addGroupMember = {
  method: 'PUT', path: '/groups/{groupId}/members/{userId}', permission: 'groups.write', status: 204, fresh: 'when-risky',
  summary: 'Puts a user into a group. Nobody grants what they do not hold: a group that carries administrative roles included.',
  params: GroupMember, problems: ['group.not-found', 'user.not-found', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const removeGroupMember = {
  method: 'DELETE', path: '/groups/{groupId}/members/{userId}', permission: 'groups.write', status: 204, fresh: 'when-risky',
  summary: 'Takes a user out of a group. Needs a fresh second factor where it carries administrative roles or an enforcement names it.',
  params: GroupMember, problems: ['group.not-found', 'user.not-found', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const listGroupRoles = {
  method: 'GET', path: '/groups/{groupId}/roles', permission: 'groups.read', status: 200, summary: 'The roles that a group carries.',
  params: GroupParams, response: listOf(Role), problems: ['group.not-found'],
} as const satisfies Operation

export const grantGroupRole = {
  method: 'PUT', path: '/groups/{groupId}/roles/{roleId}', permission: 'roles.grant', status: 204, fresh: true,
  summary: 'Lets a group carry a role. An administrative one only while no identity provider has put people into it by name.',
  params: GroupRole, problems: ['group.not-found', 'role.not-found', 'permission.grants-more-than-held', 'group.filled-by-upstream', 'permission.last-administrator'],
} as const satisfies Operation

export const withdrawGroupRole = {
  method: 'DELETE', path: '/groups/{groupId}/roles/{roleId}', permission: 'roles.grant', status: 204, fresh: true,
  summary: 'Takes a role away from a group.',
  params: GroupRole, problems: ['group.not-found', 'role.not-found', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const listUserGroups = {
  method: 'GET', path: '/users/{userId}/groups', permission: 'groups.read', status: 200, summary: 'The groups of a user.',
  params: UserParams, response: listOf(Group), problems: ['user.not-found'],
} as const satisfies Operation
