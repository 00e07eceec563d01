import * as client from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Realm, Upstream } from '@tegata/storage'
import { authorize, Browser, type House, type PlayedUpstream, startOidc } from './oidc.test-support.ts'

let house: House
let realm: Realm
let upstream: Upstream
beforeAll(async () => {
  house = await startOidc()
  realm = await house.newRealm()
  upstream = await house.addUpstream(realm)
})
beforeEach(() => house.beforeFinish(async () => undefined))
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const ending = { actor: null, reason: 'upstream-signed-out' }
let made = 0
const answer = (changes: Partial<PlayedUpstream> = {}): PlayedUpstream => ({
  upstreamId: upstream.id, issuer: upstream.issuer, subject: `s-${made += 1}`, sid: `sid-${made}`, idToken: 'hint', acr: null, amr: [], authTime: null, ...changes,
})
// The password beside it: what an upstream's word is worth is another promise.
const proofs = ['password', 'upstream'] as const

async function begin(said: PlayedUpstream, more: { browser?: Browser; app?: Parameters<House['addClient']>[1]; parameters?: Record<string, string> } = {}) {
  const person = await house.addUser(realm)
  const browser = more.browser ?? new Browser()
  const config = await house.discover(realm, await house.addClient(realm, more.app), more.app?.secret)
  house.upstreamSays(said)
  const walked = await authorize(house, browser, config, { answer: { user: person.id, proofs }, parameters: more.parameters ?? {} })
  const isSignedIn = async () => (await authorize(house, browser, config, { parameters: { prompt: 'none' } })).left?.searchParams.has('code') === true
  return { ...walked, person, browser, config, said, isSignedIn, sessions: () => house.storage.sessions.listOf(realm.id, person.id) }
}
const end = (by: { sid: string; subject?: string } | { subject: string }, where: Pick<Upstream, 'id'> = upstream, issuer = upstream.issuer) =>
  house.oidc.sessions.endOfUpstream(realm, where, issuer, by, ending)
const sidOf = ({ sid }: PlayedUpstream): { sid: string } => ({ sid: sid ?? '' })

describe('a session remembers the upstream\'s that it came from', () => {
  test('from the unit that begins it', async () => {
    const { said, sessions } = await begin(answer())
    const [session] = await sessions()
    expect(await house.storage.upstreamSessions.of(realm.id, session?.uid ?? '')).toEqual({
      realmId: realm.id, sessionUid: session?.uid, upstreamId: said.upstreamId, issuer: said.issuer, subject: said.subject, sid: said.sid, idToken: 'hint',
    })
  })

  test('also when a step-up brings it, and after one that does not', async () => {
    const person = await house.addUser(realm, { totp: true })
    const config = await house.discover(realm, await house.addClient(realm))
    const browser = new Browser()
    const step = (parameters: Record<string, string>, names: Parameters<typeof authorize>[3]) => authorize(house, browser, config, { parameters, ...names })
    const uid = String((await (await step({}, { answer: { user: person.id, proofs: ['password', 'totp'] } })).redeem()).claims()?.sid)
    expect(await house.storage.upstreamSessions.of(realm.id, uid)).toBeUndefined()
    house.upstreamSays(answer())
    await step({ prompt: 'login' }, { answer: { user: person.id, proofs: ['upstream', 'password', 'totp'] } })
    const remembered = await house.storage.upstreamSessions.of(realm.id, uid)
    expect(remembered).toMatchObject({ upstreamId: upstream.id })
    await step({ prompt: 'login' }, { answer: { user: person.id, proofs: ['password', 'totp'] } })
    expect(await house.storage.upstreamSessions.of(realm.id, uid)).toEqual(remembered)
  })

  test('or is not begun, when the upstream was deleted while the person was there (P38)', async () => {
    const gone = await house.addUpstream(realm)
    house.beforeFinish(() => house.must(house.storage.upstreams.remove(realm.id, gone.id)))
    const { left, sessions } = await begin(answer({ upstreamId: gone.id }))
    expect([left, await sessions()]).toEqual([null, []])
  })
})

