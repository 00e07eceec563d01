import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/application.ts'
import { everybodysPassword } from '../support/production.ts'
import type { Walker } from '../support/walker.ts'
import { type Both, passKeycloak, startBoth } from './both.ts'

// product.md, first place: people of our own, and beside them those whom Keycloak knows.
describe('Keycloak beside us (issue 3 points 1 and 3, keycloak.md §2.6)', () => {
  let both: Both
  beforeAll(async () => {
    both = await startBoth()
    await both.add({ newPeople: 'create' })
  })
  afterAll(() => both?.stop())

  const evidence = [{ claim: 'acr', value: 'gold', level: 2 }]
  /** From the application to Keycloak's page, by the hint or by the button. */
  const go = async (walker: Walker, more: Record<string, string> = { kc_idp_hint: 'kc' }) => {
    const asked = both.here.ask(more)
    await walker.open(asked.url)
    return asked
  }
  const signIn = async (username: string, more: Record<string, string> = {}) => {
    const walker = both.browser()
    const asked = await go(walker, { kc_idp_hint: 'kc', ...more })
    await passKeycloak(walker, username)
    return { walker, asked, tokens: both.here.codeOf(walker) === undefined ? null : await both.here.finish(walker, asked) }
  }
  const userIdOf = async (username: string): Promise<string> => {
    const { body } = await both.house.api('GET', `/users?search=${username}`)
    const found = Object(body).items.find((user: { username: string }) => user.username === username)
    return String(found?.id)
  }
  const identitiesOf = async (userId: string): Promise<unknown> => (await both.house.api('GET', `/users/${userId}/identities`)).body.items

  test('discovery recognises it: what to read, from where, and that signing out goes on to it', async () => {
    const { status, body } = await both.house.api('POST', '/upstreams/discover', { url: both.keycloak.issuer })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      issuer: both.keycloak.issuer, looksLike: 'keycloak', acrValuesSupported: expect.arrayContaining(['silver', 'gold']),
      suggested: { scopes: ['openid', 'profile', 'email'], signOut: true, mapping: { rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups' } },
    })
  })

  test('S2-19, trust always: from our page by its button to its page; somebody new gets an account, is linked, and our code is not asked', async () => {
    const walker = both.browser()
    const asked = await go(walker, {})
    expect(walker.shown.step).toBe('login')
    await walker.follow(/Acme/)
    await passKeycloak(walker, 'ben')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({
      iss: both.house.issuer, preferred_username: 'ben', given_name: 'Ben', family_name: 'Okafor', email: 'ben@corp.example', acr: '1',
    })
    const { body } = await both.house.api('GET', '/upstreams/kc/people')
    expect(body.items).toMatchObject([{
      issuer: both.keycloak.issuer, subject: await both.keycloak.idOf('ben'), username: 'ben', linkedBy: 'created', user: { username: 'ben' },
    }])
    const { tokens } = await signIn('ben')
    expect(claimsOf(tokens?.access_token ?? '').sub).toBe(await userIdOf('ben'))
  })

  test('kc_idp_hint goes straight on, with the login_hint; an alias that nobody has shows our page', async () => {
    const walker = both.browser()
    await go(walker, { kc_idp_hint: 'kc', login_hint: 'ben' })
    expect(walker.shown.url.href).toContain(both.keycloak.issuer)
    expect(walker.shown.body).toMatch(/name="username" value="ben"/)
    await go(walker, { kc_idp_hint: 'nobody' })
    expect(walker.shown.step).toBe('login')
  })

  test('B-3: the same address and name link nobody; the password and the code of the account here do, and the next sign-in needs neither', async () => {
    const mika = await both.house.settle('mika')
    const { walker, asked } = await signIn('mika')
    expect(walker.shown.step).toBe('connect')
    await walker.send({ username: 'mika', password: 'not the password' }, 'connect')
    expect(walker.shown.alert).not.toBeNull()
    await walker.send({ username: 'mika', password: everybodysPassword }, 'connect')
    expect(walker.shown.step).toBe('code')
    expect(await identitiesOf(mika.id)).toEqual([])
    await walker.send({ code: await mika.phone.next() }, 'code')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({ sub: mika.id, acr: '2' })
    expect(await identitiesOf(mika.id)).toMatchObject([{ subject: await both.keycloak.idOf('mika'), linkedBy: 'password' }])
    await both.house.mail.to(mika.email, /connected/)

    const { tokens } = await signIn('mika')
    expect(claimsOf(tokens?.access_token ?? '')).toMatchObject({ sub: mika.id, acr: '1' })
  })

  test('trust never: after Keycloak our code is asked of whoever has one', async () => {
    await both.change({ trust: 'never' })
    const { walker, tokens } = await signIn('mika')
    expect(tokens).toBeNull()
    expect(walker.shown.step).toBe('code')
    await both.change({ trust: 'always' })
  })

  test('P5, trust evidence: Keycloak’s own code, as acr gold with a fresh auth_time, stands for ours; its password alone does not', async () => {
    await signIn('hana') // gets her account
    const hana = await userIdOf('hana')
    expect((await both.house.api('PATCH', `/users/${hana}`, { otpRequired: true })).status).toBe(200)
    await both.change({ trust: 'evidence', evidence, acrValues: ['gold'] })
    const proved = await signIn('hana')
    expect(claimsOf(proved.tokens?.access_token ?? '')).toMatchObject({ sub: hana, acr: '2' })
    const { body } = await both.house.api('GET', `/events?userId=${hana}&type=sign-in.succeeded`)
    expect(Object(body).items[0]).toMatchObject({ details: { line: 3 } })

    await both.change({ acrValues: [] })
    const without = await signIn('hana')
    expect(without.tokens).toBeNull()
    expect(without.walker.shown.url.origin).toBe(both.house.publicUrl)
  })

  test('evidence by amr: what Keycloak’s mapper says of its code form counts the same', async () => {
    await both.change({ trust: 'evidence', evidence: [{ claim: 'amr', value: 'otp', level: 2 }], acrValues: ['gold'] })
    const { tokens } = await signIn('hana')
    expect(claimsOf(tokens?.id_token ?? '')).toMatchObject({ acr: '2', amr: expect.arrayContaining(['otp', 'mfa']) })
  })

  test('line 2: what an application demands here is asked for there, and only then does Keycloak ask for its code', async () => {
    await both.change({ trust: 'evidence', evidence, acrValues: [] })
    const walker = both.browser()
    const asked = await go(walker, { kc_idp_hint: 'kc', acr_values: '2' })
    expect(walker.shown.url.searchParams.get('acr_values')).toBe('gold')
    await passKeycloak(walker, 'hana')
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({ acr: '2' })
  })

  test('P32: prompt=login is passed on and takes a new sign-in there although Keycloak has a session', async () => {
    await both.change({ trust: 'always' })
    const { walker } = await signIn('ben')
    await go(walker, { kc_idp_hint: 'kc', prompt: 'login' })
    expect(walker.shown.url.searchParams.get('prompt')).toBe('login')
    const asked = both.here.ask({ kc_idp_hint: 'kc', prompt: 'login' })
    await walker.open(asked.url)
    await walker.send({ password: 'a password of keycloak' })
    expect(claimsOf((await both.here.finish(walker, asked)).access_token).preferred_username).toBe('ben')
  })

  test('Z-2: a role there that is called like an administrative one here gives nothing; a rule gives it, with that very sign-in (P10), and takes it back', async () => {
    const rolesOf = async () => Object((await both.house.api('GET', `/users/${await userIdOf('dora')}`)).body).roles
    await both.change({ mapping: { passOn: true } })
    await signIn('dora')
    expect(await rolesOf()).not.toContain('help-desk')
    await both.change({ mapping: { rules: [{ claim: 'roles', value: 'help-desk', grants: { role: 'help-desk' } }] } })
    await signIn('dora')
    expect(await rolesOf()).toContain('help-desk')
    await both.keycloak.admin('DELETE', `/users/${await both.keycloak.idOf('dora')}/role-mappings/realm`, [(await both.keycloak.admin('GET', '/roles/help-desk')).body])
    await signIn('dora')
    expect(await rolesOf()).not.toContain('help-desk')
    await both.change({ mapping: { passOn: false, rules: [] } })
  })

  test('the test of a connection: claims as Keycloak sends them, whom it would be, what would be asked; nobody is let in or linked', async () => {
    await both.change({ trust: 'never' })
    const { status, body } = await both.house.api('POST', '/upstreams/kc/test')
    expect(status).toBe(201)
    const walker = both.browser()
    // Our own page first, which says whose test it is.
    await walker.open(String(body.url))
    await walker.send()
    await passKeycloak(walker, 'aiko')
    expect(walker.shown.status).toBe(200)
    const result = await both.house.api('GET', `/upstreams/kc/test/${String(body.id)}`)
    expect(result.body).toMatchObject({
      state: 'succeeded', claims: { 'id-token': { preferred_username: 'aiko' }, 'access-token': { realm_access: { roles: expect.arrayContaining(['editor']) } } },
      said: { subject: await both.keycloak.idOf('aiko'), emailVerified: true, acr: 'silver', clientRoles: { app: ['publisher'] }, groups: ['/engineering/platform'] },
      person: { how: 'would-be-created', userId: null },
    })
    expect((await both.house.api('GET', '/users?search=aiko')).body.items).toEqual([])
    await both.change({ trust: 'always' })
  })

  test('B-2: tokens that Keycloak signs with ES256 or EdDSA are believed, and with HS256 – our own secret – never', async () => {
    const [client] = (await both.keycloak.admin<{ id: string; attributes: object }[]>('GET', '/clients?clientId=tegata')).body
    const sign = (alg: string) => both.keycloak.admin('PUT', `/clients/${client?.id}`, {
      ...client, attributes: { ...client?.attributes, 'id.token.signed.response.alg': alg, 'access.token.signed.response.alg': alg },
    })
    for (const alg of ['ES256', 'EdDSA', 'PS256']) {
      await sign(alg)
      expect(claimsOf((await signIn('ben')).tokens?.access_token ?? ''), alg).toMatchObject({ preferred_username: 'ben' })
    }
    await sign('HS256')
    const { walker, asked, tokens } = await signIn('ben')
    expect(tokens).toBeNull()
    expect(walker.shown.alert).toContain('Acme')
    await sign('RS256')
    await walker.follow(/Acme/)
    expect(claimsOf((await both.here.finish(walker, asked)).access_token)).toMatchObject({ preferred_username: 'ben' })
  })

  test('our secret renewed at Keycloak: a sentence until it is entered here, then people get in again', async () => {
    const [client] = (await both.keycloak.admin<{ id: string }[]>('GET', '/clients?clientId=tegata')).body
    const { body: { value } } = await both.keycloak.admin<{ value: string }>('POST', `/clients/${client?.id}/client-secret`)
    const { walker, tokens } = await signIn('ben')
    expect(tokens).toBeNull()
    expect(walker.shown.step).toBe('login')
    expect(walker.shown.alert).toContain('Acme')
    await both.change({ clientSecret: value })
    expect(claimsOf((await signIn('ben')).tokens?.access_token ?? '')).toMatchObject({ preferred_username: 'ben' })
  })

  test('who says no at Keycloak, asked there whether we may know them, is back at our page with a sentence', async () => {
    const [client] = (await both.keycloak.admin<{ id: string }[]>('GET', '/clients?clientId=tegata')).body
    await both.keycloak.admin('PUT', `/clients/${client?.id}`, { ...client, consentRequired: true })
    const walker = both.browser()
    await go(walker)
    await passKeycloak(walker, 'ben')
    await walker.send({ cancel: 'No' })
    expect(walker.shown.step).toBe('login')
    expect(walker.shown.alert).toContain('Acme')
    await both.keycloak.admin('PUT', `/clients/${client?.id}`, { ...client, consentRequired: false })
  })

  test('P38: switched off while somebody is at it, it lets nobody in, ends at their next use the sessions that came from it, and lets them in anew when it is back', async () => {
    await both.change({ trust: 'always' })
    const { tokens } = await signIn('ben')
    const away = both.browser()
    await go(away)
    await both.change({ enabled: false })
    await passKeycloak(away, 'ben')
    expect(both.here.codeOf(away)).toBeUndefined()
    expect(away.shown.step).toBe('login')
    expect(away.shown.alert).not.toBeNull()
    expect((await both.here.refresh(tokens?.refresh_token ?? '')).status).toBe(400)
    await both.change({ enabled: true })
    expect(claimsOf((await signIn('ben')).tokens?.access_token ?? '')).toMatchObject({ preferred_username: 'ben' })
  })
})
