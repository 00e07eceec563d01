import * as client from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Realm, Upstream, User } from '@tegata/storage'
import { type Answer, answerJourney, authorize, Browser, claimsIn, type House, type PlayedUpstream, type ProofName, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
beforeAll(async () => {
  house = await startOidc()
})
beforeEach(async () => {
  realm = await house.newRealm()
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const minute = 60_000
const evidence: Upstream['evidence'] = [{ claim: 'acr', value: 'gold', level: 2 }, { claim: 'amr', value: 'hwk', level: 'code' }]
const proving = (user: User, ...proofs: ProofName[]): Answer => ({ user: user.id, proofs })
const essential = (value: string) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: [value] } } }) })

function says(upstream: Upstream, changes: Partial<PlayedUpstream> = {}): void {
  const authTime = Math.floor(house.storage.clock.now() / 1000) * 1000 - 5_000
  house.upstreamSays({ upstreamId: upstream.id, issuer: upstream.issuer, subject: 's', sid: 'x', idToken: null, acr: null, amr: [], authTime, ...changes })
}

/** Somebody who has an authenticator signs in at the upstream, and by nothing of ours. */
async function there(about: Partial<Upstream>, said: Partial<PlayedUpstream> = {}, parameters: Record<string, string> = {}) {
  const upstream = await house.addUpstream(realm, about)
  const user = await house.addUser(realm, { totp: true })
  const config = await house.discover(realm, await house.addClient(realm, { secret: 's' }), 's')
  const browser = new Browser()
  says(upstream, said)
  const walked = await authorize(house, browser, config, { answer: proving(user, 'upstream'), parameters })
  const silently = async (more: Record<string, string> = {}) => {
    const { left } = await authorize(house, browser, config, { parameters: { prompt: 'none', ...more } })
    return left?.searchParams.get('error') ?? 'code'
  }
  const change = (changes: Partial<Upstream>) => house.must([house.storage.upstreams.change({ ...upstream, ...changes })])
  return { ...walked, upstream, user, config, browser, silently, change, wasLetIn: walked.left?.searchParams.has('code') === true }
}
const refresh = async (config: client.Configuration, token: string | undefined) =>
  client.refreshTokenGrant(config, token ?? '').then(() => 'refreshed', (error: { error?: string }) => error.error)

