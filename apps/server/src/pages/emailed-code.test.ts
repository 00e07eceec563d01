import { randomUUID } from 'node:crypto'
import { codeOf, newEmergencyToken, newTotpParameters, normaliseEmergencyToken } from '@tegata/otp'
import type { Enforcement, NewUser, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { counter } from '../journey/subject.ts'
import { Browser, codeIn, type House, linkIn, openHouse, password, testClient } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours
const start = 59_849_640 * 30_000

/** Codes to that address, as an administrator or the person set it up. */
async function addMail(user: User, over: { address?: string; state?: 'active' | 'unproved'; house?: House } = {}): Promise<string> {
  const { storage, realm } = over.house ?? house
  const id = randomUUID()
  const address = over.address ?? user.email ?? ''
  const made = await storage.unit(storage.authenticators.create({
    id, realmId: realm.id, userId: user.id, kind: 'emailed-code', state: over.state ?? 'active', label: address, boundBy: 'mailbox', confirmedFor: 'mailLink',
    boundAt: storage.clock.now(), boundByActor: user.id, lastStep: null, totp: null, address, secret: '',
  }, await storage.authenticators.setDigest(realm.id, user.id)))
  if (!made.ok) throw new Error(made.missed)
  return id
}
/** Stays on the set-up menu until somebody chooses. */
const fresh = (): Browser => Object.assign(house.browser(), { method: null })
async function withMail(about: Partial<NewUser> = {}, over: Parameters<typeof addMail>[1] = {}): Promise<{ user: User; id: string }> {
  const user = await (over.house ?? house).addUser(about)
  return { user, id: await addMail(user, over) }
}
async function arrive(user: User, browser: Browser = fresh(), path = house.signIn()): Promise<Browser> {
  await browser.open(path)
  await browser.send({ username: user.username, password })
  return browser
}
/** An emergency token. */
async function handedOut(user: User): Promise<string> {
  const value = newEmergencyToken((length) => crypto.getRandomValues(new Uint8Array(length)))
  await house.unit(...house.storage.emergencyTokens.create(
    { id: randomUUID(), realmId: house.realm.id, userId: user.id, createdAt: house.now(), createdBy: 'help', reason: 'by telephone', expiresAt: house.now() + days }, normaliseEmergencyToken(value), value,
  ))
  return value
}
const newest = async (of: House = house) => codeIn((await of.newMails()).findLast(({ kind }) => kind === 'emailed-code' || kind === 'address-code'))
const otherThan = (code: string): string => String((Number(code) + 1) % 100_000_000).padStart(8, '0')
const held = (user: User) => house.storage.authenticators.listOf(house.realm.id, user.id)
const enforced = (over: Partial<Enforcement> = {}): Enforcement => ({
  id: randomUUID(), realmId: house.realm.id, name: 'Everybody', state: 'announced', enforceFrom: house.now() - 1000, registerBy: null, zone: 'UTC', target: { everyone: true }, reason: { en: '' }, helpLink: {},
  acceptedKinds: ['totp', 'emailed-code'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, waves: [7, 0], announcedAt: null, edition: 1, version: 1, ...over,
})

describe('a code by mail at a sign-in (S3-10, M-2)', () => {
  test('goes out on arriving, to the masked address, says how long it works, and lets in once', async () => {
    const { user, id } = await withMail({ username: 'reika', email: 'reika@demo.example' }, { address: 'reika.private@mail.example' })
    const browser = await arrive(user)
    expect(browser.shown).toMatchObject({ title: 'Enter your code', step: 'code', alert: null })
    expect(browser.shown?.html).toContain('r…e@mail.example')
    expect(browser.shown?.html).not.toContain('reika.private')
    expect(browser.shown?.html).toMatch(/It works until.*10 minutes are left/s)
    const mails = await house.newMails()
    expect(mails).toMatchObject([{ kind: 'emailed-code', to: 'reika.private@mail.example' }])
    const [mail] = mails
    expect(mail?.text, 'no link, the application, and what never to do (M-5)').not.toMatch(/https?:/)
    expect(mail?.text).toContain('signing in to Wiki')
    expect(mail?.text).toContain('Never tell anybody this code')
    const code = codeIn(mail)
    expect(code).toMatch(/^\d{8}$/)
    expect((await browser.send({ code: `${code.slice(0, 4)} ${code.slice(4)}` })).title).toBe('You are in')
    expect(house.finished[0]?.proofs).toMatchObject([{ kind: 'password' }, { kind: 'emailed-code', authenticatorId: id }])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'mail.code-sent', 'code.accepted'])
    expect(await held(user)).toMatchObject([{ lastUsedAt: expect.any(Number), consecutiveFailures: 0 }])
  })

  test('in the language of the page', async () => {
    const { user } = await withMail()
    const browser = fresh()
    await browser.open(`${house.signIn()}?ui_locales=ja`)
    await browser.send({ username: user.username, password })
    expect((await house.newMails())[0]).toMatchObject({ subject: '【デモ株式会社】ワンタイムコード' })
  })

  test('a reload, the language and a wrong code send none again; what is stored is not the code', async () => {
    const { user } = await withMail()
    const path = house.signIn()
    const browser = await arrive(user, fresh(), path)
    const code = await newest()
    await browser.open(path)
    await browser.open(`${path}?ui_locales=ko`)
    expect((await browser.send({ code: otherThan(code) })).alert).toContain('가장')
    expect(await house.newMails()).toEqual([])
    const journey = await house.parts.journeys.find(house.realm.id, path.split('/').at(-1) ?? '')
    expect(JSON.stringify(journey)).not.toContain(code)
  })

  test('[Send again] waits a minute, and what was mailed before is dead and called old (M-2)', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const first = await newest()
    expect((await browser.send({}, '/send-again')).alert).toMatch(/A mail was sent a moment ago/)
    expect(await house.newMails()).toEqual([])
    house.pass(minutes)
    expect((await browser.send({}, '/send-again')).alert).toBeNull()
    const second = await newest()
    expect(second).not.toBe(first)
    expect((await browser.send({ code: first })).alert).toMatch(/from an older mail. Use the one from the newest, sent at/)
    expect((await browser.send({ code: second })).title).toBe('You are in')
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'mail.code-sent', 'mail.code-sent', 'code.refused mail:older', 'code.accepted'])
  })

  test('fifty times [Send again] at once: one mail, and the newest code is the one that works', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    await house.newMails()
    house.pass(minutes)
    const csrf = browser.csrf()
    await Promise.all(Array.from({ length: 50 }, async () => (await browser.request('POST', `${browser.shown?.path}/send-again`, { csrf })).arrayBuffer()))
    const mails = await house.newMails()
    expect((await house.audited(user.id)).filter((type) => type === 'mail.code-sent'), 'the first one and one more').toHaveLength(2)
    await browser.open(browser.shown?.path ?? '')
    expect((await browser.send({ code: codeIn(mails.at(-1)) })).title).toBe('You are in')
  })

  test('fifty tabs that arrive at once: one mail', async () => {
    const user = await house.addUser()
    const path = house.signIn()
    const browser = await arrive(user, fresh(), path)
    expect(browser.shown?.title).toBe('You are in')
    const { user: reika } = await withMail()
    const other = fresh()
    const one = house.signIn()
    await other.open(one)
    const csrf = other.csrf()
    await Promise.all(Array.from({ length: 20 }, async () => (await other.request('POST', `${one}/login`, { csrf, username: reika.username, password })).arrayBuffer()))
    await Promise.all(Array.from({ length: 20 }, async () => (await other.request('GET', one)).arrayBuffer()))
    expect(await house.newMails()).toHaveLength(1)
  })

  test.each([[-2000, 'You are in'], [0, 'Enter your code'], [1000, 'Enter your code']] as const)('%i ms from its end: %s', async (offset, title) => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    house.pass(10 * minutes + offset)
    expect((await browser.send({ code })).title).toBe(title)
    if (offset >= 0) expect(browser.shown?.alert).toMatch(/That code has expired/)
  })

  test('the code of one walk is worth nothing in another, nor in another browser (M-2)', async () => {
    const { user } = await withMail()
    const one = await arrive(user)
    const code = await newest()
    const other = await arrive(user)
    await house.newMails()
    expect((await other.send({ code })).alert).toMatch(/not the code of the newest mail/)
    const thief = fresh()
    expect(await thief.open(one.shown?.path ?? '')).toMatchObject({ status: 400 })
    await thief.open(house.signIn())
    expect(await thief.open(one.shown?.path ?? '')).toMatchObject({ status: 403 })
    expect((await one.send({ code })).title).toBe('You are in')
  })

  test('fifty requests with the right code at once: one proof, one event; replayed afterwards it is used up (I-1)', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    const csrf = browser.csrf()
    const action = `${browser.shown?.path}/code`
    await Promise.all(Array.from({ length: 50 }, async () => (await browser.request('POST', action, { csrf, code })).arrayBuffer()))
    await browser.open(browser.shown?.path ?? '')
    expect(browser.shown?.title).toBe('You are in')
    expect((await house.audited(user.id)).filter((type) => type === 'code.accepted')).toHaveLength(1)
    expect(house.finished.at(-1)?.proofs).toHaveLength(2)
  })

  test('three wrong tries end a code, a new mail brings a new one, five end the walk: a new mail renews no tries (M-3)', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    for (let n = 0; n < 2; n += 1) expect((await browser.send({ code: otherThan(code) })).alert).toMatch(/not the code of the newest/)
    expect((await browser.send({ code: otherThan(code) })).alert).toMatch(/Too many tries with this code/)
    expect((await browser.send({ code })).alert, 'nor the right one').toMatch(/Too many tries with this code/)
    house.pass(minutes)
    await browser.send({}, '/send-again')
    const second = await newest()
    expect((await browser.send({ code: otherThan(second) })).alert).toMatch(/not the code of the newest/)
    expect(await browser.send({ code: otherThan(second) })).toMatchObject({ step: 'login' })
    expect((await browser.send({ username: user.username, password })).alert, 'the person waits').toMatch(/Too many wrong codes. You can try again at/)
    expect(await held(user)).toMatchObject([{ consecutiveFailures: 5 }])
  })

  test('wrong ones at once: as many are judged as the code has tries', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    const csrf = browser.csrf()
    await Promise.all(Array.from({ length: 30 }, async (_, n) => (await browser.request('POST', `${browser.shown?.path}/code`, { csrf, code: String(n).padStart(8, code === '00000000' ? '9' : '0') })).arrayBuffer()))
    expect((await house.audited(user.id)).filter((type) => type === 'code.refused mail:wrong')).toHaveLength(3)
  })

  test('across walks the person’s own limit holds, and a mail that waits lets nobody in before it is over', async () => {
    const { user } = await withMail()
    let browser = await arrive(user)
    for (let n = 0; n < 3; n += 1) await browser.send({ code: otherThan(await newest() || '12345678') })
    browser = await arrive(user)
    const code = await newest()
    for (let n = 0; n < 2; n += 1) await browser.send({ code: otherThan(code) })
    expect(browser.shown?.alert).toMatch(/You can try again at/)
    expect(browser.shown?.html).not.toContain('name="code"')
    await browser.post(`${browser.shown?.path}/code`, { code })
    expect(house.finished).toEqual([])
    house.pass(minutes)
    await browser.open(browser.shown?.path ?? '')
    expect((await browser.send({ code })).title).toBe('You are in')
  })

  test('the hundredth wrong one in a row suspends the authenticator, not the account (L-1)', async () => {
    await house.close()
    house = await openHouse({ limits: { secondFactorHard: 10, journeyCodeTries: 20, secondFactorShort: { max: 1000, windowMs: minutes, waitsMs: [1] }, secondFactorDay: { max: 1000, windowMs: days }, secondFactorMonth: { max: 1000, windowMs: days } } })
    const { user } = await withMail()
    const browser = await arrive(user)
    let code = await newest()
    for (let n = 1; n < 10; n += 1) {
      await browser.send({ code: otherThan(code) })
      if (n % 3 !== 0) continue
      house.pass(minutes)
      await browser.send({}, '/send-again')
      code = await newest()
    }
    await browser.send({ code: otherThan(code) })
    expect(await held(user)).toMatchObject([{ state: 'suspended', consecutiveFailures: 10 }])
  })

  test('twenty mails a day for one person, then the page says so and what else works; nothing is dropped silently (M-3, M-4)', async () => {
    const { user } = await withMail()
    const own = await arrive(user)
    await own.send({ code: await newest() })
    for (let n = 0; n < 19; n += 1) await arrive(user, own)
    expect(await house.newMails()).toHaveLength(19)
    const browser = await arrive(user, own)
    expect(browser.shown?.alert).toMatch(/No more mails can be sent today, so none was sent now/)
    expect(browser.shown?.html).toContain('We could not send a new mail now')
    expect(browser.shown?.html).toContain('use your code?')
    expect(await house.newMails()).toEqual([])
    expect((await house.audited(user.id)).at(-1)).toBe('mail.code-sent limit')
    house.pass(days)
    await browser.open(browser.shown?.path ?? '')
    expect((await arrive(user)).shown?.alert).toBeNull()
    expect(await house.newMails()).toHaveLength(1)
  })

  test('whoever knows nothing but the password uses up what strange browsers may have mailed, and the owner gets a code where they signed in before (L-2)', async () => {
    const { user } = await withMail()
    const own = await arrive(user)
    await own.send({ code: await newest() })
    for (let n = 0; n < 20; n += 1) await arrive(user)
    expect(await house.newMails()).toHaveLength(14)
    expect((await arrive(user)).shown?.alert).toMatch(/No more mails can be sent today/)
    await arrive(user, own)
    expect((await own.send({ code: await newest() })).title).toBe('You are in')
  })

  test('back and forth between two addresses mails each of them once a minute, and both codes work', async () => {
    const user = await house.addUser()
    const [one, other] = [await addMail(user, { address: 'one@mail.example' }), await addMail(user, { address: 'other@mail.example' })]
    const browser = await arrive(user)
    for (let n = 0; n < 6; n += 1) for (const way of [one, other]) await browser.send({ way }, '/another-way')
    const mails = await house.newMails()
    expect(mails.map(({ to }) => to).toSorted()).toEqual(['one@mail.example', 'other@mail.example'])
    await browser.send({ way: one }, '/another-way')
    expect((await browser.send({ code: codeIn(mails.find(({ to }) => to === 'one@mail.example')) })).title).toBe('You are in')
  })

  test('a second click on a right code costs no try: neither of the day nor of the walk', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    const action = browser.shown?.actions.find((path) => path.endsWith('/code')) ?? ''
    const csrf = browser.csrf()
    await Promise.all(Array.from({ length: 4 }, () => browser.request('POST', action, { csrf, code })))
    for (const name of ['day', 'month']) expect((await house.storage.throttle.state(counter(house.realm, 'code', name, user.id))).count).toBe(0)
  })

  test('a mail that was not handed over before its code died is never sent, and an older one neither (I-11)', async () => {
    const { user } = await withMail()
    await arrive(user)
    house.pass(10 * minutes)
    expect(await house.newMails()).toEqual([])
    expect(await house.storage.outbox.stateOf(house.realm.id, user.id, 'emailed-code')).toMatchObject({ state: 'void', reason: 'expired' })
  })

  test('a mail server that is down, or that refuses, is said on the page', async () => {
    const { user } = await withMail()
    const path = house.signIn()
    const browser = await arrive(user, fresh(), path)
    const [mail] = await house.storage.outbox.claim(10, 1000)
    await house.unit(house.storage.outbox.retryAt(mail?.id ?? '', house.now() + 30_000, 'no answer'))
    expect((await browser.open(path)).alert).toMatch(/could not be handed over; we keep trying/)
    await house.unit(house.storage.outbox.refused(mail?.id ?? '', '550 no such mailbox'))
    expect((await browser.open(path)).alert).toMatch(/The mail server refused the mail/)
  })

  test('an authenticator that is removed, or reset, meanwhile takes its code with it (P20)', async () => {
    const { user, id } = await withMail({ otpRequired: true })
    const browser = await arrive(user)
    const code = await newest()
    await house.unit(...house.storage.authenticators.remove(house.realm.id, user.id, id))
    await addMail(user, { address: 'new@demo.example' })
    expect((await browser.post(`${browser.shown?.path}/code`, { code })).title).toBe('Enter your code')
    expect(house.finished).toEqual([])
    const fresh = await newest()
    await house.unit(...house.storage.users.endEverything(house.realm.id, user.id))
    expect((await browser.post(`${browser.shown?.path}/code`, { code: fresh })).title).not.toBe('You are in')
    expect(house.finished).toEqual([])
  })

  test('an address that an administrator entered is proved by its first use, and counts before that (S1-24)', async () => {
    const { user, id } = await withMail({ otpRequired: true }, { state: 'unproved' })
    expect((await house.user(user.id)).otpStatus).toBe('unproved')
    const browser = await arrive(user)
    expect((await browser.send({ code: await newest() })).title).toBe('You are in')
    expect(await held(user)).toMatchObject([{ id, state: 'active' }])
    expect((await house.user(user.id)).otpStatus).toBe('email')
  })
})

