import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { anyFacts } from '../test/any-facts.ts'
import { type Changes, authenticator, enforcement, facts, fromUpstream, group, now, proof, switchedOn, upstream } from '../test/facts.ts'
import { decide, keepTrace, readTrace, walk } from './index.ts'

vi.setConfig({ testTimeout: 60_000 })

const everybody = fc.sample(anyFacts, { numRuns: 1000, seed: 20261122 })
const walked = (changes: Changes) => {
  const { steps, end, facts: last } = walk(facts({ proofs: [proof('password', { at: now })], ...changes }))
  return { steps: steps.map(({ kind }) => kind).join(' '), end, proofs: last.proofs.map(({ kind }) => kind).join(' ') }
}
const app = { authenticators: [authenticator('totp')] }

describe('a sign-in walked to its end', () => {
  test.each<[string, Changes, ReturnType<typeof walked>]>([
    ['nothing asks', {}, { steps: 'none', end: 'in', proofs: 'password' }],
    ['an app, and the realm asks who has one', { user: app }, { steps: 'challenge none', end: 'in', proofs: 'password totp' }],
    ['the strongest of several is used', { user: { authenticators: [authenticator('emailed-code'), authenticator('totp')] } }, { steps: 'challenge none', end: 'in', proofs: 'password totp' }],
    ['required and none: set up on the spot, no second code (S0-30)', { user: { otpRequired: switchedOn } }, { steps: 'set-up none', end: 'in', proofs: 'password totp' }],
    ['administrators prove the mailbox besides', { user: { otpRequired: switchedOn, administrative: true } }, { steps: 'set-up none', end: 'in', proofs: 'password totp' }],
    ['an administrator whose app the password bound confirms it by mail (P16)',
      { user: { otpRequired: switchedOn, administrative: true, authenticators: [authenticator('totp', { confirmedFor: 'enrol' })] } }, { steps: 'challenge confirm none', end: 'in', proofs: 'password totp' }],
    ['only of a kind that the rule does not accept: that one, then a new one',
      { enforcements: [enforcement({ kinds: ['totp'] })], user: { authenticators: [authenticator('emailed-code')] } }, { steps: 'prove-then-set-up set-up none', end: 'in', proofs: 'password emailed-code totp' }],
    ['only by an emergency token', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })] }, { steps: 'emergency none', end: 'in', proofs: 'password emergency-token' }],
    ['and set-up at once where the rule says so', { enforcements: [enforcement({ onUnenrolled: 'codeOnly', afterEmergency: 'enrolNow' })] }, { steps: 'emergency set-up none', end: 'in', proofs: 'password emergency-token totp' }],
    ['no token left', { enforcements: [enforcement({ onUnenrolled: 'codeOnly' })], user: { emergencyTokensLeft: 0 } }, { steps: 'emergency', end: 'locked-out', proofs: 'password' }],
    ['suspended, with a token: let in, and the question of a new one', { user: { otpRequired: switchedOn, authenticators: [authenticator('totp', { state: 'suspended' })] } }, { steps: 'emergency none', end: 'in', proofs: 'password emergency-token' }],
    ['suspended, without', { user: { emergencyTokensLeft: 0, authenticators: [authenticator('totp', { state: 'suspended' })] } }, { steps: 'refused', end: 'refused', proofs: 'password' }],
    ['classic with nothing set up (S0-37)', { realm: { presentation: 'classic' }, user: { otpRequired: switchedOn, emergencyTokensLeft: 0 } }, { steps: 'emergency', end: 'locked-out', proofs: 'password' }],
    ['by a trusted provider', { proofs: [fromUpstream({}, { at: now })], upstreams: [upstream({ trust: 'always' })], user: { otpRequired: switchedOn } }, { steps: 'none', end: 'in', proofs: 'upstream' }],
    ['the trusted provider where an enforcement is in force', { proofs: [fromUpstream({}, { at: now })], upstreams: [upstream({ trust: 'always' })], enforcements: [enforcement()], user: app }, { steps: 'challenge none', end: 'in', proofs: 'upstream totp' }],
    ['disabled', { user: { enabled: false } }, { steps: 'refused', end: 'refused', proofs: 'password' }],
  ])('%s', (_, changes, expected) => expect(walked(changes)).toEqual(expected))

  test('P1 total: whoever it is, it ends, and `in` means that the decision of then is satisfied', () => {
    for (const each of everybody) {
      const { steps, end, decision, facts: last } = walk(each)
      expect(JSON.stringify(steps[0])).toBe(JSON.stringify(decision.nextStep))
      expect(JSON.stringify(decision)).toBe(JSON.stringify(decide(each)))
      if (end === 'in') expect(decide(last).nextStep.kind).toBe('none')
      if (end === 'refused') expect(decide(last).nextStep.kind).toBe('refused')
    }
  })

  test('P12 whom the decision locks out does not get in', () => {
    for (const each of everybody) if (decide(each).lockedOut) expect(walk(each).end).not.toBe('in')
  })
})

describe('a trace that is kept beside what it decided', () => {
  test('is read again as it was, whoever it was about', () => {
    for (const each of everybody) {
      const { trace } = decide(each)
      const told = readTrace(JSON.parse(JSON.stringify(keepTrace({ trace }))))
      expect(JSON.stringify(told)).toBe(JSON.stringify(trace.map(({ line, read, outcome, reason, decided }) => ({ line, read, outcome, reason, decided }))))
    }
  })

  test('costs an ordinary sign-in less than 120 bytes, and one under three rules less than 400', () => {
    const plain = keepTrace(decide(facts({ user: app })))
    expect(plain).toEqual({ lines: 'nothing none none none off none none none has-one otherwise' })
    expect(JSON.stringify(plain).length).toBeLessThan(120)
    const ruled = keepTrace(decide(facts({ enforcements: [enforcement({ id: '0199f0a2-0000-7000-8000-000000000001' })], policyGroup: group('unless', { id: '0199f0a2-0000-7000-8000-000000000002' }), client: { minimumAcr: '2' }, user: { ...app, otpRequired: switchedOn } })))
    expect(JSON.stringify(ruled).length).toBeLessThan(400)
  })

  test.each([[undefined], [null], ['nothing'], [{}], [{ lines: '' }], [{ lines: 'nothing none' }], [{ lines: 'nothing none none none off none none none has-one otherwise more' }], [{ lines: 'nothing none none none off none none none unheard-of otherwise' }]])(
    'nothing is made up of %j', (kept) => expect(readTrace(kept)).toBe(null))

  test('parameters that are no text and no number are left out', () => {
    expect(readTrace({ lines: 'nothing in-force none none off none none none has-one otherwise', params: { 1: { rule: 'Everybody', since: 5, bad: { x: 1 } } } })?.[1])
      .toEqual({ line: 1, read: true, decided: true, outcome: 'yes', reason: { code: 'line1.in-force', params: { rule: 'Everybody', since: 5 } } })
  })
})
