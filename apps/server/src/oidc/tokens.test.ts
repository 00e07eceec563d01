import { createHmac, generateKeyPairSync } from 'node:crypto'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm, User } from '@tegata/storage'
import { authorize, Browser, claimsIn, headerOf, type House, startOidc } from './oidc.test-support.ts'
import { hashOfSecret } from './client.ts'
import { signJwt } from './signing.ts'

let house: House
let realm: Realm
let user: User
let app: Client
let config: client.Configuration
let tokens: { access: string; id: string; refresh: string; service: string; foreign: string; revoked: string }

beforeAll(async () => {
  house = await startOidc()
  const [here, there] = [await house.newRealm(), await house.newRealm()]
  realm = here
  user = await house.addUser(realm)
  app = await house.addClient(realm, { secret: 's', apiAccess: true })
  config = await house.discover(realm, app, 's')
  const own = await obtain(realm, user, config)
  const revoked = await obtain(realm, user, config)
  await client.tokenRevocation(config, revoked.access_token)
  const bot = await house.addClient(realm, { secret: 'b', kind: 'service', redirectUris: [], apiAccess: true })
  const service = await client.clientCredentialsGrant(await house.discover(realm, bot, 'b'))
  const stranger = await house.addUser(there)
  const foreign = await obtain(there, stranger, await house.discover(there, await house.addClient(there, { clientId: app.clientId, secret: 's', apiAccess: true }), 's'))
  tokens = {
    access: own.access_token, id: own.id_token ?? '', refresh: own.refresh_token ?? '', service: service.access_token, foreign: foreign.access_token, revoked: revoked.access_token,
  }
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

async function obtain(where: Realm, who: User, of: client.Configuration) {
  expect(where.id).toBe(who.realmId)
  const { redeem } = await authorize(house, new Browser(), of, { answer: { user: who.id, proofs: ['password'] } })
  return redeem()
}

/** The same claims under another signature, header or nothing at all. */
function forged(kind: string): string {
  const claims = claimsIn(tokens.access)
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = encode(claims)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  switch (kind) {
    case 'none': return `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`
    case 'another key': return signJwt({ kid: 'rs256-1', alg: 'RS256', privateKey, publicKey }, claims)
    case 'HS256 with the public key': {
      const header = encode({ alg: 'HS256', typ: 'JWT', kid: 'rs256-1' })
      return `${header}.${body}.${createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(`${header}.${body}`).digest('base64url')}`
    }
    case 'a key in its own header': {
      const header = encode({ alg: 'RS256', typ: 'JWT', jwk: publicKey.export({ format: 'jwk' }), kid: 'mine', jku: 'https://evil.example/jwks' })
      return `${header}.${body}.${tokens.access.split('.')[2]}`
    }
    case 'other claims': return `${tokens.access.split('.')[0]}.${encode({ ...claims, sub: 'somebody' })}.${tokens.access.split('.')[2]}`
    case 'the bare id': return String(claims.jti)
    case 'marked': return `~${tokens.access}`
    default: return kind
  }
}
const forgeries = ['none', 'another key', 'HS256 with the public key', 'a key in its own header', 'other claims', 'the bare id', 'marked', '', 'x', 'a.b.c', 'ey'.repeat(10_000)]

const userinfo = async (token: string): Promise<number> =>
  (await fetch(`${house.base}/realms/${realm.name}/protocol/openid-connect/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status
const introspect = async (token: string): Promise<boolean> => (await client.tokenIntrospection(config, token)).active
const refresh = async (token: string): Promise<boolean> => client.refreshTokenGrant(config, token).then(() => true, () => false)
const hint = async (token: string): Promise<number> => {
  const query = new URLSearchParams({ client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', id_token_hint: token })
  const response = await fetch(`${house.base}/realms/${realm.name}/protocol/openid-connect/auth?${query}`, { redirect: 'manual', headers: { accept: 'text/html' } })
  return response.headers.get('location')?.includes('error=invalid_request') ? 400 : response.status
}
const opens = async (token: string): Promise<boolean> => (await house.oidc.readAccessToken(realm, token))?.audience.includes('tegata-api') === true

describe('which token opens what (O-7)', () => {
  test.each([
    // token        userinfo  api    introspected  refreshes  is a hint
    ['access',      200,      true,  true,         false,     400],
    ['id',          401,      false, false,        false,     303],
    ['refresh',     401,      false, true,         true,      400],
    ['service',     401,      true,  true,         false,     400],
    ['foreign',     401,      false, false,        false,     400],
    ['revoked',     401,      false, false,        false,     400],
  ] as const)('%s', async (name, info, api, active, refreshes, hints) => {
    const token = tokens[name]
    expect({ info: await userinfo(token), api: await opens(token), active: await introspect(token), refreshes: await refresh(token), hints: await hint(token) })
      .toEqual({ info, api, active, refreshes, hints })
  })

  test.each(forgeries)('nothing: %.40s', async (kind) => {
    const token = forged(kind)
    expect(await opens(token)).toBe(false)
    if (token === '') return
    expect(await userinfo(token)).toBeGreaterThanOrEqual(400)
    expect(await refresh(token)).toBe(false)
    expect(await introspect(token)).toBe(false)
  })

  test('tokens of a client without access to the API are not for it', async () => {
    const other = await house.addClient(realm)
    const { access_token: token } = await obtain(realm, user, await house.discover(realm, other))
    expect(await opens(token)).toBe(false)
    expect(await house.oidc.readAccessToken(realm, token)).toMatchObject({ audience: ['account', other.clientId], userId: user.id, clientId: other.clientId })
  })
})

describe('a client', () => {
  test.each(['RS256', 'ES256', 'EdDSA'] as const)('gets its tokens signed with %s, and verifies them by the published keys', async (alg) => {
    const own = await house.addClient(realm, { idTokenAlg: alg })
    const configuration = await client.discovery(new URL(`${house.base}/realms/${realm.name}`), own.clientId, { id_token_signed_response_alg: alg }, client.None(), { execute: [client.allowInsecureRequests] })
    client.enableNonRepudiationChecks(configuration)
    const result = await obtain(realm, user, configuration)
    expect([headerOf(result.access_token).alg, headerOf(result.id_token).alg]).toEqual([alg, alg])
  })

  test('may look at tokens of others when it has a secret, and revoke only its own', async () => {
    const other = await house.discover(realm, await house.addClient(realm, { secret: 'o' }), 'o')
    const own = await obtain(realm, user, config)
    expect((await client.tokenIntrospection(other, own.access_token)).active).toBe(true)
    await expect(client.tokenRevocation(other, own.access_token)).rejects.toMatchObject({ error: 'invalid_request' })
    const open = await house.discover(realm, await house.addClient(realm))
    expect((await client.tokenIntrospection(open, own.access_token)).active).toBe(false)
    await client.tokenRevocation(open, own.access_token)
    expect(await introspect(own.access_token)).toBe(true)
  })

  test('is known by its secret alone, in the header or in the form, and by nothing like it', async () => {
    const bot = await house.addClient(realm, { secret: 'the secret', kind: 'service', redirectUris: [] })
    const granted = async (secret: string, how: 'basic' | 'post'): Promise<boolean> => {
      const auth = how === 'basic' ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret)
      const configuration = await client.discovery(new URL(`${house.base}/realms/${realm.name}`), bot.clientId, undefined, auth, { execute: [client.allowInsecureRequests] })
      return client.clientCredentialsGrant(configuration).then(() => true, () => false)
    }
    expect(await Promise.all([granted('the secret', 'basic'), granted('the secret', 'post')])).toEqual([true, true])
    expect(await Promise.all([granted('the secret ', 'basic'), granted(bot.secretHash ?? '', 'post'), granted('The secret', 'post')])).toEqual([false, false, false])
  })

  test('is known by both secrets while a rotation overlaps, by the new one alone after it, and by the old one no longer once that is ended', async () => {
    const now = house.storage.clock.now()
    const bot = await house.addClient(realm, { secret: 'new', kind: 'service', redirectUris: [], oldSecret: { hash: hashOfSecret('old'), until: now + 60_000 } })
    const granted = async (secret: string): Promise<boolean> => {
      const configuration = await client.discovery(new URL(`${house.base}/realms/${realm.name}`), bot.clientId, undefined, client.ClientSecretBasic(secret), { execute: [client.allowInsecureRequests] })
      return client.clientCredentialsGrant(configuration).then(() => true, () => false)
    }
    expect(await Promise.all(['new', 'old', 'older'].map(granted))).toEqual([true, true, false])
    await house.must([house.storage.clients.change({ ...bot, oldSecret: { hash: hashOfSecret('old'), until: now - 1 } })])
    expect(await Promise.all(['new', 'old'].map(granted))).toEqual([true, false])
    await house.must([house.storage.clients.change({ ...bot, oldSecret: null })])
    expect(await Promise.all(['new', 'old'].map(granted))).toEqual([true, false])
  })

  test('that is disabled gets nothing more, nor do its tokens (P38)', async () => {
    const own = await house.addClient(realm, { secret: 'd' })
    const configuration = await house.discover(realm, own, 'd')
    const result = await obtain(realm, user, configuration)
    const pending = await authorize(house, new Browser(), configuration, { answer: { user: user.id, proofs: ['password'] } })
    await house.must([house.storage.clients.change({ ...own, enabled: false })])
    await expect(pending.redeem()).rejects.toThrow()
    await expect(client.refreshTokenGrant(configuration, result.refresh_token ?? '')).rejects.toThrow()
    expect(await userinfo(result.access_token)).toBe(401)
    expect(await introspect(result.access_token)).toBe(false)
  })
})

describe('roles in tokens', () => {
  test('are the realm\'s application roles and those of clients; administrative ones stay at home, and strangers see their own only', async () => {
    const person = await house.addUser(realm)
    const [ours, theirs] = [await house.addClient(realm), await house.addClient(realm, { firstParty: false })]
    const roles = [
      { name: 'editor', clientId: null, administrative: false }, { name: 'global-admin', clientId: null, administrative: true },
      { name: 'reader', clientId: ours.clientId, administrative: false }, { name: 'guest', clientId: theirs.clientId, administrative: false },
    ]
    for (const role of roles) {
      const id = crypto.randomUUID()
      await house.must([house.storage.roles.create({ id, realmId: realm.id, description: null, ...role })])
      await house.must(house.storage.roles.grant(realm.id, person.id, id))
    }
    const read = async (of: Client, then?: { answer: 'grant' }) => {
      const { redeem } = await authorize(house, new Browser(), await house.discover(realm, of), { answer: { user: person.id, proofs: ['password'] }, ...(then ? { then } : {}) })
      return claimsIn((await redeem()).access_token)
    }
    const account = { account: { roles: ['manage-account', 'view-profile'] } }
    expect(await read(ours)).toMatchObject({
      realm_access: { roles: ['editor'] }, resource_access: { ...account, [ours.clientId]: { roles: ['reader'] }, [theirs.clientId]: { roles: ['guest'] } },
    })
    expect((await read(theirs, { answer: 'grant' })).resource_access).toEqual({ ...account, [theirs.clientId]: { roles: ['guest'] } })
  })
})
