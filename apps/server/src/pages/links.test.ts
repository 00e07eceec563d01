import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { createLetters } from '../journey/letters.ts'
import { type Browser, type House, linkIn, openHouse, password, testClient } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const hours = 3_600_000
const days = 24 * hours
const newPassword = 'plum kettle violin'

/** A new employee, the set-up mail waiting (S2-6, S2-8). */
async function invite(over: Parameters<House['addUser']>[0] = {}): Promise<{ user: User; link: string }> {
  const user = await house.addUser({ otpRequired: true, password: null, emailProvedAt: null, ...over })
  await house.unit(...lettersOf().setUp(house.realm, user, '高橋 美咲'))
  return { user, link: linkIn((await house.newMails()).find(({ kind }) => kind === 'set-up')) }
}

function lettersOf() {
  const { storage, needs } = house
  return createLetters({ storage, compose: needs.compose, publicUrl: needs.publicUrl })
}


async function finishSetUp(browser: Browser): Promise<string> {
  const key = browser.key()
  await browser.send({ code: house.code(key) })
  await browser.send({ newPassword, confirmPassword: newPassword })
  return key
}

describe('the set-up mail', () => {
  test('link, continue, app, code, password, done, sign in with both (S2-8 … S2-14)', async () => {
    const { user, link } = await invite()
    const browser = house.browser()
    const shown = await browser.open(link)
    expect(shown.path, 'the key leaves the address at once (P-7)').toBe('/realms/demo/link')
    expect(shown.title).toBe('Welcome, Emma Brown')
    expect(shown.html).toContain('Click here to continue')

    expect(await browser.send()).toMatchObject({ step: 'enrol', title: 'Set up your authenticator app' })
    expect(browser.shown?.html).toMatch(/<details>[\s\S]*Can&#39;t scan\?[\s\S]*id="otp-key"/)
    const key = browser.key()
    expect(await browser.send({ code: house.code(key) })).toMatchObject({ step: 'password', title: 'Choose your password' })
    expect(browser.shown?.html).toContain('At least 8 characters')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id), 'nothing has changed yet').toEqual([])

    const done = await browser.send({ newPassword, confirmPassword: newPassword })
    expect(done.title).toBe('Your account has been updated.')
    expect(done.html).toContain('The code you have just used does not work again')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ boundBy: 'mailbox', confirmedFor: 'mailLink', state: 'active' }])
    expect((await house.user(user.id)).emailProvedAt).not.toBe(null)
    expect(await house.audited(user.id)).toEqual(['authenticator.added', 'password.changed', 'setup.finished'])
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['authenticator-added'])

    expect((await browser.open(house.signIn())).html, 'the user name is filled in').toContain(`value="${user.username}"`)
    await browser.send({ username: user.username, password: newPassword })
    expect((await browser.send({ code: house.code(key) })).alert).toContain('already been used')
    house.pass(30_000)
    expect((await browser.send({ code: house.code(key) })).title).toBe('You are in')
  })

  test('the realm may put the password first (S2-14)', async () => {
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, stepOrder: 'password-then-otp' }, house.realm.version))
    const { user, link } = await invite()
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    expect(await browser.send({ newPassword, confirmPassword: newPassword })).toMatchObject({ step: 'enrol' })
    expect((await house.user(user.id)).hasPassword, 'nothing has changed yet').toBe(false)
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('Your account has been updated.')
    expect(await house.user(user.id)).toMatchObject({ hasPassword: true, otpStatus: 'app' })
  })

  test('only the missing steps are asked: without OTP Configured a password alone, of fifteen characters (S2-17, P-1)', async () => {
    const { link } = await invite({ otpRequired: false })
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    expect((await browser.send({ newPassword: 'plum kettle', confirmPassword: 'plum kettle' })).alert).toContain('at least 15 characters')
    expect((await browser.send({ newPassword, confirmPassword: newPassword })).html).toContain('Your new password is ready')
  })

  test('a bad password is refused with its reason, and the code that was entered stays proved', async () => {
    const { link, user } = await invite({ username: 'emma.brown' })
    const browser = house.browser()
    await browser.open(link)
    await browser.send()
    await browser.send({ code: house.code(browser.key()) })
    for (const [given, confirmed, reason] of [
      ['short', 'short', 'too short'], ['P@ssw0rd123', 'P@ssw0rd123', 'attackers try first'], [`${user.username}2026`, `${user.username}2026`, 'a name that others can guess'],
      [newPassword, `${newPassword}s`, 'not the same'], ['', '', 'too short'],
    ] as const) {
      expect(await browser.send({ newPassword: given, confirmPassword: confirmed }), given).toMatchObject({ step: 'password' })
      expect(browser.shown?.alert, given).toContain(reason)
    }
    expect((await browser.send({ newPassword, confirmPassword: newPassword })).title).toBe('Your account has been updated.')
  })

  test('it never adds an authenticator beside one that is there (P18)', async () => {
    const { user, link } = await invite()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    await browser.send({ newPassword, confirmPassword: newPassword })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toHaveLength(1)
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password: newPassword })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('pages speak the person’s language, or the one chosen on the page', async () => {
    const { link } = await invite({ language: 'ja', givenName: '葵', familyName: '山田' })
    const browser = house.browser({ 'accept-language': 'ko' })
    expect((await browser.open(link)).title).toMatch(/^山田 葵 ?様、ようこそ$/)
    expect((await browser.open('/realms/demo/link?ui_locales=ko')).html).toContain('계속하려면 여기를 클릭하세요')
    expect((await browser.send()).title).toBe('OTP 앱 등록')
  })
})

