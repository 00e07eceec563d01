import { describe, expect, test } from 'vitest'
import { type Case, app, onFile, elsewhere, setUpLink, handedOver, beside, token, totp, suspended, mailProved, said } from '../test/bindings.ts'
import { authenticator, before, enforcement, facts, group, hour, minute, now, password, proof, switchedOn } from '../test/facts.ts'
import { canBind } from './index.ts'

const furtherOnes: readonly Case[] = [
  [
    'in place of the last that the rules accept, not one that they do not accept (P19)',
    { user: { authenticators: [totp] }, enforcements: [enforcement({ kinds: ['totp'] })], proofs: [password, proof('totp')] },
    { ...elsewhere, replaces: ['totp-1'] },
    'kind-not-accepted, needs null',
  ],
  [
    '… nor where the rule lets this session run out',
    {
      session: {}, user: { authenticators: [totp] }, policyGroup: group('always', { kinds: ['totp'], assignedAt: now - 30_000 }),
      proofs: [proof('password', { at: now - hour }), proof('totp')],
    },
    { ...elsewhere, replaces: ['totp-1'] },
    'kind-not-accepted, needs null',
  ],
  [
    '… but beside it',
    { user: { authenticators: [totp] }, enforcements: [enforcement({ kinds: ['totp'] })], proofs: [password, proof('totp')] },
    elsewhere,
    'authenticator, good for mailLink',
  ],
  [
    '… or where another one stays that they accept',
    { user: { authenticators: [totp, authenticator('push')] }, enforcements: [enforcement({ kinds: ['totp', 'push'] })], proofs: [password, proof('totp')] },
    { ...elsewhere, replaces: ['totp-1'] },
    'authenticator, good for mailLink',
  ],
  [
    'the password binds nothing beside it',
    { user: { authenticators: [totp] } },
    { kind: 'push' },
    'proof-missing, needs authenticator',
  ],
  ['nor the mailbox', { user: { authenticators: [totp] }, ...mailProved }, { kind: 'push' }, 'proof-missing, needs authenticator'],
  ['nor "receive by email"', { user: { authenticators: [totp] } }, onFile, 'proof-missing, needs authenticator'],
  [
    'nor an emergency token without the answer lost (P27)',
    { user: { authenticators: [totp] }, proofs: [password, token] },
    { kind: 'push' },
    'proof-missing, needs authenticator',
  ],
  [
    'a set-up link never adds beside it (P18)',
    { user: { authenticators: [totp] }, proofs: [setUpLink] },
    { kind: 'push' },
    'set-up-link-adds-nothing, needs authenticator',
  ],
  [
    '… not even with a code of it',
    { user: { authenticators: [totp] }, proofs: [setUpLink, proof('totp')] },
    { kind: 'push' },
    'set-up-link-adds-nothing, needs authenticator',
  ],
  [
    '… nor beside a suspended one',
    { user: { authenticators: [suspended] }, proofs: [setUpLink] },
    { kind: 'push' },
    'set-up-link-adds-nothing, needs authenticator',
  ],
  [
    'a code of it, and its worth is passed on',
    { user: { authenticators: [totp] }, proofs: [password, proof('totp')] },
    { kind: 'push' },
    'authenticator, good for mailLink',
  ],
  [
    '… no more than its worth',
    {
      user: { authenticators: [authenticator('totp', { boundBy: 'first-proof', confirmedFor: 'enrol' })] },
      proofs: [password, proof('totp')],
    },
    { kind: 'push' },
    'authenticator, good for enrol',
  ],
  [
    '… of several that were proved, the best',
    {
      user: {
        authenticators: [authenticator('totp', { confirmedFor: 'enrol' }), authenticator('passkey', { confirmedFor: 'deny' })],
      },
      proofs: [password, proof('totp'), proof('passkey')],
    },
    { kind: 'push' },
    'authenticator, good for deny',
  ],
  [
    '… 5 minutes ago',
    { user: { authenticators: [totp] }, proofs: [password, proof('totp', { at: now - 5 * minute })] },
    { kind: 'push' },
    'authenticator, good for mailLink',
  ],
  [
    '… not a millisecond longer',
    { user: { authenticators: [totp] }, proofs: [password, proof('totp', { at: now - 5 * minute - 1 })] },
    { kind: 'push' },
    'proof-missing, needs authenticator',
  ],
  [
    '… from the account page, in a session',
    {
      channel: 'account',
      session: {},
      journey: null,
      user: { authenticators: [totp] },
      proofs: [proof('password', { at: now - hour, journeyId: before }), proof('totp', { journeyId: before })],
    },
    { kind: 'push' },
    'authenticator, good for mailLink',
  ],
  [
    '… not of one that was suspended since',
    { user: { authenticators: [suspended, authenticator('push')] }, proofs: [password, proof('totp')] },
    { kind: 'passkey' },
    'proof-missing, needs authenticator',
  ],
  [
    'replaced in one unit, by a code of itself',
    { user: { authenticators: [totp], otpRequired: switchedOn }, proofs: [password, proof('totp')] },
    { kind: 'totp', replaces: ['totp-1'] },
    'authenticator, good for mailLink',
  ],
  [
    'replaced by the token, on the answer lost (P27)',
    { user: { authenticators: [totp], otpRequired: switchedOn }, proofs: [password, token] },
    { kind: 'totp', replaces: ['totp-1'], lost: true },
    'emergency-token, good for codeOnly',
  ],
  [
    '… without a token the answer lost gives nothing',
    { user: { authenticators: [totp], otpRequired: switchedOn } },
    { kind: 'totp', replaces: ['totp-1'], lost: true },
    'proof-missing, needs emergency-token',
  ],
  [
    '… and one that is not lost still has to be proved',
    { user: { authenticators: [totp, authenticator('push')] }, proofs: [password, token] },
    { kind: 'totp', replaces: ['totp-1'], lost: true },
    'proof-missing, needs authenticator',
  ],

  [
    'only suspended ones: the password binds nothing',
    { user: { authenticators: [suspended] } },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'only suspended ones: nor the mailbox',
    { user: { authenticators: [suspended] }, ...mailProved },
    app,
    'proof-missing, needs emergency-token',
  ],
  [
    'only suspended ones: the token',
    { user: { authenticators: [suspended] }, proofs: [password, token] },
    app,
    'emergency-token, good for codeOnly',
  ],
  ['one that works: not even an administrator binds another one beside it', { user: { authenticators: [totp] } }, beside, 'proof-missing, needs authenticator'],
  [
    'one that an administrator entered and nobody has proved yet: not either',
    { user: { authenticators: [authenticator('totp', { state: 'unproved' })] } }, beside, 'proof-missing, needs authenticator',
  ],
  [
    'a link that was handed over adds nothing beside one that works (P18)',
    { user: { authenticators: [totp] }, proofs: [handedOver] }, app, 'proof-missing, needs authenticator',
  ],
  [
    'only suspended ones: an administrator',
    { user: { authenticators: [suspended] } },
    { kind: 'totp', by: 'administrator' },
    'administrator, good for deny',
  ],
  [
    'only an address that is not proved: its first use proves it, then it vouches',
    {
      user: {
        authenticators: [authenticator('emailed-code', { state: 'unproved', boundBy: 'administrator', confirmedFor: 'mailLink' })],
      },
      proofs: [password, proof('emailed-code')],
    },
    app,
    'authenticator, good for mailLink',
  ],
]

describe('what binds another one, or instead of one (P13, P18, P27)', () => {
  test.each(furtherOnes)('%s', (_, changes, binding, outcome) => {
    expect(said(canBind(facts(changes), binding))).toBe(outcome)
  })
})