const enforcement = () => house.must([house.storage.policies.saveEnforcement({
  id: crypto.randomUUID(), realmId: realm.id, name: 'everybody', state: 'announced', enforceFrom: house.storage.clock.now() - 1, registerBy: null, zone: 'UTC',
  target: { everyone: true }, reason: { en: 'x' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol',
  afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, version: 1,
})])

describe('after a sign-in at an upstream our code', () => {
  const fresh = { acr: 'gold' }
  test.each([
    // trust, its list, what it said, whether that lets in
    ['always', [], {}, true],
    ['never', evidence, fresh, false],
    ['evidence', evidence, fresh, true],
    ['evidence', evidence, { amr: ['pwd', 'hwk'] }, true],
    ['evidence', evidence, { acr: 'Gold' }, false],
    ['evidence', evidence, {}, false],
    ['evidence', [], fresh, false],
    ['evidence', evidence, { ...fresh, authTime: null }, false],
    ['evidence', evidence, { ...fresh, authTime: 1 }, false],
  ] as const)('with trust %s, list %j and %j: not asked is %s (P4, P5)', async (trust, list, said, letIn) => {
    const { wasLetIn, response } = await there({ trust, evidence: [...list] }, { ...said, amr: [...('amr' in said ? said.amr : [])] })
    expect(wasLetIn).toBe(letIn)
    // Whoever is not let in is on a page of ours, not refused.
    expect(response.status).toBe(letIn ? 303 : 200)
  })

  test('is asked by an enforcement of whom trust alone would spare, and not of whom evidence does (P2, P5)', async () => {
    await enforcement()
    expect((await there({ trust: 'always' })).wasLetIn).toBe(false)
    expect((await there({ trust: 'always', evidence }, fresh)).wasLetIn).toBe(true)
  })

  test('is asked by a demand that the evidence does not meet, and not by one that it does (line 2)', async () => {
    expect((await there({ trust: 'evidence', evidence }, { amr: ['hwk'] }, essential('2'))).left?.searchParams.get('error')).toBe('unmet_authentication_requirements')
    expect((await there({ trust: 'evidence', evidence }, fresh, essential('2'))).wasLetIn).toBe(true)
  })
})

describe('what an upstream calls somebody', () => {
  const names = { username: 'ito', email: 'ito@corp.example', emailVerified: true, givenName: 'Hana', familyName: 'Ito' }

  test('is taken over in the unit that begins the session, and never by a sign-in that is not satisfied (B-6)', async () => {
    const refused = await there({ trust: 'never' }, { names }, essential('2'))
    expect(refused.wasLetIn).toBe(false)
    expect(await house.getUser(realm, refused.user.id)).toMatchObject({ username: refused.user.username, email: refused.user.email, givenName: 'Aoi' })
    const { user, redeem } = await there({}, { names })
    expect(await house.getUser(realm, user.id)).toMatchObject({ username: 'ito', email: 'ito@corp.example', givenName: 'Hana', familyName: 'Ito' })
    expect((await redeem()).claims()).toMatchObject({ sub: user.id, preferred_username: 'ito', email: 'ito@corp.example', email_verified: true })
  })

  test('when tokens call them otherwise from now on, everything that was issued under the name before ends, in that unit (OIDC Core §5.3.2, §12.2)', async () => {
    const upstream = await house.addUpstream(realm)
    const user = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm, { secret: 's' }), 's')
    const [browser, other] = [new Browser(), new Browser()]
    const sitting = await (await authorize(house, browser, config, { answer: proving(user, 'password') })).redeem()
    const same = await (await authorize(house, other, config, { answer: proving(user, 'password') })).redeem()
    const offline = await (await authorize(house, browser, config, { parameters: { scope: 'openid offline_access', prompt: 'consent' }, answer: { answer: 'grant' } })).redeem()
    expect(sitting.claims()?.sub).toBe(user.id)

    await house.must([house.storage.realms.saveSettings(realm.id, { ...realm.settings, onlyUpstreamId: upstream.id }, (await house.getRealm(realm.name)).version)])
    realm = await house.getRealm(realm.name)
    says(upstream, { subject: 'their-hana', names })
    await new Promise((resolve) => { setTimeout(resolve, 2) })
    const came = await authorize(house, other, config, { parameters: { prompt: 'login' }, answer: proving(user, 'upstream') })
    const tokens = await came.redeem()
    expect(tokens.claims()).toMatchObject({ sub: 'their-hana', preferred_username: 'ito' })
    for (const old of [sitting, same, offline]) {
      await expect(client.fetchUserInfo(config, old.access_token, client.skipSubjectCheck)).rejects.toThrow()
      expect(await refresh(config, old.refresh_token)).toBe('invalid_grant')
    }
    expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
    expect(await client.fetchUserInfo(config, tokens.access_token, 'their-hana')).toMatchObject({ sub: 'their-hana' })
    expect(await refresh(config, tokens.refresh_token)).toBe('refreshed')
    expect((await authorize(house, other, config, { parameters: { prompt: 'none' } })).left?.searchParams.has('code')).toBe(true)
    expect(await house.storage.sessions.listOf(realm.id, user.id)).toHaveLength(1)
    // The next sign-in calls nobody otherwise, and ends nothing.
    await (await authorize(house, browser, config, { parameters: { prompt: 'login' }, answer: proving(user, 'upstream') })).redeem()
    expect(await house.storage.sessions.listOf(realm.id, user.id)).toHaveLength(2)
  })

  test('stays out where somebody else was faster with the name: the sign-in goes on, and the log says so', async () => {
    const { findByLogin } = house.storage.users
    house.storage.users.findByLogin = async (of, login) => {
      const found = await findByLogin(of, login)
      if (found === undefined && login === 'ito') await house.addUser(realm, { username: 'ito', email: null })
      return found
    }
    const { user, wasLetIn } = await there({}, { names })
    house.storage.users.findByLogin = findByLogin
    expect(wasLetIn).toBe(true)
    expect(await house.getUser(realm, user.id)).toMatchObject({ username: user.username, email: 'ito@corp.example', familyName: 'Ito' })
    expect((await house.storage.audit.list(realm.id, { types: ['upstream.mapping-skipped'] }, null, 5)).items).toMatchObject([
      { userId: user.id, detail: { skipped: [{ claim: 'username', value: 'ito', why: 'taken' }] } },
    ])
  })
})

