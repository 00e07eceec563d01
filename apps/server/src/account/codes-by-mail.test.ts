import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { codeIn, password } from '../pages/walk.test-support.ts'
import { account, atTheAccountPages, held, house, person, whereTo } from './account.test-support.ts'

atTheAccountPages()

describe('codes by mail (S3-12)', () => {
  const newestCode = async () => codeIn((await house.newMails()).findLast(({ kind }) => kind === 'address-code' || kind === 'emailed-code'))

  test('an address is added beside what is there, proved by its code', async () => {
    const { browser, user } = await person(true)
    await browser.open(`${account}/add`)
    expect((await browser.send({ method: 'emailed-code' })).title).toBe('Receive codes by email')
    expect((await browser.post(`${account}/add/email`, { address: 'nonsense' })).alert).toMatch(/not an email address that we can send to/)
    expect((await browser.post(`${account}/add/email`, { address: 'private@mail.example' })).title).toBe('Enter the code from the mail')
    expect((await browser.post(`${account}/add/email/again`)).alert).toMatch(/A mail was sent a moment ago/)
    const code = await newestCode()
    expect((await browser.send({ code: code === '00000000' ? '00000001' : '00000000' })).alert).toMatch(/not the code of the newest mail/)
    expect(await held(user), 'nothing yet').toHaveLength(1)
    expect((await browser.send({ code })).html).toContain('Success. OTP is now enabled.')
    expect(await held(user)).toMatchObject([{ label: 'Phone' }, { kind: 'emailed-code', address: 'private@mail.example', label: 'private@mail.example', state: 'active', boundBy: 'authenticator' }])
    expect((await house.newMails()).map(({ kind, to }) => [kind, to]), 'told to the address on file (P24)').toEqual([['authenticator-added', user.email]])
    await browser.post(`${account}/add/email/code`, { code })
    expect(await held(user), 'once').toHaveLength(2)
  })

  test('with an older proof the code is asked anew (T-7)', async () => {
    const { browser, totp, user } = await person(true)
    house.pass(5 * 60_000 + 1)
    for (const path of ['/add/email', `/authenticators/${totp?.id}/replace/email`]) {
      expect((await whereTo(browser, 'GET', `${account}${path}`)).searchParams.get('claims'), path).toContain('urn:tegata:acr:fresh')
    }
    await browser.open(account)
    await browser.post(`${account}/add/email`, { address: 'thief@mail.example' })
    expect(await house.newMails()).toEqual([])
    expect(await held(user)).toHaveLength(1)
  })

  test('a proof that grew too old between the mail and its code binds nothing (P13)', async () => {
    const { browser, user } = await person(true)
    await browser.open(`${account}/add/email`)
    await browser.post(`${account}/add/email`, { where: 'on-file' })
    const code = await newestCode()
    house.pass(5 * 60_000 + 1)
    await browser.post(`${account}/add/email/code`, { code })
    expect(await held(user)).toHaveLength(1)
  })

  test('the first one: password of a walk of its own, and the address on file is its own proof; another needs the mailbox first (P14, S1-22)', async () => {
    const { browser, user } = await person(false)
    browser.method = null
    await browser.open(`${account}/add`)
    expect(await browser.send({ method: 'emailed-code' })).toMatchObject({ step: 'login' })
    expect(await browser.send({ password })).toMatchObject({ step: 'address' })
    expect(await browser.post(`${browser.shown?.path}/address`, { address: 'private@mail.example' })).toMatchObject({ step: 'confirm-mail' })
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['confirm-mail', user.email]])
    expect(await browser.post(`${browser.shown?.path}/other-address`)).toMatchObject({ step: 'address' })
    expect(await browser.send({ where: 'on-file' })).toMatchObject({ step: 'prove-address' })
    expect((await browser.send({ code: await newestCode() })).title).toBe('Your account has been updated.')
    expect(await held(user)).toMatchObject([{ kind: 'emailed-code', boundBy: 'mailbox', confirmedFor: 'mailLink' }])
    expect((await browser.open(account)).title, 'no second code').toBe('Your account')
  })

  test('an app takes the place of an address and the other way round, in one unit (P19)', async () => {
    const { browser, user, totp } = await person(true, { otpRequired: true })
    await browser.open(`${account}/authenticators/${totp?.id}/replace`)
    expect((await browser.send({ method: 'emailed-code' })).title).toBe('Replace Phone')
    await browser.send({ where: 'on-file' })
    expect((await browser.send({ code: await newestCode() })).html).toContain('The new authenticator is in place')
    const [mail] = await held(user)
    expect(await held(user)).toMatchObject([{ kind: 'emailed-code', address: user.email }])
    await browser.open(`${account}/authenticators/${mail?.id}/replace`)
    await browser.send({ method: 'totp' })
    await browser.send({ code: house.code(browser.key()), label: 'New' })
    expect(await held(user)).toMatchObject([{ kind: 'totp', label: 'New' }])
  })

  test('whoever must have an app replaces it by no address, whatever is posted (P19)', async () => {
    const { browser, user, totp } = await person(true)
    await house.unit(house.storage.authenticators.confirm(house.realm.id, user.id, totp?.id ?? '', 'mailLink'))
    await house.unit(...[house.storage.policies.saveEnforcement({
      id: randomUUID(), realmId: house.realm.id, name: 'Apps', state: 'announced', enforceFrom: house.now() - 1000, registerBy: null, zone: 'UTC', target: { everyone: true }, reason: { en: '' }, helpLink: {},
      acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'mailLink', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
      waves: [], announcedAt: null, edition: 1, version: 1,
    })].flat())
    expect((await browser.open(`${account}/authenticators/${totp?.id}/replace`)).html).not.toContain('emailed-code')
    expect((await browser.send({ method: 'emailed-code' })).path).toContain('/replace/app')
    for (const path of ['/add/email', `/authenticators/${totp?.id}/replace/email`]) {
      await browser.open(account)
      await browser.post(`${account}${path}`, { address: 'private@mail.example' })
      await browser.post(`${account}${path}/code`, { code: await newestCode() || '00000000' })
    }
    expect(await house.newMails()).toEqual([])
    expect(await held(user)).toMatchObject([{ kind: 'totp' }])
  })

  test('testing one mails a code when the person says so, and counts every try (L-4)', async () => {
    const { browser, user } = await person(true)
    await browser.open(`${account}/add/email`)
    await browser.send({ where: 'on-file' })
    await browser.send({ code: await newestCode() })
    const mail = (await held(user)).find(({ kind }) => kind === 'emailed-code')
    expect((await browser.open(`${account}/authenticators/${mail?.id}/test`)).title).toBe('Test your code')
    expect(await house.newMails(), 'looking sends nothing').not.toContainEqual(expect.objectContaining({ kind: 'emailed-code' }))
    await browser.send({ send: 'yes' })
    const code = await newestCode()
    expect((await browser.send({ code: code === '00000000' ? '00000001' : '00000000' })).alert).toMatch(/not the code of the newest mail/)
    expect((await browser.send({ code })).path).toBe(`${account}?saved=code-tested`)
    expect(await house.audited(user.id)).toContain('code.refused mail:wrong')
  })
})
