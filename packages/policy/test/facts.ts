import type {
  Authenticator, Channel, ClientFacts, Enforcement, Facts, JourneyFacts, Kind, PolicyGroup, Proof, ProofKind, RealmFacts, RequestFacts,
  SessionFacts, Terms, Upstream, UserFacts,
} from '../src/index.ts'

// What tests start from: an ordinary person, nothing required, who has just typed the password. Each test says only what
// is different about its person.

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
/** A Tuesday. */
export const now = Date.UTC(2026, 10, 24, 3, 0, 0)
export const iso = (instant: number) => new Date(instant).toISOString()
export const here = 'journey-1'
export const before = 'journey-0'

export const everyKind: readonly Kind[] = ['totp', 'emailed-code', 'push', 'passkey']

export const terms = (changes: Partial<Terms> = {}): Terms => ({
  kinds: everyKind,
  recoveries: ['emergency-token', 'help-desk', 'backup-code', 'mail-link'],
  onUnenrolled: 'enrol',
  afterEmergency: 'nextSignIn',
  sessionsBefore: 'askAtNextUse',
  ...changes,
})

export const enforcement = (changes: Partial<Enforcement> = {}): Enforcement => ({
  ...terms(),
  id: 'enforcement-1',
  name: 'Administrators use a code',
  enforceFrom: now - day,
  target: { everyone: true, roles: [], groups: [] },
  targetReachedAt: now - 30 * day,
  refusesShared: false,
  reasons: { en: 'One leaked credential threatens everybody.' },
  ...changes,
})

export const group = (ask: PolicyGroup['ask'], changes: Partial<PolicyGroup> = {}): PolicyGroup => ({
  ...terms({ sessionsBefore: 'letRunOut' }),
  id: 'group-1',
  name: 'Not in the office',
  ask,
  exemptions: ask === 'unless' ? [{ name: 'office', conditions: [{ kind: 'network', networks: ['10.0.0.0/8'] }] }] : [],
  assignedAt: now - day,
  ...changes,
})

export const authenticator = (kind: Kind = 'totp', changes: Partial<Authenticator> = {}): Authenticator => ({
  id: `${kind}-1`,
  kind,
  state: 'active',
  boundBy: 'mailbox',
  confirmedFor: 'mailLink',
  boundAt: now - 30 * day,
  boundInJourney: null,
  ...changes,
})

export const proof = (kind: ProofKind, changes: Partial<Proof> = {}): Proof => ({
  kind,
  at: now - minute,
  journeyId: here,
  epoch: 1,
  ...(everyKind.some((one) => one === kind) ? { authenticatorId: `${kind}-1` } : {}),
  ...(kind === 'passkey' ? { userVerified: true } : {}),
  ...changes,
})

export const password = proof('password')

export const upstream = (changes: Partial<Upstream> = {}): Upstream => ({
  id: 'corp',
  issuer: 'https://corp.example',
  enabled: true,
  enabledSince: null,
  trust: 'evidence',
  evidence: [{ claim: 'amr', value: 'hwk', level: 2 }],
  evidenceMaxAge: hour,
  ...changes,
})

/** A sign-in at the upstream that says nothing about a second factor, unless told otherwise. */
export const fromUpstream = (said: Partial<Proof['upstream'] & object> = {}, changes: Partial<Proof> = {}): Proof =>
  proof('upstream', { upstream: { id: 'corp', issuer: 'https://corp.example', acr: null, amr: [], authTime: now - 2 * minute, idTokenJourneyId: here, ...said }, ...changes })

/** One that the default upstream's list counts as a second factor. */
export const withEvidence = (changes: Partial<Proof> = {}): Proof => fromUpstream({ amr: ['pwd', 'hwk'] }, changes)

export type Changes = {
  now?: number
  channel?: Channel
  realm?: Partial<RealmFacts>
  user?: Partial<UserFacts>
  client?: Partial<ClientFacts>
  request?: Partial<RequestFacts>
  journey?: Partial<JourneyFacts> | null
  session?: Partial<SessionFacts> | null
  proofs?: readonly Proof[]
  upstreams?: readonly Upstream[]
  enforcements?: readonly Enforcement[]
  policyGroup?: PolicyGroup | null
}

export const facts = (changes: Changes = {}): Facts => ({
  now: changes.now ?? now,
  channel: changes.channel ?? 'page',
  realm: {
    enabled: true,
    kinds: everyKind,
    mails: true,
    presentation: 'interactive',
    askRegistered: true,
    personal: terms({ sessionsBefore: 'letRunOut' }),
    enrolWithin: 14 * day,
    emergencyInARow: 3,
    ...changes.realm,
  },
  user: {
    id: 'user-1',
    enabled: true,
    shared: false,
    administrative: false,
    roles: [],
    groups: [],
    otpRequired: null,
    authenticators: [],
    emergencyTokensLeft: 5,
    emergencyInARow: 0,
    epoch: 1,
    passwordChangedAt: now - 90 * day,
    address: { provedAt: now - 90 * day, changedAt: null },
    passwordResetByMailAt: null,
    reset: null,
    ...changes.user,
  },
  client: { id: 'wiki', enabled: true, minimumAcr: null, acrLoaMap: {}, ...changes.client },
  request: {
    essentialAcr: [], wishedAcr: [], proofsSince: null, address: '203.0.113.7', trustedBrowser: null, localTime: null,
    ...changes.request,
  },
  journey: changes.journey === null
    ? null
    : { id: here, mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false, ...changes.journey },
  session: changes.session === undefined || changes.session === null ? null : { startedAt: now - hour, consoleUsedAt: null, ...changes.session },
  proofs: changes.proofs ?? [password],
  upstreams: changes.upstreams ?? [],
  enforcements: changes.enforcements ?? [],
  policyGroup: changes.policyGroup ?? null,
})

/** Turned on today. */
export const switchedOn = { since: now - hour }
