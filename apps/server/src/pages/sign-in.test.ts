import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeIn, type House, linkIn, openHouse, password, testClient } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const minutes = 60_000

describe('signing in', () => {
  test('password alone where nothing is asked; the leaving page goes on by itself', async () => {
    const user = await house.addUser()
    const browser = house.browser()
    await browser.open(house.signIn())
    expect(browser.shown).toMatchObject({ status: 200, title: 'Sign in to Wiki', step: 'login' })
    const left = await browser.send({ username: user.username, password })
    expect(left.title).toBe('You are in')
    expect(left.headers.get('refresh')).toMatch(/^0; url=\/resumed\//)
    expect(house.finished).toMatchObject([{ userId: user.id, epoch: 1, proofs: [{ kind: 'password' }] }])
  })

  test('password and code of somebody who has registered (line 8)', async () => {
    const user = await house.addUser()
    const { secret, id } = await house.addTotp(user)
    const browser = house.browser()
    await browser.open(house.signIn())
    expect(await browser.send({ username: user.username, password })).toMatchObject({ title: 'Enter your code', step: 'code' })
    expect(house.finished).toEqual([])
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(house.finished[0]?.proofs).toMatchObject([{ kind: 'password' }, { kind: 'totp', authenticatorId: id }])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'code.accepted'])
  })

  test('the address is as good as the user name, in any spelling', async () => {
    const user = await house.addUser({ username: 'emma' })
    for (const login of ['EMMA', ' emma ', 'ｅｍｍａ', 'Emma@Demo.example']) {
      const browser = house.browser()
      await browser.open(house.signIn())
      expect((await browser.send({ username: login, password })).title, login).toBe('You are in')
    }
    expect(new Set(house.finished.map(({ userId }) => userId))).toEqual(new Set([user.id]))
  })

  test('login_hint and ui_locales of the request are honoured; a language chosen on the page goes with the journey', async () => {
    const browser = house.browser({ 'accept-language': 'ko' })
    const shown = await browser.open(house.signIn({ loginHint: 'emma@demo.example', uiLocales: 'fr ja' }))
    expect(shown.title).toBe('Wiki にログイン')
    expect(shown.html).toContain('value="emma@demo.example"')
    await browser.open(`${shown.path}?ui_locales=ko`)
    expect((await browser.send({ username: 'nobody', password: 'x' })).alert).toContain('사용자 이름 또는 비밀번호가 올바르지 않습니다')
  })

  test('the person’s own language is used once they are known, and not before', async () => {
    const user = await house.addUser({ language: 'ja' })
    await house.addTotp(user)
    const browser = house.browser({ 'accept-language': 'en' })
    expect((await browser.open(house.signIn())).title).toBe('Sign in to Wiki')
    expect((await browser.send({ username: user.username, password })).title).toBe('ワンタイムコードの入力')
  })

  test('every page is kept by no cache and framed by nobody', async () => {
    const shown = await house.browser().open(house.signIn())
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect(shown.headers.get('referrer-policy')).toBe('no-referrer')
    expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(shown.html).not.toMatch(/<script|style="/)
  })

  test('a journey that is not there, or whose request is over, says so', async () => {
    expect(await house.browser().open('/realms/demo/journey/00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 410 })
    const path = house.signIn()
    const browser = house.browser()
    await browser.open(path)
    house.waiting.clear()
    expect(await browser.send({ username: 'emma', password })).toMatchObject({ status: 410 })
  })
})

describe('set-up at the end of a sign-in', () => {
  test('OTP Configured turned on: the set-up, no password step, no second code; the code is spent (S2-15 … S2-18, S0-30, T-2)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = house.browser()
    await browser.open(house.signIn())
    expect(await browser.send({ username: user.username, password })).toMatchObject({ title: 'Set up your authenticator app', step: 'enrol' })
    const key = browser.key()
    expect(key).toMatch(/^[A-Z2-7]{32}$/)
    expect((await browser.open(browser.shown?.path ?? '')).html).toContain('<svg')
    expect(browser.key(), 'the key survives a reload').toBe(key)

    expect(await browser.send({ code: house.wrongCode(key) })).toMatchObject({ step: 'enrol' })
    expect(browser.shown?.alert).toContain('That code is not right')
    expect(browser.key(), 'and a wrong code').toBe(key)
    expect((await browser.send({ code: house.code(key) })).title).toBe('You are in')

    const [authenticator] = await house.storage.authenticators.listOf(house.realm.id, user.id)
    expect(authenticator).toMatchObject({ kind: 'totp', state: 'active', boundBy: 'first-proof', confirmedFor: 'enrol', lastStep: Math.floor(house.now() / 30_000) })
    expect(house.finished[0]?.proofs).toMatchObject([{ kind: 'password' }, { kind: 'totp', authenticatorId: authenticator?.id }])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'authenticator.added'])
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['authenticator-added', user.email]])

    const next = house.browser()
    await next.open(house.signIn())
    await next.send({ username: user.username, password })
    expect((await next.send({ code: house.code(key) })).alert).toMatch(/already been used. The next one appears in about \d+ seconds/)
    house.pass(30_000)
    expect((await next.send({ code: house.code(key) })).title).toBe('You are in')
  })

  test('binding the first authenticator ends sessions without a second factor elsewhere, and tells their applications (P35)', async () => {
    const user = await house.addUser({ otpRequired: true })
    await house.unit(house.storage.clients.create(testClient(house.realm, { backchannelLogoutUri: 'https://wiki.example/logout' })))
    await house.unit(house.storage.sessions.begin({
      uid: 'elsewhere', realmId: house.realm.id, userId: user.id, epoch: 1, journeyId: 'j', proofs: [{ kind: 'password', at: house.now(), journeyId: 'j', epoch: 1 }],
      startedAt: house.now(), lastUsedAt: house.now(), expiresAt: house.now() + 3_600_000, address: '', userAgent: '', clientIds: ['wiki'],
    }))
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    await browser.send({ code: house.code(browser.key()) })
    expect(await house.storage.sessions.listOf(house.realm.id, user.id)).toEqual([])
    expect(await house.storage.logouts.claim(10, 1000)).toMatchObject([{ clientId: 'wiki', sessionUid: 'elsewhere' }])
  })

  test('a set-up that was left alone for half an hour begins anew, and says so; use renews it', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const key = browser.key()
    house.pass(20 * minutes)
    await browser.open(browser.shown?.path ?? '')
    house.pass(20 * minutes)
    await browser.open(browser.shown?.path ?? '')
    expect(browser.key()).toBe(key)
    house.pass(31 * minutes)
    expect((await browser.open(browser.shown?.path ?? '')).alert).toContain('Please scan the new code')
    expect(browser.key()).not.toBe(key)
  })

  test('of two open set-up pages one wins; the other is challenged (P15)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const [one, other] = [house.browser(), house.browser()]
    for (const browser of [one, other]) {
      await browser.open(house.signIn())
      await browser.send({ username: user.username, password })
    }
    expect(one.key()).not.toBe(other.key())
    const [first, second] = [house.code(one.key()), house.code(other.key())]
    const outcomes = await Promise.all([one.send({ code: first }), other.send({ code: second })])
    expect(outcomes.map(({ title }) => title).sort()).toEqual(['Enter your code', 'You are in'])
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toHaveLength(1)
  })

  test('the demand vanishes while the page is open: so does the step and its secret (P33)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const key = browser.key()
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, user.id, false))
    expect((await browser.send({ code: house.code(key) })).title).toBe('You are in')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
  })

  test('the demand appears between password and code of another tab: nothing is skipped (P33)', async () => {
    const user = await house.addUser()
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, user.id, true))
    expect(await browser.send({ username: user.username, password })).toMatchObject({ step: 'enrol' })
    expect(house.finished).toEqual([])
  })
})

