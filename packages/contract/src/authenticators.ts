import * as z from 'zod'
import { Email, Id, Instant, Name, UserParams, listOf } from './fields.ts'
import type { Operation } from './operation.ts'

export const Authenticator = z.object({
  id: Id,
  kind: z.enum(['totp', 'emailed-code', 'push', 'passkey']),
  name: z.string(),
  state: z.enum(['active', 'unproved', 'suspended']),
  boundBy: z.enum(['first-proof', 'mailbox', 'emergency-token', 'administrator', 'authenticator', 'import']),
  enrolledAt: Instant,
  lastUsedAt: Instant.nullable(),
  address: z.string().nullable().describe('Where codes are mailed to; null for every other kind.'),
})
export type Authenticator = z.infer<typeof Authenticator>

const Params = z.strictObject({ userId: Id, authenticatorId: Id })

export const listAuthenticators = {
  method: 'GET', path: '/users/{userId}/authenticators', permission: 'authenticators.read', status: 200,
  summary: 'What a user has enrolled. Secrets are never shown.',
  params: UserParams, response: listOf(Authenticator), problems: ['user.not-found'],
} as const satisfies Operation

export const enterAddress = {
  method: 'POST', path: '/users/{userId}/authenticators', permission: 'authenticators.enrol', status: 201, fresh: true,
  summary: 'Enters an address that codes are mailed to. It counts at once, and its first use proves it (S1-24); the person is told by mail. Never for oneself, and not beside an authenticator that works.',
  params: UserParams, body: z.strictObject({ address: Email }), response: Authenticator,
  problems: [
    'user.not-found', 'user.disabled', 'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.not-for-yourself',
    'authenticator.works-already', 'enrolment.not-accepted', 'enrolment.changed', 'mail.not-configured',
  ],
} as const satisfies Operation

export const renameAuthenticator = {
  method: 'PATCH', path: '/users/{userId}/authenticators/{authenticatorId}', permission: 'authenticators.write', status: 200,
  summary: 'Renames an authenticator.',
  params: Params, body: z.strictObject({ name: Name }), response: Authenticator,
  problems: ['user.not-found', 'authenticator.not-found', 'permission.not-for-administrators', 'permission.grants-more-than-held'],
} as const satisfies Operation

export const removeAuthenticator = {
  method: 'DELETE', path: '/users/{userId}/authenticators/{authenticatorId}', permission: 'authenticators.write', status: 204, fresh: true,
  summary: 'Removes an authenticator. The last one of somebody who must have one goes only by Reset OTP.',
  params: Params,
  problems: [
    'user.not-found', 'authenticator.not-found', 'authenticator.last-one', 'permission.not-for-administrators', 'permission.grants-more-than-held',
    'permission.last-administrator',
  ],
} as const satisfies Operation