describe('a session that rests on an upstream keeps asking (P28)', () => {
  test.each(['disabled', 'another one', 'deleted'])('once it is %s nothing more is issued or honoured: refresh, code, userinfo, authorization, offline (P38)', async (how) => {
    const pending = await there({})
    const { upstream, user, config, browser, silently } = pending
    const { redeem } = await authorize(house, browser, config)
    const tokens = await redeem()
    const consented = await authorize(house, browser, config, { parameters: { scope: 'openid offline_access', prompt: 'consent' }, answer: { answer: 'grant' } })
    const offline = await consented.redeem()
    expect(claimsIn(offline.refresh_token)).toMatchObject({ typ: 'Offline' })
    for (const token of [tokens, offline]) expect(await client.fetchUserInfo(config, token.access_token, user.id)).toMatchObject({ sub: user.id })
    expect(await silently()).toBe('code')

    await house.must(how === 'disabled' ? [house.storage.upstreams.change({ ...upstream, enabled: false })]
      : how === 'another one' ? [house.storage.upstreams.change({ ...upstream, issuer: 'https://new.example' })] : house.storage.upstreams.remove(realm.id, upstream.id))
    await expect(pending.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    for (const token of [tokens, offline]) {
      await expect(client.fetchUserInfo(config, token.access_token, user.id)).rejects.toThrow()
      expect(await refresh(config, token.refresh_token)).toBe('invalid_grant')
    }
    expect(await silently()).toBe('login_required')
    // The grant is over: enabling it again brings no refresh token back.
    if (how === 'disabled') await house.must([house.storage.upstreams.change({ ...upstream, enabled: true, version: upstream.version + 1 })])
    expect(await refresh(config, tokens.refresh_token)).toBe('invalid_grant')
  })

  test('does not come back with an upstream that was switched off and on again; whoever signs in there since does (P28)', async () => {
    const { upstream, user, config, browser, silently, redeem } = await there({})
    const tokens = await redeem()
    const off = { ...upstream, enabled: false }
    await house.must([house.storage.upstreams.change(off)])
    // Nothing was tried while it was off: what fell, fell by itself.
    await new Promise((resolve) => { setTimeout(resolve, 2) })
    await house.must([house.storage.upstreams.change({ ...off, enabled: true, enabledSince: house.storage.clock.now(), version: upstream.version + 1 })])
    expect(await silently()).toBe('login_required')
    await expect(client.fetchUserInfo(config, tokens.access_token, user.id)).rejects.toThrow()
    expect(await refresh(config, tokens.refresh_token)).toBe('invalid_grant')

    says(upstream)
    const anew = await (await authorize(house, browser, config, { answer: proving(user, 'upstream') })).redeem()
    expect(await silently()).toBe('code')
    expect(await refresh(config, anew.refresh_token)).toBe('refreshed')
  })

  test('goes on with the password that was typed since', async () => {
    const { config, browser, user, change } = await there({})
    await new Promise((resolve) => { setTimeout(resolve, 2) })
    const tokens = await (await authorize(house, browser, config, { parameters: { prompt: 'login' }, answer: proving(user, 'password', 'totp') })).redeem()
    await change({ enabled: false })
    expect(await client.fetchUserInfo(config, tokens.access_token, user.id)).toMatchObject({ sub: user.id })
    expect(await refresh(config, tokens.refresh_token)).toBe('refreshed')
  })

  test('whose upstream is disabled is begun anew by a password: nobody is shut out until it has run out (P6)', async () => {
    const { config, browser, user, change } = await there({})
    await change({ enabled: false })
    const asked = await authorize(house, browser, config)
    expect(await asked.response.json()).toMatchObject({ session: { userId: user.id, proofs: [] } })
    const { left } = await answerJourney(browser, house.base, asked.url, proving(user, 'password', 'totp'))
    expect(left?.searchParams.has('code')).toBe(true)
  })

  test('of a user disabled while the person was away there is none (P38)', async () => {
    const upstream = await house.addUpstream(realm)
    const user = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm))
    says(upstream)
    house.beforeFinish(() => house.must(house.storage.users.change(realm.id, user.id, { enabled: false })))
    expect((await authorize(house, new Browser(), config, { answer: proving(user, 'upstream') })).left).toBeNull()
    house.beforeFinish(async () => undefined)
    expect(await house.storage.sessions.listOf(realm.id, user.id)).toEqual([])
  })

  test.each([
    ['trust', { trust: 'never' }],
    ['list', { evidence: [] }],
    ['list', { evidence: [{ claim: 'acr', value: 'platinum', level: 2 }] }],
  ] as const)('is asked for our code at its next use, when the %s changed to %j', async (_, changed) => {
    await enforcement()
    const { redeem, config, silently, change, browser, user } = await there({ trust: 'evidence', evidence }, { acr: 'gold' })
    const tokens = await redeem()
    const pending = await authorize(house, browser, config)
    expect(await refresh(config, tokens.refresh_token)).toBe('refreshed')
    await change('trust' in changed ? changed : { evidence: changed.evidence.map((each) => ({ ...each })) })
    expect(await silently()).toBe('login_required')
    await expect(pending.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await refresh(config, tokens.refresh_token)).toBe('invalid_grant')
    const stepped = await authorize(house, browser, config, { answer: proving(user, 'totp') })
    expect(stepped.left?.searchParams.has('code')).toBe(true)
  })

  test('may have a shorter list of what counts, and is not asked for what it has proved all the same', async () => {
    await enforcement()
    const { redeem, config, silently, change } = await there({ trust: 'evidence', evidence }, { acr: 'gold' })
    const tokens = await redeem()
    await change({ evidence: evidence.slice(0, 1) })
    expect(await silently()).toBe('code')
    expect(await refresh(config, tokens.refresh_token)).toBe('refreshed')
  })
})

