import { describe, expect, test } from 'vitest'
import {
  type Changes, authenticator, before, day, enforcement, facts, fromUpstream, group, hour, minute, now, password, proof, switchedOn, upstream, withEvidence,
} from '../test/facts.ts'
import { type NextStep, type Recovery, decide, kinds } from './index.ts'

const totp = authenticator('totp')
const suspended = authenticator('totp', { state: 'suspended' })
const mail = authenticator('emailed-code')
const onlyApps = enforcement({ kinds: ['totp'] })
const everyWay: readonly Recovery[] = ['emergency-token', 'help-desk', 'backup-code', 'mail-link']
const notEmergency: readonly Recovery[] = ['help-desk', 'backup-code', 'mail-link']
const inOffice: Changes = { policyGroup: group('unless'), request: { address: '10.0.0.1' } }
const inOfficeUnder = (onUnenrolled: 'mailLink' | 'codeOnly' | 'deny'): Changes => ({ ...inOffice, policyGroup: group('unless', { onUnenrolled }) })

const setUp = (changes: Partial<NextStep & { kind: 'set-up' }> = {}): NextStep =>
  ({ kind: 'set-up', kinds, proof: 'first-proof', proved: true, mayBePutOff: false, ...changes })

/** The table "asked · the user · next step" of the policy. */
const table: readonly [promise: string, changes: Changes, step: NextStep][] = [
  ['nobody has proved anything yet', { proofs: [] }, { kind: 'first-proof', reason: 'missing' }],
  ['not asked, nothing required', {}, { kind: 'none' }],

  ['not asked, must have, has none: sets up, never a refusal (P7)', inOffice, setUp()],
  ['… by mail: may be put off', inOfficeUnder('mailLink'), setUp({ proof: 'mailbox', proved: false, mayBePutOff: true })],
  ['… and was put off', { ...inOfficeUnder('mailLink'), journey: { putOff: true } }, { kind: 'none' }],
  ['… which what the first proof binds cannot be', { ...inOffice, journey: { putOff: true } }, setUp()],
  ['… codeOnly: a notice', inOfficeUnder('codeOnly'), { kind: 'notice', reason: 'codeOnly' }],
  ['… deny: a notice', inOfficeUnder('deny'), { kind: 'notice', reason: 'deny' }],
  ['… seen: no more', { ...inOfficeUnder('deny'), journey: { noticeSeen: true } }, { kind: 'none' }],
  ['… classic: a notice (S0-33)', { ...inOffice, realm: { presentation: 'classic' } }, { kind: 'notice', reason: 'classic' }],
  [
    '… by line 3: nothing (P4)',
    { proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })], user: { otpRequired: switchedOn } },
    { kind: 'none' },
  ],
  ['… has a suspended one: nothing', { ...inOffice, user: { authenticators: [suspended] } }, { kind: 'none' }],
  [
    '… with the first proof of an earlier journey: nothing is typed again (P6)',
    { ...inOffice, proofs: [proof('password', { journeyId: before })] },
    { kind: 'none' },
  ],

  [
    'asked, has proved an accepted one in this session',
    { user: { authenticators: [totp] }, proofs: [password, proof('totp')] },
    { kind: 'none' },
  ],
  [
    '… days ago, the session being alive (S0-21)',
    {
      user: { authenticators: [totp] },
      session: {},
      proofs: [proof('password', { at: now - 2 * day, journeyId: before }), proof('totp', { at: now - 2 * day, journeyId: before })],
    },
    { kind: 'none' },
  ],
  [
    '… by setting it up at the end of this sign-in (S0-30)',
    {
      enforcements: [onlyApps],
      user: {
        authenticators: [authenticator('totp', { boundBy: 'first-proof', confirmedFor: 'enrol', boundInJourney: 'journey-1' })],
      },
      proofs: [password, proof('totp')],
    },
    { kind: 'none' },
  ],
  [
    '… an enforcement, by a passkey that verified its user',
    { enforcements: [enforcement()], user: { authenticators: [authenticator('passkey')] }, proofs: [proof('passkey')] },
    { kind: 'none' },
  ],
  [
    '… an enforcement, by upstream evidence, also of the trusted',
    { enforcements: [enforcement()], proofs: [withEvidence()], upstreams: [upstream({ trust: 'always' })] },
    { kind: 'none' },
  ],
  [
    '… by a backup code, where the rules accept it',
    { user: { otpRequired: switchedOn, authenticators: [totp] }, proofs: [password, proof('backup-code')] },
    { kind: 'none' },
  ],
  [
    '… not, where they do not',
    {
      enforcements: [enforcement({ recoveries: ['emergency-token', 'help-desk'] })],
      user: { authenticators: [totp] },
      proofs: [password, proof('backup-code')],
    },
    { kind: 'challenge', authenticatorIds: ['totp-1'], kinds, recoveries: ['emergency-token', 'help-desk'] },
  ],

  [
    'asked, registered',
    { user: { authenticators: [totp] } },
    { kind: 'challenge', authenticatorIds: ['totp-1'], kinds, recoveries: everyWay },
  ],
  [
    '… by an address that is not proved yet',
    { user: { authenticators: [authenticator('emailed-code', { state: 'unproved' })] } },
    { kind: 'challenge', authenticatorIds: ['emailed-code-1'], kinds, recoveries: everyWay },
  ],
  [
    '… several: all that are accepted',
    { enforcements: [enforcement({ kinds: ['totp', 'push'] })], user: { authenticators: [mail, totp, authenticator('push')] } },
    { kind: 'challenge', authenticatorIds: ['totp-1', 'push-1'], kinds: ['totp', 'push'], recoveries: everyWay },
  ],
  [
    '… for a demand of the request: no emergency token (P25)',
    { client: { minimumAcr: '2' }, user: { authenticators: [totp, mail] } },
    { kind: 'challenge', authenticatorIds: ['totp-1'], kinds: ['totp', 'push', 'passkey'], recoveries: notEmergency },
  ],
  [
    '… for a wish: the kinds that reach it',
    { request: { wishedAcr: ['2'] }, policyGroup: group('never'), user: { authenticators: [totp, mail] } },
    { kind: 'challenge', authenticatorIds: ['totp-1'], kinds: ['totp', 'push', 'passkey'], recoveries: everyWay },
  ],
  [
    '… a demand that an emergency token does not meet',
    {
      client: { minimumAcr: 'urn:tegata:acr:code' },
      user: { authenticators: [totp] },
      proofs: [password, proof('emergency-token')],
    },
    { kind: 'challenge', authenticatorIds: ['totp-1'], kinds, recoveries: notEmergency },
  ],

  [
    'asked, has only others that work: proves one',
    { enforcements: [onlyApps], user: { authenticators: [mail] } },
    { kind: 'prove-then-set-up', authenticatorIds: ['emailed-code-1'], kinds: ['totp'] },
  ],
  [
    '… has proved it: sets up an accepted one',
    { enforcements: [onlyApps], user: { authenticators: [mail] }, proofs: [password, proof('emailed-code')] },
    setUp({ kinds: ['totp'], proof: 'authenticator' }),
  ],
  [
    '… has proved it too long ago',
    {
      enforcements: [onlyApps],
      user: { authenticators: [mail] },
      proofs: [password, proof('emailed-code', { at: now - 5 * minute - 1 })],
    },
    { kind: 'prove-then-set-up', authenticatorIds: ['emailed-code-1'], kinds: ['totp'] },
  ],
  [
    '… in a step-up: the first proof again before anything is bound',
    {
      enforcements: [onlyApps],
      session: {},
      user: { authenticators: [mail] },
      proofs: [proof('password', { journeyId: before }), proof('emailed-code')],
    },
    { kind: 'first-proof', reason: 'for-binding' },
  ],
  [
    '… classic: nothing can be set up',
    { realm: { presentation: 'classic' }, enforcements: [onlyApps], user: { authenticators: [mail] } },
    { kind: 'emergency', tokensLeft: 5, reason: 'classic' },
  ],

  [
    'asked, has only suspended ones: the token',
    { user: { authenticators: [suspended] } },
    { kind: 'emergency', tokensLeft: 5, reason: 'suspended' },
  ],
  [
    '… without one: refused with the way out',
    { user: { authenticators: [suspended], emergencyTokensLeft: 0 } },
    { kind: 'refused', reason: { code: 'refused.suspended', params: {} } },
  ],
  [
    '… for a demand of the request: the token binds a new one',
    { client: { minimumAcr: '2' }, user: { authenticators: [suspended] }, proofs: [password, proof('emergency-token')] },
    setUp({ kinds: ['totp', 'push', 'passkey'], proof: 'emergency-token' }),
  ],
  [
    '… one suspended, another works: a challenge',
    { user: { authenticators: [suspended, authenticator('push')] } },
    { kind: 'challenge', authenticatorIds: ['push-1'], kinds, recoveries: everyWay },
  ],

  ['asked, has none: enrol', { user: { otpRequired: switchedOn } }, setUp()],
  ['… mailLink', { policyGroup: group('always', { onUnenrolled: 'mailLink' }) }, setUp({ proof: 'mailbox', proved: false })],
  [
    '… mailLink, proved',
    { policyGroup: group('always', { onUnenrolled: 'mailLink' }), journey: { mailboxProvedAt: now } },
    setUp({ proof: 'mailbox' }),
  ],
  [
    '… mailLink, by a set-up link',
    { policyGroup: group('always', { onUnenrolled: 'mailLink' }), proofs: [proof('action-link', { linkPurpose: 'set-up' })] },
    setUp({ proof: 'mailbox' }),
  ],
  [
    '… codeOnly: the token first',
    { policyGroup: group('always', { onUnenrolled: 'codeOnly' }) },
    { kind: 'emergency', tokensLeft: 5, reason: 'code-only' },
  ],
  [
    '… codeOnly, none left: still the page, for one that the help desk hands out',
    { policyGroup: group('always', { onUnenrolled: 'codeOnly' }), user: { emergencyTokensLeft: 0 } },
    { kind: 'emergency', tokensLeft: 0, reason: 'code-only' },
  ],
  [
    '… deny',
    { policyGroup: group('always', { onUnenrolled: 'deny' }) },
    { kind: 'refused', reason: { code: 'refused.deny', params: {} } },
  ],
  [
    '… classic reads enrol as codeOnly (S0-34)',
    { realm: { presentation: 'classic' }, user: { otpRequired: switchedOn } },
    { kind: 'emergency', tokensLeft: 5, reason: 'classic' },
  ],
  [
    '… classic, for a demand of the request, which no token meets',
    { realm: { presentation: 'classic' }, client: { minimumAcr: '2' } },
    { kind: 'refused', reason: { code: 'refused.classic', params: {} } },
  ],
  [
    '… a set-up link sets up in a classic realm too',
    {
      realm: { presentation: 'classic' },
      user: { otpRequired: switchedOn },
      proofs: [proof('action-link', { linkPurpose: 'set-up' })],
    },
    setUp(),
  ],
  [
    '… a demand of the request needs the mailbox',
    { client: { minimumAcr: '2' } },
    setUp({ kinds: ['totp', 'push', 'passkey'], proof: 'mailbox', proved: false }),
  ],
  [
    '… codeOnly under a demand of the request: the token, then a set-up',
    {
      client: { minimumAcr: '2' },
      policyGroup: group('always', { onUnenrolled: 'codeOnly' }),
      proofs: [password, proof('emergency-token')],
    },
    setUp({ kinds: ['totp', 'push', 'passkey'], proof: 'emergency-token' }),
  ],
  [
    '… a session alone binds nothing (P13)',
    { session: {}, user: { otpRequired: switchedOn }, proofs: [proof('password', { journeyId: before })] },
    { kind: 'first-proof', reason: 'for-binding' },
  ],

  [
    'no kind that all rules accept: the token',
    { enforcements: [onlyApps], policyGroup: group('always', { kinds: ['push'] }) },
    { kind: 'emergency', tokensLeft: 5, reason: 'no-accepted-kind' },
  ],
  [
    '… or nothing',
    { enforcements: [onlyApps], policyGroup: group('always', { kinds: ['push'] }), user: { emergencyTokensLeft: 0 } },
    { kind: 'refused', reason: { code: 'refused.no-accepted-kind', params: {} } },
  ],

  ['refused by line 0', { user: { enabled: false } }, { kind: 'refused', reason: { code: 'line0.user-disabled', params: {} } }],
]

