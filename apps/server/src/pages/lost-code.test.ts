import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { type Browser, found, type House, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const minutes = 60_000

async function atCode(user: User): Promise<Browser> {
  const browser = house.browser()
  await browser.open(house.signIn())
  expect(await browser.send({ username: user.username, password })).toMatchObject({ step: 'code' })
  return browser
}

const help = (browser: Browser) => browser.open(`${browser.shown?.path.split('?')[0]?.replace(/\/cannot-use-code$/, '')}/cannot-use-code`)
const referenceOn = (browser: Browser): string => /(?<![\w-])\d{4}-\d{2}(?![\w-])/.exec(browser.shown?.html ?? '')?.[0] ?? ''

/** What an administrator's answer does, in one unit: everything older ends, but for the walk of this reference. */
async function reset(user: User, reference: string | null): Promise<void> {
  const { storage, realm } = house
  const request = await storage.resetRequests.findOpenOf(realm.id, user.id)
  await house.unit(
    ...(request === undefined ? [] : [reference === null ? storage.resetRequests.dismiss(realm.id, request.id, 'help') : storage.resetRequests.answer(realm.id, request.id, 'help')]),
    ...storage.authenticators.removeAll(realm.id, user.id),
    storage.users.setOtpRequired(realm.id, user.id, true), storage.users.markOtpReset(realm.id, user.id, null),
    storage.links.voidAll(realm.id, user.id, 'reset'), ...storage.users.endEverything(realm.id, user.id),
  )
  await storage.volatileUnit(storage.users.endVolatile(realm.id, user.id, reference ?? undefined))
}

describe('Can’t use your code?', () => {
  test('what happened, the contact, a reference in digits, and the way to an emergency token (S0-29)', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atCode(user)
    expect(browser.shown?.html).toContain('Can&#39;t use your code?')
    const shown = await help(browser)
    expect(shown.html).toContain('I have a new phone or lost mine')
    expect(shown.html).toContain('extension 100')
    expect(referenceOn(browser)).toMatch(/^\d{4}-\d{2}$/)
    expect(shown.html).toMatch(/href="[^"]*\/emergency">Use an emergency token/)
  })

  test('on the set-up page there is nothing to reset, and before the password there is no such page', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = house.browser()
    const path = house.signIn()
    await browser.open(path)
    expect(await browser.open(`${path}/cannot-use-code`)).toMatchObject({ step: 'login' })
    await browser.send({ username: user.username, password })
    expect((await help(browser)).html).not.toContain('Ask for a reset')
    await browser.open(path)
    expect((await browser.post(`${path}/request-reset`)).step).toBe('enrol')
    expect(await house.storage.resetRequests.findOpenOf(house.realm.id, user.id)).toBeUndefined()
  })

  test('Ask for a reset files one request with that reference, shown on the waiting page and mailed to the help desk (S2-20)', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atCode(user)
    await help(browser)
    const reference = referenceOn(browser)
    await Promise.all([browser.send({}, '/request-reset'), browser.send({}, '/request-reset')])
    expect(browser.shown?.title).toBe('Your request was sent')
    expect(browser.shown?.headers.get('refresh')).toBe('15')
    expect(browser.shown?.html).toContain(reference)
    expect(await house.storage.resetRequests.findOpenOf(house.realm.id, user.id)).toMatchObject({ reference, state: 'open' })
    const mails = await house.newMails()
    expect(mails).toMatchObject([{ kind: 'reset-request', to: 'helpdesk@demo.example' }])
    expect(mails[0]?.text).toContain(reference)
    expect(await house.audited(user.id)).toContain('reset.requested')
    const still = await browser.open(`${browser.shown?.path}&still=1`)
    expect(still.headers.get('refresh')).toBe(null)
  })

  test('the answer lets the waiting page of that reference, and no other, go on to the set-up (P23)', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const [owner, stranger] = [await atCode(user), await atCode(user)]
    await help(owner)
    await owner.send({}, '/request-reset')
    const waiting = owner.shown?.path ?? ''
    expect(await owner.open(waiting)).toMatchObject({ title: 'Your request was sent' })

    await reset(user, referenceOn(owner))
    expect(await owner.open(waiting)).toMatchObject({ title: 'Set up your authenticator app', step: 'enrol' })
    const elsewhere = await stranger.open(stranger.shown?.path ?? '')
    expect(elsewhere.step).toBe('login')
    expect(await stranger.send({ username: user.username, password }), 'for half an hour everybody else proves the mailbox').toMatchObject({ step: 'confirm-mail' })

    expect((await owner.send({ code: house.code(secret) })).step, 'the old phone is worth nothing').toBe('enrol')
    expect((await owner.send({ code: house.code(owner.key()) })).title).toBe('You are in')
    expect(house.finished).toMatchObject([{ epoch: 2, proofs: [{ kind: 'password', epoch: 2 }, { kind: 'totp', epoch: 2 }] }])
    expect(await stranger.open(stranger.shown?.path ?? ''), 'and is challenged once it is set up').toMatchObject({ step: 'code' })
  })

  test('a reset without a request lets no waiting page go on', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atCode(user)
    await help(browser)
    await browser.send({}, '/request-reset')
    await reset(user, null)
    expect(await browser.open(browser.shown?.path ?? '')).toMatchObject({ step: 'login' })
  })

  test('everything ended a second time ends the referenced walk, too (P20)', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atCode(user)
    await help(browser)
    await browser.send({}, '/request-reset')
    const waiting = browser.shown?.path ?? ''
    await reset(user, referenceOn(browser))
    await house.unit(...house.storage.users.endEverything(house.realm.id, user.id))
    await house.storage.volatileUnit(house.storage.users.endVolatile(house.realm.id, user.id))
    expect(await browser.open(waiting)).toMatchObject({ step: 'login' })
  })

  test('asking again from a newer page puts its reference in the place of the older one; the older page may ask again', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const [older, newer] = [await atCode(user), await atCode(user)]
    for (const browser of [older, newer]) {
      await help(browser)
      await browser.send({}, '/request-reset')
      expect(browser.shown?.title).toBe('Your request was sent')
    }
    expect(await house.storage.resetRequests.findOpenOf(house.realm.id, user.id)).toMatchObject({ reference: referenceOn(newer) })
    expect((await older.open(older.shown?.path ?? '')).html).toContain('Ask for a reset')
    await reset(user, referenceOn(newer))
    expect((await older.open(older.shown?.path ?? '')).step).not.toBe('enrol')
  })

  test('an answer of no is said; a request that nobody answered may be asked anew after half an hour', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atCode(user)
    await help(browser)
    await browser.send({}, '/request-reset')
    const waiting = browser.shown?.path ?? ''
    const { id } = await found(house.storage.resetRequests.findOpenOf(house.realm.id, user.id))
    await house.unit(house.storage.resetRequests.dismiss(house.realm.id, id, 'help'))
    expect((await browser.open(waiting)).html).toContain('it was not granted')
    await help(browser)
    await browser.send({}, '/request-reset')
    house.pass(31 * minutes)
    expect((await browser.open(waiting)).html).toContain('Ask for a reset')
  })

  test('requests to the help desk are limited like all mail', async () => {
    await house.close()
    house = await openHouse({ limits: { mailAfterPassword: { max: 2, windowMs: 24 * 60 * minutes } } })
    const user = await house.addUser()
    await house.addTotp(user)
    for (let n = 0; n < 4; n += 1) {
      const browser = await atCode(user)
      await help(browser)
      await browser.send({}, '/request-reset')
      expect(browser.shown?.title).toBe(n < 2 ? 'Your request was sent' : 'Enter your code')
      if (n >= 2) expect(browser.shown?.alert).toContain('No more mails can be sent today')
    }
    expect(await house.newMails()).toHaveLength(2)
  })
})
