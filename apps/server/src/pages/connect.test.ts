import { randomUUID } from 'node:crypto'
import type { Upstream, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { atConnect as begin, credentials, hana, makeAdmin, signedInBefore, linkedTo as linked } from './connect.test-support.ts'
import { type House, openHouse, password } from './walk.test-support.ts'

let house: House
let corp: Upstream
beforeEach(async () => {
  house = await openHouse()
  corp = await house.addUpstream()
})
afterEach(() => house.close())

const minutes = 60_000
const atConnect = (...given: Parameters<typeof begin> extends [House, Upstream, ...infer Rest] ? Rest : never) => begin(house, corp, ...given)
const linkedTo = (subject?: string) => linked(house, corp, subject)

describe('connecting by the account’s own credentials (B-3 a)', () => {
  test('user name and password, the code of whoever has one, then the link, its mail and the sign-in; the next time leads straight in', async () => {
    const user = await house.addUser({ username: 'hana' })
    const { secret, id } = await house.addTotp(user)
    const { browser, path } = await atConnect()
    expect(browser.shown).toMatchObject({ title: 'Connect your account', step: 'connect' })
    expect(browser.shown?.html).toContain('<strong>ito.hana</strong>')
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'code' })
    expect(await linkedTo()).toBeUndefined()
    expect(await house.newMails()).toEqual([])
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')

    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toMatchObject([{ upstreamId: corp.id, issuer: corp.issuer, subject: 'hana-there', username: 'ito.hana', linkedBy: 'password', linkedByActor: user.id }])
    expect(house.finished).toMatchObject([{
      userId: user.id, journeyId: path.split('/').at(-1), proofs: [{ kind: 'password' }, { kind: 'totp', authenticatorId: id }, { kind: 'upstream' }], upstream: { subject: 'hana-there' },
    }])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'code.accepted', 'identity.linked', 'upstream.accepted'])
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['identity-linked', user.email]])

    const next = house.browser()
    const again = house.signIn()
    await next.open(again)
    expect(await house.comeBack(next, again, corp, hana)).toBe('admitted')
    expect(next.shown?.title).toBe('You are in')
  })

  test('the password alone, of somebody who neither has nor needs a code', async () => {
    const user = await house.addUser()
    const { browser } = await atConnect()
    expect((await browser.send(credentials(user))).title).toBe('You are in')
    expect(await linkedTo()).toBe(user.id)
  })

  test('what signing in here demands is demanded, also where the upstream is trusted: the set-up comes before the link (P13)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const { browser } = await atConnect()
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'enrol' })
    expect(await linkedTo()).toBeUndefined()
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
    expect(await linkedTo()).toBe(user.id)
  })

  test('whoever has an authenticator proves it, also where no rule asks them', async () => {
    await house.close()
    house = await openHouse({ settings: { askRegistered: false } })
    corp = await house.addUpstream()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'code' })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('what an issuer said that is the upstream’s no longer connects nobody, by password or by mail (B-1)', async () => {
    const user = await house.addUser({ username: 'emma', email: 'emma@demo.example' })
    for (const [fields, ending] of [[credentials(user), undefined], [{ answer: 'mail' }, '/connect']] as const) {
      await house.changeUpstream(corp, { issuer: corp.issuer })
      const { browser } = await atConnect({ ...hana, email: 'emma@demo.example' })
      await house.changeUpstream(corp, { issuer: 'https://new.example' })
      expect((await browser.send(fields, ending)).alert).toContain('switched off')
    }
    expect([await linkedTo(), await house.newMails(), house.finished]).toEqual([undefined, [], []])
  })

  test('nobody is connected because an address is the same, however verified (B-1, B-3)', async () => {
    await house.addUser({ username: 'hana', email: 'hana@demo.example' })
    const { browser } = await atConnect()
    expect(browser.shown?.step).toBe('connect')
    expect(await linkedTo()).toBeUndefined()
  })

  test('a wrong password, an unknown name and somebody disabled read the same and cost the same (P-5, L-3)', async () => {
    const user = await house.addUser({ username: 'kenji' })
    const disabled = await house.addUser({ enabled: false })
    for (const fields of [credentials(user, { password: 'x' }), credentials(user, { username: 'nobody' }), credentials(disabled)]) {
      const { browser } = await atConnect({ ...hana, subject: randomUUID() })
      const hashed = house.hashCalls()
      expect((await browser.send(fields)).alert).toBe('The username or password is not right. Check Caps Lock and try again.')
      expect(house.hashCalls() - hashed).toBe(1)
    }
  })

  test('nobody administers by a link that a password made (P14): a code, or another administrator', async () => {
    const user = await house.addUser()
    await makeAdmin(house, user)
    const { browser } = await atConnect()
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'login', alert: expect.stringContaining('connected to Corp ID only with its one-time code') })
    expect(await linkedTo()).toBeUndefined()
    const { secret } = await house.addTotp(user)
    const second = await atConnect()
    await second.browser.send(credentials(user))
    expect((await second.browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(await linkedTo()).toBe(user.id)
  })

  test('an account that has another identity at this upstream keeps it', async () => {
    const user = await house.addUser()
    await house.link(user, corp, { subject: 'earlier' })
    const { browser } = await atConnect()
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'login', alert: expect.stringContaining('cannot be connected') })
    expect((await house.storage.identities.listOf(house.realm.id, user.id)).map(({ subject }) => subject)).toEqual(['earlier'])
    expect(house.finished).toEqual([])
  })

  test.each(['connect', 'create'] as const)('a subject that changes between two sign-ins is somebody unknown, with new people %s: the old link stays until an administrator takes it away (B-1, mutable sub)', async (newPeople) => {
    await house.changeUpstream(corp, { newPeople, profile: 'upstream' })
    const user = await house.addUser({ username: 'hana', email: 'hana@demo.example' })
    await house.link(user, corp)
    const subjects = async () => (await house.storage.identities.listOf(house.realm.id, user.id)).map(({ subject }) => subject)
    const moved = { ...hana, subject: 'hana.sato@corp.example', username: 'hana' }
    const { browser } = await atConnect(moved)
    expect((await browser.send(credentials(user))).alert).toContain('cannot be connected')
    expect([await subjects(), house.finished]).toEqual([['sub-hana'], []])

    await house.unit(...house.storage.identities.unlink(house.realm.id, user.id, corp.id))
    const again = await atConnect(moved)
    expect((await again.browser.send(credentials(user))).title).toBe('You are in')
    expect(await subjects()).toEqual(['hana.sato@corp.example'])
  })

  test('an unverified address that is a local administrator’s makes no account where accounts are made, ties nobody and mails nobody (B-1, B-4)', async () => {
    await house.changeUpstream(corp, { newPeople: 'create', profile: 'upstream' })
    const boss = await house.addUser({ username: 'boss', email: 'boss@demo.example' })
    await makeAdmin(house, boss)
    const people = async () => (await house.storage.users.list(house.realm.id, {}, null, 50)).items
    const before = await people()
    const { browser } = await atConnect({ subject: 'mallory', username: 'mallory', email: 'Boss@demo.example', emailVerified: false })
    await browser.send({ answer: 'mail' })
    await browser.send({ answer: 'code', code: '00000000' })
    expect([await house.newMails(), house.finished, await people()]).toEqual([[], [], before])
    expect(await house.storage.identities.listOf(house.realm.id, boss.id)).toEqual([])
  })

  test('without a local account there is a way back, which keeps nothing', async () => {
    const { browser, path } = await atConnect()
    expect(await browser.send({ answer: 'leave' })).toMatchObject({ step: 'login', alert: null })
    expect((await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? ''))?.state).toMatchObject({ connecting: null, proofs: [], upstream: null })
  })
})

