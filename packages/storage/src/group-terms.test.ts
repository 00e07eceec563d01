import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, wins } from '../test/databases.ts'
import { blankUser } from './blank-user.ts'
import { asOf } from './group-terms.ts'
import type { PolicyGroup, User } from './types.ts'

const minute = 60_000

describe('a time in a policy group (S1-34, P10)', () => {
  const there = blankUser({ id: 'u', realmId: 1, username: 'taro', policyGroupId: 'always', policyGroupSince: 10, policyGroupUntil: 1000, policyGroupBack: 'usual' })

  test('is over at the very instant: one millisecond before, at it, and after it', () => {
    expect(asOf(there, 999)).toBe(there)
    for (const now of [1000, 1001]) {
      expect(asOf(there, now)).toMatchObject({ policyGroupId: 'usual', policyGroupSince: 1000, policyGroupUntil: null, policyGroupBack: null })
    }
    expect(asOf({ ...there, policyGroupBack: null }, 1000)).toMatchObject({ policyGroupId: null, policyGroupSince: null })
    expect(asOf(asOf(there, 1000), 5000)).toEqual(asOf(there, 1000))
  })
})

onBothDatabases((world) => {
  async function house() {
    const { storage, realmId } = world()
    const group = async (): Promise<PolicyGroup> => {
      const made: PolicyGroup = {
        id: randomUUID(), realmId, name: `group ${randomUUID()}`, ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [],
        onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
      }
      await commit(world(), storage.policies.saveGroup(made))
      return made
    }
    const [usual, always, other] = [await group(), await group(), await group()]
    const { id } = await addUser(world(), { policyGroupId: usual.id })
    const read = async (): Promise<User> => {
      const user = await storage.users.find(realmId, id)
      if (!user) throw new Error('the person is gone')
      return user
    }
    const put = (policyGroupId: string | null, policyGroupUntil: number | null = null) => commit(world(), ...storage.users.change(realmId, id, { policyGroupId, policyGroupUntil }))
    const at = (now: number) => storage.clock.set(now)
    return { storage, realmId, usual, always, other, id, read, put, at, now: storage.clock.now() }
  }
  const overdueOf = async (id: string) => (await world().storage.policies.overdue(1000)).filter((user) => user.id === id)

  test('S1-34: whoever is put elsewhere for a time is back at the instant, before anything wrote it down, and is written down once', async () => {
    const { storage, realmId, usual, always, id, read, put, at, now } = await house()
    const until = now + 10 * minute
    await put(always.id, until)
    expect(await read()).toMatchObject({ policyGroupId: always.id, policyGroupUntil: until, policyGroupBack: usual.id })
    expect(await overdueOf(id)).toEqual([])
    // The statement itself looks at the clock: no node that is ahead of its list takes anybody back early.
    expect(await wins(storage.unit([storage.policies.takeBack(realmId, id, until)]))).toBe(false)
    at(until)
    expect(await read()).toMatchObject({ policyGroupId: usual.id, policyGroupSince: until, policyGroupUntil: null, policyGroupBack: null })
    expect((await overdueOf(id)).map(({ policyGroupId, policyGroupUntil }) => [policyGroupId, policyGroupUntil])).toEqual([[always.id, until]])

    const { version } = await read()
    const node = await world().otherNode()
    const taken = await Promise.all([storage, node, storage, node].map(({ unit, policies }) => wins(unit([policies.takeBack(realmId, id, until)]))))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await overdueOf(id)).toEqual([])
    expect(await read()).toMatchObject({ policyGroupId: usual.id, policyGroupSince: until, version: version + 1 })
    at(now)
  })

  test('put elsewhere again: for good forgets the end, for another time keeps the first way back', async () => {
    const { usual, always, other, read, put, at, now } = await house()
    await put(always.id, now + 10 * minute)
    await put(other.id, now + 20 * minute)
    expect(await read()).toMatchObject({ policyGroupId: other.id, policyGroupUntil: now + 20 * minute, policyGroupBack: usual.id })
    await put(always.id)
    expect(await read()).toMatchObject({ policyGroupId: always.id, policyGroupUntil: null, policyGroupBack: null })
    await put(null, now + 5 * minute)
    expect(await read()).toMatchObject({ policyGroupId: null, policyGroupBack: always.id })
    // Over, and not written down yet: the way back is still the one to it.
    at(now + 5 * minute)
    await put(other.id, now + 9 * minute)
    expect(await read()).toMatchObject({ policyGroupId: other.id, policyGroupSince: now + 5 * minute, policyGroupBack: always.id })
    at(now)
  })

  test('an assignment that meets the end of the time: the later word stands, and nobody is taken back from it', async () => {
    const { storage, realmId, always, other, id, read, put, at, now } = await house()
    const until = now + minute
    await put(always.id, until)
    at(until)
    await Promise.all([
      storage.unit([storage.policies.takeBack(realmId, id, until)]),
      (await world().otherNode()).unit([...storage.users.change(realmId, id, { policyGroupId: other.id })]),
    ])
    expect(await read()).toMatchObject({ policyGroupId: other.id, policyGroupUntil: null })
    at(now)
  })

  test('a group that somebody comes back to is not taken away under them, unless they are sent elsewhere', async () => {
    const { storage: { policies, unit }, realmId, usual, always, other, put, read, at, now } = await house()
    await put(always.id, now + minute)
    expect(await policies.isAwaited(realmId, usual.id)).toBe(true)
    expect(await policies.isAwaited(realmId + 1, usual.id)).toBe(false)
    expect(await unit([policies.removeGroup(realmId, usual.id)])).toMatchObject({ ok: false, missed: 'policies.removeGroup' })
    expect(await unit([policies.awaitElsewhere(realmId, usual.id, other.id), policies.removeGroup(realmId, usual.id)])).toMatchObject({ ok: true })
    at(now + minute)
    expect(await read()).toMatchObject({ policyGroupId: other.id })
    at(now)
  })
})
