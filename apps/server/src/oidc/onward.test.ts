import * as client from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Realm, Upstream, UpstreamSession } from '@tegata/storage'
import { answerJourney, authorize, Browser, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let upstream: Upstream
/** What was asked of the part that talks to upstreams. */
let asked: { session: UpstreamSession; returnTo: string }[]
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  upstream = await house.addUpstream(realm)
})
const there = 'https://corp.example/logout?state=once'
beforeEach(() => {
  asked = []
  house.signOutUpstream(async (_, session, returnTo) => {
    asked.push({ session, returnTo })
    return there
  })
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const endpoint = () => `${house.base}/realms/${realm.name}/protocol/openid-connect/logout`
const logoutUrl = (parameters: Record<string, string>) => `${endpoint()}?${new URLSearchParams(parameters)}`
const out = { post_logout_redirect_uri: 'https://app.example/out', state: 's' }

async function signedIn(how: { upstream: boolean; browser?: Browser } = { upstream: true }) {
  const app = await house.addClient(realm, { secret: 'b' })
  const person = await house.addUser(realm)
  const config = await house.discover(realm, app, 'b')
  const browser = how.browser ?? new Browser()
  house.upstreamSays({ upstreamId: upstream.id, issuer: upstream.issuer, subject: person.id, sid: 'x', idToken: 'their hint', acr: null, amr: [], authTime: null })
  const { redeem } = await authorize(house, browser, config, { answer: { user: person.id, proofs: how.upstream ? ['password', 'upstream'] : ['password'] } })
  const tokens = await redeem()
  const isSignedIn = async () => (await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.has('code') === true
  return { app, person, config, browser, tokens, hint: tokens.id_token ?? '', isSignedIn }
}

async function confirm(browser: Browser, parameters: Record<string, string>) {
  const html = await (await browser.go(logoutUrl(parameters))).text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
  return browser.go(`${endpoint()}/confirm`, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) })
}

describe('signing out here goes on to the upstream, once our session has ended', () => {
  test('with a hint, by a redirect, and says where to come back to (OpenID Connect RP-Initiated Logout 2)', async () => {
    const { browser, hint, isSignedIn, tokens } = await signedIn()
    let wasAlive: boolean | null = null
    house.signOutUpstream(async (_, session, returnTo) => {
      asked.push({ session, returnTo })
      wasAlive = await house.storage.sessions.find(realm.id, session.sessionUid) !== undefined
      return there
    })
    const response = await browser.go(logoutUrl({ id_token_hint: hint, ...out }))
    expect([response.status, response.headers.get('location'), wasAlive]).toEqual([303, there, false])
    expect(asked).toMatchObject([{ returnTo: 'https://app.example/out?state=s', session: { sessionUid: tokens.session_state, upstreamId: upstream.id, idToken: 'their hint' } }])
    expect(await isSignedIn()).toBe(false)
  })

  test('and comes back to a page of ours when the application names no address', async () => {
    const { browser, hint } = await signedIn()
    expect((await browser.go(logoutUrl({ id_token_hint: hint }))).headers.get('location')).toBe(there)
    expect(asked).toMatchObject([{ returnTo: `${endpoint()}/success` }])
  })

  test.each([{ ...out }, {}])('after the question by a page of ours: nothing that answers a form leaves our origin (%j)', async (named: Record<string, string>) => {
    const { browser, app, isSignedIn } = await signedIn()
    const left = await confirm(browser, { client_id: app.clientId, ...named })
    expect([left.status, left.headers.get('location'), left.headers.get('refresh')]).toEqual([200, null, `0; url=${there}`])
    expect(await left.text()).toContain('You are signed out')
    expect(asked).toMatchObject([{ returnTo: 'state' in named ? 'https://app.example/out?state=s' : `${endpoint()}/success` }])
    expect(await isSignedIn()).toBe(false)
  })

  test('from a form that carries a hint and no cookie, by a page of ours, too', async () => {
    const { app, hint, isSignedIn } = await signedIn()
    const response = await fetch(endpoint(), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ id_token_hint: hint, client_id: app.clientId, ...out }) })
    expect([response.status, response.headers.get('location'), response.headers.get('refresh')]).toEqual([200, null, `0; url=${there}`])
    // Whoever holds our ID token, and brings no cookie, must not read in the page's address what the upstream says of the person.
    expect(asked).toMatchObject([{ returnTo: 'https://app.example/out?state=s', session: { idToken: null } }])
    expect(await isSignedIn()).toBe(false)
  })

  test('and with the upstream’s own hint only for the browser whose session it is', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    const post = (browser: Browser) => browser.go(endpoint(), { method: 'POST', body: new URLSearchParams({ id_token_hint: one.hint, ...out }) })
    await post(other.browser)
    expect(asked.splice(0)).toMatchObject([{ session: { idToken: null } }])
    const again = await signedIn()
    await again.browser.go(endpoint(), { method: 'POST', body: new URLSearchParams({ id_token_hint: again.hint, ...out }) })
    expect(asked).toMatchObject([{ session: { idToken: 'their hint' } }])
  })
})

