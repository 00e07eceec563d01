import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf, type Tokens } from '../support/application.ts'
import { chromiumPath, launch } from '../support/chromium.ts'
import { type Keycloak, startKeycloak } from '../support/keycloak.ts'
import { type LogoutRelay, startLogoutRelay } from '../support/logout-relay.ts'
import { type Person, type Production, startProduction } from '../support/production.ts'
import { freePorts } from '../support/tegata.ts'
import { submitCode } from '../support/walk.ts'
import { Walker } from '../support/walker.ts'
import { acme, browserCallback, keycloakPassword } from './realm.ts'

// product.md, third place: an organisation keeps its Keycloak, and Tegata is one of its identity providers.
describe('Keycloak in front of us (issue 3, keycloak.md §2.6)', () => {
  let house: Production
  let keycloak: Keycloak
  let logouts: LogoutRelay
  let app: Application
  let robin: Person
  beforeAll(async () => {
    const port = await freePorts(6)
    house = await startProduction({ listen: port + 3, env: { TEGATA_LOGOUT_NETWORKS: '127.0.0.0/8' } })
    keycloak = await startKeycloak(port, acme([]))
    logouts = await startLogoutRelay(`${keycloak.issuer}/protocol/openid-connect/logout/backchannel-logout`)
    app = new Application({ issuer: keycloak.issuer, clientId: 'app', node: () => keycloak.url })
    await introduce()
    robin = await house.settle('robin', { givenName: 'Robin', familyName: 'Vale' })
  })
  afterAll(async () => {
    logouts?.close()
    await Promise.all([house?.stop(), keycloak?.stop()])
  })

  /** What an administrator does on both sides, by nothing but our discovery document and a client of ours. */
  const introduce = async () => {
    const broker = `${keycloak.issuer}/broker/tegata/endpoint`
    const { body: client } = await house.api('POST', '/clients', {
      clientId: 'keycloak', kind: 'web', firstParty: true, redirectUris: [broker], postLogoutRedirectUris: [`${broker}/logout_response`],
      backchannelLogoutUri: logouts.url,
    })
    const { body: config } = await keycloak.admin<Record<string, string>>('POST', '/identity-provider/import-config', {
      providerId: 'oidc', fromUrl: `${house.issuer}/.well-known/openid-configuration`,
    })
    expect(config).toMatchObject({
      issuer: house.issuer, authorizationUrl: `${house.issuer}/protocol/openid-connect/auth`, tokenUrl: `${house.issuer}/protocol/openid-connect/token`,
      logoutUrl: `${house.issuer}/protocol/openid-connect/logout`, jwksUrl: `${house.issuer}/protocol/openid-connect/certs`, validateSignature: 'true',
    })
    await keycloak.admin('POST', '/identity-provider/instances', {
      alias: 'tegata', displayName: 'Tegata', providerId: 'oidc', enabled: true, trustEmail: true,
      config: {
        ...config, clientId: 'keycloak', clientSecret: String(client.secret), clientAuthMethod: 'client_secret_post', defaultScope: 'openid profile email',
        syncMode: 'FORCE', pkceEnabled: 'true', pkceMethod: 'S256', passMaxAge: 'true', loginHint: 'true',
      },
    })
    await keycloak.admin('POST', '/identity-provider/instances/tegata/mappers', {
      name: 'how strong', identityProviderAlias: 'tegata', identityProviderMapper: 'oidc-user-session-note-idp-mapper',
      config: { syncMode: 'INHERIT', 'are.claim.values.regex': 'true', claims: JSON.stringify([{ key: 'acr', value: '.*' }]) },
    })
    // A session note takes one value, an attribute takes a list.
    await keycloak.admin('PUT', '/users/profile', { ...(await keycloak.admin<object>('GET', '/users/profile')).body, unmanagedAttributePolicy: 'ADMIN_EDIT' })
    await keycloak.admin('POST', '/identity-provider/instances/tegata/mappers', {
      name: 'by what', identityProviderAlias: 'tegata', identityProviderMapper: 'oidc-user-attribute-idp-mapper',
      config: { syncMode: 'FORCE', claim: 'amr', 'user.attribute': 'amr' },
    })
  }

  const browser = () => new Walker({ stop: ({ origin }) => origin === callbackOrigin })
  /** The browser as it is after a while: Keycloak has forgotten it, we have not. */
  const forgetKeycloak = (walker: Walker) => {
    for (const jar of walker.cookies.values()) for (const [key, { path }] of jar) if (path.startsWith('/realms/acme')) jar.delete(key)
  }
  const proveHere = async (walker: Walker, person: Person) => {
    await walker.send({ username: person.username, password: person.password }, 'login')
    await walker.send({ code: await person.phone.next() }, 'code')
  }
  const signIn = async (walker: Walker, person: Person, more: Record<string, string> = {}): Promise<Tokens> => {
    const asked = app.ask({ kc_idp_hint: 'tegata', ...more })
    await walker.open(asked.url)
    await proveHere(walker, person)
    return app.finish(walker, asked)
  }
  const leave = (walker: Walker, tokens: Tokens) => walker.open(`${keycloak.issuer}/protocol/openid-connect/logout?${new URLSearchParams({
    id_token_hint: tokens.id_token, post_logout_redirect_uri: `${callbackOrigin}/bye`, state: 'gone',
  }).toString()}`)
  const isSignedInHere = async (walker: Walker): Promise<boolean> => {
    await walker.open(house.app.ask({ prompt: 'none' }).url)
    return house.app.codeOf(walker) !== undefined
  }
  const isSignedInThere = async ({ refresh_token: token }: Tokens): Promise<boolean> => (await app.refresh(token)).status === 200
  /**
   * Our logout token is handed to Keycloak, and only when it has answered does anybody ask about the session. Whatever
   * reads a session while Keycloak ends it – a refresh, a look at the user's sessions – may put it back from the
   * database into the cache (keycloak#51127, seen with 26.7.3): the list of sessions is empty then, but its
   * authorization endpoint answers the old browser with a code of the same `sid`, and the refresh token works.
   */
  const endsThereByBackChannel = async ({ id, username }: Person, tokens: Tokens) => {
    expect(await logouts.handOn(id)).toBe(200)
    expect(await keycloak.sessionsOf(username)).toBe(0)
    expect(await isSignedInThere(tokens)).toBe(false)
  }

  test('it sends people to us with state, nonce and PKCE S256, and with what the application demanded: prompt, max_age, acr_values, login_hint', async () => {
    const walker = browser()
    const toBroker = await walker.request('GET', app.ask({ kc_idp_hint: 'tegata', prompt: 'login', max_age: '60', acr_values: '2', login_hint: 'robin' }).url)
    const toUs = await walker.request('GET', new URL(toBroker.headers.get('location') ?? ''))
    const url = new URL(toUs.headers.get('location') ?? '')
    expect(url.href).toContain(`${house.issuer}/protocol/openid-connect/auth?`)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'keycloak', response_type: 'code', scope: 'openid profile email', code_challenge_method: 'S256', nonce: expect.stringMatching(/^.{16,}$/),
      prompt: 'login', max_age: '60', acr_values: '2', login_hint: 'robin',
    })
  })

  test('the first sign-in: from its page to ours, password and code here, and there is an account there with our names and address; the second finds it again', async () => {
    const walker = browser()
    const asked = app.ask()
    await walker.open(asked.url)
    await walker.follow(/Tegata/)
    expect(walker.shown.url.href).toContain(`${house.issuer}/journey/`)
    await proveHere(walker, robin)
    const first = claimsOf((await app.finish(walker, asked)).access_token)
    expect(first).toMatchObject({
      iss: keycloak.issuer, sub: await keycloak.idOf('robin'), preferred_username: 'robin', given_name: 'Robin', family_name: 'Vale',
      email: 'robin@corp.example', email_verified: true,
    })
    expect((await keycloak.admin('GET', `/users/${String(first.sub)}/federated-identity`)).body).toEqual([
      { identityProvider: 'tegata', userId: robin.id, userName: 'robin' },
    ])
    expect(claimsOf((await signIn(browser(), robin)).access_token).sub).toBe(first.sub)
  })

  test('what was proved here, its applications can read: acr 2 and amr of password and app (P30)', async () => {
    const claims = claimsOf((await signIn(browser(), await house.settle('petra'), { acr_values: '2' })).access_token)
    expect(claims).toMatchObject({ upstream_acr: '2' })
    const { body } = await keycloak.admin<{ attributes: Record<string, string[]> }>('GET', `/users/${String(claims.sub)}`)
    expect(body.attributes.amr?.toSorted()).toEqual(['mfa', 'otp', 'pwd'])
  })

  test('SSO: our session answers it without a page; prompt=login takes a new first proof and a new code (P32)', async () => {
    const walker = browser()
    const sam = await house.settle('sam')
    await signIn(walker, sam)
    forgetKeycloak(walker)
    const silent = app.ask({ kc_idp_hint: 'tegata' })
    await walker.open(silent.url)
    expect(claimsOf((await app.finish(walker, silent)).access_token)).toMatchObject({ preferred_username: 'sam' })

    forgetKeycloak(walker)
    await signIn(walker, sam, { prompt: 'login' })
  })

  test('max_age: a session older than that is no answer, and Keycloak judges our auth_time itself (P32)', async () => {
    const walker = browser()
    const enno = await house.settle('enno')
    await signIn(walker, enno)
    forgetKeycloak(walker)
    const young = app.ask({ kc_idp_hint: 'tegata', max_age: '600' })
    await walker.open(young.url)
    expect(claimsOf((await app.finish(walker, young)).access_token)).toMatchObject({ preferred_username: 'enno' })

    forgetKeycloak(walker)
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    await signIn(walker, enno, { max_age: '2' })
  })

  test('somebody whom it knows already is linked after proof at Keycloak, and keeps the account there', async () => {
    const mika = await house.settle('mika')
    const there = await keycloak.idOf('mika')
    const walker = browser()
    const asked = app.ask({ kc_idp_hint: 'tegata' })
    await walker.open(asked.url)
    await proveHere(walker, mika)
    expect(walker.shown.title).toBe('Account already exists')
    await walker.send({ submitAction: 'linkAccount' })
    await walker.send({ username: 'mika', password: keycloakPassword })
    expect(claimsOf((await app.finish(walker, asked)).access_token)).toMatchObject({ sub: there, preferred_username: 'mika' })
    expect(claimsOf((await signIn(browser(), mika)).access_token)).toMatchObject({ sub: there })
  })

  test('who turns back at our page is told so at its page, and nobody is signed in anywhere', async () => {
    const walker = browser()
    await walker.open(app.ask({ kc_idp_hint: 'tegata' }).url)
    await walker.send({}, 'cancel')
    expect(walker.shown.url.href).toContain(keycloak.issuer)
    expect(walker.shown.forms.some(({ fields }) => 'password' in fields)).toBe(true)
    expect(await isSignedInHere(walker)).toBe(false)
  })

  test('signing out there signs out here, with id_token_hint and no question, and comes back with the state', async () => {
    const walker = browser()
    const lena = await house.settle('lena')
    const tokens = await signIn(walker, lena)
    expect(await isSignedInHere(walker)).toBe(true)
    await leave(walker, tokens)
    expect(walker.trail.slice(-3)).toEqual([
      '302 GET /realms/acme/protocol/openid-connect/logout', '303 GET /realms/corp/protocol/openid-connect/logout', '302 GET /realms/acme/broker/tegata/endpoint/logout_response',
    ])
    expect(walker.shown.url.href).toBe(`${callbackOrigin}/bye?state=gone`)
    expect(await isSignedInHere(walker)).toBe(false)
    // It is told by back-channel as well, of a session that it has ended already.
    await endsThereByBackChannel(lena, tokens)
  })

  test('signing out here ends its session by back-channel, without the browser (OIDC Back-Channel Logout)', async () => {
    const walker = browser()
    const otto = await house.settle('otto')
    const tokens = await signIn(walker, otto)
    const other = browser()
    const kept = await signIn(other, await house.settle('vera'))
    expect(await isSignedInThere(tokens)).toBe(true)
    await walker.open(`${house.issuer}/protocol/openid-connect/logout`)
    await walker.send({ logout: 'yes' })
    await endsThereByBackChannel(otto, tokens)
    expect(await isSignedInThere(kept)).toBe(true)
  })

  test('P38, a user disabled here: sessions there end, and nobody comes back', async () => {
    const noor = await house.settle('noor')
    const walker = browser()
    const tokens = await signIn(walker, noor)
    expect((await house.api('PATCH', `/users/${noor.id}`, { enabled: false })).status).toBe(200)
    await endsThereByBackChannel(noor, tokens)
    for (const back of [walker, browser()]) {
      back.trail.length = 0
      await back.open(app.ask({ kc_idp_hint: 'tegata' }).url)
      expect(back.shown.step, `${back.trail.join('\n')}\n${back.shown.url.href}`).toBe('login')
      await back.send({ username: noor.username, password: noor.password }, 'login')
      expect(back.shown.step).toBe('login')
      expect(back.shown.alert).not.toBeNull()
    }
  })

  test('our keys rotated: it fetches the new one when it first sees it, and goes on', async () => {
    await house.must('keys', 'rotate', '--realm', 'corp', '--now')
    const claims = claimsOf((await signIn(browser(), await house.settle('kaya'))).access_token)
    expect(claims.preferred_username).toBe('kaya')
  })

  test.skipIf(chromiumPath === undefined)('a browser with its cookies, its policy and its script gets through both pages and back (B-7)', async () => {
    const chromium = await launch()
    try {
      const yuri = await house.settle('yuri')
      const seen = new Application({ issuer: keycloak.issuer, clientId: 'app', node: () => keycloak.url, redirectUri: browserCallback })
      const asked = seen.ask()
      const page = await chromium.newPage()
      await page.route(`${browserCallback}?**`, (route) => route.fulfill({ body: 'the application' }))
      await page.goto(asked.url.href)
      await page.getByRole('link', { name: 'Tegata' }).click()
      await page.getByRole('textbox', { name: 'Username or email' }).fill(yuri.username)
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(yuri.password)
      await page.getByRole('button', { name: 'Sign In' }).click()
      await submitCode(page, await yuri.phone.next())
      await page.getByText('the application').waitFor()
      const { body } = await seen.redeem(new URL(page.url()).searchParams.get('code') ?? '', asked)
      expect(claimsOf(body.access_token).preferred_username).toBe('yuri')
    } finally {
      await chromium.close()
    }
  })
})
