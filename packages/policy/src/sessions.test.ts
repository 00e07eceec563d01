import { describe, expect, test } from 'vitest'
import {
  type Changes, authenticator, before, day, enforcement, facts, fromUpstream, group, hour, minute, now, password, proof, switchedOn, upstream,
} from '../test/facts.ts'
import { type Channel, channels, decide } from './index.ts'

const totp = authenticator('totp')
const everyChannel = Object.keys(channels) as Channel[]
const oldPassword = proof('password', { at: now - 2 * hour, journeyId: before })
const oldTotp = proof('totp', { at: now - 2 * hour, journeyId: before })
/** A session of two hours, on the password alone. */
const inSession: Changes = { session: { startedAt: now - 2 * hour }, journey: null, proofs: [oldPassword] }
const on = (channel: Channel, changes: Changes = {}) => decide(facts({ ...inSession, channel, ...changes }))
const satisfiedOn = (changes: Changes) => everyChannel.filter((channel) => on(channel, changes).satisfied)

describe('which lines each moment reads', () => {
  const office: Changes = { request: { address: '10.0.0.1' }, policyGroup: group('unless', { sessionsBefore: 'askAtNextUse' }) }

  test('every one reads disabled, enforcement, demand, first proof, switch and "always"', () => {
    for (const channel of everyChannel) expect(channels[channel].lines.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5])
  })
  test('a circumstance counts on a page, at the authorization request and at the code that comes of it, nowhere else (P31)', () => {
    expect(everyChannel.filter((channel) => on(channel, office).line === 6 && on(channel, office).asked === 'no')).toEqual(['page', 'authorization', 'code', 'device'])
  })
  test('a refresh of the session does not look at the group’s exemptions at all', () => {
    expect(on('refresh', office)).toMatchObject({ line: 9, asked: 'no', satisfied: true })
  })
  test('an offline token and a direct grant are asked: no circumstance holds for them (P31)', () => {
    expect(on('refresh-offline', office)).toMatchObject({ line: 6, asked: 'yes', satisfied: false })
    expect(on('direct-grant', office)).toMatchObject({ line: 6, asked: 'yes', satisfied: false })
  })
  test('who has registered is asked where a person signs in, not where a token is used', () => {
    const registered = { user: { authenticators: [totp] } }
    expect(everyChannel.filter((channel) => on(channel, registered).line === 8)).toEqual(['page', 'authorization', 'direct-grant'])
  })
  test('what a line says is traced also where it is not read', () => {
    const { trace } = on('refresh', { user: { authenticators: [totp] } })
    expect(trace[8]).toMatchObject({ line: 8, read: false, matched: true, decided: false })
  })
})

