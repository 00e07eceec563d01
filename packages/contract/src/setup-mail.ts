import * as z from 'zod'
import { Instant, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'

/** The newest password-setup mail of a user. */
export const SetupMail = z.object({
  state: z.enum(['none', 'waiting', 'sent', 'refused', 'used', 'expired', 'void']).describe(
    'waiting: not handed to the mail server yet; refused: it would not take it; void: replaced by something newer.'),
  to: z.string().nullable(),
  queuedAt: Instant.nullable(),
  sentAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
})
export type SetupMail = z.infer<typeof SetupMail>

export const getSetupMail = {
  method: 'GET', path: '/users/{userId}/setup-mail', permission: 'users.read', status: 200, summary: 'What became of the newest set-up mail.',
  params: UserParams, response: SetupMail, problems: ['user.not-found'],
} as const satisfies Operation

export const sendSetupMail = {
  method: 'POST', path: '/users/{userId}/setup-mail', permission: 'users.send-setup-mail', status: 202,
  summary: 'Mails a new set-up link, or a link for a new password to somebody who has one; the older ones end.',
  params: UserParams, response: SetupMail,
  problems: ['user.not-found', 'user.no-email', 'user.disabled', 'mail.not-configured', 'mail.too-many', 'permission.not-for-administrators', 'permission.grants-more-than-held'],
} as const satisfies Operation
