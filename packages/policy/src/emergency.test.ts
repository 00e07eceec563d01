import { describe, expect, test } from 'vitest'
import { type Changes, authenticator, before, enforcement, facts, group, hour, minute, now, password, proof, switchedOn } from '../test/facts.ts'
import { type Channel, assurance, channels, decide, kinds } from './index.ts'

const token = proof('emergency-token')
const totp = authenticator('totp')
const withToken = (changes: Changes = {}) => decide(facts({ proofs: [password, token], ...changes }))
const required = (inARow = 0) => ({ user: { otpRequired: switchedOn, emergencyInARow: inARow } })
const after = (afterEmergency: 'nothing' | 'nextSignIn' | 'enrolNow', inARow: number, changes: Changes = {}) =>
  withToken({ policyGroup: group('always', { afterEmergency }), user: { emergencyInARow: inARow }, ...changes }).nextStep
const setUp = (mayBePutOff: boolean) => ({ kind: 'set-up', kinds, proof: 'emergency-token', proved: true, mayBePutOff })

describe('an emergency token lets in (S0-31)', () => {
  test('somebody who has set nothing up', () => expect(withToken(required())).toMatchObject({ asked: 'yes', satisfied: true, nextStep: { kind: 'none' } }))
  test('only after a first proof (P25)', () => expect(withToken({ ...required(), proofs: [token] }).nextStep).toEqual({ kind: 'first-proof', reason: 'missing' }))
  test('ten of them are still one factor', () => {
    const proofs = Array.from({ length: 10 }, () => token)
    expect(withToken({ ...required(), proofs })).toMatchObject({ satisfied: false })
    expect(assurance([password, ...proofs], ['2'], { now, upstreams: [], loaMap: {}, consoleUsedAt: null }).acr).toBe('1')
  })
  test.each([[-1, true], [0, true], [1, false]])('for an hour without set-up (%i ms)', (offset, satisfied) => {
    const proofs = [proof('password', { at: now - hour - offset, journeyId: before }), proof('emergency-token', { at: now - hour - offset, journeyId: before })]
    expect(withToken({ ...required(), channel: 'refresh', session: {}, journey: null, proofs, realm: { personal: group('always', { sessionsBefore: 'askAtNextUse' }) } }).satisfied).toBe(satisfied)
  })
  test('everywhere but to an offline token and a direct grant (P25)', () => {
    const enforced: Changes = { enforcements: [enforcement()], user: { authenticators: [totp] }, session: {}, journey: null, proofs: [proof('password', { journeyId: before }), proof('emergency-token', { journeyId: before })] }
    const refused = (Object.keys(channels) as Channel[]).filter((channel) => !withToken({ ...enforced, channel }).satisfied)
    expect(refused).toEqual(['refresh-offline', 'direct-grant'])
  })
  test('never to what the request demands (P25)', () => {
    for (const minimumAcr of ['urn:tegata:acr:code', '2', '3', 'urn:tegata:acr:fresh']) {
      expect(withToken({ client: { minimumAcr }, user: { authenticators: [totp] } })).toMatchObject({ line: 2, satisfied: false })
    }
  })
})

