import { describe, expect, test } from 'vitest'
import { type Case, app, onFile, elsewhere, setUpLink, handedOver, beside, token, totp, strict, codeOnly, mailProved, required, admin, said } from '../test/bindings.ts'
import { type Changes, authenticator, before, day, enforcement, facts, group, hour, minute, now, password, proof, switchedOn } from '../test/facts.ts'
import { type Binding, bindingSnapshot, canBind } from './index.ts'

const firstOnes: readonly Case[] = [
  ['the password of this journey', required, app, 'first-proof, good for enrol'],
  ['… also where nothing requires it', {}, app, 'first-proof, good for enrol'],
  [
    'a password of an earlier journey does not',
    { ...required, proofs: [proof('password', { journeyId: before })] },
    app,
    'proof-missing, needs first-proof',
  ],
  ['nothing proved at all does not', { ...required, proofs: [] }, app, 'proof-missing, needs first-proof'],
  [
    'a session alone does not',
    { session: {}, proofs: [proof('password', { journeyId: before, at: now - hour })] },
    app,
    'proof-missing, needs first-proof',
  ],
  ['where there is no journey nothing does', { journey: null }, app, 'proof-missing, needs first-proof'],
  ['a set-up link, which is proof of the mailbox', { proofs: [setUpLink] }, app, 'mailbox, good for mailLink'],
  [
    '… of an address that it proves just now',
    { proofs: [setUpLink], user: { address: { provedAt: null, changedAt: null } } },
    app,
    'mailbox, good for mailLink',
  ],
  [
    '… of an address changed this week: a first proof, no more',
    { proofs: [setUpLink], user: { address: { provedAt: null, changedAt: now - day } } },
    app,
    'first-proof, good for enrol',
  ],

  ['a link that an administrator handed over: a first proof, no more', { proofs: [handedOver] }, app, 'first-proof, good for enrol'],
  ['mailLink: a link that was handed over does not suffice', { policyGroup: strict, proofs: [handedOver] }, app, 'proof-missing, needs mailbox'],
  ['codeOnly: nor there', { policyGroup: codeOnly, proofs: [handedOver], ...mailProved }, app, 'proof-missing, needs emergency-token'],
  ['of somebody who administers: a link that was handed over does not suffice (P14)', { user: admin, proofs: [handedOver] }, app, 'proof-missing, needs mailbox'],
  [
    'without a mailbox: a link that was handed over binds where the password would, and nowhere else (P17)',
    { policyGroup: strict, proofs: [handedOver], user: { address: null } }, app, 'proof-missing, needs emergency-token',
  ],
  ['an administrator beside the person, where nothing was proved in any journey', { journey: null, proofs: [] }, beside, 'administrator, good for deny'],
  ['… of somebody who administers, too (S1-10)', { journey: null, proofs: [], user: admin }, beside, 'administrator, good for deny'],
  [
    '… but no kind that the rules do not accept',
    { journey: null, proofs: [], policyGroup: group('always', { kinds: ['passkey'] }) }, beside, 'kind-not-accepted, needs null',
  ],

  ['mailLink: the password does not suffice', { policyGroup: strict }, app, 'proof-missing, needs mailbox'],
  ['mailLink: the mailbox besides', { policyGroup: strict, ...mailProved }, app, 'mailbox, good for mailLink'],
  [
    'mailLink: the mailbox without a first proof does not',
    { policyGroup: strict, ...mailProved, proofs: [proof('password', { journeyId: before })] },
    app,
    'proof-missing, needs first-proof',
  ],
  ['mailLink: a set-up link', { policyGroup: strict, proofs: [setUpLink] }, app, 'mailbox, good for mailLink'],
  [
    'mailLink: a password link is no proof of the mailbox that binds',
    { policyGroup: strict, proofs: [proof('action-link', { linkPurpose: 'reset-password' })] },
    app,
    'proof-missing, needs mailbox',
  ],
  ['mailLink: more than asked', { policyGroup: strict, proofs: [password, token] }, app, 'emergency-token, good for codeOnly'],
  [
    'mailLink: an address typed in this journey proves nothing (P17)',
    { policyGroup: strict, journey: { mailboxProvedAt: now, addressTyped: true } },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'mailLink: an address changed this week proves nothing (P17)',
    { policyGroup: strict, ...mailProved, user: { address: { provedAt: now - day, changedAt: now - day } } },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'mailLink: "receive by email" to the proved address on file is its own proof',
    { policyGroup: strict },
    onFile,
    'mailbox, good for mailLink',
  ],
  ['mailLink: another address needs the floor’s', { policyGroup: strict }, elsewhere, 'proof-missing, needs mailbox'],
  [
    'mailLink: an address on file that is not proved is not its own proof',
    { policyGroup: strict, user: { address: { provedAt: null, changedAt: null } } },
    onFile,
    'proof-missing, needs emergency-token',
  ],

  [
    'enrol: an address on file that is not proved adds nothing to the password',
    { user: { otpRequired: switchedOn, address: { provedAt: null, changedAt: null } } },
    onFile,
    'first-proof, good for enrol',
  ],

  ['codeOnly: the password does not suffice', { policyGroup: codeOnly }, app, 'proof-missing, needs emergency-token'],
  ['codeOnly: the mailbox does not', { policyGroup: codeOnly, ...mailProved }, app, 'proof-missing, needs emergency-token'],
  ['codeOnly: nor "receive by email"', { policyGroup: codeOnly }, onFile, 'proof-missing, needs emergency-token'],
  [
    'codeOnly: a token of this journey',
    { policyGroup: codeOnly, proofs: [password, token] },
    app,
    'emergency-token, good for codeOnly',
  ],
  [
    'codeOnly: a token of an earlier journey does not',
    { policyGroup: codeOnly, proofs: [password, proof('emergency-token', { journeyId: before })] },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'deny: nothing does',
    { policyGroup: group('always', { onUnenrolled: 'deny' }), proofs: [password, token], ...mailProved },
    app,
    'administrator-only, needs administrator',
  ],
  [
    'deny: an administrator',
    { policyGroup: group('always', { onUnenrolled: 'deny' }) },
    { kind: 'totp', by: 'administrator' },
    'administrator, good for deny',
  ],
  [
    'classic: reads enrol as codeOnly',
    { ...required, realm: { presentation: 'classic' } },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'classic: a set-up link is no sign-in',
    { realm: { presentation: 'classic' }, proofs: [setUpLink] },
    app,
    'mailbox, good for mailLink',
  ],

  ['a kind that the realm does not offer', { realm: { kinds: ['totp'] } }, { kind: 'push' }, 'kind-not-accepted, needs null'],
  [
    'a kind that the rules do not accept',
    { enforcements: [enforcement({ kinds: ['passkey'] })] },
    app,
    'kind-not-accepted, needs null',
  ],
  [
    'a kind that does not reach what the request demands',
    { client: { minimumAcr: '2' }, ...mailProved },
    onFile,
    'kind-not-accepted, needs null',
  ],
  ['a demand of the request needs the mailbox', { client: { minimumAcr: '2' } }, app, 'proof-missing, needs mailbox'],

  [
    'classic: the account page is no sign-in either',
    { channel: 'account', realm: { presentation: 'classic' }, ...mailProved },
    app,
    'mailbox, good for mailLink',
  ],

  ['an administrative role: the password alone binds nothing (P14)', { user: admin }, app, 'proof-missing, needs mailbox'],
  ['an administrative role: nor the account page', { channel: 'account', user: admin }, app, 'proof-missing, needs mailbox'],
  ['the account page: an ordinary user needs the mailbox too', { channel: 'account' }, app, 'proof-missing, needs mailbox'],
  [
    'the account page: and a first proof of this walk',
    { channel: 'account', session: {}, ...mailProved, proofs: [proof('password', { journeyId: before })] },
    app,
    'proof-missing, needs first-proof',
  ],

  [
    'after a reset on request: the journey with the reference, by its first proof (P23)',
    {
      user: { otpRequired: switchedOn, reset: { at: now - minute, proof: null, reference: '4271-08' } },
      journey: { resetReference: '4271-08' },
    },
    app,
    'first-proof, good for enrol',
  ],
  [
    'after a reset on request: no other one (P23)',
    { user: { otpRequired: switchedOn, reset: { at: now - minute, proof: null, reference: '4271-08' } } },
    app,
    'proof-missing, needs mailbox',
  ],
]