describe('an administrator’s first authenticator needs the mailbox (floor mailLink, P14)', () => {
  async function administrator(): Promise<Awaited<ReturnType<House['addUser']>>> {
    const user = await house.addUser({ otpRequired: true })
    const role = { id: crypto.randomUUID(), realmId: house.realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }
    await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, user.id, role.id))
    return user
  }

  test('the code from the mail, typed in; then the set-up; the link of the same mail is spent with it', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    expect(await browser.send({ username: user.username, password })).toMatchObject({ title: 'Confirm that it is you', step: 'confirm-mail' })
    const [mail] = await house.newMails()
    expect(mail).toMatchObject({ kind: 'confirm-mail', to: user.email })
    await browser.open(browser.shown?.path ?? '')
    expect(await house.newMails(), 'a reload mails nothing').toEqual([])

    const code = /^ {4}(\d{8})$/m.exec(mail?.text ?? '')?.[1] ?? ''
    expect((await browser.send({ code: code === '00000000' ? '00000001' : '00000000' })).alert).toContain('That is not the code of the newest mail')
    expect(await browser.send({ code: `${code.slice(0, 4)} ${code.slice(4)}` })).toMatchObject({ step: 'enrol' })
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ boundBy: 'mailbox', confirmedFor: 'mailLink' }])

    const link = /\/realms\/demo\/link\?key=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''
    expect((await house.browser().open(link)).title).toBe('This link has already been used')
  })

  test('the link, opened in the same browser, lets its page go on', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const [mail] = await house.newMails()
    await browser.open(/\/realms\/demo\/link\?key=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '')
    expect(browser.shown).toMatchObject({ status: 200 })
    expect(await browser.send()).toMatchObject({ step: 'enrol' })
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
  })

  test('the link, opened elsewhere, releases no page of the first browser: it goes on where it is, with the password (P17)', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const waiting = browser.shown?.path ?? ''
    const [mail] = await house.newMails()
    const phone = house.browser()
    await phone.open(/\/realms\/demo\/link\?key=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '')
    expect(await phone.send()).toMatchObject({ step: 'login' })
    expect(await browser.open(waiting)).toMatchObject({ step: 'confirm-mail' })
    expect(await phone.send({ username: user.username, password })).toMatchObject({ step: 'enrol' })
    const key = phone.key()
    expect((await phone.send({ code: house.code(key) })).title).toBe('Your account has been updated.')
    expect(house.finished).toEqual([])
    expect(await browser.open(waiting), 'the first browser is challenged now').toMatchObject({ step: 'code' })
  })

  test('who proved the mailbox in time may take longer to install the app than its code lived', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const [mail] = await house.newMails()
    house.pass(8 * 60_000)
    expect(await browser.send({ code: codeIn(mail) })).toMatchObject({ step: 'enrol' })
    house.pass(20 * 60_000)
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ boundBy: 'mailbox' }])
    expect((await house.browser().open(linkIn(mail))).title, 'spent all the same').toBe('This link has already been used')
  })

  test('the same where the link was opened in another browser', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const [mail] = await house.newMails()
    house.pass(8 * 60_000)
    const phone = house.browser()
    await phone.open(linkIn(mail))
    await phone.send()
    house.pass(5 * 60_000)
    expect(await phone.send({ username: user.username, password })).toMatchObject({ step: 'enrol' })
    expect((await phone.send({ code: house.code(phone.key()) })).title).toBe('Your account has been updated.')
  })

  test('a proof of the mailbox that counts no more is said, and the mail goes out again: never the same page without a word', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    expect(await browser.send({ code: codeIn((await house.newMails())[0]) })).toMatchObject({ step: 'enrol' })
    await house.unit(house.storage.links.voidAll(house.realm.id, user.id, 'reset'))
    const again = await browser.send({ code: house.code(browser.key()) })
    expect(again).toMatchObject({ step: 'confirm-mail' })
    expect(again.alert).toContain('has expired')
    const [second] = await house.newMails()
    expect(second?.kind).toBe('confirm-mail')
    house.pass(30_000)
    expect(await browser.send({ code: codeIn(second) })).toMatchObject({ step: 'enrol' })
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('You are in')
  })

  test('three tries with a mailed code; a new mail ends the old code and is limited', async () => {
    const user = await administrator()
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    const [first] = await house.newMails()
    const codeOf = (text: string | undefined) => /^ {4}(\d{8})$/m.exec(text ?? '')?.[1] ?? ''
    const wrong = codeOf(first?.text) === '11111111' ? '22222222' : '11111111'
    for (let n = 0; n < 3; n += 1) await browser.send({ code: wrong })
    expect((await browser.send({ code: codeOf(first?.text) })).alert).toContain('Too many tries with this code')
    expect((await browser.send({}, '/send-again')).alert).toContain('A mail was sent a moment ago')
    house.pass(61_000)
    await browser.send({}, '/send-again')
    const [second] = await house.newMails()
    expect((await browser.send({ code: codeOf(first?.text) })).alert).toContain('not the code of the newest mail')
    expect(await browser.send({ code: codeOf(second?.text) })).toMatchObject({ step: 'enrol' })
  })

  test('without a proved address the page names the way out, and no code can be set up', async () => {
    const user = await administrator()
    await house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'new@demo.example' }))
    const browser = house.browser()
    await browser.open(house.signIn())
    const refused = await browser.send({ username: user.username, password })
    expect(refused.title).toBe('You cannot sign in yet')
    expect(refused.html).toMatch(/\d{4}-\d{2}/)
    expect(refused.html).toContain('extension 100')
    expect(refused.html).toContain('/emergency">I have an emergency token</a>')
  })

  test('S2-20, S3-25: who is refused is found by the digits of the page, and what refused them is written once, however often it is looked at', async () => {
    const user = await administrator()
    await house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'new@demo.example' }))
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    const reference = /\d{4}-\d{2}/.exec((await browser.send({ username: user.username, password })).html)?.[0] ?? ''
    expect(await house.storage.journeys.findByReference(house.realm.id, reference)).toEqual([user.id])
    for (const _ of [1, 2, 3]) expect((await browser.open(path)).html).toContain(reference)
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'sign-in.refused not-set-up', 'sign-in.locked-out not-set-up'])
    const { items: [event] } = await house.storage.audit.list(house.realm.id, { userId: user.id, types: ['sign-in.refused'] }, null, 10)
    expect(event).toMatchObject({ outcome: 'refused', clientId: 'wiki', detail: { reference, proofs: ['password'], line: 4, asked: 'yes', trace: { lines: 'nothing none none none on none none none has-none otherwise' } } })
    await house.unit(...house.storage.users.endEverything(house.realm.id, user.id))
    expect(await house.storage.journeys.findByReference(house.realm.id, reference)).toEqual([])
  })
})

