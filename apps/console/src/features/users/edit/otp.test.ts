import { describe, expect, test } from 'vitest'
import { app, at } from '../../../testing/people.ts'
import { bodyOfPlan, planOf } from './otp-plan.ts'
import { type Decided, sayTruth, truthOf } from './otp-truth.ts'

describe('what saving the box will do', () => {
  test.each([
    [false, false, false, 'nothing'], [false, true, false, 'turn-on'], [false, true, true, 'turn-on'], [false, false, true, 'nothing'],
    [true, true, false, 'nothing'], [true, false, true, 'turn-off'], [true, false, false, 'turn-off'], [true, true, true, 'reset'],
  ] as const)('saved %s, now %s, was off in between %s: %s (S2-21)', (saved, checked, wasOff, plan) => {
    expect(planOf({ saved, checked, wasOff, onResets: false })).toBe(plan)
  })

  test('on after it was ever off is a reset, and is called one (S2-21)', () => {
    expect(planOf({ saved: false, checked: true, wasOff: false, onResets: true })).toBe('reset')
    expect(planOf({ saved: false, checked: false, wasOff: false, onResets: true })).toBe('nothing')
  })

  test('signing out is sent only with turning on, and only when ticked', () => {
    expect(bodyOfPlan('turn-on', true)).toEqual({ otpRequired: true, signOutNow: true })
    expect(bodyOfPlan('turn-on', false)).toEqual({ otpRequired: true })
    expect(bodyOfPlan('turn-off', true)).toEqual({ otpRequired: false })
    expect(bodyOfPlan('reset', true)).toEqual({ otpRequired: true, resetOtp: true })
    expect(bodyOfPlan('nothing', true)).toEqual({})
  })
})

const otp = (required: boolean, registered: boolean) => ({
  required, registered, registeredAt: registered ? at(400) : null, requiredSince: null, afterReset: 'set-up' as const, turningOnResets: false,
  status: registered ? 'set-up' as const : required ? 'waiting' as const : 'not-required' as const,
})
const say = { t: (key: string, named: Record<string, unknown> = {}) => [key.replace('users.truth.', ''), ...Object.values(named)].join(' '), date: (iso: string) => iso.slice(0, 10), name: 'Yuna' }

describe('the truth beside the box', () => {
  test('required, registered and set up by are three facts that are never merged', () => {
    expect(truthOf({ otpRequired: true, otp: otp(true, false) }, [])).toEqual({ demand: 'box', trusted: null, next: null, state: { is: 'waiting' } })
    expect(truthOf({ otpRequired: false, otp: otp(true, false) }, [])).toEqual({ demand: 'rule', trusted: null, next: null, state: { is: 'waiting' } })
    expect(truthOf({ otpRequired: false, otp: otp(false, false) }, [])).toEqual({ demand: 'none', trusted: null, next: null, state: { is: 'absent' } })
    expect(truthOf({ otpRequired: false, otp: otp(false, true) }, [app()]).demand).toBe('none')
  })

  test('names the newest one that works and the latest use of any', () => {
    const found = truthOf({ otpRequired: true, otp: otp(true, true) }, [
      app({ enrolledAt: at(400), lastUsedAt: at(1) }), app({ enrolledAt: at(30), lastUsedAt: null, boundBy: 'administrator' }),
      app({ enrolledAt: at(2), state: 'suspended' }),
    ])
    expect(found.state).toEqual({ is: 'set-up', at: at(30), by: 'administrator', lastUsedAt: at(1) })
  })

  test('a trusted provider is named only where nothing demands a code: an enforcement makes no exception for it (S2-19)', () => {
    const none = truthOf({ otpRequired: false, otp: otp(false, false) }, [], 'Corp ID')
    expect(sayTruth(none, say)).toContain('upstreams.identities.trusted Corp ID')
    expect(truthOf({ otpRequired: false, otp: otp(true, false) }, [], 'Corp ID').trusted).toBeNull()
    expect(truthOf({ otpRequired: true, otp: otp(true, true) }, [], 'Corp ID').trusted).toBeNull()
  })

  const decided = (next: Decided['next'], code = 'line4.on'): Decided => ({ next, reason: { code } })
  const said = (facts: Parameters<typeof truthOf>[0], what: Decided, held = [] as Parameters<typeof truthOf>[1]) => sayTruth(truthOf(facts, held, null, what), say)

  test.each(['set-up', 'code', 'token', 'locked-out', 'in'] as const)('whoever must and has none reads what the decision says of the next sign-in: %s (S0-26)', (next) => {
    expect(said({ otpRequired: true, otp: otp(true, false) }, decided(next))).toBe(`join join demand.box waiting next.here.${next}`)
  })

  test.each([
    [otp(true, true), true, 'code', false], [otp(true, true), true, 'locked-out', true], [otp(true, true), true, 'token', true], [otp(true, true), true, 'in', true],
    [otp(false, false), false, 'in', false], [otp(false, true), false, 'code', true], [otp(false, false), false, 'locked-out', true],
  ] as const)('only what is not plain from the rest is said: %o, box %s, %s', (otpNow, otpRequired, next, isSaid) => {
    expect(said({ otpRequired, otp: otpNow }, decided(next), [app()]).includes(`next.here.${next}`)).toBe(isSaid)
  })

  test('whoever comes through a trusted provider is asked nothing there: a code is spoken of with the password alone (S2-19)', () => {
    const facts = { otpRequired: false, otp: otp(false, false) }
    const through = (next: Decided['next']) => sayTruth(truthOf(facts, [], 'Corp ID', decided(next)), say)
    expect(through('code')).toBe('join join upstreams.identities.trusted Corp ID absent next.password.code')
    expect(through('in'), 'and nothing where the password asks for none either').toBe('join upstreams.identities.trusted Corp ID absent')
  })

  test('a group with conditions asks from where no exemption covers, not everywhere', () => {
    const facts = { otpRequired: false, otp: otp(true, false) }
    expect(said(facts, decided('set-up', 'line6.not-exempt'))).toBe('join join demand.unless-exempt waiting next.there.set-up')
    expect(said(facts, decided('set-up', 'line5.always'))).toBe('join join demand.rule waiting next.here.set-up')
    // The box asks everywhere, whatever the group says.
    expect(truthOf({ otpRequired: true, otp: otp(true, false) }, [], null, decided('set-up', 'line6.not-exempt')).demand).toBe('box')
  })

  test('what is not known is left out rather than guessed', () => {
    expect(truthOf({ otpRequired: true, otp: otp(true, true) }, undefined).state).toEqual({ is: 'set-up', at: at(400), by: null, lastUsedAt: null })
  })

  test.each([
    ['first-proof', 'Yuna'], ['mailbox', 'Yuna'], ['emergency-token', 'Yuna'], ['authenticator', 'Yuna'], ['administrator', 'by.administrator'], ['import', 'by.import'],
  ] as const)('bound by %s: says %s', (boundBy, who) => {
    const truth = truthOf({ otpRequired: true, otp: otp(true, true) }, [app({ boundBy })])
    expect(sayTruth(truth, say)).toContain(`setUpBy ${at(400).slice(0, 10)} ${who}`)
  })
})
