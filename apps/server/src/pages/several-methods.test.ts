import { codeOf, newTotpParameters } from '@tegata/otp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mailing } from './emailed-code.test-support.ts'
import { type House, openHouse } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())
const { addMail, withMail, arrive, newest, held } = mailing(() => house)

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
