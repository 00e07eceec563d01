/**
 * The words of the decision, all plain serialisable data: what goes in (facts) can be stored beside what came out
 * (decision), and asked again years later.
 */

import type { ReasonCode } from './sentences.ts'

/** Epoch milliseconds of the one clock (the database's). */
export type Instant = number

export type Language = 'en' | 'ja' | 'ko'

/** Something enrolled that can prove a second factor (NIST SP 800-63B), by kind. */
export type Kind = 'totp' | 'emailed-code' | 'push' | 'passkey'
export const kinds: readonly Kind[] = ['totp', 'emailed-code', 'push', 'passkey']

/** `unproved`: entered by an administrator; it is asked for, and its first use proves it. */
export type AuthenticatorState = 'active' | 'unproved' | 'suspended'

/** What bound an authenticator to the person. */
export type BoundBy = 'first-proof' | 'mailbox' | 'emergency-token' | 'administrator' | 'authenticator' | 'import'

/** What happens to somebody who is asked and has none; also the proof that binds a first authenticator. In order. */
export type OnUnenrolled = 'enrol' | 'mailLink' | 'codeOnly' | 'deny'
export const ladder: readonly OnUnenrolled[] = ['enrol', 'mailLink', 'codeOnly', 'deny']

/** Ways out for somebody who cannot use an authenticator. The emergency token is always one, but for line 2. */
export type Recovery = 'emergency-token' | 'help-desk' | 'backup-code' | 'mail-link'
export const recoveries: readonly Recovery[] = ['emergency-token', 'help-desk', 'backup-code', 'mail-link']

/** What follows an emergency token; the strictest of several rules counts. In order. */
export type AfterEmergency = 'nothing' | 'nextSignIn' | 'enrolNow'

/** What a requirement means for sessions that began before it did. */
export type SessionsBefore = 'askAtNextUse' | 'letRunOut'

export type FirstProofKind = 'password' | 'certificate' | 'action-link' | 'passkey' | 'upstream'
export type SecondProofKind = 'totp' | 'emailed-code' | 'push' | 'emergency-token' | 'backup-code'
export type ProofKind = FirstProofKind | SecondProofKind

/** What an upstream's ID token said. Stored with the proof; judged again whenever it is used. */
export type UpstreamProof = {
  id: string
  /** Who said it: an upstream whose issuer is another by now has said nothing. */
  issuer: string
  acr: string | null
  amr: readonly string[]
  /** The upstream's own `auth_time`, as an instant. */
  authTime: Instant | null
  /** The journey whose nonce the ID token carried; evidence counts only when it is the proof's own journey. */
  idTokenJourneyId: string | null
}

/** Something proved, in one journey, for one session. Enrolling an authenticator is a proof of its kind. */
export type Proof = {
  kind: ProofKind
  at: Instant
  journeyId: string
  /** The user's epoch when it was made; a reset or the end of all sessions moves the epoch on. */
  epoch: number
  authenticatorId?: string
  /** Passkey proofs: whether the authenticator verified its user. Without it a passkey is a second factor only. */
  userVerified?: boolean
  /**
   * Action links: only a set-up link is a proof of the mailbox that binds. One that was handed over, on paper or to an
   * address that an administrator typed, proves no mailbox: it is a first proof on an administrator's word, like a password that they were told.
   */
  linkPurpose?: 'set-up' | 'handed-over' | 'reset-password' | 'recovery'
  upstream?: UpstreamProof
}

export type Authenticator = {
  id: string
  kind: Kind
  state: AuthenticatorState
  boundBy: BoundBy
  /** The strictest `onUnenrolled` that what bound it, or a later confirmation, satisfies (`canBind` says which). */
  confirmedFor: OnUnenrolled
  boundAt: Instant
  boundInJourney: string | null
}

/** Strength of what was proved. `code`: a second factor that is no better than a typed code (its number is 1). */
export type Level = 0 | 1 | 'code' | 2 | 3

export type Trust = 'always' | 'evidence' | 'never'

export type Upstream = {
  id: string
  issuer: string
  enabled: boolean
  /** When it was last switched on again: what came by it before has fallen. Null: never switched off. */
  enabledSince: Instant | null
  trust: Trust
  /** The acr and amr values that count as a second factor, and what they are worth. Empty: none does. */
  evidence: readonly { claim: 'acr' | 'amr'; value: string; level: 'code' | 2 | 3 }[]
  /** How old the upstream's `auth_time` may be at the instant of sign-in, in milliseconds. */
  evidenceMaxAge: number
}

/** What every rule that requires an authenticator says about it. */
export type Terms = {
  kinds: readonly Kind[]
  recoveries: readonly Recovery[]
  onUnenrolled: OnUnenrolled
  afterEmergency: AfterEmergency
  sessionsBefore: SessionsBefore
}

