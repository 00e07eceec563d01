import { once } from 'node:events'
import { createServer } from 'node:http'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { answerJourney, authorize, Browser, claimsIn, type House, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let user: User
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  user = await house.addUser(realm)
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const by = { actor: 'test', reason: 'test' }

async function signedIn(options: { user?: User; app?: Parameters<House['addClient']>[1] } = {}) {
  const person = options.user ?? await house.addUser(realm)
  const app = await house.addClient(realm, options.app)
  const config = await house.discover(realm, app, options.app?.secret)
  const browser = new Browser()
  const signIn = await authorize(house, browser, config, { answer: { user: person.id, proofs: ['password'] } })
  return { person, app, config, browser, tokens: await signIn.redeem() }
}

const refusedRefresh = async (config: client.Configuration, token: string | undefined) =>
  client.refreshTokenGrant(config, token ?? '').then(() => 'refreshed', (error: { error?: string }) => error.error)

describe('a code', () => {
  test('is redeemed once, however many requests carry it at the same instant (O-3)', async () => {
    const app = await house.addClient(realm)
    const config = await house.discover(realm, app)
    const { redeem } = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, redeem))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ error: 'invalid_grant' })
  })

  test('that comes again later ends the grant (RFC 6749 section 4.1.2)', async () => {
    const app = await house.addClient(realm)
    const config = await house.discover(realm, app)
    const { redeem } = await authorize(house, new Browser(), config, { answer: { user: user.id, proofs: ['password'] } })
    const tokens = await redeem()
    await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await refusedRefresh(config, tokens.refresh_token)).toBe('invalid_grant')
  })

  test('of one client is worth nothing to another', async () => {
    const [one, other] = [await house.addClient(realm), await house.addClient(realm)]
    const { left } = await authorize(house, new Browser(), await house.discover(realm, one), { answer: { user: user.id, proofs: ['password'] } })
    const stolen = client.authorizationCodeGrant(await house.discover(realm, other), left ?? new URL('x:'), { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: left?.searchParams.get('state') ?? '' })
    await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('a new session in a browser that has one', () => {
  test('takes over what is younger than a session may be, and nothing older, however often it is begun anew (S-3)', async () => {
    const lenient = await house.newRealm(undefined, { askRegistered: false })
    const person = await house.addUser(lenient, { totp: true })
    const config = await house.discover(lenient, await house.addClient(lenient))
    const browser = new Browser()
    const began = house.storage.clock.now()
    const kindsAfter = async (hours: number, proofs: readonly ('password' | 'totp')[]) => {
      house.storage.clock.set(began + hours * 3_600_000)
      const { redeem } = await authorize(house, browser, config, { parameters: { prompt: 'login' }, answer: { user: person.id, proofs } })
      const tokens = await redeem()
      return (await house.storage.sessions.find(lenient.id, String(tokens.claims()?.sid)))?.proofs.map(({ kind }) => kind).sort()
    }
    try {
      expect(await kindsAfter(0, ['password', 'totp'])).toEqual(['password', 'totp'])
      expect(await kindsAfter(9, ['password'])).toEqual(['password', 'totp'])
      expect(await kindsAfter(18, ['password'])).toEqual(['password', 'totp'])
      expect(await kindsAfter(25, ['password'])).toEqual(['password'])
    } finally {
      house.storage.clock.set(Date.now())
    }
  })
})

describe('the end of a sign-in', () => {
  test('belongs to the browser that walked it: another one that was given its cookies is signed in as nobody', async () => {
    const person = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm))
    const stranger = new Browser()
    const reached = await authorize(house, stranger, config)
    const response = await stranger.go(`${reached.url}?user=${person.id}&proofs=password`, { method: 'POST' })
    const resume = new URL(response.headers.get('location') ?? '', house.base).href

    const victim = new Browser()
    for (const [name, cookie] of stranger.cookies) if (/interaction|resume/.test(name)) victim.cookies.set(name, cookie)
    const planted = await victim.follow(resume, house.base)
    expect(Object.fromEntries(planted.left?.searchParams ?? [])).toMatchObject({ error: 'invalid_request', error_description: 'this sign-in was walked in another browser' })
    expect(planted.left?.searchParams.has('code')).toBe(false)
    expect((await authorize(house, victim, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
  })
})

describe('a session that is to be worth more (S-1)', () => {
  const turn = (browser: Browser, uid: unknown) => browser.go(`${house.base}/realms/${realm.name}/turn/${String(uid)}`, { method: 'POST' })
  const isAsked = async (browser: Browser, config: client.Configuration) =>
    (await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error') === 'login_required'
  const copyOf = (browser: Browser): Browser => {
    const copy = new Browser()
    for (const [name, cookie] of browser.cookies) copy.cookies.set(name, cookie)
    return copy
  }

  test('turns its id: a copy of the old cookie is nobody’s, the browser and its tokens go on', async () => {
    const { browser, config, tokens } = await signedIn()
    const thief = copyOf(browser)
    expect(await isAsked(copyOf(thief), config)).toBe(false)
    expect((await turn(browser, tokens.claims()?.sid)).status).toBe(204)
    expect(await isAsked(thief, config)).toBe(true)
    expect(await isAsked(browser, config)).toBe(false)
    expect(await refusedRefresh(config, tokens.refresh_token)).toBe('refreshed')
  })

  test('is the one that this browser is in, or nothing happens', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    expect((await turn(one.browser, other.tokens.claims()?.sid)).status).toBe(409)
    expect((await turn(new Browser(), one.tokens.claims()?.sid)).status).toBe(409)
    expect([await isAsked(one.browser, one.config), await isAsked(other.browser, other.config)]).toEqual([false, false])
  })

  test('of two requests that turn it at once one goes on, and no second id is left', async () => {
    const { browser, config, tokens } = await signedIn()
    const copies = Array.from({ length: 6 }, () => copyOf(browser))
    await Promise.all(copies.map((copy) => turn(copy, tokens.claims()?.sid)))
    const asked = await Promise.all(copies.map((copy) => isAsked(copy, config)))
    expect(asked.filter((each) => !each)).toHaveLength(1)
    expect(await isAsked(browser, config)).toBe(true)
  })
})

describe('a refresh token', () => {
  test('of a public client is rotated; of a race one wins, and the grant lives (O-4)', async () => {
    const { config, tokens } = await signedIn()
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => client.refreshTokenGrant(config, tokens.refresh_token ?? '')))
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value)
    expect(won).toHaveLength(1)
    expect(won[0]?.refresh_token).not.toBe(tokens.refresh_token)
    expect(await refusedRefresh(config, tokens.refresh_token)).toBe('invalid_grant')
    expect(await refusedRefresh(config, won[0]?.refresh_token)).toBe('refreshed')
  })

  test('of a confidential client stays the same', async () => {
    const { config, tokens } = await signedIn({ app: { secret: 'shh' } })
    const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(again.refresh_token).toBe(tokens.refresh_token)
  })

  test('is not a bearer value by its id alone: only what we signed is looked up', async () => {
    const { config, tokens } = await signedIn()
    expect(await refusedRefresh(config, String(claimsIn(tokens.refresh_token).jti))).toBe('invalid_grant')
  })

  test('ends when the user is disabled, and when the rules begin to ask for more (P28)', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    await house.must(house.storage.users.change(realm.id, one.person.id, { enabled: false }))
    expect(await refusedRefresh(one.config, one.tokens.refresh_token)).toBe('invalid_grant')

    await house.must([house.storage.policies.saveEnforcement({
      id: crypto.randomUUID(), realmId: realm.id, name: 'everybody', state: 'announced', enforceFrom: house.storage.clock.now() - 1, registerBy: null, zone: 'UTC',
      target: { departments: ['audited'] }, reason: { en: 'x' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol',
      afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, version: 1,
    })])
    expect(await refusedRefresh(other.config, other.tokens.refresh_token)).toBe('refreshed')
    const third = await signedIn()
    await house.must(house.storage.users.change(realm.id, third.person.id, { department: 'audited' }))
    expect(await refusedRefresh(third.config, third.tokens.refresh_token)).toBe('invalid_grant')
    // The grant is over: loosening the rule again brings nothing back.
    await house.must(house.storage.users.change(realm.id, third.person.id, { department: null }))
    expect(await refusedRefresh(third.config, third.tokens.refresh_token)).toBe('invalid_grant')
  })

  test('that is offline outlives the session, not the end of everything', async () => {
    const config = await house.discover(realm, await house.addClient(realm))
    const person = await house.addUser(realm)
    const { redeem } = await authorize(house, new Browser(), config, {
      parameters: { scope: 'openid offline_access', prompt: 'consent' }, answer: { user: person.id, proofs: ['password'] }, then: { answer: 'grant' },
    })
    const tokens = await redeem()
    expect(claimsIn(tokens.refresh_token)).toMatchObject({ typ: 'Offline' })
    await house.oidc.sessions.endOne(realm, String(tokens.session_state), by)
    const again = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(claimsIn(again.access_token)).toMatchObject({ sub: person.id, acr: '1' })
    await house.endEverything(realm, person.id)
    expect(await refusedRefresh(config, again.refresh_token)).toBe('invalid_grant')
  })
})

