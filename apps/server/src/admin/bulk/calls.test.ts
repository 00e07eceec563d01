import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { admin, house, inAcme, realm } from '../acme.test-support.ts'
import { problemOf, type Who } from '../api.test-support.ts'
import { callerWith } from '../caller.ts'
import { type Action, type BulkNeeds, never } from './action.ts'
import { runOn } from './run.ts'
import { people } from './people-of.test-support.ts'

inAcme()

const eventsOf = async (userId: string) => (await house.storage.audit.list(realm.id, { userId }, null, 50)).items

describe('call after call', () => {
  const crowdOf = 2_600

  /** So many that one call is not enough. */
  async function crowd(): Promise<{ department: string; here: Realm; boss: Who }> {
    const here = await house.newRealm(`crowd-${randomUUID()}`)
    const boss = await house.person(here, 'boss', ['global-admin'])
    const department = 'crowd'
    const everybody = Array.from({ length: crowdOf }, (_, n) => ({ id: randomUUID(), username: `c-${n}`, email: null, givenName: 'A', familyName: 'Crowd', department, otpRequired: false }))
    expect(await house.storage.unit(house.storage.imports.create(here.id, everybody, []))).toMatchObject({ ok: true })
    return { department, here, boss }
  }
  const on = async (here: Realm) => (await house.storage.users.count(here.id, { otpRequired: true }, 10_000)).count

  test('at most 2,000 a call; not calling again is stopping, and the same call goes on where it stopped', async () => {
    const { department, here, boss } = await crowd()
    const filter = { department: [department] }
    const first = await boss.api.bulkOtpOn({ filter })
    // Fewer on a machine that is busy: a call takes its time, too.
    expect(first).toEqual({ done: expect.any(Number), changed: first.done, failures: [], next: expect.any(String) })
    expect(first.done).toBeGreaterThan(0)
    expect(first.done).toBeLessThanOrEqual(2000)
    expect(await on(here)).toBe(first.done)
    // Begun again from the start, those who are done are not done twice.
    const again = await boss.api.bulkOtpOn({ filter })
    expect(again.changed).toBeLessThanOrEqual(Math.max(0, again.done - first.done))
    let changed = first.changed + again.changed
    for (let next = first.next; next !== null;) {
      const run = await boss.api.bulkOtpOn({ filter, cursor: next })
      changed += run.changed
      next = run.next
    }
    expect([changed, await on(here)]).toEqual([crowdOf, crowdOf])
    const { items } = await house.storage.audit.list(here.id, { types: ['user.otp-turned-on'] }, null, 5_000)
    expect(new Set(items.map(({ userId }) => userId)).size).toBe(items.length)
    expect(items).toHaveLength(crowdOf)
  })

  test('Z-3: a permission withdrawn, or a session ended, between two calls is effective at once', async () => {
    const { department, here, boss } = await crowd()
    const other = await house.person(here, 'other', ['global-admin'])
    const body = { filter: { department: [department] } }
    const { next, done } = await boss.api.bulkOtpOn(body)
    await other.api.withdrawRole({ userId: boss.user.id, roleId: await house.roleId(here, 'global-admin') })
    expect(await problemOf(boss.api.bulkOtpOn({ ...body, cursor: next ?? '' }))).toBe('permission.missing')
    await other.api.grantRole({ userId: boss.user.id, roleId: await house.roleId(here, 'global-admin') })
    await other.api.endSessions({ userId: boss.user.id })
    expect(await problemOf(boss.api.bulkOtpOn({ ...body, cursor: next ?? '' }))).toBe('token.invalid')
    expect(await on(here)).toBe(done)
  })

  test('the numbers of several looks add up, and are exact', async () => {
    const { department, boss } = await crowd()
    const filter = { department: [department] }
    const sum = { people: 0, changed: 0, setUp: 0 }
    for (let cursor: string | null | undefined; cursor !== null;) {
      const look = await boss.api.previewBulkOtpOn({ filter, ...(cursor === undefined ? {} : { cursor }) })
      for (const name of ['people', 'changed', 'setUp'] as const) sum[name] += look[name]
      cursor = look.next
    }
    expect(sum).toEqual({ people: crowdOf, changed: crowdOf, setUp: crowdOf })
  })

  test('the number is compared with the exact number, however many they are', async () => {
    const { department, boss, here } = await crowd()
    const filter = { department: [department] }
    expect(await problemOf(boss.api.bulkDisable({ filter, confirmed: 1000 }))).toBe('bulk.other-number')
    const { changed } = await boss.api.bulkDisable({ filter, confirmed: crowdOf })
    expect([changed > 0, (await house.storage.users.count(here.id, { enabled: false }, 10_000)).count]).toEqual([true, changed])
  })
})

