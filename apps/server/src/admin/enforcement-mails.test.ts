import { randomUUID } from 'node:crypto'
import type { DueMail, Enforcement, Realm } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who
const now = Date.UTC(2026, 10, 23, 3)
const from = Date.UTC(2026, 10, 30, 15)
beforeAll(async () => {
  house = await startApi()
  house.storage.clock.set(now)
  realm = await house.newRealm('mails')
  admin = await house.person(realm, 'admin', ['global-admin'])
})
afterAll(() => house.close())

async function addRule(changes: Partial<Enforcement> = {}): Promise<Enforcement> {
  const id = randomUUID()
  const rule: Enforcement = {
    id, realmId: realm.id, name: id, state: 'announced', enforceFrom: from, registerBy: null, zone: 'Asia/Tokyo', target: { everyone: true }, reason: { en: 'Because.', ja: '理由。' }, helpLink: {},
    acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [30, 14, 7, 3, 1, 0], announcedAt: now, edition: 1, version: 1, ...changes,
  }
  await house.storage.unit([house.storage.policies.saveEnforcement(rule)])
  return rule
}
async function mails(): Promise<readonly DueMail[]> {
  const due = await house.storage.outbox.claim(200, 60_000)
  await house.storage.unit(due.map(({ id }) => house.storage.outbox.sent(id)))
  return due
}

describe('a mail looked at before it goes out (S0-5)', () => {
  test.each([
    ['en', 'From Tuesday, 1 December 2026 you sign in with a one-time code: mails', 'Because.', 'Hello Emma'],
    ['ja', '【mails】2026年12月1日(火)からワンタイムコードが必要になります', '理由。', '山田 葵 様'],
    ['ko', '[mails] 2026년 12월 1일(화)부터 OTP 코드가 필요합니다', 'Because.', '김민호 님'],
  ] as const)('in %s', async (language, subject, reason, name) => {
    const { id } = await addRule({ state: 'draft' })
    const mail = await admin.api.previewEnforcementMail({ enforcementId: id, kind: 'coming', consequence: 'set-up', language })
    expect(mail.subject).toBe(subject)
    expect(mail.text).toContain(reason)
    expect(mail.text).toContain(name)
    expect(mail.html).toContain(`lang="${language}"`)
  })

  test('says something else for each consequence', async () => {
    const { id } = await addRule()
    const texts = await Promise.all((['ready', 'ready-confirm', 'set-up', 'set-up-mail', 'another-kind', 'token', 'locked-out', 'shared'] as const)
      .map(async (consequence) => (await admin.api.previewEnforcementMail({ enforcementId: id, consequence, language: 'en' })).text))
    expect(new Set(texts).size).toBe(8)
  })

  test.each([
    ['en', 'What helps is an emergency token, or setting it up together with the help desk'], ['ja', '非常用OTPトークンの発行、またはヘルプデスクと一緒に行う設定'], ['ko', '비상용 OTP 토큰을 받거나 헬프데스크와 함께 설정'],
  ] as const)('tells whoever will be locked out what to ask for (%s)', async (language, wanted) => {
    const { id } = await addRule()
    const textOf = async (consequence: 'locked-out' | 'set-up') => (await admin.api.previewEnforcementMail({ enforcementId: id, consequence, language })).text
    expect(await textOf('locked-out')).toContain(wanted)
    expect(await textOf('set-up')).not.toContain(wanted)
  })

  test('leads to the how-to page of the rule, in the language of the mail or in English; whoever is ready needs none (S0-41)', async () => {
    const { id } = await addRule({ helpLink: { en: 'https://help.example.test/otp', ja: 'https://help.example.test/ja' } })
    const mailOf = (language: 'en' | 'ja' | 'ko', consequence: 'set-up' | 'ready' = 'set-up') => admin.api.previewEnforcementMail({ enforcementId: id, consequence, language })
    const linked = async (language: 'en' | 'ja' | 'ko') => [...(await mailOf(language)).html.matchAll(/href="([^"]+help[^"]+)"/g)].map(([, href]) => href)
    expect([await linked('en'), await linked('ja'), await linked('ko')]).toEqual([['https://help.example.test/otp'], ['https://help.example.test/ja'], ['https://help.example.test/otp']])
    expect((await mailOf('ja')).text).toContain('設定方法を見る:\nhttps://help.example.test/ja\n')
    expect((await mailOf('en', 'ready')).html).not.toContain('help.example.test')
    expect((await admin.api.previewEnforcementMail({ enforcementId: (await addRule()).id, language: 'en' })).text).not.toContain('How to set it up')
  })

  test('goes to whoever tries it, and to nobody else', async () => {
    const { id } = await addRule()
    expect(await admin.api.sendTestEnforcementMail({ enforcementId: id, kind: 'moved', consequence: 'token', language: 'ja' })).toEqual({ to: 'admin@example.test' })
    expect((await mails()).map(({ to, kind, subject }) => [to, kind, subject])).toEqual([['admin@example.test', 'enforcement-moved', expect.stringMatching(/^【テスト】./)]])
    expect(await house.storage.reminders.counts(id)).toEqual([])
  })
})

