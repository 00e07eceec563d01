import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { Phone } from '../support/phone.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { together } from '../support/together.ts'
import { everybodysPassword } from '../support/walk.ts'
import { type Shown, Walker } from '../support/walker.ts'

const waiting = /too many wrong passwords/i

describe('guessing', () => {
  let tegata: Tegata
  let token: string
  let app: Application
  let shift = 0
  beforeAll(async () => {
    tegata = await startTegata({ TEGATA_TRUSTED_PROXIES: '127.0.0.0/8,::1' })
    token = await tegata.adminToken()
    app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'app', node: () => tegata.url })
    expect((await api('POST', '/clients', { clientId: 'app', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] })).status).toBe(201)
  })
  afterAll(() => tegata.stop())

  const api = (method: string, path: string, body?: unknown) => fetch(`${tegata.url}/api/realms/demo${path}`, {
    method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const idOf = async (username: string): Promise<string> => {
    const { items } = await (await api('GET', `/users?search=${username}`)).json() as { items: { id: string; username: string }[] }
    return items.find((user) => user.username === username)?.id ?? ''
  }
  const pass = async (ms: number) => {
    shift += ms
    await tegata.setClock(Date.now() + shift)
  }
  const walker = (headers: Record<string, string> = {}) => new Walker({ stop: (url) => url.origin === callbackOrigin, headers })
  const from = (address: string) => walker({ 'x-forwarded-for': address })
  const enter = async (browser: Walker, username: string, password: string): Promise<Shown> => {
    await browser.open(app.ask().url)
    return browser.send({ username, password }, 'login')
  }
  let strangers = 0
  /** An address that nobody used before. */
  const elsewhere = () => `198.18.${Math.floor(++strangers / 250)}.${(strangers % 250) + 1}`

  /** What a stranger can compare, less what is random on every page. */
  const comparable = ({ status, headers, body, url, forms }: Shown, username: string) => {
    const csrf = forms.map((form) => form.fields.csrf ?? '').filter((value) => value !== '')
    const id = /\/journey\/([\w-]+)/.exec(url.pathname)?.[1] ?? '-'
    const plain = (text: string) => [...csrf, id].reduce((rest, value) => rest.replaceAll(value, '~'), text).replaceAll(username, 'NAME')
    return {
      status, body: plain(body), path: plain(url.pathname + url.search),
      headers: Object.fromEntries([...headers].filter(([name]) => !['date', 'set-cookie'].includes(name)).map(([name, value]) => [name, plain(value)])),
      cookies: headers.getSetCookie().map((line) => line.replace(/=[^;]*/, '=')).sort(),
    }
  }

  // Names of one length, so that lengths can be compared as well.
  const people: readonly (readonly [string, string])[] = [
    ['a wrong password of somebody', 'emma'], ['somebody with a code', 'hana'], ['nobody', 'nona'], ['a disabled person', 'gone'], ['somebody without a password', 'bare'],
  ]

  test('P-5, I-12: a wrong password says the same of everybody: status, headers, cookies, bytes, and the wait after many', async () => {
    for (const username of ['gone', 'bare']) {
      expect((await api('POST', '/users', { username, email: `${username}@demo.example`, givenName: 'G', familyName: 'O', enabled: username !== 'gone' })).status).toBe(201)
    }
    const words = ['not the right one', '', 'x'.repeat(10_000)]
    const seen = new Map<string, unknown>()
    for (const [what, username] of people) {
      const answers = []
      for (const password of words) {
        const browser = from(elsewhere())
        await browser.open(app.ask().url)
        const { url, body } = browser.filled({ username, password }, 'login')
        const posted = await browser.request('POST', url, body)
        answers.push({ status: posted.status, cookies: posted.headers.getSetCookie().map((line) => line.replace(/=[^;]*/, '=')).sort() })
        answers.push(comparable(await browser.open(posted.headers.get('location') ?? ''), username))
      }
      seen.set(what, answers)
    }
    const [first] = seen.values()
    for (const [what, answers] of seen) expect(answers, what).toEqual(first)

    // Twenty from unknown browsers, then a wait: of a name that nobody has, too.
    for (const [what, username] of people.slice(1, 3)) {
      await together(20, async () => enter(from(elsewhere()), username, 'wrong again'))
      const shown = await enter(from(elsewhere()), username, 'wrong again')
      expect(shown.alert, what).toMatch(waiting)
      // The minute may pass in between.
      seen.set(what, { ...comparable(shown, username), body: comparable(shown, username).body.replaceAll(/\d{1,2}:\d{2}/g, 'TIME') })
    }
    expect(seen.get('nobody')).toEqual(seen.get('somebody with a code'))
  })

  test('P-5, M-4: a forgotten password says the same of everybody, also beyond the limit, and mails only whom it concerns', async () => {
    const seen = new Map<string, unknown>()
    const before = (await tegata.mails()).length
    for (const [what, username] of [...people, ['an address', 'emma@demo.example'], ['nobody’s address', 'nona@demo.example']] as const) {
      const answers = []
      for (let n = 0; n < 7; n += 1) {
        const browser = from(elsewhere())
        await browser.open(`${tegata.url}/realms/demo/forgot-password`)
        const { url, body } = browser.filled({ username })
        const posted = await browser.request('POST', url, body)
        answers.push([posted.status, posted.headers.get('location'), posted.headers.getSetCookie().length])
        answers.push(comparable(await browser.open(posted.headers.get('location') ?? ''), username))
      }
      seen.set(what, answers)
    }
    const [first] = seen.values()
    for (const [what, answers] of seen) expect(answers, what).toEqual(first)
    await tegata.mailTo('hana@demo.example', /password/i)
    await tegata.mailTo('emma@demo.example', /password/i)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const all = await tegata.mails()
    const sent = all.slice(0, all.length - before)
    // At most five an hour for a person, whichever name was typed; of links that replace each other only the newest goes out.
    for (const name of ['emma', 'hana']) {
      const count = sent.filter(({ to }) => to.startsWith(name)).length
      expect(count).toBeGreaterThanOrEqual(1)
      expect(count).toBeLessThanOrEqual(5)
    }
    expect(sent.filter(({ to }) => /gone|bare|nona/.test(to))).toEqual([])
  })

  test('L-2, I-13: two hundred wrong passwords from two hundred addresses do not keep the victim’s own browser waiting', async () => {
    await pass(3_600_000)
    const home = from('203.0.113.7')
    const isTaro = { preferred_username: 'taro', acr: '2' }
    const first = app.ask()
    await home.open(first.url)
    await home.send({ username: 'taro', password: everybodysPassword }, 'login')
    await home.send({ code: await tegata.codeOf('taro') }, 'code')
    expect(claimsOf((await app.finish(home, first)).access_token)).toMatchObject(isTaro)
    await pass(60_000)

    const answers = []
    for (let round = 0; round < 10; round += 1) answers.push(...await together(20, async () => (await enter(from(elsewhere()), 'taro', `guess ${round}`)).alert ?? ''))
    expect(answers.filter((alert) => waiting.test(alert)).length).toBeGreaterThanOrEqual(150)

    // The session of before is thrown away; the browser is the same.
    const anew = app.ask({ prompt: 'login' })
    await home.open(anew.url)
    await home.send({ password: everybodysPassword }, 'login')
    expect(home.shown.step).toBe('code')
    await home.send({ code: await tegata.codeOf('taro') }, 'code')
    expect(claimsOf((await app.finish(home, anew)).access_token)).toMatchObject(isTaro)

    // A browser that nobody knows waits for its turn, and is told so; a quarter of an hour later it is let in.
    const stranger = from(elsewhere())
    expect((await enter(stranger, 'taro', everybodysPassword)).alert).toMatch(waiting)
    await pass(16 * 60_000)
    expect((await enter(from(elsewhere()), 'taro', everybodysPassword)).step).toBe('code')
  })

  test.each([['capitals', 'YUNA'], ['blanks', '  yuna '], ['full width', 'ｙｕｎａ'], ['the address', 'Yuna@Demo.Example']])(
    'L-3: %s name the same person, and the same counter', async (_, spelling) => {
      await pass(24 * 3_600_000)
      const spellings = ['yuna', spelling]
      await together(20, async (n) => enter(from(elsewhere()), spellings[n % 2] ?? 'yuna', 'no'))
      for (const username of spellings) expect((await enter(from(elsewhere()), username, everybodysPassword)).alert, username).toMatch(waiting)
    })

  test('the address that counts is the one behind the last proxy; what a stranger writes before it, or sends twice, changes nothing', async () => {
    await pass(24 * 3_600_000)
    const events = async (userId: string) => (await (await api('GET', `/events?userId=${userId}&limit=5`)).json() as { items: { address: string }[] }).items
    const id = await idOf('emma')
    await enter(walker({ 'x-forwarded-for': '10.9.8.7, 192.0.2.44' }), 'emma', 'no')
    expect((await events(id))[0]?.address).toBe('192.0.2.44')
    await enter(walker({ 'x-forwarded-for': '192.0.2.45, garbage' }), 'emma', 'no')
    expect((await events(id))[0]?.address).toMatch(/^(?:127\.0\.0\.1|::1)$/)
    await enter(walker({ forwarded: 'for=192.0.2.46', 'x-real-ip': '192.0.2.47', 'x-forwarded-for': '::ffff:192.0.2.48' }), 'emma', 'no')
    expect((await events(id))[0]?.address).toBe('192.0.2.48')
  })

  test('T-1, section 5.4: five wrong codes end the sign-in, a new one does not begin the count anew, success clears only the short limit', async () => {
    await pass(24 * 3_600_000)
    const created = await api('POST', '/users', { username: 'limits', email: 'limits@demo.example', givenName: 'L', familyName: 'L', otpRequired: true, sendSetupMail: true })
    const { id } = await created.json() as { id: string }
    const link = /https?:\/\/\S+\/link\?key=[\w-]+/.exec((await tegata.mailTo('limits@demo.example')).text)?.[0] ?? ''
    const browser = from(elsewhere())
    await browser.open(link)
    await browser.send()
    const phone = new Phone(browser.key, () => Date.now() + shift)
    await browser.send({ code: await phone.next() }, 'enrol')
    await browser.send({ newPassword: 'a long walk home', confirmPassword: 'a long walk home' }, 'password')

    const wrongs = async (): Promise<number> => {
      const { items } = await (await api('GET', `/events?userId=${id}&type=code.refused&limit=200`)).json() as { items: { reason: string }[] }
      return items.filter(({ reason }) => reason === 'wrong').length
    }
    let day = 0
    // Four wrong and one right, again and again: the day's twenty are used up although every round ends well.
    for (let round = 0; round < 8; round += 1) {
      await enter(browser, 'limits', 'a long walk home')
      if (browser.shown.step !== 'code') {
        await browser.open(app.ask({ prompt: 'login' }).url)
        await browser.send({ password: 'a long walk home' }, 'login')
      }
      if (!browser.shown.forms.some(({ action }) => action.endsWith('/code'))) break
      for (let n = 0; n < 4; n += 1) {
        if (browser.shown.step === 'code') await browser.send({ code: phone.wrong(round * 10 + n) }, 'code')
      }
      if (browser.shown.step === 'code') await browser.send({ code: await phone.next() }, 'code')
      if (app.codeOf(browser) !== undefined) day += 1
      await pass(30_000)
      browser.cookies.get('localhost')?.forEach((cookie, key, jar) => void (/^tegata\.demo(?:\.sig)?$/.test(cookie.name) && jar.delete(key)))
    }
    expect(day).toBeGreaterThanOrEqual(4)
    expect(await wrongs()).toBeLessThanOrEqual(20)
    expect(await wrongs()).toBeGreaterThanOrEqual(16)
    const late = from(elsewhere())
    await enter(late, 'limits', 'a long walk home')
    if (late.shown.step === 'code') await late.send({ code: await phone.next() }, 'code')
    expect(app.codeOf(late)).toBe(undefined)
    expect(late.shown.body).toMatch(/too many|not be checked|wait|until/i)
    expect((await tegata.mailTo('limits@demo.example', /too many/i)).text).toContain('Demo Company')
  })
})
