import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { counter } from '../journey/subject.ts'
import { days, mailing, minutes, otherThan } from './emailed-code.test-support.ts'
import { codeIn, type House, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())
const start = 59_849_640 * 30_000
const { addMail, fresh, withMail, arrive, newest, held } = mailing(() => house)

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
