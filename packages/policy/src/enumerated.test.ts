import { expect, test } from 'vitest'
import { authenticator, enforcement, facts, fromUpstream, group, now, password, proof, switchedOn, upstream, withEvidence } from '../test/facts.ts'
import { type Authenticator, type Decision, type Facts, type PolicyGroup, type Proof, decide } from './index.ts'

// Every combination of what the table looks at, against the table written down a second time: not as ten lines that are
// read in order, but as the sentences of the policy. Two ways to say one thing keep each other honest.

const firsts: Record<string, { proof: Proof; trust?: 'always' | 'evidence' | 'never' }> = {
  'password': { proof: password },
  'passkey': { proof: proof('passkey', { authenticatorId: 'passkey-1' }) },
  'upstream, always': { proof: fromUpstream(), trust: 'always' },
  'upstream, evidence, none given': { proof: fromUpstream(), trust: 'evidence' },
  'upstream, evidence, given': { proof: withEvidence(), trust: 'evidence' },
  'upstream, never, given': { proof: withEvidence(), trust: 'never' },
}
const groups: Record<string, PolicyGroup | null> = { none: null, never: group('never'), unless: group('unless'), always: group('always') }
const held: Record<string, readonly Authenticator[]> = {
  none: [],
  app: [authenticator('totp')],
  suspended: [authenticator('totp', { state: 'suspended' })],
  mail: [authenticator('emailed-code', { state: 'unproved' })],
}
const seconds: Record<string, readonly Proof[]> = { 'none': [], 'app': [proof('totp')], 'token': [proof('emergency-token')] }
const demands: Record<string, { minimumAcr: string | null; wishedAcr: readonly string[] }> = {
  'none': { minimumAcr: null, wishedAcr: [] },
  'binds to a code': { minimumAcr: 'urn:tegata:acr:code', wishedAcr: [] },
  'binds to 2': { minimumAcr: '2', wishedAcr: [] },
  'wishes 2': { minimumAcr: null, wishedAcr: ['2'] },
}
const enforced = { none: [], later: [enforcement({ enforceFrom: now + 1 })], now: [enforcement({ enforceFrom: now })] }
const both = [false, true] as const
const presentations = ['interactive', 'classic'] as const

type Vector = {
  first: string; group: string; holds: string; second: string; demand: string; enforcement: keyof typeof enforced
  isSwitchedOn: boolean; isInOffice: boolean; asksRegistered: boolean; presentation: (typeof presentations)[number]
}

function* vectors(): Generator<Vector> {
  for (const first of Object.keys(firsts)) for (const group of Object.keys(groups)) for (const holds of Object.keys(held))
    for (const second of Object.keys(seconds)) for (const demand of Object.keys(demands)) for (const enforcement of ['none', 'later', 'now'] as const)
      for (const isSwitchedOn of both) for (const isInOffice of both) for (const asksRegistered of both) for (const presentation of presentations) {
        yield { first, group, holds, second, demand, enforcement, isSwitchedOn, isInOffice, asksRegistered, presentation }
      }
}

function factsOf(vector: Vector): Facts {
  const { proof: firstProof, trust } = firsts[vector.first] ?? { proof: password }
  const authenticators = [...(held[vector.holds] ?? []), ...(vector.first === 'passkey' ? [authenticator('passkey')] : [])]
  return facts({
    realm: { askRegistered: vector.asksRegistered, presentation: vector.presentation },
    user: { authenticators, otpRequired: vector.isSwitchedOn ? switchedOn : null },
    client: { minimumAcr: demands[vector.demand]?.minimumAcr ?? null },
    request: { wishedAcr: demands[vector.demand]?.wishedAcr ?? [], address: vector.isInOffice ? '10.0.0.9' : '203.0.113.7' },
    proofs: [firstProof, ...(seconds[vector.second] ?? [])],
    upstreams: trust ? [upstream({ trust })] : [],
    enforcements: enforced[vector.enforcement],
    policyGroup: groups[vector.group] ?? null,
  })
}

/** The policy in its own sentences: is this person asked? */
function isAskedBySentences(vector: Vector): boolean {
  const { first, second, holds } = vector
  const hasPasskey = first === 'passkey'
  const hasEvidence = first === 'upstream, evidence, given'
  const appCounts = second === 'app' && holds === 'app'
  const provedLevel2 = hasPasskey || hasEvidence || appCounts
  const isTrusted = hasPasskey || hasEvidence || first === 'upstream, always'

  // An enforcement in force beats everything.
  if (vector.enforcement === 'now') return true
  // Then what the request demands, more than is proved; of wishes those that the person is registered for, unless a token let them in.
  if (vector.demand.startsWith('binds') && !provedLevel2) return true
  if (vector.demand === 'wishes 2' && !provedLevel2 && holds === 'app' && second !== 'token') return true
  // Then a first proof that is enough.
  if (isTrusted) return false
  // Then the personal switch; then the policy group; then "ask who has registered".
  if (vector.isSwitchedOn || vector.group === 'always') return true
  if (vector.group === 'unless') return !vector.isInOffice
  return vector.group !== 'never' && vector.asksRegistered && holds !== 'none'
}

/** What is left to do for somebody who is asked, in the sentences of the second table. */
function stepBySentences(vector: Vector, { line }: Decision): string {
  const { first, second, holds, presentation } = vector
  const bindsTo2 = vector.demand === 'binds to 2'
  const hasPasskey = first === 'passkey'
  const hasEvidence = first === 'upstream, evidence, given'
  const appCounts = second === 'app' && holds === 'app'
  const isUnmet = vector.demand.startsWith('binds') && !(hasPasskey || hasEvidence || appCounts)
  const isClassic = presentation === 'classic'

  if (!isUnmet && line !== 2 && (appCounts || second === 'token' || (line === 1 && (hasPasskey || hasEvidence)))) {
    return second === 'token' && !hasPasskey && (holds === 'app' || holds === 'mail') ? 'still-have-it' : 'none'
  }
  if (holds === 'app' || hasPasskey || (holds === 'mail' && !bindsTo2)) return 'challenge'
  if (holds === 'mail') return isClassic ? 'emergency' : 'prove-then-set-up'
  if (isUnmet && isClassic) return 'refused'
  if (holds === 'suspended') return isUnmet && second === 'token' ? 'set-up' : 'emergency'
  return isClassic ? 'emergency' : 'set-up'
}

test('the ten lines say what the sentences of the policy say, for every combination', () => {
  let count = 0
  for (const vector of vectors()) {
    const decision = decide(factsOf(vector))
    const expected = isAskedBySentences(vector) ? 'yes' : 'no'
    const step = expected === 'yes' ? stepBySentences(vector, decision) : null
    if (decision.asked !== expected || (step !== null && decision.nextStep.kind !== step)) {
      expect({ asked: decision.asked, step: decision.nextStep.kind, line: decision.line, ...vector }).toEqual({ asked: expected, step, line: decision.line, ...vector })
    }
    count++
  }
  expect(count).toBe(6 * 4 * 4 * 3 * 4 * 3 * 2 * 2 * 2 * 2)
}, 60_000)
