import { randomUUID } from 'node:crypto'
import { newEmergencyToken, normaliseEmergencyToken } from '@tegata/otp'
import type { NewUser, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, type House, openHouse, password, testClient } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const hours = 60 * 60_000

/** What the help desk hands over. */
async function token(user: User, lifeMs: number | null = 24 * hours): Promise<string> {
  const value = newEmergencyToken((length) => crypto.getRandomValues(new Uint8Array(length)))
  const createdAt = house.now()
  await house.unit(...house.storage.emergencyTokens.create(
    { id: randomUUID(), realmId: house.realm.id, userId: user.id, createdAt, createdBy: 'help', reason: 'by telephone', expiresAt: lifeMs === null ? null : createdAt + lifeMs },
    normaliseEmergencyToken(value), value,
  ))
  return value
}

async function atSecondStep(user: User, over: Parameters<House['signIn']>[0] = {}): Promise<Browser> {
  const browser = house.browser()
  await browser.open(house.signIn(over))
  await browser.send({ username: user.username, password })
  return browser
}

const linkOn = (browser: Browser): string | null => /href="([^"]*\/emergency)"/.exec(browser.shown?.html ?? '')?.[1] ?? null

/** Follows "Use an emergency token" and enters one. */
async function enter(browser: Browser, value: string) {
  const href = linkOn(browser)
  if (href === null) throw new Error(`no way to an emergency token on "${browser.shown?.title}"`)
  expect(await browser.open(href)).toMatchObject({ title: 'Enter your emergency token', step: 'emergency' })
  return browser.send({ code: value })
}

const inARow = (user: User, count: number) => house.unit(...Array.from({ length: count }, (_, n) => house.storage.users.countEmergency(house.realm.id, user.id, n + 1)))

async function administrator(about: Partial<NewUser> = {}): Promise<User> {
  const user = await house.addUser({ otpRequired: true, ...about })
  const id = randomUUID()
  await house.unit(
    house.storage.roles.create({ id, realmId: house.realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }),
    ...house.storage.roles.grant(house.realm.id, user.id, id), house.storage.users.markOtpReset(house.realm.id, user.id, null),
  )
  return house.user(user.id)
}

