import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, totp, wins, type World } from '../test/databases.ts'
import type { AlikeBy, NewUser, PolicyGroup } from './types.ts'

const groupOf = ({ realmId }: World, given: Partial<PolicyGroup> = {}): PolicyGroup => ({
  id: randomUUID(), realmId, name: `group ${randomUUID()}`, ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [],
  onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', ...given,
})

async function addGroup(world: World, given: Partial<PolicyGroup> = {}): Promise<PolicyGroup> {
  const group = groupOf(world, given)
  await commit(world, world.storage.policies.saveGroup(group))
  return group
}

const day = 24 * 60 * 60_000
const nothingNamed = ({ storage: { clock } }: World): AlikeBy => {
  const now = clock.now()
  return { now, roleIds: [], groupIds: [], departments: [], after: { demand: now - 14 * day, address: now - 7 * day, mail: now - day, reset: now - day / 48 } }
}

onBothDatabases((world) => {
  const people = async (group: string | null, before: number | null = null, limit = 100) =>
    (await world().storage.policies.people(world().realmId, { policyGroupIds: [group] }, before, limit)).numbers

  /** How many are alike, the greatest heap first. */
  async function heaps(numbers: readonly number[], by: Partial<AlikeBy> = {}): Promise<number[]> {
    const { storage: { policies }, realmId } = world()
    const found = await policies.alike(realmId, numbers, { ...nothingNamed(world()), ...by })
    expect(found.flatMap((heap) => heap.numbers).toSorted((a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
    return found.map((heap) => heap.numbers.length).toSorted((a, b) => b - a)
  }
  const filled = async (...given: Partial<NewUser>[]) => {
    const group = await addGroup(world())
    const members: NewUser[] = []
    for (const each of given) members.push(await addUser(world(), { ...each, policyGroupId: group.id }))
    return { group, members, numbers: await people(group.id) }
  }

  test('a group is changed on what was read: of two changes one wins; a name is taken once', async () => {
    const { storage: { policies, unit }, realmId } = world()
    const group = await addGroup(world())
    await commit(world(), policies.changeGroup(group, { ...group, ask: 'never' }))
    expect(await policies.group(realmId, group.id)).toEqual({ ...group, ask: 'never' })
    expect(await unit([policies.changeGroup(group, { ...group, name: 'Other' })])).toMatchObject({ ok: false, duplicate: false })
    const other = await addGroup(world())
    expect(await unit([policies.changeGroup(other, { ...other, name: group.name })])).toMatchObject({ duplicate: true })
    expect(await unit([policies.saveGroup(groupOf(world(), { name: group.name }))])).toMatchObject({ duplicate: true })
    expect(await unit([policies.changeGroup({ ...other, realmId: realmId + 1 }, { ...other, realmId: realmId + 1 })])).toMatchObject({ ok: false })
  })

  test('nobody is put into a group that is being taken away, whichever comes first', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    for (let round = 0; round < 10; round++) {
      const group = await addGroup(world())
      const user = await addUser(world())
      const [removed, joined] = await Promise.all([
        wins(storage.unit([storage.policies.holdGroup(realmId, group.id), storage.policies.removeGroup(realmId, group.id)])),
        wins(other.unit([other.policies.holdGroup(realmId, group.id), ...other.users.change(realmId, user.id, { policyGroupId: group.id })])),
      ])
      expect([removed, joined].filter(Boolean)).toHaveLength(1)
      expect((await storage.users.find(realmId, user.id))?.policyGroupId ?? null).toBe(joined ? group.id : null)
    }
  })

  test('the list, the count and the numbers know a policy group, and none, with every other filter', async () => {
    const { storage: { users, policies }, realmId } = world()
    const { group, members, numbers } = await filled({ familyName: 'Tanabe' }, { familyName: 'Tanabe', enabled: false }, { otpRequired: true })
    expect(numbers).toHaveLength(3)
    expect((await users.list(realmId, { policyGroupIds: [group.id] }, null, 10)).items.map(({ id }) => id)).toEqual(members.map(({ id }) => id).toReversed())
    expect(await users.count(realmId, { policyGroupIds: [group.id] }, 2)).toEqual({ count: 2, more: true })
    for (const search of ['ta', 'tanabe']) expect((await users.list(realmId, { policyGroupIds: [group.id], search, enabled: true }, null, 10)).items.map(({ id }) => id)).toEqual([members[0]?.id])
    expect((await users.list(realmId, { policyGroupIds: [group.id], otp: ['app'] }, null, 10)).items).toEqual([])
    const alone = await addUser(world())
    expect((await users.list(realmId, { policyGroupIds: [null] }, null, 1)).items.map(({ id }) => id)).toEqual([alone.id])
    expect((await policies.people(realmId + 1, { policyGroupIds: [group.id] }, null, 10)).numbers).toEqual([])
    expect(await people(group.id, null, 2)).toEqual(numbers.slice(0, 2))
    expect(await people(group.id, numbers[1])).toEqual(numbers.slice(2))
    expect((await users.numbered(realmId, numbers)).map(({ n }) => n)).toEqual(numbers)
    expect(await users.numbered(realmId + 1, numbers)).toEqual([])
  })

  test('people by their ids: those who are there, of this realm', async () => {
    const { storage: { policies }, realmId } = world()
    const { members, numbers } = await filled({}, {})
    const ids = [...members.map(({ id }) => id), randomUUID(), 'nul\0']
    expect((await policies.people(realmId, { ids }, null, 10)).numbers).toEqual(numbers)
    expect((await policies.people(realmId, { ids }, numbers[0] ?? 0, 10)).numbers).toEqual(numbers.slice(1))
    expect((await policies.people(realmId + 1, { ids }, null, 10)).numbers).toEqual([])
    expect(await policies.alike(realmId, [], nothingNamed(world()))).toEqual([])
  })

  test('people are alike by switch, state, address and what is enrolled, whatever they are called', async () => {
    const { storage: { authenticators, emergencyTokens, clock }, realmId } = world()
    const { members, numbers } = await filled({}, {}, {}, {}, { otpRequired: true }, { enabled: false }, { emailProvedAt: 5 }, { shared: true }, { username: `x-${randomUUID()}`, email: null })
    expect(await heaps(numbers)).toEqual([5, 1, 1, 1, 1])
    const [first, second, third] = members.map(({ id }) => id)
    for (const [id, more] of [[first, {}], [second, {}], [third, { confirmedFor: 'mailLink' }]] as const) {
      await commit(world(), ...authenticators.create(totp(world(), id ?? '', more), ''))
    }
    expect(await heaps(numbers)).toEqual([2, 2, 1, 1, 1, 1, 1])
    const token = { id: randomUUID(), realmId, userId: first ?? '', createdAt: 1, createdBy: 'x', reason: 'r', expiresAt: clock.now() + day }
    await commit(world(), ...emergencyTokens.create(token, 'ABCD', null))
    expect(await heaps(numbers)).toEqual([2, 1, 1, 1, 1, 1, 1, 1])
    expect(await heaps(numbers, { now: clock.now() + 2 * day })).toEqual([2, 2, 1, 1, 1, 1, 1])
  })

  test('of roles, groups and departments only those count that a rule names', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const { members, numbers } = await filled({ department: 'Sales' }, { department: 'Legal' }, {}, {})
    const [role, group] = [randomUUID(), randomUUID()]
    await commit(world(), roles.create({ id: role, realmId, name: role, description: null, clientId: null, administrative: false }), groups.create({ id: group, realmId, name: group }))
    await commit(world(), ...roles.grant(realmId, members[2]?.id ?? '', role), ...groups.add(realmId, members[3]?.id ?? '', group))
    expect(await heaps(numbers)).toEqual([4])
    expect(await heaps(numbers, { departments: ['Sales'] })).toEqual([3, 1])
    expect(await heaps(numbers, { roleIds: [role], groupIds: [group] })).toEqual([2, 1, 1])
  })

  test('of instants it counts on which side of the dividing one they lie', async () => {
    const { storage: { clock, users }, realmId } = world()
    const { members, numbers } = await filled({ otpRequired: true }, { otpRequired: true })
    expect(await heaps(numbers)).toEqual([2])
    await commit(world(), users.markOtpReset(realmId, members[0]?.id ?? '', 'mailLink'))
    expect(await heaps(numbers)).toEqual([1, 1])
    const later = clock.now() + 1000
    await commit(world(), users.markOtpReset(realmId, members[1]?.id ?? '', 'mailLink'))
    expect(await heaps(numbers, { after: { demand: later, address: later, mail: later, reset: later } })).toEqual([2])
  })
})
