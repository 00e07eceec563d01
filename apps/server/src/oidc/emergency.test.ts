import * as client from 'openid-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { authorize, Browser, claimsIn, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let config: client.Configuration
beforeAll(async () => { house = await startOidc() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})
beforeEach(async () => {
  realm = await house.newRealm()
  config = await house.discover(realm, await house.addClient(realm))
})

const minute = 60_000
const byToken = (user: User) => ({ user: user.id, proofs: ['password', 'emergency-token'] as const })
const counted = async (user: User) => (await house.getUser(realm, user.id)).emergencyInARow

test('a sign-in by emergency token proves one factor and says which: acr 1, its own amr, never mfa (P25)', async () => {
  const user = await house.addUser(realm, { otpRequired: true })
  const tokens = await (await authorize(house, new Browser(), config, { answer: byToken(user) })).redeem()
  expect(claimsIn(tokens.id_token)).toMatchObject({ acr: '1', amr: ['pwd', 'urn:tegata:amr:emergency'] })
  const code = await (await authorize(house, new Browser(), config, { answer: byToken(user), parameters: { acr_values: 'urn:tegata:acr:code' } })).redeem()
  expect(claimsIn(code.id_token)).toMatchObject({ acr: 'urn:tegata:acr:code' })
})

test('its session, and what was issued by it, ends within the hour', async () => {
  const user = await house.addUser(realm, { otpRequired: true })
  const browser = new Browser()
  const tokens = await (await authorize(house, browser, config, { answer: byToken(user) })).redeem()
  const [session] = await house.storage.sessions.listOf(realm.id, user.id)
  expect((session?.expiresAt ?? 0) - (session?.proofs.find(({ kind }) => kind === 'emergency-token')?.at ?? 0)).toBe(60 * minute)

  const at = house.storage.clock.now()
  house.storage.clock.set(at + 59 * minute)
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect((await authorize(house, browser, config)).asked).toBe(false)
  house.storage.clock.set(at + 60 * minute)
  await expect(client.refreshTokenGrant(config, refreshed.refresh_token ?? tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  expect((await authorize(house, browser, config)).asked).toBe(true)
  house.storage.clock.set(at)
})

test('an authenticator beside it makes it a session like any other', async () => {
  const user = await house.addUser(realm, { otpRequired: true, totp: true })
  await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password', 'emergency-token', 'totp'] } })
  const [session] = await house.storage.sessions.listOf(realm.id, user.id)
  expect((session?.expiresAt ?? 0) - (session?.startedAt ?? 0)).toBe(realm.settings.sessionMaxMs)
  expect(await counted(user)).toBe(0)
})

test('sign-ins in a row are counted where they end (P26)', async () => {
  const user = await house.addUser(realm, { otpRequired: true })
  await authorize(house, new Browser(), config, { answer: byToken(user) })
  expect(await counted(user)).toBe(1)
  const browser = new Browser()
  await authorize(house, browser, config, { answer: byToken(user) })
  expect((await authorize(house, browser, config)).asked, 'single sign-on counts nothing').toBe(false)
  expect(await counted(user)).toBe(2)
})

test('no offline token rests on it, also when an authenticator stands beside it (P25)', async () => {
  const user = await house.addUser(realm, { otpRequired: true })
  const begun = await authorize(house, new Browser(), config, {
    parameters: { scope: 'openid offline_access', prompt: 'consent' }, answer: byToken(user), then: { answer: 'grant' },
  })
  const tokens = await begun.redeem()
  expect(claimsIn(tokens.refresh_token).typ ?? 'Refresh').not.toBe('Offline')
  const at = house.storage.clock.now()
  house.storage.clock.set(at + 60 * minute)
  if (tokens.refresh_token !== undefined) await expect(client.refreshTokenGrant(config, tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
  house.storage.clock.set(at)
})

test('what an application demands is not met by it, and neither is "just now"', async () => {
  const user = await house.addUser(realm, { otpRequired: true, totp: true })
  for (const acr of ['2', 'urn:tegata:acr:fresh']) {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: acr } } })
    const { left } = await authorize(house, new Browser(), config, { answer: byToken(user), parameters: { claims } })
    expect(left?.searchParams.get('error'), acr).toBe('unmet_authentication_requirements')
  }
  expect(await counted(user)).toBe(0)
})