describe('the Emergency Menu (S0-29)', () => {
  test('leads from the code to a token that lets in, once; its owner is told what is left', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const [value] = [await token(user), await token(user, null)]
    const browser = await atSecondStep(user)
    expect(browser.shown?.html).toContain('Use an emergency token')
    expect(await enter(browser, value)).toMatchObject({ step: 'still-have-it', title: 'Do you still have your authenticator app?' })
    expect(await browser.send({ answer: 'keep' })).toMatchObject({ title: 'You are in' })

    expect(house.finished).toMatchObject([{ userId: user.id, proofs: [{ kind: 'password' }, { kind: 'emergency-token' }], facts: { putOff: true } }])
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'emergency.used'])
    const [mail] = await house.newMails()
    expect(mail).toMatchObject({ kind: 'emergency-used', to: user.email })
    expect(mail?.text).toContain('1 token is left')
    expect(browser.cookies.has('tegata.demo.known'), 'no known browser by a token').toBe(false)

    const again = await atSecondStep(user)
    expect(await enter(again, value)).toMatchObject({ step: 'emergency', alert: 'That emergency token has already been used. Ask Ask the help desk, extension 100 for a new one.' })
  })

  test.each<[string, (value: string) => string]>([
    ['in small letters with blanks', (value) => ` ${value.toLowerCase().replaceAll('-', ' ')} `],
    ['without its dashes', (value) => value.replaceAll('-', '')],
    ['in full width, as a Japanese keyboard writes it', (value) => [...value].map((sign) => sign === '-' ? 'ー' : String.fromCharCode((sign.codePointAt(0) ?? 0) + 0xfee0)).join('')],
  ])('takes a token %s', async (_, written) => {
    const user = await house.addUser({ otpRequired: true })
    expect(await enter(await atSecondStep(user), written(await token(user)))).toMatchObject({ title: 'You are in' })
  })

  test('stands on the set-up page and lets in who has set nothing up (S0-31), on the page for the mailbox, and beside "Can’t use your code?"', async () => {
    const user = await house.addUser({ otpRequired: true })
    const browser = await atSecondStep(user)
    expect(browser.shown?.step).toBe('enrol')
    const path = browser.shown?.path ?? ''
    expect(linkOn(browser)).toBe(`${path}/emergency`)
    await browser.open(`${path}/cannot-use-code`)
    expect(await enter(browser, await token(user))).toMatchObject({ title: 'You are in' })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])

    house.pass(15 * 24 * hours)
    const old = await atSecondStep(user)
    expect(old.shown?.step).toBe('confirm-mail')
    expect(await enter(old, await token(user))).toMatchObject({ title: 'You are in' })
  })

  test('the code field takes a token, too (S0-34), also on the classic page where nothing is set up', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atSecondStep(user)
    expect(await browser.send({ code: await token(user) })).toMatchObject({ step: 'still-have-it' })

    await house.close()
    house = await openHouse({ settings: { presentation: 'classic' } })
    const bare = await house.addUser({ otpRequired: true })
    const classic = await atSecondStep(bare)
    expect(await classic.send({ code: '123456' })).toMatchObject({ step: 'code', alert: expect.stringContaining('none is set up') })
    expect(await classic.send({ code: await token(bare) })).toMatchObject({ title: 'You are in' })
  })

  test('has no place before the password, where nothing is asked, after a token, or for what the application demands (P25)', async () => {
    const user = await house.addUser({ otpRequired: true })
    await house.addTotp(user)
    const value = await token(user)
    const stranger = house.browser()
    const path = house.signIn()
    await stranger.open(path)
    expect(await stranger.open(`${path}/emergency`)).toMatchObject({ step: 'login' })
    expect(await stranger.post(`${path}/emergency`, { code: value })).toMatchObject({ step: 'login' })

    const demanded = await atSecondStep(user, { client: testClient(house.realm, { minimumAcr: '2' }) })
    expect(demanded.shown?.step).toBe('code')
    expect(linkOn(demanded)).toBeNull()
    await demanded.post(`${demanded.shown?.path}/emergency`, { code: value })
    expect(await demanded.send({ code: value })).toMatchObject({ step: 'code', alert: expect.stringContaining('6 digits') })
    expect(await house.storage.emergencyTokens.countLeft(house.realm.id, user.id), 'nothing was spent').toBe(1)

    const browser = await atSecondStep(user)
    await enter(browser, value)
    await browser.post(`${browser.shown?.path}/emergency`, { code: await token(user) })
    expect(await house.storage.emergencyTokens.countLeft(house.realm.id, user.id), 'one a sign-in (K-2)').toBe(1)
  })
})