describe('what ended at the upstream (OpenID Connect Back-Channel Logout 2.4)', () => {
  test('ends the session that came from it, and no other one, with its tokens; its applications are told', async () => {
    const subject = 'the same person'
    const one = await begin(answer({ subject }), { app: { secret: 's', backchannelLogoutUri: 'http://127.0.0.1:9/' } })
    const other = await begin(answer({ subject }))
    const tokens = await one.redeem()
    expect(await end(sidOf(one.said))).toBe(1)
    expect([await one.isSignedIn(), await other.isSignedIn()]).toEqual([false, true])
    await expect(client.refreshTokenGrant(one.config, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await client.tokenIntrospection(one.config, tokens.access_token)).toEqual({ active: false })
    expect(await house.storage.logouts.claim(100, 1)).toMatchObject([{ userId: one.person.id, sessionUid: tokens.session_state }])
    expect(await end(sidOf(one.said))).toBe(0)
    expect((await house.storage.audit.list(realm.id, { userId: one.person.id, types: ['session.signed-out'] }, null, 10)).items)
      .toMatchObject([{ reason: 'upstream-signed-out', actor: null, detail: { upstream: upstream.id } }])
  })

  test('for a subject ends all that came from it, and only of that upstream, issuer and subject, byte for byte (B-1)', async () => {
    const twin = await house.addUpstream(realm)
    const subject = 'Jörg'
    const mine = [await begin(answer({ subject })), await begin(answer({ subject, sid: null }))]
    const others = [
      await begin(answer({ subject, upstreamId: twin.id })), await begin(answer({ subject: 'jörg' })),
      await begin(answer({ subject: subject.normalize('NFD') })),
    ]
    expect(await end({ subject }, upstream, `${upstream.issuer}/`)).toBe(0)
    expect(await end({ subject })).toBe(2)
    expect(await Promise.all(mine.map(({ isSignedIn }) => isSignedIn()))).toEqual([false, false])
    expect(await Promise.all(others.map(({ isSignedIn }) => isSignedIn()))).toEqual([true, true, true])
  })

  test('takes the code along that was not redeemed yet', async () => {
    const { redeem, said } = await begin(answer())
    expect(await end(sidOf(said))).toBe(1)
    await expect(redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('a sign-in whose upstream session ends while it is under way', () => {
  test.each(['sid', 'subject'] as const)('between callback and last step is asked anew, and nothing went to the application (by %s)', async (by) => {
    const said = answer()
    house.beforeFinish(async () => { await end(by === 'sid' ? sidOf(said) : { subject: said.subject }) })
    const { left, response, person, sessions } = await begin(said)
    expect([left, response.status, await sessions()]).toEqual([null, 200, []])
    expect((await house.storage.audit.list(realm.id, { userId: person.id, types: ['sign-in.succeeded'] }, null, 10)).items).toEqual([])
  })

  test('between the last look and the commit is signed out again at once', async () => {
    const { storage } = house
    const { unit } = storage
    const said = answer()
    let ended: number | null = null
    storage.unit = async (statements) => {
      if (ended === null && statements.some(({ name }) => name === 'upstreamSessions.begin')) {
        ended = 0
        ended = await end(sidOf(said))
      }
      return unit(statements)
    }
    try {
      const { left, sessions, person } = await begin(said)
      expect([ended, left, await sessions()]).toEqual([0, null, []])
      expect((await storage.audit.list(realm.id, { userId: person.id, types: ['session.signed-out'] }, null, 10)).items).toHaveLength(1)
    } finally {
      storage.unit = unit
    }
  })

  test('at whatever instant leaves no session, and no code that is worth anything', async () => {
    for (let round = 0; round < 20; round += 1) {
      const said = answer()
      let flight: Promise<number> | undefined
      house.beforeFinish(async () => {
        flight = new Promise((resolve) => { setTimeout(() => resolve(end(sidOf(said))), round % 10) })
      })
      const walked = await begin(said)
      await flight
      if (walked.left?.searchParams.has('code')) await expect(walked.redeem()).rejects.toMatchObject({ error: 'invalid_grant' })
      expect(await walked.sessions()).toEqual([])
      expect(await walked.isSignedIn()).toBe(false)
    }
  })

  test('leaves the session alone that it was to step up', async () => {
    const first = await begin(answer())
    const said = answer()
    house.upstreamSays(said)
    house.beforeFinish(async () => { await end(sidOf(said)) })
    const { left } = await authorize(house, first.browser, first.config, { parameters: { prompt: 'login' }, answer: { user: first.person.id, proofs } })
    expect(left).toBeNull()
    expect(await first.isSignedIn()).toBe(true)
  })

  test('is let in when the upstream signed the person in after that: its ids may come again', async () => {
    const now = house.storage.clock.now()
    const said = answer({ authTime: now + 60_000 })
    await end(sidOf(said))
    await end({ subject: said.subject })
    house.storage.clock.set(now + 60_000)
    try {
      expect((await begin(said)).left?.searchParams.has('code')).toBe(true)
    } finally {
      house.storage.clock.set(Date.now())
    }
  })

  test('is let in by an ID token of after that where the upstream never says when: or they would be sent there and back for ever', async () => {
    const tokenOf = (iat: number) => ['{"alg":"none"}', JSON.stringify({ iat }), ''].map((part) => Buffer.from(part).toString('base64url')).join('.')
    const seconds = Math.floor(house.storage.clock.now() / 1000)
    for (const [iat, isIn] of [[seconds + 5, true], [seconds - 5, false]] as const) {
      const said = answer({ idToken: tokenOf(iat) })
      await end(sidOf(said))
      expect((await begin(said)).left?.searchParams.has('code') === true, String(iat)).toBe(isIn)
    }
  })

  test('is not let in later by the session that ended, however long it took to come back', async () => {
    const now = house.storage.clock.now()
    const said = answer({ authTime: now - 60_000 })
    await end(sidOf(said))
    house.storage.clock.set(now + 30 * 60_000)
    try {
      expect((await begin(said)).left).toBeNull()
    } finally {
      house.storage.clock.set(Date.now())
    }
  })
})

describe('a logout token that names session and subject (Back-Channel Logout 1.0 §2.4)', () => {
  test('ends what came from that session of that subject, and what names no session', async () => {
    const said = answer()
    const named = await begin(said)
    const silent = await begin({ ...answer(), subject: said.subject, sid: null })
    const other = await begin({ ...answer(), subject: said.subject })
    expect(await end({ sid: said.sid ?? '', subject: said.subject })).toBe(2)
    expect([(await named.sessions()).length, (await silent.sessions()).length, (await other.sessions()).length]).toEqual([0, 0, 1])
  })

  test('ends nothing of somebody else whose session has the same name', async () => {
    const said = answer()
    const { sessions } = await begin(said)
    expect(await end({ sid: said.sid ?? '', subject: 'somebody else' })).toBe(0)
    expect(await sessions()).toHaveLength(1)
  })

  test('is met by a sign-in under way whose ID token named no session', async () => {
    const said = { ...answer(), sid: null }
    house.beforeFinish(async () => void await end({ sid: 'never said', subject: said.subject }))
    expect(await (await begin(said)).sessions()).toEqual([])
  })
})

test('P28: a session comes from one upstream: another one’s word does not go on in it, and its sign-out has nothing left to end', async () => {
  const other = await house.addUpstream(realm)
  const first = answer({ acr: '2' })
  const { browser, config, person } = await begin(first)
  house.upstreamSays({ ...answer(), upstreamId: other.id, issuer: other.issuer })
  await authorize(house, browser, config, { parameters: { prompt: 'login' }, answer: { user: person.id, proofs } })
  const [session] = await house.storage.sessions.listOf(realm.id, person.id)
  expect(session?.proofs.flatMap(({ upstream: by }) => by?.id ?? [])).toEqual([other.id])
  expect(await end(sidOf(first))).toBe(0)
})
