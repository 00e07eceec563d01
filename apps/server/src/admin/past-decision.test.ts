import { randomUUID } from 'node:crypto'
import { decide, keepTrace } from '@tegata/policy'
import type { AuditEvent } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { facts } from '../../../../packages/policy/test/facts.ts'
import { problemOf } from './api.test-support.ts'
import { boss, house, inARealmWithSomebody, person, realm } from './realm-of-its-own.test-support.ts'

inARealmWithSomebody()

const switched = decide(facts({ user: { otpRequired: { since: 5 } } }))
const kept = { proofs: ['password', 'totp'], line: 4, asked: 'yes', issuedAcr: '2', trace: keepTrace(switched) }

/** Writes an event, and says its number. */
async function happened(more: Partial<AuditEvent> = {}): Promise<string> {
  await house.storage.unit([house.storage.audit.record({
    realmId: realm.id, type: 'sign-in.succeeded', actor: person.id, userId: person.id, clientId: 'wiki', address: '192.0.2.9', outcome: 'success', reason: 'line4.on', detail: kept, ...more,
  })])
  return (await boss.api.listAttempts({ userId: person.id, limit: 1 })).items[0]?.id ?? ''
}
const explain = (attemptId: string, userId = person.id) => boss.api.explainAttempt({ userId, attemptId })

describe('why was this person asked? (S1-28, issue 5)', () => {
  test('line by line, as it was decided then, whatever is so today', async () => {
    const id = await happened()
    const past = await explain(id)
    expect(past).toMatchObject({ type: 'sign-in.succeeded', outcome: 'success', clientId: 'wiki', address: '192.0.2.9', asked: 'yes', line: 4, reason: { code: 'line4.on', sentence: 'OTP Configured is on for this user' }, proofs: ['password', 'totp'], acr: '2' })
    expect(past.trace.map(({ line, decided, outcome }) => [line, decided, outcome])).toEqual(switched.trace.map(({ line, decided, outcome }) => [line, decided, outcome]))
    expect((await boss.api.listAttempts({ userId: person.id, limit: 1 })).items[0]).toMatchObject({ id, asked: 'yes' })
  })

  test('providers by the name that they have today, rules by the name that they had', async () => {
    const upstreamId = randomUUID()
    const lines = 'nothing none none trusted on always none none has-none otherwise'
    const id = await happened({ detail: { trace: { lines, params: { 3: { upstream: upstreamId }, 5: { rule: 'Office', ruleId: 'x' } } } } })
    const { trace, asked, line, acr, proofs } = await explain(id)
    expect([trace[3]?.reason.params, trace[5]?.reason.sentence, asked, line, acr, proofs]).toEqual([{ upstream: upstreamId }, 'the policy group "Office" always asks', 'no', 3, null, []])
  })

  test('a refusal says what was demanded', async () => {
    const id = await happened({ type: 'sign-in.refused', outcome: 'refused', reason: 'refused.suspended', detail: { ...kept, proofs: ['password'] } })
    expect(await explain(id)).toMatchObject({ outcome: 'refused', asked: 'yes', line: 4, proofs: ['password'] })
  })

  test('the help desk reads it beside the person; nobody else without a role does', async () => {
    const id = await happened()
    const desk = await house.person(realm, 'desk', ['help-desk'])
    expect(await desk.api.explainAttempt({ userId: person.id, attemptId: id })).toMatchObject({ line: 4 })
    expect(await problemOf((await house.person(realm, 'nobody')).api.explainAttempt({ userId: person.id, attemptId: id }))).toBe('permission.missing')
  })

  test('nothing is made up: events without a decision, of somebody else, of another realm, or of nobody', async () => {
    const [own, password, odd] = [await happened(), await happened({ type: 'sign-in.refused', outcome: 'refused', reason: 'password', detail: {} }), await happened({ detail: { trace: { lines: 'from the future' } } })]
    expect((await boss.api.listAttempts({ userId: person.id, limit: 3 })).items.map(({ asked }) => asked)).toEqual([null, null, 'yes'])
    const other = await house.addUser(realm, 'other')
    const elsewhere = await house.person(await house.newRealm('elsewhere'), 'boss', ['global-admin'])
    for (const asked of [explain(password), explain(odd), explain(own, other.id), explain('999999999'), elsewhere.api.explainAttempt({ userId: person.id, attemptId: own })]) {
      expect(await problemOf(asked)).toBe('attempt.not-found')
    }
    expect(await problemOf(explain('1 or 1'))).toBe('attempt.not-found')
  })
})