describe('the profile time-step (S3-11)', () => {
  beforeEach(async () => {
    await house.close()
    house = await openHouse({ settings: { emailedCodes: 'time-step' } })
    house.storage.clock.set(start + 1000)
  })

  test('the same value within a step, another one in the next, dead ninety seconds after its step began', async () => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const first = await newest()
    expect(browser.shown?.html).toMatch(/8\d seconds are left/)
    house.pass(15_000)
    await browser.send({}, '/send-again')
    expect(await newest(), 'a resend inside the step repeats it').toBe(first)
    house.pass(15_000)
    await browser.send({}, '/send-again')
    const next = await newest()
    expect(next).not.toBe(first)
    expect((await browser.send({ code: first })).alert).toMatch(/from an older mail/)
    house.storage.clock.set(start + 30_000 + 88_000)
    expect((await browser.send({ code: next })).title).toBe('You are in')
  })

  test.each([[88_000, 'You are in'], [90_000, 'Enter your code'], [91_000, 'Enter your code']] as const)('%i ms after the step began: %s', async (ms, title) => {
    const { user } = await withMail()
    const browser = await arrive(user)
    const code = await newest()
    house.storage.clock.set(start + ms)
    expect((await browser.send({ code })).title).toBe(title)
  })

  test('in the same step two walks have two values, and one that was used is used', async () => {
    const { user } = await withMail()
    const one = await arrive(user)
    const first = await newest()
    const two = await arrive(user)
    expect(await newest()).not.toBe(first)
    expect((await one.send({ code: first })).title).toBe('You are in')
    expect((await two.send({ code: first })).alert).toMatch(/not the code of the newest/)
  })
})

