import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, wins } from '../test/databases.ts'
import type { Link } from './types.ts'

type NewLink = Omit<Link, 'usedAt' | 'voidAt' | 'voidReason'>

onBothDatabases((world) => {
  const link = (userId: string, given: Partial<NewLink> = {}): NewLink => {
    const now = world().storage.clock.now()
    return {
      id: randomUUID(), realmId: world().realmId, userId, purpose: 'set-up', credentialVersion: 1, createdAt: now, expiresAt: now + 60_000,
      createdBy: 'admin', subject: null, ...given,
    }
  }
  const add = async (given: NewLink): Promise<string> => {
    const token = randomUUID()
    await commit(world(), ...world().storage.links.create(given, token))
    return token
  }

  test('is found by its token, in its realm', async () => {
    const { storage: { links }, realmId } = world()
    const user = await addUser(world())
    const made = link(user.id)
    const token = await add(made)
    expect(await links.find(realmId, token)).toEqual({ ...made, usedAt: null, voidAt: null, voidReason: null })
    expect(await links.find(realmId + 1, token)).toBeUndefined()
    expect(await links.find(realmId, `${token}x`)).toBeUndefined()
  })

  test('housekeeping: a link that died goes after thirty days, not before', async () => {
    const { storage, realmId } = world()
    const days = 24 * 3_600_000
    const user = await addUser(world())
    const [old, recent] = [31, 29].map((age) => link(user.id, { expiresAt: Math.min(Date.now(), storage.clock.now()) - age * days, purpose: 'not-me' }))
    await add(old!)
    await add(recent!)
    await storage.protocol.purgeExpired(1000)
    expect(await storage.links.get(realmId, old!.id)).toBeUndefined()
    expect(await storage.links.get(realmId, recent!.id)).toMatchObject({ id: recent!.id, userId: user.id, purpose: 'not-me' })
  })

  test('P-6: is spent by one of fifty, on two nodes', async () => {
    const { storage, realmId, otherNode } = world()
    const nodes = [storage, await otherNode()]
    const user = await addUser(world())
    const made = link(user.id)
    await add(made)
    const won = await race((n) => {
      const node = nodes[n % 2] ?? storage
      return wins(node.unit([node.links.spend(realmId, made.id, 1), node.users.setPassword(realmId, user.id, `hash ${n}`, { credentialVersion: 1, byMail: true })]))
    })
    expect(won).toBe(1)
    expect(await storage.links.get(realmId, made.id)).toMatchObject({ usedAt: expect.any(Number) })
  })

  test.each<[string, (userId: string, made: NewLink) => Promise<unknown>]>([
    ['used', (_, made) => commit(world(), world().storage.links.spend(world().realmId, made.id, 1))],
    ['replaced by a newer one', (userId) => add(link(userId))],
    ['voided', (userId) => commit(world(), world().storage.links.voidAll(world().realmId, userId, 'reset'))],
    ['older than a password change', (userId) => commit(world(), world().storage.users.setPassword(world().realmId, userId, 'h', { credentialVersion: 1, byMail: false }))],
    ['older than a change of address', (userId) => commit(world(), ...world().storage.users.change(world().realmId, userId, { email: `${randomUUID()}@example.org` }))],
    ['of a disabled user', (userId) => commit(world(), ...world().storage.users.change(world().realmId, userId, { enabled: false }))],
  ])('P-6: a link that is %s is not spent', async (_, invalidate) => {
    const { storage, realmId } = world()
    const user = await addUser(world())
    const made = link(user.id)
    await add(made)
    await invalidate(user.id, made)
    expect(await wins(storage.unit([storage.links.spend(realmId, made.id, 1)]))).toBe(false)
  })

  test('P-6: an expired one is not spent, unless what it proved was proved in time; then once', async () => {
    const { storage, realmId } = world()
    const user = await addUser(world())
    const made = link(user.id, { expiresAt: storage.clock.now() })
    await add(made)
    expect(await wins(storage.unit([storage.links.spend(realmId, made.id, 1)]))).toBe(false)
    expect(await wins(storage.unit([storage.links.spendProved(realmId, made.id, 2)])), 'of another credential version').toBe(false)
    expect(await wins(storage.unit([storage.links.spendProved(realmId, made.id, 1)]))).toBe(true)
    expect(await wins(storage.unit([storage.links.spendProved(realmId, made.id, 1)]))).toBe(false)
    const void_ = link(user.id)
    await add(void_)
    await commit(world(), storage.links.voidAll(realmId, user.id, 'reset'))
    expect(await wins(storage.unit([storage.links.spendProved(realmId, void_.id, 1)]))).toBe(false)
  })

  test('a newer one replaces those of the same purpose and subject only', async () => {
    const { storage: { links }, realmId } = world()
    const user = await addUser(world())
    const [setUp, reset, notMe1, notMe2] = [link(user.id), link(user.id, { purpose: 'reset-password' }),
      link(user.id, { purpose: 'not-me', subject: 'a1' }), link(user.id, { purpose: 'not-me', subject: 'a2' })]
    for (const each of [setUp, reset, notMe1, notMe2]) await add(each)
    await add(link(user.id, { purpose: 'not-me', subject: 'a1' }))
    const void_ = async (id: string) => (await links.get(realmId, id))?.voidReason
    expect(await Promise.all([setUp, reset, notMe1, notMe2].map(({ id }) => void_(id)))).toEqual([null, null, 'replaced', null])
    await commit(world(), links.voidAll(realmId, user.id, 'password-changed', ['set-up', 'reset-password']))
    expect(await Promise.all([setUp, reset, notMe1, notMe2].map(({ id }) => void_(id)))).toEqual(['password-changed', 'password-changed', 'replaced', null])
    expect(await links.listOf(realmId, user.id)).toHaveLength(5)
  })
})
