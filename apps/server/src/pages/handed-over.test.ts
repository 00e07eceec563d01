import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { createLetters } from '../journey/letters.ts'
import { type House, linkIn, openHouse } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const newPassword = 'plum kettle violin'
const letters = () => createLetters({ storage: house.storage, compose: house.needs.compose, publicUrl: house.needs.publicUrl })

/** `before` happens to the person before the link is made. */
type Before = (user: User) => Promise<void>
type Over = Parameters<House['addUser']>[0]

async function onPaper(before: Before = async () => {}, over: Over = {}): Promise<{ user: User; link: string }> {
  const user = await house.addUser({ otpRequired: true, password: null, emailProvedAt: null, ...over })
  await before(user)
  const { href, statements } = letters().sheet(house.realm, user, '高橋 美咲')
  await house.unit(...statements)
  const { pathname, search } = new URL(href)
  return { user, link: `${pathname}${search}` }
}
async function toAnotherAddress(before: Before = async () => {}): Promise<{ user: User; link: string }> {
  const user = await house.addUser({ otpRequired: true, password: null, emailProvedAt: null })
  await before(user)
  await house.unit(...letters().setUp(house.realm, user, '高橋 美咲', 'private@example.test'))
  return { user, link: linkIn((await house.newMails()).find(({ kind, to }) => kind === 'set-up' && to === 'private@example.test')) }
}
async function administers(user: User): Promise<void> {
  const role = (await house.storage.roles.list(house.realm.id)).find(({ name }) => name === 'global-admin')
  const roleId = role?.id ?? '00000000-0000-4000-8000-0000000000aa'
  if (!role) await house.unit(house.storage.roles.create({ id: roleId, realmId: house.realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }))
  await house.unit(...house.storage.roles.grant(house.realm.id, user.id, roleId))
}
const held = (user: User) => house.storage.authenticators.listOf(house.realm.id, user.id)

describe.each([['on paper', onPaper], ['mailed to another address', toAnotherAddress]] as const)('a link that was handed over, %s: the administrator’s word, and no mailbox', (_, hand) => {
  test('code and password are set up by it, as a first proof, and the address on file stays unproved (P16, P17)', async () => {
    const { user, link } = await hand()
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'enrol' })
    expect(await browser.send({ code: house.code(browser.key()) })).toMatchObject({ step: 'password' })
    expect((await browser.send({ newPassword, confirmPassword: newPassword })).title).toBe('Your account has been updated.')
    expect(await held(user)).toMatchObject([{ boundBy: 'first-proof', confirmedFor: 'enrol', state: 'active' }])
    expect((await house.user(user.id)).emailProvedAt).toBeNull()
    expect((await browser.open(link)).title).toBe('This link has already been used')
  })

  test('where a demand is older than the password alone suffices for, it sets the password and binds nothing', async () => {
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, enrolWithinMs: 0 }, house.realm.version))
    const { user, link } = await hand()
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    await browser.send({ newPassword, confirmPassword: newPassword })
    expect(await held(user)).toEqual([])
  })

  test('somebody who administers sets a password by it, and binds nothing: neither here nor with that password alone (P14)', async () => {
    const { user, link } = await hand(administers)
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    expect((await browser.send({ newPassword, confirmPassword: newPassword })).title).toBe('Your account has been updated.')
    await browser.open(house.signIn())
    expect((await browser.send({ username: user.username, password: newPassword })).title).toBe('You cannot sign in yet')
    expect(await held(user)).toEqual([])
  })

  test('it ends when its person becomes an administrator (Z-2)', async () => {
    const { user, link } = await hand()
    await administers(user)
    const browser = house.browser()
    expect((await browser.open(link)).step).not.toBe('password')
    expect((await house.user(user.id)).hasPassword).toBe(false)
  })

  test('it adds nothing beside an authenticator that is there (P18)', async () => {
    const { user, link } = await hand()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await browser.open(link)
    expect(await browser.send()).toMatchObject({ step: 'password' })
    await browser.send({ newPassword, confirmPassword: newPassword })
    expect(await held(user)).toHaveLength(1)
    await browser.open(house.signIn())
    expect(await browser.send({ username: user.username, password: newPassword })).toMatchObject({ step: 'code' })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })
})

test('whose link on paper is over and who has no mailbox reads whom to ask, and is promised no mail', async () => {
  const { link } = await onPaper(undefined, { email: null })
  house.pass(100 * 24 * 3_600_000)
  const shown = await house.browser().open(link)
  expect(shown.title).toBe('This link has expired')
  expect(shown.html).not.toContain('Send me a new link')
  expect(shown.html).not.toContain('address we have for you')
})

test('whose link was handed over may have a new one sent: to the address on file, and to no other', async () => {
  const { user, link } = await toAnotherAddress()
  house.pass(100 * 24 * 3_600_000)
  const browser = house.browser()
  await browser.open(link)
  await browser.send()
  expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['set-up', user.email]])
})
