import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { found, type House, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

describe('the page of a refusal', () => {
  test.each([
    ['en', 'Call the help desk, extension 100', 'Cancel'], ['ja', '内線100', 'キャンセル'],
  ] as const)('S1-39: in %s it has the reference, the realm’s own contact, and the way back to the application', async (language, contact, cancel) => {
    const user = await house.addUser({ otpRequired: true, email: null, emailProvedAt: null, language })
    const role = { id: crypto.randomUUID(), realmId: house.realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }
    await house.unit(house.storage.roles.create(role), ...house.storage.roles.grant(house.realm.id, user.id, role.id))
    const { version } = await found(house.storage.realms.find('demo'))
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, contact: { en: 'the help desk, extension 100', ja: 'ヘルプデスク（内線100）' } }, version))

    const browser = house.browser()
    await browser.open(house.signIn())
    const refused = await browser.send({ username: user.username, password })
    const reference = /<strong class="reference">(\d{4}-\d{2})</.exec(refused.html)?.[1] ?? 'none'
    expect(await house.storage.journeys.findByReference(house.realm.id, reference)).toEqual([user.id])
    expect(refused.html).toContain(contact)
    expect(refused.html).toContain(`>${cancel}</button>`)
    expect((await browser.send({}, 'cancel')).headers.get('refresh')).toBe('0; url=/resumed/access_denied')
    expect([house.refused, house.finished]).toEqual([['access_denied'], []])
  })
})