describe('nothing is issued or honoured unless the decision of now is satisfied (P28)', () => {
  const enforced: Changes = { enforcements: [enforcement()] }

  test('the password alone, under an enforcement: nowhere', () => expect(satisfiedOn(enforced)).toEqual([]))
  test('with a code of this session: everywhere', () => {
    expect(satisfiedOn({ ...enforced, user: { authenticators: [totp] }, proofs: [oldPassword, oldTotp] })).toEqual(everyChannel)
  })
  test('with a code that fell with its authenticator: nowhere', () => {
    expect(satisfiedOn({ ...enforced, user: { authenticators: [authenticator('push')] }, proofs: [oldPassword, oldTotp] })).toEqual([])
  })
  test('with a code from before a reset: nowhere (P20)', () => {
    expect(satisfiedOn({ ...enforced, user: { authenticators: [totp], epoch: 2 }, proofs: [oldPassword, oldTotp] })).toEqual([])
  })
  test('with a password from before it was changed: nowhere (P20)', () => {
    expect(satisfiedOn({ user: { passwordChangedAt: now - hour } })).toEqual([])
  })
  test('of a disabled user, client, realm or upstream: nowhere (P38)', () => {
    expect(satisfiedOn({ user: { enabled: false } })).toEqual([])
    expect(satisfiedOn({ client: { enabled: false } })).toEqual([])
    expect(satisfiedOn({ realm: { enabled: false } })).toEqual([])
    expect(satisfiedOn({ proofs: [fromUpstream({}, { at: now - hour, journeyId: before })], upstreams: [upstream({ enabled: false })] })).toEqual([])
  })
  test('a trust that was withdrawn since counts no longer', () => {
    const proofs = [fromUpstream({ idTokenJourneyId: before }, { at: now - hour, journeyId: before })]
    const required = { user: { otpRequired: switchedOn }, realm: { personal: group('always', { sessionsBefore: 'askAtNextUse' }) } }
    expect(satisfiedOn({ ...required, proofs, upstreams: [upstream({ trust: 'always' })] })).toEqual(everyChannel)
    expect(satisfiedOn({ ...required, proofs, upstreams: [upstream({ trust: 'evidence' })] })).toEqual([])
  })
  test('not asked is honoured, also while there is something to set up: only a page waits for it', () => {
    const exempt: Changes = { policyGroup: group('unless'), request: { address: '10.0.0.1' } }
    expect(on('authorization', exempt)).toMatchObject({ asked: 'no', mustHave: true, satisfied: true })
    expect(decide(facts(exempt))).toMatchObject({ asked: 'no', satisfied: false, nextStep: { kind: 'set-up' } })
    expect(decide(facts({ ...exempt, channel: 'authorization' }))).toMatchObject({ satisfied: true, nextStep: { kind: 'none' } })
  })
  test('what is missing is named, for the caller’s answer', () => {
    expect(on('api', enforced).acrToAskFor).toBe('urn:tegata:acr:code')
    expect(on('api', { request: { essentialAcr: ['urn:tegata:acr:fresh'] }, user: { authenticators: [totp] }, proofs: [oldPassword, oldTotp] }).acrToAskFor).toBe('urn:tegata:acr:fresh')
    expect(on('api').acrToAskFor).toBeNull()
    expect(on('api', { user: { passwordChangedAt: now - hour } }).acrToAskFor).toBe('1')
    expect(on('api', { user: { enabled: false } }).acrToAskFor).toBeNull()
  })
  test('each moment has its answer', () => {
    expect(everyChannel.map((channel) => channels[channel].unsatisfied)).toEqual([
      'next-step', 'step-up', 'invalid_grant', 'invalid_grant', 'invalid_grant', 'invalid_grant', 'account-not-set-up',
      'insufficient_user_authentication', 'insufficient_user_authentication',
    ])
  })
})

