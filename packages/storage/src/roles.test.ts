import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, totp, type World } from '../test/databases.ts'

async function addRole(world: World, given: { realmId?: number } = {}): Promise<string> {
  const id = randomUUID()
  await commit(world, world.storage.roles.create({ id, realmId: world.realmId, name: `role-${id}`, description: null, clientId: null, administrative: true, ...given }))
  return id
}
async function addGroup(world: World): Promise<string> {
  const id = randomUUID()
  await commit(world, world.storage.groups.create({ id, realmId: world.realmId, name: `group-${id}` }))
  return id
}

onBothDatabases((world) => {
  const held = async (userId: string) => (await world().storage.roles.effectiveOf(world().realmId, userId)).map(({ id }) => id).sort()
  const listed = async (roleId: string, otp?: readonly ('none' | 'app' | 'suspended')[]) =>
    (await world().storage.users.list(world().realmId, { roleIds: [roleId], ...(otp ? { otp } : {}) }, null, 10)).items.map(({ id }) => id)

  test('a role holds directly and through every group, until the last way is gone', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [user, role, g1, g2] = [await addUser(world()), await addRole(world()), await addGroup(world()), await addGroup(world())]
    await commit(world(), ...roles.grant(realmId, user.id, role))
    await commit(world(), ...groups.grantRole(realmId, g1, role), ...groups.add(realmId, user.id, g1))
    await commit(world(), ...groups.add(realmId, user.id, g2), ...groups.grantRole(realmId, g2, role))
    expect(await held(user.id)).toEqual([role])
    await commit(world(), ...roles.withdraw(realmId, user.id, role))
    expect(await held(user.id)).toEqual([role])
    await commit(world(), ...groups.leave(realmId, user.id, g1))
    expect(await held(user.id)).toEqual([role])
    expect(await listed(role)).toEqual([user.id])
    await commit(world(), ...groups.withdrawRole(realmId, g2, role))
    expect(await held(user.id)).toEqual([])
    expect(await listed(role)).toEqual([])
  })

  test('removing a group takes away what it alone gave', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [user, kept, lost, group] = [await addUser(world()), await addRole(world()), await addRole(world()), await addGroup(world())]
    await commit(world(), ...groups.add(realmId, user.id, group), ...groups.grantRole(realmId, group, kept), ...groups.grantRole(realmId, group, lost))
    await commit(world(), ...roles.grant(realmId, user.id, kept))
    expect(await held(user.id)).toEqual([kept, lost].sort())
    await commit(world(), ...groups.remove(realmId, group))
    expect(await held(user.id)).toEqual([kept])
    expect(await groups.of(realmId, user.id)).toEqual([])
  })

  test('"role and not set up" follows the authenticators, and newcomers to a group', async () => {
    const { storage: { groups, authenticators }, realmId } = world()
    const [early, late, role, group] = [await addUser(world()), await addUser(world()), await addRole(world()), await addGroup(world())]
    await commit(world(), ...groups.grantRole(realmId, group, role), ...groups.add(realmId, early.id, group))
    const authenticator = totp(world(), early.id)
    await commit(world(), ...authenticators.create(authenticator, ''))
    await commit(world(), ...authenticators.create(totp(world(), late.id), ''))
    await commit(world(), ...groups.add(realmId, late.id, group))
    expect(await listed(role, ['none'])).toEqual([])
    expect(await listed(role, ['app'])).toEqual([late.id, early.id])
    await commit(world(), ...authenticators.setState(realmId, early.id, authenticator.id, 'suspended'))
    expect(await listed(role, ['suspended'])).toEqual([early.id])
    expect(await listed(role, ['none', 'app', 'suspended'])).toEqual([late.id, early.id])
    await commit(world(), ...authenticators.removeAll(realmId, early.id))
    expect(await listed(role, ['none'])).toEqual([early.id])
  })

  test('says since when a role holds: the earliest way, and in a group the later of joining and granting', async () => {
    const { storage: { clock, roles, groups }, realmId } = world()
    const [user, role, group] = [await addUser(world()), await addRole(world()), await addGroup(world())]
    const start = clock.now() + 1_000_000
    clock.set(start)
    await commit(world(), ...groups.add(realmId, user.id, group))
    clock.set(start + 10_000)
    await commit(world(), ...groups.grantRole(realmId, group, role))
    clock.set(start + 20_000)
    await commit(world(), ...roles.grant(realmId, user.id, role))
    await commit(world(), ...roles.grant(realmId, user.id, role))
    const since = (await roles.heldSince(realmId, user.id)).get(role)
    expect(since).toBeGreaterThanOrEqual(start + 10_000)
    expect(since).toBeLessThan(start + 15_000)
    expect(await roles.directOf(realmId, user.id)).toMatchObject([{ id: role }])
  })

  test('a role or group of another realm, or a user who is not there, is a miss', async () => {
    const { storage, realmId } = world()
    const [user, foreign, group] = [await addUser(world()), await addRole(world(), { realmId: realmId + 1 }), await addGroup(world())]
    expect(await storage.unit(storage.roles.grant(realmId, user.id, foreign))).toMatchObject({ ok: false, missed: 'roles.grant' })
    expect(await storage.unit(storage.roles.grant(realmId, 'nobody', await addRole(world())))).toMatchObject({ ok: false })
    expect(await storage.unit(storage.groups.grantRole(realmId, group, foreign))).toMatchObject({ ok: false })
    expect(await storage.unit(storage.groups.add(realmId + 1, user.id, group))).toMatchObject({ ok: false })
    expect(await storage.unit(storage.groups.withdrawRole(realmId + 1, group, foreign))).toMatchObject({ ok: false })
  })

  test('holders are the enabled ones', async () => {
    const { storage: { roles, users }, realmId } = world()
    const [a, b, role] = [await addUser(world()), await addUser(world()), await addRole(world())]
    await commit(world(), ...roles.grant(realmId, a.id, role), ...roles.grant(realmId, b.id, role), ...users.change(realmId, b.id, { enabled: false }))
    expect((await roles.holders(realmId, role, 10)).map(({ id }) => id)).toEqual([a.id])
  })
})
