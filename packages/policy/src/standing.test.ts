import { describe, expect, test } from 'vitest'
import { authenticator, fromUpstream, now, password, proof, upstream } from '../test/facts.ts'
import { type FallReason, type Proof, type StandingState, standing } from './index.ts'

const state = (changes: Partial<StandingState['user']> = {}, upstreams: StandingState['upstreams'] = [upstream()]): StandingState => ({
  user: { epoch: 1, passwordChangedAt: now - 1000, authenticators: [authenticator('totp'), authenticator('emailed-code', { state: 'unproved' })], ...changes },
  upstreams,
})
const fate = (one: Proof, at: StandingState = state()): FallReason | 'stands' => standing([one], at).fallen[0]?.reason ?? 'stands'
const recent = { at: now }

describe('a proof stands until what it rests on is gone (P20, P28)', () => {
  const cases: readonly [string, Proof, StandingState, FallReason | 'stands'][] = [
    ['a code of an active authenticator', proof('totp'), state(), 'stands'],
    ['a code that proved an address', proof('emailed-code'), state(), 'stands'],
    ['its authenticator was removed', proof('totp'), state({ authenticators: [] }), 'authenticator-removed'],
    [
      'its authenticator was suspended ("this was not me")',
      proof('totp'),
      state({ authenticators: [authenticator('totp', { state: 'suspended' })] }),
      'authenticator-suspended',
    ],
    ['it names no authenticator', proof('totp', { authenticatorId: undefined }), state(), 'authenticator-removed'],
    [
      'another authenticator of the same kind took its place',
      proof('totp', { authenticatorId: 'totp-0' }),
      state(),
      'authenticator-removed',
    ],
    ['a passkey that is gone', proof('passkey'), state(), 'authenticator-removed'],
    ['a reset began a new epoch', proof('totp'), state({ epoch: 2 }), 'reset'],
    ['an epoch from the future is not this one either', proof('totp', { epoch: 3 }), state({ epoch: 2 }), 'reset'],
    ['a password proved at the instant it was chosen', proof('password', recent), state({ passwordChangedAt: now }), 'stands'],
    [
      'a password proved before it was changed',
      proof('password', { at: now - 1 }),
      state({ passwordChangedAt: now }),
      'password-changed',
    ],
    ['a user who never chose a password', password, state({ passwordChangedAt: null }), 'stands'],
    [
      'a change of the password takes password proofs only',
      proof('totp', { at: now - 5000 }),
      state({ passwordChangedAt: now }),
      'stands',
    ],
    ['an enabled upstream', fromUpstream(), state(), 'stands'],
    ['a disabled upstream', fromUpstream(), state({}, [upstream({ enabled: false })]), 'upstream-disabled'],
    ['an upstream that was switched off and on since: what it brought before stays refused', fromUpstream({}, recent), state({}, [upstream({ enabledSince: now + 1 })]), 'upstream-disabled'],
    ['… and whoever came at that very instant, or later', fromUpstream({}, recent), state({}, [upstream({ enabledSince: now })]), 'stands'],
    ['… and a password typed before is none of its business', password, state({ passwordChangedAt: null }, [upstream({ enabledSince: now + 1 })]), 'stands'],
    ['an upstream that is another one by now: what the issuer before it said falls (B-1)', fromUpstream(), state({}, [upstream({ issuer: 'https://new.example' })]), 'upstream-disabled'],
    ['… byte by byte', fromUpstream({ issuer: 'https://corp.example/' }), state(), 'upstream-disabled'],
    ['an upstream that is gone', fromUpstream(), state({}, []), 'upstream-disabled'],
    [
      'an upstream that is trusted no longer: the sign-in there stands, its evidence is judged apart',
      fromUpstream(),
      state({}, [upstream({ trust: 'never' })]),
      'stands',
    ],
    ['an emergency token', proof('emergency-token'), state({ authenticators: [] }), 'stands'],
    ['… from before a reset', proof('emergency-token'), state({ epoch: 2 }), 'reset'],
  ]
  test.each(cases)('%s', (_, one, at, expected) => expect(fate(one, at)).toBe(expected))

  test('keeps the order, and every proof is on one side', () => {
    const proofs = [proof('password', recent), proof('totp'), proof('push'), proof('emergency-token')]
    const { standing: kept, fallen } = standing(proofs, state())
    expect(kept).toEqual([proofs[0], proofs[1], proofs[3]])
    expect(fallen).toEqual([{ proof: proofs[2], reason: 'authenticator-removed' }])
  })
})
