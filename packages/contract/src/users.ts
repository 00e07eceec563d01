import * as z from 'zod'
import { Email, flag, Id, Instant, Language, listOf, Name, page, PeopleCount, Reason, Reference, Until, Username, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { NextSignIn } from './policy-terms.ts'
import { UpstreamSubject } from './upstream-fields.ts'
import { userFilterQuery } from './user-filter.ts'

/** What is true about the second factor of a person. Required, registered and asked are three facts (product.md). */
export const OtpState = z.object({
  required: z.boolean().describe('A rule says this person must have a second factor.'),
  registered: z.boolean().describe('At least one authenticator works.'),
  status: z.enum(['set-up', 'waiting', 'not-required']).describe('set-up: registered; waiting: required and not registered.'),
  next: NextSignIn.nullable().describe('What somebody who waits meets after the password, from anywhere, by the decision itself. Null: nothing waits, or it was not asked for.'),
})

/** How somebody gets in after a reset; the decision is asked, so that nobody is told what is not so. */
export const AfterReset = z.enum(['set-up', 'confirm-mail', 'emergency-token', 'set-up-mail', 'help']).describe(
  'How the person gets in after a reset. set-up: anew at the next sign-in; confirm-mail: the same, after a code mailed to the address on file; '
  + 'emergency-token: with one that is issued to them; set-up-mail: by the link of a new set-up mail; help: not without an administrator.',
)
export type AfterReset = z.infer<typeof AfterReset>

export const UserSummary = z.object({
  id: Id,
  username: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  givenName: z.string(),
  familyName: z.string(),
  sortName: z.string().nullable(),
  language: Language.nullable(),
  department: z.string().nullable(),
  enabled: z.boolean(),
  otpRequired: z.boolean().describe('The switch "OTP Configured".'),
  otp: OtpState,
  administrator: z.boolean().describe('Has an administrative role, directly or through a group.'),
  policyGroupId: Id.nullable(),
  emergencyTokensLeft: z.int().describe('Emergency tokens that still work; one that expired a moment ago may be among them.'),
  createdAt: Instant,
  lastSignInAt: Instant.nullable(),
  version: z.int(),
})
export type UserSummary = z.infer<typeof UserSummary>

export const User = UserSummary.extend({
  otp: OtpState.extend({
    registeredAt: Instant.nullable().describe('When the newest authenticator was enrolled.'),
    requiredSince: Instant.nullable().describe('Since when the switch is on, or the last reset if that was later.'),
    afterReset: AfterReset,
    turningOnResets: z.boolean().describe('The switch was on before: whoever turns it on again resets (S2-21).'),
  }),
  hasPassword: z.boolean(),
  waitsUntil: Instant.nullable().describe('After wrong codes: no code is taken before this instant.'),
  roles: z.array(z.string()).describe('Names of the effective realm roles.'),
  openResetRequests: z.int(),
  policyGroup: z.object({ id: Id, name: z.string() }).nullable().describe('The Access Policy Group; null: none.'),
})
export type User = z.infer<typeof User>

const profile = {
  email: Email.nullable().optional(),
  sortName: Name.nullable().optional().describe('How the name is read or sorted, for instance in kana.'),
  language: Language.nullable().optional(),
  department: Name.nullable().optional(),
  enabled: z.boolean().optional(),
  shared: z.boolean().optional().describe('An account of several people.'),
}

export const CreateUser = z.strictObject({
  username: Username,
  givenName: Name,
  familyName: Name,
  ...profile,
  otpRequired: z.boolean().default(false).describe('The switch "OTP Configured" (S2-6).'),
  sendSetupMail: z.boolean().default(false).describe('Mails the link for setting up code and password (S2-8).'),
  upstream: z.string().min(1).max(100).optional().describe('Alias of the identity provider that the person comes by: linked before they first come.'),
  upstreamSubject: UpstreamSubject.optional().describe('Whom that provider means (`sub`), byte for byte.'),
}).refine(({ upstream, upstreamSubject }) => (upstream === undefined) === (upstreamSubject === undefined), {
  path: ['upstreamSubject'], error: 'stands together with upstream',
})

export const ChangeUser = z.strictObject({
  username: Username.optional(),
  givenName: Name.optional(),
  familyName: Name.optional(),
  ...profile,
  otpRequired: z.boolean().optional()
    .describe('On: asked at the next sign-in. Off: removes authenticators unless another rule requires one, and ends sessions.'),
  signOutNow: z.boolean().optional().describe('Together with a switch that is turned on: ends the sessions now.'),
  policyGroup: Id.nullable().optional().describe('The Access Policy Group, or null for none. Needs policy.write, and a fresh second factor.'),
  policyGroupUntil: Until.optional(),
  resetOtp: z.boolean().optional().describe('The switch was turned off and on again in this edit: a complete reset (S2-21).'),
}).refine(({ policyGroup, policyGroupUntil }) => policyGroupUntil === undefined || policyGroup !== undefined, { path: ['policyGroupUntil'], error: 'stands together with policyGroup' })

export const ResetOtp = z.strictObject({
  reason: Reason.optional(),
  reference: Reference.optional().describe('As the caller reads it out: answers the reset request that waits for this person.'),
  proof: z.enum(['password', 'mail', 'emergency-token']).optional()
    .describe('How the person proves who they are before setting up anew; never less than the realm’s floor.'),
})

export const Attempt = z.object({
  id: z.string().describe('Of the event: what `attemptId` names.'),
  asked: z.enum(['yes', 'no', 'refused']).nullable().describe('Of a sign-in: whether it asked for a code; why is said by `explainAttempt`. Null: not kept.'),
  at: Instant, type: z.string(), outcome: z.enum(['success', 'refused', 'error']), reason: z.string().nullable(), clientId: z.string().nullable(), address: z.string().nullable(),
  by: z.string().nullable().describe('The user name of the administrator, the client or the command line that did it to the person; null: they themselves, or nobody who was signed in.'),
})

export const listUsers = {
  method: 'GET', path: '/users', permission: 'users.read', status: 200,
  summary: 'Lists users, newest first, filtered. A page may hold fewer than `limit`, even none, while `next` says that there is more to look through.',
  query: z.strictObject({
    ...userFilterQuery,
    ...page,
    outlook: flag.optional().describe('`true`: says of those who wait what they meet at the next sign-in (`otp.next`).'),
  }),
  response: listOf(UserSummary), problems: [],
} as const satisfies Operation

export const countUsers = {
  method: 'GET', path: '/user-count', permission: 'users.read', status: 200,
  summary: 'How many users a filter means, counted up to 1,000; `more` says that there are more, or that not everybody was looked at.',
  query: z.strictObject({ ...userFilterQuery }), response: PeopleCount, problems: [],
} as const satisfies Operation

export const listDepartments = {
  method: 'GET', path: '/departments', permission: 'users.read', status: 200,
  summary: 'The names of departments in use, sorted.',
  query: z.strictObject({ ...page }), response: listOf(z.object({ name: z.string() })), problems: [],
} as const satisfies Operation

export const createUser = {
  method: 'POST', path: '/users', permission: 'users.write', status: 201,
  summary: 'Adds a user; Location names the new one.',
  body: CreateUser, response: User, versioned: true,
  problems: ['user.username-taken', 'user.email-taken', 'user.no-email', 'user.disabled', 'mail.not-configured', 'upstream.not-found', 'identity.taken'],
} as const satisfies Operation

export const getUser = {
  method: 'GET', path: '/users/{userId}', permission: 'users.read', status: 200,
  summary: 'One user.',
  params: UserParams, response: User, versioned: true, problems: ['user.not-found'],
} as const satisfies Operation

export const changeUser = {
  method: 'PATCH', path: '/users/{userId}', permission: 'users.write', status: 200, fresh: 'when-risky',
  summary: 'Changes the fields that are sent. Turning OTP Configured off, resetting it, another Access Policy Group, or leaving a department that an enforcement names needs a fresh second factor; of an administrator, address and department do, too.',
  params: UserParams, body: ChangeUser, response: User, versioned: true,
  problems: [
    'user.not-found', 'user.username-taken', 'user.email-taken', 'policy-group.not-found', 'request.precondition-failed',
    'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.last-administrator',
  ],
} as const satisfies Operation

export const deleteUser = {
  method: 'DELETE', path: '/users/{userId}', permission: 'users.delete', status: 204, fresh: true,
  summary: 'Deletes a user and everything that belongs to the user.',
  params: UserParams, versioned: true,
  problems: ['user.not-found', 'request.precondition-failed', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const resetOtp = {
  method: 'POST', path: '/users/{userId}/reset-otp', permission: 'users.reset-otp', status: 204, fresh: true,
  summary: 'Removes every authenticator, ends every session and asks for a new set-up. With a reference, the waiting page of that reference goes on.',
  params: UserParams, body: ResetOtp,
  problems: [
    'user.not-found', 'permission.not-for-administrators', 'permission.grants-more-than-held',
    'reset-request.other-reference', 'reset-request.expired', 'reset-request.already-closed', 'permission.last-administrator',
  ],
} as const satisfies Operation

export const liftWait = {
  method: 'POST', path: '/users/{userId}/lift-wait', permission: 'users.lift-wait', status: 204,
  summary: 'Ends the wait after wrong codes. The budget over thirty days stays.',
  params: UserParams, body: z.strictObject({ reason: Reason.optional() }),
  problems: ['user.not-found', 'permission.not-for-administrators'],
} as const satisfies Operation

export const listAttempts = {
  method: 'GET', path: '/users/{userId}/attempts', permission: 'attempts.read', status: 200,
  summary: 'The last sign-in attempts of a user and what was done to them, newest first, each with its reason.',
  params: UserParams, query: z.strictObject({ ...page }), response: listOf(Attempt), problems: ['user.not-found'],
} as const satisfies Operation
