import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHashing } from '../journey/hashing.ts'
import { type Browser, type House, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

async function atLogin(): Promise<{ browser: Browser; path: string }> {
  const browser = house.browser()
  const path = house.signIn()
  await browser.open(path)
  return { browser, path }
}

describe('forms from elsewhere (S-6)', () => {
  test.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }], ['another port of this host', { origin: 'http://localhost:8081' }], ['a sandboxed page of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('%s changes nothing', async (_, headers) => {
    const user = await house.addUser()
    const { browser, path } = await atLogin()
    const response = await browser.request('POST', `${path}/login`, { csrf: browser.csrf(), username: user.username, password }, headers)
    expect(response.status).toBe(403)
    expect(house.hashCalls()).toBe(0)
    expect((await browser.open(path)).step).toBe('login')
  })

  test('a page of another browser is not answered, nor looked at', async () => {
    const user = await house.addUser()
    const { browser, path } = await atLogin()
    const other = house.browser()
    await other.open(house.signIn())
    expect((await other.open(path)).html).toContain('belongs to another browser')
    expect((await other.post(`${path}/login`, { csrf: browser.csrf(), username: user.username, password })).status).toBe(403)
    expect((await browser.open(path)).step).toBe('login')
  })

  test('without cookies a clear page, and the way on', async () => {
    const { browser, path } = await atLogin()
    const csrf = browser.csrf()
    browser.cookies.clear()
    const shown = await browser.post(`${path}/login`, { csrf, username: 'emma', password })
    expect(shown).toMatchObject({ title: 'Cookies are needed to sign in', status: 400 })
    expect(shown.html).toContain(`href="${path}"`)
  })

  test('the token of one journey opens no other one', async () => {
    const user = await house.addUser()
    const { browser } = await atLogin()
    const csrf = browser.csrf()
    const second = house.signIn()
    await browser.open(second)
    expect(browser.csrf()).not.toBe(csrf)
    expect((await browser.post(`${second}/login`, { csrf, username: user.username, password })).status).toBe(403)
  })
})

describe('bad input: a clear answer, never a 500, nothing half done', () => {
  test.each(['%0d%0ax', '%0d%0aSet-Cookie:%20x=y', '%E3%81%82', '%00', 'account%20here', '%2e%2e%2fhelp', 'a'.repeat(65)])('the id of no journey: %s', async (id) => {
    const { browser } = await atLogin()
    for (const [method, path] of [['GET', ''], ['GET', '/cannot-use-code'], ['POST', '/login'], ['POST', '/cancel']] as const) {
      const response = await browser.request(method, `/realms/demo/journey/${id}${path}`, method === 'POST' ? { csrf: 'x' } : undefined)
      expect([404, 410], `${method} ${path}`).toContain(response.status)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  test.each<[string, string, Record<string, string>, number]>([
    ['too large', `csrf=x&username=${'a'.repeat(20_000)}`, {}, 413], ['not a form', '{"username":"emma"}', { 'content-type': 'application/json' }, 415],
    ['a field twice', 'csrf=x&username=a&username=b', {}, 400], ['not UTF-8', '\xff\xfe', {}, 400], ['empty', '', {}, 403],
  ])('%s', async (_name, body, headers, status) => {
    const { browser, path } = await atLogin()
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const url = `http://127.0.0.1:${new URL(`http://${house.address()}`).port}${path}/login`
    const response = await fetch(url, { method: 'POST', redirect: 'manual', body: Buffer.from(body, 'latin1'), headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers } })
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/at .*\.ts:|Error:/)
    expect((await browser.open(path)).step).toBe('login')
  })

  test.each<Record<string, string>>([
    {}, { username: '', password: '' }, { username: '\u0000', password: '\u0000' }, { username: 'emma\r\nSet-Cookie: x=y', password: 'x' }, { username: '\ud800', password: '\udfff' },
    { username: '<script>alert(1)</script>', password: "' OR 1=1 --" }, { username: 'a'.repeat(10_000), password: 'b'.repeat(3_000) }, { username: '𝒆𝒎𝒎𝒂', password: '\u202e' },
  ])('fields of a sign-in: %j', async (fields) => {
    const { browser } = await atLogin()
    const shown = await browser.send(fields)
    expect(shown).toMatchObject({ status: 200, step: 'login' })
    expect(shown.html).not.toContain('<script>')
    expect(shown.alert).not.toBe(null)
  })

  test.each(['', '       ', '12345', '1234567', 'abcdef', '12345６\u0000', '９'.repeat(200), '<b>', '-1', '1e5'])('a code that is none costs nothing: %j', async (code) => {
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await atLogin()
    await browser.send({ username: user.username, password })
    for (let n = 0; n < 6; n += 1) expect(await browser.send({ code })).toMatchObject({ status: 200, step: 'code' })
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test.each(['login', 'code', 'choose', 'enrol', 'confirm-mail', 'password', 'notice', 'refused', 'updated', 'leaving', 'consent', 'request-reset', 'send-again', 'nonsense', '__proto__', 'constructor', '%00'])(
    'an answer to %s before the password changes nothing', async (step) => {
      const user = await house.addUser({ otpRequired: true })
      const { browser, path } = await atLogin()
      const fields = { csrf: browser.csrf(), username: '', code: '123456', newPassword: password, confirmPassword: password, answer: 'allow', method: 'totp' }
      const response = await browser.request('POST', `${path}/${step}`, fields)
      expect(response.status).toBeLessThan(500)
      expect((await browser.open(path)).step).toBe('login')
      expect(house.finished).toEqual([])
      expect(await house.user(user.id)).toMatchObject({ version: user.version, credentialVersion: 1, otpStatus: 'none' })
    })

  test.each(['x', '%00', '..%2f..%2fetc', 'a'.repeat(3000), '__proto__', "' OR '1'='1"])('a journey that is none: %s', async (id) => {
    const shown = await house.browser().open(`/realms/demo/journey/${encodeURIComponent(id)}`)
    expect(shown.status).toBeGreaterThanOrEqual(400)
    expect(shown.status).toBeLessThan(500)
  })

  test('nonsense in our cookies counts as none', async () => {
    for (const value of ['x', '"', '%', 'a'.repeat(43), '\u00e9'.repeat(10)]) {
      const browser = house.browser()
      for (const name of ['browser', 'known', 'link', 'hint']) browser.cookies.set(`tegata.demo.${name}`, encodeURI(value))
      expect((await browser.open(house.signIn())).step).toBe('login')
      expect((await browser.open('/realms/demo/link')).status).toBe(200)
    }
  })
})

describe('when too many passwords are checked at once (P-3)', () => {
  test('the rest are told to come back, and nothing is counted as a wrong password', async () => {
    const narrow = createHashing({ memoryKiB: 64, passes: 1, lanes: 1, parallel: 1, waiting: 0 })
    const user = await house.addUser()
    house.needs.hashing.verify = narrow.verify
    const browsers = await Promise.all(Array.from({ length: 12 }, async () => (await atLogin()).browser))
    const answers = await Promise.all(browsers.map((browser) => browser.request('POST', browser.shown?.actions[0] ?? '', { csrf: browser.csrf(), username: user.username, password })))
    const busy = answers.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true)
    expect(answers.length - busy.length).toBe(answers.filter(({ status }) => status === 303).length)
    expect(await house.audited()).not.toContain('sign-in.refused password')
  })
})
