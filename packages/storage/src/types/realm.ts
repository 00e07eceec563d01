import type { Instant, Language, Localised } from '../types.ts'

export type RealmSettings = {
  displayName: Localised
  zone: string
  languages: Language[]
  contact: Localised
  helpLink: string | null
  recommendedApps: { name: string; url?: string }[]
  /** Where people go after set-up; null: the account page. */
  startPage: { name: Localised; url: string } | null
  mailServer: { url: string; from: string } | null
  mailsPerMinute: number
  helpDeskMail: string | null
  stepOrder: 'otp-then-password' | 'password-then-otp'
  askRegistered: boolean
  presentation: 'interactive' | 'classic'
  /** Milliseconds; 0 means never by the first proof alone. */
  enrolWithinMs: number
  sessionIdleMs: number
  sessionMaxMs: number
  setupLinkMs: number
  resetLinkMs: number
  emergencyInARow: number
  /** `recoverable`: an administrator can read a token that works again; `once`: it is shown when it is issued, and kept by nobody. */
  emergencyMode: 'recoverable' | 'once'
  /** So many tokens has everybody who is created here, 0 to 50; what topping up goes up to. */
  emergencyInitial: number
  /** How long one works that is handed out, 1 to 720. */
  emergencyHandOutHours: number
  /** More may be revealed in an hour, until then. */
  emergencyRevealRaised?: { perHour: number; until: Instant; by: string } | null
  limits: {
    journeyCodeTries: number
    secondFactorShort: { max: number; windowMs: number; waitsMs: number[] }
    secondFactorDay: { max: number; windowMs: number }
    secondFactorMonth: { max: number; windowMs: number }
    secondFactorHard: number
    passwordKnownBrowser: { max: number; windowMs: number }
    passwordUnknownBrowser: { max: number; windowMs: number }
    passwordAddress: { max: number; windowMs: number }
    mailBeforePassword: { max: number; windowMs: number }
    mailAfterPassword: { max: number; windowMs: number }
  }
  /** Whether codes by mail are a second factor here, and how long one works: ten minutes, or as the code of an app, at most ninety seconds. */
  emailedCodes: 'off' | 'standard' | 'time-step'
  ownNetworks: string[]
  /**
   * The one upstream that is the only first step (Tegata in front of it); null: password form, and upstreams beside it.
   * Set only while that upstream exists.
   */
  onlyUpstreamId: string | null
  /** The policy group of everybody who is created here; null: none. Set only while that group exists. */
  newUserGroupId: string | null
  branding: Branding
  /** Domains whose mail is read by whoever signed in here: no help to somebody who cannot. */
  mailDomains: string[]
}

/** How the sign-in pages of a realm look, and what it says there besides. */
export type Branding = {
  /** One of `accents` of the contract. */
  accent: string
  /** By the page that it stands on; a language without one shows none. */
  sentences: Partial<Record<string, Partial<Record<Language, string>>>>
  /** Its bytes are the realm's file `logo`; the hash names them. */
  logo: { hash: string; type: string; width: number; height: number } | null
}

export type RealmFile = { type: string; hash: string; bytes: Uint8Array }

export type Realm = {
  id: number
  name: string
  enabled: boolean
  /** Grows with every change of settings, clients, keys or upstreams: a changed version rebuilds the provider. */
  version: number
  settings: RealmSettings
  createdAt: Instant
}
