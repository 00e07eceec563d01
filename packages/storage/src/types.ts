import type { BoundBy, Kind, OnUnenrolled, Proof } from '@tegata/policy'

/** Instants are epoch milliseconds of the one clock (see `Clock`); ids are lower-case UUIDs. */
export type Instant = number
export type Language = 'en' | 'ja' | 'ko'
export type Localised = Partial<Record<Language, string>> & { en: string }

/** Only these reach a driver: node:sqlite takes anything else for a bag of named parameters and shifts the rest. */
export type SqlValue = string | number | bigint | null | Uint8Array

// --- Clock ---------------------------------------------------------------------------------------------------------

/** The database's time, kept as an offset refreshed every 10 s. Demo mode can set it. */
export type Clock = { now(): Instant; set(now: Instant): void; skewMs(): number }

// --- Users ---------------------------------------------------------------------------------------------------------

/** What the list shows and filters by, kept on the user row by the statements that change authenticators. */
export type OtpStatus = 'none' | 'app' | 'email' | 'unproved' | 'several' | 'suspended'

export type User = {
  /** Creation order; the cursor of every list. */
  n: number
  id: string
  realmId: number
  username: string
  email: string | null
  /** The instant since which this very address is proved; null while unproved. */
  emailProvedAt: Instant | null
  emailChangedAt: Instant | null
  /** On file before; of several changes within thirty days the one that they began with, so that no second change hides it. */
  previousEmail: string | null
  givenName: string
  familyName: string
  /** Reading (kana) or other sort key. */
  sortName: string | null
  language: Language | null
  department: string | null
  enabled: boolean
  shared: boolean
  otpRequired: boolean
  /** Since when the personal switch demands a code; null when off. */
  otpRequiredAt: Instant | null
  /** When the personal switch was last turned off; null while it never was. Whoever turns it on after that resets (S2-21). */
  otpTurnedOffAt: Instant | null
  otpStatus: OtpStatus
  policyGroupId: string | null
  policyGroupSince: Instant | null
  /** Until when the person is in that group; null: until somebody says otherwise. */
  policyGroupUntil: Instant | null
  /** The group that they go back to then; null: none. */
  policyGroupBack: string | null
  /** Emergency tokens that still work; housekeeping takes off those that expired. */
  emergencyLeft: number
  hasPassword: boolean
  passwordChangedAt: Instant | null
  /** The last password reset by mail (floor `codeOnly` for administrators for 24 h). */
  passwordResetByMailAt: Instant | null
  /** Grows with every change of the password or of the address; links are bound to it. */
  credentialVersion: number
  /** Grows whenever everything older must end. Rows of an older epoch are refused on every path. */
  epoch: number
  otpResetAt: Instant | null
  /** How the person proves the first authenticator after the last reset, when the administrator chose more than the floor. */
  resetProof: OnUnenrolled | null
  emergencyInARow: number
  createdAt: Instant
  lastSignInAt: Instant | null
  /**
   * What tokens call this person (`sub`) when it is not our own id: the subject that the upstream in front of which we
   * stand knows them by, so that applications find the same people. Unique in the realm, also among ids.
   */
  subject: string | null
  /** For `If-Match`. */
  version: number
}

export type NewUser = {
  id: string
  subject?: string | null
  username: string
  email: string | null
  emailProvedAt?: Instant | null
  givenName: string
  familyName: string
  sortName?: string | null
  language?: Language | null
  department?: string | null
  enabled?: boolean
  shared?: boolean
  otpRequired: boolean
  policyGroupId?: string | null
  passwordHash?: string | null
}

/**
 * `policyGroupUntil` goes with `policyGroupId`: until then, and after that back to the group that they were in without an
 * end. A group without it is for good, and whatever end there was is forgotten.
 */
export type UserChanges = Partial<Pick<User,
  'username' | 'email' | 'givenName' | 'familyName' | 'sortName' | 'language' | 'department' | 'enabled' | 'shared' | 'policyGroupId' | 'policyGroupUntil'>>

export type Page<Item> = { items: readonly Item[]; next: string | null }

// --- Roles, groups, clients ------------------------------------------------------------------------------------------

export type Role = { id: string; realmId: number; name: string; description: string | null; clientId: string | null; administrative: boolean }
export type Group = { id: string; realmId: number; name: string }

export type Client = {
  id: string
  realmId: number
  clientId: string
  name: Localised
  enabled: boolean
  firstParty: boolean
  /** Opens `/api`: its access tokens carry the audience `tegata-api`. */
  apiAccess: boolean
  kind: 'web' | 'spa' | 'native' | 'service'
  /** SHA-256 of 256 random bits, hex; null for public clients. */
  secretHash: string | null
  /** The secret before it, accepted until then; null: none is. */
  oldSecret: { hash: string; until: Instant } | null
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  webOrigins: string[]
  backchannelLogoutUri: string | null
  pathWildcard: boolean
  pkceOptional: boolean
  minimumAcr: string | null
  defaultAcrValues: string[]
  acrLoaMap: Record<string, number>
  idTokenAlg: 'RS256' | 'ES256' | 'EdDSA' | null
  homeUrl: string | null
  createdAt: Instant
}

// --- Authenticators, links, journeys -----------------------------------------------------------------------------------

export type AuthenticatorState = 'active' | 'unproved' | 'suspended'

export type Authenticator = {
  id: string
  realmId: number
  userId: string
  kind: Kind
  state: AuthenticatorState
  label: string
  boundBy: BoundBy
  /** The strictest `onUnenrolled` that what bound it, or a later confirmation, satisfies. */
  confirmedFor: OnUnenrolled
  boundAt: Instant
  /** Who bound it: the user's own id, an administrator's, or `operator@host`. */
  boundByActor: string
  lastUsedAt: Instant | null
  lastStep: number | null
  consecutiveFailures: number
  totp: { algorithm: 'sha1' | 'sha256' | 'sha512'; digits: 6 | 8; periodSeconds: number } | null
  /** The address of an `emailed-code`. */
  address: string | null
}
/** With the opened secret (base32), for verifying only. */
export type AuthenticatorSecret = Authenticator & { secret: string }

