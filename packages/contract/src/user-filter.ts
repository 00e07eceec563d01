import * as z from 'zod'
import { flag, Instant, PolicyGroupChoice } from './fields.ts'
import { emergencyChoices, otpChoices, otpKinds } from './user-filter-choices.ts'

const several = <T extends z.ZodType>(item: T, max: number) => z.array(item).min(1).max(max)
const daysInAYear = 365

/** The fields, once; a query writes yes and no, and numbers, as words. `only`: a question whose opposite nobody asks: `false` is refused, and never means everybody. */
const fields = <Yes extends z.ZodType, Only extends z.ZodType, Count extends z.ZodType>(yes: Yes, only: Only, count: Count) => ({
  search: z.string().max(200).optional()
    .describe('Beginning of a name, reading, user name or address; from three characters on anywhere in it. Capitals, marks on letters (`muller` finds Müller) and the form of a character (高橋 finds 髙橋) do not matter. The digits of an open reset request find its person.'),
  role: several(z.string().min(1).max(200), 20).optional().describe('Names of effective roles: any of them.'),
  administrators: only.optional().describe('`true`: only people with an administrative role.'),
  otp: z.enum(otpChoices).optional()
    .describe('required, whether by OTP Configured, the policy group or an enforcement in force; waiting: required and not set up; not-set-up: no authenticator that works, required or not.'),
  otpKind: several(z.enum(otpKinds), otpKinds.length).optional().describe('What is set up: any of these.'),
  policyGroup: several(PolicyGroupChoice, 20).optional().describe('Ids of Access Policy Groups, `none` for whoever is in none: any of them.'),
  department: several(z.string().min(1).max(100), 20).optional().describe('Exact names: any of them.'),
  enabled: yes.optional(),
  neverSignedIn: yes.optional().describe('`true`: who never signed in; `false`: who did.'),
  signedInBefore: Instant.optional().describe('The last sign-in was before this instant; together with signedInSince, in between.'),
  signedInSince: Instant.optional().describe('The last sign-in was at this instant or after it.'),
  lockedOut: only.optional().describe('`true`: in the last 24 hours nothing that they have led in at a sign-in, and they have not got in since; the last 1,000 of them. Disabled accounts are left out.'),
  waits: only.optional().describe('`true`: no code is taken now, after wrong ones.'),
  emergencyLeft: several(z.enum(emergencyChoices), emergencyChoices.length).optional().describe('Emergency tokens that still work: any of these. none; last: exactly one; some: more.'),
  upstream: z.string().min(1).max(100).optional()
    .describe('Alias of an identity provider that they are linked to; `trusted`: to one that is trusted with the second factor; `none`: to none.'),
  emailProved: yes.optional().describe('`false`: has an address that is not proved.'),
  oneMailbox: only.optional().describe('`true`: the codes of those who have set nothing else up go to the very mailbox that gets them a new password.'),
  unusedDays: count.optional().describe('Has an authenticator, and none was used (or set up) for so many days.'),
  shared: yes.optional().describe('Marked as an account of several people.'),
})

/** Whom the user list is narrowed to, and whom a change in bulk, an assignment or an export means. All fields combine (S0-40). */
export const UserFilter = z.strictObject(fields(z.boolean(), z.literal(true), z.int().min(1).max(10 * daysInAYear)))
export type UserFilter = z.infer<typeof UserFilter>

/** The same as query parameters: lists are repeated parameters. */
export const userFilterQuery = fields(flag, z.literal('true').transform((): true => true), z.coerce.number<number>().int().min(1).max(10 * daysInAYear))