describe('the next step', () => {
  test.each(table)('%s', (_, changes, step) => {
    expect(decide(facts(changes)).nextStep).toEqual(step)
  })
})

describe('a step-up', () => {
  const session = { session: {}, user: { otpRequired: switchedOn, authenticators: [totp] } }
  const signedIn = (ago: number) => decide(facts({ ...session, proofs: [proof('password', { at: now - ago, journeyId: before })] })).nextStep

  test('asks only what is missing', () => expect(signedIn(11 * hour).kind).toBe('challenge'))
  test.each([[-1, 'challenge'], [0, 'challenge'], [1, 'first-proof']])('asks the first proof too when it is older than 12 hours (%i ms)', (offset, kind) => {
    expect(signedIn(12 * hour + offset).kind).toBe(kind)
  })
  test('does not count proofs from before what max_age or prompt=login allow (P32)', () => {
    const again = { ...session, request: { proofsSince: now - minute } }
    const old = [proof('password', { at: now - hour, journeyId: before }), proof('totp', { at: now - hour, journeyId: before })]
    expect(decide(facts({ ...again, proofs: old })).nextStep).toEqual({ kind: 'first-proof', reason: 'missing' })
    expect(decide(facts({ ...again, proofs: [...old, password] })).nextStep.kind).toBe('challenge')
    expect(decide(facts({ ...again, proofs: [...old, password, proof('totp')] })).nextStep.kind).toBe('none')
  })

  /** `ago`: how long before the instant that the request names the person signed in at the upstream, which answers just now. */
  const answering = (ago: number | null, at = now) => decide(facts({
    request: { proofsSince: now - 5 * minute }, upstreams: [upstream({ trust: 'always' })],
    proofs: [fromUpstream({ authTime: ago === null ? null : now - 5 * minute - ago }, { at })],
  })).nextStep
  test.each([
    ['an hour', hour, 'first-proof'], ['one millisecond more than its clock may be behind', 30_001, 'first-proof'], ['as much as its clock may be behind', 30_000, 'none'],
    ['at the instant', 0, 'none'], ['after it', -minute, 'none'], ['unsaid', null, 'none'],
  ])('an upstream that answers now from a session of its own, begun %s before, proves nothing new (P32)', (_, ago, kind) => {
    expect(answering(ago).kind).toBe(kind)
  })
  test('our own clock is not given what an upstream’s is (P32)', () => expect(answering(-minute, now - 5 * minute - 1).kind).toBe('first-proof'))
})