describe('a link spends nothing until its journey ends (P-6, P-7)', () => {
  test('twenty GETs and HEADs of a mail scanner, then the person', async () => {
    const { link } = await invite()
    const scanner = house.browser()
    for (let n = 0; n < 10; n += 1) {
      await (await scanner.request('GET', link)).text()
      await (await scanner.request('HEAD', link)).text()
      await scanner.open('/realms/demo/link')
    }
    const browser = house.browser()
    await browser.open(link)
    await browser.send()
    await finishSetUp(browser)
    expect(browser.shown?.title).toBe('Your account has been updated.')
  })

  test('opened on the phone, continued on the desk: the later walk ends the earlier one', async () => {
    const { user, link } = await invite()
    const [phone, desk] = [house.browser(), house.browser()]
    await phone.open(link)
    await phone.send()
    await phone.send({ code: house.code(phone.key()) })
    await desk.open(link)
    await desk.send()
    expect(await phone.send({ newPassword, confirmPassword: newPassword })).toMatchObject({ status: 410 })
    await finishSetUp(desk)
    expect(desk.shown?.title).toBe('Your account has been updated.')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toHaveLength(1)
  })

  test('two tabs submit the last step at once: one account, one authenticator, and both see that it is done', async () => {
    const { user, link } = await invite()
    const browser = house.browser()
    await browser.open(link)
    await browser.send()
    await browser.send({ code: house.code(browser.key()) })
    const [action = ''] = browser.shown?.actions ?? []
    const fields = { csrf: browser.csrf(), newPassword, confirmPassword: newPassword }
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.request('POST', action, fields)))
    expect(answers.every(({ status }) => status === 303)).toBe(true)
    expect((await browser.open(answers[0]?.headers.get('location') ?? '')).title).toBe('Your account has been updated.')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toHaveLength(1)
    expect((await house.audited(user.id)).filter((type) => type === 'setup.finished')).toHaveLength(1)
  })

  test('a link used twice says so, and offers a new one', async () => {
    const { link } = await invite()
    const browser = house.browser()
    await browser.open(link)
    await browser.send()
    await finishSetUp(browser)
    const again = await house.browser().open(link)
    expect(again.title).toBe('This link has already been used')
    expect(again.html).toContain('Send me a new link')
  })

  test.each([
    ['expired', 'This link has expired', async (_: User) => { house.pass(73 * hours) }],
    ['replaced by a newer one', 'A newer link was sent', async (user: User) => house.unit(...lettersOf().setUp(house.realm, user, 'x'))],
    ['password set elsewhere', 'This link has already been used', async (user: User) => house.unit(house.storage.users.setPassword(house.realm.id, user.id, 'hash', { credentialVersion: 1, byMail: false }))],
    ['voided by a password change', 'This link has already been used', async (user: User) => house.unit(house.storage.links.voidAll(house.realm.id, user.id, 'password-changed'))],
    ['address changed', 'This link has expired', async (user: User) => house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'other@demo.example' }))],
    ['OTP reset', 'This link has expired', async (user: User) => house.unit(house.storage.links.voidAll(house.realm.id, user.id, 'reset'))],
    ['user disabled', 'This link does not work', async (user: User) => house.unit(...house.storage.users.change(house.realm.id, user.id, { enabled: false }))],
    ['user removed', 'This link does not work', async (user: User) => house.unit(...house.storage.users.remove(house.realm.id, user.id))],
  ])('%s: its page says so, before and in the middle of its journey', async (_name, title, happen) => {
    const { user, link } = await invite()
    const walking = house.browser()
    await walking.open(link)
    await walking.send()
    await walking.send({ code: house.code(walking.key()) })
    await happen(user)
    expect((await house.browser().open(link)).title).toBe(title)
    const late = await walking.send({ newPassword, confirmPassword: newPassword })
    expect([title, 'That did not work']).toContain(late.title)
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
  })

  test('"Send me a new link" mails one to the address on file, within the limits, and answers alike', async () => {
    const { user, link } = await invite()
    house.pass(4 * days)
    const browser = house.browser()
    await browser.open(link)
    expect((await browser.send()).title).toBe('Look in your mailbox')
    const [mail] = await house.newMails()
    expect(mail).toMatchObject({ kind: 'set-up', to: user.email })
    for (let n = 0; n < 10; n += 1) {
      await browser.open('/realms/demo/link')
      expect((await browser.send()).title).toBe('Look in your mailbox')
    }
    expect((await house.newMails()).length, 'five an hour').toBeLessThanOrEqual(4)
    const fresh = house.browser()
    const newest = linkIn((await house.newMails()).at(-1) ?? mail)
    await fresh.open(newest)
    expect([200]).toContain(fresh.shown?.status)
  })

  test.each(['', 'x', 'a'.repeat(43), `${'a'.repeat(42)}%00`, '../../etc/passwd', 'a'.repeat(5000)])('a key that is none: %s', async (key) => {
    const shown = await house.browser().open(`/realms/demo/link?key=${key}`)
    expect(shown.title).toBe('This link does not work')
    expect(shown.status).toBe(200)
  })

  test('hostile Host and Forwarded headers do not reach the mail (P-8)', async () => {
    await invite({ username: 'aoi' })
    const hostile: Record<string, string>[] = [
      { 'x-forwarded-host': 'evil.example' }, { forwarded: 'host=evil.example;proto=https' }, { 'x-forwarded-proto': 'https', 'x-forwarded-port': '444' }, { 'x-original-host': 'evil.example' },
    ]
    for (const headers of hostile) {
      const browser = house.browser(headers)
      await browser.open('/realms/demo/forgot-password')
      await browser.send({ username: 'aoi' })
    }
    const mails = await house.newMails()
    expect(mails.map(({ kind }) => kind), 'of links that replace each other only the newest goes out').toEqual(['set-up'])
    for (const { text } of mails) {
      expect(text).not.toContain('evil')
      expect(text).toContain('http://localhost:8080/realms/demo/link?key=')
    }
  })

  test('blocked cookies are named', async () => {
    const { link } = await invite()
    const browser = house.browser()
    await (await browser.request('GET', link)).text()
    browser.cookies.clear()
    expect((await browser.open('/realms/demo/link')).title).toBe('Cookies are needed to sign in')
    await browser.open(link)
    const csrf = browser.csrf()
    browser.cookies.clear()
    expect((await browser.post('/realms/demo/link', { csrf })).title).toBe('Cookies are needed to sign in')
  })
})

