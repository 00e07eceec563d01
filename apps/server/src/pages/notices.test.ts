import { randomUUID } from 'node:crypto'
import type { Enforcement } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeIn, type House, openHouse, password } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

const [hours, days] = [3_600_000, 86_400_000]
/** Tuesday, 1 December 2026, 00:00 JST: a week and some hours from when the house opens. */
const from = Date.UTC(2026, 10, 30, 15, 0)

async function announce(changes: Partial<Enforcement> = {}): Promise<Enforcement> {
  const rule: Enforcement = {
    id: randomUUID(), realmId: house.realm.id, name: 'Everybody', state: 'announced', enforceFrom: from, registerBy: null, zone: 'Asia/Tokyo', target: { everyone: true },
    reason: { en: 'One stolen password endangers everybody.', ja: '一つのパスワードが全員を危険にさらします。' }, helpLink: { en: 'https://help.demo.example/otp' },
    acceptedKinds: ['totp'], acceptedRecoveries: ['mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [30, 14, 7, 3, 1, 0], announcedAt: house.now(), edition: 1, version: 1, ...changes,
  }
  await house.unit(...[house.storage.policies.saveEnforcement(rule)].flat())
  return rule
}
async function signIn(username: string, browser = house.browser()) {
  await browser.open(house.signIn())
  const shown = await browser.send({ username, password })
  return { browser, shown }
}
const said = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')

describe('the notice of a sign-in (S0-4, S0-5)', () => {
  test('says date, weekday, time and zone, the deadline, why, where help is, and what will happen to this person', async () => {
    await announce()
    const user = await house.addUser()
    const { shown } = await signIn(user.username)
    expect(shown).toMatchObject({ title: 'From Tuesday, 1 December 2026, 00:00 JST you need a one-time code', step: 'notice' })
    expect(said(shown.html)).toContain('One stolen password endangers everybody.')
    expect(said(shown.html)).toContain('Until Monday, 30 November 2026, 23:59 JST you can sign in as before. After that you are asked to set it up before you go on.')
    expect(shown.html).toContain('href="https://help.demo.example/otp"')
    expect(house.finished).toEqual([])
  })

  test('in the person’s own language', async () => {
    await announce()
    const user = await house.addUser({ language: 'ja' })
    const { shown } = await signIn(user.username)
    expect(shown.title).toBe('2026年12月1日(火)0:00(JST)から、ワンタイムコードが必要になります')
    expect(shown.html).toContain('一つのパスワードが全員を危険にさらします。')
  })

  test.each([
    ['en', 'https://help.demo.example/otp'], ['ja', 'https://help.demo.example/ja/otp'], ['ko', 'https://help.demo.example/otp'],
  ] as const)('S0-41: whoever reads %s is led to the rule’s help page of that language, or else to the English one', async (language, href) => {
    await announce({ helpLink: { en: 'https://help.demo.example/otp', ja: 'https://help.demo.example/ja/otp' } })
    const { shown } = await signIn((await house.addUser({ language })).username)
    expect([...shown.html.matchAll(/href="(https:\/\/help[^"]*)"/g)].map(([, to]) => to)).toEqual([href])
  })

  test('"later" lets them in, and is heard until the day is over (P6)', async () => {
    await announce()
    const user = await house.addUser()
    const { browser } = await signIn(user.username)
    expect((await browser.send({ answer: 'later' })).title).toBe('You are in')
    expect((await signIn(user.username)).shown.title).toBe('You are in')
    house.pass(16 * hours)
    expect((await signIn(user.username)).shown.step).toBe('notice')
    expect(house.finished).toHaveLength(2)
  })

  test('nobody sees it whom the rule will not meet, nor before it is announced, nor while it is suspended', async () => {
    await announce({ target: { roleNames: ['editor'] } })
    await announce({ name: 'draft', state: 'draft' })
    await announce({ name: 'suspended', state: 'suspended' })
    const user = await house.addUser()
    expect((await signIn(user.username)).shown.title).toBe('You are in')
  })

  test('an earlier date that is asked for is said, too (S0-6)', async () => {
    await announce({ registerBy: Date.UTC(2026, 10, 27, 8, 0) })
    const user = await house.addUser()
    expect(said((await signIn(user.username)).shown.html)).toContain('Please set it up by Friday, 27 November 2026, 17:00 JST, to avoid being unable to sign in.')
  })

  test.each([
    ['en', 'Monday, 30 November 2026, 23:59 JST', 'Please set it up before that time, to avoid being unable to sign in.'],
    ['ja', '2026年11月30日(月)23:59(JST)', 'ログインできなくなることを避けるため、それまでに設定をお願いします。'],
    ['ko', '2026년 11월 30일(월) 23시 59분(JST)', '로그인하지 못하는 일이 없도록 그 전에 설정해 주세요.'],
  ] as const)('S0-7: with the deadline stands in %s what it is for: to avoid being unable to sign in', async (language, deadline, why) => {
    await announce()
    const html = said((await signIn((await house.addUser({ language })).username)).shown.html)
    expect(html.indexOf(why)).toBeGreaterThan(html.indexOf(deadline))
    expect([html.includes(deadline), html.includes(why)]).toEqual([true, true])
  })

  test('who would be locked out reads so, reads whom to ask, and is let in all the same', async () => {
    await announce({ onUnenrolled: 'codeOnly' })
    const user = await house.addUser()
    const { browser, shown } = await signIn(user.username)
    expect(said(shown.html)).toContain('After that you cannot sign in without it.')
    expect(said(shown.html)).toContain('Please ask Ask the help desk, extension 100 before that time.')
    expect(said(shown.html), 'nobody is told to do what they cannot').not.toContain('Please set it up')
    expect(shown.html).not.toContain('value="setup"')
    expect((await browser.send({ answer: 'setup' })).step).toBe('notice')
    expect((await browser.send({ answer: 'later' })).title).toBe('You are in')
  })

  test('of several rules the nearest is told', async () => {
    await announce({ name: 'later', enforceFrom: from + 30 * days })
    await announce()
    const user = await house.addUser()
    expect((await signIn(user.username)).shown.title).toContain('1 December 2026')
  })
})

describe('"set up now": from the notice to the set-up, and back (S1-1)', () => {
  test('goes on to the set-up in the same walk, by a mail, and ends signed in with what it bound', async () => {
    await announce()
    const user = await house.addUser()
    const { browser } = await signIn(user.username)
    expect((await browser.send({ answer: 'setup' })).step).toBe('confirm-mail')
    expect((await browser.send({ code: codeIn((await house.newMails()).at(-1)) })).step).toBe('enrol')
    const secret = browser.key()
    const ready = await browser.send({ code: house.code(secret) })
    expect(said(ready.html)).toContain('Success. OTP is now enabled.')
    expect(said(ready.html)).toContain('You are ready. From that time you are asked for a code at every sign-in.')
    expect((await browser.send({ answer: 'ok' })).title).toBe('You are in')
    expect(house.finished[0]?.proofs.map(({ kind }) => kind)).toEqual(['password', 'totp'])
    expect(await house.audited(user.id)).toContain('authenticator.added')
  })

  test('a stranger who has the password binds nothing in the time between announcement and start, however long it is', async () => {
    await announce({ enforceFrom: house.now() + 300 * days })
    const user = await house.addUser()
    house.pass(200 * days)
    const { browser } = await signIn(user.username)
    const asked = await browser.send({ answer: 'setup' })
    expect([asked.step, browser.key()]).toEqual(['confirm-mail', ''])
    expect(await browser.post(`${asked.path}/enrol`, { code: '123456' })).toMatchObject({ step: 'confirm-mail', alert: null })
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
    expect((await browser.send({ answer: 'later' }, '/notice')).title).toBe('You are in')
  })

  test.each([
    ['no address', { email: null }], ['one that was never proved', { emailProvedAt: null }],
  ])('is not there for whom no mailbox can prove (%s): what to do instead is said, and they are let in', async (_, about) => {
    await announce()
    const user = await house.addUser(about)
    const { browser, shown } = await signIn(user.username)
    expect(said(shown.html)).toContain('After that you are asked to set it up before you go on.')
    expect(said(shown.html)).toContain('To set it up before then you need an emergency token or the help desk: Ask the help desk, extension 100.')
    expect(shown.html).not.toContain('value="setup"')
    expect((await browser.send({ answer: 'setup' })).step).toBe('notice')
    expect((await browser.send({ answer: 'later' })).title).toBe('You are in')
  })

  test('by a mail where the rule wants that, although nothing asks for it yet', async () => {
    await announce({ onUnenrolled: 'mailLink' })
    const user = await house.addUser({ emailProvedAt: house.now() - 30 * days })
    const { browser } = await signIn(user.username)
    expect((await browser.send({ answer: 'setup' })).step).toBe('confirm-mail')
    await browser.send({ code: codeIn((await house.newMails()).at(-1)) })
    expect(browser.shown?.step).toBe('enrol')
    await browser.send({ code: house.code(browser.key()) })
    const [bound] = await house.storage.authenticators.listOf(house.realm.id, user.id)
    expect(bound).toMatchObject({ boundBy: 'mailbox', confirmedFor: 'mailLink' })
  })

  test('by an emergency token where nothing else binds; it is not spent before', async () => {
    await announce({ onUnenrolled: 'codeOnly' })
    const user = await house.addUser()
    await house.unit(...house.storage.emergencyTokens.create(
      { id: randomUUID(), realmId: house.realm.id, userId: user.id, createdAt: house.now(), createdBy: 'admin', reason: 'by telephone', expiresAt: null }, 'ABCDEFGHJKMNPQRS', 'ABCD-EFGH-JKMN-PQRS',
    ))
    const { browser, shown } = await signIn(user.username)
    expect(said(shown.html)).toContain('After that only an emergency token lets you in.')
    expect((await browser.send({ answer: 'setup' })).title).toBe('Enter your emergency token')
    await browser.send({ code: 'abcd efgh jkmn pqrs' }, '/emergency')
    expect(browser.shown?.step).toBe('enrol')
    await browser.send({ code: house.code(browser.key()) })
    expect((await house.storage.authenticators.listOf(house.realm.id, user.id))[0]).toMatchObject({ confirmedFor: 'codeOnly' })
    expect((await browser.send({ answer: 'ok' })).title).toBe('You are in')
  })

  test.each(['enrol', 'mailLink'] as const)('can be left on each of its pages (%s), and leaves nothing behind (P6)', async (onUnenrolled) => {
    await announce({ onUnenrolled })
    const user = await house.addUser()
    const { browser } = await signIn(user.username)
    const page = await browser.send({ answer: 'setup' })
    expect(page.html).toContain('value="later"')
    expect((await browser.send({ answer: 'later' }, '/notice')).title).toBe('You are in')
    expect(await house.storage.authenticators.listOf(house.realm.id, user.id)).toEqual([])
    expect(house.finished[0]?.proofs.map(({ kind }) => kind)).toEqual(['password'])
  })

  test('offers what the rule accepts, and an address can be chosen there', async () => {
    await announce({ acceptedKinds: ['totp', 'emailed-code'] })
    const user = await house.addUser()
    // Stays on the set-up menu until somebody chooses.
    const { browser } = await signIn(user.username, Object.assign(house.browser(), { method: null }))
    expect((await browser.send({ answer: 'setup' })).step).toBe('choose')
    const address = await browser.send({ method: 'emailed-code' })
    expect([address.step, address.html.includes('value="later"')]).toEqual(['address', true])
    expect((await browser.send({ answer: 'later' }, '/notice')).title).toBe('You are in')
  })

  test('is over when the rule is suspended meanwhile: the sign-in goes on without it (P33)', async () => {
    const rule = await announce()
    const user = await house.addUser()
    const { browser } = await signIn(user.username)
    const page = await browser.send({ answer: 'setup' })
    await house.unit(...[house.storage.policies.saveEnforcement({ ...rule, state: 'suspended' })].flat())
    expect((await browser.open(page.path)).title).toBe('You are in')
  })
})

describe('those who are ready', () => {
  test('are told once, for whatever date', async () => {
    const rule = await announce()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await signIn(user.username)
    const ready = await browser.send({ code: house.code(secret) })
    expect(said(ready.html)).toContain('You are ready.')
    expect((await browser.send({ answer: 'ok' })).title).toBe('You are in')
    house.pass(2 * days)
    const stored = (await house.storage.policies.enforcements(house.realm.id)).find(({ id }) => id === rule.id)
    await house.unit(...[house.storage.policies.saveEnforcement({ ...rule, version: stored?.version ?? 1, enforceFrom: from + days, edition: 2 })].flat())
    const { browser: again } = await signIn(user.username)
    expect((await again.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('hear nothing of a later rule once they were told of a nearer one', async () => {
    await announce()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await signIn(user.username)
    expect(said((await browser.send({ code: house.code(secret) })).html)).toContain('You are ready.')
    expect((await browser.send({ answer: 'ok' })).title).toBe('You are in')
    await announce({ name: 'Everybody, later', enforceFrom: from + 30 * days })
    house.pass(2 * days)
    const { browser: again } = await signIn(user.username)
    expect((await again.send({ code: house.code(secret) })).title).toBe('You are in')
  })

  test('who have to already hear nothing of a second rule that asks as much, and of one that takes other kinds they do', async () => {
    await announce({ name: 'In force', enforceFrom: house.now() - days, acceptedKinds: ['totp', 'emailed-code'] })
    await announce({ name: 'As much' })
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await signIn(user.username)
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    await announce({ name: 'Other kinds', enforceFrom: from + days, acceptedKinds: ['emailed-code'] })
    house.pass(hours)
    const { browser: again } = await signIn(user.username)
    const notice = await again.send({ code: house.code(secret) })
    expect(notice).toMatchObject({ title: 'From Wednesday, 2 December 2026, 00:00 JST you need a one-time code', step: 'notice' })
    expect(said(notice.html)).not.toContain('You are ready.')
  })

  test('test their code there: spent and written down, and the sign-in rests on nothing of it (S1-25)', async () => {
    await announce()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await signIn(user.username)
    const notice = await browser.send({ code: house.code(secret) })
    const test = `${notice.path}/test-code`
    expect((await browser.open(test)).title).toBe('Test your code')
    expect((await browser.send({ code: house.code(secret) })).alert).toContain('already been used')
    house.pass(30_000)
    expect((await browser.send({ code: house.wrongCode(secret) })).alert).toContain('not right')
    expect(said((await browser.send({ code: house.code(secret) })).html)).toContain('That code works.')
    expect(await house.audited(user.id)).toEqual(['password.accepted', 'code.accepted', 'code.refused replayed', 'code.refused wrong', 'authenticator.tested'])
    await browser.send({ answer: 'ok' })
    expect(house.finished[0]?.proofs.map(({ kind }) => kind)).toEqual(['password', 'totp'])
  })

  test('guesses there are counted with all others', async () => {
    await announce()
    const user = await house.addUser()
    const { secret } = await house.addTotp(user)
    const { browser } = await signIn(user.username)
    const notice = await browser.send({ code: house.code(secret) })
    await browser.open(`${notice.path}/test-code`)
    for (let n = 0; n < 5; n += 1) await browser.send({ code: house.wrongCode(secret) })
    expect(browser.shown?.alert).toContain('Too many wrong codes')
    const other = await signIn(user.username)
    expect(other.shown.alert).toContain('Too many wrong codes')
  })
})
