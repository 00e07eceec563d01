import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyGroup, Realm } from '@tegata/storage'
import { authorize, Browser, claimsIn, headerOf, type House, startOidc } from './oidc.test-support.ts'

let house: House
beforeAll(async () => { house = await startOidc() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

describe('an application that speaks OpenID Connect (openid-client 6)', () => {
  test('walks discovery, code + PKCE, userinfo, refresh, introspection, revocation and sign-out', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm, { totp: true })
    const app = await house.addClient(realm, { secret: 'a secret of 256 bits' })
    const config = await house.discover(realm, app, 'a secret of 256 bits')
    const browser = new Browser()

    const signIn = await authorize(house, browser, config, { answer: { user: user.id, proofs: ['password', 'totp'] } })
    const tokens = await signIn.redeem()
    expect(tokens.claims()).toMatchObject({ sub: user.id, preferred_username: user.username, acr: '2', amr: ['pwd', 'otp', 'mfa'], typ: 'ID', azp: app.clientId })

    const userinfo = await client.fetchUserInfo(config, tokens.access_token, user.id)
    expect(userinfo).toMatchObject({ sub: user.id, email: user.email, email_verified: true, given_name: 'Aoi' })

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(claimsIn(refreshed.access_token)).toMatchObject({ sub: user.id, acr: '2', azp: app.clientId })

    const introspected = await client.tokenIntrospection(config, refreshed.access_token)
    expect(introspected).toMatchObject({ active: true, sub: user.id, client_id: app.clientId, username: user.username, typ: 'Bearer' })
    const refreshInspected = await client.tokenIntrospection(config, refreshed.refresh_token ?? '')
    expect(refreshInspected).toMatchObject({ active: true, typ: 'Refresh' })

    await client.tokenRevocation(config, refreshed.refresh_token ?? '')
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toEqual({ active: false })
    await expect(client.refreshTokenGrant(config, refreshed.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })

    const out = await browser.follow(client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: 'https://app.example/out', state: 'xyz',
    }).href, house.base)
    expect(out.left?.href).toBe('https://app.example/out?state=xyz')
    expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
  })

  test('a service account gets a token of its own, and no refresh token', async () => {
    const realm = await house.newRealm()
    const app = await house.addClient(realm, { secret: 'nightly', kind: 'service', redirectUris: [] })
    const config = await house.discover(realm, app, 'nightly')
    const tokens = await client.clientCredentialsGrant(config)
    expect(tokens.refresh_token).toBeUndefined()
    expect(claimsIn(tokens.access_token)).toMatchObject({ typ: 'Bearer', azp: app.clientId, preferred_username: `service-account-${app.clientId}` })
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true, client_id: app.clientId })
  })

  test('a second application signs in without asking again (SSO)', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm)
    const wiki = await house.discover(realm, await house.addClient(realm))
    const calendar = await house.discover(realm, await house.addClient(realm))
    const browser = new Browser()
    const first = await authorize(house, browser, wiki, { answer: { user: user.id, proofs: ['password'] } })
    const second = await authorize(house, browser, calendar)
    expect([first.asked, second.asked]).toEqual([true, false])
    const tokens = await Promise.all([first.redeem(), second.redeem()])
    expect(new Set(tokens.map(({ access_token: token }) => claimsIn(token).sid)).size).toBe(1)
  })
})

test('tokens have the shape that Keycloak clients read (keycloak.md 2.4)', async () => {
  const realm = await house.newRealm()
  const user = await house.addUser(realm)
  const app = await house.addClient(realm, { apiAccess: true })
  const config = await house.discover(realm, app)
  const signIn = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
  const tokens = await signIn.redeem()

  expect(Object.keys(tokens).sort()).toEqual([
    'access_token', 'expires_in', 'id_token', 'not-before-policy', 'refresh_expires_in', 'refresh_token', 'scope', 'session_state', 'token_type',
  ])
  expect(headerOf(tokens.access_token)).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: 'rs256-1' })
  expect(Object.keys(claimsIn(tokens.access_token)).sort()).toEqual([
    'acr', 'allowed-origins', 'aud', 'auth_time', 'azp', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat', 'iss', 'jti', 'name',
    'preferred_username', 'realm_access', 'resource_access', 'scope', 'sid', 'sub', 'typ',
  ])
  expect(claimsIn(tokens.access_token)).toMatchObject({
    typ: 'Bearer', aud: ['account', app.clientId, 'tegata-api'], iss: `${house.base}/realms/${realm.name}`, acr: '1', 'allowed-origins': ['https://app.example'],
    resource_access: { account: { roles: ['manage-account', 'view-profile'] } },
  })
  expect(Object.keys(claimsIn(tokens.id_token)).sort()).toEqual([
    'acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat', 'iss', 'name', 'nonce',
    'preferred_username', 'sid', 'sub', 'typ',
  ])
  expect(headerOf(tokens.refresh_token)).toEqual({ alg: 'HS512', typ: 'JWT' })
  expect(claimsIn(tokens.refresh_token)).toMatchObject({ typ: 'Refresh', azp: app.clientId, sub: user.id, sid: claimsIn(tokens.id_token).sid })
  expect(claimsIn(tokens.access_token).sid).toBe(tokens.session_state)
})