describe('set-up at the end of a sign-in (S0-27 … S0-30, S1-21 … S1-24)', () => {
  test('the menu, the address on file, the code, in: no second code, and it says so', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    expect(browser.shown).toMatchObject({ title: 'One more step and you are in', step: 'choose' })
    expect(browser.shown?.html).toMatch(/Authenticator app[\s\S]*Receive by email/)
    expect(await browser.send({ method: 'emailed-code' })).toMatchObject({ title: 'Receive codes by email', step: 'address' })
    expect(browser.shown?.html, 'hinted at: only the password was proved').not.toContain(user.email ?? '')
    expect(await browser.send({ where: 'on-file' })).toMatchObject({ title: 'Enter the code from the mail', step: 'prove-address' })
    const mails = await house.newMails()
    expect(mails).toMatchObject([{ kind: 'address-code', to: user.email }])
    expect(mails[0]?.text).not.toMatch(/https?:/)
    const done = await browser.send({ code: codeIn(mails[0]) })
    expect(done.title).toBe('You are in')
    expect(done.html).toContain('Success. OTP is now enabled.')
    const [authenticator] = await held(user)
    expect(authenticator).toMatchObject({ kind: 'emailed-code', state: 'active', address: user.email, boundBy: 'mailbox', confirmedFor: 'mailLink' })
    expect(house.finished[0]?.proofs).toMatchObject([{ kind: 'password' }, { kind: 'emailed-code', authenticatorId: authenticator?.id }])
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['authenticator-added', user.email]])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'mail.code-sent', 'authenticator.added'])
    const next = await arrive(user)
    expect((await next.send({ code: await newest() })).title).toBe('You are in')
  })

  test('another address: proved by its code, bound by the first proof (S1-22)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    expect(await browser.post(`${browser.shown?.path}/address`, { address: ' me@elsewhere.example ' })).toMatchObject({ step: 'prove-address' })
    expect(browser.shown?.html).toContain('me@elsewhere.example')
    expect((await browser.send({ code: await newest() })).title).toBe('You are in')
    expect(await held(user)).toMatchObject([{ address: 'me@elsewhere.example', boundBy: 'first-proof', confirmedFor: 'enrol' }])
  })

  test('where the floor is the mailbox, the address on file is its own proof, and another needs the mailbox first (floors)', async () => {
    const user = await house.addUser({ otpRequired: true })
    house.pass(15 * days)
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    expect(await browser.post(`${browser.shown?.path}/address`, { address: 'me@elsewhere.example' })).toMatchObject({ step: 'confirm-mail' })
    const confirming = await house.newMails()
    expect(confirming.map(({ kind, to }) => [kind, to]), 'nothing goes to the other address yet').toEqual([['confirm-mail', user.email]])
    expect(await browser.send({ code: codeIn(confirming[0]) })).toMatchObject({ step: 'prove-address' })
    expect((await browser.send({ code: await newest() })).title).toBe('You are in')
    expect(await held(user)).toMatchObject([{ address: 'me@elsewhere.example', boundBy: 'mailbox', confirmedFor: 'mailLink' }])

    const other = await house.addUser({ otpRequired: true })
    house.pass(15 * days)
    const second = await arrive(other)
    await second.send({ method: 'emailed-code' })
    expect(await second.send({ where: 'on-file' })).toMatchObject({ step: 'prove-address' })
    expect((await second.send({ code: await newest() })).title).toBe('You are in')
    expect(await held(other)).toMatchObject([{ boundBy: 'mailbox', confirmedFor: 'mailLink' }])
  })

  test('an address that differs from the one on file by a letter’s case is another one', async () => {
    const user = await house.addUser({ otpRequired: true, username: 'anna' })
    house.pass(15 * days)
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    expect(await browser.post(`${browser.shown?.path}/address`, { address: 'Anna@demo.example' })).toMatchObject({ step: 'confirm-mail' })
  })

  test.each([
    '', 'nobody', 'a@b', 'a@example.org\r\nBcc: all@example.org', 'a@example.org\nX: y', '"a b"@example.org', 'ａ@example.org', 'а@example.org', 'a@ехample.org', 'a@example.org,b@example.org', 'a@example.org>',
    '<a@example.org>', 'a@[127.0.0.1]', `${'x'.repeat(65)}@example.org`, 'a@example.org\u0000', 'a@exam\u200bple.org',
  ])('%j is no address to send to (P-12): nothing goes out', async (address) => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    const shown = await browser.post(`${browser.shown?.path}/address`, { address })
    expect(shown).toMatchObject({ step: 'address' })
    expect(shown.alert).toMatch(address === '' ? /Enter an email address/ : /not an email address that we can send to/)
    expect(await house.newMails()).toEqual([])
  })

  test('a mailbox behind this provider is warned about, and taken on a second word (S1-22)', async () => {
    await house.close()
    house = await openHouse({ settings: { mailDomains: ['inside.demo.example'] } })
    const user = await house.addUser({ otpRequired: true, email: 'reika@inside.demo.example' })
    const browser = await arrive(user)
    expect((await browser.send({ method: 'emailed-code' })).html).toContain('only after signing in here')
    expect((await browser.post(`${browser.shown?.path}/address`, { address: 'other@inside.demo.example' })).alert).toMatch(/only after signing in here/)
    expect(await house.newMails()).toEqual([])
    expect(await browser.post(`${browser.shown?.path}/address`, { address: 'other@inside.demo.example', anyway: 'yes' })).toMatchObject({ step: 'prove-address' })
    expect(await house.newMails()).toMatchObject([{ to: 'other@inside.demo.example' }])
  })

  test('the address on file changed meanwhile: nothing is bound on what it was (P15)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    await browser.send({ where: 'on-file' })
    const code = await newest()
    await house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'new@demo.example' }))
    const shown = await browser.post(`${browser.shown?.path}/prove-address`, { code })
    expect(shown).toMatchObject({ step: 'address' })
    expect(shown.alert).toMatch(/changed meanwhile/)
    expect(await held(user)).toEqual([])
  })

  test('of two open set-ups one binds; the other is challenged (P15)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const [one, two] = [await arrive(user), await arrive(user)]
    for (const browser of [one, two]) {
      await browser.send({ method: 'emailed-code' })
      await browser.send({ where: 'on-file' })
    }
    const [first, second] = (await house.newMails()).map(codeIn)
    expect((await one.send({ code: first ?? '' })).title).toBe('You are in')
    expect(await two.send({ code: second ?? '' })).toMatchObject({ step: 'code' })
    expect(await held(user)).toHaveLength(1)
  })

  test('guesses at a set-up are limited like guesses at a sign-in: the code is its own proof of the mailbox', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    await browser.send({ where: 'on-file' })
    const code = await newest()
    for (let n = 0; n < 3; n += 1) await browser.send({ code: otherThan(code) })
    expect(browser.shown?.alert).toMatch(/Too many tries with this code/)
    await browser.send({ code })
    expect(await held(user)).toEqual([])
  })

  test('an address that was typed is shown as it was typed: whether it is the one on file it does not say', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    expect((await browser.send({ address: user.email ?? '' }, '/address')).html).toContain(user.email ?? '')
    await browser.send({}, '/other-address')
    expect((await browser.send({ where: 'on-file' }, '/address')).html).not.toContain(user.email ?? '')
  })

  test('nobody is flooded by somebody else’s set-up: five mails an hour to one address, whoever asks', async () => {
    for (let n = 0; n < 3; n += 1) {
      const browser = await arrive(await house.addUser({ otpRequired: true }))
      await browser.send({ method: 'emailed-code' })
      await browser.send({ address: 'victim@elsewhere.example' }, '/address')
      for (let m = 0; m < 3; m += 1) {
        house.pass(minutes)
        await browser.send({}, '/send-again')
      }
    }
    expect((await house.newMails()).filter(({ to }) => to === 'victim@elsewhere.example')).toHaveLength(5)
  })

  test('the method can be changed, and the address', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    await browser.send({ method: 'emailed-code' })
    expect(await browser.send({}, '/other-method')).toMatchObject({ step: 'choose' })
    await browser.send({ method: 'emailed-code' })
    await browser.send({ where: 'on-file' })
    expect(await browser.send({}, '/other-address')).toMatchObject({ step: 'address' })
    expect(await browser.send({}, '/other-method')).toMatchObject({ step: 'choose' })
    expect(await browser.send({ method: 'totp' })).toMatchObject({ step: 'enrol' })
  })

  test('refused by an enforcement that accepts apps only: no menu, and a mail is not enough (M-1)', async () => {
    await house.unit(house.storage.policies.saveEnforcement(enforced({ acceptedKinds: ['totp'] })))
    const user = await house.addUser()
    expect((await arrive(user)).shown).toMatchObject({ step: 'enrol' })
    const { user: other } = await withMail()
    const browser = await arrive(other)
    expect(browser.shown, 'what there is is proved first, then an app is set up').toMatchObject({ step: 'code' })
    expect(await browser.send({ code: await newest() })).toMatchObject({ step: 'enrol' })
  })

  test('never numeric 2: an application that demands it is not satisfied by a mail (M-1, T-9)', async () => {
    const { user } = await withMail()
    const path = house.signIn({ client: testClient(house.realm, { minimumAcr: '2' }) })
    const browser = await arrive(user, fresh(), path)
    if (browser.shown?.step === 'code') await browser.send({ code: await newest() })
    expect(browser.shown?.title).not.toBe('You are in')
  })

  test('from the set-up link: address and password, committed together at the end (S2-14)', async () => {
    const user = await house.addUser({ password: null, otpRequired: true })
    await house.unit(...house.parts.letters.setUp(house.realm, user, 'boss'))
    const [mail] = await house.newMails()
    const browser = fresh()
    await browser.open(linkIn(mail))
    expect(await browser.send()).toMatchObject({ step: 'choose', title: 'Choose how to get your code' })
    await browser.send({ method: 'emailed-code' })
    await browser.send({ where: 'on-file' })
    expect(await browser.send({ code: await newest() })).toMatchObject({ step: 'password' })
    expect(await held(user), 'nothing yet').toEqual([])
    const done = await browser.send({ newPassword: 'four green boats', confirmPassword: 'four green boats' })
    expect(done.html).toContain('Your address for codes and your password are ready')
    expect(await held(user)).toMatchObject([{ kind: 'emailed-code', address: user.email, state: 'active' }])
  })
})