describe('what binds a first authenticator (P13, P14, P17, P23)', () => {
  test.each(firstOnes)('%s', (_, changes, binding, outcome) => {
    expect(said(canBind(facts(changes), binding))).toBe(outcome)
  })
})

describe('the facts of the page must be the facts of the commit (P15)', () => {
  const shown = bindingSnapshot(facts(required))
  const commit = (changes: Changes) => said(canBind(facts(changes), { kind: 'totp', shown }))

  test('the same facts commit, also minutes later', () => {
    expect(commit(required)).toBe('first-proof, good for enrol')
    expect(commit({ ...required, now: now + 10 * minute })).toBe('first-proof, good for enrol')
  })

  const changed: readonly [string, Changes][] = [
    ['another authenticator was bound: of two open pages one wins', { user: { otpRequired: switchedOn, authenticators: [totp] } }],
    ['a role was granted', { user: { otpRequired: switchedOn, roles: ['staff'] } }],
    ['an administrative role was granted', { user: admin }],
    ['a group was entered', { user: { otpRequired: switchedOn, groups: ['finance'] } }],
    ['the demand was withdrawn', {}],
    ['another demand came', { ...required, policyGroup: group('always') }],
    ['the demand grew stricter', { ...required, realm: { enrolWithin: 0 } }],
    ['a reset began a new epoch', { user: { otpRequired: switchedOn, epoch: 2 } }],
    ['the password changed', { user: { otpRequired: switchedOn, passwordChangedAt: now - 1 } }],
    ['the address changed', { user: { otpRequired: switchedOn, address: { provedAt: now, changedAt: now } } }],
  ]
  test.each(changed)('%s', (_, changes) => expect(commit(changes)).toBe('changed, needs null'))

  test('what the request demands was raised', () => {
    const demanding = (minimumAcr: string) => ({ client: { minimumAcr }, ...mailProved })
    const binding: Binding = { kind: 'passkey', shown: bindingSnapshot(facts(demanding('2'))) }
    expect(said(canBind(facts(demanding('2')), binding))).toBe('mailbox, good for mailLink')
    expect(said(canBind(facts(demanding('3')), binding))).toBe('changed, needs null')
  })

  test('the order in which authenticators, roles and groups are read does not matter', () => {
    const one = { user: { authenticators: [totp, authenticator('push')], roles: ['a', 'b'], groups: ['x', 'y'] } }
    const other = { user: { authenticators: [authenticator('push'), totp], roles: ['b', 'a'], groups: ['y', 'x'] } }
    expect(bindingSnapshot(facts(one))).toBe(bindingSnapshot(facts(other)))
  })
})

describe('what each proof stops ("What each proof stops")', () => {
  const rungs = ['enrol', 'mailLink', 'codeOnly'] as const
  const user = { otpRequired: switchedOn, reset: { at: now - minute, proof: null, reference: null } }
  const strangers: readonly [stranger: string, changes: Changes, binds: readonly [boolean, boolean, boolean]][] = [
    ['has the password', {}, [true, false, false]],
    ['has the mailbox, after a reset link', mailProved, [true, true, false]],
    [
      'has the session only',
      { session: {}, proofs: [proof('password', { journeyId: before, at: now - hour })] },
      [false, false, false],
    ],
    ['was handed a token', { proofs: [password, token] }, [true, true, true]],
  ]
  test.each(strangers)('a stranger who %s', (_, changes, binds) => {
    const outcomes = rungs.map((onUnenrolled) => canBind(facts({ user, policyGroup: group('always', { onUnenrolled }), ...changes }), app).ok)
    expect(outcomes).toEqual(binds)
  })
})
