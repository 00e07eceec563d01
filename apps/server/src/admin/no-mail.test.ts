import { randomUUID } from 'node:crypto'
import { isProblem } from '@tegata/contract'
import type { Realm, User } from '@tegata/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

// Where no mail goes out the forecast and the guards know what the sign-in will do.
const day = 86_400_000

let house: TestApi
let realm: Realm
let boss: Who
let count = 0
beforeAll(async () => { house = await startApi() })
beforeEach(async () => {
  realm = await house.newRealm(`silent-${++count}`)
  boss = await house.person(realm, 'boss', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const noMail = () => boss.api.changeRealm({ mailServer: null })
const date = (days: number) => new Date(house.storage.clock.now() + days * day).toISOString().slice(0, 10)
const mailedCodes = async (user: User) => {
  const set = await house.storage.authenticators.setDigest(realm.id, user.id)
  const outcome = await house.storage.unit(house.storage.authenticators.create({
    id: randomUUID(), realmId: realm.id, userId: user.id, kind: 'emailed-code', state: 'active', label: 'Mail', boundBy: 'mailbox', confirmedFor: 'mailLink',
    boundAt: house.storage.clock.now() - day, boundByActor: user.id, lastStep: null, totp: null, address: user.email, secret: '',
  }, set))
  expect(outcome.ok).toBe(true)
}

type Rule = Partial<Parameters<Who['api']['createEnforcement']>[0]>

/** Three people of a role, the last of whom has codes mailed to them, and a rule for them. */
async function ruleFor(more: Rule) {
  const role = await boss.api.createRole({ name: `sales-${++count}` })
  const users: User[] = []
  for (let n = 0; n < 3; n += 1) {
    const user = await house.addUser(realm, `s${++count}`)
    await boss.api.grantRole({ userId: user.id, roleId: role.id })
    users.push(user)
  }
  const last = users.at(-1)
  if (last) await mailedCodes(last)
  const { id } = await boss.api.createEnforcement({ name: `rule ${++count}`, enforceFrom: { date: date(40), time: '00:00', zone: 'Asia/Tokyo' }, target: { roles: [role.id] }, ...more })
  const previewed = async () => (await boss.api.previewEnforcement({ enforcementId: id })).states
  const announced = (confirmed?: number) => boss.api.announceEnforcement({ enforcementId: id, reason: 'as decided', ...(confirmed === undefined ? {} : { confirmed }) })
    .then(() => 'done', (error: unknown) => (isProblem(error) ? { code: error.code, ...error.details } : error))
  return { id, users, previewed, announced }
}

describe('codes by mail alone, and no mail (P9)', () => {
  const byMail = { kinds: ['emailed-code'] } satisfies Rule
  const attempt = (more: Rule) => problemOf(boss.api.createEnforcement({ name: `rule ${++count}`, enforceFrom: { date: date(40), time: '00:00', zone: 'Asia/Tokyo' }, target: { everyone: true }, ...more }))

  test('are not saved as a rule, nor left over by two', async () => {
    expect(await attempt(byMail)).toBe('done')
    await noMail()
    expect(await attempt(byMail)).toBe('enforcement.mail-only')
    expect(await attempt({}), 'the one before accepts nothing else, for everybody').toBe('enforcement.mail-only')
    const one = await boss.api.listEnforcements({})
    expect(await problemOf(boss.api.changeEnforcement({ enforcementId: one.items[0]?.id ?? '', kinds: ['totp', 'emailed-code'] }))).toBe('done')
    expect(await attempt({ kinds: ['totp', 'emailed-code'] })).toBe('done')
  })

  test('an announced rule of them keeps the mail server, a draft does not', async () => {
    const { announced } = await ruleFor(byMail)
    expect(await announced()).toBe('done')
    expect(await problemOf(noMail())).toBe('enforcement.mail-only')
    expect((await boss.api.getRealm()).canMail).toBe(true)
  })
})

describe('a rule that only mail leads past is not promised as a set-up (P12)', () => {
  test.each<[string, Rule, string, boolean]>([['codes by mail alone', { kinds: ['emailed-code'] }, 'refused', false], ['the mailbox binds', { onUnenrolled: 'mailLink' }, 'emergency', true]])('%s', async (_, more, expected, mayBeSaid) => {
    const { id, users, previewed, announced } = await ruleFor(more)
    expect(await previewed()).toMatchObject({ 'set-up': 2, 'locked-out': 0 })
    await noMail()
    expect(await previewed()).toMatchObject({ 'set-up': 0, 'locked-out': 3 })
    const { end, steps } = await boss.api.simulate({ userId: users[0]?.id ?? '', enforcementId: id, at: { date: date(41), time: '09:00', zone: 'Asia/Tokyo' } })
    expect([end === 'in', steps.map(({ kind }) => kind)], 'as the sign-in of that day').toEqual([false, [expected]])
    expect(await announced()).toMatchObject(mayBeSaid ? { code: 'enforcement.other-number', lockedOut: 3 } : { code: 'enforcement.mail-only' })
    if (mayBeSaid) expect(await announced(3)).toBe('done')
  })
})

describe('the last global administrator who gets in', () => {
  /** Besides the boss, whom an app lets in: one whom only mail does, under their personal switch. */
  async function another(): Promise<User> {
    const user = await house.addUser(realm, `second-${++count}`, { otpRequired: true })
    await house.storage.unit(house.storage.roles.grant(realm.id, user.id, await house.roleId(realm, 'global-admin')))
    return user
  }

  test('is none whose set-up needs a mail', async () => {
    await another()
    await noMail()
    const operator = await house.operator(realm)
    expect(await problemOf(operator.changeUser({ userId: boss.user.id, enabled: false }))).toBe('permission.last-administrator')
  })

  test('keeps the mail server that lets them in, and loses one that nobody waits for', async () => {
    const user = await another()
    const operator = await house.operator(realm)
    await operator.changeUser({ userId: boss.user.id, enabled: false })
    expect(await problemOf(operator.changeRealm({ mailServer: null }))).toBe('permission.last-administrator')
    await house.addTotp(realm, user)
    expect(await problemOf(operator.changeRealm({ mailServer: null }))).toBe('done')
  })
})
