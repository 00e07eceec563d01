import { describe, expect, test } from 'vitest'
import {
  type Changes, authenticator, day, enforcement, facts, fromUpstream, group, iso, now, password, proof, switchedOn, upstream, withEvidence,
} from '../test/facts.ts'
import { type Decision, type Line, decide, say } from './index.ts'

const totp = authenticator('totp')
const inForce = 'the enforcement "Administrators use a code" is in force since 2026-11-23T03:00:00.000Z'
const inOffice = { address: '10.1.2.3' }

/** The decision table of the policy, as cases: what is different about the person, which line decides, what it says. */
const table: readonly [promise: string, changes: Changes, line: Line, asked: Decision['asked'], reason: string][] = [
  ['nothing says anything', {}, 9, 'no', 'nothing asks'],

  ['0: a disabled user', { user: { enabled: false } }, 0, 'refused', 'the user is disabled'],
  ['0: a disabled realm', { realm: { enabled: false } }, 0, 'refused', 'the realm is disabled'],
  ['0: a disabled client', { client: { enabled: false } }, 0, 'refused', 'the client "wiki" is disabled'],
  [
    '0: a disabled upstream, with a callback in flight (P38)',
    { proofs: [withEvidence()], upstreams: [upstream({ enabled: false })] },
    0,
    'refused',
    'the identity provider "corp" is disabled or unknown',
  ],
  [
    '0: an upstream that nobody knows',
    { proofs: [withEvidence()], upstreams: [] },
    0,
    'refused',
    'the identity provider "corp" is disabled or unknown',
  ],
  [
    '0: a shared account that an enforcement refuses (S4-4)',
    { user: { shared: true }, enforcements: [enforcement({ refusesShared: true })] },
    0,
    'refused',
    'the enforcement "Administrators use a code" refuses shared accounts',
  ],
  [
    '0: … from its start, not before',
    { user: { shared: true }, enforcements: [enforcement({ refusesShared: true, enforceFrom: now + 1 })] },
    9,
    'no',
    'nothing asks',
  ],
  [
    '0: … and only shared ones',
    { enforcements: [enforcement({ refusesShared: true })] },
    1,
    'yes',
    inForce,
  ],
  [
    '0: an essential acr that no kind here reaches',
    { request: { essentialAcr: ['3'] }, realm: { kinds: ['totp'] } },
    0,
    'refused',
    'nobody can reach the demanded acr "3" here',
  ],
  [
    '0: an essential acr that nobody knows',
    { request: { essentialAcr: ['gold'] } },
    0,
    'refused',
    'nobody can reach the demanded acr "gold" here',
  ],
  [
    '0: … unless one of several can be reached',
    { request: { essentialAcr: ['gold', '2'] } },
    2,
    'yes',
    'the request binds to acr "gold", which is more than is proved',
  ],
  [
    '0: a minimum acr that the rules leave no kind for',
    { client: { minimumAcr: '2' }, enforcements: [enforcement({ kinds: ['emailed-code'] })] },
    0,
    'refused',
    'nobody can reach the demanded acr "2" here',
  ],

  [
    '1: an enforcement, whatever the policy group says (S0-23)',
    { enforcements: [enforcement()], policyGroup: group('never') },
    1,
    'yes',
    inForce,
  ],
  [
    '1: … whatever the network (S0-24)',
    { enforcements: [enforcement()], policyGroup: group('unless'), request: inOffice },
    1,
    'yes',
    inForce,
  ],
  [
    '1: … whatever the trust in the upstream',
    { enforcements: [enforcement()], proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })] },
    1,
    'yes',
    inForce,
  ],
  [
    '1: by one role of many (S0-12)',
    {
      user: { roles: ['staff', 'help-desk'] },
      enforcements: [enforcement({ target: { everyone: false, roles: ['global-admin', 'help-desk'], groups: [] } })],
    },
    1,
    'yes',
    inForce,
  ],
  [
    '1: by group',
    { user: { groups: ['finance'] }, enforcements: [enforcement({ target: { everyone: false, roles: [], groups: ['finance'] } })] },
    1,
    'yes',
    inForce,
  ],
  [
    '1: not somebody outside its target',
    {
      user: { roles: ['staff'], groups: ['sales'] },
      enforcements: [enforcement({ target: { everyone: false, roles: ['global-admin'], groups: ['finance'] } })],
    },
    9,
    'no',
    'nothing asks',
  ],
  ['1: not before its start', { enforcements: [enforcement({ enforceFrom: now + 1 })] }, 9, 'no', 'nothing asks'],

  [
    '2: the client’s minimum acr',
    { client: { minimumAcr: 'urn:tegata:acr:code' } },
    2,
    'yes',
    'the request binds to acr "urn:tegata:acr:code", which is more than is proved',
  ],
  [
    '2: … beats a trusted upstream',
    { client: { minimumAcr: '2' }, proofs: [fromUpstream()], upstreams: [upstream({ trust: 'always' })] },
    2,
    'yes',
    'the request binds to acr "2", which is more than is proved',
  ],
  [
    '2: … is not lowered by what the request asks for (P37)',
    { client: { minimumAcr: '2' }, request: { essentialAcr: ['1'], wishedAcr: ['0'] } },
    2,
    'yes',
    'the request binds to acr "2", which is more than is proved',
  ],
  [
    '2: … met by what is proved changes nothing (P8)',
    {
      client: { minimumAcr: '2' },
      user: { authenticators: [totp] },
      proofs: [password, proof('totp')],
      policyGroup: group('never'),
    },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],
  [
    '2: a demand for one factor asks nothing',
    { client: { minimumAcr: '1' }, request: { essentialAcr: ['0', '1'] } },
    9,
    'no',
    'nothing asks',
  ],
  [
    '2: an essential acr by a name of the loa map',
    { client: { acrLoaMap: { gold: 2 } }, request: { essentialAcr: ['gold'] } },
    2,
    'yes',
    'the request binds to acr "gold", which is more than is proved',
  ],
  [
    '2: a wish, of somebody registered for it',
    { request: { wishedAcr: ['2'] }, user: { authenticators: [totp] }, policyGroup: group('never') },
    2,
    'yes',
    'the request wishes acr "2", and the user is registered for it',
  ],
  ['2: a wish, of somebody who is not (P8)', { request: { wishedAcr: ['2'] } }, 9, 'no', 'nothing asks'],
  [
    '2: a wish for a passkey, of somebody with an app',
    { request: { wishedAcr: ['phr'] }, user: { authenticators: [totp] }, policyGroup: group('never') },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],
  [
    '2: the wish that can be had, of several',
    { request: { wishedAcr: ['phr', '2'] }, user: { authenticators: [totp] }, policyGroup: group('never') },
    2,
    'yes',
    'the request wishes acr "2", and the user is registered for it',
  ],
  [
    '2: a wish for 0 asks nothing',
    { request: { wishedAcr: ['0', '2'] }, user: { authenticators: [totp] }, policyGroup: group('never') },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],
  [
    '2: a wish never sends somebody round who came in by a token',
    {
      request: { wishedAcr: ['2'] },
      user: { authenticators: [totp] },
      proofs: [password, proof('emergency-token')],
      policyGroup: group('never'),
    },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],

  [
    '2: … nor by a backup code',
    {
      request: { wishedAcr: ['2'] },
      user: { authenticators: [totp] },
      proofs: [password, proof('backup-code')],
      policyGroup: group('never'),
    },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],

  [
    '3: a passkey that verified its user',
    { user: { authenticators: [authenticator('passkey')], otpRequired: switchedOn }, proofs: [proof('passkey')] },
    3,
    'no',
    'the first proof is two factors',
  ],
  [
    '3: upstream evidence, under trust evidence',
    { proofs: [withEvidence()], upstreams: [upstream()], user: { otpRequired: switchedOn } },
    3,
    'no',
    'the identity provider "corp" proved a second factor: amr "hwk"',
  ],
  [
    '3: … under trust always',
    { proofs: [withEvidence()], upstreams: [upstream({ trust: 'always' })], user: { otpRequired: switchedOn } },
    3,
    'no',
    'the identity provider "corp" proved a second factor: amr "hwk"',
  ],
  [
    '3: … not under trust never',
    { proofs: [withEvidence()], upstreams: [upstream({ trust: 'never' })], user: { otpRequired: switchedOn } },
    4,
    'yes',
    'OTP Configured is on for this user',
  ],
  [
    '3: … not without evidence',
    { proofs: [fromUpstream()], upstreams: [upstream()], user: { otpRequired: switchedOn } },
    4,
    'yes',
    'OTP Configured is on for this user',
  ],
  [
    '3: a trusted upstream, even for somebody who set a code up (S2-19)',
    {
      proofs: [fromUpstream()],
      upstreams: [upstream({ trust: 'always' })],
      user: { authenticators: [totp], otpRequired: switchedOn },
    },
    3,
    'no',
    'the identity provider "corp" is always trusted',
  ],

  [
    '4: the personal switch, before the policy group (S2-18)',
    { user: { otpRequired: switchedOn }, policyGroup: group('never') },
    4,
    'yes',
    'OTP Configured is on for this user',
  ],
  [
    '5: a group that always asks (S1-30)',
    { policyGroup: group('always') },
    5,
    'yes',
    'the policy group "Not in the office" always asks',
  ],
  [
    '6: a group with exemptions, outside',
    { policyGroup: group('unless') },
    6,
    'yes',
    'the policy group "Not in the office" asks: no exemption holds',
  ],
  [
    '6: … inside',
    { policyGroup: group('unless'), request: inOffice, user: { authenticators: [totp] } },
    6,
    'no',
    'the policy group "Not in the office" does not ask: "office" holds',
  ],
  [
    '6: … with an unknown address',
    { policyGroup: group('unless'), request: { address: null } },
    6,
    'yes',
    'the policy group "Not in the office" asks: no exemption holds',
  ],
  [
    '7: a group that never asks, even who has registered',
    { policyGroup: group('never'), user: { authenticators: [totp] } },
    7,
    'no',
    'the policy group "Not in the office" never asks',
  ],
  ['8: who has registered is asked', { user: { authenticators: [totp] } }, 8, 'yes', 'the realm asks users who have registered'],
  [
    '8: … also with a suspended one',
    { user: { authenticators: [authenticator('totp', { state: 'suspended' })] } },
    8,
    'yes',
    'the realm asks users who have registered',
  ],
  [
    '8: … unless the realm does not want that (S1-2)',
    { user: { authenticators: [totp] }, realm: { askRegistered: false } },
    9,
    'no',
    'nothing asks',
  ],
]

