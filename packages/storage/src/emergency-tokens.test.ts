import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, rowsOf, wins } from '../test/databases.ts'
import type { EmergencyToken } from './types.ts'

onBothDatabases((world) => {
  const token = (userId: string, given: Partial<EmergencyToken> = {}) => {
    const { storage, realmId } = world()
    return { id: randomUUID(), realmId, userId, createdAt: storage.clock.now(), createdBy: 'admin', reason: 'known by sight', expiresAt: null, ...given }
  }
  const add = async (userId: string, value: string, given: Partial<EmergencyToken> = {}, readable: string | null = null) => {
    const made = token(userId, given)
    await commit(world(), ...world().storage.emergencyTokens.create(made, value, readable))
    return made
  }
  const spend = (userId: string, value: string) => wins(world().storage.unit([world().storage.emergencyTokens.spend(world().realmId, userId, value)]))

  test('S3-14: is spent by one of fifty, on two nodes', async () => {
    const { storage, realmId, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const user = await addUser(world())
    await add(user.id, 'ONCE')
    const won = await race((n) => {
      const node = nodes[n % 2] ?? storage
      return wins(node.unit([node.emergencyTokens.spend(realmId, user.id, 'ONCE')]))
    })
    expect(won).toBe(1)
    expect(await storage.emergencyTokens.find(realmId, user.id, 'ONCE')).toMatchObject({ usedAt: expect.any(Number) })
  })

  test('opens nothing for somebody else, in another realm, or written otherwise', async () => {
    const { storage: { emergencyTokens, unit }, realmId } = world()
    const [user, other] = [await addUser(world()), await addUser(world())]
    await add(user.id, 'MINE')
    expect(await spend(other.id, 'MINE')).toBe(false)
    expect(await wins(unit([emergencyTokens.spend(realmId + 1, user.id, 'MINE')]))).toBe(false)
    expect(await spend(user.id, 'MINE ')).toBe(false)
    expect(await spend(user.id, 'MINE')).toBe(true)
  })

  test('S3-24: no value comes twice for one person, used ones included; another person may have it', async () => {
    const { storage: { emergencyTokens, unit } } = world()
    const [user, other] = [await addUser(world()), await addUser(world())]
    await add(user.id, 'TWICE')
    expect(await unit(emergencyTokens.create(token(user.id), 'TWICE', null))).toMatchObject({ ok: false, duplicate: true })
    await spend(user.id, 'TWICE')
    expect(await unit(emergencyTokens.create(token(user.id), 'TWICE', null))).toMatchObject({ ok: false, duplicate: true })
    await add(other.id, 'TWICE')
  })

  test('S3-25: has no end unless it was given one, and then ends on the instant', async () => {
    const { storage: { emergencyTokens, clock }, realmId } = world()
    const user = await addUser(world())
    const now = clock.now()
    await add(user.id, 'LASTS')
    await add(user.id, 'DAY', { expiresAt: now + 1000 })
    expect(await emergencyTokens.countLeft(realmId, user.id)).toBe(2)
    clock.set(now + 1000)
    expect(await emergencyTokens.list(realmId, user.id)).toMatchObject([{ expiresAt: null }])
    expect(await spend(user.id, 'DAY')).toBe(false)
    expect(await spend(user.id, 'LASTS')).toBe(true)
    expect(await emergencyTokens.countLeft(realmId, user.id)).toBe(0)
  })

  test('S3-22: at most fifty work at once, also when sixty are made in the same moment on two nodes', async () => {
    const { storage, realmId, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const user = await addUser(world())
    const made = await race((n) => {
      const node = nodes[n % 2] ?? storage
      return wins(node.unit(node.emergencyTokens.create(token(user.id), `T${n}`, `t-${n}`)))
    }, 60)
    expect(made).toBe(50)
    expect(await storage.emergencyTokens.countLeft(realmId, user.id)).toBe(50)
    const outcome = await storage.unit(storage.emergencyTokens.create(token(user.id), 'MORE', null))
    expect(outcome).toEqual({ ok: false, missed: 'emergencyTokens.create', duplicate: false })
    const held = await Promise.all(Array.from({ length: 60 }, async (_, n) => await storage.emergencyTokens.find(realmId, user.id, `T${n}`) && `T${n}`))
    await spend(user.id, held.find((value) => value !== undefined) ?? '')
    await add(user.id, 'ROOM')
  })

  test('S3-26: two top-ups to five at once make five and not ten', async () => {
    const { storage: { emergencyTokens, unit }, realmId, otherNode } = world()
    const nodes = [unit, (await otherNode()).unit]
    const user = await addUser(world())
    await add(user.id, 'HELD')
    const four = (n: number) => Array.from({ length: 4 }, (_, i) => emergencyTokens.create(token(user.id), `UP${n}${i}`, null, 5)).flat()
    expect(await race((n) => wins((nodes[n % 2] ?? unit)(four(n))), 6)).toBe(1)
    expect(await emergencyTokens.countLeft(realmId, user.id)).toBe(5)
  })

  test('revoked, none works any more; what was used stays used', async () => {
    const { storage: { emergencyTokens }, realmId } = world()
    const user = await addUser(world())
    await add(user.id, 'A')
    await add(user.id, 'B')
    await spend(user.id, 'A')
    await commit(world(), emergencyTokens.revokeAll(realmId, user.id))
    expect(await emergencyTokens.countLeft(realmId, user.id)).toBe(0)
    expect(await spend(user.id, 'B')).toBe(false)
    expect(await emergencyTokens.find(realmId, user.id, 'A')).toMatchObject({ revokedAt: null })
    expect(await emergencyTokens.find(realmId, user.id, 'B')).toMatchObject({ usedAt: null, revokedAt: expect.any(Number) })
  })

  const readable = async (userId: string) => [...(await world().storage.emergencyTokens.openLeft(world().realmId, userId)).values()].sort()
  const sealed = async (userId: string) =>
    (await rowsOf(world(), `SELECT id FROM emergency_tokens WHERE user_id = '${userId}' AND sealed_value IS NOT NULL`)).length

  test('S3-20: can be read again as it was given, while it works and where it was to be; a node reads what another wrote', async () => {
    const { realmId, otherNode } = world()
    const user = await addUser(world())
    const kept = await add(user.id, 'SAKVRA2026', {}, 'sakura-2026')
    await add(user.id, 'HASHED')
    expect([...await (await otherNode()).emergencyTokens.openLeft(realmId, user.id)]).toEqual([[kept.id, 'sakura-2026']])
    const listed = await world().storage.emergencyTokens.list(realmId, user.id)
    expect(new Map(listed.map((token) => [token.id === kept.id, token.recoverable]))).toEqual(new Map([[true, true], [false, false]]))
    expect(JSON.stringify(listed)).not.toContain('sakura')
  })

  test('K-5: its value is wiped by its use, by revocation and by its end; nobody reads it on the instant', async () => {
    const { storage: { emergencyTokens, unit, clock, protocol }, realmId } = world()
    const user = await addUser(world())
    // Housekeeping goes by the machine's clock when this one is ahead of it.
    clock.set(clock.now() - 3_600_000)
    const made = []
    for (const value of ['USED', 'REVOKED', 'ENDED', 'KEPT']) made.push(await add(user.id, value, value === 'ENDED' ? { expiresAt: clock.now() + 1000 } : {}, value))
    const [used, revoked, ended, kept] = made.map(({ id }) => id)
    const still = (id = '') => wins(unit([emergencyTokens.stillReadable(realmId, user.id, id)]))
    expect(await Promise.all([used, revoked, ended, kept].map(still))).toEqual([true, true, true, true])

    await spend(user.id, 'USED')
    await commit(world(), emergencyTokens.revoke(realmId, user.id, revoked ?? ''))
    expect(await sealed(user.id)).toBe(2)
    clock.set(clock.now() + 1000)
    expect(await readable(user.id)).toEqual(['KEPT'])
    expect(await Promise.all([used, revoked, ended, kept].map(still))).toEqual([false, false, false, true])
    await protocol.purgeExpired(1000)
    expect(await sealed(user.id)).toBe(1)
    await commit(world(), emergencyTokens.revokeAll(realmId, user.id))
    expect(await sealed(user.id)).toBe(0)
  })

  test('one is revoked and the others stay; not twice, not a used one, not somebody else’s', async () => {
    const { storage: { emergencyTokens, unit }, realmId } = world()
    const [user, other] = [await addUser(world()), await addUser(world())]
    const [one, used] = [await add(user.id, 'ONE'), await add(user.id, 'USED')]
    await add(user.id, 'STAYS')
    await spend(user.id, 'USED')
    const revoke = (userId: string, id: string) => wins(unit([emergencyTokens.revoke(realmId, userId, id)]))
    expect(await revoke(other.id, one.id)).toBe(false)
    expect(await revoke(user.id, used.id)).toBe(false)
    expect(await race(() => revoke(user.id, one.id), 10)).toBe(1)
    expect(await spend(user.id, 'ONE')).toBe(false)
    expect(await spend(user.id, 'STAYS')).toBe(true)
  })

  test('a realm that keeps no values any more forgets those it has, and the tokens go on working', async () => {
    const { storage, realmId } = world()
    const user = await addUser(world())
    await add(user.id, 'FORGOTTEN', {}, 'forgotten')
    await commit(world(), storage.emergencyTokens.forgetValues(realmId + 1))
    expect(await readable(user.id)).toEqual(['forgotten'])
    await commit(world(), storage.emergencyTokens.forgetValues(realmId))
    expect([await readable(user.id), await sealed(user.id)]).toEqual([[], 0])
    expect(await spend(user.id, 'FORGOTTEN')).toBe(true)
  })

  test('I-8: a dump holds no value; a person who is removed leaves none behind', async () => {
    const { storage, realmId, dump } = world()
    const user = await addUser(world())
    const value = randomUUID().replaceAll('-', '').toUpperCase()
    await add(user.id, value, {}, value)
    expect((await dump()).includes(value)).toBe(false)
    await commit(world(), ...storage.users.remove(realmId, user.id))
    expect(await storage.emergencyTokens.find(realmId, user.id, value)).toBeUndefined()
  })

  test('P26: of two sign-ins by token at once, each counts on what it knew', async () => {
    const { storage: { users, unit }, realmId } = world()
    const user = await addUser(world())
    expect(await race(() => wins(unit([users.countEmergency(realmId, user.id, 1)])), 10)).toBe(1)
    expect(await users.find(realmId, user.id)).toMatchObject({ emergencyInARow: 1 })
    await commit(world(), users.countEmergency(realmId, user.id, 2), users.countEmergency(realmId, user.id, 0))
    expect(await users.find(realmId, user.id)).toMatchObject({ emergencyInARow: 0 })
  })
})