describe('a step-up adds what is missing to the session that is there', () => {
  test('only the code; the session goes on with the password that it proved', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const at = house.now()
    house.pass(10 * minutes)
    const session = { uid: 's1', userId: user.id, startedAt: at, proofs: [{ kind: 'password' as const, at, journeyId: 'before', epoch: 1 }] }
    const browser = house.browser()
    expect(await browser.open(house.signIn({ session }))).toMatchObject({ step: 'code' })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(house.finished[0]?.proofs).toMatchObject([{ kind: 'totp' }])
  })

  test('prompt=login asks for the password anew, and of the session’s user only (P32, P34)', async () => {
    const [user, other] = [await house.addUser(), await house.addUser()]
    const at = house.now() - 10 * minutes
    const session = { uid: 's1', userId: user.id, startedAt: at, proofs: [{ kind: 'password' as const, at, journeyId: 'before', epoch: 1 }] }
    const browser = house.browser()
    await browser.open(house.signIn({ session, request: { proofsSince: house.now() } }))
    expect(browser.shown?.html).toContain(`You are signed in as ${user.username}`)
    await browser.send({ username: other.username, password: 'something else entirely' })
    expect(browser.shown?.alert).toContain('not right')
    expect((await browser.send({ username: other.username, password })).title).toBe('You are in')
    expect(house.finished[0]?.userId).toBe(user.id)
  })

  test('nothing is bound on a session alone: the password of this journey comes first (P14)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const at = house.now() + 1
    const session = { uid: 's1', userId: user.id, startedAt: at, proofs: [{ kind: 'password' as const, at, journeyId: 'before', epoch: 1 }] }
    const browser = house.browser()
    expect(await browser.open(house.signIn({ session }))).toMatchObject({ step: 'login' })
    expect(await browser.send({ password })).toMatchObject({ step: 'enrol' })
  })
})

