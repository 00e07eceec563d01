import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm, User } from '@tegata/storage'
import { type Answer, authorize, Browser, claimsIn, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
/** Has an authenticator; the realm does not ask for it by itself. */
let holder: User
/** Has none. */
let plain: User
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm(undefined, { askRegistered: false })
  holder = await house.addUser(realm, { totp: true })
  plain = await house.addUser(realm)
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const code = 'urn:tegata:acr:code'
const fresh = 'urn:tegata:acr:fresh'
const essential = (...values: string[]) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }) })
const password = (user: User): Answer => ({ user: user.id, proofs: ['password'] })
const both = (user: User): Answer => ({ user: user.id, proofs: ['password', 'totp'] })
const second = (user: User): Answer => ({ user: user.id, proofs: ['totp'] })

async function configured(changes: Partial<Client> = {}) {
  return house.discover(realm, await house.addClient(realm, changes))
}

async function signIn(parameters: Record<string, string>, answer: Answer, changes: Partial<Client> = {}) {
  const result = await authorize(house, new Browser(), await configured(changes), { parameters, answer })
  return { ...result, error: result.left?.searchParams.get('error') ?? null }
}

describe('what an ID token says was proved (P30)', () => {
  test.each([
    ['password', {}, 'password', '1', ['pwd']],
    ['password and app', {}, 'both', '2', ['pwd', 'otp', 'mfa']],
    ['a wish that is met', { acr_values: code }, 'both', code, ['pwd', 'otp']],
    ['the strongest of several that are met', { acr_values: `${code} 2 1` }, 'both', '2', ['pwd', 'otp', 'mfa']],
    ['a wish that asks nothing', { acr_values: '0' }, 'password', '1', ['pwd']],
    ['freshness', { acr_values: fresh }, 'both', fresh, ['pwd', 'otp', 'mfa']],
  ] as const)('%s', async (_, parameters, proofs, acr, amr) => {
    const { redeem } = await signIn(parameters, proofs === 'both' ? both(holder) : password(holder))
    expect((await redeem()).claims()).toMatchObject({ acr, amr })
  })

  test('a name of the client\'s own for a level (acr.loa.map)', async () => {
    const { redeem } = await signIn({ acr_values: 'gold' }, both(holder), { acrLoaMap: { gold: 2 } })
    expect((await redeem()).claims()).toMatchObject({ acr: 'gold' })
  })

  test('the client\'s default wish, when the request has none', async () => {
    const { redeem } = await signIn({}, both(holder), { defaultAcrValues: [code] })
    expect((await redeem()).claims()).toMatchObject({ acr: code })
  })

  test('auth_time is that of the oldest proof it rests on, also after a step-up', async () => {
    const browser = new Browser()
    const first = await authorize(house, browser, await configured(), { answer: password(holder) })
    const began = Number(claimsIn((await first.redeem()).id_token).auth_time)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const stepped = await authorize(house, browser, await configured(), { parameters: essential('2'), answer: second(holder) })
    expect(stepped.asked).toBe(true)
    expect((await stepped.redeem()).claims()).toMatchObject({ acr: '2', auth_time: began })
  })
})