describe('what follows it, for who has none (P26)', () => {
  test('nextSignIn: nothing at the first time', () => expect(after('nextSignIn', 0)).toEqual({ kind: 'none' }))
  test('nextSignIn: offered from the second in a row, the token being the proof', () => expect(after('nextSignIn', 1)).toEqual(setUp(true)))
  test('nextSignIn: and put off', () => expect(after('nextSignIn', 2, { journey: { putOff: true } })).toEqual({ kind: 'none' }))
  test('enrolNow: at once', () => expect(after('enrolNow', 0)).toEqual(setUp(false)))
  test('nothing: nothing', () => expect(after('nothing', 2)).toEqual({ kind: 'none' }))
  test.each(['nothing', 'nextSignIn', 'enrolNow'] as const)('%s: compulsory after three in a row, and cannot be put off', (say) => {
    expect(after(say, 3)).toEqual(setUp(false))
    expect(after(say, 3, { journey: { putOff: true } })).toEqual(setUp(false))
  })
  test('the realm says how many', () => expect(after('nothing', 3, { realm: { emergencyInARow: 4 } })).toEqual({ kind: 'none' }))
  test('where nothing requires, never compulsory', () => {
    expect(withToken({ user: { authenticators: [authenticator('totp', { state: 'suspended' })], emergencyInARow: 9 } }).nextStep).toEqual({ kind: 'none' })
  })
  test('once set up in this journey, done (S0-31: never leads back to itself)', () => {
    const bound = authenticator('totp', { boundBy: 'emergency-token', confirmedFor: 'codeOnly', boundInJourney: 'journey-1' })
    expect(after('enrolNow', 3, { user: { emergencyInARow: 3, authenticators: [bound] }, proofs: [password, token, proof('totp')] })).toEqual({ kind: 'none' })
  })
  test('only suspended ones: likewise', () => {
    const user = { otpRequired: switchedOn, emergencyInARow: 3, authenticators: [authenticator('totp', { state: 'suspended' })] }
    expect(withToken({ user }).nextStep).toEqual(setUp(false))
  })
  test('classic never shows the set-up; after three in a row the way out is the help desk', () => {
    const classic: Changes = { realm: { presentation: 'classic' } }
    expect(withToken({ ...classic, ...required(2) }).nextStep).toEqual({ kind: 'none' })
    expect(withToken({ ...classic, ...required(3) }).nextStep).toEqual({ kind: 'refused', reason: { code: 'refused.emergency-in-a-row', params: { count: 3 } } })
  })
  test('deny: nothing is set up here; after three in a row the way out is the help desk', () => {
    const deny: Changes = { policyGroup: group('always', { onUnenrolled: 'deny' }) }
    expect(withToken({ ...deny, user: { emergencyInARow: 2 } }).nextStep).toEqual({ kind: 'none' })
    expect(withToken({ ...deny, user: { emergencyInARow: 3 } }).nextStep.kind).toBe('refused')
  })
  test('in a step-up the first proof comes again before anything is bound, and nothing is merely offered', () => {
    const stepUp: Changes = { session: {}, proofs: [proof('password', { journeyId: before }), token] }
    expect(after('enrolNow', 0, stepUp)).toEqual({ kind: 'first-proof', reason: 'for-binding' })
    expect(after('nextSignIn', 1, stepUp)).toEqual({ kind: 'none' })
  })
  test('in a later journey of the same session nothing is asked again', () => {
    const old = [proof('password', { at: now - minute, journeyId: before }), proof('emergency-token', { journeyId: before })]
    expect(withToken({ ...required(3), session: {}, proofs: old }).nextStep).toEqual({ kind: 'none' })
  })
})

describe('"do you still have it?", for who has one (P27)', () => {
  const holder = (inARow: number, changes: Changes = {}) =>
    withToken({ user: { authenticators: [totp], otpRequired: switchedOn, emergencyInARow: inARow }, ...changes }).nextStep

  test('is asked after the token, and may be skipped', () => {
    expect(holder(0)).toEqual({ kind: 'still-have-it', authenticatorIds: ['totp-1'], mayBeSkipped: true })
    expect(holder(0, { journey: { putOff: true } })).toEqual({ kind: 'none' })
  })
  test('may not after three in a row', () => {
    expect(holder(3, { journey: { putOff: true } })).toEqual({ kind: 'still-have-it', authenticatorIds: ['totp-1'], mayBeSkipped: false })
  })
  test('is answered by proving it', () => expect(holder(3, { proofs: [password, token, proof('totp')] })).toEqual({ kind: 'none' }))
  test('is asked about one of a kind that the rules do not accept once a set-up is due: proved, it vouches; lost, the token replaces it', () => {
    const onlyKeys = (inARow: number, proofs = [password, token]) =>
      withToken({ enforcements: [enforcement({ kinds: ['passkey'] })], user: { authenticators: [totp], emergencyInARow: inARow }, proofs }).nextStep
    expect(onlyKeys(0)).toEqual({ kind: 'none' })
    expect(onlyKeys(1)).toEqual({ kind: 'still-have-it', authenticatorIds: ['totp-1'], mayBeSkipped: true })
    expect(onlyKeys(3)).toEqual({ kind: 'still-have-it', authenticatorIds: ['totp-1'], mayBeSkipped: false })
    expect(onlyKeys(3, [password, token, proof('totp')])).toEqual({ ...setUp(false), kinds: ['passkey'], proof: 'authenticator' })
  })
})