describe('guessing and racing (K-2, K-5)', () => {
  test('three wrong ones in a walk lead back to the password; it is the day that counts, together with codes', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const browser = await atSecondStep(user)
    expect(await enter(browser, 'AAAA-AAAA-AAAA-AAAA')).toMatchObject({ step: 'emergency', alert: expect.stringContaining('is not right') })
    expect(await browser.send({ code: ' ' })).toMatchObject({ alert: 'Enter the emergency token.' })
    await browser.send({ code: 'AAAA-AAAA-AAAA-AAAB' })
    expect(await browser.send({ code: 'AAAA-AAAA-AAAA-AAAC' })).toMatchObject({ step: 'login', alert: expect.stringContaining('is not right') })
    expect(await house.storage.throttle.state(`${house.realm.id}:code:day:${user.id}`)).toMatchObject({ count: 3 })
    expect((await house.audited(user.id)).filter((event) => event === 'code.refused emergency-wrong')).toHaveLength(3)
  })

  test('of fifty guesses at once three are judged; the five of a quarter of an hour hold across walks, and codes go on', async () => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const walk = async () => {
      const browser = await atSecondStep(user)
      const path = browser.shown?.path ?? ''
      await browser.open(`${path}/emergency`)
      const csrf = browser.csrf()
      await Promise.all(Array.from({ length: 50 }, (_, n) => browser.request('POST', `${path}/emergency`, { csrf, code: `AAAA-AAAA-AAAA-00${n + 10}` })))
    }
    await walk()
    expect((await house.audited(user.id)).filter((event) => event === 'code.refused emergency-wrong')).toHaveLength(3)
    await walk()
    expect((await house.audited(user.id)).filter((event) => event === 'code.refused emergency-wrong')).toHaveLength(5)
    const browser = await atSecondStep(user)
    const waiting = await browser.open(`${browser.shown?.path}/emergency`)
    expect(waiting.alert).toContain('Too many wrong codes')
    expect(waiting.step, 'no field while it waits').toBeNull()
    await browser.open(browser.shown?.path.replace(/\/emergency$/, '') ?? '')
    expect(await browser.send({ code: house.code(secret) })).toMatchObject({ title: 'You are in' })
  })

  test('the same token in twenty requests at once lets one walk in, and tells its owner once', async () => {
    const user = await house.addUser({ otpRequired: true })
    const value = await token(user)
    const walks = await Promise.all(Array.from({ length: 10 }, () => atSecondStep(user)))
    await Promise.all(walks.flatMap((browser) => Array.from({ length: 2 }, () =>
      browser.request('POST', `${browser.shown?.path}/emergency`, { csrf: browser.csrf(), code: value }))))
    const ends = await Promise.all(walks.map(async (browser) => (await browser.open(browser.shown?.path ?? '')).title))
    expect(ends.filter((title) => title === 'You are in')).toHaveLength(1)
    expect((await house.audited(user.id)).filter((event) => event === 'emergency.used')).toHaveLength(1)
    expect((await house.newMails()).filter(({ kind }) => kind === 'emergency-used')).toHaveLength(1)
  })

  test('a second click says nothing about the first, and a used one is no guess', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    const value = await token(user)
    const browser = await atSecondStep(user)
    const path = browser.shown?.path ?? ''
    await Promise.all([1, 2].map(() => browser.request('POST', `${path}/emergency`, { csrf: browser.csrf(), code: value })))
    expect(await browser.open(path)).toMatchObject({ step: 'still-have-it', alert: null })
    const again = await atSecondStep(user)
    await enter(again, value)
    for (let n = 0; n < 6; n += 1) expect((await again.send({ code: value })).alert).toContain('already been used')
    expect(await house.storage.throttle.state(`${house.realm.id}:code:day:${user.id}`)).toMatchObject({ count: 0 })
  })

  test('one that has expired or was revoked says so', async () => {
    const user = await house.addUser({ otpRequired: true })
    const [short, revoked] = [await token(user, hours), await token(user)]
    house.pass(hours)
    const browser = await atSecondStep(user)
    expect((await enter(browser, short)).alert).toContain('has expired or was withdrawn')
    await house.unit(house.storage.emergencyTokens.revokeAll(house.realm.id, user.id))
    expect((await browser.send({ code: revoked })).alert).toContain('has expired or was withdrawn')
  })

  test('of somebody else it is not right', async () => {
    const [user, other] = [await house.addUser({ otpRequired: true }), await house.addUser({ otpRequired: true })]
    expect((await enter(await atSecondStep(user), await token(other))).alert).toContain('is not right')
  })
})

