import * as z from 'zod'
import { Email, Id, Instant, listOf, Name, Reason, UserParams, Username } from './fields.ts'
import type { Operation } from './operation.ts'
import { isProblemCode, type ProblemCode } from './problems.ts'

/** What speaks for several people behind one account, the plainest first. */
export const sharedSignKinds = ['name', 'one-mailbox', 'browsers', 'networks', 'at-once', 'authenticators'] as const
export type SharedSignKind = (typeof sharedSignKinds)[number]

export const SharedSign = z.object({
  kind: z.enum(sharedSignKinds).describe(
    'name: a name such as "info"; one-mailbox: mail of several accounts goes to one mailbox; browsers: new browsers within 30 days; networks: networks of the sessions of now; '
    + 'at-once: browsers that are signed in now, used within one hour; authenticators: set up under different names.',
  ),
  word: z.string().nullable().describe('Of a name: the word in it.'),
  count: z.int().nullable().describe('How many.'),
  others: z.array(z.object({ id: Id, username: z.string() })).describe('Of one mailbox: the other accounts, at most five.'),
})
export type SharedSign = z.infer<typeof SharedSign>

export const LikelyShared = z.object({
  user: z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string(), department: z.string().nullable(), lastSignInAt: Instant.nullable() }),
  signs: z.array(SharedSign),
})
export type LikelyShared = z.infer<typeof LikelyShared>

/** What becomes of the account whose people have accounts of their own. */
export const splitEnds = ['keep', 'mark', 'disable'] as const

export const SplitPerson = z.strictObject({ username: Username, givenName: Name, familyName: Name, email: Email.nullable() })

const split = {
  roleIds: z.array(Id).max(50).default([]).describe('Of the roles that the account was given itself, those that each person gets.'),
  groupIds: z.array(Id).max(50).default([]).describe('Of the groups that it is in.'),
  department: z.boolean().default(false).describe('Whether they come into its department.'),
  policyGroup: z.boolean().default(false).describe('Whether they come into its Access Policy Group.'),
  otpRequired: z.boolean().default(false).describe('The switch "OTP Configured" of each.'),
  sendSetupMail: z.boolean().default(true).describe('Mails each the link for setting up code and password.'),
  account: z.enum(splitEnds).describe('keep: stays as it is; mark: is marked as shared; disable: is marked and disabled, and its sessions end.'),
}
const differ = (persons: readonly { username: string; email: string | null }[]): boolean => {
  const logins = persons.flatMap(({ username, email }) => [...new Set([username, email].filter((login) => login !== null).map((login) => login.normalize('NFKC').toLowerCase()))])
  return new Set(logins).size === logins.length
}
const twice = 'no two may have one user name or address'

const Code = z.custom<ProblemCode>(isProblemCode).meta({ type: 'string' })

export const SplitPreview = z.object({
  roles: z.array(z.object({ id: Id, name: z.string(), clientId: z.string().nullable(), mayGrant: z.boolean() })).describe('Those that the account was given itself. What the caller may not grant cannot be taken over.'),
  groups: z.array(z.object({ id: Id, name: z.string(), mayGrant: z.boolean() })),
  department: z.string().nullable(),
  policyGroup: z.object({ id: Id, name: z.string() }).nullable(),
  persons: z.array(z.object({
    username: z.string(),
    state: z.enum(['create', 'there', 'refused']).describe('there: the same split made this person before.'),
    problem: Code.nullable(),
  })),
  sessionsEnd: z.int().describe('Sessions of the account that end.'),
})
export type SplitPreview = z.infer<typeof SplitPreview>

export const listLikelyShared = {
  method: 'GET', path: '/likely-shared-accounts', permission: 'users.read', status: 200,
  summary: 'Accounts that several people may share, each with the reasons: looks through the next 500 people, newest first, and answers those found, who may be none while `next` says that there are more to look at. Nobody is marked by it.',
  query: z.strictObject({ cursor: z.string().max(100).optional().describe('`next` of the call before.') }),
  response: listOf(LikelyShared),
  problems: [],
} as const satisfies Operation

export const getSharedSigns = {
  method: 'GET', path: '/users/{userId}/shared-signs', permission: 'users.read', status: 200,
  summary: 'Whether an account is marked as shared, and what speaks for it.',
  params: UserParams, response: z.object({ shared: z.boolean(), signs: z.array(SharedSign) }), problems: ['user.not-found'],
} as const satisfies Operation

const refusals = [
  'user.not-found', 'permission.not-for-yourself', 'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.last-administrator',
  'mail.not-configured', 'role.not-found', 'group.not-found', 'policy-group.not-found',
] as const

export const previewSplit = {
  method: 'POST', path: '/users/{userId}/split-preview', permission: 'users.write', status: 200,
  summary: 'What splitting an account into persons would do; changes nothing. Without persons: what they could take over.',
  params: UserParams, body: z.strictObject({ ...split, persons: z.array(SplitPerson).max(20).refine(differ, { error: twice }) }),
  response: SplitPreview, problems: refusals,
} as const satisfies Operation

export const splitUser = {
  method: 'POST', path: '/users/{userId}/split', permission: 'users.write', status: 200, fresh: true,
  summary: 'Makes accounts of their own for the people behind a shared one, all of them or none. Said twice, it makes nobody twice. Roles and groups need roles.grant and groups.write, a policy group policy.write.',
  params: UserParams, body: z.strictObject({ ...split, persons: z.array(SplitPerson).min(1).max(20).refine(differ, { error: twice }), reason: Reason.optional() }),
  response: z.object({ created: z.array(z.object({ id: Id, username: z.string() })), there: z.array(z.object({ id: Id, username: z.string() })) }),
  problems: [...refusals, 'user.username-taken', 'user.email-taken', 'user.no-email', 'request.precondition-failed'],
} as const satisfies Operation
