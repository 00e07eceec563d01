import { describe, expect, test } from 'vitest'
import { fromUpstream, hour, minute, now, password, proof, upstream, withEvidence } from '../test/facts.ts'
import { type AcrContext, type Proof, assurance, levelOf, meets } from './index.ts'

const context: AcrContext = { now, upstreams: [upstream()], loaMap: { gold: 2, silver: 1, platinum: 3, nonsense: 7 }, consoleUsedAt: null }
const at = (minutesAgo: number, one: Proof): Proof => ({ ...one, at: now - minutesAgo * minute })
const passkey = proof('passkey')
const securityKey = proof('passkey', { userVerified: false })
const certificate = proof('certificate')
const code = 'urn:tegata:acr:code'
const fresh = 'urn:tegata:acr:fresh'

/** Without a requested value: the number, and the methods (RFC 8176). */
const table: readonly [what: string, proofs: readonly Proof[], level: unknown, acr: string | null, amr: readonly string[]][] = [
  ['nothing', [], 0, null, []],
  ['a second factor without a first proof', [proof('totp')], 0, null, []],
  ['password', [password], 1, '1', ['pwd']],
  ['client certificate', [certificate], 1, '1', ['pop']],
  ['action link', [proof('action-link')], 1, '1', []],
  ['upstream without evidence', [fromUpstream({ amr: ['pwd'] })], 1, '1', []],
  ['upstream with evidence', [withEvidence()], 2, '2', ['hwk', 'mfa']],
  ['password and app', [password, proof('totp')], 2, '2', ['pwd', 'otp', 'mfa']],
  ['password and push', [password, proof('push')], 2, '2', ['pwd', 'pop', 'mca', 'mfa']],
  ['password and emailed code (M-1, T-9)', [password, proof('emailed-code')], 'code', '1', ['pwd', 'otp', 'urn:tegata:amr:email']],
  ['password and emergency token', [password, proof('emergency-token')], 'code', '1', ['pwd', 'urn:tegata:amr:emergency']],
  ['password and backup code', [password, proof('backup-code')], 'code', '1', ['pwd', 'urn:tegata:amr:backup']],
  ['passkey with user verification', [passkey], 3, '3', ['pop', 'user', 'mfa']],
  ['password and passkey', [password, passkey], 3, '3', ['pwd', 'pop', 'user', 'mfa']],
  ['password and a passkey without user verification', [password, securityKey], 3, '3', ['pwd', 'pop', 'user', 'mfa']],
  ['a passkey without user verification, alone', [securityKey], 0, null, []],
  ['certificate and app', [certificate, proof('totp')], 2, '2', ['pop', 'otp', 'mfa']],
  ['everything at once', [password, proof('emailed-code'), proof('totp')], 2, '2', ['pwd', 'otp', 'urn:tegata:amr:email', 'mfa']],
]

describe('acr and amr of what was proved (P30)', () => {
  test.each(table)('%s', (_, proofs, level, acr, amr) => {
    expect(assurance(proofs, [], context)).toMatchObject({ level, acr, amr })
    expect(levelOf(proofs, context.upstreams)).toBe(level)
  })
})

const withApp = [password, proof('totp')]
const withMail = [password, proof('emailed-code')]
const requested: readonly [what: string, proofs: readonly Proof[], requested: readonly string[], acr: string][] = [
  ['the strongest that is met', withApp, ['1', '2'], '2'],
  ['whatever the order', withApp, ['2', code, '1'], '2'],
  ['not one that is not met', withApp, ['3', 'phr'], '2'],
  ['one factor, when that is all that was named', withApp, ['1'], '1'],
  ['a typed code by its URN', withMail, [code], code],
  ['a typed code is not 2', withMail, ['2', code], code],
  ['a typed code is the number 1 when nothing names it', withMail, ['2'], '1'],
  ['phr under the name that was asked for', [passkey], ['phr'], 'phr'],
  ['of two equal names the one named first', [passkey], ['phr', '3'], 'phr'],
  ['a name of the loa map', withApp, ['gold'], 'gold'],
  ['the stronger of two names', withApp, ['silver', 'gold', 'platinum'], 'gold'],
  ['a name that maps to no level is met by nothing', [passkey], ['nonsense'], '3'],
  ['a name that nobody knows', withApp, ['urn:mace:incommon:iap:silver'], '2'],
  ['never 0, not even on request', [password], ['0'], '1'],
  ['fresh', withApp, [fresh], fresh],
  ['fresh besides 2', withApp, [fresh, '2'], '2'],
  ['fresh besides a code', withApp, [code, fresh], fresh],
  ['no longer fresh', [password, at(6, proof('totp'))], [fresh], '2'],
  ['not an inherited property', [password], ['constructor', '__proto__'], '1'],
]

describe('the acr that is issued', () => {
  test.each(requested)('%s', (_, proofs, values, acr) => {
    expect(assurance(proofs, values, context).acr).toBe(acr)
  })
})