describe('a demand (essential acr)', () => {
  test('is asked for, and met by what is missing only', async () => {
    const browser = new Browser()
    await authorize(house, browser, await configured(), { answer: password(holder) })
    const config = await configured()
    const silent = await authorize(house, browser, config, { parameters: { ...essential('2'), prompt: 'none' } })
    expect(silent.left?.searchParams.get('error')).toBe('login_required')
    const stepped = await authorize(house, browser, config, { parameters: essential('2'), answer: second(holder) })
    expect((await stepped.redeem()).claims()).toMatchObject({ acr: '2' })
    // Proved once, it stands for every client of the session.
    expect((await authorize(house, browser, await configured(), { parameters: { ...essential('2'), prompt: 'none' } })).left?.searchParams.has('code')).toBe(true)
  })

  test('that is met already changes nothing (P8)', async () => {
    const browser = new Browser()
    await authorize(house, browser, await configured(), { answer: both(holder) })
    expect((await authorize(house, browser, await configured(), { parameters: essential('1') })).asked).toBe(false)
    expect((await authorize(house, browser, await configured(), { parameters: essential('3', '2') })).asked).toBe(false)
  })

  test('that is still unmet after one interaction ends with unmet_authentication_requirements, and no session (P8)', async () => {
    const browser = new Browser()
    const config = await configured()
    const { left } = await authorize(house, browser, config, { parameters: essential('2'), answer: password(holder) })
    expect(left?.searchParams.get('error')).toBe('unmet_authentication_requirements')
    expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
  })

  test('that nobody can reach here is refused at once when somebody is signed in, and after the sign-in otherwise', async () => {
    const browser = new Browser()
    await authorize(house, browser, await configured(), { answer: both(holder) })
    for (const values of [['phr'], ['urn:unknown']]) {
      expect((await authorize(house, browser, await configured(), { parameters: essential(...values) })).left?.searchParams.get('error')).toBe('unmet_authentication_requirements')
      expect((await signIn(essential(...values), both(holder))).error).toBe('unmet_authentication_requirements')
    }
  })

  test('cannot be talked away by acr_values in the same request', async () => {
    const { error } = await signIn({ ...essential('2'), acr_values: '1' }, password(holder))
    expect(error).toBe('unmet_authentication_requirements')
  })
})

describe('a wish (acr_values)', () => {
  test('steps up who is registered for it, and lets the others go on (P8)', async () => {
    const config = await configured()
    const browser = new Browser()
    await authorize(house, browser, config, { answer: password(holder) })
    expect((await authorize(house, browser, config, { parameters: { acr_values: '2' } })).asked).toBe(true)

    const { redeem, error } = await signIn({ acr_values: '2' }, password(plain))
    expect(error).toBeNull()
    expect((await redeem()).claims()).toMatchObject({ acr: '1' })
  })
})