test('waves stand there as they will be, with what was late left out', async () => {
  const { id } = await addRule()
  const { waves, perMinute, canMail } = await admin.api.getEnforcementMails({ enforcementId: id })
  expect(waves.map(({ days, state }) => [days, state])).toEqual([[30, 'left-out'], [14, 'planned'], [7, 'planned'], [3, 'planned'], [1, 'planned'], [0, 'planned']])
  expect([perMinute, canMail, waves[2]?.at]).toEqual([20, true, '2026-11-23T15:00:00.000Z'])
})

describe('reminding some by hand', () => {
  test('tells each what it means for them, once a day, and writes down that it was done', async () => {
    const rule = await addRule()
    const [eve, max, nobody] = [await house.addUser(realm, 'eve'), await house.addUser(realm, 'max'), await house.addUser(realm, 'nobody', { email: null })]
    await house.addTotp(realm, max)
    const userIds = [eve.id, max.id, nobody.id, randomUUID()]
    expect(await admin.api.remindPeople({ enforcementId: rule.id, userIds })).toEqual({ mailed: 2, today: 0, withoutAddress: 1, notMet: 1, next: null })
    expect((await mails()).map(({ to, kind }) => `${kind} ${to}`).toSorted()).toEqual(['enforcement-coming eve@example.test', 'enforcement-ready max@example.test'])
    expect(await admin.api.remindPeople({ enforcementId: rule.id, userIds })).toMatchObject({ mailed: 0, today: 2 })
    const { items } = await house.storage.audit.list(realm.id, { types: ['enforcement.reminded'] }, null, 10)
    expect(items[1]?.detail).toMatchObject({ enforcement: rule.id, mailed: 2 })
    expect((await admin.api.getEnforcementMails({ enforcementId: rule.id })).waves.find(({ kind }) => kind === 'by-hand')).toMatchObject({ mails: 1, withoutAddress: 1, state: 'done' })
  })

  test('by state and reason reaches everybody whom the list shows for them, in bounded calls that say where to go on', async () => {
    const many = await house.newRealm('many')
    const { api } = await house.person(many, 'chief', ['global-admin'])
    const rule = await addRule({ realmId: many.id, target: { departments: ['All'] } })
    for (let n = 0; n < 203; n += 1) await house.addUser(many, `m-${n}`, { department: 'All' })
    await house.addTotp(many, await house.addUser(many, 'm-app', { department: 'All' }))
    await house.addUser(many, 'm-else', { department: 'Else' })
    const asked = { enforcementId: rule.id, state: ['set-up' as const], reason: ['never-signed-in' as const] }
    const first = await api.remindPeople(asked)
    expect(first).toEqual({ mailed: 200, today: 0, withoutAddress: 0, notMet: 0, next: expect.any(String) })
    expect(await api.remindPeople({ ...asked, cursor: first.next ?? '' })).toEqual({ mailed: 3, today: 0, withoutAddress: 0, notMet: 0, next: null })
    const heard = [...await mails(), ...await mails()].filter(({ realmId }) => realmId === many.id).map(({ to }) => to)
    expect([heard.length, new Set(heard).size, heard.includes('m-app@example.test')]).toEqual([203, 203, false])
    expect(await api.remindPeople({ enforcementId: rule.id, state: ['locked-out'] })).toMatchObject({ mailed: 0, next: null })
    for (const body of [{}, { userIds: [randomUUID()], state: ['set-up' as const] }, { userIds: [randomUUID()], cursor: 'x' }, { state: ['set-up' as const], cursor: '17' }]) {
      await expect(api.remindPeople({ enforcementId: rule.id, ...body })).rejects.toMatchObject({ code: 'request.invalid' })
    }
  })

  test('by a word reaches those whom it finds, and nobody else', async () => {
    const words = await house.newRealm('words')
    const { api } = await house.person(words, 'chief', ['global-admin'])
    const rule = await addRule({ realmId: words.id, target: { departments: ['All'] } })
    for (const name of ['tanaka', 'tanabe', 'suzuki']) await house.addUser(words, name, { department: 'All' })
    expect(await api.remindPeople({ enforcementId: rule.id, search: 'tana' })).toMatchObject({ mailed: 2, next: null })
    expect((await mails()).filter(({ realmId }) => realmId === words.id).map(({ to }) => to).toSorted()).toEqual(['tanabe@example.test', 'tanaka@example.test'])
  })

  test('mails that the mail server does not take are counted as waiting, with what keeps them', async () => {
    const rule = await addRule()
    const [one, other] = [await house.addUser(realm, 'late-1'), await house.addUser(realm, 'late-2')]
    await admin.api.remindPeople({ enforcementId: rule.id, userIds: [one.id, other.id] })
    const read = async () => {
      const { waves, failure, answer } = await admin.api.getEnforcementMails({ enforcementId: rule.id })
      return [waves.find(({ kind }) => kind === 'by-hand')?.waiting, failure, answer]
    }
    expect(await read(), 'they have their turn').toEqual([2, null, null])
    const due = await house.storage.outbox.claim(200, 60_000)
    await house.storage.unit(due.map(({ id }) => house.storage.outbox.retryAt(id, now + 60_000, 'connect ECONNREFUSED')))
    expect(await read()).toEqual([2, 'unreachable', null])
    house.storage.clock.set(now + 120_000)
    await mails()
    house.storage.clock.set(now)
    expect(await read()).toEqual([0, null, null])
  })

  test('of a draft nobody hears', async () => {
    const { id } = await addRule({ state: 'draft' })
    await expect(admin.api.remindPeople({ enforcementId: id, userIds: [admin.user.id] })).rejects.toMatchObject({ code: 'enforcement.wrong-state' })
  })
})

test('whoever holds a token hears there of what is to come for them', async () => {
  const other = await house.newRealm('others')
  const [aoi, bob] = [await house.person(other, 'aoi', ['read-only-admin']), await house.person(other, 'bob', ['global-admin'])]
  const rule = await addRule({ realmId: other.id, target: { roleNames: ['read-only-admin'] } })
  expect((await aoi.api.whoAmI({})).upcoming).toEqual([{
    id: rule.id, name: rule.name, enforceFrom: '2026-11-30T15:00:00.000Z', deadline: '2026-11-30T14:59:00.000Z', zone: 'Asia/Tokyo', registerBy: null, consequence: 'ready', canSetUp: false,
    reason: { en: 'Because.', ja: '理由。' }, helpLink: {},
  }])
  expect((await bob.api.whoAmI({})).upcoming).toEqual([])
  await addRule({ realmId: other.id, enforceFrom: house.storage.clock.now() - 86_400_000 })
  expect((await aoi.api.whoAmI({})).upcoming, 'they have to already').toEqual([])
})
