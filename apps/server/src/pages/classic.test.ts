import type { User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mailing, minutes } from './emailed-code.test-support.ts'
import { type Browser, type House, openHouse } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse({ settings: { presentation: 'classic' } }) })
afterEach(() => house.close())
const { fresh, withMail, arrive, handedOut, newest } = mailing(() => house)

describe('the classic page (S0-32 … S0-37)', () => {
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
    expect(await house.audited(nothing.id)).toEqual(['password.accepted', 'code.refused not-set-up', 'sign-in.locked-out not-set-up'])
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

  test('a code where nothing is set up is counted and audited like any other, and only then is it said (S0-32)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await arrive(user)
    expect(browser.shown).toMatchObject({ step: 'code' })
    expect((await browser.send({ code: '123456' })).alert).toContain('none is set up')
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'code.refused not-set-up', 'sign-in.locked-out not-set-up'])
    for (let n = 2; n < house.realm.settings.limits.journeyCodeTries; n++) await browser.send({ code: '123456' })
    expect(await browser.send({ code: '123456' })).toMatchObject({ step: 'login' })
    expect((await house.audited(user.id)).filter((line) => line.startsWith('sign-in.locked-out')), 'somebody at one page is locked out once').toHaveLength(1)
  })

  test('whoever is left an emergency token is not locked out by a code where nothing is set up: the token goes into the same field (S0-34)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const value = await handedOut(user)
    const browser = await arrive(user)
    expect((await browser.send({ code: '123456' })).alert).toContain('none is set up')
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'code.refused not-set-up'])
    expect((await browser.send({ code: value })).title).toBe('You are in')
  })
})