describe('the client\'s minimum', () => {
  test('binds whatever the request says (P37)', async () => {
    const changes: Partial<Client> = { minimumAcr: '2' }
    const browser = new Browser()
    await authorize(house, browser, await configured(), { answer: password(holder) })
    const asks: Record<string, string>[] = [{}, { acr_values: '0' }, essential('0'), { acr_values: '1', ...essential('1') }]
    for (const parameters of asks) {
      expect((await authorize(house, browser, await configured(changes), { parameters: { ...parameters, prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
    }
  })
})

describe('a new sign-in', () => {
  test.each([['prompt=login', { prompt: 'login' }], ['max_age', { max_age: '0' }]])('%s is satisfied only by a new first proof (P32)', async (_, parameters) => {
    const browser = new Browser()
    const config = await configured()
    await authorize(house, browser, config, { answer: both(holder) })
    const half = await authorize(house, browser, config, { parameters: { ...parameters }, answer: second(holder) })
    expect(half.left).toBeNull()
    const whole = await authorize(house, browser, config, { parameters: { ...parameters }, answer: password(holder) })
    expect(whole.left?.searchParams.has('code')).toBe(true)
  })

  test('with the password alone takes nothing away from the session: what was proved still stands for others', async () => {
    const browser = new Browser()
    await authorize(house, browser, await configured(), { answer: both(holder) })
    const again = await authorize(house, browser, await configured(), { parameters: { prompt: 'login' }, answer: password(holder) })
    expect((await again.redeem()).claims()).toMatchObject({ acr: '1', amr: ['pwd'] })
    const other = await authorize(house, browser, await configured(), { parameters: { ...essential('2'), prompt: 'none' } })
    expect((await other.redeem()).claims()).toMatchObject({ acr: '2' })
  })

  test('max_age counts from the oldest proof, and lets the young go on', async () => {
    const browser = new Browser()
    const config = await configured()
    await authorize(house, browser, config, { answer: password(holder) })
    expect((await authorize(house, browser, config, { parameters: { max_age: '600' } })).asked).toBe(false)
    house.storage.clock.set(Date.now() + 700_000)
    try {
      const asked = await authorize(house, browser, config, { parameters: { max_age: '600' }, answer: password(holder) })
      expect([asked.asked, asked.left?.searchParams.has('code')]).toEqual([true, true])
    } finally {
      house.storage.clock.set(Date.now())
    }
  })
})

describe('a rule that begins to ask', () => {
  test('is felt at the next authorization request: step-up, and only what is missing', async () => {
    const person = await house.addUser(realm, { totp: true })
    const browser = new Browser()
    const config = await configured()
    await authorize(house, browser, config, { answer: password(person) })
    expect((await authorize(house, browser, config)).asked).toBe(false)
    await house.must([house.storage.users.setOtpRequired(realm.id, person.id, true)])
    // The personal switch lets sessions run out (S2-16); a new sign-in is asked.
    expect((await authorize(house, browser, config)).asked).toBe(false)
    const fresh = await authorize(house, new Browser(), config, { answer: password(person) })
    expect(fresh.left).toBeNull()
    const whole = await authorize(house, new Browser(), config, { answer: both(person) })
    expect((await whole.redeem()).claims()).toMatchObject({ acr: '2' })
  })

  test('is felt at the code that was issued before it (P28)', async () => {
    const person = await house.addUser(realm, { totp: true })
    const { redeem } = await authorize(house, new Browser(), await configured(), { answer: password(person) })
    await house.must(house.storage.users.change(realm.id, person.id, { enabled: false }))
    await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('a removed authenticator takes its proof with it (P30)', async () => {
    const person = await house.addUser(realm, { totp: true })
    const { redeem, left } = await authorize(house, new Browser(), await configured(), { answer: both(person) })
    expect(left?.searchParams.has('code')).toBe(true)
    const [own] = await house.storage.authenticators.listOf(realm.id, person.id)
    await house.must(house.storage.authenticators.remove(realm.id, person.id, own?.id ?? ''))
    expect((await redeem()).claims()).toMatchObject({ acr: '1', amr: ['pwd'] })
  })

  test('a code that answers a demand is worth nothing once the demand is unmet (P28)', async () => {
    const person = await house.addUser(realm, { totp: true })
    const { redeem } = await authorize(house, new Browser(), await configured(), { parameters: essential('2'), answer: both(person) })
    const [own] = await house.storage.authenticators.listOf(realm.id, person.id)
    await house.must(house.storage.authenticators.remove(realm.id, person.id, own?.id ?? ''))
    await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('circumstances', () => {
  test('are those of the authorization request at the redemption, and count for nothing at a refresh without a session (P31)', async () => {
    const group = {
      id: crypto.randomUUID(), realmId: realm.id, name: 'Not in the office', ask: 'unless' as const, exemptions: [{ networks: ['127.0.0.0/8'] }], acceptedKinds: ['totp' as const],
      acceptedRecoveries: [], onUnenrolled: 'enrol' as const, afterEmergency: 'nextSignIn' as const, sessionsBefore: 'askAtNextUse' as const,
    }
    await house.must([house.storage.policies.saveGroup(group)])
    const person = await house.addUser(realm, { totp: true, policyGroupId: group.id })
    const config = await configured()
    // The browser is in the office; the application's server, which redeems, could be anywhere.
    const { redeem } = await authorize(house, new Browser(), config, { answer: password(person) })
    const tokens = await redeem()
    expect(tokens.claims()).toMatchObject({ acr: '1' })
    const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(claimsIn(again.access_token)).toMatchObject({ acr: '1' })

    const offline = await authorize(house, new Browser(), config, {
      parameters: { scope: 'openid offline_access', prompt: 'consent' }, answer: password(person), then: { answer: 'grant' },
    })
    const kept = await offline.redeem()
    await expect(client.refreshTokenGrant(config, kept.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
