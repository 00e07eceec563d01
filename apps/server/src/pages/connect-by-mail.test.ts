import { randomUUID } from 'node:crypto'
import type { Upstream, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { atConnect as begin, hana, makeAdmin, signedInBefore, linkedTo as linked } from './connect.test-support.ts'
import { codeIn, type House, openHouse } from './walk.test-support.ts'

let house: House
let corp: Upstream
beforeEach(async () => {
  house = await openHouse()
  corp = await house.addUpstream()
})
afterEach(() => house.close())

const minutes = 60_000
const atConnect = (...given: Parameters<typeof begin> extends [House, Upstream, ...infer Rest] ? Rest : never) => begin(house, corp, ...given)
const linkedTo = (subject?: string) => linked(house, corp, subject)

describe('connecting by mail (B-3 b)', () => {
  test('a code to the proved address that the upstream states as verified connects; it works once', async () => {
    const user = await house.addUser({ username: 'hana', email: 'hana@demo.example' })
    const { browser, path } = await atConnect()
    expect(await browser.send({ answer: 'mail' })).toMatchObject({ step: 'connect', alert: null })
    const [mail] = await house.newMails()
    expect([mail?.kind, mail?.to]).toEqual(['connect-code', 'hana@demo.example'])
    expect(mail?.text).toContain('signed in at Corp ID')
    const csrf = browser.csrf()
    expect(mail?.text).not.toMatch(/\/link\?key=/)
    expect((await browser.send({ answer: 'code', code: codeIn(mail) })).title).toBe('You are in')
    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toMatchObject([{ subject: 'hana-there', linkedBy: 'mail' }])
    expect(house.finished).toMatchObject([{ userId: user.id, proofs: [{ kind: 'upstream' }] }])
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['identity-linked'])

    await house.unit(...house.storage.identities.unlink(house.realm.id, user.id, corp.id))
    const second = await atConnect()
    expect((await second.browser.send({ answer: 'code', code: codeIn(mail) }))).toMatchObject({ step: 'connect' })
    expect(await linkedTo(), 'not by the code of another walk').toBeUndefined()
    expect((await browser.post(`${path}/connect`, { csrf, answer: 'code', code: codeIn(mail) })).title).toBe('You are in')
    expect(await linkedTo(), 'nor by the walk that it has served').toBeUndefined()
  })

  test('whoever has an authenticator proves it as well', async () => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    expect(await browser.send({ answer: 'code', code: codeIn((await house.newMails())[0]) })).toMatchObject({ step: 'code' })
    expect(await linkedTo()).toBeUndefined()
    expect(browser.shown?.html).not.toContain('request-reset')
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(await linkedTo()).toBe(user.id)
  })

  test('a suspended authenticator is no proof, and whoever has only that is not connected', async () => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    const { id } = await house.addTotp(user)
    await house.unit(...house.storage.authenticators.setState(house.realm.id, user.id, id, 'suspended'))
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    expect((await browser.send({ answer: 'code', code: codeIn((await house.newMails())[0]) })).title).toBe('You cannot sign in yet')
    expect(await linkedTo()).toBeUndefined()
  })

  const parity: readonly [string, () => Promise<unknown>][] = [
    ['there is nobody', async () => undefined],
    ['it is not proved', () => house.addUser({ email: 'hana@demo.example', emailProvedAt: null })],
    ['they are disabled', () => house.addUser({ email: 'hana@demo.example', enabled: false })],
    ['they administer', async () => makeAdmin(house, await house.addUser({ email: 'hana@demo.example' }))],
    ['the address is young (P17)', async () => {
      const user = await house.addUser({ email: 'old@demo.example' })
      await house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'hana@demo.example' }), house.storage.users.proveEmail(house.realm.id, user.id, 'hana@demo.example'))
    }],
    ['it is the user name of somebody else', () => house.addUser({ username: 'hana@demo.example', email: 'else@demo.example' })],
    ['they have another identity there', async () => house.link(await house.addUser({ email: 'hana@demo.example' }), corp, { subject: 'earlier' })],
  ]
  test.each(parity)('no mail when %s; the page, the statements and the counters say nothing of it (section 5.1)', async (_, prepare) => {
    const units: string[][] = []
    const seen = async (): Promise<{ html: string; wrote: string[][]; mails: number }> => {
      const { browser, path } = await atConnect({ ...hana, subject: randomUUID() })
      const { unit } = house.storage
      units.length = 0
      house.parts.storage.unit = (statements) => { units.push(statements.map(({ name }) => name)); return unit(statements) }
      try {
        await browser.send({ answer: 'mail' })
        const html = await browser.open(path)
        await browser.send({ answer: 'code', code: '00000000' })
        const plain = (text: string) => text.replaceAll(path, '').replace(/name="csrf" value="[^"]*"|datetime="[^"]*"/g, '')
        return { html: plain(html.html + browser.shown?.html), wrote: units.map((names) => names), mails: (await house.newMails()).length }
      } finally {
        house.parts.storage.unit = unit
      }
    }
    await prepare()
    const without = await seen()
    await house.close()
    house = await openHouse()
    corp = await house.addUpstream()
    await house.addUser({ email: 'hana@demo.example' })
    const withMail = await seen()
    expect([without.mails, withMail.mails]).toEqual([0, 1])
    expect(without.html).toBe(withMail.html)
    expect(without.wrote.map(({ length }) => length)).toEqual(withMail.wrote.map(({ length }) => length))
  })

  test('an address that the upstream does not call verified is not offered, and not mailed to (B-4)', async () => {
    await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect({ ...hana, emailVerified: false })
    expect(browser.shown?.html).not.toContain('hana@demo.example')
    await browser.send({ answer: 'mail' })
    await browser.send({ answer: 'code', code: '00000000' })
    expect(await house.newMails()).toEqual([])
  })

  test('too many wrong codes of the authenticator, and the mail has to be asked for again', async () => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    await browser.send({ answer: 'code', code: codeIn((await house.newMails())[0]) })
    for (let n = 0; n < 10 && browser.shown?.step === 'code'; n += 1) {
      await browser.send({ code: house.wrongCode(secret) })
      house.pass(31 * minutes)
    }
    expect(browser.shown?.html).toContain('Send me a code')
    await browser.send({ answer: 'mail' })
    expect(await browser.send({ answer: 'code', code: codeIn((await house.newMails()).findLast(({ kind }) => kind === 'connect-code')) })).toMatchObject({ step: 'code' })
  })

  test('a code from before its owner was signed out everywhere is none (P20)', async () => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    await house.unit(...house.storage.users.endEverything(house.realm.id, user.id))
    expect((await browser.send({ answer: 'code', code: codeIn((await house.newMails())[0]) })).alert).toContain('not the code of the newest mail')
    expect(await linkedTo()).toBeUndefined()
  })

  test('three tries with a code, then a new one; mails have their pace and their number (M-2, M-3, M-4)', async () => {
    await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    const [mail] = await house.newMails()
    expect((await browser.send({ answer: 'mail' })).alert).toContain('sent a moment ago')
    for (let n = 0; n < 3; n += 1) expect((await browser.send({ answer: 'code', code: '00000000' })).alert).toContain('not the code of the newest mail')
    expect((await browser.send({ answer: 'code', code: codeIn(mail) })).alert).toContain('Too many tries with this code')
    expect(await linkedTo()).toBeUndefined()
    let sent = 1
    for (; sent < 30; sent += 1) {
      house.pass(61_000)
      if ((await browser.send({ answer: 'mail' })).alert !== null) break
    }
    expect(browser.shown?.alert).toContain('No more mails can be sent today')
    expect(sent).toBe(house.realm.settings.limits.mailBeforePassword.max)
    expect((await house.newMails()).length).toBe(sent)
  })

  test('what strangers had mailed by somebody’s user name neither says here whose address it is, nor keeps them from connecting (section 5.1)', async () => {
    const user = await house.addUser({ username: 'hana', email: 'hana@demo.example' })
    const where = { address: '192.0.2.1', userAgent: '', clientId: null }
    for (const login of ['hana', 'ghost', 'ghost@demo.example', 'hana@demo.example']) for (let n = 0; n < 7; n += 1) await house.parts.links.forgot(house.realm, login, where)
    await house.newMails()
    for (const [email, subject] of [['hana@demo.example', 'one'], ['ghost@demo.example', 'two']] as const) {
      const { browser } = await atConnect({ ...hana, subject, email })
      expect(await browser.send({ answer: 'mail' })).toMatchObject({ alert: null, step: 'connect' })
    }
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['connect-code', user.email]])
  })

  test('the log says of a code that was mailed to nobody that it was not (C-2)', async () => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    for (const [email, subject] of [['hana@demo.example', 'one'], ['ghost@demo.example', 'two']] as const) await (await atConnect({ ...hana, subject, email })).browser.send({ answer: 'mail' })
    const { items } = await house.storage.audit.list(house.realm.id, { types: ['mail.confirmation-sent'] }, null, 5)
    expect(items.map(({ userId, outcome, reason }) => [userId, outcome, reason])).toEqual([[null, 'refused', 'connect:nobody'], [user.id, 'success', 'connect']])
  })

  test('the mail holds no words of whoever signs in there: its reader has never heard of them (M-5)', async () => {
    await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect({ ...hana, username: 'Your account is locked. Go to https evil.example/unlock now' })
    await browser.send({ answer: 'mail' })
    expect((await house.newMails())[0]?.text).not.toMatch(/locked|evil/)
  })

  test('a code that has expired says so', async () => {
    await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    const [mail] = await house.newMails()
    house.pass(10 * minutes)
    expect((await browser.send({ answer: 'code', code: codeIn(mail) })).alert).toContain('expired')
    expect(await linkedTo()).toBeUndefined()
  })

  test('a code that was mailed for one identity connects no other that comes in its place', async () => {
    await house.addUser({ email: 'hana@demo.example' })
    const { browser, path } = await atConnect()
    await browser.send({ answer: 'mail' })
    const [mail] = await house.newMails()
    expect(await house.comeBack(browser, path, corp, { ...hana, subject: 'stranger-there' })).toBe('connect')
    await browser.send({ answer: 'code', code: codeIn(mail) })
    expect([await linkedTo(), await linkedTo('stranger-there')]).toEqual([undefined, undefined])
    expect(browser.shown?.step).toBe('connect')
  })

  test.each([
    ['a role that administers', (user: User) => makeAdmin(house, user), 'one-time code'],
    ['another address', (user: User) => house.unit(...house.storage.users.change(house.realm.id, user.id, { email: 'new@demo.example' })), 'cannot be connected'],
  ])('whoever gets %s before the last step is not connected by mail', async (_, happen, says) => {
    const user = await house.addUser({ email: 'hana@demo.example' })
    const { secret } = await house.addTotp(user)
    const { browser } = await atConnect()
    await browser.send({ answer: 'mail' })
    await browser.send({ answer: 'code', code: codeIn((await house.newMails())[0]) })
    await happen(user)
    expect((await browser.send({ code: house.code(secret) })).alert).toContain(says)
    expect(await linkedTo()).toBeUndefined()
    expect(house.finished).toEqual([])
  })

  test('a step-up is connected by the mailbox of its own person only (P34)', async () => {
    const user = await house.addUser()
    await house.addTotp(user)
    await house.addUser({ email: 'hana@demo.example' })
    const { browser } = await atConnect(hana, signedInBefore(house, user))
    await browser.send({ answer: 'mail' })
    expect(await house.newMails()).toEqual([])
  })
})