describe('the audit log says what was demanded, not what was decided with the answer in hand (C-2)', () => {
  const essential = (value: string) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: [value] } } }) })
  const policyGroup = (realmId: number, id: string): PolicyGroup => ({
    id, realmId, name: 'never asked', onUnenrolled: 'enrol', ask: 'never', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [],
    afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse',
  })

  test('of a step-up of somebody who came through an upstream that is trusted', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm, { totp: true })
    const { id: upstreamId, issuer, alias } = await house.addUpstream(realm, { trust: 'always' })
    house.upstreamSays({ upstreamId, issuer, subject: 's', sid: null, idToken: null, acr: null, amr: [], authTime: null })
    const config = await house.discover(realm, await house.addClient(realm))
    const browser = new Browser()
    await authorize(house, browser, config, { answer: { user: user.id, proofs: ['upstream'] } })
    expect(await lastOf(realm, 'sign-in.succeeded')).toMatchObject({ reason: 'line3.trusted', detail: { line: 3, asked: 'no', proofs: ['upstream'], upstream: alias } })
    await authorize(house, browser, config, { answer: { user: user.id, proofs: ['totp'] }, parameters: essential('2') })
    expect(await lastOf(realm, 'sign-in.stepped-up')).toMatchObject({ reason: 'line2.demand', detail: { line: 2, asked: 'yes', acr: '2', proofs: ['upstream', 'totp'], upstream: alias } })
  })

  test('of a sign-in on evidence: the upstream by its alias, and the value that counted', async () => {
    const realm = await house.newRealm()
    const user = await house.addUser(realm, { totp: true })
    const { id: upstreamId, issuer, alias } = await house.addUpstream(realm, { trust: 'evidence', evidence: [{ claim: 'amr', value: 'hwk', level: 3 }] })
    house.upstreamSays({ upstreamId, issuer, subject: 's', sid: null, idToken: null, acr: 'x', amr: ['pwd', 'hwk'], authTime: house.storage.clock.now() })
    await authorize(house, new Browser(), await house.discover(realm, await house.addClient(realm)), { answer: { user: user.id, proofs: ['upstream'] } })
    expect((await lastOf(realm, 'sign-in.succeeded'))?.detail).toEqual({
      claim: 'amr', value: 'hwk', proofs: ['upstream'], line: 3, asked: 'no', issuedAcr: '3', upstream: alias,
      trace: { lines: 'nothing none none evidence off none none none has-one otherwise', params: { 3: { upstream: upstreamId, claim: 'amr', value: 'hwk' } } },
    })
  })

  test('of a sign-in by password and code, where an application demanded it of somebody who is never asked otherwise', async () => {
    const realm = await house.newRealm()
    const never = policyGroup(realm.id, crypto.randomUUID())
    await house.must([house.storage.policies.saveGroup(never)])
    const user = await house.addUser(realm, { totp: true, policyGroupId: never.id })
    const config = await house.discover(realm, await house.addClient(realm))
    await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password', 'totp'] }, parameters: essential('2') })
    expect(await lastOf(realm, 'sign-in.succeeded')).toMatchObject({ reason: 'line2.demand', detail: { line: 2, asked: 'yes' } })
    await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    expect(await lastOf(realm, 'sign-in.succeeded')).toMatchObject({ reason: 'line7.never', detail: { line: 7, asked: 'no', rule: 'never asked', ruleId: never.id } })
  })

  const lastOf = async (realm: Realm, type: string) => (await house.storage.audit.list(realm.id, { types: [type] }, null, 1)).items[0]
})
