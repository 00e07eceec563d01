import type { User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type House, linkIn, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const days = 86_400_000

describe('"This was not me" (every binding is mailed with it)', () => {
  test('goes to the address before, too, whose owner may know nothing of the change; for thirty days', async () => {
    const bindNow = async (user: User) => {
      const browser = house.browser()
      await browser.open(house.signIn())
      await browser.send({ username: user.username, password })
      await browser.send({ code: house.code(browser.key()) })
      return (await house.newMails()).filter(({ kind, to }) => kind === 'authenticator-added' && to.endsWith(`${user.username}@demo.example`))
    }
    const [soon, late] = [await house.addUser({ username: 'soon' }), await house.addUser({ username: 'late' })]
    for (const user of [soon, late]) await house.unit(...house.storage.users.change(house.realm.id, user.id, { email: `stranger-${user.username}@demo.example` }))
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, soon.id, true))
    const told = await bindNow(soon)
    expect(told.map(({ to }) => to).sort()).toEqual(['soon@demo.example', 'stranger-soon@demo.example'])
    const owner = house.browser()
    await owner.open(linkIn(told.find(({ to }) => to === 'soon@demo.example')))
    await owner.send()
    expect(await house.storage.authenticators.listOf(house.realm.id, soon.id)).toMatchObject([{ state: 'suspended' }])

    house.pass(31 * days)
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, late.id, true))
    expect((await bindNow(late)).map(({ to }) => to)).toEqual(['stranger-late@demo.example'])
  })

  test('suspends what was added and ends everything, at once', async () => {
    const user = await house.addUser({ otpRequired: true })
    const stranger = house.browser()
    await stranger.open(house.signIn())
    await stranger.send({ username: user.username, password })
    await stranger.send({ code: house.code(stranger.key()) })
    const mail = (await house.newMails()).find(({ kind }) => kind === 'authenticator-added')
    const owner = house.browser()
    expect((await owner.open(linkIn(mail))).title).toBe('This was not you?')
    expect((await owner.send()).html).toContain('We have stopped what was added')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ state: 'suspended' }])
    expect((await house.user(user.id)).epoch).toBe(2)
    expect((await house.browser().open(linkIn(mail))).title).toBe('This link has already been used')
  })
})
