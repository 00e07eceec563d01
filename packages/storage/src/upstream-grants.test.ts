import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, onBothDatabases, totp, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  const addRole = async (realmId = world().realmId) => {
    const id = randomUUID()
    await commit(world(), world().storage.roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false }))
    return id
  }
  const addGroup = async () => {
    const id = randomUUID()
    await commit(world(), world().storage.groups.create({ id, realmId: world().realmId, name: id }))
    return id
  }
  const held = async (userId: string) => (await world().storage.roles.effectiveOf(world().realmId, userId)).map(({ id }) => id).sort()
  const listed = async (roleId: string) => (await world().storage.users.list(world().realmId, { roleIds: [roleId] }, null, 10)).items.map(({ id }) => id)
  const memberOf = async (userId: string) => (await world().storage.groups.of(world().realmId, userId)).map(({ id }) => id).sort()
  const syncRoles = (userId: string, upstreamId: string, ...roleIds: string[]) =>
    commit(world(), ...world().storage.roles.sync(world().realmId, userId, upstreamId, roleIds))
  const syncGroups = (userId: string, upstreamId: string, ...groupIds: string[]) =>
    commit(world(), ...world().storage.groups.sync(world().realmId, userId, upstreamId, groupIds))

  test('P10: at each sign-in the roles that an upstream gives are exactly what it says now, and the list of people follows', async () => {
    const { storage: { authenticators } } = world()
    const [corp, user, other, a, b, c] = [await addUpstream(world()), await addUser(world()), await addUser(world()), await addRole(), await addRole(), await addRole()]
    await commit(world(), ...authenticators.create(totp(world(), user.id), ''))
    await syncRoles(other.id, corp.id, a)
    await syncRoles(user.id, corp.id, a, b)
    expect(await held(user.id)).toEqual([a, b].sort())
    await syncRoles(user.id, corp.id, c, b, c)
    expect(await held(user.id)).toEqual([b, c].sort())
    expect(await listed(a)).toEqual([other.id])
    expect(await listed(c)).toEqual([user.id])
    expect((await world().storage.users.list(world().realmId, { roleIds: [c], otp: ['app'] }, null, 10)).items).toHaveLength(1)
    await syncRoles(user.id, corp.id)
    expect(await held(user.id)).toEqual([])
    expect(await held(other.id)).toEqual([a])
  })

  test('P10: a role that stays has been held since it was first given; one that comes back, since it came back', async () => {
    const { storage: { clock, roles }, realmId } = world()
    const [corp, user, stays, leaves] = [await addUpstream(world()), await addUser(world()), await addRole(), await addRole()]
    const start = clock.now() + 1_000_000
    const since = async (roleId: string) => Math.round(((await roles.heldSince(realmId, user.id)).get(roleId) ?? 0) - start) / 10_000 | 0
    clock.set(start)
    await syncRoles(user.id, corp.id, stays, leaves)
    clock.set(start + 10_000)
    await syncRoles(user.id, corp.id, stays)
    clock.set(start + 20_000)
    await syncRoles(user.id, corp.id, stays, leaves)
    expect([await since(stays), await since(leaves)]).toEqual([0, 2])
  })

  test('what an administrator granted stays, whatever the upstream says, and keeps its day', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [corp, user, role, group] = [await addUpstream(world()), await addUser(world()), await addRole(), await addGroup()]
    await commit(world(), ...roles.grant(realmId, user.id, role), ...groups.add(realmId, user.id, group))
    const since = await roles.heldSince(realmId, user.id)
    await syncRoles(user.id, corp.id, role)
    await syncGroups(user.id, corp.id, group)
    await syncRoles(user.id, corp.id)
    await syncGroups(user.id, corp.id)
    expect(await held(user.id)).toEqual([role])
    expect(await memberOf(user.id)).toEqual([group])
    expect(await roles.heldSince(realmId, user.id)).toEqual(since)
  })

  test('what an administrator grants over the upstream’s is the administrator’s from then on, held since the upstream gave it', async () => {
    const { storage: { roles, groups, clock }, realmId } = world()
    const [corp, user, role, group] = [await addUpstream(world()), await addUser(world()), await addRole(), await addGroup()]
    await syncRoles(user.id, corp.id, role)
    await syncGroups(user.id, corp.id, group)
    const since = await roles.heldSince(realmId, user.id)
    clock.set(clock.now() + 10_000)
    await commit(world(), ...roles.grant(realmId, user.id, role), ...groups.add(realmId, user.id, group))
    expect(await roles.heldSince(realmId, user.id)).toEqual(since)
    await syncRoles(user.id, corp.id)
    await syncGroups(user.id, corp.id)
    expect(await held(user.id)).toEqual([role])
    expect(await memberOf(user.id)).toEqual([group])
    await commit(world(), ...roles.withdraw(realmId, user.id, role), ...groups.leave(realmId, user.id, group))
    expect(await held(user.id)).toEqual([])
  })

  test('what an administrator withdraws from the upstream’s is gone until its next word', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [corp, user, role, group] = [await addUpstream(world()), await addUser(world()), await addRole(), await addGroup()]
    await syncRoles(user.id, corp.id, role)
    await syncGroups(user.id, corp.id, group)
    await commit(world(), ...roles.withdraw(realmId, user.id, role), ...groups.leave(realmId, user.id, group))
    expect([await held(user.id), await memberOf(user.id)]).toEqual([[], []])
    await syncRoles(user.id, corp.id, role)
    await syncGroups(user.id, corp.id, group)
    expect([await held(user.id), await memberOf(user.id)]).toEqual([[role], [group]])
  })

  test('Z-2: no group is both filled by an upstream’s mere names and administrative', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [corp, user, full, empty, admin] = [await addUpstream(world()), await addUser(world()), await addGroup(), await addGroup(), randomUUID()]
    await commit(world(), roles.create({ id: admin, realmId, name: admin, description: null, clientId: null, administrative: true }))
    await syncGroups(user.id, corp.id, full)
    const grant = (group: string) => wins(world().storage.unit([...groups.notFilled(realmId, group), ...groups.grantRole(realmId, group, admin)]))
    const fill = (...ids: string[]) => wins(world().storage.unit([...groups.ordinary(realmId, ids), ...groups.sync(realmId, user.id, corp.id, ids)]))
    expect(await grant(full)).toBe(false)
    expect(await fill(full)).toBe(true)
    expect(await grant(empty)).toBe(true)
    expect(await fill(full, empty)).toBe(false)
    expect([await memberOf(user.id), await held(user.id)]).toEqual([[full], []])
    await syncGroups(user.id, corp.id, empty)
    expect(await grant(empty), 'whom a rule put there stays').toBe(true)
    await commit(world(), ...groups.leave(realmId, user.id, empty), ...groups.add(realmId, user.id, full))
    expect(await grant(full), 'an administrator’s own member is none of theirs').toBe(true)
  })

  test('P10: groups bring their roles and take them away, except those that are held another way too', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [corp, user, g1, g2] = [await addUpstream(world()), await addUser(world()), await addGroup(), await addGroup()]
    const [alone, both, direct] = [await addRole(), await addRole(), await addRole()]
    await commit(world(), ...[alone, both, direct].flatMap((role) => groups.grantRole(realmId, g1, role)), ...groups.grantRole(realmId, g2, both),
      ...roles.grant(realmId, user.id, direct))
    await syncGroups(user.id, corp.id, g1, g2)
    expect(await memberOf(user.id)).toEqual([g1, g2].sort())
    expect(await held(user.id)).toEqual([alone, both, direct].sort())
    await syncGroups(user.id, corp.id, g2)
    expect(await memberOf(user.id)).toEqual([g2])
    expect(await held(user.id)).toEqual([both, direct].sort())
    expect(await listed(alone)).toEqual([])
    await syncRoles(user.id, corp.id, both)
    await syncGroups(user.id, corp.id)
    expect(await held(user.id)).toEqual([both, direct].sort())
    expect((await groups.members(realmId, g2, null, 10)).items).toEqual([])
  })

  test('two upstreams take back only what each gave; what both give is the first one’s', async () => {
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    const [mine, theirs, both] = [await addRole(), await addRole(), await addRole()]
    await syncRoles(user.id, corp.id, mine, both)
    await syncRoles(user.id, other.id, theirs, both)
    expect(await held(user.id)).toEqual([mine, theirs, both].sort())
    await syncRoles(user.id, other.id)
    expect(await held(user.id)).toEqual([mine, both].sort())
    await syncRoles(user.id, other.id, both)
    await syncRoles(user.id, corp.id)
    expect(await held(user.id), 'until the next sign-in through the other').toEqual([])
    await syncRoles(user.id, other.id, both)
    expect(await held(user.id)).toEqual([both])
  })

  test('what is of another realm, or nowhere, is not given; a person or an upstream that is not there is a miss', async () => {
    const { storage, realmId } = world()
    const [corp, user, role, foreign, group] = [await addUpstream(world()), await addUser(world()), await addRole(), await addRole(realmId + 1), await addGroup()]
    await syncRoles(user.id, corp.id, foreign, 'nowhere', role, '"]\0;--', '\ud800', `${role}\0`)
    expect(await held(user.id)).toEqual([role])
    await syncGroups(user.id, corp.id, 'nowhere', group, role)
    expect(await memberOf(user.id)).toEqual([group])
    for (const { sync } of [storage.roles, storage.groups]) {
      expect(await storage.unit(sync(realmId, 'nobody', corp.id, []))).toMatchObject({ ok: false, missed: 'roles.user' })
      expect(await storage.unit(sync(realmId, user.id, randomUUID(), []))).toMatchObject({ ok: false, missed: 'upstreams.known' })
      expect(await storage.unit(sync(realmId + 1, user.id, corp.id, []))).toMatchObject({ ok: false })
    }
  })

  test('a thousand names at once are one word as well as none', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const ids = Array.from({ length: 1000 }, () => randomUUID())
    await commit(world(), ...ids.map((id) => roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false })),
      ...ids.map((id) => groups.create({ id, realmId, name: id })))
    await syncRoles(user.id, corp.id, ...ids)
    await syncGroups(user.id, corp.id, ...ids)
    expect([(await held(user.id)).length, (await memberOf(user.id)).length]).toEqual([1000, 1000])
    await syncRoles(user.id, corp.id)
    await syncGroups(user.id, corp.id)
    expect([await held(user.id), await memberOf(user.id)]).toEqual([[], []])
  })

  test('of sign-ins at the same instant on two nodes, the last word is the whole of one of them', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const [a, b, g1, g2] = [await addRole(), await addRole(), await addGroup(), await addGroup()]
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => {
        const node = n % 2 ? other : storage
        return wins(node.unit([...node.roles.sync(realmId, user.id, corp.id, [n % 2 ? a : b]), ...node.groups.sync(realmId, user.id, corp.id, [n % 2 ? g1 : g2])]))
      }))
      expect(outcomes).not.toContain(false)
      expect([[[a], [g1]], [[b], [g2]]]).toContainEqual([await held(user.id), await memberOf(user.id)])
    }
  })

  test('a grant at the very instant at which the upstream takes the same role back is held, and listed', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const [corp, role] = [await addUpstream(world()), await addRole()]
    for (let round = 0; round < 20; round++) {
      const user = await addUser(world())
      await syncRoles(user.id, corp.id, role)
      const outcomes = await Promise.all([
        wins(storage.unit(storage.roles.sync(realmId, user.id, corp.id, []))), wins(other.unit(other.roles.grant(realmId, user.id, role))),
      ])
      expect(outcomes).toEqual([true, true])
      expect(await held(user.id)).toEqual([role])
    }
  })
})
