import { describe, expect, test } from 'vitest'
import { type Changes, authenticator, enforcement, facts, group, iso, now, switchedOn } from '../test/facts.ts'
import { decide, explain, explainText, say, sentences } from './index.ts'

const transcript = (changes: Changes) => explainText(decide(facts(changes)), iso)

describe('the explanation, as the command line prints it', () => {
  test('of somebody in the office, in a group with exemptions', () => {
    expect(transcript({ policyGroup: group('unless'), request: { address: '10.1.2.3' }, user: { authenticators: [authenticator('totp')] } })).toBe(`\
not asked, by line 6; next: none
  0  –         user, realm, client and upstream are enabled, and what is demanded can be reached
  1  –         no enforcement in force targets the user
  2  –         the request demands nothing more than is proved
  3  –         the first proof is one factor
  4  –         OTP Configured is off for this user
  5  –         no policy group always asks
→ 6  no        the policy group "Not in the office" does not ask: "office" holds
  7  –         no policy group says never
  8  yes       the realm asks users who have registered, and the user has one
  9  no        nothing asks
`)
  })

  test('of an administrator whose rules nothing leads past (S0-37)', () => {
    const user = { administrative: true, emergencyTokensLeft: 0, address: null }
    expect(transcript({ enforcements: [enforcement({ enforceFrom: now })], policyGroup: group('never'), user })).toBe(`\
asked, by line 1; next: emergency, and nothing leads in
  0  –         user, realm, client and upstream are enabled, and what is demanded can be reached
→ 1  yes       the enforcement "Administrators use a code" is in force since 2026-11-24T03:00:00.000Z
  2  –         the request demands nothing more than is proved
  3  –         the first proof is one factor
  4  –         OTP Configured is off for this user
  5  –         no policy group always asks
  6  –         no policy group with exemptions
  7  no        the policy group "Not in the office" never asks
  8  –         the user has none
  9  no        nothing asks
  codeOnly: an administrator has no proved address
`)
  })

  test('of a refresh: lines that are not read say so', () => {
    const text = transcript({ channel: 'refresh', session: {}, user: { authenticators: [authenticator('totp')] } })
    expect(text).toContain('  8  not read  the realm asks users who have registered, and the user has one\n')
  })

  test('of a disabled user', () => expect(transcript({ user: { enabled: false } })).toMatch(/^refused, by line 0; next: refused, and nothing leads in\n→ 0 {2}refused {3}the user is disabled\n/))
})

describe('the explanation as codes and parameters', () => {
  const { lines, floors, message, line, asked, nextStep } = explain(decide(facts({ client: { minimumAcr: '2' }, user: { otpRequired: switchedOn } })))

  test('says which line decided, and why', () => {
    expect({ line, asked, nextStep, message }).toEqual({ line: 2, asked: 'yes', nextStep: 'set-up', message: { code: 'line2.demand', params: { acr: '2' } } })
  })
  test('has ten lines', () => expect(lines).toHaveLength(10))
  test('names only what sets the rung, not what lies beneath it', () => expect(floors.map(({ code }) => code)).toEqual(['floor.request']))
  test('is plain data: it can be stored with the audit event', () => {
    expect(structuredClone(lines)).toEqual(lines)
    expect(JSON.parse(JSON.stringify(lines))).toEqual(lines)
  })
})

describe('sentences', () => {
  test('name every parameter in braces, and nothing is left unsaid', () => {
    for (const [code, sentence] of Object.entries(sentences)) {
      const names = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      const params = Object.fromEntries(names.map((name) => [name, name === 'since' || name === 'from' ? now : 'X']))
      expect(say({ code: code as keyof typeof sentences, params }, iso), code).not.toMatch(/[{}?]/)
    }
  })
  test('say a missing parameter as a question mark, never as undefined', () => {
    expect(say({ code: 'line7.never', params: {} }, iso)).toBe('the policy group "?" never asks')
  })
})