describe('the alarm at the last one (S3-26)', () => {
  const used = async (user: User, value: string) => {
    await enter(await atSecondStep(user), value)
    return (await house.newMails()).filter(({ kind }) => kind === 'emergency-running-out')
  }
  const stock = (user: User, count: number) => Promise.all(Array.from({ length: count }, () => token(user, null)))

  test('goes to the help desk and stands in the log when the last but one of the stock is used, and again at the last', async () => {
    const user = await house.addUser({ otpRequired: true })
    const [one = '', two = '', three = ''] = await stock(user, 3)
    expect(await used(user, one)).toEqual([])
    await house.unit(house.storage.users.countEmergency(house.realm.id, user.id, 0))
    const [mail, ...more] = await used(user, two)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: 'helpdesk@demo.example', subject: `Emergency tokens are running out: ${user.username}` })
    expect(mail?.text).toContain('1 token is left')
    expect(mail?.text).toContain(`/console/demo/users/${user.id}`)
    await house.unit(house.storage.users.countEmergency(house.realm.id, user.id, 0))
    expect((await used(user, three))[0]?.text).toContain('0 tokens are left')
    expect((await house.audited(user.id)).filter((line) => line.startsWith('emergency.'))).toEqual([
      'emergency.used', 'emergency.used', 'emergency.running-out', 'emergency.used', 'emergency.running-out',
    ])
  })

  test('does not go for one that was handed out for a day: it is not of the stock', async () => {
    const user = await house.addUser({ otpRequired: true })
    expect(await used(user, await token(user))).toEqual([])
  })
})

describe('what follows a token (P26)', () => {
  test('offered at the second in a row and put off; compulsory after three, the token being the proof that binds', async () => {
    const user = await house.addUser({ otpRequired: true })
    await inARow(user, 1)
    const second = await atSecondStep(user)
    expect(await enter(second, await token(user))).toMatchObject({ step: 'notice' })
    expect(await second.send({ answer: 'later' })).toMatchObject({ title: 'You are in' })

    await house.unit(house.storage.users.countEmergency(house.realm.id, user.id, 2), house.storage.users.countEmergency(house.realm.id, user.id, 3))
    const fourth = await atSecondStep(user)
    expect(await enter(fourth, await token(user))).toMatchObject({ step: 'enrol' })
    expect(linkOn(fourth), 'no second token').toBeNull()
    expect(await fourth.send({ code: house.code(fourth.key()) })).toMatchObject({ title: 'You are in' })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ boundBy: 'emergency-token', confirmedFor: 'codeOnly' }])
    expect(await house.user(user.id), 'an authenticator begins the count anew').toMatchObject({ emergencyInARow: 0 })
  })

  test('codeOnly: an administrator after a reset is refused until a token is entered, and sets up with it when that is due', async () => {
    const user = await administrator()
    const browser = await atSecondStep(user)
    expect(browser.shown).toMatchObject({ title: 'You cannot sign in yet' })
    expect(browser.shown?.html).toContain('I have an emergency token')
    expect(await enter(browser, await token(user))).toMatchObject({ title: 'You are in' })

    await inARow(user, 1)
    const next = await atSecondStep(user)
    expect(await enter(next, await token(user))).toMatchObject({ step: 'notice' })
    expect(await next.send({ answer: 'setup' })).toMatchObject({ step: 'enrol' })
    expect(await next.send({ code: house.code(next.key()) })).toMatchObject({ title: 'You are in' })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toMatchObject([{ boundBy: 'emergency-token' }])
  })

  test('enrolNow: at once', async () => {
    const id = randomUUID()
    await house.unit(house.storage.policies.saveGroup({
      id, realmId: house.realm.id, name: 'strict', ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'codeOnly',
      afterEmergency: 'enrolNow', sessionsBefore: 'askAtNextUse',
    }))
    const user = await house.addUser({ policyGroupId: id })
    const browser = await atSecondStep(user)
    expect(await enter(browser, await token(user))).toMatchObject({ step: 'enrol' })
    expect(await browser.send({ code: house.code(browser.key()) })).toMatchObject({ title: 'You are in' })
  })

  test('somebody whose authenticators are suspended gets in, and the answer of the page is a field, not a dead end', async () => {
    const user = await house.addUser({ otpRequired: true })
    const { id } = await house.addTotp(user)
    await house.unit(...house.storage.authenticators.setState(house.realm.id, user.id, id, 'suspended'))
    const browser = await atSecondStep(user)
    expect(browser.shown).toMatchObject({ title: 'You cannot sign in yet' })
    expect(await enter(browser, await token(user)), 'handed out while the page was open').toMatchObject({ title: 'You are in' })
  })

  test('S2-20: locked out is whom nothing leads in; whoever is left a token is refused on the same page, and is not', async () => {
    const seen = async (tokens: number) => {
      const user = await house.addUser({ otpRequired: true })
      const { id } = await house.addTotp(user)
      await house.unit(...house.storage.authenticators.setState(house.realm.id, user.id, id, 'suspended'))
      for (let n = 0; n < tokens; n++) await token(user)
      expect((await atSecondStep(user)).shown).toMatchObject({ title: 'You cannot sign in yet' })
      return (await house.audited(user.id)).filter((line) => line.startsWith('sign-in.'))
    }
    expect(await seen(0)).toEqual(['sign-in.refused refused.suspended', 'sign-in.locked-out refused.suspended'])
    expect(await seen(1), 'the page offers it').toEqual(['sign-in.refused suspended'])
  })
})

