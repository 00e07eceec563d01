import { describe, expect, test } from 'vitest'
import { authenticator, day, enforcement, facts, fromUpstream, group, minute, now, switchedOn, upstream } from '../test/facts.ts'
import { decide } from './index.ts'

const totp = authenticator('totp')
const inOffice = { address: '10.1.2.3' }

describe('requirements add up (P9)', () => {
  const appOrKey = enforcement({ kinds: ['totp', 'passkey'], onUnenrolled: 'enrol', afterEmergency: 'nothing', recoveries: ['emergency-token', 'backup-code'] })
  const appOrMail = group('always', { kinds: ['totp', 'emailed-code'], onUnenrolled: 'codeOnly', afterEmergency: 'enrolNow', recoveries: ['emergency-token', 'mail-link'] })
  const decision = decide(facts({ enforcements: [appOrKey], policyGroup: appOrMail }))

  test('accepted kinds intersect', () => expect(decision.acceptedKinds).toEqual(['totp']))
  test('accepted recoveries intersect; emergency token and help desk always stay', () => expect(decision.acceptedRecoveries).toEqual(['emergency-token', 'help-desk']))
  test('the strictest onUnenrolled counts', () => expect(decision.onUnenrolled).toBe('codeOnly'))
  test('the strictest afterEmergency counts', () => expect(decision.afterEmergency).toBe('enrolNow'))
  test('each is named, with the reason that the administrator wrote', () => {
    expect(decision.requirements.map(({ source, name }) => [source, name])).toEqual([['enforcement', 'Administrators use a code'], ['policy-group', 'Not in the office']])
    expect(decision.requirements[0]?.reasons).toEqual({ en: 'One leaked credential threatens everybody.' })
  })
  test('a demand of the request narrows the kinds further', () => {
    expect(decide(facts({ enforcements: [enforcement({ kinds: ['totp', 'emailed-code'] })], client: { minimumAcr: '2' } })).acceptedKinds).toEqual(['totp'])
  })
  test('a kind that the realm does not offer is never accepted', () => {
    expect(decide(facts({ realm: { kinds: ['totp'] }, user: { otpRequired: switchedOn } })).acceptedKinds).toEqual(['totp'])
  })
})

describe('required, registered and asked are never merged', () => {
  test('required, not registered, not asked', () => {
    const { mustHave, registered, asked } = decide(facts({ policyGroup: group('unless'), request: inOffice }))
    expect({ mustHave, registered, asked }).toEqual({ mustHave: true, registered: false, asked: 'no' })
  })
  test('not required, registered, asked', () => {
    const { mustHave, registered, asked } = decide(facts({ user: { authenticators: [totp] } }))
    expect({ mustHave, registered, asked }).toEqual({ mustHave: false, registered: true, asked: 'yes' })
  })
  test('an address that an administrator entered counts as registered; its first use proves it (S1-24)', () => {
    expect(decide(facts({ user: { authenticators: [authenticator('emailed-code', { state: 'unproved' })] } })).registered).toBe(true)
  })
  test('a suspended one counts as having one, not as registered', () => {
    const { registered, hasOne } = decide(facts({ user: { authenticators: [authenticator('totp', { state: 'suspended' })] } }))
    expect({ registered, hasOne }).toEqual({ registered: false, hasOne: true })
  })
})

describe('upcoming enforcements', () => {
  const ahead = enforcement({ enforceFrom: now + day, kinds: ['totp'] })
  test('are named with their reason to whom they will meet', () => {
    expect(decide(facts({ enforcements: [ahead] })).upcoming).toEqual([
      { id: 'enforcement-1', name: 'Administrators use a code', enforceFrom: now + day, ready: false, reasons: ahead.reasons },
    ])
  })
  test('say who is ready', () => expect(decide(facts({ enforcements: [ahead], user: { authenticators: [totp] } })).upcoming[0]?.ready).toBe(true))
  test('do not count a kind that they will not accept', () => {
    expect(decide(facts({ enforcements: [ahead], user: { authenticators: [authenticator('emailed-code')] } })).upcoming[0]?.ready).toBe(false)
  })
  test('are not named to others, nor once they are in force', () => {
    expect(decide(facts({ enforcements: [enforcement({ ...ahead, target: { everyone: false, roles: ['x'], groups: [] } }), enforcement()] })).upcoming).toEqual([])
  })
})

describe('the one clock (P10)', () => {
  test.each([[-1, 'no', 9], [0, 'yes', 1], [1, 'yes', 1]] as const)('an enforcement at %i ms from its start: %s', (offset, asked, line) => {
    const decision = decide(facts({ now: now + offset, enforcements: [enforcement({ enforceFrom: now })] }))
    expect([decision.asked, decision.line]).toEqual([asked, line])
  })

  test.each([[-1, 'enrol'], [0, 'mailLink'], [1, 'mailLink']] as const)('a demand at %i ms from 14 days: %s', (offset, rung) => {
    expect(decide(facts({ user: { otpRequired: { since: now - 14 * day - offset } } })).onUnenrolled).toBe(rung)
  })

  test('works on its own facts only: the same facts a year later are the same decision', () => {
    const frozen = facts({ policyGroup: group('always'), user: { authenticators: [totp] } })
    expect(decide(structuredClone(frozen))).toEqual(decide(frozen))
  })

  test('an evidence’s age is judged at the sign-in, to the millisecond', () => {
    const at = now - minute
    const line = (authTime: number) => decide(facts({ proofs: [fromUpstream({ amr: ['hwk'], authTime }, { at })], upstreams: [upstream({ evidenceMaxAge: 1000 })] })).line
    expect([line(at - 999), line(at - 1000), line(at - 1001)]).toEqual([3, 3, 9])
  })
})
