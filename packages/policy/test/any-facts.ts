import fc from 'fast-check'
import type { Authenticator, Enforcement, Facts, Kind, OnUnenrolled, PolicyGroup, Proof, ProofKind, SessionsBefore, Terms, Upstream } from '../src/index.ts'
import { authenticator, before, day, enforcement, everyKind, facts, fromUpstream, group, here, hour, minute, now, proof, upstream } from './facts.ts'

// Facts in all combinations, drawn from few values each, so that what rarely meets does meet within a few thousand draws.

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const rungs: readonly OnUnenrolled[] = ['enrol', 'enrol', 'mailLink', 'codeOnly', 'deny']
const instants = [now - 40 * day, now - day, now - hour, now - 2 * minute, now]

const someKinds: fc.Arbitrary<readonly Kind[]> = oneOf<readonly Kind[]>(everyKind, everyKind, ['totp'], ['totp', 'passkey'], ['emailed-code', 'totp'], ['passkey'])
const sessionsBefore = oneOf<SessionsBefore>('askAtNextUse', 'letRunOut')

const anyTerms: fc.Arbitrary<Terms> = fc.record({
  kinds: someKinds,
  recoveries: oneOf<Terms['recoveries']>(['emergency-token', 'help-desk', 'backup-code', 'mail-link'], ['emergency-token', 'help-desk']),
  onUnenrolled: oneOf(...rungs),
  afterEmergency: oneOf<Terms['afterEmergency']>('nothing', 'nextSignIn', 'enrolNow'),
  sessionsBefore,
})

export const anyEnforcement: fc.Arbitrary<Enforcement> = fc.record({
  terms: anyTerms,
  enforceFrom: oneOf(...instants, now + day),
  target: oneOf<Enforcement['target']>({ everyone: true, roles: [], groups: [] }, { everyone: false, roles: ['help-desk'], groups: ['finance'] }),
  targetReachedAt: oneOf(null, now - 60 * day, now - hour),
  refusesShared: oneOf(false, false, true),
}).map(({ terms, ...rest }) => enforcement({ ...terms, ...rest }))

const anyGroup: fc.Arbitrary<PolicyGroup> = fc.record({
  terms: anyTerms,
  ask: oneOf<PolicyGroup['ask']>('always', 'unless', 'never'),
  assignedAt: oneOf(null, ...instants),
  client: oneOf('wiki', 'payroll'),
}).map(({ terms, ask, assignedAt, client }) => group(ask, {
  ...terms,
  assignedAt,
  exemptions: [
    { name: 'office', conditions: [{ kind: 'network', networks: ['10.0.0.0/8'] }] },
    { name: 'known', conditions: [{ kind: 'trusted-browser' }, { kind: 'client', clients: [client] }] },
  ],
}))

const anyAuthenticator = (kind: Kind): fc.Arbitrary<Authenticator> => fc.record({
  state: oneOf<Authenticator['state']>('active', 'active', 'suspended', 'unproved'),
  boundBy: oneOf<Authenticator['boundBy']>('first-proof', 'mailbox', 'administrator'),
  confirmedFor: oneOf(...rungs),
  boundInJourney: oneOf(null, here, before),
}).map((changes) => authenticator(kind, changes))

const anyAuthenticators: fc.Arbitrary<readonly Authenticator[]> = fc
  .subarray([...everyKind])
  .chain((kinds) => (kinds.length === 0 ? fc.constant<readonly Authenticator[]>([]) : fc.tuple(...kinds.map(anyAuthenticator))))

const when = { at: oneOf(now - 13 * hour, now - 2 * hour, now - 10 * minute, now - minute), journeyId: oneOf(here, here, before), epoch: oneOf(1, 1, 1, 0) }

const anyFirst: fc.Arbitrary<Proof> = fc.oneof(
  fc.record(when).map((changes) => proof('password', changes)),
  fc.record(when).map((changes) => proof('passkey', changes)),
  fc.record({ ...when, linkPurpose: oneOf<Proof['linkPurpose']>('set-up', 'reset-password') }).map((changes) => proof('action-link', changes)),
  fc.record({ ...when, amr: oneOf<readonly string[]>([], ['hwk']), age: oneOf(minute, 2 * hour), ofJourney: oneOf(true, true, false), known: oneOf(true, true, false) })
    .map(({ amr, age, ofJourney, known, ...changes }) =>
      fromUpstream({ amr, authTime: known ? changes.at - age : null, idTokenJourneyId: ofJourney ? changes.journeyId : 'elsewhere' }, changes)),
)
const anySecond: fc.Arbitrary<Proof> = fc.record({ kind: oneOf<ProofKind>('totp', 'emailed-code', 'push', 'emergency-token', 'backup-code'), ...when })
  .map(({ kind, ...changes }) => proof(kind, changes))