describe('signing out stays here', () => {
  test('from a server that has the hint and no cookie, as Keycloak asks with “Backchannel logout” on: the session ends (keycloak.md 2.6)', async () => {
    const { hint, isSignedIn } = await signedIn()
    const forged = `${hint.slice(0, -4)}AAAA`
    expect((await fetch(logoutUrl({ id_token_hint: forged, ...out }), { redirect: 'manual' })).status).toBe(400)
    expect(await isSignedIn()).toBe(true)
    const response = await fetch(logoutUrl({ id_token_hint: hint, ...out }), { redirect: 'manual' })
    expect([response.status, response.headers.get('location'), asked]).toEqual([303, 'https://app.example/out?state=s', []])
    expect(await isSignedIn()).toBe(false)
  })

  test('when the session came from no upstream', async () => {
    const { browser, hint } = await signedIn({ upstream: false })
    expect((await browser.go(logoutUrl({ id_token_hint: hint, ...out }))).headers.get('location')).toBe('https://app.example/out?state=s')
    expect(asked).toEqual([])
  })

  test('when the upstream does not sign out', async () => {
    house.signOutUpstream(async () => null)
    const [one, other] = [await signedIn(), await signedIn()]
    expect((await one.browser.go(logoutUrl({ id_token_hint: one.hint, ...out }))).headers.get('location')).toBe('https://app.example/out?state=s')
    const posted = await fetch(endpoint(), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ id_token_hint: other.hint, ...out }) })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, 'https://app.example/out?state=s'])
  })

  test('for a server that signs a person out with a refresh token: no browser is there to go on (keycloak.md 2.3)', async () => {
    const { tokens, isSignedIn } = await signedIn()
    const body = new URLSearchParams({ refresh_token: tokens.refresh_token ?? '' })
    const known = async () => (await house.storage.upstreamSessions.find(realm.id, upstream.id, upstream.issuer, { sid: 'x' })).filter(({ sessionUid }) => sessionUid === tokens.session_state)
    expect(await known()).toHaveLength(1)
    const response = await fetch(endpoint(), { method: 'POST', headers: { authorization: `Basic ${btoa(`${tokens.claims()?.aud}:b`)}` }, body })
    expect([response.status, asked, await isSignedIn(), await known()]).toEqual([204, [], false, []])
  })

  test('when somebody else signs in at the same browser', async () => {
    const browser = new Browser()
    const config = await house.discover(realm, await house.addClient(realm))
    const other = await house.addUser(realm)
    const tab = await authorize(house, browser, config)
    const { person } = await signedIn({ upstream: true, browser })
    const { left } = await answerJourney(browser, house.base, tab.url, { user: other.id, proofs: ['password'] })
    expect(left?.searchParams.has('code')).toBe(true)
    expect(await house.storage.sessions.listOf(realm.id, person.id)).toEqual([])
    expect(asked).toEqual([])
  })

  test('and is done, when the part that asks the upstream fails or takes too long', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    house.signOutUpstream(async () => { throw new Error('the upstream is away') })
    expect((await one.browser.go(logoutUrl({ id_token_hint: one.hint, ...out }))).headers.get('location')).toBe('https://app.example/out?state=s')
    expect(house.unexpected.splice(0)).toEqual([new Error('the upstream is away')])
    expect(await one.isSignedIn()).toBe(false)

    house.signOutUpstream(() => new Promise(() => undefined))
    const began = Date.now()
    expect((await other.browser.go(logoutUrl({ id_token_hint: other.hint, ...out }))).headers.get('location')).toBe('https://app.example/out?state=s')
    expect(Date.now() - began).toBeLessThan(3_500)
    expect(await other.isSignedIn()).toBe(false)
  })
})

test('an application\'s own sign-out link leads through the upstream with openid-client', async () => {
  const { browser, config, hint } = await signedIn()
  const { left } = await browser.follow(client.buildEndSessionUrl(config, { id_token_hint: hint, ...out }).href, house.base)
  expect(left?.href).toBe(there)
})
