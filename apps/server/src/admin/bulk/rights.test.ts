import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from '../acme.test-support.ts'
import { problemOf, type Who } from '../api.test-support.ts'
import { people } from './people-of.test-support.ts'

let second: Who

inAcme()
beforeAll(async () => {
  second = await house.person(realm, 'second', ['global-admin'])
})

const read = (users: readonly { id: string }[]) => Promise.all(users.map(({ id }) => house.read(realm, id)))

describe('rights (Z-1, Z-2, Z-3)', () => {
  test('of an administrator above the caller’s rights nothing changes; everybody else of the call does', async () => {
    const { userIds } = await people(2)
    const run = await admin.api.bulkResetOtp({ userIds: [...userIds, second.user.id], confirmed: 3, reason: 'as agreed' })
    expect(run).toMatchObject({ done: 3, changed: 3 })
    // Whoever may write about users, and grant nothing, leaves every administrator alone.
    const clerk = await house.person(realm, `clerk-${randomUUID()}`, ['help-desk'])
    for (const call of [
      () => clerk.api.previewBulkOtpOn({ filter: {} }), () => clerk.api.bulkOtpOn({ filter: {} }), () => clerk.api.bulkResetOtp({ userIds, confirmed: 2, reason: 'as agreed' }),
      () => clerk.api.bulkSetupMail({ userIds }), () => clerk.api.bulkTopUp({ userIds, reason: 'x' }), () => clerk.api.bulkDisable({ userIds, confirmed: 2 }),
    ]) expect(await problemOf(call())).toBe('permission.missing')
    const reader = await house.person(realm, `reader-${randomUUID()}`, ['read-only-admin'])
    expect(await problemOf(reader.api.previewBulkOtpOn({ filter: {} }))).toBe('permission.missing')
    expect(await problemOf(reader.api.bulkOtpOff({ filter: {}, confirmed: 1, reason: 'as agreed' }))).toBe('permission.missing')
  })

  test('nobody does to themself what ends the session that they do it with', async () => {
    const { userIds } = await people(1, { otpRequired: true })
    const mine = [...userIds, admin.user.id]
    expect((await admin.api.previewBulkResetOtp({ userIds: mine })).refused).toMatchObject([{ code: 'permission.not-for-yourself', people: 1 }])
    for (const run of [
      await admin.api.bulkResetOtp({ userIds: mine, confirmed: 2, reason: 'as agreed' }), await admin.api.bulkDisable({ userIds: mine, confirmed: 2 }), await admin.api.bulkOtpOff({ userIds: mine, confirmed: 2, reason: 'as agreed' }),
    ]) expect(run.failures.map(({ userId, code }) => [userId, code])).toEqual([[admin.user.id, 'permission.not-for-yourself']])
    expect(await admin.api.bulkOtpOn({ userIds: [admin.user.id] })).toMatchObject({ changed: 1 })
    expect((await house.read(realm, admin.user.id)).otpRequired).toBe(true)
  })

  test('the last administrator who can sign in is refused by name, and the preview said so', async () => {
    const lonely = await house.newRealm('lonely')
    const operator = await house.operator(lonely)
    const [one, other] = [await house.person(lonely, 'one', ['global-admin']), await house.person(lonely, 'other', ['global-admin'])]
    const plain = await house.addUser(lonely, 'plain')
    const preview = await operator.previewBulkDisable({ filter: {} })
    expect(preview).toMatchObject({ people: 3, changed: 2, administrators: 1, refused: [{ code: 'permission.last-administrator', people: 1 }] })
    const run = await operator.bulkDisable({ filter: {}, confirmed: 3 })
    expect(run).toMatchObject({ done: 3, changed: 2 })
    expect(run.failures.map(({ userId, code }) => [userId, code])).toEqual([[one.user.id, 'permission.last-administrator']])
    const state = async (id: string) => (await house.read(lonely, id)).enabled
    expect([await state(one.user.id), await state(other.user.id), await state(plain.id)]).toEqual([true, false, false])
  })

  test('the last administrator who gets in is not locked out by a switch, and the preview said so', async () => {
    const bare = await house.newRealm('bare-administrator')
    const operator = await house.operator(bare)
    const boss = await house.addUser(bare, 'boss', { emailProvedAt: null })
    await house.storage.unit(house.storage.roles.grant(bare.id, boss.id, await house.roleId(bare, 'global-admin')))
    const plain = await house.addUser(bare, 'plain')
    expect(await operator.previewBulkOtpOn({ filter: {} })).toMatchObject({ people: 2, changed: 1, refused: [{ code: 'permission.last-administrator', people: 1 }] })
    const run = await operator.bulkOtpOn({ filter: {} })
    expect(run).toMatchObject({ changed: 1, failures: [{ userId: boss.id, code: 'permission.last-administrator' }] })
    expect([(await house.read(bare, boss.id)).otpRequired, (await house.read(bare, plain.id)).otpRequired]).toEqual([false, true])
  })

  test('people of another realm are not there: neither counted by a filter nor changed by their ids', async () => {
    const elsewhere = await house.newRealm('elsewhere')
    const stranger = await house.addUser(elsewhere, 'stranger')
    expect(await admin.api.previewBulkOtpOn({ userIds: [stranger.id] })).toMatchObject({ people: 1, changed: 0, refused: [{ code: 'user.not-found', people: 1 }] })
    expect(await admin.api.bulkOtpOn({ userIds: [stranger.id] })).toMatchObject({
      done: 1, changed: 0, failures: [{ userId: stranger.id, username: null, code: 'user.not-found', detail: expect.any(String) }],
    })
    expect((await house.read(elsewhere, stranger.id)).otpRequired).toBe(false)
  })

  test('1,001 ids, no ids, ids beside a filter and a made-up cursor are refused; an id that stands twice is one person', async () => {
    const { userIds } = await people(1)
    for (const body of [{ userIds: Array.from({ length: 1001 }, () => randomUUID()) }, { userIds: [] }, {}, { userIds, filter: {} }, { userIds, cursor: '-1' }, { userIds, cursor: '0' }]) {
      expect(await problemOf(admin.api.bulkOtpOn(body))).toBe('request.invalid')
    }
    expect(await admin.api.previewBulkOtpOn({ userIds: [...userIds, ...userIds] })).toMatchObject({ people: 1, changed: 1 })
  })

  test('what takes away needs a second factor of a moment ago; switching on and mailing do not (Z-4)', async () => {
    const { users, userIds } = await people(2)
    const token = await house.signIn(realm, second.user, { authenticatorId: await house.addTotp(realm, second.user) })
    const api = house.apiOf(realm, token)
    house.storage.clock.set(house.storage.clock.now() + 6 * 60_000)
    try {
      expect(await problemOf(api.bulkOtpOn({ userIds }))).toBe('done')
      for (const call of [() => api.bulkOtpOff({ userIds, confirmed: 2, reason: 'as agreed' }), () => api.bulkResetOtp({ userIds, confirmed: 2, reason: 'as agreed' }), () => api.bulkTopUp({ userIds, reason: 'x' })]) {
        expect(await problemOf(call())).toBe('token.insufficient-authentication')
      }
      await house.storage.unit(users.map(({ id }) => house.storage.users.setOtpRequired(realm.id, id, false)))
      expect(await problemOf(api.bulkOtpOn({ userIds, confirmed: 2 }))).toBe('token.insufficient-authentication')
      expect((await read(users)).map(({ otpRequired }) => otpRequired)).toEqual([false, false])
    } finally {
      house.storage.clock.set(Date.now())
    }
  })
})