describe('ending all sessions of somebody', () => {
  test('ends codes, tokens and refresh tokens at once, as one unit, and tells every client (S-4)', async () => {
    const { person, config, tokens, browser } = await signedIn({ app: { secret: 's', backchannelLogoutUri: 'http://127.0.0.1:9/logout' } })
    const pending = await authorize(house, browser, config)
    expect(await house.endEverything(realm, person.id)).toBe(true)

    await expect(pending.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await refusedRefresh(config, tokens.refresh_token)).toBe('invalid_grant')
    expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false })
    await expect(client.fetchUserInfo(config, tokens.access_token, person.id)).rejects.toThrow()
    expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
    expect(await house.storage.sessions.listOf(realm.id, person.id)).toEqual([])
    expect(await house.storage.logouts.claim(100, 1)).toMatchObject([{ userId: person.id, sessionUid: tokens.session_state }])
  })

  test('is final for a `prompt=none` in flight: whatever it had read, it writes nothing back', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { person, config, browser } = await signedIn()
      const flights = Array.from({ length: 3 }, () => authorize(house, browser, config, { parameters: { prompt: 'none' } }))
      await new Promise((resolve) => setTimeout(resolve, round % 8))
      await house.endEverything(realm, person.id)
      for (const { left, redeem } of await Promise.all(flights)) {
        if (left?.searchParams.has('code')) await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
        else expect(left?.searchParams.get('error')).toBe('login_required')
      }
      expect(await house.storage.sessions.listOf(realm.id, person.id)).toEqual([])
      expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
    }
  })

  test('also ends a sign-in that has proved everything and is about to come back (I-5, P20)', async () => {
    const person = await house.addUser(realm)
    const config = await house.discover(realm, await house.addClient(realm))
    house.beforeFinish(async () => { await house.endEverything(realm, person.id) })
    const { left, response } = await authorize(house, new Browser(), config, { answer: { user: person.id, proofs: ['password'] } })
    house.beforeFinish(async () => undefined)
    // The journey is asked anew, on a page of ours; nothing went to the application.
    expect([left, response.status]).toEqual([null, 200])
    expect(await house.storage.sessions.listOf(realm.id, person.id)).toEqual([])
  })
})

