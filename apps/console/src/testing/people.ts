import type { Authenticator, EffectivePolicy, EmergencyToken, Group, Me, PastDecision, RealmSettings, ResetRequest, Role, Session, SetupMail, SharedSign, User } from '@tegata/contract'

export const NOW = Date.parse('2026-11-24T00:10:00Z')
export const at = (hoursAgo: number): string => new Date(NOW - hoursAgo * 3_600_000).toISOString()

let count = 0
export const newId = (): string => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`

/** What became of the newest mail; what a next one would be follows from the person. */
export type PastMail = Omit<SetupMail, 'next'>

export type Person = User & {
  authenticators: Authenticator[]
  emergencyTokens: EmergencyToken[]
  sessions: Session[]
  setupMail: PastMail
  /** The identity providers that they may come by instead of a password. */
  ways: EffectivePolicy['ways']
  /** What the decision says of their next sign-in, where it is not what the rest of them suggests. */
  meets?: EffectivePolicy['next']
  attempts: {
    at: string, type: string, outcome: 'success' | 'refused' | 'error', reason: string | null, clientId: string | null, address: string | null, by: string | null
    /** Why it asked for a code, or not; absent where that was not kept. */
    past?: Pick<PastDecision, 'asked' | 'line' | 'reason' | 'trace' | 'proofs' | 'acr'>
  }[]
  roleIds: string[]
  groupIds: string[]
  /** Marked as an account of several people, and what speaks for it. */
  shared?: boolean
  signs?: SharedSign[]
  /** The account that they were split from. */
  splitFrom?: string
  /** The reference that a page of theirs shows just now, without a request. */
  shownReference?: string
}

export const noMail: PastMail = { state: 'none', purpose: null, how: null, to: null, by: null, queuedAt: null, sentAt: null, expiresAt: null, failure: null, answer: null }

export const app = (overrides: Partial<Authenticator> = {}): Authenticator => ({
  id: newId(), kind: 'totp', name: 'iPhone', state: 'active', boundBy: 'first-proof', enrolledAt: at(400), lastUsedAt: at(20), address: null, ...overrides,
})

/** A person as the API shows one; what is not said is ordinary. */
export function person(username: string, familyName: string, givenName: string, overrides: Partial<Person> = {}): Person {
  const authenticators = overrides.authenticators ?? []
  const registered = authenticators.some(({ state }) => state !== 'suspended')
  const required = overrides.otpRequired ?? false
  return {
    id: newId(), username, email: `${username}@demo.example`, emailVerified: true, givenName, familyName, sortName: null, language: null,
    department: null, enabled: true, otpRequired: required,
    otp: {
      required, registered, status: registered ? 'set-up' : required ? 'waiting' : 'not-required', next: registered || !required ? null : overrides.meets ?? 'set-up',
      registeredAt: authenticators[0]?.enrolledAt ?? null, requiredSince: required ? at(500) : null, afterReset: 'set-up', turningOnResets: false,
    },
    policyGroup: null, policyGroupId: overrides.policyGroup?.id ?? null, emergencyTokensLeft: overrides.emergencyTokens?.length ?? 0, administrator: false, createdAt: at(5000), lastSignInAt: at(20), version: 1, hasPassword: true, waitsUntil: null, roles: [],
    openResetRequests: 0, authenticators, emergencyTokens: [], sessions: [], setupMail: noMail, ways: [], attempts: [], roleIds: [], groupIds: [], ...overrides,
  }
}

export const roles: Role[] = ([
  ['global-admin', true], ['read-only-admin', true], ['certificate-admin', true], ['help-desk', true], ['wiki-editor', false], ['payroll-viewer', false],
] as const).map(([name, administrative]) => ({ id: newId(), name, description: null, clientId: null, builtIn: administrative, administrative }))

export const groups: Group[] = ['営業部', 'Engineering', '서울 지사'].map((name) => ({ id: newId(), name, description: null }))

export const roleId = (name: string): string => roles.find((role) => role.name === name)?.id ?? ''

export const realm: Me['realm'] = {
  name: 'demo', displayName: { en: 'Demo Company', ja: 'デモ株式会社', ko: '데모 주식회사' }, zone: 'Asia/Tokyo', languages: ['en', 'ja', 'ko'],
  contact: { en: 'IT Help Desk, ext. 4357' }, canMail: true, kinds: ['totp', 'emailed-code'], mailDomains: [], emergencyMode: 'recoverable', emergencyInitial: 5, emergencyHandOutHours: 24,
}

const tries = { max: 10, minutes: 60 }

/** The settings of the realm, as whoever may read them sees them. */
export const realmSettings = (onlyUpstream: string | null): RealmSettings => ({
  name: 'demo', displayName: { en: 'Demo Company', ja: 'デモ株式会社', ko: '데모 주식회사' }, zone: 'Asia/Tokyo', languages: ['en', 'ja', 'ko'],
  contact: { en: 'IT Help Desk, ext. 4357' }, helpLink: null, helpDeskMail: null, startPage: null, recommendedApps: [],
  limits: {
    journeyCodeTries: 5, secondFactorShort: { ...tries, waitMinutes: [1] }, secondFactorDay: tries, secondFactorMonth: tries, secondFactorHard: 100,
    passwordKnownBrowser: tries, passwordUnknownBrowser: tries, passwordAddress: tries, mailBeforePassword: tries, mailAfterPassword: tries,
  },
  mailsPerMinute: 600, stepOrder: 'otp-then-password', askRegistered: true, presentation: 'interactive', emailedCodes: 'standard', enrolWithinDays: 14, emergencyInARow: 3, emergencyMode: 'recoverable', emergencyInitial: 5, emergencyHandOutHours: 24,
  sessionIdleMinutes: 600, sessionMaxHours: 24, setupLinkHours: 72, resetLinkMinutes: 30, onlyUpstream, ownNetworks: [], accent: 'indigo', sentences: {}, logo: null, mailDomains: [], newUserPolicyGroup: null, mailServer: null, canMail: true, version: '1',
})

export const requestOf = (user: Person, reference: string, overrides: Partial<ResetRequest> = {}): ResetRequest => ({
  id: newId(), reference, user: { id: user.id, username: user.username, givenName: user.givenName, familyName: user.familyName, administrator: user.administrator },
  state: 'open', afterReset: 'set-up', askedAt: at(0.2), expiresAt: at(-0.3), closedAt: null, address: '203.0.113.24', ...overrides,
})
