import * as z from 'zod'
import { Id, Instant, listOf, Reason, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'

const Demanded = Reason.pipe(z.string().min(1, { error: 'is demanded: how did you make sure who it is?' }))

/** One that works now. */
export const EmergencyToken = z.object({
  id: Id,
  masked: z.string().describe('•••• and its last two characters; •••• alone where no value is kept.'),
  recoverable: z.boolean().describe('Its value can be revealed.'),
  issuedAt: Instant,
  issuedBy: z.string().describe('The administrator’s name, or operator@host.'),
  expiresAt: Instant.nullable().describe('null: it works until it is used or revoked.'),
})
export type EmergencyToken = z.infer<typeof EmergencyToken>

export const IssuedEmergencyToken = z.object({
  id: Id,
  value: z.string().describe('Case, blanks and dashes make no difference when it is typed. Where the realm keeps no values, it is shown this once.'),
  expiresAt: Instant.nullable(),
})
export type IssuedEmergencyToken = z.infer<typeof IssuedEmergencyToken>

const ChosenValue = z.string().max(64)
  .refine((value) => value.isWellFormed() && !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(value), { error: 'must not contain control characters' })
  .describe('At least 8 characters that count, four of them different; no plain run, no shorter value over again, not everything twice. Case, width, blanks and dashes do not count.')

const Hours = z.int().min(1).max(8760)
const refusals = ['user.not-found', 'permission.not-for-administrators', 'permission.grants-more-than-held'] as const
const issueRefusals = [...refusals, 'user.disabled', 'permission.not-for-yourself', 'emergency-token.too-many'] as const
const TokenParams = UserParams.extend({ tokenId: Id })

export const listEmergencyTokens = {
  method: 'GET', path: '/users/{userId}/emergency-tokens', permission: 'authenticators.read', status: 200,
  summary: 'The emergency tokens of a user that work now, masked.',
  params: UserParams, problems: ['user.not-found'],
  response: listOf(EmergencyToken).extend({ everHad: z.boolean().describe('Used, revoked and expired ones too. Nobody has any who came by an import or an identity provider, until they are topped up.') }),
} as const satisfies Operation

export const issueEmergencyToken = {
  method: 'POST', path: '/users/{userId}/emergency-tokens', permission: 'emergency.issue', status: 201, fresh: true,
  summary: 'Hands out one emergency token: it stands for the second factor of one sign-in. Never for oneself; the person is told by mail.',
  params: UserParams,
  body: z.strictObject({ reason: Demanded, expiresInHours: z.int().min(1).max(720).optional().describe('Hours until it expires; as the realm says when absent, and more than that needs emergency.write.') }),
  response: IssuedEmergencyToken, problems: issueRefusals,
} as const satisfies Operation

export const issueEmergencyTokens = {
  method: 'POST', path: '/users/{userId}/emergency-tokens/several', permission: 'emergency.write', status: 201, fresh: true,
  summary: 'Issues as many emergency tokens as are asked for, or those whose values are given: all or none.',
  params: UserParams,
  body: z.strictObject({
    reason: Demanded,
    count: z.int().min(1).max(50).optional().describe('So many with values made here; 1 when no values are given either.'),
    values: z.array(ChosenValue).min(1).max(50).optional().describe('Values chosen by you, none of which the user ever had.'),
    expiresInHours: Hours.nullable().default(null).describe('null: they work until they are used or revoked.'),
  }).refine(({ count, values }) => count === undefined || values === undefined, { path: ['count'], error: 'cannot stand beside values' }),
  response: listOf(IssuedEmergencyToken),
  problems: [...issueRefusals, 'emergency-token.too-short', 'emergency-token.too-simple', 'emergency-token.value-taken'],
} as const satisfies Operation

export const topUpEmergencyTokens = {
  method: 'POST', path: '/users/{userId}/emergency-tokens/top-up', permission: 'emergency.write', status: 200, fresh: true,
  summary: 'Issues as many emergency tokens as are missing to the initial number of the realm; none when none is.',
  params: UserParams, body: z.strictObject({ reason: Demanded }),
  response: listOf(IssuedEmergencyToken), problems: issueRefusals,
} as const satisfies Operation

export const revealEmergencyToken = {
  method: 'POST', path: '/users/{userId}/emergency-tokens/{tokenId}/reveal', permission: 'emergency.reveal', status: 200, fresh: true,
  summary: 'The value of one emergency token that works now. Never one’s own, never for the command line, at most 60 an hour; each stands in the audit log.',
  params: TokenParams, body: z.strictObject({ reason: Demanded }),
  response: z.object({ value: z.string() }),
  problems: [...refusals, 'permission.not-for-yourself', 'permission.not-on-the-host', 'emergency-token.not-found', 'emergency-token.not-kept'],
} as const satisfies Operation

export const revokeEmergencyToken = {
  method: 'DELETE', path: '/users/{userId}/emergency-tokens/{tokenId}', permission: 'emergency.issue', status: 204,
  summary: 'Revokes one emergency token that was not used yet. The person is told by mail.',
  params: TokenParams, problems: [...refusals, 'emergency-token.not-found', 'permission.last-administrator'],
} as const satisfies Operation

export const revokeEmergencyTokens = {
  method: 'DELETE', path: '/users/{userId}/emergency-tokens', permission: 'emergency.issue', status: 204,
  summary: 'Revokes every emergency token of a user that was not used yet. The person is told by mail.',
  params: UserParams, problems: [...refusals, 'permission.last-administrator'],
} as const satisfies Operation