describe('auth_time is the oldest proof that the acr rests on', () => {
  const authTime = (proofs: readonly Proof[], values: readonly string[] = []) => {
    const { authTime: instant } = assurance(proofs, values, context)
    return instant === null ? null : (now - instant) / minute
  }

  test('of a password and a later code: the password', () => expect(authTime([at(60, password), at(5, proof('totp'))])).toBe(60))
  test('of a newer password and an older code: the code', () => expect(authTime([at(90, password), at(60, proof('totp')), at(1, password)])).toBe(60))
  test('of one factor on request: the newest password alone', () => expect(authTime([at(90, password), at(60, proof('totp')), at(1, password)], ['1'])).toBe(1))
  test('of a passkey: the passkey, whatever else was proved before', () => expect(authTime([at(90, password), at(2, passkey)])).toBe(2))
  test('of an upstream: its own auth_time, not the moment it came back', () => {
    expect(authTime([fromUpstream({ authTime: now - 50 * minute }, { at: now - minute })])).toBe(50)
  })
  test('of an upstream that says none: the moment it came back', () => expect(authTime([fromUpstream({ authTime: null }, { at: now - minute })])).toBe(1))
  test('of an upstream that claims the future: the moment it came back', () => {
    expect(authTime([fromUpstream({ authTime: now + hour }, { at: now - minute })])).toBe(1)
  })
  test('of a typed code under the number 1: the first proof, which is all that 1 says', () => {
    expect(authTime([at(60, password), at(5, proof('emailed-code'))])).toBe(60)
    expect(authTime([at(5, password), at(60, proof('emailed-code'))])).toBe(5)
  })
  test('of a typed code under its own name: both', () => expect(authTime([at(5, password), at(60, proof('emailed-code'))], [code])).toBe(60))
  test('of nothing: none', () => expect(authTime([])).toBeNull())
})

describe('what an upstream proved (P5)', () => {
  const level = (one: Proof, changes: Parameters<typeof upstream>[0] = {}) => levelOf([one], [upstream(changes)])

  const cases: readonly [string, Proof, Parameters<typeof upstream>[0], unknown][] = [
    ['a value on the list', withEvidence(), {}, 2],
    [
      'an acr on the list',
      fromUpstream({ acr: 'https://refeds.org/profile/mfa' }),
      { evidence: [{ claim: 'acr', value: 'https://refeds.org/profile/mfa', level: 2 }] },
      2,
    ],
    ['an amr value is no acr value', fromUpstream({ amr: ['gold'] }), { evidence: [{ claim: 'acr', value: 'gold', level: 2 }] }, 1],
    ['mapped to a passkey', withEvidence(), { evidence: [{ claim: 'amr', value: 'hwk', level: 3 }] }, 3],
    ['mapped to a typed code', withEvidence(), { evidence: [{ claim: 'amr', value: 'hwk', level: 'code' }] }, 'code'],
    [
      'of several matches the strongest',
      fromUpstream({ amr: ['otp', 'hwk'] }),
      { evidence: [{ claim: 'amr', value: 'otp', level: 'code' }, { claim: 'amr', value: 'hwk', level: 3 }] },
      3,
    ],
    ['an empty list means ask', withEvidence(), { evidence: [] }, 1],
    ['a value that is not on the list', fromUpstream({ amr: ['mfa'] }), {}, 1],
    ['trust never', withEvidence(), { trust: 'never' }, 1],
    ['trust always counts evidence too', withEvidence(), { trust: 'always' }, 2],
    ['a disabled upstream', withEvidence(), { enabled: false }, 1],
    ['another upstream', withEvidence(), { id: 'other' }, 1],
    ['no auth_time', fromUpstream({ amr: ['hwk'], authTime: null }), {}, 1],
    ['an auth_time within what clocks differ', fromUpstream({ amr: ['hwk'], authTime: now + 30_000 }, { at: now }), {}, 2],
    ['an auth_time that is yet to come', fromUpstream({ amr: ['hwk'], authTime: now + 30_001 }, { at: now }), {}, 1],
    ['an auth_time of milliseconds for seconds', fromUpstream({ amr: ['hwk'], authTime: now * 1000 }), {}, 1],
    ['an old auth_time', fromUpstream({ amr: ['hwk'], authTime: now - 2 * hour }), {}, 1],
    [
      'an auth_time that has aged since the sign-in',
      fromUpstream({ amr: ['hwk'], authTime: now - 5 * hour, idTokenJourneyId: 'journey-0' }, { at: now - 5 * hour, journeyId: 'journey-0' }),
      {},
      2,
    ],
    ['an ID token of another journey', fromUpstream({ amr: ['hwk'], idTokenJourneyId: 'journey-0' }), {}, 1],
    ['no ID token', fromUpstream({ amr: ['hwk'], idTokenJourneyId: null }), {}, 1],
  ]
  test.each(cases)('%s', (_, one, changes, expected) => expect(level(one, changes)).toBe(expected))

  test('its own values reach amr only from the list, and never its mfa: that is our own count', () => {
    const said = fromUpstream({ amr: ['pwd', 'hwk', 'mfa', 'geo'] })
    const listed = upstream({ evidence: [{ claim: 'amr', value: 'hwk', level: 'code' }, { claim: 'amr', value: 'mfa', level: 'code' }] })
    expect(assurance([said], [], { ...context, upstreams: [listed] }).amr).toEqual(['hwk'])
  })
})

describe('meets', () => {
  test.each([
    [
      '0',
      [],
      true], ['1',
      [],
      false], ['1',
      [password],
      true], [code,
      [password],
      false], [code,
      withMail,
      true], ['2',
      withMail,
      false,
    ],
    [
      '2',
      withApp,
      true], ['3',
      withApp,
      false], ['phr',
      [passkey],
      true], ['gold',
      withApp,
      true], ['nonsense',
      [passkey],
      false], ['?',
      [passkey],
      false,
    ],
    [fresh, withApp, true], [fresh, [password, proof('emergency-token')], false], [fresh, [password, proof('backup-code')], false], [fresh, withMail, true],
  ] as [string, Proof[], boolean][])('%s by %j: %s', (value, proofs, met) => {
    expect(meets(value, proofs, context)).toBe(met)
  })

  test('a proof stamped by a node whose clock is a moment ahead is fresh', () => {
    expect(meets(fresh, [password, proof('totp', { at: now + 900 })], context)).toBe(true)
  })
})