describe('what tokens say of a sign-in at an upstream (P30)', () => {
  test.each([
    ['one factor, whatever it claims, without a list', [], { acr: 'gold', amr: ['pwd', 'mfa'] }, '1', []],
    ['the level of its evidence', evidence, { acr: 'gold', amr: ['pwd', 'otp', 'mfa'] }, '2', ['mfa']],
    ['of its amr only what is on the list', evidence, { amr: ['hwk', 'mfa'] }, '1', ['hwk']],
  ] as const)('%s', async (_, list, said, acr, amr) => {
    const { redeem } = await there({ trust: 'always', evidence: [...list] }, { ...said, amr: [...said.amr] })
    const tokens = await redeem()
    expect(tokens.claims()).toMatchObject({ acr, amr })
    expect(claimsIn(tokens.access_token)).toMatchObject({ acr })
  })

  test('auth_time is when the person was there, not when they came from there', async () => {
    const authTime = Math.floor(house.storage.clock.now() / 1000) * 1000 - 10 * minute
    const { redeem, config, browser, user } = await there({}, { authTime })
    const tokens = await redeem()
    expect([tokens.claims()?.auth_time, claimsIn(tokens.access_token).auth_time]).toEqual([authTime / 1000, authTime / 1000])
    const stepped = await authorize(house, browser, config, { parameters: essential('2'), answer: proving(user, 'totp') })
    expect((await stepped.redeem()).claims()).toMatchObject({ acr: '2', auth_time: authTime / 1000, amr: ['otp', 'mfa'] })
  })

  test('auth_time is that of our own sign-in, when the upstream named none or one that is yet to come', async () => {
    for (const authTime of [null, house.storage.clock.now() + 60 * minute]) {
      const before = Math.floor(house.storage.clock.now() / 1000)
      const said = Number((await (await there({}, { authTime })).redeem()).claims()?.auth_time)
      expect(said).toBeGreaterThanOrEqual(before)
      expect(said).toBeLessThanOrEqual(Math.floor(house.storage.clock.now() / 1000))
    }
  })

  test('falls at the next refresh with the list that it rested on, and the session goes on where nothing demands more', async () => {
    const { redeem, config, change } = await there({ trust: 'always', evidence }, { acr: 'gold' })
    const tokens = await redeem()
    expect(tokens.claims()).toMatchObject({ acr: '2', amr: ['mfa'] })
    await change({ evidence: [] })
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(refreshed.claims()).toMatchObject({ acr: '1', amr: [] })
    expect(claimsIn(refreshed.access_token)).toMatchObject({ acr: '1' })
  })
})

describe('a sign-in that is to be new (P32)', () => {
  const ago = (milliseconds: number) => ({ authTime: house.storage.clock.now() - milliseconds })

  test('is asked for of a session whose person was at the upstream too long ago, however lately they came from there', async () => {
    const { silently } = await there({}, ago(20 * minute))
    expect(await silently()).toBe('code')
    expect(await silently({ max_age: '600' })).toBe('login_required')
    expect(await silently({ max_age: '1500' })).toBe('code')
  })

  test.each([
    ['max_age', { max_age: '60' }],
    ['prompt', { prompt: 'login' }],
  ])('by %s is none when the upstream answers from a session of its own: asked again, and nothing begins', async (_, parameters: Record<string, string>) => {
    const { left, response, user } = await there({}, ago(20 * minute), parameters)
    expect([left, response.status, await house.storage.sessions.listOf(realm.id, user.id)]).toEqual([null, 200, []])
    expect((await there({}, ago(0), parameters)).wasLetIn).toBe(true)
  })

  test('may have a clock that goes wrong by half a minute, and no more', async () => {
    expect((await there({}, ago(20_000), { prompt: 'login' })).wasLetIn).toBe(true)
    expect((await there({}, ago(40_000), { prompt: 'login' })).wasLetIn).toBe(false)
  })
})