export type Enforcement = Terms & {
  id: string
  name: string
  /** Half-open: in force at this instant and ever after. */
  enforceFrom: Instant
  target: { everyone: boolean; roles: readonly string[]; groups: readonly string[] }
  /** Since when the user is in the target by role or group; null when unknown, and then nothing runs out. */
  targetReachedAt: Instant | null
  refusesShared: boolean
  /** Counted before its start, for somebody who sets up for it: nobody has to, so the first proof alone does not bind. */
  ahead?: true
  /** Why, in the administrator's words. */
  reasons: Partial<Record<Language, string>>
}

/** One circumstance. A condition that this release does not know never holds. */
export type Condition =
  | { kind: 'network'; networks: readonly string[] }
  | { kind: 'client'; clients: readonly string[] }
  | { kind: 'trusted-browser' }
  /** Minutes of the day in the rule's zone, half-open; weekdays 1 (Monday) to 7. */
  | { kind: 'hours'; weekdays: readonly number[]; fromMinute: number; toMinute: number }

/** Holds when all of its conditions hold; one without conditions never does. */
export type Exemption = { name: string; conditions: readonly Condition[] }

export type PolicyGroup = Terms & {
  id: string
  name: string
  ask: 'always' | 'unless' | 'never'
  /** Read only for `unless`. */
  exemptions: readonly Exemption[]
  /** Since when the group demands it of this user: they are in it, and it asks. Null when unknown. */
  assignedAt: Instant | null
}

export type RealmFacts = {
  enabled: boolean
  /** Kinds that this realm offers at all. */
  kinds: readonly Kind[]
  /** Whether mail goes out. Where none does, no code comes by mail, no mailbox is proved, and nothing that needs either is set up. */
  mails: boolean
  presentation: 'interactive' | 'classic'
  /** Line 8. */
  askRegistered: boolean
  /** What the personal switch ("OTP Configured") demands. */
  personal: Terms
  /** How long the first proof alone binds after a demand began, in milliseconds; 0 means never. */
  enrolWithin: number
  emergencyInARow: number
}

export type UserFacts = {
  id: string
  enabled: boolean
  shared: boolean
  /** Holds an administrative or privileged role, by whatever way. */
  administrative: boolean
  /** Effective: direct, composite, by group, mapped in this sign-in. */
  roles: readonly string[]
  groups: readonly string[]
  /** "OTP Configured", and since when. */
  otpRequired: { since: Instant | null } | null
  authenticators: readonly Authenticator[]
  emergencyTokensLeft: number
  /** Sign-ins that ended with an emergency token since an authenticator was last used, this one not counted. */
  emergencyInARow: number
  epoch: number
  /** Passwords proved earlier have fallen; null while none was ever chosen. */
  passwordChangedAt: Instant | null
  /** The address on file. `changedAt` is null while it is the one that the account was created with. */
  address: { provedAt: Instant | null; changedAt: Instant | null } | null
  passwordResetByMailAt: Instant | null
  /** The last reset of one-time codes, the proof that the administrator chose, the request that it answered. */
  reset: { at: Instant; proof: OnUnenrolled | null; reference: string | null } | null
}

export type ClientFacts = {
  id: string
  enabled: boolean
  /** Keycloak's `minimum.acr.value`. Binds; no request parameter lowers it. */
  minimumAcr: string | null
  /** Keycloak's `acr.loa.map` of client over realm: more names for the numbers 0 to 3. */
  acrLoaMap: Readonly<Record<string, number>>
}

/** Of now; at a code's redemption, of the authorization request that issued the code. Unknown circumstances are null. */
export type RequestFacts = {
  /** Essential `acr`: any one of these values is demanded. Empty: nothing is. */
  essentialAcr: readonly string[]
  /** `acr_values`, or the client's default: wished for, in order of preference. */
  wishedAcr: readonly string[]
  /** Proofs made earlier do not count for this request (`max_age`, `prompt=login`). */
  proofsSince: Instant | null
  address: string | null
  trustedBrowser: { kind: Kind; epoch: number; markedAt: Instant } | null
  localTime: { weekday: number; minuteOfDay: number } | null
}

/** The walk that this decision is made for; null where there is none (refresh, API). */
export type JourneyFacts = {
  id: string
  /** When this journey proved the address on file, by link or by the code in the same mail. */
  mailboxProvedAt: Instant | null
  /** The address on file was typed or changed in this journey: it proves nothing here. */
  addressTyped: boolean
  /** The reference of the reset request that this journey filed. */
  resetReference: string | null
  /** The person chose "later" where that is allowed. */
  putOff: boolean
  noticeSeen: boolean
}

export type SessionFacts = {
  startedAt: Instant
  /** Last use of our console while the proof was still fresh: keeps it fresh for up to 30 minutes; null elsewhere. */
  consoleUsedAt: Instant | null
}

/** Where the question comes from. `api` is REST and Admin REST; `account` the account page. */
export type Channel =
  | 'page'
  | 'authorization'
  | 'code'
  | 'device'
  | 'refresh'
  | 'refresh-offline'
  | 'direct-grant'
  | 'api'
  | 'account'

