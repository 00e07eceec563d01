import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, newUser, ok, onBothDatabases, race, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  describe('a unit', () => {
    test('that misses in the middle leaves nothing, and names what missed', async () => {
      const { storage, realmId } = world()
      const user = newUser()
      const outcome = await storage.unit([
        ...storage.users.create(realmId, user),
        storage.users.signedIn(realmId, 'nobody'),
        storage.audit.record({ realmId, type: 'never.written', actor: null, userId: user.id, outcome: 'success' }),
      ])
      expect(outcome).toEqual({ ok: false, missed: 'users.signedIn', duplicate: false })
      expect(await storage.users.find(realmId, user.id)).toBeUndefined()
      expect((await storage.audit.list(realmId, { types: ['never.written'] }, null, 10)).items).toEqual([])
    })

    test('that meets a unique key says duplicate, and leaves nothing of itself', async () => {
      const { storage, realmId } = world()
      const taken = await addUser(world())
      const other = newUser({ username: ` ${taken.username.toUpperCase()} ` })
      const outcome = await storage.unit([
        storage.audit.record({ realmId, type: 'before.duplicate', actor: null, userId: null, outcome: 'success' }),
        ...storage.users.create(realmId, other),
      ])
      expect(outcome).toEqual({ ok: false, missed: 'users.create', duplicate: true })
      expect((await storage.audit.list(realmId, { types: ['before.duplicate'] }, null, 10)).items).toEqual([])
    })

    test('of the same turn as one that misses is not touched by its rollback', async () => {
      const { storage, realmId } = world()
      const users = Array.from({ length: 20 }, () => newUser())
      const outcomes = await Promise.all(users.map((user, index) => storage.unit([
        ...storage.users.create(realmId, user),
        ...(index % 2 ? [storage.users.signedIn(realmId, 'nobody')] : []),
      ])))
      expect(outcomes.map((outcome) => outcome.ok)).toEqual(users.map((_, index) => index % 2 === 0))
      const there = await Promise.all(users.map(async ({ id }) => await storage.users.find(realmId, id) !== undefined))
      expect(there).toEqual(users.map((_, index) => index % 2 === 0))
    })

    test('whose statement is broken rejects alone; its neighbours of the turn commit', async () => {
      const { storage, realmId } = world()
      const user = newUser()
      const [broken, whole] = await Promise.allSettled([
        storage.unit([storage.realms.touch(realmId), { name: 'broken', sql: 'UPDATE no_such_table SET a = 1', parameters: [], rows: 1 }]),
        storage.unit(storage.users.create(realmId, user)),
      ])
      expect(broken.status).toBe('rejected')
      expect(whole).toMatchObject({ status: 'fulfilled', value: { ok: true } })
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ id: user.id })
    })

    test('is seen by a read as soon as it resolved, on every node', async () => {
      const { storage, realmId, otherNode } = world()
      const other = await otherNode()
      const user = await addUser(world())
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ id: user.id })
      expect(await other.users.find(realmId, user.id)).toMatchObject({ id: user.id })
    })

    test('returns what its statements return, in their order', async () => {
      const { storage, realmId } = world()
      const outcome = ok(await storage.unit([
        storage.realms.touch(realmId),
        storage.realms.create({ name: `realm-${randomUUID()}`, settings: (await storage.realms.list())[0]!.settings }),
      ]))
      expect(outcome.touched).toEqual([1, 1])
      expect(outcome.returned[1]?.[0]?.['id']).toEqual(expect.any(Number))
    })

    test('compare-and-set: of fifty with the same version one wins', async () => {
      const { storage, realmId } = world()
      const user = await addUser(world())
      const won = await race((n) => wins(storage.unit([
        ...storage.users.change(realmId, user.id, { department: `d${n}` }, 1),
        storage.audit.record({ realmId, type: 'cas', actor: null, userId: user.id, outcome: 'success' }),
      ])))
      expect(won).toBe(1)
      expect(await storage.users.find(realmId, user.id)).toMatchObject({ version: 2 })
      expect((await storage.audit.list(realmId, { userId: user.id }, null, 100)).items).toHaveLength(1)
    })

    test('two that lock each other crosswise both come through', async () => {
      const { storage, realmId } = world()
      const [a, b] = [await addUser(world()), await addUser(world())]
      const won = await race((n) => {
        const [first, second] = n % 2 ? [a, b] : [b, a]
        return wins(storage.unit([storage.users.signedIn(realmId, first.id), storage.users.signedIn(realmId, second.id)]))
      }, 6)
      expect(won).toBe(6)
    })
  })

  test('parameters that a driver would misread are refused where they are made', async () => {
    const { storage, realmId } = world()
    const hostile: unknown = { toString: () => 'x' }
    expect(() => storage.users.signedIn(realmId, hostile as string)).toThrow(TypeError)
  })
})
