import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from '../api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who
let second: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('own')
  admin = await house.person(realm, 'admin', ['global-admin'])
  second = await house.person(realm, 'second', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

/** People of a department of their own, so that a filter means them alone. */
async function people(count: number, more: Parameters<TestApi['addUser']>[2] = {}): Promise<{ department: string; users: User[]; userIds: string[] }> {
  const department = `d-${randomUUID()}`
  const users: User[] = []
  for (let n = 0; n < count; n++) users.push(await house.addUser(realm, `u-${randomUUID()}`, { department, ...more }))
  return { department, users, userIds: users.map(({ id }) => id) }
}
const read = (users: readonly { id: string }[]) => Promise.all(users.map(({ id }) => house.read(realm, id)))
const eventsOf = async (userId: string) => (await house.storage.audit.list(realm.id, { userId }, null, 50)).items
const mailsOf = async (userId: string, kind: string) => (await house.storage.outbox.stateOf(realm.id, userId, kind))?.state
const nothing = {
  people: 0, changed: 0, unchanged: 0, refused: [], asked: 0, setUp: 0, notAsked: 0, needToken: 0, lockedOut: 0, lockedOutPeople: [], signedOut: 0, sessions: 0,
  authenticators: 0, emergencyTokensRevoked: 0, emergencyTokensIssued: 0, resets: 0, keeping: 0, administrators: 0, mails: 0, withoutAddress: 0, mailMinutes: 0, confirm: false, next: null,
}

describe('OTP Configured on for many (S2-6, S2-16)', () => {
  test('the preview says whom it changes, who will set up and who is asked, and the run does just that', async () => {
    const { department, users } = await people(3)
    const [first] = users
    await house.storage.unit([house.storage.users.setOtpRequired(realm.id, first?.id ?? '', true)])
    await house.signIn(realm, users[1] as User)
    expect(await admin.api.previewBulkOtpOn({ filter: { department: [department] } })).toEqual({ ...nothing, people: 3, changed: 2, unchanged: 1, setUp: 2 })
    expect(await admin.api.bulkOtpOn({ filter: { department: [department] }, reason: 'from Monday on' })).toEqual({ done: 3, changed: 2, failures: [], next: null })
    const after = await read(users)
    expect(after.map(({ otpRequired }) => otpRequired)).toEqual([true, true, true])
    expect((await eventsOf(users[1]?.id ?? '')).at(0)).toMatchObject({ type: 'user.otp-turned-on', actor: admin.user.id, reason: 'from Monday on', address: expect.any(String) })
    expect(after[1]?.version).toBe((users[1]?.version ?? 0) + 1)
    // S2-16: nobody is thrown out.
    expect(await house.storage.sessions.listOf(realm.id, users[1]?.id ?? '')).toHaveLength(1)
    expect(await admin.api.bulkOtpOn({ filter: { department: [department] } })).toEqual({ done: 3, changed: 0, failures: [], next: null })
    expect(await eventsOf(first?.id ?? '')).toHaveLength(0)
  })

  test('"sign them out now" says how many sessions end, and ends them', async () => {
    const { users, userIds } = await people(2)
    await house.signIn(realm, users[0] as User)
    await house.signIn(realm, users[0] as User)
    expect(await admin.api.previewBulkOtpOn({ userIds, signOutNow: true })).toMatchObject({ changed: 2, signedOut: 1, sessions: 2, confirm: false })
    expect(await admin.api.bulkOtpOn({ userIds, signOutNow: true })).toMatchObject({ changed: 2 })
    expect(await house.storage.sessions.listOf(realm.id, userIds[0] ?? '')).toEqual([])
    expect((await read(users)).map(({ epoch }) => epoch)).toEqual(users.map(({ epoch }) => epoch + 1))
  })

  test('S2-21, P20: of somebody for whom it was on before it is a complete reset, which has to be confirmed', async () => {
    const { department, users, userIds } = await people(2, { otpRequired: true })
    await house.addTotp(realm, users[0] as User)
    expect(await admin.api.bulkOtpOff({ userIds, confirmed: 2 })).toMatchObject({ changed: 2 })
    // Bound in between, by whoever was there.
    await house.addTotp(realm, users[0] as User)
    const plain = await house.addUser(realm, `u-${randomUUID()}`, { department })
    const preview = await admin.api.previewBulkOtpOn({ filter: { department: [department] } })
    expect(preview).toMatchObject({ people: 3, changed: 3, resets: 2, authenticators: 1, mails: 2, mailMinutes: 1, confirm: true })
    const run = await admin.api.bulkOtpOn({ filter: { department: [department] } })
    expect(run).toMatchObject({ done: 3, changed: 1, next: null })
    expect(run.failures.map(({ userId, code, username }) => [userId, code, username]).sort()).toEqual(users.map(({ id, username }) => [id, 'bulk.not-confirmed', username]).sort())
    expect((await house.read(realm, plain.id)).otpRequired).toBe(true)
    expect(await house.storage.authenticators.listOf(realm.id, userIds[0] ?? '')).toHaveLength(1)
    expect(await admin.api.bulkOtpOn({ userIds, confirmed: 2 })).toEqual({ done: 2, changed: 2, failures: [], next: null })
    expect(await house.storage.authenticators.listOf(realm.id, userIds[0] ?? '')).toEqual([])
    expect((await eventsOf(userIds[0] ?? '')).at(0)).toMatchObject({ type: 'user.otp-reset', detail: { by: 'switch' } })
    expect(await mailsOf(userIds[0] ?? '', 'otp-reset')).toBe('waiting')
  })
})
