import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases } from '../test/databases.ts'
import type { User } from './types.ts'

const hour = 60 * 60_000
const type = 'sign-in.locked-out'

onBothDatabases((world) => {
  const at = <Done>(instant: number, doing: () => Promise<Done>): Promise<Done> => {
    world().storage.clock.set(instant)
    return doing()
  }
  const shut = (users: readonly Pick<User, 'id'>[], named = type, realmId = world().realmId) => commit(world(), ...users.map(({ id }) =>
    world().storage.audit.record({ realmId, type: named, actor: id, userId: id, outcome: 'refused', reason: 'refused.deny' })))
  const ask = (since: number, most = 1000, realmId = world().realmId) => world().storage.tallies.lockedOut(realmId, { type, since }, most)

  test('issue 4.1: those who were locked out since are named once each, the last first; whoever got in after it, was disabled or deleted is not', async () => {
    const { storage, realmId } = world()
    const now = Date.now()
    const [early, once, often, inAgain, shutAgain, disabled, deleted, other] = await Promise.all(Array.from({ length: 8 }, () => addUser(world())))
    if (!early || !once || !often || !inAgain || !shutAgain || !disabled || !deleted || !other) throw new Error('They were made')
    await at(now - 25 * hour, () => shut([early]))
    await at(now - 20 * hour, () => shut([often, inAgain, shutAgain, disabled, deleted]))
    await at(now - 10 * hour, () => commit(world(), storage.users.signedIn(realmId, inAgain.id), storage.users.signedIn(realmId, shutAgain.id)))
    await at(now - 9 * hour, () => shut([once]))
    await at(now - 8 * hour, () => shut([often, shutAgain]))
    await at(now - 7 * hour, () => shut([other], 'sign-in.refused'))
    await commit(world(), ...storage.users.change(realmId, disabled.id, { enabled: false }))
    await commit(world(), ...storage.users.remove(realmId, deleted.id))

    expect(await ask(now - 24 * hour)).toEqual({ ids: [shutAgain.id, often.id, once.id], more: false })
    expect(await ask(now - 26 * hour)).toEqual({ ids: [shutAgain.id, often.id, once.id, early.id], more: false })
    expect(await ask(now - 24 * hour, 2)).toEqual({ ids: [shutAgain.id, often.id], more: true })
    expect(await ask(now - hour)).toEqual({ ids: [], more: false })
    expect(await ask(now - 24 * hour, 1000, realmId + 1)).toEqual({ ids: [], more: false })
  })

  test('of a day on which very many were locked out no more are looked at than can be at once, and that is said', async () => {
    const { storage } = world()
    const now = Date.now()
    const [crowd, one] = await Promise.all([addUser(world()), addUser(world())])
    // More than a usual day has: whoever came first that day is still found.
    await at(now - 5 * hour, () => shut([one]))
    await at(now - 4 * hour, () => shut(Array.from({ length: 70 }, () => crowd)))
    expect(await ask(now - 6 * hour)).toEqual({ ids: [crowd.id, one.id], more: false })
    for (let part = 0; part < 4; part++) await at(now - 3 * hour, () => shut(Array.from({ length: 500 }, () => crowd)))
    expect(await ask(now - 6 * hour)).toEqual({ ids: [crowd.id], more: true })
    // Those of another time are no reason to say so.
    expect(await ask(now - hour)).toEqual({ ids: [], more: false })
    expect(await ask(now - hour, 1000, Number((await storage.realms.list())[0]?.id) + 7)).toEqual({ ids: [], more: false })
  })
})