describe('"Do you still have it?" (P27)', () => {
  test('lost: another one takes its place in one unit, and the owner is told', async () => {
    const user = await house.addUser({ otpRequired: true })
    const { id, secret } = await house.addTotp(user)
    const browser = await atSecondStep(user)
    await enter(browser, await token(user))
    expect(await browser.send({ answer: 'lost' })).toMatchObject({ step: 'enrol' })
    expect((await house.storage.authenticators.listOf(house.realm.id, user.id)).map((held) => held.id), 'nothing goes before the new one is proved').toEqual([id])
    await house.newMails()
    expect((await browser.send({ code: house.code(secret) })).step, 'the old code confirms nothing').toBe('enrol')
    expect(await browser.send({ code: house.code(browser.key()) })).toMatchObject({ title: 'You are in' })
    const held = await house.storage.authenticators.listOf(house.realm.id, user.id)
    expect(held).toMatchObject([{ boundBy: 'emergency-token' }])
    expect(held[0]?.id).not.toBe(id)
    expect(await house.newMails()).toMatchObject([{ kind: 'authenticator-replaced' }])
    expect(await house.audited(user.id)).toContain('authenticator.replaced')
  })

  test('lost can be taken back: a set-up that cannot be finished never leads back to itself (S0-31)', async () => {
    const user = await house.addUser({ otpRequired: true })
    const { id } = await house.addTotp(user)
    const browser = await atSecondStep(user)
    await enter(browser, await token(user))
    await browser.send({ answer: 'lost' })
    expect(await browser.send({ answer: 'keep' }, '/still-have-it')).toMatchObject({ title: 'You are in' })
    expect((await house.storage.authenticators.listOf(house.realm.id, user.id)).map((held) => held.id)).toEqual([id])
  })

  test('after three in a row it is not skipped: a code, or lost', async () => {
    const user = await house.addUser({ otpRequired: true })
    const { secret } = await house.addTotp(user)
    await inARow(user, 3)
    const browser = await atSecondStep(user)
    await enter(browser, await token(user))
    expect(browser.shown?.html).toContain('several times in a row')
    expect(await browser.send({ answer: 'keep' })).toMatchObject({ step: 'still-have-it' })
    expect(await browser.send({ code: house.wrongCode(secret) })).toMatchObject({ step: 'still-have-it', alert: expect.stringContaining('not right') })
    expect(await browser.send({ code: house.code(secret) })).toMatchObject({ title: 'You are in' })
    expect(await house.user(user.id)).toMatchObject({ emergencyInARow: 0 })
  })

  test('no answer, an invented one, or one before the token changes nothing', async () => {
    const user = await house.addUser({ otpRequired: true })
    await house.addTotp(user)
    const browser = await atSecondStep(user)
    expect(await browser.post(`${browser.shown?.path}/still-have-it`, { answer: 'keep' })).toMatchObject({ step: 'code' })
    expect(await browser.post(`${browser.shown?.path}/still-have-it`, { answer: 'lost' })).toMatchObject({ step: 'code' })
    await enter(browser, await token(user))
    for (const answer of ['', 'remove', 'skip']) expect(await browser.send({ answer })).toMatchObject({ step: 'still-have-it' })
  })
})
