import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callbackOrigin, claimsOf, type Tokens } from '../support/application.ts'
import { chromiumPath } from '../support/chromium.ts'
import { Phone } from '../support/phone.ts'
import { everybodysPassword, type Person } from '../support/production.ts'
import { password, person } from '../support/walk.ts'
import { Walker } from '../support/walker.ts'
import { type Both, passKeycloak, phoneOfHana, startBoth } from './both.ts'
import { keycloakPassword } from './realm.ts'

// product.md, second place: Keycloak checks the password, we add the second factor and issue the tokens.
describe('Tegata in front of Keycloak (issue 3 point 2, keycloak.md §2.4 and §2.6)', () => {
  let both: Both
  let chief: Person
  beforeAll(async () => {
    both = await startBoth()
    chief = await both.house.settle('chief')
    await must('PUT', `/users/${chief.id}/roles/${await roleOf('global-admin')}`)
    await both.add({ place: 'in-front' })
    await must('PATCH', '/clients/app', { postLogoutRedirectUris: [`${callbackOrigin}/bye`] })
    await must('PATCH', '', { onlyUpstream: 'kc' })
  })
  afterAll(() => both?.stop())

  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await both.house.api(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const roleOf = async (name: string): Promise<string> =>
    Object(await must('GET', '/roles')).items.find((role: { name: string }) => role.name === name).id
  const signIn = async (username: string, walker = both.browser()): Promise<Tokens> => {
    const asked = both.here.ask()
    await walker.open(asked.url)
    await passKeycloak(walker, username)
    return both.here.finish(walker, asked)
  }
  const isAlive = async ({ refresh_token: token }: Tokens): Promise<boolean> => (await both.here.refresh(token)).status === 200
  /** What differs from one token to the next, wherever it comes from. */
  const ofThisToken = new Set(['exp', 'iat', 'auth_time', 'jti', 'iss', 'sid', 'nonce', 'at_hash'])
  const sorted = (value: unknown): unknown => Array.isArray(value) ? value.map(sorted).toSorted()
    : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sorted(inner)])) : value

  test('the same application, the same person: claim by claim what Keycloak says in its own token – sub, names, address, realm roles, client roles, groups', async () => {
    const theirs = await both.signInThere('aiko')
    const walker = both.browser()
    const ours = await signIn('aiko', walker)
    expect(walker.trail.slice(0, 4)).toEqual([
      '303 GET /realms/corp/protocol/openid-connect/auth', expect.stringMatching(/^303 GET \/realms\/corp\/journey\/[\w-]+$/),
      expect.stringMatching(/^303 GET \/realms\/corp\/journey\/[\w-]+\/upstream\/kc$/), '200 GET /realms/acme/protocol/openid-connect/auth',
    ])
    const kept = (token: string, apart: readonly string[]) => Object.fromEntries(
      Object.entries(claimsOf(token)).filter(([name]) => !ofThisToken.has(name) && !apart.includes(name)).map(([name, value]) => [name, sorted(value)]))
    // acr is our own level; our aud names the client itself beside Keycloak's, and allowed-origins its origin, which Keycloak leaves out where none is set.
    const apart = ['acr', 'aud', 'allowed-origins', 'scope', 'upstream_acr']
    expect(kept(ours.access_token, apart)).toEqual(kept(theirs.access_token, apart))
    expect(kept(ours.id_token, [...apart, 'amr'])).toEqual(kept(theirs.id_token, apart))
    const claims = claimsOf(ours.access_token)
    expect(claims).toMatchObject({
      sub: await both.keycloak.idOf('aiko'), preferred_username: 'aiko', name: 'Aiko Mori', email: 'aiko@corp.example', email_verified: true,
      groups: ['/engineering/platform'], azp: 'app', typ: 'Bearer', iss: both.house.issuer, acr: '1',
    })
    expect(claims.realm_access).toMatchObject({ roles: expect.arrayContaining(['editor', 'auditor', 'default-roles-acme']) })
    expect(claims.resource_access).toMatchObject({ app: { roles: ['publisher'] } })
    expect(new Set(String(claims.scope).split(' '))).toEqual(new Set(String(claimsOf(theirs.access_token).scope).split(' ')))
    expect(await (await both.here.userinfo(ours.access_token)).json()).toMatchObject({ sub: claims.sub, preferred_username: 'aiko', email: 'aiko@corp.example' })
  })

  test('our code is the second factor: who must have one sets it up after Keycloak’s password and is asked the next time; people are here before they first come', async () => {
    const hana = await both.keycloak.idOf('hana')
    const created = await must('POST', '/users', {
      username: 'hana', givenName: 'Hana', familyName: 'Sato', email: 'hana@corp.example', otpRequired: true, upstream: 'kc', upstreamSubject: hana,
    })
    const walker = both.browser()
    const asked = both.here.ask()
    await walker.open(asked.url)
    await passKeycloak(walker, 'hana')
    if (walker.shown.step === 'choose') await walker.send({ method: 'totp' }, 'choose')
    const phone = new Phone(walker.key)
    await walker.send({ code: await phone.next() }, 'enrol')
    const tokens = await both.here.finish(walker, asked)
    expect(claimsOf(tokens.access_token)).toMatchObject({ sub: hana, preferred_username: 'hana', acr: '2', groups: ['/sales'] })
    expect(claimsOf(tokens.id_token).amr).toEqual(expect.arrayContaining(['otp', 'mfa']))
    expect((await must('GET', `/users/${String(created.id)}/identities`)).items).toMatchObject([{ subject: hana, linkedBy: 'import' }])

    const again = both.browser()
    const next = both.here.ask()
    await again.open(next.url)
    await passKeycloak(again, 'hana')
    expect(again.shown.step).toBe('code')
    await again.send({ code: await phone.next() }, 'code')
    expect(claimsOf((await both.here.finish(again, next)).access_token)).toMatchObject({ sub: hana, acr: '2' })
  })

  test('step-up by acr: a session of the password alone, an application that demands 2, and Keycloak asks for its code and nothing else', async () => {
    await both.change({ trust: 'evidence', evidence: [{ claim: 'acr', value: 'gold', level: 2 }] })
    await must('PATCH', `/users/${await userIdOf('hana')}`, { otpRequired: false })
    const walker = both.browser()
    expect(claimsOf((await signIn('hana', walker)).access_token).acr).toBe('1')
    const asked = both.here.ask({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['2'] } } }) })
    await walker.open(asked.url)
    expect(walker.shown.url.searchParams.get('acr_values'), walker.trail.join('\n')).toBe('gold')
    expect(walker.shown.forms.map(({ fields }) => Object.keys(fields)).flat()).toContain('otp')
    await walker.send({ otp: await phoneOfHana.next() })
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({ preferred_username: 'hana', acr: '2' })
    await both.change({ trust: 'never', evidence: [] })
  })

  test('roles and groups taken away in Keycloak are gone with the next sign-in, new ones are there', async () => {
    const aiko = `/users/${await both.keycloak.idOf('aiko')}`
    const { body: groups } = await both.keycloak.admin<{ id: string; path: string }[]>('GET', `${aiko}/groups`)
    await both.keycloak.admin('DELETE', `${aiko}/role-mappings/realm`, [(await both.keycloak.admin('GET', '/roles/editor')).body])
    for (const { id } of groups) await both.keycloak.admin('DELETE', `${aiko}/groups/${id}`)
    const [app] = (await both.keycloak.admin<{ id: string }[]>('GET', '/clients?clientId=app')).body
    await both.keycloak.admin('POST', `${aiko}/role-mappings/clients/${app?.id}`, [(await both.keycloak.admin('GET', `/clients/${app?.id}/roles/reader`)).body])
    const claims = claimsOf((await signIn('aiko')).access_token)
    expect(Object(claims.realm_access).roles).not.toContain('editor')
    expect(Object(claims.realm_access).roles).not.toContain('auditor') // came by the group
    expect(claims.groups ?? []).toEqual([])
    expect(Object(claims.resource_access).app.roles.toSorted()).toEqual(['publisher', 'reader'])
  })

  test('names and addresses changed in Keycloak are ours with the next sign-in; sub stays', async () => {
    const id = await both.keycloak.idOf('aiko')
    const { body } = await both.keycloak.admin<object>('GET', `/users/${id}`)
    await both.keycloak.admin('PUT', `/users/${id}`, { ...body, lastName: 'Hayashi', email: 'aiko.hayashi@corp.example', emailVerified: false })
    const claims = claimsOf((await signIn('aiko')).access_token)
    expect(claims).toMatchObject({ sub: id, family_name: 'Hayashi', name: 'Aiko Hayashi', email: 'aiko.hayashi@corp.example', email_verified: false })
    expect((await must('GET', `/users/${id}`))).toMatchObject({ id, familyName: 'Hayashi', email: 'aiko.hayashi@corp.example' })
  })

  test('signing out here goes on to Keycloak and comes back with the state; nobody is signed in at either', async () => {
    const walker = both.browser()
    const tokens = await signIn('ben', walker)
    expect(await both.keycloak.sessionsOf('ben')).toBe(1)
    walker.trail.length = 0
    await walker.open(`${both.house.issuer}/protocol/openid-connect/logout?${new URLSearchParams({
      id_token_hint: tokens.id_token, post_logout_redirect_uri: `${callbackOrigin}/bye`, state: 'gone',
    }).toString()}`)
    expect(walker.trail.join('\n')).toMatch(/GET \/realms\/acme\/protocol\/openid-connect\/logout\n.*GET \/realms\/corp\/broker\/kc\/endpoint\/logout_response/)
    expect(walker.shown.url.href).toBe(`${callbackOrigin}/bye?state=gone`)
    expect(await both.keycloak.sessionsOf('ben')).toBe(0)
    expect(await isAlive(tokens)).toBe(false)
    await walker.open(both.here.ask().url)
    expect(walker.shown.forms.some(({ fields }) => 'password' in fields && 'credentialId' in fields)).toBe(true)
  })

  test.skipIf(chromiumPath === undefined)('in a browser, with its cookies and our content policy: Keycloak’s page, our account page, signed out of both, and a new sign-in takes the password', async () => {
    const { page, leave } = await person()
    const atKeycloak = page.getByRole('heading', { name: 'Sign in to your account' })
    await page.goto(`${both.house.issuer}/account`)
    await atKeycloak.waitFor()
    await password(page, 'ben', keycloakPassword)
    await page.waitForURL(`${both.house.issuer}/account**`)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL(`${both.house.issuer}/account/signed-out`)
    expect(await both.keycloak.sessionsOf('ben')).toBe(0)
    await page.goto(`${both.house.issuer}/account`)
    await atKeycloak.waitFor()
    await leave()
  })

  test('people who are signed in at Keycloak, by an application that has not moved yet, are not asked for their password again', async () => {
    const walker = both.browser()
    const before = both.there.ask()
    await walker.open(before.url)
    await passKeycloak(walker, 'ben')
    const theirs = await both.there.finish(walker, before)
    walker.trail.length = 0
    const asked = both.here.ask()
    await walker.open(asked.url)
    const ours = await both.here.finish(walker, asked)
    // One page, of ours, that goes on by itself; Keycloak shows none, and nothing is typed.
    expect(walker.trail.filter((step) => !/^30\d GET /.test(step))).toEqual([expect.stringMatching(/^200 GET \/realms\/corp\/journey\/[\w-]+$/)])
    expect(claimsOf(ours.id_token).sub).toBe(claimsOf(theirs.id_token).sub)
  })

  test('a session that Keycloak ends, by its administrator or at another application, ends here by back-channel (OIDC Back-Channel Logout §2)', async () => {
    const byAdmin = await signIn('ben')
    // It answers when it has told everybody. Asked once: a refresh token that rotated is refused the second time anyway.
    await both.keycloak.admin('POST', `/users/${await both.keycloak.idOf('ben')}/logout`)
    expect(await isAlive(byAdmin)).toBe(false)

    const walker = both.browser()
    const tokens = await signIn('ben', walker)
    const other = await signIn('ben')
    const asked = both.there.ask()
    await walker.open(asked.url) // single sign-on at Keycloak, for an application that did not move
    const there = await both.there.finish(walker, asked)
    await walker.open(`${both.keycloak.issuer}/protocol/openid-connect/logout?${new URLSearchParams({ id_token_hint: there.id_token }).toString()}`)
    expect(await isAlive(tokens)).toBe(false)
    expect(await isAlive(other)).toBe(true)
  })

  test('a session that Keycloak ends while somebody is still at our code page lets nobody in any more', async () => {
    const aiko = await userIdOf('aiko')
    await must('PATCH', `/users/${aiko}`, { otpRequired: true })
    const walker = both.browser()
    const asked = both.here.ask()
    await walker.open(asked.url)
    await passKeycloak(walker, 'aiko')
    if (walker.shown.step === 'choose') await walker.send({ method: 'totp' }, 'choose')
    const phone = new Phone(walker.key)
    // It answers when it has told everybody.
    await both.keycloak.admin('POST', `/users/${await both.keycloak.idOf('aiko')}/logout`)
    await walker.send({ code: await phone.next() }, 'enrol')
    expect(both.here.codeOf(walker), walker.shown.url.href).toBeUndefined()
    await must('PATCH', `/users/${aiko}`, { otpRequired: false })
  })

  test('Keycloak’s keys rotated while somebody is at its page: the old one disabled, the new one fetched, the answer believed', async () => {
    await signIn('ben') // its keys are known here
    const walker = both.browser()
    const asked = both.here.ask()
    await walker.open(asked.url)
    const { id: realmId } = (await both.keycloak.admin<{ id: string }>('GET', '')).body
    const old = (await both.keycloak.admin<{ id: string; providerId: string; config: object }[]>('GET', '/components?type=org.keycloak.keys.KeyProvider')).body
      .find(({ providerId }) => providerId === 'rsa-generated')
    const before = new Set(await kidsOfKeycloak())
    await both.keycloak.admin('POST', '/components', {
      name: 'new', providerId: 'rsa-generated', providerType: 'org.keycloak.keys.KeyProvider', parentId: realmId,
      config: { priority: ['200'], enabled: ['true'], active: ['true'], algorithm: ['RS256'], keySize: ['2048'] },
    })
    await both.keycloak.admin('PUT', `/components/${old?.id}`, { ...old, config: { ...old?.config, enabled: ['false'], active: ['false'] } })
    expect((await kidsOfKeycloak()).filter((kid) => !before.has(kid))).toHaveLength(1)
    await passKeycloak(walker, 'ben')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token).preferred_username).toBe('ben')
  })

  test('somebody disabled in Keycloak gets no further than its page', async () => {
    const mika = await both.keycloak.idOf('mika')
    await signIn('mika')
    await both.keycloak.admin('PUT', `/users/${mika}`, { ...(await both.keycloak.admin<object>('GET', `/users/${mika}`)).body, enabled: false })
    const walker = both.browser()
    await walker.open(both.here.ask().url)
    await passKeycloak(walker, 'mika')
    expect(both.here.codeOf(walker)).toBeUndefined()
    expect(walker.shown.url.href).toContain(both.keycloak.issuer)
  })

  test('somebody disabled here gets no further than our page, whatever Keycloak says (P38)', async () => {
    const tokens = await signIn('dora')
    await must('PATCH', `/users/${await userIdOf('dora')}`, { enabled: false })
    expect(await isAlive(tokens)).toBe(false)
    const walker = both.browser()
    await walker.open(both.here.ask().url)
    await passKeycloak(walker, 'dora')
    expect(both.here.codeOf(walker)).toBeUndefined()
    expect(walker.shown.url.origin).toBe(both.house.publicUrl)
    expect(walker.shown.alert).not.toBeNull()
  })

  test('Keycloak killed: sessions go on, an answer that cannot be redeemed any more ends in a sentence, the administrator signs in here; Keycloak back: so is everybody', async () => {
    const tokens = await signIn('ben')
    const returning = new Walker({ stop: ({ origin, pathname }) => origin === callbackOrigin || pathname.endsWith('/broker/kc/endpoint') })
    const asked = both.here.ask()
    await returning.open(asked.url)
    await passKeycloak(returning, 'ben')
    await both.keycloak.kill()

    expect(await isAlive(tokens)).toBe(true)
    const walker = new Walker({ stop: ({ origin }) => origin === callbackOrigin, cookies: returning.cookies })
    await walker.open(returning.shown.url)
    expect(walker.shown.url.origin).toBe(both.house.publicUrl)
    expect(walker.shown.status).toBeLessThan(500)
    expect(walker.shown.alert).toContain('Acme')
    await signInLocally()

    await both.keycloak.start()
    await walker.follow(/Acme/)
    await passKeycloak(walker, 'ben')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token).preferred_username).toBe('ben')
  }, 240_000)

  /** Break-glass: an address of its own, a password form of ours, and only for people with an administrative role. */
  const signInLocally = async () => {
    const walker = both.browser()
    await walker.open(`${both.house.issuer}/local`)
    await walker.send()
    const asked = both.here.ask()
    await walker.open(asked.url)
    await walker.send({ username: chief.username, password: everybodysPassword }, 'login')
    await walker.send({ code: await chief.phone.next() }, 'code')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({ preferred_username: 'chief', acr: '2' })
  }
  const userIdOf = async (username: string): Promise<string> =>
    Object(await must('GET', `/users?search=${username}`)).items.find((user: { username: string }) => user.username === username).id
  const kidsOfKeycloak = async (): Promise<string[]> =>
    Object(await (await fetch(`${both.keycloak.issuer}/protocol/openid-connect/certs`)).json()).keys
      .filter(({ use }: { use: string }) => use === 'sig').map(({ kid }: { kid: string }) => kid)
})