describe('sessionsBefore (P29)', () => {
  const began = now - hour
  const runOut: Changes = { user: { otpRequired: { since: began } } }
  const notExcused = ['refresh-offline', 'direct-grant', 'api', 'account']

  test('the personal switch, turned on during the session, lets it run out, but not offline tokens and own APIs (S2-16)', () => {
    expect(everyChannel.filter((channel) => !on(channel, runOut).satisfied)).toEqual(notExcused)
    expect(on('refresh', runOut).excused).toEqual([{ id: 'personal', name: 'OTP Configured' }])
    expect(on('refresh', runOut).trace[4]?.reason.code).toBe('line4.excused')
  })
  test('so does a policy group by default', () => {
    expect(everyChannel.filter((channel) => !on(channel, { policyGroup: group('always', { assignedAt: began }) }).satisfied)).toEqual(notExcused)
    expect(on('authorization', { policyGroup: group('always', { assignedAt: began }) }).trace[5]?.reason.code).toBe('line5.excused')
    expect(on('authorization', { policyGroup: group('unless', { assignedAt: began }) }).trace[6]?.reason.code).toBe('line6.excused')
  })
  test('an enforcement asks at the next use by default: the next refresh fails (S0-21)', () => {
    expect(satisfiedOn({ enforcements: [enforcement({ enforceFrom: began })] })).toEqual([])
  })
  test('an enforcement that lets sessions run out, as the reference does', () => {
    const enforcements = [enforcement({ enforceFrom: began, sessionsBefore: 'letRunOut' })]
    expect(everyChannel.filter((channel) => !on(channel, { enforcements }).satisfied)).toEqual(notExcused)
    expect(on('refresh', { enforcements }).trace[1]?.reason.code).toBe('line1.excused')
  })

  const byRole = (targetReachedAt: number | null) => ({
    user: { roles: ['help-desk'] },
    enforcements: [enforcement({ enforceFrom: began, sessionsBefore: 'letRunOut' as const, target: { everyone: false, roles: ['help-desk'], groups: [] }, targetReachedAt })],
  })
  test('everybody is in the target of "everyone" from the start', () => {
    const enforcements = [enforcement({ enforceFrom: began, sessionsBefore: 'letRunOut', targetReachedAt: null })]
    expect(on('refresh', { enforcements }).satisfied).toBe(true)
  })
  test('never excuses from a role granted later', () => {
    expect(on('refresh', byRole(began)).satisfied).toBe(true)
    expect(on('refresh', byRole(began + 1)).satisfied).toBe(false)
    expect(on('refresh', byRole(null)).satisfied).toBe(false)
  })
  test.each([[-1, true], [0, false], [1, false]])('only sessions that began before the requirement (%i ms)', (offset, excused) => {
    const startedAt = began + offset
    expect(on('refresh', { ...runOut, session: { startedAt }, proofs: [proof('password', { at: startedAt, journeyId: before })] }).satisfied).toBe(excused)
  })
  test('not a session that began since, although it was given an older proof', () => {
    expect(on('refresh', { ...runOut, session: { startedAt: began } }).satisfied).toBe(false)
  })
  test('not one whose first proof was made anew since: that is an interactive sign-in', () => {
    expect(on('authorization', { ...runOut, proofs: [oldPassword, password] }).satisfied).toBe(false)
  })
  test.each([[-1, true], [0, false]])('for 24 hours, no longer (%i ms)', (offset, excused) => {
    const since = now - 24 * hour - offset
    const session = { startedAt: now - 3 * day }
    const proofs = [proof('password', { at: now - 3 * day, journeyId: before })]
    expect(on('refresh', { user: { otpRequired: { since } }, session, proofs }).satisfied).toBe(excused)
  })
  test('of unknown age excuses nothing', () => {
    expect(on('refresh', { user: { otpRequired: { since: null } } }).satisfied).toBe(false)
    expect(on('refresh', { policyGroup: group('always', { assignedAt: null }) }).satisfied).toBe(false)
  })
  test('never covers a demand of the request', () => {
    expect(on('refresh', { ...runOut, client: { minimumAcr: '2' } })).toMatchObject({ line: 2, satisfied: false })
  })
  test('an excused rule narrows nothing for this session', () => {
    expect(on('authorization', { policyGroup: group('always', { assignedAt: began, kinds: ['passkey'] }), user: { authenticators: [totp] } }).acceptedKinds).toContain('totp')
  })
  test('a sign-in without a session is never excused', () => {
    expect(decide(facts({ ...runOut, proofs: [oldPassword] })).asked).toBe('yes')
  })
})

describe('freshness for our own API', () => {
  const fresh = (totpAgo: number, usedAgo: number | null) => on('api', {
    request: { essentialAcr: ['urn:tegata:acr:fresh'] }, user: { authenticators: [totp] },
    session: { startedAt: now - hour, consoleUsedAt: usedAgo === null ? null : now - usedAgo },
    proofs: [proof('password', { at: now - hour, journeyId: before }), proof('totp', { at: now - totpAgo, journeyId: before })],
  }).satisfied

  test.each([[5 * minute, true], [5 * minute + 1, false]])('an authenticator proved %i ms ago', (ago, satisfied) => expect(fresh(ago, null)).toBe(satisfied))
  test.each([[20 * minute, 5 * minute, true], [20 * minute, 5 * minute + 1, false], [30 * minute, 1, true], [30 * minute + 1, 1, false]])(
    'proved %i ms ago and used %i ms ago', (ago, used, satisfied) => expect(fresh(ago, used)).toBe(satisfied))
  test('an emergency token is never fresh (P25)', () => {
    const proofs = [oldPassword, proof('emergency-token', { journeyId: before })]
    expect(on('api', { request: { essentialAcr: ['urn:tegata:acr:fresh'] }, user: { authenticators: [totp] }, proofs }).satisfied).toBe(false)
  })
})