describe('the decision table', () => {
  test.each(table)('%s', (_, changes, line, asked, reason) => {
    const decision = decide(facts(changes))
    expect([decision.line, decision.asked]).toEqual([line, asked])
    expect(say(decision.reason, iso)).toContain(reason)
  })
})

describe('the trace', () => {
  test('has every line, in order, each with a reason, and one that decided (P1)', () => {
    const { trace } = decide(facts({ user: { otpRequired: switchedOn, authenticators: [totp] }, policyGroup: group('always') }))
    expect(trace.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(trace.filter(({ decided }) => decided).map(({ line }) => line)).toEqual([4])
  })

  test('says of the lines after the one that decided whether they would have matched', () => {
    const { trace } = decide(facts({ user: { otpRequired: switchedOn, authenticators: [totp] }, policyGroup: group('always') }))
    expect(trace.filter(({ matched }) => matched).map(({ line }) => line)).toEqual([4, 5, 8, 9])
  })

  test('names the enforcement that will be in force next', () => {
    const later = enforcement({ id: 'later', name: 'Later', enforceFrom: now + 2 * day })
    const sooner = enforcement({ id: 'sooner', name: 'Sooner', enforceFrom: now + day })
    const { trace } = decide(facts({ enforcements: [later, sooner] }))
    expect(trace[1]?.reason).toEqual({ code: 'line1.not-yet', params: { rule: 'Sooner', ruleId: 'sooner', from: now + day } })
  })
})
