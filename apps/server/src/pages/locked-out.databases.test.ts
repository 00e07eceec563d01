import type { Realm, User } from '@tegata/storage'
import { expect, test } from 'vitest'
import '../../../../packages/storage/test/postgres.ts'
import { addUser, commit, onBothDatabases } from '../../../../packages/storage/test/databases.ts'
import { recordLockedOut } from './locked-out.ts'
import type { Visit } from './visit.ts'

const hour = 60 * 60_000
const type = 'sign-in.locked-out'

onBothDatabases((world) => {
  const read = async ({ id }: Pick<User, 'id'>) => {
    const user = await world().storage.users.find(world().realmId, id)
    if (user === undefined) throw new Error(id)
    return user
  }
  const refused = (user: User) => recordLockedOut(world(), {
    realm: { id: world().realmId } as Realm, user, where: { address: '192.0.2.1', userAgent: 'test', clientId: null },
    journey: { id: 'j', reference: '4271-09', state: { kind: 'sign-in' } } as Visit['journey'], decision: { lockedOut: true } as Visit['decision'],
  }, 'refused.deny')
  const lines = async ({ id }: User) => (await world().storage.audit.list(world().realmId, { userId: id, types: [type] }, null, 100)).items.length
  const today = () => world().storage.tallies.lockedOut(world().realmId, { type, since: world().storage.clock.now() - 24 * hour }, 1000)

  test('issue 4.1: whoever tries in a loop all day takes nobody else off the list of those who were locked out', async () => {
    const { clock } = world().storage
    const [needy, loud] = [await read(await addUser(world())), await read(await addUser(world()))]
    const now = Date.now()
    try {
      clock.set(now)
      await refused(needy)
      for (let hours = 0; hours < 23; hours++) {
        clock.set(now + hours * hour + hours)
        for (let tries = 0; tries < 90; tries++) await refused(loud)
      }
      expect(await today()).toEqual({ ids: [loud.id, needy.id], more: false })
      expect([await lines(needy), await lines(loud)]).toEqual([1, 23])
    } finally {
      clock.set(now)
    }
  })

  test('whoever got in meanwhile is written down again at once, six times an hour at most', async () => {
    const { clock, users } = world().storage
    const user = await read(await addUser(world()))
    const now = Date.now()
    try {
      await refused(user)
      for (let times = 1; times <= 9; times++) {
        clock.set(now + times * 60_000)
        await commit(world(), users.signedIn(world().realmId, user.id))
        if (times === 1) expect((await today()).ids).not.toContain(user.id)
        clock.set(now + times * 60_000 + 1)
        await refused(await read(user))
        if (times === 1) expect((await today()).ids).toContain(user.id)
      }
      expect(await lines(user)).toBe(6)
    } finally {
      clock.set(now)
    }
  })
})