export const anyProofs: fc.Arbitrary<readonly Proof[]> = fc
  .tuple(fc.array(anyFirst, { minLength: 0, maxLength: 2 }), fc.array(anySecond, { maxLength: 2 }))
  .map(([first, second]) => [...first, ...second])

export const anyUpstream: fc.Arbitrary<Upstream> = fc.record({
  enabled: oneOf(true, true, true, false),
  enabledSince: oneOf(null, null, now - 90 * minute),
  trust: oneOf<Upstream['trust']>('always', 'evidence', 'never'),
  evidence: oneOf<Upstream['evidence']>([], [{ claim: 'amr', value: 'hwk', level: 2 }], [{ claim: 'amr', value: 'hwk', level: 'code' }]),
}).map((changes) => upstream(changes))

const anyUser = fc.record({
  enabled: oneOf(true, true, true, true, false),
  shared: oneOf(false, false, true),
  administrative: oneOf(false, true),
  roles: oneOf<readonly string[]>([], ['help-desk']),
  groups: oneOf<readonly string[]>([], ['finance']),
  otpRequired: oneOf(null, null, { since: now - hour }, { since: now - 40 * day }, { since: null }),
  authenticators: anyAuthenticators,
  emergencyTokensLeft: oneOf(0, 3),
  emergencyInARow: oneOf(0, 1, 3),
  passwordChangedAt: oneOf(null, now - 90 * day, now - hour),
  address: oneOf(null, { provedAt: null, changedAt: null }, { provedAt: now - day, changedAt: null }, { provedAt: now - hour, changedAt: now - day }),
  passwordResetByMailAt: oneOf(null, null, now - hour),
  reset: oneOf<Facts['user']['reset']>(null, null, { at: now - minute, proof: null, reference: '4271-08' }, { at: now - day, proof: 'mailLink', reference: null }),
})

export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  channel: oneOf<Facts['channel']>('page', 'page', 'page', 'authorization', 'code', 'device', 'refresh', 'refresh-offline', 'direct-grant', 'api', 'account'),
  realm: fc.record({
    enabled: oneOf(true, true, true, true, true, false), kinds: someKinds, mails: oneOf(true, true, true, false), presentation: oneOf<Facts['realm']['presentation']>('interactive', 'interactive', 'classic'),
    askRegistered: fc.boolean(), personal: anyTerms, enrolWithin: oneOf(0, 14 * day),
  }),
  user: anyUser,
  client: fc.record({ enabled: oneOf(true, true, true, true, false), minimumAcr: oneOf(null, null, null, '1', 'urn:tegata:acr:code', '2', '3', 'urn:tegata:acr:fresh', 'gold') }),
  request: fc.record({
    essentialAcr: oneOf<readonly string[]>([], [], [], ['0'], ['2'], ['phr', '2'], ['unknown']),
    wishedAcr: oneOf<readonly string[]>([], [], ['1'], ['2'], ['3', '2'], ['urn:tegata:acr:fresh']),
    proofsSince: oneOf(null, null, null, now - 5 * minute),
    address: oneOf(null, '10.0.0.1', '203.0.113.7'),
    trustedBrowser: oneOf<Facts['request']['trustedBrowser']>(null, { kind: 'totp', epoch: 1, markedAt: now - minute }),
  }),
  journey: oneOf(null, {}, {}, { mailboxProvedAt: now }, { mailboxProvedAt: now, addressTyped: true }, { resetReference: '4271-08' }, { putOff: true, noticeSeen: true }),
  session: oneOf(null, { startedAt: now - 2 * hour }, { startedAt: now - 3 * day }),
  proofs: anyProofs,
  upstreams: fc.array(anyUpstream, { maxLength: 1 }),
  enforcements: fc.array(anyEnforcement, { maxLength: 2 }),
  policyGroup: fc.option(anyGroup, { nil: null }),
}).map(facts)
