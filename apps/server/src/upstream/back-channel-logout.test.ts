import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Claims } from './hostile-upstream.test-support.ts'
import { openUpstreamHouse, type UpstreamHouse } from './upstream.test-support.ts'

let house: UpstreamHouse
beforeAll(async () => { house = await openUpstreamHouse() })
afterAll(() => house.close())
beforeEach(() => void house.ended.splice(0))

const path = '/realms/demo/protocol/openid-connect/logout/backchannel-logout'
const event = 'http://schemas.openid.net/event/backchannel-logout'
const seconds = () => Math.floor(Date.now() / 1000)
const post = (token: string, headers?: Record<string, string>) => house.browser().request('POST', path, { logout_token: token }, headers)
const status = async (token: string) => (await post(token)).status

describe('an upstream says that somebody signed out there (Back-Channel Logout 1.0)', () => {
  test('§2.8: what came from that session ends; the answer is empty, and kept by nobody', async () => {
    const answer = await post(await house.there.logoutToken())
    expect([answer.status, answer.headers.get('cache-control'), await answer.text()]).toEqual([200, 'no-store', ''])
    expect(house.ended).toEqual([{ alias: 'corp', issuer: house.there.issuer, by: { sid: 'session-1', subject: 'f6c2a1d0-hana' } }])
  })

  test('§2.4: without a session, all that this person has from there ends', async () => {
    expect(await status(await house.there.logoutToken({ sid: undefined }))).toBe(200)
    expect(house.ended).toEqual([{ alias: 'corp', issuer: house.there.issuer, by: { subject: 'f6c2a1d0-hana' } }])
  })

  test('§2.6: a token is good once, also ten at a time', async () => {
    const token = await house.there.logoutToken()
    const answers = await Promise.all(Array.from({ length: 10 }, () => status(token)))
    expect(answers.toSorted()).toEqual([200, ...Array.from({ length: 9 }, () => 400)])
    expect(await status(token)).toBe(400)
    expect(house.ended).toHaveLength(1)
    expect((await house.audited()).at(-1)).toBe('upstream.refused replayed')
  })

  test('a token whose logout failed on our side is good once more', async () => {
    const token = await house.there.logoutToken()
    house.fail(true)
    expect(await status(token)).toBe(500)
    house.fail(false)
    expect(await status(token)).toBe(200)
  })

  test('a type that most leave out may be left out, or say JWT', async () => {
    expect(await status(await house.there.logoutToken({}, { typ: 'JWT' }))).toBe(200)
    expect(await status(await house.there.logoutToken({}, { typ: undefined }))).toBe(200)
    expect(await status(await house.there.logoutToken({}, { typ: 'application/logout+jwt' }))).toBe(200)
  })

  test('two upstreams of one issuer by one client: it is one session there for both; by another client, only its own', async () => {
    await house.addUpstream('corp-two')
    await house.addUpstream('corp-three', { clientId: 'tegata-three' })
    expect(await status(await house.there.logoutToken())).toBe(200)
    expect(house.ended.map(({ alias }) => alias)).toEqual(['corp', 'corp-two'])
    expect(await status(await house.there.logoutToken({ aud: 'tegata-three' }))).toBe(200)
    expect(house.ended.map(({ alias }) => alias)).toEqual(['corp', 'corp-two', 'corp-three'])
  })

  test('also while the upstream is switched off: what ended must not come back with it', async () => {
    await house.change({ enabled: false })
    expect(await status(await house.there.logoutToken())).toBe(200)
    await house.change({ enabled: true })
  })
})

describe('a logout token that ends nothing (§2.6)', () => {
  const table: [what: string, changes: () => Claims, header?: Claims][] = [
    ['of another issuer', () => ({ iss: 'https://elsewhere.example' })],
    ['for another client', () => ({ aud: 'somebody-else' })],
    ['for nobody', () => ({ aud: undefined })],
    ['too old', () => ({ iat: seconds() - 340 })],
    ['of the future', () => ({ iat: seconds() + 120 })],
    ['issued at no time', () => ({ iat: undefined })],
    ['expired', () => ({ exp: seconds() - 40 })],
    ['without an end', () => ({ exp: undefined })],
    ['without a name', () => ({ jti: undefined })],
    ['with a name that is a number', () => ({ jti: 1 })],
    ['without its event', () => ({ events: undefined })],
    ['with another event', () => ({ events: { 'https://elsewhere.example': {} } })],
    ['with an event that is no object', () => ({ events: { [event]: true } })],
    ['with a nonce: an ID token in disguise', () => ({ nonce: 'x' })],
    ['with an empty nonce', () => ({ nonce: '' })],
    ['about nobody', () => ({ sub: undefined, sid: undefined })],
    ['about a number', () => ({ sub: 1, sid: undefined })],
    ['about a subject with a NUL', () => ({ sub: 'hana\u0000', sid: undefined })],
    ['of another type', () => ({}), { typ: 'at+jwt' }],
  ]
  test.each(table)('%s', async (_, changes, header) => {
    const answer = await post(await house.there.logoutToken(changes(), header))
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store'])
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
    expect(house.ended).toEqual([])
  })

  test('an ID token of the upstream, for the person themselves', async () => {
    const idToken = await house.there.signed({ iss: house.there.issuer, aud: 'tegata', sub: 'hana', exp: seconds() + 300, iat: seconds(), nonce: 'x' })
    expect(await status(idToken)).toBe(400)
  })

  test('signed by nobody, or by somebody else: and it does not get into the log, either', async () => {
    const token = await house.there.logoutToken()
    const [header = '', payload = ''] = token.split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const before = (await house.audited()).length
    for (const forged of [none, `${header}.${payload}.AAAA`, `${header}.${payload}.`, 'a.b.c', '', 'x'.repeat(15_000)]) expect(await status(forged), forged.slice(0, 20)).toBe(400)
    expect((await house.audited()).length).toBe(before)
    expect(house.ended).toEqual([])
  })

  test('in another realm, whose upstream it is not', async () => {
    await house.unit(house.storage.realms.create({ name: 'other', settings: house.realm.settings }))
    const answer = await house.browser().request('POST', path.replace('/demo/', '/other/'), { logout_token: await house.there.logoutToken() })
    expect(answer.status).toBe(400)
  })

  test('asked by GET, or without a form', async () => {
    expect((await house.browser().request('GET', path)).status).toBe(404)
    expect((await house.browser().request('POST', path)).status).toBe(400)
    expect((await house.browser().request('POST', path, { other: 'x' })).status).toBe(400)
  })
})