describe('Forgot your password?', () => {
  async function forget(user: User): Promise<Browser> {
    const browser = house.browser()
    await browser.open('/realms/demo/forgot-password')
    expect((await browser.send({ username: user.username })).title).toBe('Look in your mailbox')
    const mail = (await house.newMails()).find(({ kind }) => kind === 'reset-password')
    expect(mail?.to).toBe(user.email)
    await browser.open(linkIn(mail))
    return browser
  }

  test('a new password by mail; the code stays, is asked for, and sessions end (P-9, P-4)', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    await house.unit(house.storage.clients.create(testClient(house.realm, { backchannelLogoutUri: 'https://wiki.example/logout' })))
    await house.unit(house.storage.sessions.begin({
      uid: 'before', realmId: house.realm.id, userId: user.id, epoch: 1, journeyId: 'j', proofs: [], startedAt: house.now(), lastUsedAt: house.now(),
      expiresAt: house.now() + hours, address: '', userAgent: '', clientIds: ['wiki'],
    }))
    const browser = await forget(user)
    expect(browser.shown?.title).toBe('A new password, Emma Brown')
    expect(await browser.send()).toMatchObject({ step: 'password' })
    expect((await browser.send({ newPassword, confirmPassword: newPassword })).title).toBe('Your account has been updated.')
    expect(await house.storage.sessions.listOf(house.realm.id, user.id)).toEqual([])
    expect(await house.storage.logouts.claim(10, 1000)).toHaveLength(1)
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['password-changed'])
    expect((await house.user(user.id)).passwordResetByMailAt).not.toBe(null)
    expect(house.finished, 'it signs nobody in').toEqual([])

    await browser.open(house.signIn())
    expect((await browser.send({ username: user.username, password })).alert).toContain('not right')
    expect(await browser.send({ username: user.username, password: newPassword })).toMatchObject({ step: 'code' })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('a walk that was at the code when the password was changed has to begin anew (P20)', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const stranger = house.browser()
    await stranger.open(house.signIn())
    expect(await stranger.send({ username: user.username, password })).toMatchObject({ step: 'code' })
    const browser = await forget(user)
    await browser.send()
    await browser.send({ newPassword, confirmPassword: newPassword })
    await stranger.send({ code: house.code(secret) })
    expect(stranger.shown?.title).not.toBe('You are in')
    expect(house.finished).toEqual([])
  })

  test('an empty name is said; mails to one person are limited, the reply is not', async () => {
    const user = await house.addUser()
    const browser = house.browser()
    await browser.open('/realms/demo/forgot-password')
    expect((await browser.send({ username: '  ' })).alert).toContain('Enter your user name')
    for (let n = 0; n < 8; n += 1) {
      await browser.open('/realms/demo/forgot-password')
      expect((await browser.send({ username: user.username })).title).toBe('Look in your mailbox')
    }
    expect((await house.audited(user.id)).filter((type) => type === 'password.reset-requested')).toHaveLength(8)
    // Each newer link voids the mail of the one before.
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['reset-password'])
  })

  test('an administrator’s first code after a reset by mail needs more than the mailbox (floor codeOnly)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const role = { id: crypto.randomUUID(), realmId: house.realm.id, name: 'help-desk', description: null, clientId: null, administrative: true }
    await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, user.id, role.id))
    const browser = await forget(user)
    await browser.send()
    await browser.send({ newPassword, confirmPassword: newPassword })
    await browser.open(house.signIn())
    expect((await browser.send({ username: user.username, password: newPassword })).title).toBe('You cannot sign in yet')
  })
})

