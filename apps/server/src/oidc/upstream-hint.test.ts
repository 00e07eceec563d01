import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Realm, User } from '@tegata/storage'
import { answerJourney, authorize, Browser, type House, sha256, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let user: User
let app: Client
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  user = await house.addUser(realm)
  app = await house.addClient(realm)
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const endpoint = (path: string) => `${house.base}/realms/${realm.name}/protocol/openid-connect/${path}`
const request = (parameters: Record<string, string>) => new URLSearchParams({
  client_id: app.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example/cb',
  code_challenge: sha256('v'.repeat(43)), code_challenge_method: 'S256', ...parameters,
})
const hintAt = async (browser: Browser, url: string) => {
  const { response } = await browser.follow(url, house.base)
  const described: { upstreamHint: string | null } = JSON.parse(await response.text())
  return described.upstreamHint
}
const hinted = (parameters: Record<string, string>, browser = new Browser()) => hintAt(browser, `${endpoint('auth')}?${request(parameters)}`)

describe('kc_idp_hint (keycloak.md 2.1)', () => {
  test.each([
    [{ kc_idp_hint: 'corp' }, 'corp'],
    [{ kc_idp_hint: 'nobody-knows' }, 'nobody-knows'],
    [{ kc_idp_hint: '' }, null],
    [{}, null],
  ])('of %j reaches the journey as %j', async (parameters: Record<string, string>, expected) => {
    expect(await hinted(parameters)).toBe(expected)
  })

  test('reaches it through a pushed request, too, whatever stands beside that (RFC 9126)', async () => {
    const pushed = await fetch(endpoint('ext/par/request'), { method: 'POST', body: request({ kc_idp_hint: 'corp' }) })
    expect(pushed.status).toBe(201)
    const { request_uri }: { request_uri: string } = JSON.parse(await pushed.text())
    const query = new URLSearchParams({ client_id: app.clientId, request_uri, kc_idp_hint: 'other' })
    expect(await hintAt(new Browser(), `${endpoint('auth')}?${query}`)).toBe('corp')
  })

  test('reaches it in a posted request', async () => {
    const browser = new Browser()
    const posted = await browser.go(endpoint('auth'), { method: 'POST', body: request({ kc_idp_hint: 'corp' }) })
    expect(await hintAt(browser, new URL(posted.headers.get('location') ?? '', house.base).href)).toBe('corp')
  })

  test('is there again when the end of a journey did not suffice', async () => {
    const browser = new Browser()
    const config = await house.discover(realm, app)
    const asked = await authorize(house, browser, config, { parameters: { kc_idp_hint: 'corp' } })
    house.beforeFinish(async () => { await house.endEverything(realm, user.id) })
    const again = await answerJourney(browser, house.base, asked.url, { user: user.id, proofs: ['password'] })
    house.beforeFinish(async () => undefined)
    expect(await again.response.json()).toMatchObject({ upstreamHint: 'corp' })
  })

  test('twice is refused, and nobody is asked', async () => {
    const response = await new Browser().go(`${endpoint('auth')}?${request({ kc_idp_hint: 'corp' })}&kc_idp_hint=other`)
    expect(response.headers.get('location')).toContain('error=invalid_request')
  })

  test('asks nothing of who is signed in', async () => {
    const browser = new Browser()
    const config = await house.discover(realm, app)
    await authorize(house, browser, config, { answer: { user: (await house.addUser(realm)).id, proofs: ['password'] } })
    expect((await authorize(house, browser, config, { parameters: { kc_idp_hint: 'corp' } })).asked).toBe(false)
  })
})
