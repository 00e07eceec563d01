import * as z from 'zod'
import { Id, Instant, PeopleCount } from './fields.ts'
import type { Operation } from './operation.ts'
import { UserFilter } from './user-filter.ts'

/** Enabled people by what is true about their second factor: people = setUp + waiting + notRequired. */
export const OtpTally = z.object({
  people: z.int(),
  required: z.int().describe('A rule demands a second factor of them, set up or not.'),
  setUp: z.int().describe('An authenticator of theirs works.'),
  waiting: z.int().describe('Required, and nothing set up that works.'),
  notRequired: z.int().describe('Not required, and nothing set up.'),
})
export type OtpTally = z.infer<typeof OtpTally>

/** What an administrator should look at today, in this order. */
export const attentionKinds = [
  'locked-out', 'sole-administrator', 'administrators-not-set-up', 'administrators-address-not-proved', 'waits', 'no-mail', 'mail-refused',
  'last-token', 'unused', 'codes-address-not-proved', 'one-mailbox',
] as const
export type AttentionKind = (typeof attentionKinds)[number]

export const Attention = z.object({
  kind: z.enum(attentionKinds).describe(
    'locked-out: nothing that they have led in at a sign-in in the last 24 hours, and they have not got in since; sole-administrator: one global administrator gets in; administrators-not-set-up: administrative role and no authenticator; '
    + 'administrators-address-not-proved; waits: no code is taken from them now, after wrong ones; no-mail: no mail server; '
    + 'mail-refused: mails of the last seven days that the mail server refused; last-token: administrators who have one emergency token left; '
    + 'unused: no authenticator used for a year; codes-address-not-proved: their codes go to an address that none has come back from (S1-24); '
    + 'one-mailbox: their codes and what gets them a new password go to the same mailbox, and nothing else is set up (M-1).',
  ),
  ...PeopleCount.shape,
  filter: UserFilter.nullable().describe('Whom the user list shows for it; null: it is not about a list of people.'),
})
export type Attention = z.infer<typeof Attention>

export const Dashboard = z.object({
  at: Instant.describe('When this was true.'),
  people: OtpTally,
  disabled: z.int().describe('Disabled accounts, which are counted nowhere else.'),
  roles: z.array(z.object({ role: z.string(), administrative: z.boolean(), ...OtpTally.shape }))
    .describe('By effective role of the realm: administrative ones first, then the largest 20 others. Somebody with several counts in each.'),
  policyGroups: z.array(z.object({ group: z.object({ id: Id, name: z.string() }).nullable().describe('Null: those who are in none.'), ...OtpTally.shape })),
  resetRequests: PeopleCount.extend({ oldestAt: Instant.nullable().describe('Since when the one waits that waits longest.') }),
  attention: z.array(Attention).describe('Only what there is.'),
})
export type Dashboard = z.infer<typeof Dashboard>

export const getDashboard = {
  method: 'GET', path: '/dashboard', permission: 'users.read', status: 200,
  summary: 'How many people must have a second factor and how many have one, by role and by Access Policy Group; who waits for a reset; what needs attention today.',
  response: Dashboard, problems: [],
} as const satisfies Operation
