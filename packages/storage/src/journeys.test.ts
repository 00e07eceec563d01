import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, ok, onBothDatabases, race } from '../test/databases.ts'
import type { JourneyRow } from './types.ts'

onBothDatabases((world) => {
  const journey = (given: Partial<JourneyRow> = {}): JourneyRow => ({
    id: randomUUID(), realmId: world().realmId, userId: null, epoch: null, linkId: null, resetReference: null, reference: '1522-25', browserHash: 'b',
    expiresAt: world().storage.clock.now() + 60_000, version: 1, state: { step: 'login', proven: [] }, ...given,
  })

  test('is moved by one of fifty, and the loser finds what the winner made of it', async () => {
    const { storage, realmId, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const started = journey()
    expect(await storage.journeys.create(started)).toBe(true)
    expect(await storage.journeys.create(started)).toBe(false)
    expect(await storage.journeys.find(realmId, started.id)).toEqual(started)
    expect(await race((n) => (nodes[n % 2] ?? storage).journeys.save({ ...started, state: { by: n } }))).toBe(1)
    const moved = await storage.journeys.find(realmId, started.id)
    expect(moved).toMatchObject({ version: 2, state: { by: expect.any(Number) } })
    await storage.journeys.remove(realmId, started.id)
    expect(await storage.journeys.find(realmId, started.id)).toBeUndefined()
    expect(await storage.journeys.save({ ...started, version: 2 })).toBe(false)
  })

  test('is gone when expired, in another realm, or when its link starts another', async () => {
    const { storage: { journeys, clock }, realmId } = world()
    const [expired, linked, other] = [journey({ expiresAt: clock.now() }), journey({ linkId: 'l1' }), journey({ linkId: 'l2' })]
    for (const each of [expired, linked, other]) await journeys.create(each)
    expect(await journeys.find(realmId, expired.id)).toBeUndefined()
    expect(await journeys.find(realmId + 1, linked.id)).toBeUndefined()
    await journeys.endOfLink(realmId, 'l1')
    expect(await journeys.find(realmId, linked.id)).toBeUndefined()
    expect(await journeys.find(realmId, other.id)).toMatchObject({ id: other.id, linkId: 'l2' })
  })

  test('P20: an older epoch ends it', async () => {
    const { storage: { journeys, users }, realmId } = world()
    const user = await addUser(world())
    const started = journey({ userId: user.id, epoch: 1 })
    await journeys.create(started)
    await commit(world(), ...users.endEverything(realmId, user.id))
    expect(await journeys.find(realmId, started.id)).toBeUndefined()
    expect(await journeys.save(started)).toBe(false)
  })

  test('S2-20: its reference finds who is known in it, while it lives and in its own realm', async () => {
    const { storage: { journeys, users, clock }, realmId } = world()
    const [called, other, reset] = [await addUser(world()), await addUser(world()), await addUser(world())]
    const of = (user: { id: string }, given: Partial<JourneyRow> = {}) => journey({ userId: user.id, epoch: 1, reference: '3070-11', ...given })
    for (const each of [of(called), of(called), of(other, { reference: '3070-12' }), of(other, { expiresAt: clock.now() }), of(reset), journey({ reference: '3070-11' })]) await journeys.create(each)
    expect((await journeys.findByReference(realmId, '3070-11')).toSorted()).toEqual([called.id, reset.id].toSorted())
    await commit(world(), ...users.endEverything(realmId, reset.id))
    expect(await journeys.findByReference(realmId, '3070-11')).toEqual([called.id])
    expect(await journeys.findByReference(realmId + 1, '3070-11')).toEqual([])
    expect(await journeys.findByReference(realmId, '307011')).toEqual([])
  })

  test('P23: answering a reset request keeps the journey of that reference, and no other, until the next reset', async () => {
    const { storage, realmId } = world()
    const { journeys, users } = storage
    const user = await addUser(world())
    const [kept, foreign, plain] = [journey({ userId: user.id, epoch: 1, resetReference: '4271-08' }),
      journey({ userId: user.id, epoch: 1, resetReference: '9999-99' }), journey({ userId: user.id, epoch: 1 })]
    for (const each of [kept, foreign, plain]) await journeys.create(each)
    await commit(world(), ...users.endEverything(realmId, user.id))
    ok(await storage.volatileUnit(users.endVolatile(realmId, user.id, '4271-08')))
    expect(await journeys.find(realmId, kept.id)).toMatchObject({ epoch: 2, version: 1 })
    expect(await journeys.find(realmId, foreign.id)).toBeUndefined()
    expect(await journeys.find(realmId, plain.id)).toBeUndefined()
    await commit(world(), ...users.endEverything(realmId, user.id))
    ok(await storage.volatileUnit(users.endVolatile(realmId, user.id)))
    expect(await journeys.find(realmId, kept.id)).toBeUndefined()
  })
})