describe('one session', () => {
  test('ends alone: another browser of the same person stays signed in', async () => {
    const [one, other] = [await signedIn({ user }), await signedIn({ user })]
    expect(await house.oidc.sessions.endOne(realm, String(one.tokens.session_state), by)).toBe(true)
    expect(await refusedRefresh(one.config, one.tokens.refresh_token)).toBe('invalid_grant')
    expect(await refusedRefresh(other.config, other.tokens.refresh_token)).toBe('refreshed')
    expect(await house.oidc.sessions.endOne(realm, String(one.tokens.session_state), by)).toBe(false)
  })

  test('turns its id at every sign-in, and what was before is worth nothing (S-1)', async () => {
    const config = await house.discover(realm, await house.addClient(realm))
    const browser = new Browser()
    const name = `tegata.${realm.name} /`
    browser.cookies.set(name, { value: 'planted-by-somebody-else', path: '/' })
    await authorize(house, browser, config, { answer: { user: user.id, proofs: ['password'] } })
    const first = browser.cookies.get(name)?.value
    expect(first, 'of the house’s own making').toMatch(/^[\w-]{43}$/)

    await authorize(house, browser, config, { parameters: { prompt: 'login' }, answer: { user: user.id, proofs: ['password'] } })
    const old = new Browser()
    for (const [key, cookie] of browser.cookies) old.cookies.set(key, cookie)
    expect(browser.cookies.get(name)?.value).not.toBe(first)
    old.cookies.set(name, { value: first ?? '', path: '/' })
    expect((await authorize(house, old, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
  })

  test('is over when nobody used it for ten hours, and after a day in any case (S-3)', async () => {
    const now = house.storage.clock.now()
    try {
      const { config, browser, tokens } = await signedIn()
      house.storage.clock.set(now + 9 * 3_600_000)
      expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.has('code')).toBe(true)
      house.storage.clock.set(now + 18 * 3_600_000)
      expect(await refusedRefresh(config, tokens.refresh_token)).toBe('refreshed')
      house.storage.clock.set(now + 25 * 3_600_000)
      expect((await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')

      const idle = await signedIn()
      house.storage.clock.set(now + 36 * 3_600_000)
      expect((await authorize(house, idle.browser, idle.config, { parameters: { prompt: 'none' } })).left?.searchParams.get('error')).toBe('login_required')
    } finally {
      house.storage.clock.set(Date.now())
    }
  })

  test('belongs to its person: another one cannot answer its step-up (P34)', async () => {
    const stranger = await house.addUser(realm)
    const { config, browser } = await signedIn()
    const asked = await authorize(house, browser, config, { parameters: { prompt: 'login' } })
    const response = await browser.go(`${asked.url}?user=${stranger.id}&proofs=password`, { method: 'POST' })
    expect(response.status).toBe(400)
  })

  test('gives way to another person who signs in on a page that was open before (two tabs)', async () => {
    const config = await house.discover(realm, await house.addClient(realm))
    const [one, other] = [await house.addUser(realm), await house.addUser(realm)]
    const browser = new Browser()
    const early = await authorize(house, browser, config)
    await authorize(house, browser, config, { answer: { user: one.id, proofs: ['password'] } })
    const { left } = await answerJourney(browser, house.base, early.url, { user: other.id, proofs: ['password'] })
    expect(left?.searchParams.has('code')).toBe(true)
    expect(await house.storage.sessions.listOf(realm.id, one.id)).toEqual([])
    const silent = await authorize(house, browser, config, { parameters: { prompt: 'none' } })
    expect((await silent.redeem()).claims()).toMatchObject({ sub: other.id })
  })

  test('is begun once by a journey, however often its end is sent', async () => {
    const config = await house.discover(realm, await house.addClient(realm))
    const browser = new Browser()
    const person = await house.addUser(realm)
    const page = await authorize(house, browser, config)
    const resume = (await browser.go(`${page.url}?user=${person.id}&proofs=password`, { method: 'POST' })).headers.get('location') ?? ''
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.go(new URL(resume, house.base).href)))
    const codes = answers.filter((answer) => answer.headers.get('location')?.includes('code='))
    expect(codes).toHaveLength(1)
    expect(await house.storage.sessions.listOf(realm.id, person.id)).toHaveLength(1)
  })
})

describe('back-channel logout', () => {
  test('reaches a client on a network that the operator allowed, with a logout token for this very session (O-11)', async () => {
    const received: string[] = []
    const listener = createServer((req, res) => {
      let body = ''
      req.on('data', (chunk) => { body += String(chunk) }).on('end', () => {
        received.push(body)
        res.statusCode = received.length === 1 ? 503 : 200
        res.end()
      })
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const at = listener.address()
    const uri = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/logout`
    try {
      const { app, config, browser, tokens, person } = await signedIn({ app: { backchannelLogoutUri: uri } })
      const out = await browser.follow(client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '' }).href, house.base)
      expect(out.response.status).toBe(200)
      expect(await house.oidc.deliverLogouts()).toBe(0)
      house.storage.clock.set(Date.now() + 60_000)
      expect(await house.oidc.deliverLogouts()).toBeGreaterThanOrEqual(1)
      const token = new URLSearchParams(received[1]).get('logout_token') ?? ''
      expect(claimsIn(token)).toMatchObject({
        iss: `${house.base}/realms/${realm.name}`, aud: app.clientId, sub: person.id, sid: tokens.session_state,
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      })
      expect(claimsIn(token)).not.toHaveProperty('nonce')
      expect(await house.oidc.deliverLogouts()).toBe(0)
    } finally {
      house.storage.clock.set(Date.now())
      listener.close()
    }
  })
})

test('a silent sign-in writes one durable row, its refresh token, and nothing else that has to reach the disk', async () => {
  const { config, browser } = await signedIn()
  await authorize(house, browser, config)
  const { storage } = house
  const { save } = storage.protocol
  const { unit } = storage
  const written: string[] = []
  storage.protocol.save = async (row, options) => {
    written.push(row.model)
    return save(row, options)
  }
  Object.assign(storage, { unit: async (statements: Parameters<typeof unit>[0]) => {
    written.push(...statements.map(({ name }) => name))
    return unit(statements)
  } })
  try {
    await (await authorize(house, browser, config)).redeem()
    expect(written).toEqual(['AuthorizationCode', 'AccessToken', 'RefreshToken'])
  } finally {
    Object.assign(storage, { unit })
    storage.protocol.save = save
  }
})
