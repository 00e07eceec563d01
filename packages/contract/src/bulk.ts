import * as z from 'zod'
import { Id, Reason } from './fields.ts'
import type { Operation } from './operation.ts'
import { isProblemCode, type ProblemCode } from './problems.ts'
import { readinessReasons, readinessStates } from './readiness-choices.ts'
import { UserFilter } from './user-filter.ts'

/** What can be done to many at once; each does to everybody what the action on one person does, and refuses what that refuses. */
export const bulkActions = ['otp-on', 'otp-off', 'reset-otp', 'setup-mail', 'top-up', 'enable', 'disable'] as const
export type BulkAction = (typeof bulkActions)[number]

const who = {
  userIds: z.array(Id).min(1).max(1000).optional(),
  filter: UserFilter.optional().describe('Everybody whom the user list shows for it; {} is everybody.'),
  readiness: z.strictObject({
    enforcementId: Id,
    state: z.array(z.enum(readinessStates)).min(1).optional(),
    reason: z.array(z.enum(readinessReasons)).min(1).optional(),
    search: z.string().max(200).optional(),
  }).optional().describe('Everybody whom the list of people of an enforcement shows for these: any of the states, any of the reasons. Found out anew by each call.'),
  cursor: z.string().max(300).optional().describe('`next` of the call before, with the very same body, by the same caller, within a day.'),
}
const oneOf = (...ways: readonly unknown[]) => ways.filter((way) => way !== undefined).length === 1
const eitherOr = ({ userIds, filter, readiness }: { userIds?: unknown; filter?: unknown; readiness?: unknown }) => oneOf(userIds, filter, readiness)
const instead = { path: ['userIds'], error: 'stands instead of filter and readiness' }

const confirmed = z.int().min(0).optional()
  .describe('`people` of the preview, typed by whoever does this. Stands in every call; at the first one, which has no cursor, it must be the number of now.')
const reason = Reason.optional()
/** Of thousands of people's second factors somebody will ask why they are gone (Z-5). */
const demandedReason = (question: string) => Reason.pipe(z.string().min(1, { error: `is demanded: ${question}` }))
const SignOutNow = z.boolean().optional().describe('Ends the sessions of everybody who is switched on.')
const Proof = z.enum(['password', 'mail', 'emergency-token']).optional()
  .describe('How people prove who they are before setting up anew; never less than the realm’s floor.')

const Code = z.custom<ProblemCode>(isProblemCode).meta({ type: 'string' })

const how = {
  'otp-on': { signOutNow: SignOutNow },
  'otp-off': {},
  'reset-otp': { proof: Proof },
  'setup-mail': {},
  'top-up': {},
  enable: {},
  disable: {},
} as const satisfies Record<BulkAction, z.core.$ZodShape>

/**
 * Exactly what the action would do, of the people whom this call looked at. Where `next` is not null there are more: the
 * same call with that cursor looks at them: the numbers of all calls are added up, and `confirm` is true when one says so.
 */
export const BulkPreview = z.object({
  people: z.int().describe('Whom the action means: of userIds every one that was sent.'),
  changed: z.int().describe('Of them, those to whom it does something.'),
  unchanged: z.int().describe('For whom it is so already.'),
  refused: z.array(z.object({ code: Code, title: z.string(), detail: z.string(), people: z.int() }))
    .describe('To whom it would not be done, by the reason: people + no address, above your rights, the last administrator …'),
  asked: z.int().describe('Of the changed: will be asked for a code at the next sign-in, and are not now.'),
  setUp: z.int().describe('Of the changed: will set up a code at the next sign-in, and need not now.'),
  notAsked: z.int().describe('Of the changed: will not be asked for a code any more.'),
  needToken: z.int().describe('Of the changed: will get in with an emergency token only, which somebody hands to them.'),
  lockedOut: z.int().describe('Of the changed: will not get in without an administrator.'),
  lockedOutPeople: z.array(z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string() })).describe('The first 20 of the last two.'),
  signedOut: z.int().describe('People who are signed in now, and will not be.'),
  sessions: z.int().describe('Sessions that end.'),
  authenticators: z.int().describe('Authenticators that are removed.'),
  emergencyTokensRevoked: z.int().describe('Emergency tokens that work now and will not.'),
  emergencyTokensIssued: z.int(),
  resets: z.int().describe('Of the changed: the switch was on before, so that turning it on is a complete reset (S2-21).'),
  keeping: z.int().describe('Of the changed: the switch goes off, and what they set up stays, since another rule requires it.'),
  administrators: z.int().describe('Of the changed: have an administrative role.'),
  mails: z.int().describe('Mails that are put into the outbox.'),
  newPasswords: z.int().describe('Of the mails: a link for a new password, to people who have a password and a code.'),
  withoutAddress: z.int().describe('Of the changed: would be told by mail, and have no address.'),
  mailMinutes: z.int().describe('About how long the mail server takes for these mails, at the pace of the realm (mailsPerMinute).'),
  confirm: z.boolean().describe('Removes something, or lets somebody in again: the call demands `confirmed`.'),
  next: z.string().nullable().describe('`cursor` of the call that looks at more people; null: everybody was looked at.'),
})
export type BulkPreview = z.infer<typeof BulkPreview>

