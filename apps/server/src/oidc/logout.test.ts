import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm } from '@tegata/storage'
import { authorize, Browser, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const logoutUrl = (parameters: Record<string, string> = {}) => `${house.base}/realms/${realm.name}/protocol/openid-connect/logout?${new URLSearchParams(parameters)}`

async function signedIn(changes: Parameters<House['addClient']>[1] = {}) {
  const app = await house.addClient(realm, changes)
  const user = await house.addUser(realm)
  const config = await house.discover(realm, app, changes.secret)
  const browser = new Browser()
  const { redeem } = await authorize(house, browser, config, { answer: { user: user.id, proofs: ['password'] } })
  const tokens = await redeem()
  const isSignedIn = async () => (await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.has('code') === true
  return { app, user, config, browser, tokens, hint: tokens.id_token ?? '', isSignedIn }
}

const confirm = async (browser: Browser, page: Response) => {
  const html = await page.text()
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
  return browser.go(new URL(action, house.base).href, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) })
}

describe('signing out (RP-initiated)', () => {
  test('with a hint of this very session asks nothing, and goes where the application registered', async () => {
    const { browser, hint, isSignedIn } = await signedIn()
    const { left } = await browser.follow(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: 'https://app.example/out', state: 'a b' }), house.base)
    expect(left?.href).toBe('https://app.example/out?state=a+b')
    expect([...browser.cookies.keys()].filter((name) => name.endsWith(` /`) && !name.includes('.browser'))).toEqual([])
    expect(await isSignedIn()).toBe(false)
  })

  test('ends on a page of ours when the application names no address', async () => {
    const { browser, hint } = await signedIn()
    const { url, response } = await browser.follow(logoutUrl({ id_token_hint: hint }), house.base)
    expect([new URL(url).pathname, response.status]).toEqual([`/realms/${realm.name}/protocol/openid-connect/logout/success`, 200])
    expect(await response.text()).toContain('<!doctype html>')
  })

  test('without a hint asks, on a page of ours that runs no script, and leaves by a page that redirects nothing (form-action)', async () => {
    const { app, user, browser, isSignedIn } = await signedIn()
    const page = await browser.go(logoutUrl({ client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/out', state: 's' }))
    expect(page.status).toBe(200)
    const html = await page.clone().text()
    expect(html).toContain(user.username)
    expect(html).not.toContain('<script')
    expect(await isSignedIn()).toBe(true)

    const again = await browser.go(logoutUrl({ client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/out', state: 's' }))
    const left = await confirm(browser, again)
    expect([left.status, left.headers.get('location'), left.headers.get('refresh')]).toEqual([200, null, '0; url=https://app.example/out?state=s'])
    expect(await isSignedIn()).toBe(false)
  })

  test('that was only looked at changes nothing: a later sign-in by form_post goes to its own application', async () => {
    const { app, user, browser, config, isSignedIn } = await signedIn()
    await browser.go(logoutUrl({ client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/out' }))
    const { response, left } = await authorize(house, browser, config, {
      parameters: { prompt: 'login', response_mode: 'form_post' }, answer: { user: user.id, proofs: ['password'] },
    })
    expect(left).toBeNull()
    const html = await response.text()
    expect(html).toContain('action="https://app.example/cb"')
    expect(html).toContain('name="code"')
    expect(await isSignedIn()).toBe(true)
  })

  test('by a page somewhere, without our form, does nothing (S-6)', async () => {
    const { browser, isSignedIn } = await signedIn()
    await browser.go(logoutUrl())
    const forged = await browser.go(`${logoutUrl().split('?')[0]}/confirm`, { method: 'POST', body: new URLSearchParams({ xsrf: 'x', logout: 'yes' }) })
    expect(forged.status).toBe(400)
    expect(await isSignedIn()).toBe(true)
  })

  test('with somebody else\'s hint asks, too', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    const page = await one.browser.go(logoutUrl({ id_token_hint: other.hint }))
    expect([page.status, page.headers.get('location')]).toEqual([200, null])
    expect(await one.isSignedIn()).toBe(true)
  })

  test('of nobody goes on without a question and without a script', async () => {
    const { app } = await signedIn()
    const { left } = await new Browser().follow(logoutUrl({ client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/out' }), house.base)
    expect(left?.href).toBe('https://app.example/out')
  })

  test.each(['https://evil.example/out', 'https://app.example/out/../x', 'https://app.example/cb'])('never leads to %s, which is not registered', async (uri) => {
    const { hint, browser, isSignedIn } = await signedIn()
    const response = await browser.go(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: uri }))
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
    expect(await isSignedIn()).toBe(true)
  })

  test('does not believe an access token to be a hint', async () => {
    const { tokens, browser, isSignedIn } = await signedIn()
    expect((await browser.go(logoutUrl({ id_token_hint: tokens.access_token }))).status).toBe(400)
    expect(await isSignedIn()).toBe(true)
  })
})

describe('signing out by POST, which carries no cookie of ours', () => {
  const post = (body: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(logoutUrl().split('?')[0] ?? '', { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(body) })

  test('with a hint ends the session that the hint names (keycloak-js, logoutMethod POST)', async () => {
    const { hint, isSignedIn, app } = await signedIn()
    const response = await post({ id_token_hint: hint, client_id: app.clientId, post_logout_redirect_uri: 'https://app.example/out' })
    expect([response.status, response.headers.get('location')]).toEqual([303, 'https://app.example/out'])
    expect(await isSignedIn()).toBe(false)
  })

  test('with a refresh token and the client\'s authentication is 204 (Keycloak)', async () => {
    const { tokens, isSignedIn, app } = await signedIn({ secret: 'b' })
    const body = { refresh_token: tokens.refresh_token ?? '', client_id: app.clientId }
    expect((await post({ ...body, client_secret: 'wrong' })).status).toBe(401)
    expect(await isSignedIn()).toBe(true)
    expect((await post({ refresh_token: body.refresh_token }, { authorization: `Basic ${btoa(`${app.clientId}:b`)}` })).status).toBe(204)
    expect(await isSignedIn()).toBe(false)
  })

  test('with neither becomes the page that asks', async () => {
    const { app } = await signedIn()
    const response = await post({ client_id: app.clientId, state: 's' })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/realms/${realm.name}/protocol/openid-connect/logout?client_id=${app.clientId}&state=s`])
  })

  test('never leads to an address that is not registered', async () => {
    const { hint, isSignedIn } = await signedIn()
    expect((await post({ id_token_hint: hint, post_logout_redirect_uri: 'https://evil.example/' })).status).toBe(400)
    expect(await isSignedIn()).toBe(true)
  })
})

test('signing out of one application signs out of all, and tells those that want to know', async () => {
  const first = await signedIn({ backchannelLogoutUri: 'https://one.example/logout' })
  const second: Client = await house.addClient(realm, { backchannelLogoutUri: 'https://two.example/logout' })
  const third: Client = await house.addClient(realm, { backchannelLogoutUri: 'https://never-used.example/logout' })
  await authorize(house, first.browser, await house.discover(realm, second))
  await first.browser.follow(client.buildEndSessionUrl(first.config, { id_token_hint: first.hint }).href, house.base)
  const queued = (await house.storage.logouts.claim(100, 1)).filter(({ userId }) => userId === first.user.id)
  expect(queued.map(({ clientId }) => clientId).sort()).toEqual([first.app.clientId, second.clientId].sort())
  expect(queued.some(({ clientId }) => clientId === third.clientId)).toBe(false)
  await expect(client.refreshTokenGrant(first.config, first.tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
})