describe('connecting, attacked (S-10, P34)', () => {
  test('a password that was proved before the identity came counts for nothing', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    await browser.send({ username: user.username, password })
    expect(browser.shown?.step).toBe('code')
    expect(await house.comeBack(browser, path, corp, hana)).toBe('connect')
    expect(browser.shown?.step).toBe('connect')
    expect(await browser.post(`${path}/code`, { code: house.code(secret) })).toMatchObject({ step: 'connect' })
    expect(await linkedTo()).toBeUndefined()
    expect((await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? ''))?.state.proofs).toEqual([])
  })

  test('another identity that comes in mid-way is not connected by what was proved for the first', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser, path } = await atConnect()
    await browser.send(credentials(user))
    expect(browser.shown?.step).toBe('code')
    expect(await house.comeBack(browser, path, corp, { subject: 'stranger-there', username: 'stranger' })).toBe('connect')
    expect(browser.shown).toMatchObject({ step: 'connect' })
    expect(browser.shown?.html).toContain('<strong>stranger</strong>')
    expect(await browser.post(`${path}/code`, { code: house.code(secret) })).toMatchObject({ step: 'connect' })
    expect([await linkedTo(), await linkedTo('stranger-there')]).toEqual([undefined, undefined])
  })

  test('steps are neither skipped nor answered out of turn', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser, path } = await atConnect()
    for (const step of ['code', 'connected', 'leaving', 'enrol', 'login', 'notice', 'confirm-mail', 'password', 'still-have-it', 'emergency', 'updated']) {
      expect(await browser.post(`${path}/${step}`, { code: house.code(secret), username: user.username, password, answer: 'code' }), step).toMatchObject({ step: 'connect' })
    }
    expect(house.finished).toEqual([])
    expect(await linkedTo()).toBeUndefined()
  })

  test('too many wrong codes lead back to the page that connects; the password is asked for again', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send(credentials(user))
    for (let n = 0; n < 10 && browser.shown?.step === 'code'; n += 1) {
      await browser.send({ code: house.wrongCode(secret) })
      house.pass(31 * minutes)
    }
    expect(browser.shown?.step).toBe('connect')
    expect(await linkedTo()).toBeUndefined()
    await browser.send(credentials(user))
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('an emergency token is a way in for once, and makes none for good: the authenticator is asked for all the same', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser, path } = await atConnect()
    await browser.send(credentials(user))
    const journey = await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? '')
    if (journey === undefined) throw new Error('no journey')
    const token = { kind: 'emergency-token' as const, at: house.now(), journeyId: journey.id, epoch: user.epoch }
    await house.parts.journeys.save({ ...journey, state: { ...journey.state, proofs: [...journey.state.proofs, token] } })
    expect(await browser.open(path)).toMatchObject({ step: 'still-have-it' })
    expect(await browser.send({ answer: 'keep' })).toMatchObject({ step: 'code' })
    expect(await linkedTo()).toBeUndefined()
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(await linkedTo()).toBe(user.id)
  })

  test('the same answer twice at once makes one link, and both tabs go on', async () => {
    const user = await house.addUser()
    const { browser, path } = await atConnect()
    const csrf = browser.csrf()
    await Promise.all([1, 2, 3].map(() => browser.request('POST', `${path}/connect`, { csrf, ...credentials(user) })))
    expect((await browser.open(path)).title).toBe('You are in')
    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toHaveLength(1)
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['identity-linked'])
  })

  test('an identity that comes in while a password is being judged is not connected by it', async () => {
    const user = await house.addUser()
    const { browser, path } = await atConnect()
    const { verify } = house.hashing
    house.hashing.verify = async (...args) => {
      house.hashing.verify = verify
      expect(await house.comeBack(house.browser(), path, corp, { subject: 'stranger-there' })).toBe('connect')
      return verify(...args)
    }
    expect(await browser.send(credentials(user))).toMatchObject({ step: 'connect' })
    expect((await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? ''))?.state.proofs).toEqual([])
    expect([await linkedTo(), await linkedTo('stranger-there')]).toEqual([undefined, undefined])
  })

  test('what is complete takes effect once, however many requests find it so', async () => {
    const user = await house.addUser()
    const { path } = await atConnect()
    const journey = await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? '')
    if (journey === undefined) throw new Error('no journey')
    const proved = await house.parts.journeys.save({
      ...journey, userId: user.id, epoch: user.epoch, state: { ...journey.state, proofs: [{ kind: 'password', at: house.now(), journeyId: journey.id, epoch: user.epoch }] },
    })
    if (proved === undefined) throw new Error('not saved')
    const about = { realm: house.realm, user, journey: proved, where: { address: '', userAgent: '', clientId: null }, proved: { by: 'password', authenticatorProved: false, working: [] } } as const
    await Promise.all([1, 2, 3].map(() => house.parts.connect.commit(about)))
    expect((await house.parts.journeys.find(house.realm.id, journey.id))?.state).toMatchObject({ proofs: [{ kind: 'password' }, { kind: 'upstream' }], connecting: null, problem: null })
    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toHaveLength(1)
  })

  test('two people who connect the same identity at once: one of them has it, the other reads why not', async () => {
    const users = [await house.addUser(), await house.addUser()]
    const walks = [await atConnect(), await atConnect()]
    await Promise.all(walks.map(({ browser, path }, index) => browser.request('POST', `${path}/connect`, { csrf: browser.csrf(), ...credentials(users[index] as User) })))
    const shown = await Promise.all(walks.map(({ browser, path }) => browser.open(path)))
    const winner = shown.findIndex(({ title }) => title === 'You are in')
    expect(await linkedTo()).toBe(users[winner]?.id)
    expect(shown[1 - winner]).toMatchObject({ step: 'login', alert: expect.stringContaining('cannot be connected') })
    expect(house.finished.map(({ userId }) => userId)).toEqual([users[winner]?.id])
  })

  test('a step-up connects the person of its session and nobody else, and only by a proof made here', async () => {
    const [user, other] = [await house.addUser(), await house.addUser({ password: 'nine green trains' })]
    const { secret } = await house.addTotp(user)
    const { browser, path } = await atConnect(hana, signedInBefore(house, user))
    expect(browser.shown?.html).toContain(`<strong>${user.username}</strong>`)
    expect(await browser.send(credentials(other, { password: 'nine green trains' }))).toMatchObject({ step: 'connect', alert: expect.stringContaining('not right') })
    await browser.send(credentials(user, { username: other.username }))
    expect(browser.shown?.step).toBe('code')
    await browser.post(`${path}/code`, { code: house.code(secret) })
    expect(await linkedTo()).toBe(user.id)
    expect(await linkedTo()).not.toBe(other.id)
  })

  test.each([
    ['the upstream is switched off', (): Promise<void> => house.changeUpstream(corp, { enabled: false }), 'switched off'],
    ['the upstream is switched off and on again (P28)', (): Promise<void> => house.changeUpstream(corp, { enabledSince: house.now() + 1 }), 'once more'],
    ['another upstream is put in front', async (): Promise<void> => house.inFront(await house.addUpstream({ alias: 'other', issuer: 'https://other.example' })), 'switched off'],
  ])('%s meanwhile: no link', async (_, happen, says) => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send(credentials(user))
    await happen()
    expect((await browser.send({ code: house.code(secret) })).alert).toContain(says)
    expect(await linkedTo()).toBeUndefined()
  })

  test('the account is disabled, or signed out everywhere, meanwhile: no link (P20, P38)', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send(credentials(user))
    await house.unit(...house.storage.users.change(house.realm.id, user.id, { enabled: false }))
    await browser.send({ code: house.code(secret) })
    const second = await atConnect()
    await house.unit(...house.storage.users.change(house.realm.id, user.id, { enabled: true }))
    await second.browser.send(credentials(user))
    await house.unit(...house.storage.users.endEverything(house.realm.id, user.id))
    house.pass(31_000)
    await second.browser.post(`${second.path}/code`, { code: house.code(secret) })
    expect(await linkedTo()).toBeUndefined()
    expect(house.finished).toEqual([])
  })

  test('the answer of another browser is no answer', async () => {
    const user = await house.addUser()
    const { path } = await atConnect()
    const thief = house.browser()
    await thief.open(house.signIn())
    expect((await thief.open(path)).status).toBe(403)
    expect((await thief.post(`${path}/connect`, credentials(user))).status).toBe(403)
    expect(await linkedTo()).toBeUndefined()
  })
})
