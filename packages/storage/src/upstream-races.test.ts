import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, openWorld, rowsOf, session, upstreamSession, wins, type World } from '../test/databases.ts'
import type { Statement } from './types.ts'

// On SQLite one unit follows the other. Here another node has run its statements and has not committed them yet: the
// moment that fifty at once hit by chance alone.
describe('PostgreSQL: while another node’s unit is under way', () => {
  let world: World
  let tidy: (() => Promise<void>)[] = []
  beforeAll(async () => { ({ world, tidy } = await openWorld('postgres')) })
  afterAll(async () => { for (const task of tidy.toReversed()) await task() })

  /** Runs `first` up to its commit, begins `second`, and only then commits the first. Whether the second came through. */
  async function meanwhile(first: readonly Statement[], second: readonly Statement[]): Promise<boolean> {
    const client = new pg.Client({ connectionString: world.where.databaseUrl ?? '' })
    await client.connect()
    await client.query('BEGIN')
    for (const { sql, parameters } of first) await client.query(sql, [...parameters])
    const outcome = wins(world.storage.unit(second))
    await wait(150)
    await client.query('COMMIT')
    await client.end()
    return outcome
  }
  const count = async (table: string, column: string, value: string | number) =>
    (await rowsOf(world, `SELECT 1 FROM ${table} WHERE ${column} = '${value}'`)).length
  const addRole = async () => {
    const id = randomUUID()
    await commit(world, world.storage.roles.create({ id, realmId: world.realmId, name: id, description: null, clientId: null, administrative: false }))
    return id
  }
  const held = async (userId: string) => (await world.storage.roles.effectiveOf(world.realmId, userId)).map(({ id }) => id)

  test('B-1: a link that is being made goes with the upstream that is removed, and none is made after it', async () => {
    const { storage: { identities, upstreams }, realmId } = world
    const [one, other, user] = [await addUpstream(world), await addUpstream(world), await addUser(world)]
    expect(await meanwhile([identities.link(identity(world, one, user.id))], upstreams.remove(realmId, one.id))).toBe(true)
    expect(await meanwhile(upstreams.remove(realmId, other.id), [identities.link(identity(world, other, user.id))])).toBe(false)
    expect(await count('identities', 'user_id', user.id)).toBe(0)
  })

  test('B-1: a link that is being made goes with the person who is removed, so that the subject is nobody’s and free', async () => {
    const { storage: { identities, users }, realmId } = world
    const [corp, one, other] = [await addUpstream(world), await addUser(world), await addUser(world)]
    expect(await meanwhile([identities.link(identity(world, corp, one.id))], users.remove(realmId, one.id))).toBe(true)
    expect(await meanwhile(users.remove(realmId, other.id), [identities.link(identity(world, corp, other.id))])).toBe(false)
    expect(await count('identities', 'upstream_id', corp.id)).toBe(0)
  })

  test('what a removed upstream was just giving is taken back, and it gives nothing after', async () => {
    const { storage: { roles, upstreams }, realmId } = world
    const [one, other, user, role] = [await addUpstream(world), await addUpstream(world), await addUser(world), await addRole()]
    expect(await meanwhile(roles.sync(realmId, user.id, one.id, [role]), upstreams.remove(realmId, one.id))).toBe(true)
    expect(await held(user.id)).toEqual([])
    expect(await meanwhile(upstreams.remove(realmId, other.id), roles.sync(realmId, user.id, other.id, [role]))).toBe(false)
    expect([await held(user.id), await count('role_grants', 'role_id', role)]).toEqual([[], 0])
  })

  test('a session that begins through an upstream that is removed does not keep its row', async () => {
    const { storage: { sessions, upstreamSessions, upstreams }, realmId } = world
    const [corp, user] = [await addUpstream(world), await addUser(world)]
    const begun = session(world, user.id)
    const beginning = [sessions.begin(begun), upstreamSessions.begin(upstreamSession(world, corp, begun.uid))]
    expect(await meanwhile(beginning, upstreams.remove(realmId, corp.id))).toBe(true)
    expect(await count('upstream_sessions', 'session_uid', begun.uid)).toBe(0)
  })

  test('P10: of two sign-ins of one person the later word is the whole truth', async () => {
    const { storage: { roles, groups }, realmId } = world
    const [corp, user, a, b] = [await addUpstream(world), await addUser(world), await addRole(), await addRole()]
    const [g1, g2] = [randomUUID(), randomUUID()]
    for (const id of [g1, g2]) await commit(world, groups.create({ id, realmId, name: id }))
    expect(await meanwhile(roles.sync(realmId, user.id, corp.id, [a]), roles.sync(realmId, user.id, corp.id, [b]))).toBe(true)
    expect(await meanwhile(groups.sync(realmId, user.id, corp.id, [g1]), groups.sync(realmId, user.id, corp.id, [g2]))).toBe(true)
    expect(await held(user.id)).toEqual([b])
    expect((await groups.of(realmId, user.id)).map(({ id }) => id)).toEqual([g2])
  })

  test('Z-2: a group is never filled by an upstream and made to administer at once', async () => {
    const { storage: { roles, groups }, realmId } = world
    const [corp, user, role] = [await addUpstream(world), await addUser(world), randomUUID()]
    const [g1, g2] = [randomUUID(), randomUUID()]
    await commit(world, roles.create({ id: role, realmId, name: role, description: null, clientId: null, administrative: true }))
    for (const id of [g1, g2]) await commit(world, groups.create({ id, realmId, name: id }))
    const filling = (id: string) => [...groups.ordinary(realmId, [id]), ...groups.sync(realmId, user.id, corp.id, [id])]
    const granting = (id: string) => [...groups.notFilled(realmId, id), ...groups.grantRole(realmId, id, role)]
    expect(await meanwhile(filling(g1), granting(g1))).toBe(false)
    expect(await meanwhile(granting(g2), filling(g2))).toBe(false)
    expect(await held(user.id)).toEqual([])
  })

  test('what an administrator is granting is held and listed, though the upstream takes the same back', async () => {
    const { storage: { roles, groups, users }, realmId } = world
    const [corp, user, role, group] = [await addUpstream(world), await addUser(world), await addRole(), randomUUID()]
    await commit(world, groups.create({ id: group, realmId, name: group }), ...groups.add(realmId, user.id, group), ...groups.grantRole(realmId, group, role))
    expect(await meanwhile(roles.grant(realmId, user.id, role), groups.leave(realmId, user.id, group))).toBe(true)
    expect(await held(user.id)).toEqual([role])
    await commit(world, ...roles.withdraw(realmId, user.id, role), ...roles.sync(realmId, user.id, corp.id, [role]))
    expect(await meanwhile(groups.add(realmId, user.id, group), roles.sync(realmId, user.id, corp.id, []))).toBe(true)
    expect(await held(user.id)).toEqual([role])
    expect((await users.list(realmId, { roleIds: [role] }, null, 5)).items.map(({ id }) => id)).toEqual([user.id])
  })

  test('a person who is removed takes along what the upstream was just giving', async () => {
    const { storage: { roles, users }, realmId } = world
    const [corp, user, role] = [await addUpstream(world), await addUser(world), await addRole()]
    expect(await meanwhile(roles.sync(realmId, user.id, corp.id, [role]), users.remove(realmId, user.id))).toBe(true)
    expect([await count('role_grants', 'role_id', role), await count('user_roles', 'role_id', role)]).toEqual([0, 0])
  })

  test('who is unlinked while signing in keeps nothing of what the upstream gives', async () => {
    const { storage: { identities, roles }, realmId } = world
    const [corp, user, role] = [await addUpstream(world), await addUser(world), await addRole()]
    const linked = identity(world, corp, user.id)
    const signIn = () => [...roles.sync(realmId, user.id, corp.id, [role]), identities.signedIn(realmId, corp.id, user.id, null)]
    await commit(world, identities.link(linked))
    expect(await meanwhile(signIn(), identities.unlink(realmId, user.id, corp.id))).toBe(true)
    expect(await held(user.id)).toEqual([])
    await commit(world, identities.link(linked))
    expect(await meanwhile(identities.unlink(realmId, user.id, corp.id), signIn())).toBe(false)
    expect(await held(user.id)).toEqual([])
  })
})