export type Facts = {
  now: Instant
  channel: Channel
  realm: RealmFacts
  user: UserFacts
  client: ClientFacts
  request: RequestFacts
  journey: JourneyFacts | null
  session: SessionFacts | null
  /** All of this session so far, in any order; which of them still stand is found out here. */
  proofs: readonly Proof[]
  /** Those that the proofs name. */
  upstreams: readonly Upstream[]
  /** All of the realm that are announced; whom they target and whether they are in force is found out here. */
  enforcements: readonly Enforcement[]
  policyGroup: PolicyGroup | null
}

export type Line = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

export type Params = Readonly<Record<string, string | number>>

/** A permanent code with its parameters; texts are elsewhere, in as many languages as there are. */
export type Message = { code: ReasonCode; params: Params }

export type TraceLine = {
  line: Line
  /** Whether this channel reads the line at all. */
  read: boolean
  /** Whether its condition holds, whatever the other lines say. */
  matched: boolean
  /** The one line that decided. */
  decided: boolean
  outcome: 'yes' | 'no' | 'go-on' | 'refused'
  reason: Message
}

/** Something that makes the user have to have an authenticator. */
export type Requirement = {
  source: 'enforcement' | 'personal' | 'policy-group' | 'request'
  id: string
  name: string
  /** Since when it concerns this user, a reset included; null when unknown. */
  since: Instant | null
  kinds: readonly Kind[]
  recoveries: readonly Recovery[]
  onUnenrolled: OnUnenrolled
  afterEmergency: AfterEmergency
  reasons: Partial<Record<Language, string>>
}

/** A floor under `onUnenrolled`, and why. */
export type Floor = { floor: OnUnenrolled; reason: Message }

/** What has to be proved before something is bound. */
export type BindingProof = 'first-proof' | 'mailbox' | 'emergency-token' | 'authenticator' | 'administrator'

export type NextStep =
  | { kind: 'none' }
  /** The first proof is missing, older than 12 hours, or not of this journey and something is to be bound. */
  | { kind: 'first-proof'; reason: 'missing' | 'too-old' | 'for-binding' }
  | { kind: 'challenge'; authenticatorIds: readonly string[]; kinds: readonly Kind[]; recoveries: readonly Recovery[] }
  /** `proof` binds and is still to be given when `proved` is false; the menu of kinds comes first all the same. */
  | { kind: 'set-up'; kinds: readonly Kind[]; proof: BindingProof; proved: boolean; mayBePutOff: boolean }
  | { kind: 'prove-then-set-up'; authenticatorIds: readonly string[]; kinds: readonly Kind[] }
  /** An authenticator bound by a weaker proof than a rule demands: proved now, and once confirmed by this proof. */
  | { kind: 'confirm'; authenticatorId: string; proof: BindingProof }
  | { kind: 'emergency'; tokensLeft: number; reason: 'code-only' | 'suspended' | 'classic' | 'no-accepted-kind' }
  /** After an emergency token: "do you still have it?" */
  | { kind: 'still-have-it'; authenticatorIds: readonly string[]; mayBeSkipped: boolean }
  | { kind: 'notice'; reason: 'classic' | 'codeOnly' | 'deny' }
  | { kind: 'refused'; reason: Message }

export type Decision = {
  line: Line
  asked: 'yes' | 'no' | 'refused'
  /** Why, in one message: the reason of the line that decided. */
  reason: Message
  nextStep: NextStep
  /** Whether this channel may issue or honour something now. */
  satisfied: boolean
  mustHave: boolean
  /** An active or unproved authenticator of an accepted kind. */
  registered: boolean
  /** Any authenticator, in whatever state. */
  hasOne: boolean
  requirements: readonly Requirement[]
  /** Rules that `letRunOut` excuses this session from. */
  excused: readonly { id: string; name: string }[]
  acceptedKinds: readonly Kind[]
  /** Those of them that can be set up here now. */
  setUpKinds: readonly Kind[]
  acceptedRecoveries: readonly Recovery[]
  /** The strictest of rules and floors, before the presentation is looked at. */
  onUnenrolled: OnUnenrolled
  floors: readonly Floor[]
  afterEmergency: AfterEmergency
  /** The acr value to ask for (RFC 9470); null when nothing is missing, and when asking would not help. */
  acrToAskFor: string | null
  /** Asked, and nothing that the person holds leads in. */
  lockedOut: boolean
  /** Of what the person holds an emergency token alone leads in. */
  needsToken: boolean
  /** Authenticators that this journey confirmed by a stronger proof: store it in the session's unit. */
  confirmed: readonly { authenticatorId: string; confirmedFor: OnUnenrolled }[]
  /** Announced enforcements that will meet this user. */
  upcoming: readonly (Pick<Enforcement, 'id' | 'name' | 'enforceFrom' | 'reasons'> & { ready: boolean })[]
  trace: readonly TraceLine[]
}
