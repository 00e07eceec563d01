import * as z from 'zod'
import { Id, Instant, listOf, Reason, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'

/** One that works now. Its value is shown once, when it is issued, and kept by nobody. */
export const EmergencyToken = z.object({
  id: Id,
  issuedAt: Instant,
  issuedBy: z.string().describe('The administrator’s name, or operator@host.'),
  expiresAt: Instant.nullable().describe('null: it works until it is used or revoked.'),
})
export type EmergencyToken = z.infer<typeof EmergencyToken>

export const IssuedEmergencyToken = z.object({
  id: Id,
  value: z.string().describe('Shown this once. Case, blanks and dashes make no difference when it is typed.'),
  expiresAt: Instant.nullable(),
})
export type IssuedEmergencyToken = z.infer<typeof IssuedEmergencyToken>

export const listEmergencyTokens = {
  method: 'GET', path: '/users/{userId}/emergency-tokens', permission: 'authenticators.read', status: 200,
  summary: 'How many emergency tokens of a user work now, with their dates and without their values.',
  params: UserParams, response: listOf(EmergencyToken), problems: ['user.not-found'],
} as const satisfies Operation

export const issueEmergencyToken = {
  method: 'POST', path: '/users/{userId}/emergency-tokens', permission: 'emergency.issue', status: 201, fresh: true,
  summary: 'Issues an emergency token: it stands for the second factor of one sign-in. Never for oneself; the person is told by mail.',
  params: UserParams,
  body: z.strictObject({
    reason: Reason.pipe(z.string().min(1, { error: 'is demanded: how did you make sure who it is?' })),
    expiresInHours: z.int().min(1).max(720).default(24).describe('Hours until it expires.'),
  }),
  response: IssuedEmergencyToken,
  problems: ['user.not-found', 'user.disabled', 'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.not-for-yourself', 'emergency-token.too-many'],
} as const satisfies Operation

export const revokeEmergencyTokens = {
  method: 'DELETE', path: '/users/{userId}/emergency-tokens', permission: 'emergency.issue', status: 204,
  summary: 'Revokes every emergency token of a user that was not used yet.',
  params: UserParams, problems: ['user.not-found', 'permission.not-for-administrators', 'permission.grants-more-than-held'],
} as const satisfies Operation
