import { once } from 'node:events'
import { createServer } from 'node:http'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { authorize, Browser, claimsIn, type House, startOidc } from './oidc.test-support.ts'

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

// As another provider writes them: no UUID, and letters whose case counts (B-1).
let made = 0
const newSubject = (): string => `Corp|Ä-${made += 1}`

async function signedIn(changes: Parameters<House['addClient']>[1] = {}) {
  const subject = newSubject()
  const app = await house.addClient(realm, { secret: 's', ...changes })
  const person = await house.addUser(realm, { subject })
  const config = await house.discover(realm, app, 's')
  const browser = new Browser()
  const { redeem } = await authorize(house, browser, config, { answer: { user: person.id, proofs: ['password'] } })
  return { subject, app, person, config, browser, tokens: await redeem() }
}

const silently = async ({ browser, config }: Pick<Awaited<ReturnType<typeof signedIn>>, 'browser' | 'config'>, parameters: Record<string, string>) => {
  const { left } = await authorize(house, browser, config, { parameters: { prompt: 'none', ...parameters } })
  return left?.searchParams.get('error') ?? (left?.searchParams.has('code') ? 'code' : null)
}

describe('a person whom another provider names is called that', () => {
  test('by every token and everything said of one, the same before and after a refresh', async () => {
    const { subject, config, tokens } = await signedIn()
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    for (const each of [tokens, refreshed]) {
      for (const token of [each.id_token, each.access_token, each.refresh_token]) expect(claimsIn(token).sub).toBe(subject)
      expect(await client.fetchUserInfo(config, each.access_token, subject)).toMatchObject({ sub: subject })
      for (const token of [each.access_token, each.refresh_token ?? '']) {
        expect(await client.tokenIntrospection(config, token)).toMatchObject({ active: true, sub: subject })
      }
    }
  })

  test('to every application alike: names are public, and discovery says so', async () => {
    const { subject, person, browser } = await signedIn()
    const other = await authorize(house, browser, await house.discover(realm, await house.addClient(realm, { firstParty: false })), { then: { answer: 'grant' }, answer: { answer: 'grant' } })
    expect((await other.redeem()).claims()).toMatchObject({ sub: subject })
    expect((await house.discover(realm, await house.addClient(realm))).serverMetadata().subject_types_supported).toEqual(['public'])
    expect(person.id).not.toBe(subject)
  })

  test('while our own API finds the user by the id that we know', async () => {
    const { person, tokens } = await signedIn({ apiAccess: true })
    expect(await house.oidc.readAccessToken(realm, tokens.access_token)).toMatchObject({ userId: person.id, sessionUid: tokens.session_state })
  })

  test('by the logout tokens that applications get', async () => {
    const received: string[] = []
    const listener = createServer((req, res) => {
      req.on('data', (chunk) => received.push(String(chunk))).on('end', () => res.end())
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const at = listener.address()
    try {
      const { subject, tokens } = await signedIn({ backchannelLogoutUri: `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/` })
      await house.oidc.sessions.endOne(realm, String(tokens.session_state), { actor: null, reason: 'test' })
      expect(await house.oidc.deliverLogouts()).toBe(1)
      expect(claimsIn(new URLSearchParams(received[0]).get('logout_token') ?? '')).toMatchObject({ sub: subject, sid: tokens.session_state })
    } finally {
      listener.close()
    }
  })
})

describe('a hint names the person by that', () => {
  test('at the authorization endpoint: one\'s own goes on, anybody else\'s and an id of ours do not', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    expect(await silently(one, { id_token_hint: one.tokens.id_token ?? '' })).toBe('code')
    expect(await silently({ ...one, config: other.config }, { id_token_hint: other.tokens.id_token ?? '' })).toBe('login_required')
    const asked = (value: string) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) })
    expect(await silently(one, asked(one.subject))).toBe('code')
    expect(await silently(one, asked(one.subject.toLowerCase()))).toBe('login_required')
    expect(await silently(one, asked(one.person.id))).toBe('login_required')
    expect(await silently({ ...one, browser: new Browser() }, { id_token_hint: one.tokens.id_token ?? '' })).toBe('login_required')
  })

  test.each(['GET', 'POST'])('at sign-out by %s, which then asks nothing', async (method) => {
    const { browser, config, tokens, app } = await signedIn()
    const fields = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: 'https://app.example/out' }
    const endpoint = `${house.base}/realms/${realm.name}/protocol/openid-connect/logout`
    const response = method === 'GET'
      ? await browser.go(`${endpoint}?${new URLSearchParams(fields)}`)
      : await fetch(endpoint, { method, redirect: 'manual', body: new URLSearchParams({ ...fields, client_id: app.clientId }) })
    expect([response.status, response.headers.get('location')]).toEqual([303, 'https://app.example/out'])
    expect(await silently({ browser, config }, {})).toBe('login_required')
  })
})

test('somebody without one is called by our id, as ever', async () => {
  const person = await house.addUser(realm)
  const config = await house.discover(realm, await house.addClient(realm, { secret: 's' }), 's')
  const { redeem } = await authorize(house, new Browser(), config, { answer: { user: person.id, proofs: ['password'] } })
  const tokens = await redeem()
  for (const token of [tokens.id_token, tokens.access_token, tokens.refresh_token]) expect(claimsIn(token).sub).toBe(person.id)
  expect(await client.tokenIntrospection(config, tokens.refresh_token ?? '')).toMatchObject({ sub: person.id })
})
