import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, onBothDatabases, race, session, upstream, upstreamSession, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  test('an upstream is kept as it was written, one an alias; its secret is read by one question alone', async () => {
    const { storage: { upstreams, unit }, realmId } = world()
    const corp = upstream(world())
    await commit(world(), upstreams.create(corp, 'client secret'))
    expect(await upstreams.find(realmId, corp.alias)).toEqual({ ...corp, hasSecret: true })
    expect(await upstreams.get(realmId, corp.id)).toEqual({ ...corp, hasSecret: true })
    expect(JSON.stringify(await upstreams.list(realmId))).not.toContain('client secret')
    expect(await upstreams.openSecret(realmId, corp.id)).toBe('client secret')
    expect(await unit([upstreams.create({ ...corp, id: randomUUID() }, null)])).toMatchObject({ ok: false, duplicate: true })
    expect(await upstreams.find(realmId + 1, corp.alias)).toBeUndefined()
    expect(await upstreams.get(realmId + 1, corp.id)).toBeUndefined()
    expect(await upstreams.openSecret(realmId + 1, corp.id)).toBeNull()

    const elsewhere = { ...corp, id: randomUUID(), realmId: realmId + 1 }
    await commit(world(), upstreams.create(elsewhere, null))
    expect(await upstreams.find(realmId + 1, corp.alias)).toEqual(elsewhere)
    expect(await upstreams.openSecret(realmId + 1, elsewhere.id)).toBeNull()
  })

  test('is changed on the version that was read; alias, secret and creation stay', async () => {
    const { storage: { upstreams, unit }, realmId } = world()
    const corp = await addUpstream(world(), {}, 'client secret')
    const changed = { ...corp, enabled: false, name: { en: 'Closed' }, trust: 'never' as const }
    await commit(world(), upstreams.change({ ...changed, alias: 'another', createdAt: 2000, hasSecret: false }))
    expect(await upstreams.get(realmId, corp.id)).toEqual({ ...changed, hasSecret: true, version: 2 })
    expect(await upstreams.find(realmId, 'another')).toBeUndefined()
    expect(await wins(unit([upstreams.change(changed)]))).toBe(false)
    expect(await wins(unit([upstreams.change({ ...changed, version: 2, realmId: realmId + 1 })]))).toBe(false)
    expect(await race((n) => wins(unit([upstreams.change({ ...changed, version: 2, name: { en: `${n}` } })])))).toBe(1)

    await commit(world(), upstreams.setSecret(realmId, corp.id, 'another'))
    expect(await upstreams.openSecret(realmId, corp.id)).toBe('another')
    await commit(world(), upstreams.setSecret(realmId, corp.id, null))
    expect(await upstreams.get(realmId, corp.id)).toMatchObject({ hasSecret: false })
    expect(await wins(unit([upstreams.setSecret(realmId, randomUUID(), 'x')]))).toBe(false)
  })

  test('removed, it takes along its identities, what it gave, and its sessions’ rows, and nothing of another one', async () => {
    const { storage: { upstreams, identities, upstreamSessions, roles, groups, sessions, unit }, realmId } = world()
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    const [given, granted, through] = [randomUUID(), randomUUID(), randomUUID()]
    const [joined, put] = [randomUUID(), randomUUID()]
    for (const id of [given, granted, through]) await commit(world(), roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false }))
    for (const id of [joined, put]) await commit(world(), groups.create({ id, realmId, name: id }))
    const begun = session(world(), user.id)
    await commit(world(),
      ...[corp, other].map((each) => identities.link(identity(world(), each, user.id))),
      ...groups.grantRole(realmId, joined, through), ...groups.grantRole(realmId, put, granted),
      ...roles.grant(realmId, user.id, granted), ...groups.add(realmId, user.id, put),
      ...roles.sync(realmId, user.id, corp.id, [given, granted]), ...groups.sync(realmId, user.id, corp.id, [joined, put]),
      sessions.begin(begun), upstreamSessions.begin(upstreamSession(world(), corp, begun.uid)))
    expect((await roles.effectiveOf(realmId, user.id)).map(({ id }) => id).sort()).toEqual([given, granted, through].sort())

    expect(await wins(unit(upstreams.remove(realmId + 1, corp.id)))).toBe(false)
    await commit(world(), ...upstreams.remove(realmId, corp.id))
    expect(await upstreams.get(realmId, corp.id)).toBeUndefined()
    expect((await identities.listOf(realmId, user.id)).map(({ upstreamId }) => upstreamId)).toEqual([other.id])
    expect((await roles.effectiveOf(realmId, user.id)).map(({ id }) => id)).toEqual([granted])
    expect((await groups.of(realmId, user.id)).map(({ id }) => id)).toEqual([put])
    expect(await upstreamSessions.of(realmId, begun.uid)).toBeUndefined()
    expect(await sessions.find(realmId, begun.uid), 'the caller ends it').toEqual(begun)
    expect(await wins(unit(upstreams.remove(realmId, corp.id)))).toBe(false)
  })
})