describe('a set-up link is for people without a password (P-6, P18)', () => {
  async function administrator(over: Parameters<House['addUser']>[0] = {}): Promise<User> {
    const user = await house.addUser({ otpRequired: true, ...over })
    const role = { id: crypto.randomUUID(), realmId: house.realm.id, name: 'help-desk', description: null, clientId: null, administrative: true }
    await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, user.id, role.id))
    return user
  }

  test('an administrator’s mailbox alone does not become the administrator, in whatever order its links are used', async () => {
    const user = await administrator({ password: null, emailProvedAt: null, otpRequired: false })
    await house.unit(...lettersOf().setUp(house.realm, user, '高橋 美咲'))
    const old = linkIn((await house.newMails())[0])
    await house.unit(house.storage.users.setPassword(house.realm.id, user.id, await house.hashing.hash(password), { credentialVersion: 1, byMail: false }))
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, user.id, true))
    house.pass(30 * days)

    const stranger = house.browser()
    expect((await stranger.open(old)).title).toBe('This link has already been used')
    await stranger.send()
    const [mail] = await house.newMails()
    expect(mail?.kind, 'a new link in place of it chooses a password, and binds nothing').toBe('reset-password')
    await stranger.open(linkIn(mail))
    expect(await stranger.send()).toMatchObject({ step: 'password' })
    expect((await stranger.send({ newPassword, confirmPassword: newPassword })).title).toBe('Your account has been updated.')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
    await stranger.open(house.signIn())
    expect((await stranger.send({ username: user.username, password: newPassword })).title).toBe('You cannot sign in yet')
  })

  test.each([['an administrator', administrator], ['anybody', () => house.addUser({ otpRequired: true })]])('one that went to %s with a password binds nothing', async (_name, somebody) => {
    const user = await somebody()
    await house.unit(...lettersOf().setUp(house.realm, user, 'x'))
    const link = linkIn((await house.newMails())[0])
    expect((await house.browser().open(link)).title).toBe('This link has already been used')
  })

  test('one whose walk is half done when the person chooses a password elsewhere binds nothing', async () => {
    const { user, link } = await invite()
    const walking = house.browser()
    await walking.open(link)
    await walking.send()
    await walking.send({ code: house.code(walking.key()) })
    await house.unit(house.storage.users.setPassword(house.realm.id, user.id, 'hash', { credentialVersion: 1, byMail: false }))
    expect((await walking.send({ newPassword, confirmPassword: newPassword })).title).toBe('This link has already been used')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
  })
})