describe('called lost, and found again (P27)', () => {
  test('from the page for an address and from the page for its code the answer is taken back', async () => {
    await house.unit(house.storage.policies.saveEnforcement(enforced({ acceptedKinds: ['emailed-code'] })))
    for (const onward of [false, true]) {
      const { user } = await withMail()
      const browser = await arrive(user)
      await browser.post(`${browser.shown?.path}/emergency`, { code: await handedOut(user) })
      expect(browser.shown?.step).toBe('still-have-it')
      expect((await browser.send({ answer: 'lost' })).step).toBe('address')
      if (onward) expect((await browser.send({ where: 'on-file' }, '/address')).step).toBe('prove-address')
      await browser.send({ answer: 'keep' }, '/still-have-it')
      expect(browser.shown?.title).toBe('You are in')
      expect(await held(user)).toHaveLength(1)
    }
  })
})

describe('where codes by mail are not to be had', () => {
  test('no mail server: nobody sets them up, and nobody waits for a mail that never comes', async () => {
    await house.close()
    house = await openHouse({ canMail: false })
    const browser = await arrive(await house.addUser({ otpRequired: true }))
    expect(browser.shown?.step).toBe('enrol')
    expect(browser.shown?.html).not.toContain('/other-method')
  })

  test('a realm that takes none: an app is set up, by whoever has an address after one last code from it (M-1)', async () => {
    await house.close()
    house = await openHouse({ settings: { emailedCodes: 'off' } })
    expect((await arrive(await house.addUser({ otpRequired: true }))).shown?.step).toBe('enrol')
    const { user } = await withMail({ otpRequired: true })
    const browser = await arrive(user)
    expect(browser.shown?.step).toBe('code')
    expect((await browser.send({ code: await newest() })).step).toBe('enrol')
    await browser.send({ code: house.code(browser.key()) })
    expect((await held(user)).map(({ kind }) => kind).toSorted()).toEqual(['emailed-code', 'totp'])
  })
})

