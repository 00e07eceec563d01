import { afterEach, describe, expect, test } from 'vitest'
import type { Storage } from '@tegata/storage'
import { createAttempt } from '../journey/attempt.ts'
import { type Browser, type House, openHouse, password } from './walk.test-support.ts'

let house: House
afterEach(() => house.close())

const minutes = 60_000
const hours = 60 * minutes
const unlimited = { max: 100_000, windowMs: 1000 }
const unlimitedShort = { ...unlimited, waitsMs: [] }

async function atCode(browser: Browser, username: string): Promise<void> {
  await browser.open(house.signIn())
  await browser.send({ username, password })
  expect(browser.shown?.step).toBe('code')
}

describe('codes (T-1, L-1, section 5.4)', () => {
  test('fifty parallel requests with the same code: one wins', async () => {
    house = await openHouse({ limits: { journeyCodeTries: 1000, secondFactorShort: unlimitedShort, secondFactorDay: unlimited, secondFactorMonth: unlimited } })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browsers = await Promise.all(Array.from({ length: 50 }, async () => {
      const browser = house.browser()
      await atCode(browser, user.username)
      return browser
    }))
    const code = house.code(secret)
    const shown = await Promise.all(browsers.map((browser) => browser.send({ code })))
    expect(shown.filter(({ title }) => title === 'You are in')).toHaveLength(1)
    expect(shown.filter(({ alert }) => alert?.includes('already been used'))).toHaveLength(49)
    expect(house.finished).toHaveLength(1)
  })

  test('a double click on Submit is one attempt that succeeds, and the person is in', async () => {
    house = await openHouse()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await atCode(browser, user.username)
    const code = house.code(secret)
    await Promise.all([browser.send({ code }), browser.send({ code })])
    expect((await browser.open(house.signIn().replace(/[^/]+$/, browser.shown?.path.split('/').at(-1) ?? ''))).title).toBe('You are in')
  })

  test('of fifty parallel wrong codes exactly five are judged', async () => {
    house = await openHouse({ limits: { journeyCodeTries: 1000 } })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browsers = await Promise.all(Array.from({ length: 50 }, async () => {
      const browser = house.browser()
      await atCode(browser, user.username)
      return browser
    }))
    const wrong = house.wrongCode(secret)
    await Promise.all(browsers.map((browser) => browser.send({ code: wrong })))
    const events = await house.storage.audit.list(house.realm.id, { types: ['code.refused'] }, null, 200)
    expect(events.items.filter(({ reason }) => reason === 'wrong')).toHaveLength(5)
    expect(events.items.filter(({ reason }) => reason === 'wait:short')).toHaveLength(45)
  })

  test('five wrong codes throw the walk back to the password, and the page says until when', async () => {
    house = await openHouse()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await atCode(browser, user.username)
    const wrong = house.wrongCode(secret)
    for (let n = 0; n < 4; n += 1) expect(await browser.send({ code: wrong })).toMatchObject({ step: 'code' })
    expect(await browser.send({ code: wrong })).toMatchObject({ step: 'login' })
    expect(browser.shown?.alert).toMatch(/Too many wrong codes. You can try again at \d\d:\d\d JST/)

    const waiting = await browser.send({ username: user.username, password })
    expect(waiting).toMatchObject({ title: 'Enter your code' })
    expect(waiting.html, 'no field while no answer would be read').not.toContain('name="code"')
    house.pass(minutes + 1)
    await browser.open(waiting.path)
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('waits grow: one, five, fifteen, sixty minutes; a success ends them, and not the budget of a day', async () => {
    house = await openHouse({ limits: { journeyCodeTries: 1000, secondFactorDay: { max: 22, windowMs: 24 * hours } } })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    let browser = house.browser()
    const until = async () => ((await house.storage.throttle.state(`${house.realm.id}:code:short:${user.id}`)).closedUntil ?? 0) - house.now()
    for (const wait of [1, 5, 15, 60]) {
      browser = house.browser()
      await atCode(browser, user.username)
      for (let n = 0; n < 5; n += 1) await browser.send({ code: house.wrongCode(secret) }, '/code')
      expect(Math.abs(await until() - wait * minutes)).toBeLessThan(3000)
      house.pass(wait * minutes + 1)
    }
    await atCode(browser, user.username)
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')

    const next = house.browser()
    await atCode(next, user.username)
    house.pass(30_000)
    await next.send({ code: house.wrongCode(secret) })
    await next.send({ code: house.wrongCode(secret) })
    expect(next.shown?.alert, 'twenty-two since the first one').toContain('Too many wrong codes')
    await next.open(next.shown?.path ?? '')
    expect(next.shown?.html).not.toContain('name="code"')
    expect((await house.newMails()).map(({ kind }) => kind), 'the person is told, once').toEqual(['sign-in-wait'])
    expect(await house.audited(user.id)).toContain('codes.closed')
  })

  describe('the budget of thirty days', () => {
    /** Somebody whose three wrong codes of the month are spent, and a browser that waits at the code. */
    async function spent() {
      house = await openHouse({ limits: { secondFactorMonth: { max: 3, windowMs: 30 * 24 * hours } } })
      const user = await house.addUser()
      const { secret } = await house.addTotp(user)
      const stranger = house.browser()
      await atCode(stranger, user.username)
      for (let n = 0; n < 3; n += 1) await stranger.send({ code: house.wrongCode(secret) })
      const key = `${house.realm.id}:code:month:${user.id}`
      const waits = async () => ((await house.storage.throttle.state(key)).closedUntil ?? 0) - house.now()
      /** Whether a field is shown, and what comes of the code. */
      const tries = async (code: string): Promise<string | undefined> => {
        const browser = house.browser()
        await browser.open(house.signIn())
        if (!(await browser.send({ username: user.username, password })).html.includes('name="code"')) return 'closed'
        return (await browser.send({ code })).title
      }
      return { user, secret, waits, tries, attempts: createAttempt({ storage: house.storage, letters: { codesClosed: () => [] } }) }
    }

    test('spent, it closes codes for 24 hours and not for the month; then a right one lets in, and a wrong one closes again', async () => {
      const { user, secret, waits, tries } = await spent()
      expect(Math.abs(await waits() - 24 * hours)).toBeLessThan(3000)
      expect(await tries(house.code(secret))).toBe('closed')
      house.pass(24 * hours + 1)
      expect(await tries(house.code(secret))).toBe('You are in')
      expect(await waits(), 'a right code costs nothing').toBeLessThanOrEqual(0)
      house.pass(30_000)
      expect(await tries(house.wrongCode(secret))).toBe('Enter your code')
      expect(Math.abs(await waits() - 24 * hours), 'the budget was not given anew').toBeLessThan(3000)
      expect(await tries(house.code(secret))).toBe('closed')
      house.pass(30 * 24 * hours)
      for (let n = 0; n < 2; n += 1) expect(await tries(house.wrongCode(secret))).toBe('Enter your code')
      expect(await tries(house.code(secret)), 'a new month').toBe('You are in')
      expect((await house.user(user.id)).enabled).toBe(true)
    })

    test('the help desk ends the wait and keeps the budget', async () => {
      const { user, secret, waits, tries, attempts } = await spent()
      await house.unit(...attempts.lift(house.realm, user.id))
      expect(await tries(house.code(secret))).toBe('You are in')
      house.pass(30_000)
      expect(await tries(house.wrongCode(secret))).toBe('Enter your code')
      expect(Math.abs(await waits() - 24 * hours)).toBeLessThan(3000)
    })

    test('a reset begins it anew: what was guessed says nothing about another secret', async () => {
      const { user, secret, tries, attempts } = await spent()
      await house.unit(...attempts.lift(house.realm, user.id, { rebound: true }))
      for (let n = 0; n < 2; n += 1) expect(await tries(house.wrongCode(secret))).toBe('Enter your code')
      expect(await tries(house.code(secret))).toBe('You are in')
    })
  })

  test('a used code, a malformed one and a right one cost no attempt', async () => {
    house = await openHouse()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const first = house.browser()
    await atCode(first, user.username)
    const used = house.code(secret)
    await first.send({ code: used })
    const browser = house.browser()
    await atCode(browser, user.username)
    for (let n = 0; n < 8; n += 1) {
      expect((await browser.send({ code: used })).alert).toContain('already been used')
      expect((await browser.send({ code: 'abc' })).alert).toContain('A code has 6 digits')
    }
    house.pass(30_000)
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect((await house.storage.throttle.state(`${house.realm.id}:code:month:${user.id}`)).count).toBe(0)
  })

  test('codes of the step before and after are taken, in full width and with blanks; older ones never, and a slow clock is named, not let in (S3-5)', async () => {
    house = await openHouse()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await atCode(browser, user.username)
    expect((await browser.send({ code: house.code(secret, -2) })).alert).toContain('about 1 minute slow')
    expect((await browser.send({ code: house.code(secret, 2) })).alert, 'a code of the future is never confirmed').toContain('That code is not right')
    const code = house.code(secret, -1)
    const typed = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
    expect((await browser.send({ code: `${typed.slice(0, 3)}　${typed.slice(3)}` })).title).toBe('You are in')
  })

  test('a code of any of several authenticators will do', async () => {
    house = await openHouse()
    const user = await house.addUser()
    await house.addTotp(user)
    const { secret } = await house.addTotp(user, { label: 'Tablet' })
    const browser = house.browser()
    await atCode(browser, user.username)
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('the hundredth wrong code in a row suspends the authenticator, not the account (63B-4 §3.2.2)', async () => {
    house = await openHouse({ limits: { journeyCodeTries: 1000, secondFactorShort: unlimitedShort, secondFactorDay: unlimited, secondFactorMonth: unlimited } })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const browser = house.browser()
    await atCode(browser, user.username)
    const { path, actions } = browser.shown ?? { path: '', actions: [] }
    for (let n = 1; n < 100; n += 1) await (await browser.request('POST', actions[0] ?? '', { csrf: browser.csrf(), code: house.wrongCode(secret) })).text()
    expect((await house.user(user.id)).otpStatus).toBe('app')
    await browser.open(path)
    expect((await browser.send({ code: house.wrongCode(secret) })).title).toBe('You cannot sign in yet')
    expect((await house.user(user.id))).toMatchObject({ otpStatus: 'suspended', enabled: true })
    expect(await house.audited(user.id)).toContain('authenticator.suspended too many wrong codes in a row')
    house.pass(60_000)
    const again = house.browser()
    await again.open(house.signIn())
    expect((await again.send({ username: user.username, password })).html).toContain('Your authenticator has been suspended')
  }, 30_000)
})

describe('passwords (L-2, L-3)', () => {
  test('strangers wait after twenty tries; a browser that the person signed in with does not', async () => {
    house = await openHouse({ limits: { passwordUnknownBrowser: { max: 3, windowMs: 15 * minutes } } })
    const user = await house.addUser()
    const own = house.browser()
    await own.open(house.signIn())
    await own.send({ username: user.username, password })
    const stranger = house.browser()
    await stranger.open(house.signIn())
    for (const login of [user.username, user.username.toUpperCase(), user.email ?? '']) expect((await stranger.send({ username: login, password: 'wrong' })).alert).toContain('not right')
    expect((await stranger.send({ username: ` ${user.username}`, password })).alert, 'one counter, whatever was typed').toMatch(/You can try again at \d\d:\d\d JST/)
    await own.open(house.signIn())
    expect((await own.send({ username: user.username, password })).title).toBe('You are in')
    house.pass(15 * minutes)
    await stranger.open(house.signIn())
    expect((await stranger.send({ username: user.username, password })).title).toBe('You are in')
  })

  test('a right password gives its try back', async () => {
    house = await openHouse({ limits: { passwordUnknownBrowser: { max: 3, windowMs: 15 * minutes } } })
    const user = await house.addUser()
    for (let n = 0; n < 6; n += 1) {
      const browser = house.browser()
      await browser.open(house.signIn())
      expect((await browser.send({ username: user.username, password })).title).toBe('You are in')
    }
  })

  test('an address that tries many people waits between tries; the realm’s own networks are not judged', async () => {
    for (const [ownNetworks, expected] of [[[], 'wait'], [['127.0.0.0/8'], 'wrong']] as const) {
      house = await openHouse({ settings: { ownNetworks: [...ownNetworks] }, limits: { passwordAddress: { max: 3, windowMs: 15 * minutes } } })
      const browser = house.browser()
      await browser.open(house.signIn())
      for (let n = 0; n < 3; n += 1) await browser.send({ username: `nobody-${n}`, password: 'wrong' })
      const shown = await browser.send({ username: 'nobody-4', password: 'wrong' })
      expect(shown.alert?.includes('You can try again') ? 'wait' : 'wrong').toBe(expected)
      if (expected === 'wait') {
        house.pass(5_001)
        expect((await browser.send({ username: 'nobody-4', password: 'wrong' })).alert).toContain('not right')
        expect((await browser.send({ username: 'nobody-5', password: 'wrong' })).alert, 'one every five seconds, not three').toContain('You can try again')
        await house.close()
      }
    }
  })

  test('the hash is renewed at a sign-in when its cost has been raised (P-3)', async () => {
    house = await openHouse()
    const user = await house.addUser({ password: null })
    const cheaper = (await import('../journey/hashing.ts')).createHashing({ memoryKiB: 32, passes: 1, lanes: 1, parallel: 1, waiting: 1 })
    await house.unit(house.storage.users.setPassword(house.realm.id, user.id, await cheaper.hash(password), { credentialVersion: 1, byMail: false }))
    const browser = house.browser()
    await browser.open(house.signIn())
    await browser.send({ username: user.username, password })
    expect(await house.storage.users.findPasswordHash(house.realm.id, user.id)).toContain('m=64')
    expect((await house.user(user.id)).credentialVersion, 'the password is the same').toBe(2)
  })
})

describe('parity (section 5.1): whether somebody exists is nobody’s business', () => {
  function counting(storage: Storage): { storage: Storage; counts: { units: number; statements: number; reads: string[] } } {
    const counts = { units: 0, statements: 0, reads: [] as string[] }
    const watched = <Part extends object>(part: Part): Part => new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(value, target, args)
          if (result instanceof Promise) counts.reads.push(String(name))
          return result
        }
      },
    })
    return {
      counts,
      storage: {
        ...storage,
        unit: (statements) => {
          counts.units += 1
          counts.statements += statements.length
          return storage.unit(statements)
        },
        users: watched(storage.users), knownBrowsers: watched(storage.knownBrowsers), throttle: watched(storage.throttle), links: watched(storage.links),
        authenticators: watched(storage.authenticators), roles: watched(storage.roles), groups: watched(storage.groups),
      },
    }
  }

  test('the same bytes, statements and hashes for wrong, unknown, disabled, passwordless, waiting for set-up, and an empty password', async () => {
    let counts: ReturnType<typeof counting>['counts'] | undefined
    house = await openHouse({ storage: (storage) => { const made = counting(storage); counts = made.counts; return made.storage } })
    const people = {
      existing: await house.addUser(), disabled: await house.addUser({ enabled: false }), passwordless: await house.addUser({ password: null }),
      unproved: await house.addUser({ emailProvedAt: null }), required: await house.addUser({ otpRequired: true }), japanese: await house.addUser({ language: 'ja' }),
    }
    await house.addTotp(people.required)
    const cases = [
      ...Object.entries(people).map(([name, { username }]) => ({ name, username, given: 'wrong password' })),
      { name: 'disabled, right password', username: (await house.addUser({ enabled: false })).username, given: password },
      { name: 'unknown', username: 'user-unknown0', given: 'wrong password' },
      { name: 'empty password', username: (await house.addUser()).username, given: '' },
      { name: 'unknown, empty password', username: 'user-unknown1', given: '' },
      { name: 'very long password', username: (await house.addUser()).username, given: 'x'.repeat(10_000) },
    ]
    const seen = []
    for (const { name, username, given } of cases) {
      const browser = house.browser()
      await browser.open(house.signIn())
      const [hashes, before] = [house.hashCalls(), { units: counts?.units ?? 0, statements: counts?.statements ?? 0, reads: counts?.reads.length ?? 0 }]
      const shown = await browser.send({ username, password: given })
      seen.push({
        name, hashes: house.hashCalls() - hashes, units: (counts?.units ?? 0) - before.units, statements: (counts?.statements ?? 0) - before.statements,
        reads: counts?.reads.slice(before.reads).sort().join(), status: shown.status,
        html: shown.html.replaceAll(username, 'NAME').replaceAll(/journey\/[\w-]+/g, 'journey').replaceAll(/back=[\w-]+/g, 'back').replaceAll(/value="[\w-]{43}"/g, 'csrf'),
        headers: [...shown.headers.keys()].filter((key) => key !== 'date').sort().join(),
      })
    }
    for (const one of seen) expect(one, one.name).toEqual({ ...seen[0], name: one.name })
    expect(seen[0]).toMatchObject({ hashes: 1 })
  })

  test('a name that nobody has waits like a person', async () => {
    house = await openHouse({ limits: { passwordUnknownBrowser: { max: 3, windowMs: 15 * minutes } } })
    const user = await house.addUser()
    const shown = []
    for (const username of [user.username, 'somebody-else']) {
      const browser = house.browser()
      await browser.open(house.signIn())
      for (let n = 0; n < 3; n += 1) await browser.send({ username, password: 'wrong' })
      shown.push((await browser.send({ username, password: 'wrong' })).alert)
    }
    expect(shown[0]).toBe(shown[1])
    expect(shown[0]).toContain('You can try again')
  })

  test('Forgot your password? answers everybody alike, and mails only who is there, in the same number of statements (P-5)', async () => {
    let counts: ReturnType<typeof counting>['counts'] | undefined
    house = await openHouse({ storage: (storage) => { const made = counting(storage); counts = made.counts; return made.storage } })
    const cases = {
      existing: (await house.addUser()).username, address: (await house.addUser()).email ?? '', unknown: 'nobody-here', disabled: (await house.addUser({ enabled: false })).username,
      withoutAddress: (await house.addUser({ email: null, emailProvedAt: null })).username, federated: (await house.addUser({ password: null })).username,
    }
    const seen = []
    for (const [name, username] of Object.entries(cases)) {
      const browser = house.browser()
      await browser.open('/realms/demo/forgot-password')
      const before = { statements: counts?.statements ?? 0, reads: counts?.reads.length ?? 0 }
      const { status, html } = await browser.send({ username })
      seen.push({ name, status, html, statements: (counts?.statements ?? 0) - before.statements, reads: counts?.reads.slice(before.reads).join() })
    }
    for (const one of seen) expect(one, one.name).toEqual({ ...seen[0], name: one.name })
    expect((await house.newMails()).map(({ to }) => to).sort()).toEqual([`${cases.existing}@demo.example`, cases.address].sort())
  })
})
