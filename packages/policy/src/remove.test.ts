import { describe, expect, test } from 'vitest'
import { type Changes, authenticator, enforcement, facts, group, hour, minute, now, password, proof, switchedOn } from '../test/facts.ts'
import { canRemove, switchOffRemoves } from './index.ts'

const totp = authenticator('totp')
const push = authenticator('push')
const proved = [password, proof('totp')]
const token = proof('emergency-token')

const table: readonly [promise: string, changes: Changes, outcome: string][] = [
  ['with a fresh second factor, where nothing requires one', { user: { authenticators: [totp] }, proofs: proved }, 'ok'],
  ['not with the password alone (T-7)', { user: { authenticators: [totp] } }, 'proof-missing'],
  [
    'not with a second factor older than 5 minutes',
    { user: { authenticators: [totp] }, proofs: [password, proof('totp', { at: now - 5 * minute - 1 })] },
    'proof-missing',
  ],
  ['proved with another one', { user: { authenticators: [totp, push] }, proofs: [password, proof('push')] }, 'ok'],
  [
    'not the last of somebody who must have one (P19)',
    { user: { authenticators: [totp], otpRequired: switchedOn }, proofs: proved },
    'last-one',
  ],
  [
    'not the last that works',
    { user: { authenticators: [totp, authenticator('push', { state: 'suspended' })], otpRequired: switchedOn }, proofs: proved },
    'last-one',
  ],
  [
    'not the last that the rules accept',
    { user: { authenticators: [totp, push] }, enforcements: [enforcement({ kinds: ['totp'] })], proofs: proved },
    'last-one',
  ],
  ['one of two that are accepted', { user: { authenticators: [totp, push], otpRequired: switchedOn }, proofs: proved }, 'ok'],
  [
    'not the last, although the rule lets this session run out',
    {
      session: {},
      user: { authenticators: [totp] },
      policyGroup: group('always', { assignedAt: now - 30_000 }),
      proofs: [proof('password', { at: now - hour }), proof('totp')],
    },
    'last-one',
  ],
  [
    'an exemption exempts from being asked, not from having one',
    { user: { authenticators: [totp] }, policyGroup: group('unless'), request: { address: '10.0.0.1' }, proofs: proved },
    'last-one',
  ],
  ['not one that is not there', { user: { authenticators: [push] }, proofs: [password, proof('push')] }, 'not-found'],
]

describe('removing one’s own authenticator', () => {
  test.each(table)('%s', (_, changes, outcome) => {
    const removed = canRemove(facts(changes), 'totp-1')
    expect(removed.ok ? 'ok' : removed.reason).toBe(outcome)
  })

  const afterToken = (changes: Changes, lost: boolean) => canRemove(facts({ proofs: [password, token], ...changes }), 'totp-1', { lost })
  test('after an emergency token: on the answer lost, and only where nothing requires (P27)', () => {
    expect(afterToken({ user: { authenticators: [totp] } }, true)).toEqual({ ok: true })
    expect(afterToken({ user: { authenticators: [totp] } }, false)).toEqual({ ok: false, reason: 'proof-missing' })
    expect(afterToken({ user: { authenticators: [totp], otpRequired: switchedOn } }, true)).toEqual({ ok: false, reason: 'last-one' })
    expect(afterToken({ user: { authenticators: [totp, push], otpRequired: switchedOn } }, true)).toEqual({ ok: false, reason: 'proof-missing' })
  })
})

describe('turning OTP Configured off (P21)', () => {
  test('removes what was registered where nothing else requires it', () => {
    expect(switchOffRemoves(facts({ user: { otpRequired: switchedOn, authenticators: [totp] } }))).toBe(true)
  })
  test('removes nothing while an enforcement or a group requires it', () => {
    expect(switchOffRemoves(facts({ user: { otpRequired: switchedOn }, enforcements: [enforcement()] }))).toBe(false)
    expect(switchOffRemoves(facts({ user: { otpRequired: switchedOn }, policyGroup: group('unless') }))).toBe(false)
  })
  test('counts a rule that lets this very session run out', () => {
    const policyGroup = group('always', { assignedAt: now - minute })
    expect(switchOffRemoves(facts({ session: {}, proofs: [proof('password', { at: now - hour })], policyGroup }))).toBe(false)
  })
  test('an enforcement that is only announced requires nothing yet', () => {
    expect(switchOffRemoves(facts({ user: { otpRequired: switchedOn }, enforcements: [enforcement({ enforceFrom: now + 1 })] }))).toBe(true)
  })
})
