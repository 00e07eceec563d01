import { describe, expect, test } from 'vitest'
import { type Changes, authenticator, facts, group, minute, now } from '../test/facts.ts'
import { type Condition, type Exemption, decide } from './index.ts'

const exempts = (conditions: readonly Condition[], changes: Changes = {}) =>
  decide(facts({ policyGroup: group('unless', { exemptions: [{ name: 'e', conditions }] }), ...changes })).asked === 'no'

const office: Condition = { kind: 'network', networks: ['10.0.0.0/8', '2001:db8::/32'] }
const wiki: Condition = { kind: 'client', clients: ['wiki'] }
const browser: Condition = { kind: 'trusted-browser' }
const workingHours: Condition = { kind: 'hours', weekdays: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 18 * 60 }
const inOffice = { request: { address: '2001:db8::7' } }

describe('an exemption (line 6)', () => {
  test('holds when its condition does', () => expect(exempts([office], inOffice)).toBe(true))
  test('holds only when all of its conditions do', () => {
    expect(exempts([office, wiki], inOffice)).toBe(true)
    expect(exempts([office, { kind: 'client', clients: ['payroll'] }], inOffice)).toBe(false)
    expect(exempts([office, wiki])).toBe(false)
  })
  test('without conditions exempts nobody', () => expect(exempts([], inOffice)).toBe(false))
  test('with an empty list exempts nobody', () => {
    expect(exempts([{ kind: 'network', networks: [] }], inOffice)).toBe(false)
    expect(exempts([{ kind: 'client', clients: [] }])).toBe(false)
  })
  test('of a kind that this release does not know never holds', () => {
    expect(exempts([{ kind: 'moon-phase' } as unknown as Condition, wiki])).toBe(false)
  })
  test('any one of several suffices, and the trace names it', () => {
    const exemptions: Exemption[] = [{ name: 'office', conditions: [office] }, { name: 'wiki', conditions: [wiki] }]
    const { trace } = decide(facts({ policyGroup: group('unless', { exemptions }) }))
    expect(trace[6]?.reason).toMatchObject({ code: 'line6.exempt', params: { exemption: 'wiki' } })
  })
  test('unknown circumstances hold nothing (P1)', () => {
    expect(exempts([office], { request: { address: null } })).toBe(false)
    expect(exempts([workingHours], { request: { localTime: null } })).toBe(false)
    expect(exempts([browser], { request: { trustedBrowser: null } })).toBe(false)
  })
})

describe('hours', () => {
  test.each([
    [2, 9 * 60 - 1, false], [2, 9 * 60, true], [2, 18 * 60 - 1, true], [2, 18 * 60, false], [6, 12 * 60, false],
  ])('weekday %i, minute %i: %s', (weekday, minuteOfDay, holds) => {
    expect(exempts([workingHours], { request: { localTime: { weekday, minuteOfDay } } })).toBe(holds)
  })
})

describe('a trusted browser (P36)', () => {
  const mark = { kind: 'totp' as const, epoch: 1, markedAt: now - minute }
  const trusted = (changes: Changes) => exempts([browser], { user: { authenticators: [authenticator('totp')] }, request: { trustedBrowser: mark }, ...changes })

  test('counts for its user and kind', () => expect(trusted({})).toBe(true))
  test('is dead after a reset', () => expect(trusted({ user: { authenticators: [authenticator('totp')], epoch: 2 } })).toBe(false))
  test('is dead after a change of the password', () => expect(trusted({ user: { authenticators: [authenticator('totp')], passwordChangedAt: now } })).toBe(false))
  test('is dead once no authenticator of its kind is left', () => {
    expect(trusted({ user: { authenticators: [] } })).toBe(false)
    expect(trusted({ user: { authenticators: [authenticator('push')] } })).toBe(false)
    expect(trusted({ user: { authenticators: [authenticator('totp', { state: 'suspended' })] } })).toBe(false)
  })
})