describe('an authenticator bound by less than the rule asks (P16)', () => {
  const weak = authenticator('totp', { boundBy: 'first-proof', confirmedFor: 'enrol' })
  const strict = group('always', { onUnenrolled: 'mailLink' })
  const walk = (changes: Changes) => decide(facts({ policyGroup: strict, user: { authenticators: [weak] }, ...changes }))

  test('is proved first', () => expect(walk({}).nextStep.kind).toBe('challenge'))
  test('is then confirmed once, by the mailbox', () => {
    expect(walk({ proofs: [password, proof('totp')] }).nextStep).toEqual({ kind: 'confirm', authenticatorId: 'totp-1', proof: 'mailbox' })
  })
  test('is then accepted, and what it is good for is to be stored', () => {
    const { nextStep, confirmed } = walk({ proofs: [password, proof('totp')], journey: { mailboxProvedAt: now } })
    expect([nextStep, confirmed]).toEqual([{ kind: 'none' }, [{ authenticatorId: 'totp-1', confirmedFor: 'mailLink' }]])
  })
  test('is not confirmed by a mailbox alone: it must be proved in the same journey', () => {
    expect(walk({ session: {}, proofs: [password, proof('totp', { journeyId: before })], journey: { mailboxProvedAt: now } }).confirmed).toEqual([])
    expect(walk({ session: {}, proofs: [password, proof('totp', { journeyId: before })] }).nextStep.kind).toBe('challenge')
  })
  test('is confirmed by an emergency token where the rule is codeOnly', () => {
    const changes = { policyGroup: group('always', { onUnenrolled: 'codeOnly' }), proofs: [password, proof('totp')] }
    expect(walk(changes).nextStep).toEqual({ kind: 'confirm', authenticatorId: 'totp-1', proof: 'emergency-token' })
    expect(walk({ ...changes, proofs: [password, proof('totp'), proof('emergency-token')] }).confirmed).toEqual([{ authenticatorId: 'totp-1', confirmedFor: 'codeOnly' }])
  })
  test('is accepted under deny when a token bound or confirmed it: nothing that is typed is worth more', () => {
    const deny = { policyGroup: group('always', { onUnenrolled: 'deny' }), proofs: [password, proof('totp')] }
    const byToken = authenticator('totp', { boundBy: 'emergency-token', confirmedFor: 'codeOnly' })
    expect(walk({ ...deny, user: { authenticators: [byToken] } }).nextStep).toEqual({ kind: 'none' })
    expect(walk(deny).nextStep).toEqual({ kind: 'confirm', authenticatorId: 'totp-1', proof: 'emergency-token' })
  })
  test('answers a wish as it is: a wish is no rule', () => {
    const trusted = { proofs: [fromUpstream(), proof('totp')], upstreams: [upstream({ trust: 'always' })], request: { wishedAcr: ['3'] } }
    const user = { authenticators: [weak, authenticator('passkey')] }
    expect(walk({ ...trusted, user }).nextStep).toMatchObject({ kind: 'challenge', authenticatorIds: ['passkey-1'] })
  })
  test('is confirmed by an emergency token where no mailbox can prove anything', () => {
    const user = { authenticators: [weak], address: null }
    expect(walk({ user, proofs: [password, proof('totp')] }).nextStep).toEqual({ kind: 'confirm', authenticatorId: 'totp-1', proof: 'emergency-token' })
  })
  test('is a dead end where only a token confirms and none is left, and the forecast says so before the code is typed', () => {
    const user = { authenticators: [weak], emergencyTokensLeft: 0 }
    expect(walk({ policyGroup: group('always', { onUnenrolled: 'codeOnly' }), user }).lockedOut).toBe(true)
    expect(walk({ user }).lockedOut).toBe(false)
  })
  test('is not confirmed for what only the age of a demand asks of new ones', () => {
    expect(walk({ policyGroup: group('always', { assignedAt: now - 400 * day }), proofs: [password, proof('totp')] }).nextStep).toEqual({ kind: 'none' })
  })
  test('has to be confirmed once its owner becomes an administrator, where a rule requires one', () => {
    const user = { authenticators: [weak], administrative: true, otpRequired: switchedOn }
    expect(walk({ policyGroup: null, user, proofs: [password, proof('totp')] }).nextStep.kind).toBe('confirm')
    expect(walk({ policyGroup: null, user: { ...user, otpRequired: null }, proofs: [password, proof('totp')] }).nextStep.kind).toBe('none')
  })
})

