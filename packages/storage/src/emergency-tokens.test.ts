import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, wins } from '../test/databases.ts'
import type { EmergencyToken } from './types.ts'

onBothDatabases((world) => {
  const token = (userId: string, given: Partial<EmergencyToken> = {}) => {
    const { storage, realmId } = world()
    return { id: randomUUID(), realmId, userId, createdAt: storage.clock.now(), createdBy: 'admin', reason: 'known by sight', expiresAt: null, ...given }
  }
  const add = async (userId: string, value: string, given: Partial<EmergencyToken> = {}) => {
    const made = token(userId, given)
    await commit(world(), ...world().storage.emergencyTokens.create(made, value))
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
    expect(await unit(emergencyTokens.create(token(user.id), 'TWICE'))).toMatchObject({ ok: false, duplicate: true })
    await spend(user.id, 'TWICE')
    expect(await unit(emergencyTokens.create(token(user.id), 'TWICE'))).toMatchObject({ ok: false, duplicate: true })
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
      return wins(node.unit(node.emergencyTokens.create(token(user.id), `T${n}`)))
    }, 60)
    expect(made).toBe(50)
    expect(await storage.emergencyTokens.countLeft(realmId, user.id)).toBe(50)
    const outcome = await storage.unit(storage.emergencyTokens.create(token(user.id), 'MORE'))
    expect(outcome).toEqual({ ok: false, missed: 'emergencyTokens.create', duplicate: false })
    const held = await Promise.all(Array.from({ length: 60 }, async (_, n) => await storage.emergencyTokens.find(realmId, user.id, `T${n}`) && `T${n}`))
    await spend(user.id, held.find((value) => value !== undefined) ?? '')
    await add(user.id, 'ROOM')
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

  test('I-8: a dump holds no value; a person who is removed leaves none behind', async () => {
    const { storage, realmId, dump } = world()
    const user = await addUser(world())
    const value = randomUUID().replaceAll('-', '').toUpperCase()
    await add(user.id, value)
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
