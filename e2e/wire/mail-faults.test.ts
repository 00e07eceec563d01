import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application, callbackOrigin, claimsOf } from '../support/application.ts'
import { linkIn, type MailServer, startMailServer } from '../support/mail-server.ts'
import { freePorts, startTegata, type Tegata, until } from '../support/tegata.ts'
import { Walker } from '../support/walker.ts'
import { everybodysPassword } from '../support/walk.ts'

/** The house clock travels here: what waits for its next try is due when the test says so. */
describe('a mail server with moods', () => {
  let tegata: Tegata
  let server: MailServer
  let port: number
  let token: string
  let shift = 0
  beforeAll(async () => {
    tegata = await startTegata()
    port = await freePorts(1)
    server = await startMailServer({ port })
    token = await tegata.adminToken()
    expect((await api('PATCH', '', { mailServer: { host: '127.0.0.1', port, security: 'starttls', username: null, from: 'id@demo.example' } })).status).toBe(200)
    expect((await api('POST', '/clients', { clientId: 'app', kind: 'single-page', firstParty: true, redirectUris: [`${callbackOrigin}/callback`] })).status).toBe(201)
  })
  afterAll(async () => {
    await tegata.stop()
    await server.stop()
  })

  const api = (method: string, path: string, body?: unknown) => fetch(`${tegata.url}/api/realms/demo${path}`, {
    method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const invite = (username: string) => api('POST', '/users', {
    username, email: `${username}@demo.example`, givenName: 'M', familyName: 'M', otpRequired: true, sendSetupMail: true,
  })
  const pass = async (ms: number) => {
    shift += ms
    await tegata.setClock(Date.now() + shift)
  }
  const mailsTo = (username: string) => server.mails.filter(({ to }) => to === `${username}@demo.example`)
  /** Somebody whose password is all that is asked; answers how long it took. */
  async function signIn(): Promise<number> {
    const began = Date.now()
    const app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'app', node: () => tegata.url })
    const walker = new Walker({ stop: (url) => url.origin === callbackOrigin })
    expect(claimsOf((await app.signIn(walker, { username: 'emma', password: everybodysPassword })).access_token)).toMatchObject({ preferred_username: 'emma', acr: '1' })
    return Date.now() - began
  }
  /** As far as somebody gets with the password alone; a notice of what is to come is put off. */
  async function arrive(username: string): Promise<string | null> {
    const app = new Application({ issuer: `${tegata.url}/realms/demo`, clientId: 'app', node: () => tegata.url })
    const walker = new Walker({ stop: (url) => url.origin === callbackOrigin })
    walker.method = null
    const asked = app.ask()
    await walker.open(asked.url)
    await walker.send({ username, password: everybodysPassword }, 'login')
    if (walker.shown.step === 'notice') await walker.send({ answer: 'later' }, 'notice')
    if (app.codeOf(walker) === undefined) return walker.shown.step
    expect(claimsOf((await app.finish(walker, asked)).access_token)).toMatchObject({ preferred_username: username, acr: '1' })
    return 'in'
  }
  const forgot = async (username: string) => {
    const walker = new Walker()
    await walker.open(`${tegata.url}/realms/demo/forgot-password`)
    return (await walker.send({ username })).title
  }

  test('nobody listens: people are created and sign in as ever, and the mail comes once when the server is back', async () => {
    await server.stop()
    expect((await invite('refused')).status).toBe(201)
    expect(await forgot('hana')).toBe(await forgot('nobody-of-that-name'))
    expect(await signIn()).toBeLessThan(10_000)
    await until(() => tegata.output().includes('mail waits for the mail server'), 20_000, () => `nothing was tried:\n${tegata.output()}`)

    server = await startMailServer({ port })
    await pass(60_000)
    await server.to('refused@demo.example')
    await server.to('hana@demo.example')
    await pass(600_000)
    expect(mailsTo('refused')).toHaveLength(1)
    expect(mailsTo('hana')).toHaveLength(1)
  })

  test('greylisting: refused for now, sent at the next try, once, under one Message-ID', async () => {
    server.mood = 'greylisting'
    expect((await invite('grey')).status).toBe(201)
    await until(() => server.attempts.includes('grey@demo.example'), 20_000, () => 'it was never tried')
    expect(mailsTo('grey')).toHaveLength(0)
    // Until the first try is noted, the clock does not help: it is moved until the second one comes.
    await until(async () => {
      await pass(60_000)
      return mailsTo('grey').length > 0
    }, 30_000, () => 'it never came')
    server.mood = 'kind'
    await pass(3_600_000)
    expect(mailsTo('grey')).toHaveLength(1)
  })

  test('slow: nobody who signs in waits for it, and every mail arrives once', async () => {
    server.mood = 'slow'
    for (const n of [1, 2, 3, 4, 5]) expect((await invite(`slow-${n}`)).status).toBe(201)
    expect(await signIn()).toBeLessThan(10_000)
    for (const n of [1, 2, 3, 4, 5]) await server.to(`slow-${n}@demo.example`)
    server.mood = 'kind'
    await pass(3_600_000)
    for (const n of [1, 2, 3, 4, 5]) expect(mailsTo(`slow-${n}`)).toHaveLength(1)
  })

  test('I-11: a mail that waits while its link is replaced is never sent; only the newer one is', async () => {
    server.mood = 'deferring'
    const created = await invite('twice')
    const { id } = await created.json() as { id: string }
    await until(() => server.attempts.includes('twice@demo.example'), 20_000, () => 'it was never tried')
    expect((await api('POST', `/users/${id}/setup-mail`)).status).toBe(202)
    server.mood = 'kind'
    await pass(120_000)
    const mail = await server.to('twice@demo.example')
    await pass(3_600_000)
    await server.to('twice@demo.example')
    expect(mailsTo('twice')).toHaveLength(1)
    const walker = new Walker()
    await walker.open(linkIn(mail))
    expect(walker.shown.forms.some(({ action }) => action.split('?')[0]?.endsWith('/link'))).toBe(true)
  })

  test('a server that never answers does not keep the house from stopping, and its mail is sent after the restart', async () => {
    server.mood = 'silent'
    expect((await invite('silence')).status).toBe(201)
    await until(() => server.attempts.includes('silence@demo.example'), 20_000, () => 'it was never tried')
    const began = Date.now()
    const restarted = tegata.restart()
    server.mood = 'kind'
    await restarted
    // The demo's clock begins anew with the process; the house goes on where the test stood.
    await pass(0)
    expect(Date.now() - began).toBeLessThan(40_000)
    await server.to('silence@demo.example')
    expect(mailsTo('silence')).toHaveLength(1)
  })

  test('S0-4, S0-5: in the middle of a wave it hangs up, goes away, comes back dumb, and the node is killed: everybody hears once, and only the rule says who gets in', async () => {
    token = await tegata.adminToken()
    const asOf = async (method: string, path: string, body?: unknown) => {
      const answer = await api(method, path, body)
      expect(answer.status, path).toBeLessThan(300)
      return await answer.json() as Record<string, unknown>
    }
    const names = ['emma', 'unknown-1', ...Array.from({ length: 20 }, (_, n) => `wave-${n}`)]
    for (const username of names.slice(1)) await asOf('POST', '/users', { username, email: `${username}@demo.example`, givenName: 'W', familyName: username, department: 'Wave' })
    const { items } = await asOf('GET', '/users?search=emma') as { items: { id: string }[] }
    await asOf('PATCH', `/users/${items[0]?.id}`, { department: 'Wave' })
    // Eight of such mails leave in a minute at the most: after one it is in the middle of the wave.
    await asOf('PATCH', '', { mailsPerMinute: 12 })
    const start = new Date(Date.now() + shift + 8 * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 10)
    const { id, enforceFrom } = await asOf('POST', '/enforcements', { name: 'Wave', enforceFrom: { date: start, zone: 'Asia/Tokyo' }, target: { departments: ['Wave'] }, kinds: ['totp'], reason: { en: 'Ships move money.' } })
    const reached: MailServer['mails'][] = [server.mails]
    // The demo has an announced rule of its own, whose people hear of that one meanwhile.
    const heard = () => reached.flat().filter(({ subject }) => /you sign in with a one-time code/.test(subject)).flatMap(({ to }) => names.filter((name) => to === `${name}@demo.example`))
    const wave = async () => {
      const { waves, ...more } = await asOf('GET', `/enforcements/${String(id)}/mails`) as { waves: { days: number; state: string; mails: number; waiting: number }[] }
      return { ...more, ...waves.find(({ state }) => state !== 'planned' && state !== 'left-out') }
    }
    /** Lets minutes go by until it is so; the outbox is looked at every second. */
    const passUntil = async (isSo: () => boolean) => {
      for (let minutes = 0; !isSo(); minutes += 1) {
        if (minutes > 40) throw new Error(`${heard().length} have heard:\n${tegata.output()}`)
        await pass(60_000)
        await until(isSo, 1_000, () => '').catch(() => undefined)
      }
    }

    await asOf('POST', `/enforcements/${String(id)}/announce`, { reason: 'decided' })
    await passUntil(() => heard().length >= 5)
    server.mood = 'hanging-up'
    const before = server.attempts.length
    await passUntil(() => server.attempts.length > before)
    await server.stop()
    const tried = () => tegata.output().split('ECONNREFUSED').length
    const triedBefore = tried()
    await passUntil(() => tried() > triedBefore)
    expect(await wave(), 'said to whoever looks').toMatchObject({ days: 14, waiting: expect.any(Number), failure: 'unreachable' })
    const early = heard()
    expect([new Set(early).size, early.length < names.length]).toEqual([early.length, true])
    // The mail of the wave is no way in, and its absence keeps nobody out.
    expect(await arrive('emma')).toBe('in')

    server = await startMailServer({ port })
    reached.push(server.mails)
    server.mood = 'silent'
    await passUntil(() => server.attempts.length > 0)
    await tegata.restart('SIGKILL')
    server.mood = 'kind'
    await passUntil(() => heard().length >= names.length - 1)
    await pass(3_600_000)
    await until(async () => (await wave()).state === 'done', 20_000, () => 'the wave is not over')
    expect(heard().toSorted()).toEqual(names.filter((name) => name !== 'unknown-1').toSorted())
    expect(await wave()).toMatchObject({ mails: names.length, waiting: 0, failure: null })
    expect(await asOf('GET', `/enforcements/${String(id)}/readiness/people?reason=mail-refused`)).toMatchObject({ items: [{ username: 'unknown-1' }], next: null })

    // On the day nobody is there to take mail at all: whom the rule meets is asked, and nobody else.
    await server.stop()
    const from = Date.parse(String(enforceFrom))
    await pass(from - 60_000 - Date.now() - shift)
    expect([await arrive('emma'), await arrive('kenji')]).toEqual(['in', 'choose'])
    await pass(61_000)
    expect([await arrive('emma'), await arrive('frontdesk')]).toEqual(['enrol', 'in'])
  })
})
