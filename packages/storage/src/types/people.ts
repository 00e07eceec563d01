import type { Instant, OtpStatus } from '../types.ts'
import type { Attention, AttentionAsked } from './attention.ts'

export type UserFilter = {
  /** Names, reading, username, mail: one and two characters match the beginning of any name part, three and more anything inside. */
  search?: string
  roleIds?: readonly string[]
  otp?: readonly OtpStatus[]
  /** The personal switch. */
  otpRequired?: boolean
  enabled?: boolean
  /** Any of them; null among them: those who are in none. */
  policyGroupIds?: readonly (string | null)[]
  /** These people, if the rest holds of them. */
  ids?: readonly string[]
  /** Any of them, exactly. */
  departments?: readonly string[]
  /** Whether the switch, or any of these rules, says that they must have a second factor. */
  demand?: {
    required: boolean
    by: { everybody: boolean; policyGroupIds: readonly string[]; roleIds: readonly string[]; groupIds: readonly string[]; departments: readonly string[] }
  }
  /** The last sign-in: never, or at `since` and after it, before `before`, or both. */
  signedIn?: 'never' | { before?: Instant; since?: Instant }
  /** A wait after wrong codes holds now. */
  waits?: true
  /** Tokens that still work, any of these: none, exactly one, two and more. */
  emergencyLeft?: readonly ('none' | 'last' | 'some')[]
  /** Linked to any of these; null: to none at all. */
  upstreamIds?: readonly string[] | null
  /** False: has an address that is not proved. */
  emailProved?: boolean
  /** Codes of theirs go to the address on file. */
  oneMailbox?: true
  /** Has an authenticator, and none was used, or bound, since. */
  unusedSince?: Instant
  shared?: boolean
}

/** What tells people apart to the policy, besides what stands on their rows: roles, groups and departments that some rule names. */
export type AlikeBy = {
  roleIds: readonly string[]
  groupIds: readonly string[]
  departments: readonly string[]
  now: Instant
  /** What came after it is new: of demands, changed addresses, passwords reset by mail, resets of codes. */
  after: { demand: Instant; address: Instant; mail: Instant; reset: Instant }
}
/** By what a rule, or a reason, reaches people who are otherwise alike. */
export type PeopleReached =
  | { roleId: string } | { groupId: string } | { department: string } | { upstreamId: string }
  /** Has an authenticator, and none was used, or bound, after it. */
  | { unusedSince: Instant }

/** The instants of a person of which a likeness knows only the day. */
export type PersonInstants = {
  n: number
  otpRequiredAt: Instant | null
  policyGroupSince: Instant | null
  policyGroupUntil: Instant | null
  otpResetAt: Instant | null
  emailChangedAt: Instant | null
  passwordResetByMailAt: Instant | null
  /** The last instant at which an emergency token works. */
  emergencyUntil: Instant | null
}

/** People whom the policy cannot tell apart, by their numbers. */
export type Alike = { key: string; numbers: readonly number[] }

/**
 * Some of a list, newest first. It may hold fewer than were asked for, even none, while `next` says that there is more to
 * look through: a request looks at so many rows and no more, so that no combination of filters costs more than another.
 */
export type PeoplePage = { numbers: readonly number[]; next: number | null }

/**
 * People of a part of the realm by policy group and state of their codes: those of departments, roles or groups, who are
 * enabled and of whom their own switch demands nothing.
 */
export type PartTally = { policyGroupId: string | null; otpStatus: OtpStatus; count: number }
export type Part = { departments: readonly string[]; roleIds: readonly string[]; groupIds: readonly string[] }

/** How many people are of one kind. */
export type Tally = { policyGroupId: string | null; enabled: boolean; otpRequired: boolean; otpStatus: OtpStatus; count: number }

export type Tallies = {
  /** Everybody, by what the console counts them by; kept by the database, exact at every moment. */
  people(realmId: number): Promise<readonly Tally[]>
  /** The same for each effective role that somebody has. */
  roles(realmId: number): Promise<readonly (Tally & { roleId: string })[]>
  /**
   * A part of the realm, and how many of it have which role by any way: of the first `limit` people after `after`, and
   * where to go on; null: those were all. Nobody is counted twice, by however many ways they belong to the part.
   */
  part(realmId: number, part: Part, after: number | null, limit: number): Promise<{
    people: readonly PartTally[]; roles: readonly (PartTally & { roleId: string })[]; next: number | null
  }>
  /** What somebody should look at, each counted up to `cap`. */
  attention(realmId: number, asked: AttentionAsked, cap: number): Promise<Attention>
  /**
   * Enabled people to whom an event of this type happened since, and who did not sign in after it, the last first. `more`:
   * there are more than `most`, or there were more events than are looked at.
   */
  lockedOut(realmId: number, event: { type: string; since: Instant }, most: number): Promise<{ ids: readonly string[]; more: boolean }>
}

/** Who is about to be given roles: somebody, or whoever is in a group; directly, or what groups carry. */
export type Gaining = { who: { userId: string } | { ofGroup: string }; roleIds: readonly string[]; groupIds: readonly string[] }
/** An address for codes that somebody else entered, and what becomes of it when its person becomes an administrator. */
export type FallingAddress = { userId: string; authenticatorId: string; label: string; fate: 'removed' | 'doubted' }

/** What several people behind one account would leave behind. */
export type SharingFacts = {
  n: number
  id: string
  username: string
  email: string | null
  givenName: string
  familyName: string
  department: string | null
  enabled: boolean
  shared: boolean
  lastSignInAt: Instant | null
  /** Browsers that signed in for the first time since an instant; no more than are remembered of anybody. */
  newBrowsers: number
  /** Those of now. */
  sessions: readonly { address: string; userAgent: string; lastUsedAt: Instant }[]
  /** All but suspended ones. */
  authenticators: readonly { label: string; address: string | null }[]
}

export type Sharing = {
  /** Newest first, older than `before`. */
  people(realmId: number, slice: { before: number | null; limit: number; since: Instant }): Promise<readonly SharingFacts[]>
  person(realmId: number, id: string, since: Instant): Promise<SharingFacts | undefined>
  /** Who has these addresses on file, or codes mailed to them, at most fifty of each; addresses are written as they are compared. */
  ofAddresses(realmId: number, addresses: readonly string[]): Promise<readonly { id: string; username: string; address: string }[]>
}
