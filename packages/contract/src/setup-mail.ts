import * as z from 'zod'
import { Email, Instant, Reason, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { NextSignIn } from './policy-terms.ts'

const Demanded = Reason.pipe(z.string().min(1, { error: 'is demanded: how did you make sure who it is?' }))

const purposes = z.enum(['set-up', 'set-up-code', 'new-password'])

/** The newest way for a user to set up code and password: a link that was mailed, or printed. */
export const SetupMail = z.object({
  state: z.enum(['none', 'waiting', 'sent', 'refused', 'printed', 'used', 'expired', 'void']).describe(
    'waiting: not handed to the mail server yet; refused: it would not take it; printed: on a sheet, not used yet; void: replaced by something newer, or ended when the person was given an administrative role.'),
  purpose: purposes.nullable().describe(
    'set-up: a link for code and password; set-up-code: asks somebody who has a password to sign in and set a code up, used: they have one; new-password: a link for a new password; null: none has been made.'),
  how: z.enum(['mail', 'other-address', 'sheet']).nullable().describe('mail: to the address on file; null: none has been made.'),
  to: z.string().nullable().describe('The address that it went to; before the first one, the address on file; null on a sheet, and where the address on file was changed since.'),
  by: z.string().nullable().describe('Who had it sent or printed: an administrator’s name or operator@host; null: the person, or unknown.'),
  queuedAt: Instant.nullable().describe('When it was asked for: put into the queue of mails, or made for a sheet.'),
  sentAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  failure: z.enum(['address', 'mailbox-full', 'content', 'no-server', 'unreachable', 'other']).nullable().describe(
    'Why it was refused, or waits longer than usual. address: not known there; content: taken for spam or not allowed; no-server: the realm has none; unreachable: no answer, or not now.'),
  answer: z.string().nullable().describe('What the mail server said, in its own words.'),
  next: z.object({
    purpose: purposes.describe('set-up: they have no password; set-up-code: a password, and no authenticator; new-password: a password and an authenticator, also a suspended one, which no mail brings back.'),
    signIn: NextSignIn.nullable().describe('What they meet after the password on the account page, where a code is set up; locked-out, token: that mail alone does not lead them in. Null: they have no password.'),
  }).describe('What a mail to the address on file would be, sent now.'),
})
export type SetupMail = z.infer<typeof SetupMail>

export const SetupSheet = z.object({
  link: z.string().describe('Shown this once. Whoever holds it can do what the person is to do with it.'),
  purpose: z.enum(['set-up', 'new-password']),
  expiresAt: Instant,
})
export type SetupSheet = z.infer<typeof SetupSheet>

const refusals = ['user.not-found', 'user.disabled', 'mail.too-many', 'permission.not-for-administrators', 'permission.grants-more-than-held'] as const

export const getSetupMail = {
  method: 'GET', path: '/users/{userId}/setup-mail', permission: 'users.read', status: 200, summary: 'What became of the newest set-up mail or sheet.',
  params: UserParams, response: SetupMail, problems: ['user.not-found'],
} as const satisfies Operation

export const sendSetupMail = {
  method: 'POST', path: '/users/{userId}/setup-mail', permission: 'users.send-setup-mail', status: 202, fresh: 'when-risky',
  summary: 'Mails a new set-up link; to somebody who has a password, the way to set a code up after signing in, and a link for a new password where they have an authenticator, if only a suspended one. All older links end with it.',
  params: UserParams,
  body: z.strictObject({
    to: Email.optional().describe('Another address than the one on file, for this once: proves nothing about either, is told to the one on file, and needs links.hand-over, a fresh second factor and a reason. Never for oneself.'),
    reason: Reason.optional().describe('How you made sure who it is.'),
    newPassword: z.boolean().optional().describe('`true`: a link for a new password also to somebody who has a password and no code. For 24 hours after using it, people with administrative roles set a code up with an emergency token only.'),
  }).refine(({ to, reason }) => to === undefined || (reason ?? '') !== '', { path: ['reason'], error: 'is demanded: how did you make sure who it is?' }),
  response: SetupMail,
  problems: [...refusals, 'user.no-email', 'mail.not-configured', 'permission.not-for-yourself'],
} as const satisfies Operation

export const makeSetupSheet = {
  method: 'POST', path: '/users/{userId}/setup-sheet', permission: 'links.hand-over', status: 201, fresh: true,
  summary: 'Makes a link for a sheet of paper, for somebody without a mailbox: works once; the older links end. It proves no mailbox. Never for oneself; told to the address on file, if there is one.',
  params: UserParams, body: z.strictObject({ reason: Demanded }), response: SetupSheet, problems: [...refusals, 'permission.not-for-yourself'],
} as const satisfies Operation