describe('several methods (another way)', () => {
  test('an app of eight digits is judged as the app that was asked for', async () => {
    const user = await house.addUser()
    const mail = await addMail(user)
    const { id, secret } = await house.addTotp(user)
    const app = (await held(user)).find((one) => one.id === id)
    const parameters = { ...newTotpParameters, digits: 8 } as const
    if (app === undefined) throw new Error('no app')
    await house.unit(...house.storage.authenticators.remove(house.realm.id, user.id, id))
    await house.unit(...house.storage.authenticators.create({ ...app, totp: parameters, secret, lastStep: null }, await house.storage.authenticators.setDigest(house.realm.id, user.id)))
    const browser = await arrive(user)
    await browser.send({ way: mail }, '/another-way')
    await browser.send({ way: 'totp' }, '/another-way')
    expect((await browser.send({ code: codeOf(secret, parameters, Math.floor(house.now() / 30_000)) })).title).toBe('You are in')
  })

  test('the stronger one comes first until another was used, which is remembered', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    house.pass(1000)
    await addMail(user)
    const browser = await arrive(user)
    expect(browser.shown?.html).toContain('authenticator app')
    expect(await house.newMails(), 'nothing is mailed that nobody asked for').toEqual([])
    expect((await browser.send({ way: /name="way" value="([^"]+)"/.exec(browser.shown?.html ?? '')?.[1] ?? '' }, '/another-way')).html).toContain('We sent a code to')
    expect((await browser.send({ code: await newest() })).title).toBe('You are in')

    const next = await arrive(user)
    expect(next.shown?.html, 'remembered').toContain('We sent a code to')
    house.pass(30_000)
    expect((await next.send({ way: 'totp' }, '/another-way')).html).toContain('authenticator app')
    expect((await next.send({ code: house.code(secret) })).title).toBe('You are in')
    await house.newMails()
    expect((await arrive(user)).shown?.html).not.toContain('We sent a code to')
  })

  test('the six digits of the app are taken where a mail is asked for, and back', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const id = await addMail(user)
    const browser = await arrive(user)
    await browser.send({ way: id }, '/another-way')
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('a way that is nobody’s changes nothing', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    await addMail(user)
    const { id } = await withMail()
    const browser = await arrive(user)
    await browser.send({ way: id }, '/another-way')
    expect(browser.shown?.html).toContain('authenticator app')
    expect(await house.newMails()).toEqual([])
  })
})

describe('the classic page (S0-32 … S0-37)', () => {
  beforeEach(async () => {
    await house.close()
    house = await openHouse({ settings: { presentation: 'classic' } })
  })
  const faceOf = (browser: Browser, user: User): string => (browser.shown?.html ?? '').replaceAll(/\/journey\/[\w-]+/g, '').replaceAll(/(?:value|datetime)="[^"]*"/g, '').replaceAll(user.username, '').replaceAll(/\d{4}-\d{2}\b/g, '')

  test('looks the same for everybody: by app, by mail, and with nothing set up', async () => {
    const byApp = await house.addUser()
    await house.addTotp(byApp)
    const { user: byMail } = await withMail()
    const nothing = await house.addUser({ otpRequired: true })
    const faces = []
    for (const user of [byApp, byMail, nothing]) faces.push(faceOf(await arrive(user), user))
    expect(faces[1]).toBe(faces[0])
    expect(faces[2]).toBe(faces[0])
    expect((await house.newMails()).map(({ to }) => to), 'mailed to whose method it is').toEqual([byMail.email])
  })

  test('[Send again] is there for everybody and says the same', async () => {
    const { user: byMail } = await withMail()
    const nothing = await house.addUser({ otpRequired: true })
    const [one, two] = [await arrive(byMail), await arrive(nothing)]
    for (const wait of [0, minutes]) {
      house.pass(wait)
      await one.send({}, '/send-again')
      await two.send({}, '/send-again')
      expect(faceOf(one, byMail)).toBe(faceOf(two, nothing))
    }
    expect(await house.newMails()).toHaveLength(2)
  })

  test('takes the mailed code, the app’s, and an emergency token; after a first code of somebody with nothing it says so, with a reference', async () => {
    const { user: byMail } = await withMail()
    const browser = await arrive(byMail)
    expect((await browser.send({ code: await newest() })).title).toBe('You are in')
    const byApp = await house.addUser()
    const { secret } = await house.addTotp(byApp)
    expect((await (await arrive(byApp)).send({ code: house.code(secret) })).title).toBe('You are in')
    const { user: awayFromMail } = await withMail()
    expect((await (await arrive(awayFromMail)).send({ code: await handedOut(awayFromMail) })).title, 'S0-34; then: do you still have it?').not.toMatch(/One-time code/)
    const unprepared = await house.addUser({ otpRequired: true })
    expect((await (await arrive(unprepared)).send({ code: await handedOut(unprepared) })).title, 'S0-31, S0-34').toBe('You are in')

    const nothing = await house.addUser({ otpRequired: true })
    const other = await arrive(nothing)
    expect(other.shown?.alert).toBeNull()
    const shown = await other.send({ code: '123456' })
    expect(shown.alert).toMatch(/none is set up for your account. Call .* and give the reference \d{4}-\d{2}/)
    expect(shown).toMatchObject({ step: 'code' })
    expect(await house.audited(nothing.id)).toEqual(['password.accepted', 'code.refused not-set-up'])
  })

  test('an unknown account never gets there, and looks like a wrong password (5.1)', async () => {
    const { user } = await withMail()
    const [unknown, wrong] = [fresh(), fresh()]
    for (const [browser, username] of [[unknown, 'nobody-at-all'], [wrong, user.username]] as const) {
      await browser.open(house.signIn())
      await browser.send({ username, password: 'not the password' })
    }
    expect(unknown.shown?.alert).toBe(wrong.shown?.alert)
    expect(unknown.shown?.step).toBe(wrong.shown?.step)
    expect(await house.newMails()).toEqual([])
  })
})