/**
 * Its value is not here: the database finds it by a keyed hash of what two ways to write it have in common, and may keep
 * it sealed while it works.
 */
export type EmergencyToken = {
  id: string
  realmId: number
  userId: string
  createdAt: Instant
  /** Who handed it out: an administrator's id, or `operator@host`. */
  createdBy: string
  reason: string
  /** Null: never. */
  expiresAt: Instant | null
  usedAt: Instant | null
  revokedAt: Instant | null
  /** Its value is kept sealed, and read by `emergencyTokens.openLeft` alone. */
  recoverable: boolean
}

export type LinkPurpose = 'set-up' | 'reset-password' | 'confirm-mail' | 'not-me'
export type Link = {
  id: string
  realmId: number
  userId: string
  purpose: LinkPurpose
  credentialVersion: number
  createdAt: Instant
  expiresAt: Instant
  usedAt: Instant | null
  voidAt: Instant | null
  voidReason: 'replaced' | 'password-changed' | 'disabled' | 'address-changed' | 'reset' | 'made-administrator' | null
  createdBy: string
  /**
   * For `confirm-mail` and `not-me`: what it is about (journey id, authenticator id). For `set-up` and `reset-password`: null when
   * it was mailed to the address on file; otherwise how an administrator handed it over, `sheet` or `to ` and an address.
   */
  subject: string | null
}

/** One walk through sign-in or an action link. `state` is the journey's own, sealed; only the columns are for SQL. */
export type JourneyRow<State = unknown> = {
  id: string
  realmId: number
  userId: string | null
  epoch: number | null
  linkId: string | null
  resetReference: string | null
  /** Digits that it is named by over the telephone; they come round again. */
  reference: string
  /** SHA-256 of the browser cookie that may continue it. */
  browserHash: string
  expiresAt: Instant
  version: number
  state: State
}

// --- Sessions and protocol rows ------------------------------------------------------------------------------------------

export type Session = {
  /** oidc-provider's session uid, the `sid` of tokens. */
  uid: string
  realmId: number
  userId: string
  epoch: number
  journeyId: string
  proofs: Proof[]
  /** The instant of the first proof: what `sessionsBefore` compares. */
  startedAt: Instant
  lastUsedAt: Instant
  expiresAt: Instant
  address: string
  userAgent: string
  clientIds: string[]
  /** Last use of our console while a second factor was fresh, at most a minute older than it was; written by `usedConsole` alone. */
  consoleUsedAt?: Instant
}

/** A stored model of oidc-provider. `id` is hashed inside; `payload` is sealed inside and has no `jti`. */
export type ProtocolRow = {
  model: string
  id: string
  realmId: number
  payload: Record<string, unknown>
  userId: string | null
  epoch: number | null
  grantId: string | null
  sessionUid: string | null
  uid: string | null
  userCode: string | null
  consumedAt: Instant | null
  expiresAt: Instant | null
}

// --- Audit, outbox, reset requests ------------------------------------------------------------------------------------------

export type AuditEvent = {
  realmId: number
  /** Permanent dotted name: `sign-in.succeeded`, `code.refused`, `user.otp-reset`, … */
  type: string
  /** Who did it: a user id, `operator@host`, `client:<id>`, or null for a stranger. */
  actor: string | null
  userId: string | null
  clientId?: string | null
  address?: string | null
  userAgent?: string | null
  journeyId?: string | null
  outcome: 'success' | 'refused' | 'error'
  reason?: string | null
  /** No secrets, ever. */
  detail?: Record<string, unknown>
}
export type StoredAuditEvent = AuditEvent & { n: number; at: Instant }
export type AuditFilter = { userId?: string; types?: readonly string[]; outcome?: AuditEvent['outcome']; from?: Instant; to?: Instant }

export type OutgoingMail = {
  id: string
  realmId: number
  userId: string | null
  kind: string
  to: string
  subject: string
  text: string
  html: string
  messageId: string
  /** Void with it: a mail about a dead link is never sent. */
  linkId: string | null
  /** From then on it would tell of something that is over, and is not sent any more; null or absent: it may come at any time. */
  expiresAt?: Instant | null
}
export type MailState = 'waiting' | 'sent' | 'refused' | 'void'
export type DueMail = OutgoingMail & { attempts: number; leaseUntil: Instant }

export type ResetRequest = {
  id: string
  realmId: number
  userId: string
  /** Digits to read out, e.g. `4271-08`. */
  reference: string
  journeyId: string
  state: 'open' | 'answered' | 'dismissed' | 'expired'
  createdAt: Instant
  answeredAt: Instant | null
  answeredBy: string | null
  address: string
}

// --- Keys ----------------------------------------------------------------------------------------------------------

export type SigningKey = { kid: string; realmId: number; alg: 'RS256' | 'ES256' | 'EdDSA'; state: 'next' | 'active' | 'old'; privateJwk: Record<string, unknown>; createdAt: Instant; activeAt: Instant | null }

export type { Storage } from './interface.ts'
export type * from './types/many.ts'
export type * from './types/attention.ts'
export type * from './types/people.ts'
export type * from './types/imports.ts'
export type * from './types/policy.ts'
export type * from './types/realm.ts'
export type * from './types/reminders.ts'
export type * from './types/throttle.ts'
export type * from './types/units.ts'
export type * from './types/upstream.ts'
