import { request } from 'node:http'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm, User } from '@tegata/storage'
import { authorize, Browser, claimsIn, type House, sha256, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let user: User
let base: string
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  user = await house.addUser(realm)
  base = `${house.base}/realms/${realm.name}`
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const endpoint = (path: string) => `${base}/protocol/openid-connect/${path}`
const challenge = { code_challenge: sha256('v'.repeat(43)), code_challenge_method: 'S256' }
const askAuth = (app: Client, parameters: Record<string, string>, browser = new Browser()) => browser.go(`${endpoint('auth')}?${new URLSearchParams({
  client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb', ...parameters,
})}`)
const errorIn = (response: Response) => new URL(response.headers.get('location') ?? 'x:').searchParams.get('error')

/** As a client that writes what it likes into headers and the request line. */
const raw = (path: string, headers: Record<string, string>) => new Promise<{ status: number; location: string; body: string }>((resolve, reject) => {
  const { hostname, port } = new URL(house.base)
  request({ hostname, port, path, headers }, (response) => {
    let body = ''
    response.on('data', (chunk) => { body += String(chunk) }).on('end', () => resolve({ status: response.statusCode ?? 0, location: String(response.headers.location ?? ''), body }))
  }).on('error', reject).end()
})

describe('where we are is what was configured (P-8)', () => {
  const hostile: Record<string, string>[] = [
    { host: 'evil.example' }, { host: 'evil.example:1' }, { 'x-forwarded-host': 'evil.example' }, { 'x-forwarded-proto': 'https' }, { 'x-forwarded-port': '1' },
    { forwarded: 'host=evil.example;proto=https' }, { 'x-forwarded-host': 'a, evil.example' }, { 'x-forwarded-prefix': '/evil' }, { 'x-original-host': 'evil.example' },
    { 'x-original-url': '/evil' }, { 'x-rewrite-url': '/evil' }, { 'x-host': 'evil.example', 'x-forwarded-server': 'evil.example' },
  ]
  test.each(hostile)('whatever %j says', async (headers) => {
    const path = `/realms/${realm.name}`
    const app = await house.addClient(realm)
    const query = new URLSearchParams({ client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb', ...challenge })
    const [discovery, authorization, info] = await Promise.all([
      raw(`${path}/.well-known/openid-configuration`, headers), raw(`${path}/protocol/openid-connect/auth?${query}`, headers), raw(path, headers),
    ])
    expect(discovery.body + authorization.location + info.body).not.toContain('evil')
    expect(JSON.parse(discovery.body)).toMatchObject({ issuer: base, token_endpoint: endpoint('token') })
    expect(authorization).toMatchObject({ status: 303 })
  })

  test('even when the request line names another host', async () => {
    const discovery = await raw(`http://evil.example/realms/${realm.name}/.well-known/openid-configuration`, {})
    expect(JSON.parse(discovery.body)).toMatchObject({ issuer: base, authorization_endpoint: endpoint('auth') })
  })

  test('and Keycloak\'s old prefix leads to the same issuer', async () => {
    const response = await fetch(`${house.base}/auth/realms/${realm.name}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({ issuer: base, token_endpoint: endpoint('token') })
  })
})

describe('documents', () => {
  test('the realm tells who it is (Keycloak\'s public realm info)', async () => {
    const response = await fetch(base)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      realm: realm.name, public_key: expect.stringMatching(/^MII/), 'token-service': endpoint('').slice(0, -1), 'account-service': `${base}/account`, 'tokens-not-before': 0,
    })
  })

  test('the key set has three public keys and nothing private', async () => {
    const { keys } = await (await fetch(endpoint('certs'))).json() as { keys: Record<string, string>[] }
    expect(keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'EdDSA', 'RS256'])
    for (const key of keys) expect(Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv'].includes(name))).toEqual([])
  })

  test('an unknown path below the protocol is not found, and an unknown or disabled realm neither (S-… 5.1)', async () => {
    for (const path of [`${base}/protocol/openid-connect/nothing`, `${house.base}/realms/nobody/.well-known/openid-configuration`, `${house.base}/realms/nobody`]) {
      expect((await fetch(path)).status).toBe(404)
    }
    const closed = await house.newRealm()
    await house.must([house.storage.realms.setEnabled(closed.id, false)])
    expect((await fetch(`${house.base}/realms/${closed.name}`)).status).toBe(404)
  })

  test('a changed realm is built anew at its next request, while requests in flight go on', async () => {
    const own = await house.newRealm()
    const locales = async () => (await (await fetch(`${house.base}/realms/${own.name}/.well-known/openid-configuration`)).json() as { ui_locales_supported: string[] }).ui_locales_supported
    expect(await locales()).toEqual(['en', 'ja', 'ko'])
    const flights = Array.from({ length: 20 }, locales)
    await house.must([house.storage.realms.saveSettings(own.id, { ...own.settings, languages: ['ja'] }, own.version)])
    await Promise.all(flights)
    expect(await locales()).toEqual(['ja'])
  })
})

describe('PKCE (O-2)', () => {
  test('is demanded of public clients, and of confidential ones that are not excused', async () => {
    expect(errorIn(await askAuth(await house.addClient(realm), {}))).toBe('invalid_request')
    expect(errorIn(await askAuth(await house.addClient(realm, { secret: 's' }), {}))).toBe('invalid_request')
    expect((await askAuth(await house.addClient(realm, { secret: 's', pkceOptional: true }), {})).headers.get('location')).toContain('/journey/')
    expect(errorIn(await askAuth(await house.addClient(realm, { pkceOptional: true }), {}))).toBe('invalid_request')
  })

  test('is never plain, and is not dropped at the redemption', async () => {
    const app = await house.addClient(realm, { secret: 's', pkceOptional: true })
    expect(errorIn(await askAuth(app, { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }))).toBe('invalid_request')
    expect(errorIn(await askAuth(app, { code_challenge: 'x'.repeat(43) }))).toBe('invalid_request')
    const config = await house.discover(realm, app, 's')
    const { left } = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    const checks = { expectedState: left?.searchParams.get('state') ?? '' }
    await expect(client.authorizationCodeGrant(config, left ?? new URL('x:'), checks)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('an authorization request', () => {
  test('with a redirect URI that is not the client\'s is answered here, never there (O-1)', async () => {
    const app = await house.addClient(realm)
    for (const uri of ['https://evil.example/cb', 'https://app.example/cb/../x', 'https://app.example@evil.example/cb', 'javascript:alert(1)']) {
      const response = await askAuth(app, { redirect_uri: uri, ...challenge })
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect(await response.text()).toContain('<!doctype html>')
    }
  })

  test.each([['implicit', { response_type: 'token' }], ['hybrid', { response_type: 'code id_token' }], ['ID token only', { response_type: 'id_token', nonce: 'n' }]])('%s is off (O-5)', async (_, parameters) => {
    const response = await askAuth(await house.addClient(realm), { ...challenge, ...parameters })
    expect(response.headers.get('location') ?? '').not.toContain('journey')
  })

  test('is answered with `iss` and `state`, in error as in success (RFC 9207)', async () => {
    const app = await house.addClient(realm)
    const refused = new URL((await askAuth(app, { ...challenge, prompt: 'none', state: 's1' })).headers.get('location') ?? 'x:')
    expect(Object.fromEntries(refused.searchParams)).toMatchObject({ error: 'login_required', iss: base, state: 's1' })
    const { left } = await authorize(house, new Browser(), await house.discover(realm, app), { answer: { user: user.id, proofs: ['password'] } })
    expect(Object.fromEntries(left?.searchParams ?? [])).toMatchObject({ iss: base, session_state: expect.any(String) })
  })

  test('may be posted, and becomes the GET that carries our cookies (OpenID Connect Core 3.1.2.1)', async () => {
    const app = await house.addClient(realm)
    const body = new URLSearchParams({ client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb', ...challenge })
    const response = await fetch(endpoint('auth'), { method: 'POST', redirect: 'manual', body })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/realms/${realm.name}/protocol/openid-connect/auth?${body}`])
  })

  test('that was pushed is used once (PAR)', async () => {
    const app = await house.addClient(realm, { secret: 'p' })
    const config = await house.discover(realm, app, 'p')
    const url = await client.buildAuthorizationUrlWithPAR(config, { redirect_uri: 'https://app.example/cb', scope: 'openid', ...challenge })
    const browser = new Browser()
    const page = await browser.follow(url.href, house.base)
    const resume = (await browser.go(`${page.url}?user=${user.id}&proofs=password`, { method: 'POST' })).headers.get('location') ?? ''
    expect((await browser.follow(new URL(resume, house.base).href, house.base)).left?.searchParams.has('code')).toBe(true)
    const again = await browser.follow(url.href, house.base)
    expect(again.left?.searchParams.get('error') ?? again.response.status).toSatisfy((answer: unknown) => answer === 'invalid_request_uri' || answer === 400)
  })

  test('may be answered by a form of ours to the application alone (form_post)', async () => {
    const app = await house.addClient(realm)
    const browser = new Browser()
    const page = await authorize(house, browser, await house.discover(realm, app), { parameters: { response_mode: 'form_post' } })
    const resume = (await browser.go(`${page.url}?user=${user.id}&proofs=password`, { method: 'POST' })).headers.get('location') ?? ''
    const response = await browser.go(new URL(resume, house.base).href)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain('form-action https://app.example')
    expect(policy).toMatch(/script-src 'none' 'sha256-/)
    expect(await response.text()).toContain('action="https://app.example/cb"')
  })

  test('that was cancelled goes back with access_denied', async () => {
    const { left } = await authorize(house, new Browser(), await house.discover(realm, await house.addClient(realm)), { answer: { answer: 'deny' } })
    expect(left?.searchParams.get('error')).toBe('access_denied')
  })

  test('belongs to the browser that made it', async () => {
    const page = await authorize(house, new Browser(), await house.discover(realm, await house.addClient(realm)))
    expect((await new Browser().go(page.url)).status).toBe(404)
    expect((await new Browser().go(`${page.url}?user=${user.id}&proofs=password`, { method: 'POST' })).status).toBe(404)
  })

  test('tells the journey who asks for what', async () => {
    const app = await house.addClient(realm)
    const page = await authorize(house, new Browser(), await house.discover(realm, app), { parameters: { login_hint: 'aoi', ui_locales: 'ja ko', acr_values: '2', max_age: '60' } })
    expect(await page.response.json()).toMatchObject({
      prompt: 'login', client: { clientId: app.clientId }, loginHint: 'aoi', uiLocales: 'ja ko', session: null, scopes: [],
      request: { essentialAcr: [], wishedAcr: ['2'], proofsSince: expect.any(Number) }, newSignIn: false, maxAgeSeconds: 60,
    })
    const anew = await authorize(house, new Browser(), await house.discover(realm, app), { parameters: { prompt: 'login' } })
    expect(await anew.response.json()).toMatchObject({ newSignIn: true, maxAgeSeconds: null })
  })
})

describe('consent (O-13)', () => {
  test('is never asked for applications of our own, and once for others', async () => {
    const person = await house.addUser(realm)
    const theirs = await house.discover(realm, await house.addClient(realm, { firstParty: false }))
    const browser = new Browser()
    const first = await authorize(house, browser, theirs, { answer: { user: person.id, proofs: ['password'] } })
    expect(first.left).toBeNull()
    expect(await first.response.json()).toMatchObject({ prompt: 'consent', scopes: ['openid', 'profile', 'email'], session: { userId: person.id } })
    const allowed = await authorize(house, browser, theirs, { answer: { answer: 'grant' } })
    expect(allowed.left?.searchParams.has('code')).toBe(true)
    expect((await authorize(house, browser, theirs)).asked).toBe(false)

    const elsewhere = await authorize(house, new Browser(), theirs, { answer: { user: person.id, proofs: ['password'] } })
    expect((await elsewhere.redeem()).claims()).toMatchObject({ sub: person.id })
    const wider = await authorize(house, browser, theirs, { parameters: { scope: 'openid profile email roles' } })
    expect(await wider.response.json()).toMatchObject({ prompt: 'consent', scopes: ['roles'] })
  })

  test('that was refused goes back with access_denied, and the person stays signed in', async () => {
    const person = await house.addUser(realm)
    const theirs = await house.discover(realm, await house.addClient(realm, { firstParty: false }))
    const browser = new Browser()
    const { left } = await authorize(house, browser, theirs, { answer: { user: person.id, proofs: ['password'] }, then: { answer: 'deny' } })
    expect(left?.searchParams.get('error')).toBe('access_denied')
    expect((await authorize(house, browser, await house.discover(realm, await house.addClient(realm)))).asked).toBe(false)
  })

  test('survives a sign-in that was demanded anew (prompt=login, then consent)', async () => {
    const person = await house.addUser(realm)
    const theirs = await house.discover(realm, await house.addClient(realm, { firstParty: false }))
    const { redeem } = await authorize(house, new Browser(), theirs, {
      parameters: { prompt: 'login consent' }, answer: { user: person.id, proofs: ['password'] }, then: { answer: 'grant' },
    })
    expect((await redeem()).claims()).toMatchObject({ sub: person.id, acr: '1' })
  })
})

describe('pages of other origins', () => {
  const token = (origin: string, body: Record<string, string>) => fetch(endpoint('token'), { method: 'POST', headers: { origin }, body: new URLSearchParams(body) })

  test('may call for clients that name their origin, with credentials as keycloak-js sends them (O-14)', async () => {
    const app = await house.addClient(realm)
    const body = { grant_type: 'refresh_token', refresh_token: 'x', client_id: app.clientId }
    const allowed = await token('https://app.example', body)
    expect([allowed.headers.get('access-control-allow-origin'), allowed.headers.get('access-control-allow-credentials')]).toEqual(['https://app.example', 'true'])
    const refused = await token('https://evil.example', body)
    expect([refused.headers.get('access-control-allow-origin'), refused.headers.get('access-control-allow-credentials')]).toEqual([null, null])
    const preflight = await fetch(endpoint('token'), { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' } })
    expect([preflight.status, preflight.headers.get('access-control-allow-credentials')]).toEqual([204, 'true'])
    const stranger = await fetch(endpoint('token'), { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    expect(stranger.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('malformed requests are refused in words, never with a 500', () => {
  const posts: [string, string, string][] = [
    ['token', 'application/json', '{}'], ['token', 'application/x-www-form-urlencoded', 'grant_type=authorization_code&grant_type=x'],
    ['token', 'application/x-www-form-urlencoded', 'grant_type=password&username=a&password=b'], ['token', 'application/x-www-form-urlencoded', `code=${'x'.repeat(70_000)}`],
    ['token', 'application/x-www-form-urlencoded', '%%%'], ['token/introspect', 'application/x-www-form-urlencoded', 'token=a&token=b'], ['revoke', 'text/plain', 'x'],
    ['userinfo', 'application/x-www-form-urlencoded', 'access_token=a&access_token=b'], ['ext/par/request', 'application/x-www-form-urlencoded', 'client_id=nobody'],
    ['logout', 'application/json', '{}'], ['logout', 'application/x-www-form-urlencoded', 'id_token_hint=x'], ['logout', 'application/x-www-form-urlencoded', 'refresh_token=x&client_id=nobody'],
    ['logout', 'application/x-www-form-urlencoded', 'a=1&a=2'], ['logout/confirm', 'application/x-www-form-urlencoded', 'xsrf=x'],
  ]
  test.each(posts)('POST %s %s %.30s', async (path, type, body) => {
    const response = await fetch(endpoint(path), { method: 'POST', headers: { 'content-type': type }, body })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(await response.text()).not.toMatch(/at .*\.js|node_modules/)
  })

  test.each(['auth', 'auth?client_id=nobody', 'auth?client_id=a&client_id=b', 'auth/none-such', 'logout?id_token_hint=x', 'logout?client_id=nobody', 'userinfo', 'auth?request_uri=urn:x', 'auth?max_age=x'])('GET %s', async (path) => {
    const response = await fetch(endpoint(path), { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
  })
})

test('the claims of a person that changed are those of now', async () => {
  const person = await house.addUser(realm)
  const config = await house.discover(realm, await house.addClient(realm))
  const tokens = await (await authorize(house, new Browser(), config, { answer: { user: person.id, proofs: ['password'] } })).redeem()
  await house.must(house.storage.users.change(realm.id, person.id, { givenName: 'Renamed' }))
  const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect(claimsIn(again.id_token)).toMatchObject({ given_name: 'Renamed' })
})

describe('while the database is away', () => {
  test('an application is told to try again, and a person sees a page that says so; never a 500', async () => {
    const app = await house.addClient(realm, { secret: 'w', kind: 'service', redirectUris: [] })
    const { clients } = house.storage
    const { find } = clients
    clients.find = async () => { throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) }
    try {
      const token = await fetch(endpoint('token'), { method: 'POST', headers: { authorization: `Basic ${btoa(`${app.clientId}:w`)}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) })
      expect([token.status, token.headers.get('retry-after'), await token.json()]).toEqual([503, '5', { error: 'temporarily_unavailable', error_description: 'try again in a few seconds' }])
      const page = await askAuth(app, challenge)
      expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
      expect(await page.text()).not.toContain('ECONNREFUSED')
    } finally {
      clients.find = find
      house.unexpected.length = 0
    }
  })
})