describe('Cancel (S4-13)', () => {
  test('stands on the pages of a sign-in, set-up too, and leads back to the application without anything', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = house.browser()
    expect((await browser.open(house.signIn())).html).toContain('>Cancel</button>')
    expect(await browser.send({ username: user.username, password })).toMatchObject({ step: 'enrol' })
    expect((await browser.send({}, 'cancel')).headers.get('refresh')).toBe('0; url=/resumed/access_denied')
    expect(house.finished).toEqual([])
  })
})

describe('consent', () => {
  test.each([['allow', '/resumed/granted'], ['deny', '/resumed/access_denied']])('%s leaves by %s', async (answer, href) => {
    const user = await house.addUser()
    const session = { uid: 's1', userId: user.id, startedAt: house.now(), proofs: [{ kind: 'password' as const, at: house.now(), journeyId: 'before', epoch: 1 }] }
    const browser = house.browser()
    const shown = await browser.open(house.signIn({ prompt: 'consent', session, scopes: ['openid', 'email'] }))
    expect(shown.title).toBe('Let Wiki use your account?')
    expect((await browser.send({ answer })).headers.get('refresh')).toBe(`0; url=${href}`)
    expect(await house.audited(user.id)).toEqual([answer === 'allow' ? 'consent.given' : 'consent.refused'])
  })
})
