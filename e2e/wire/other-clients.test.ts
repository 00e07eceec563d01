import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Apache, hasApache, startApache, withoutApache } from '../support/apache.ts'
import { callbackOrigin } from '../support/application.ts'
import { type Person, type Production, startProduction } from '../support/production.ts'
import { freePorts } from '../support/tegata.ts'
import { Walker } from '../support/walker.ts'

if (!hasApache) {
  if (process.env.TEGATA_TEST_ALL === '1') throw new Error(withoutApache)
  console.warn(`\nThe sign-in through Apache is skipped: ${withoutApache}\n`)
}

describe('applications that nobody here wrote', () => {
  let house: Production
  let person: Person
  let address: string
  beforeAll(async () => {
    // Clients resolve the public address themselves: the node listens where it says it is.
    const port = await freePorts(2)
    address = `http://localhost:${port}`
    house = await startProduction({ listen: port })
    person = await house.settle('outside')
  })
  afterAll(() => house.stop())

  const signIn = async (walker: Walker) => {
    await walker.send({ username: person.username, password: person.password }, 'login')
    await walker.send({ code: await person.phone.next() }, 'code')
  }

  test('openid-client: discovery, code with PKCE, ID token, userinfo, refresh, introspection, revocation, sign-out', async () => {
    const { body } = await house.api('POST', '/clients', {
      clientId: 'plain', kind: 'web', firstParty: true, redirectUris: [`${callbackOrigin}/callback`], postLogoutRedirectUris: [`${callbackOrigin}/bye`],
    })
    const config = await client.discovery(new URL(`${address}/realms/corp`), 'plain', String(body.secret), undefined, { execute: [client.allowInsecureRequests] })
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: `${callbackOrigin}/callback`, scope: 'openid profile email', state, nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    })
    const walker = new Walker({ stop: ({ origin }) => origin === callbackOrigin })
    await walker.open(url)
    await signIn(walker)
    const tokens = await client.authorizationCodeGrant(config, walker.shown.url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce })
    expect(tokens.claims()).toMatchObject({ iss: `${address}/realms/corp`, aud: 'plain', preferred_username: 'outside', acr: '2' })
    expect(await client.fetchUserInfo(config, tokens.access_token, person.id)).toMatchObject({ sub: person.id, email: person.email })
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(refreshed.claims()?.sub).toBe(person.id)
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: true, sub: person.id })
    await client.tokenRevocation(config, refreshed.access_token)
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: false })
    await walker.open(client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: `${callbackOrigin}/bye` }))
    expect(walker.shown.url.href).toContain(`${callbackOrigin}/bye`)
    await expect(client.refreshTokenGrant(config, refreshed.refresh_token ?? tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  describe.skipIf(!hasApache)('Debian’s Apache with mod_auth_openidc', () => {
    let apache: Apache
    let port: number
    beforeAll(async () => {
      port = await freePorts(1)
      const at = `http://localhost:${port}`
      const { body } = await house.api('POST', '/clients', {
        clientId: 'apache', kind: 'web', firstParty: true, redirectUris: [`${at}/secure/redirect_uri`], postLogoutRedirectUris: [`${at}/`],
      })
      apache = await startApache(port, {
        OIDCProviderMetadataURL: `${address}/realms/corp/.well-known/openid-configuration`, OIDCClientID: 'apache', OIDCClientSecret: String(body.secret),
        OIDCRedirectURI: `${at}/secure/redirect_uri`, OIDCCryptoPassphrase: 'an apache of a test', OIDCScope: 'openid profile email', OIDCPKCEMethod: 'S256',
        OIDCRemoteUserClaim: 'preferred_username', OIDCCookieDomain: 'localhost', OIDCSessionType: 'client-cookie', OIDCInfoHook: 'userinfo',
        OIDCDefaultLoggedOutURL: `${at}/`,
      }, [
        '<Location /secure>', '  AuthType openid-connect', '  Require valid-user', '  Header always set X-User "expr=%{REMOTE_USER}"', '</Location>',
      ].join('\n'))
    })
    afterAll(() => apache?.stop())

    test('AuthType openid-connect: password and code, then the page and who is there; SSO; signing out there ends it here', async () => {
      const walker = new Walker()
      await walker.open(`${apache.url}/secure/redirect_uri?info=json`)
      await walker.open(`${apache.url}/secure/`)
      expect(walker.shown.url.origin, `${walker.shown.body}\n${apache.log()}`).toBe(address)
      await signIn(walker)
      expect(walker.shown.url.origin, apache.log()).toBe(apache.url)
      expect(walker.shown.headers.get('x-user')).toBe('outside')
      const info = await walker.open(`${apache.url}/secure/redirect_uri?info=json`)
      expect(JSON.parse(info.body)).toMatchObject({ userinfo: { sub: person.id, email: person.email } })

      // Its own session forgotten, ours not: in again without a page.
      for (const jar of walker.cookies.values()) for (const [key, { name }] of jar) if (name.startsWith('mod_auth_openidc')) jar.delete(key)
      await walker.open(`${apache.url}/secure/`)
      expect(walker.shown.headers.get('x-user')).toBe('outside')

      await walker.open(`${apache.url}/secure/redirect_uri?logout=${encodeURIComponent(`${apache.url}/`)}`)
      if (walker.shown.url.origin === address && walker.shown.forms.length > 0) await walker.send({ logout: 'yes' })
      await walker.open(`${apache.url}/secure/`)
      expect(walker.shown.url.origin).toBe(address)
      expect(walker.shown.step).toBe('login')
    })
  })
})
