import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { Phone } from '../support/phone.ts'
import { startTegata, type Tegata } from '../support/tegata.ts'
import { Walker } from '../support/walker.ts'

const password = 'a long walk home'

describe('what ends a link', () => {
  let tegata: Tegata
  let token: string
  let app: Application
  let shift = 0
  beforeAll(async () => {
    tegata = await startTegata()
    token = await tegata.adminToken()
    app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'app', node: () => tegata.url })
    expect((await api('POST', '/clients', { clientId: 'app', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] })).status).toBe(201)
  })
  afterAll(() => tegata.stop())

  const api = (method: string, path: string, body?: unknown) => fetch(`${tegata.url}/api/realms/demo${path}`, {
    method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const walker = () => new Walker({ stop: (url) => url.origin === callbackOrigin })
  const pass = async (ms: number) => {
    shift += ms
    await tegata.setClock(Date.now() + shift)
  }
  const invite = async (username: string) => {
    const created = await api('POST', '/users', { username, email: `${username}@demo.example`, givenName: 'L', familyName: 'L', otpRequired: true, sendSetupMail: true })
    expect(created.status).toBe(201)
    const { id } = await created.json() as { id: string }
    return { id, username, link: linkIn(await tegata.mailTo(`${username}@demo.example`, /Set up/)) }
  }
  /** As far as the last step: the code is proved, the password not chosen yet. */
  const nearlyDone = async (link: string): Promise<{ browser: Walker; phone: Phone }> => {
    const browser = walker()
    await browser.open(link)
    await browser.send()
    const phone = new Phone(browser.key, () => Date.now() + shift)
    await browser.send({ code: await phone.next() }, 'enrol')
    expect(browser.shown.step).toBe('password')
    return { browser, phone }
  }
  const choose = (browser: Walker) => browser.send({ newPassword: password, confirmPassword: password }, 'password')
  const forgotten = async (username: string) => {
    const browser = walker()
    await browser.open(`${tegata.url}/realms/demo/forgot-password`)
    await browser.send({ username })
  }
  /** The text of the newest mail about it, once there are so many. */
  const mailNumber = async (count: number, username: string, subject: RegExp): Promise<string> => {
    const there = async () => (await tegata.mails()).filter((mail) => mail.to.startsWith(`${username}@`) && subject.test(mail.subject))
    await expect.poll(async () => (await there()).length, { timeout: 15_000 }).toBe(count)
    return (await there())[0]?.text ?? ''
  }

  type Invited = Awaited<ReturnType<typeof invite>>
  const causes: readonly (readonly [string, (user: Invited) => Promise<unknown>, RegExp, boolean])[] = [
    ['it was used', async ({ link }) => choose((await nearlyDone(link)).browser), /already been used/, true],
    ['a newer one was sent', async ({ id, username }) => {
      expect((await api('POST', `/users/${id}/setup-mail`)).status).toBe(202)
      await mailNumber(2, username, /Set up/)
    }, /A newer link was sent/, true],
    ['its time is over', () => pass(73 * 3_600_000), /expired/, true],
    ['the person was disabled', ({ id }) => api('PATCH', `/users/${id}`, { enabled: false }), /This link does not work/, false],
    ['the person was deleted', ({ id }) => api('DELETE', `/users/${id}`), /This link does not work/, false],
    ['the address was changed', ({ id, username }) => api('PATCH', `/users/${id}`, { email: `other-${username}@demo.example` }), /no longer works|has expired/, true],
  ]

  test.each(causes)('P-6: %s: the link says so and begins nothing, and what was begun with it commits nothing', async (cause, happens, says, mayRenew) => {
    const user = await invite(cause.replaceAll(/\W+/g, '-'))
    const before = cause === 'it was used' ? undefined : await nearlyDone(user.link)
    await happens(user)

    if (before !== undefined) {
      await choose(before.browser)
      expect(before.browser.shown.title).not.toBe('Your account has been updated.')
      expect(before.browser.shown.body).not.toContain('id="otp-key"')
    }
    const late = walker()
    await late.open(user.link)
    expect(late.shown.body).toMatch(says)
    expect(late.shown.forms.some(({ action }) => /\/link(?:\?|$)/.test(action))).toBe(false)
    expect(late.shown.forms.some(({ action }) => action.includes('/link/new'))).toBe(mayRenew)
    // The page is not needed to ask for more: the same form, sent by hand.
    const page = walker()
    await page.open((await invite(`${user.username}-b`)).link)
    const { url, body } = page.filled({})
    page.cookies.get('localhost')?.forEach((cookie) => void (cookie.name.endsWith('.link') && (cookie.value = new URL(user.link).searchParams.get('key') ?? '')))
    const posted = await page.request('POST', url, body)
    expect(posted.headers.get('location') ?? '').not.toContain('/journey/')

    const shown = await api('GET', `/users/${user.id}`)
    if (cause !== 'it was used' && shown.status === 200) expect(await shown.json()).toMatchObject({ hasPassword: false, otp: { registered: false } })
  })

  test('P-6, P-9: a set-up link ends with a password that was set by another way, a reset link with a newer one; a reset removes no authenticator and signs nobody in', async () => {
    const user = await invite('resets')
    const { browser, phone } = await nearlyDone(user.link)
    await choose(browser)
    await forgotten('resets')
    const first = linkIn({ text: await mailNumber(1, 'resets', /A new password/) })
    const held = walker()
    await held.open(first)
    await held.send()
    expect(held.shown.step).toBe('password')
    await forgotten('resets')
    const second = linkIn({ text: await mailNumber(2, 'resets', /A new password/) })
    await held.send({ newPassword: 'the stranger chose this', confirmPassword: 'the stranger chose this' }, 'password')
    expect(held.shown.title).not.toBe('Your account has been updated.')

    const reset = walker()
    await reset.open(second)
    await reset.send()
    await reset.send({ newPassword: 'quite another sentence', confirmPassword: 'quite another sentence' }, 'password')
    expect(reset.shown.title).toBe('Your account has been updated.')
    // No session came of it, and the code is asked for as before.
    const asked = app.ask({ prompt: 'none' })
    await reset.open(asked.url)
    expect(reset.shown.url.searchParams.get('error')).toBe('login_required')
    const again = app.ask()
    await reset.open(again.url)
    await reset.send({ username: 'resets', password: 'quite another sentence' }, 'login')
    expect(reset.shown.step).toBe('code')
    await reset.send({ code: await phone.next() }, 'code')
    expect(claimsOf((await app.finish(reset, again)).access_token)).toMatchObject({ preferred_username: 'resets', acr: '2' })
  })

  test('P-7: twenty GETs and HEADs by a scanner, in its own browsers and in none, spend nothing; the address never keeps the key', async () => {
    const { link } = await invite('scanned')
    for (let n = 0; n < 10; n += 1) {
      const scanner = walker()
      await scanner.request('HEAD', new URL(link))
      const page = await scanner.open(link)
      expect(page.url.href).not.toContain('key=')
      expect(page.body).not.toContain(new URL(link).searchParams.get('key') ?? '')
      expect(page.headers.get('referrer-policy')).toBe('no-referrer')
      expect(page.headers.get('cache-control')).toContain('no-store')
    }
    const { browser } = await nearlyDone(link)
    expect((await choose(browser)).title).toBe('Your account has been updated.')
  })

  test('S-6: the forms of a link are answered only by the browser that was shown them, from our own pages', async () => {
    const { link } = await invite('forged')
    const victim = walker()
    await victim.open(link)
    const { url, body } = victim.filled({})
    const stranger = walker()
    await stranger.open(`${tegata.url}/realms/demo/forgot-password`)
    stranger.cookies.get('localhost')?.set('stolen', { name: 'tegata.demo.link', value: new URL(link).searchParams.get('key') ?? '', path: '/' })
    expect((await stranger.request('POST', url, body)).status).toBe(403)
    expect((await victim.request('POST', url, body, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await victim.request('POST', url, body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await victim.request('POST', url, {})).status).toBe(403)
    expect((await victim.send()).step).toBe('enrol')
  })

  test('M-2, M-3, P17: a mailed code is worth something in the sign-in that asked for it, three times; its link releases no other browser, and asks for the password', async () => {
    const { id, link } = await invite('mailed')
    await choose((await nearlyDone(link)).browser)
    expect((await api('POST', `/users/${id}/reset-otp`, { reason: 'a new phone', proof: 'mail' })).status).toBe(204)
    const asked = app.ask()
    const atMail = async ({ url } = app.ask()): Promise<Walker> => {
      const browser = walker()
      await browser.open(url)
      await browser.send({ username: 'mailed', password }, 'login')
      if (browser.shown.step === 'choose') await browser.send({ method: 'totp' }, 'choose')
      expect(browser.shown.step).toBe('confirm-mail')
      return browser
    }
    const codeIn = (text: string) => /^ {4}(\d{8})$/m.exec(text)?.[1] ?? ''
    const mine = await atMail(asked)
    const first = await mailNumber(1, 'mailed', /Confirm that it is you/)
    const stranger = await atMail()
    const second = await mailNumber(2, 'mailed', /Confirm that it is you/)

    // Each with the code of the other: wrong, and counted.
    await mine.send({ code: codeIn(second) }, 'confirm-mail')
    await stranger.send({ code: codeIn(first) }, 'confirm-mail')
    expect([mine.shown.step, stranger.shown.step]).toEqual(['confirm-mail', 'confirm-mail'])
    // The stranger guesses on: after three tries even the right one is not judged any more.
    for (const guess of ['00000000', '11111111']) await stranger.send({ code: guess }, 'confirm-mail')
    await stranger.send({ code: codeIn(second) }, 'confirm-mail')
    expect(stranger.shown.step).toBe('confirm-mail')

    // The link of the stranger's mail, opened by the owner, lets the stranger's page stand where it stood.
    const desk = walker()
    await desk.open(linkIn({ text: second }))
    await desk.send()
    expect(desk.shown.step).toBe('login')
    expect(desk.shown.body).not.toContain('id="otp-key"')
    await stranger.open(stranger.shown.url)
    expect(stranger.shown.step).toBe('confirm-mail')

    await mine.send({ code: codeIn(first) }, 'confirm-mail')
    expect(mine.shown.step).toBe('enrol')
    const phone = new Phone(mine.key, () => Date.now() + shift)
    await mine.send({ code: await phone.next() }, 'enrol')
    expect(claimsOf((await app.finish(mine, asked)).access_token)).toMatchObject({ sub: id, acr: '2' })
  })
})