describe('people of an administrator’s rights, one by one', () => {
  test('a role that is granted meanwhile counts: who administers is never changed together with the others', async () => {
    const { users, userIds } = await people(3)
    const target = users[1] as User
    await house.storage.unit(house.storage.roles.grant(realm.id, target.id, await house.roleId(realm, 'read-only-admin')))
    expect(await admin.api.previewBulkOtpOn({ userIds })).toMatchObject({ changed: 3, administrators: 1 })
    expect(await admin.api.bulkOtpOn({ userIds })).toMatchObject({ done: 3, changed: 3 })
    expect((await eventsOf(target.id)).filter(({ type }) => type === 'user.otp-turned-on')).toHaveLength(1)
  })

  test('names with markup, right-to-left marks and emoji come back as they are, in what is refused', async () => {
    const odd = await house.addUser(realm, `u-${randomUUID()}`, { givenName: '<img src=x>', familyName: '😀 =1+1', email: null })
    const { failures } = await admin.api.bulkSetupMail({ userIds: [odd.id] })
    expect(failures).toMatchObject([{ givenName: '<img src=x>', familyName: '😀 =1+1', code: 'user.no-email' }])
    const { lockedOutPeople } = await admin.api.previewBulkResetOtp({ userIds: [odd.id], proof: 'emergency-token' })
    expect(lockedOutPeople).toEqual([{ id: odd.id, username: odd.username, givenName: '<img src=x>', familyName: '😀 =1+1' }])
  })
})

describe('a unit that misses', () => {
  /** Writes an event of each; whoever is in `away` misses, as often as is said. */
  function action(away: ReadonlyMap<string, number>, problem: 'mail.too-many' | null): Action {
    const left = new Map(away)
    const { audit, sessions } = house.storage
    return {
      judge: async () => () => 'change', ends: never, weighs: never, risky: never, disarms: never, missed: () => problem, step: 100,
      async one({ id }) {
        const times = left.get(id) ?? 0
        left.set(id, times - 1)
        return [
          audit.record({ realmId: realm.id, type: 'user.changed', actor: admin.user.id, userId: id, outcome: 'success' }),
          ...(times > 0 ? [sessions.setProofs(realm.id, randomUUID(), [], { journeyId: '', expiresAt: 0 })] : []),
        ]
      },
    }
  }
  const call = () => ({
    realm, reason: null, demandFresh: async () => undefined,
    caller: callerWith({ kind: 'user', user: admin.user, clientId: null, actor: admin.user.id, name: 'admin', roles: ['global-admin'], isFresh: async () => true }),
    event: (type: string) => ({ realmId: realm.id, type, actor: admin.user.id, userId: null, outcome: 'success' as const }),
  })
  const run = (userIds: string[], what: Action) => runOn({ storage: house.storage } as unknown as BulkNeeds, call(), what, { who: { ids: userIds }, ids: userIds }, null)
  const changes = async (userIds: readonly string[]) => (await Promise.all(userIds.map(eventsOf))).map((events) => events.length)

  test('is parted until those are alone who stand in the way: they are named, the others are done, nobody twice', async () => {
    const { userIds } = await people(45)
    const [one = '', other = ''] = [userIds[3], userIds[30]]
    const { done, changed, failures } = await run(userIds, action(new Map([[one, 100], [other, 100]]), 'mail.too-many'))
    expect([done, changed]).toEqual([45, 43])
    expect(failures.map(({ userId, code }) => [userId, code]).sort()).toEqual([[one, 'mail.too-many'], [other, 'mail.too-many']].sort())
    expect(await changes(userIds)).toEqual(userIds.map((id) => (id === one || id === other ? 0 : 1)))
  })

  test('holds the rows of its people before anything else and looks at their roles last, whatever it writes (Z-2)', async () => {
    const { userIds } = await people(3)
    const units: string[][] = []
    const unit: typeof house.storage.unit = (statements) => {
      units.push(statements.map(({ name }) => name))
      return house.storage.unit(statements)
    }
    expect(await runOn({ storage: { ...house.storage, unit } } as unknown as BulkNeeds, call(), action(new Map(), null), { who: { ids: userIds }, ids: userIds }, null)).toMatchObject({ changed: 3 })
    expect(units.map((names) => [names[0], names.at(-1)])).toEqual([['many.hold', 'many.ordinary']])
  })

  test('because somebody else was faster is tried again, three times at most', async () => {
    const { userIds } = await people(2)
    const [busy = '', hopeless = ''] = userIds
    expect(await run([busy], action(new Map([[busy, 2]]), null))).toMatchObject({ done: 1, changed: 1, failures: [] })
    expect(await run([hopeless], action(new Map([[hopeless, 3]]), null))).toMatchObject({ done: 1, changed: 0, failures: [{ userId: hopeless, code: 'request.precondition-failed' }] })
    expect(await changes(userIds)).toEqual([1, 0])
  })
})
