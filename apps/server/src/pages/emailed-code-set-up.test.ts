import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { days, mailing, minutes, otherThan } from './emailed-code.test-support.ts'
import { codeIn, type House, linkIn, openHouse, testClient } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())
const { fresh, withMail, arrive, handedOut, newest, held, enforced } = mailing(() => house)

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