/** Somebody to whom it was not done, and why. A user who is not there any more has no name. */
export const BulkFailure = z.object({
  userId: Id,
  username: z.string().nullable(),
  givenName: z.string(),
  familyName: z.string(),
  code: Code.describe('Code of the problem that the action on this one person answers.'),
  title: z.string().describe('What is wrong.'),
  detail: z.string().describe('What to do about it.'),
})
export type BulkFailure = z.infer<typeof BulkFailure>

export const BulkRun = z.object({
  done: z.int().describe('People whom this call is through with: changed, unchanged and failed.'),
  changed: z.int(),
  failures: z.array(BulkFailure).describe('Everybody else is done all the same. To try again: their ids as userIds.'),
  next: z.string().nullable().describe('`cursor` of the call that goes on; null: everybody is done. Not calling again is stopping.'),
})
export type BulkRun = z.infer<typeof BulkRun>

const preview = <Action extends BulkAction>(action: Action) => ({
  method: 'POST', path: `/bulk/${action}/preview`, status: 200, response: BulkPreview,
  body: z.strictObject({ ...who, ...how[action] }).refine(eitherOr, instead),
} as const)
const run = <Action extends BulkAction>(action: Action) => ({ method: 'POST', path: `/bulk/${action}`, status: 200, response: BulkRun } as const)
const body = <Shape extends z.core.$ZodShape>(shape: Shape) => z.strictObject({ ...who, ...shape }).refine(eitherOr, instead)

export const previewBulkOtpOn = {
  ...preview('otp-on'), permission: 'users.write', summary: 'What turning OTP Configured on would do to people. Changes nothing.', problems: ['enforcement.not-found'],
} as const satisfies Operation
export const bulkOtpOn = {
  ...run('otp-on'), permission: 'users.write', fresh: 'when-risky',
  summary: 'Turns OTP Configured on: at most 2,000 people a call. Of somebody for whom it was on before it is a complete reset, which needs a fresh second factor and `confirmed`. So does signing everybody out need a fresh one.',
  body: body({ ...how['otp-on'], confirmed, reason }), problems: ['bulk.other-number', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkOtpOff = {
  ...preview('otp-off'), permission: 'users.write', summary: 'What turning OTP Configured off would do to people. Changes nothing.', problems: ['enforcement.not-found'],
} as const satisfies Operation
export const bulkOtpOff = {
  ...run('otp-off'), permission: 'users.write', fresh: true,
  summary: 'Turns OTP Configured off: removes authenticators unless another rule requires one, and ends sessions. At most 2,000 people a call.',
  body: body({ confirmed, reason: demandedReason('why is it turned off?') }), problems: ['bulk.other-number', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkResetOtp = {
  ...preview('reset-otp'), permission: 'users.write', summary: 'What resetting OTP would do to people. Changes nothing.', problems: ['enforcement.not-found'],
} as const satisfies Operation
export const bulkResetOtp = {
  ...run('reset-otp'), permission: 'users.write', fresh: true,
  summary: 'Removes every authenticator, ends every session and asks for a new set-up: at most 2,000 people a call. Needs users.reset-otp, too.',
  body: body({ ...how['reset-otp'], confirmed, reason: demandedReason('why are they reset?') }), problems: ['bulk.other-number', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkSetupMail = {
  ...preview('setup-mail'), permission: 'users.write', summary: 'To how many people a set-up mail would go. Changes nothing.', problems: ['mail.not-configured', 'enforcement.not-found'],
} as const satisfies Operation
export const bulkSetupMail = {
  ...run('setup-mail'), permission: 'users.write',
  summary: 'Mails everybody what setup-mail mails to one: at most 2,000 people a call. Needs users.send-setup-mail, too.',
  body: body({ reason }), problems: ['mail.not-configured', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkTopUp = {
  ...preview('top-up'), permission: 'emergency.write', summary: 'How many emergency tokens topping up would issue. Changes nothing.', problems: ['bulk.values-not-kept', 'enforcement.not-found'],
} as const satisfies Operation
export const bulkTopUp = {
  ...run('top-up'), permission: 'emergency.write', fresh: true,
  summary: 'Issues as many emergency tokens as everybody lacks to the initial number of the realm: at most 2,000 people a call. Their values are kept, and not answered.',
  body: body({ reason: demandedReason('why are they issued?') }), problems: ['bulk.values-not-kept', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkEnable = {
  ...preview('enable'), permission: 'users.write', summary: 'How many accounts would be enabled. Changes nothing.', problems: ['enforcement.not-found'],
} as const satisfies Operation
export const bulkEnable = {
  ...run('enable'), permission: 'users.write', fresh: true,
  summary: 'Enables accounts: at most 2,000 a call. Of many it has to be confirmed: whoever left the house is let in again by it.',
  body: body({ confirmed, reason }), problems: ['bulk.other-number', 'enforcement.not-found'],
} as const satisfies Operation

export const previewBulkDisable = {
  ...preview('disable'), permission: 'users.write', summary: 'How many accounts would be disabled, and sessions end. Changes nothing.', problems: ['enforcement.not-found'],
} as const satisfies Operation
export const bulkDisable = {
  ...run('disable'), permission: 'users.write', fresh: true, summary: 'Disables accounts and ends their sessions: at most 2,000 a call.',
  body: body({ confirmed, reason }), problems: ['bulk.other-number', 'enforcement.not-found'],
} as const satisfies Operation