describe('a demand of the request is not met by what this journey bound by its first proof (P22)', () => {
  const boundHere = authenticator('totp', { boundBy: 'first-proof', confirmedFor: 'enrol', boundInJourney: 'journey-1' })
  const walk = (changes: Changes) => decide(facts({ client: { minimumAcr: '2' }, user: { authenticators: [boundHere] }, proofs: [password, proof('totp')], ...changes }))

  test('but once the mailbox is proved', () => {
    expect(walk({}).nextStep).toEqual({ kind: 'confirm', authenticatorId: 'totp-1', proof: 'mailbox' })
    expect(walk({ journey: { mailboxProvedAt: now } }).nextStep).toEqual({ kind: 'none' })
  })
  test('nor by another one that it vouched for', () => {
    const vouchedFor = authenticator('push', { boundBy: 'authenticator', confirmedFor: 'enrol', boundInJourney: 'journey-1' })
    expect(walk({ user: { authenticators: [boundHere, vouchedFor] }, proofs: [password, proof('totp'), proof('push')] }).satisfied).toBe(false)
  })
  test('in a later journey it counts like any other', () => {
    expect(walk({ journey: { id: 'journey-2' }, session: {} }).nextStep).toEqual({ kind: 'none' })
  })
})

describe('locked out', () => {
  const says: readonly [string, Changes, boolean][] = [
    [
      'codeOnly without a token',
      { policyGroup: group('always', { onUnenrolled: 'codeOnly' }), user: { emergencyTokensLeft: 0 } },
      true,
    ],
    ['codeOnly with a token', { policyGroup: group('always', { onUnenrolled: 'codeOnly' }) }, false],
    ['deny', { policyGroup: group('always', { onUnenrolled: 'deny' }) }, true],
    [
      'classic without a token (S0-37)',
      { realm: { presentation: 'classic' }, user: { otpRequired: switchedOn, emergencyTokensLeft: 0 } },
      true,
    ],
    ['suspended without a token', { user: { authenticators: [suspended], emergencyTokensLeft: 0 } }, true],
    ['suspended with a token', { user: { authenticators: [suspended] } }, false],
    ['line 0', { user: { enabled: false } }, true],
    ['who is not asked never is (P6)', { ...inOfficeUnder('deny'), user: { emergencyTokensLeft: 0 } }, false],
    ['who is registered is not', { user: { authenticators: [totp], emergencyTokensLeft: 0 } }, false],
    ['who may set up is not', { user: { otpRequired: switchedOn, emergencyTokensLeft: 0 } }, false],
  ]
  test.each(says)('%s', (_, changes, lockedOut) => {
    expect(decide(facts(changes)).lockedOut).toBe(lockedOut)
  })
})
