import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, onBothDatabases, type World } from '../test/databases.ts'
import type { Link, Statement } from './types.ts'

const hour = 60 * 60_000
const linkOf = ({ realmId, storage }: World, userId: string, subject: string | null, purpose: Link['purpose'] = 'set-up') => storage.links.create({
  id: randomUUID(), realmId, userId, purpose, credentialVersion: 1, createdAt: storage.clock.now(), expiresAt: storage.clock.now() + 72 * hour, createdBy: 'desk', subject,
}, randomBytes(32).toString('base64url'))
const tokenOf = ({ realmId, storage }: World, userId: string, hours: number | null) => storage.emergencyTokens.create({
  id: randomUUID(), realmId, userId, createdAt: storage.clock.now(), createdBy: 'desk', reason: 'known by sight', expiresAt: hours === null ? null : storage.clock.now() + hours * hour,
}, randomBytes(10).toString('hex'), 'value')

async function addRole(world: World, administrative = true, clientId: string | null = null): Promise<string> {
  const id = randomUUID()
  await commit(world, world.storage.roles.create({ id, realmId: world.realmId, name: `role-${id}`, description: null, clientId, administrative }))
  return id
}
async function addGroup(world: World): Promise<string> {
  const id = randomUUID()
  await commit(world, world.storage.groups.create({ id, realmId: world.realmId, name: `group-${id}` }))
  return id
}
type Way = (world: World, userId: string, roleId: string) => Promise<readonly Statement[]>
const ways: readonly (readonly [string, Way])[] = [
  ['a grant', async ({ storage, realmId }, userId, roleId) => storage.roles.grant(realmId, userId, roleId)],
  ['a group that they join', async (world, userId, roleId) => {
    const group = await addGroup(world)
    await commit(world, ...world.storage.groups.grantRole(world.realmId, group, roleId))
    return world.storage.groups.add(world.realmId, userId, group)
  }],
  ['a role that their group is given', async (world, userId, roleId) => {
    const group = await addGroup(world)
    await commit(world, ...world.storage.groups.add(world.realmId, userId, group))
    return world.storage.groups.grantRole(world.realmId, group, roleId)
  }],
  ['a rule of an identity provider', async (world, userId, roleId) => world.storage.roles.sync(world.realmId, userId, (await addUpstream(world)).id, [roleId])],
  ['a group that an identity provider puts them into', async (world, userId, roleId) => {
    const group = await addGroup(world)
    await commit(world, ...world.storage.groups.grantRole(world.realmId, group, roleId))
    return world.storage.groups.sync(world.realmId, userId, (await addUpstream(world)).id, [group])
  }],
]

onBothDatabases((world) => {
  const left = async (userId: string) => ({
    links: (await world().storage.links.listOf(world().realmId, userId)).filter(({ voidAt }) => voidAt === null).map(({ subject }) => subject).toSorted(),
    tokens: (await world().storage.emergencyTokens.list(world().realmId, userId)).map(({ expiresAt }) => expiresAt !== null).toSorted(),
  })
  const withEverything = async () => {
    const user = await addUser(world())
    for (const subject of ['sheet', 'to a@b.test', null]) await commit(world(), ...linkOf(world(), user.id, subject))
    for (const hours of [1, 720, null]) await commit(world(), ...tokenOf(world(), user.id, hours))
    return user
  }

  test.each(ways)('Z-2: who becomes an administrator by %s leaves behind every link and token that was handed over before', async (_, way) => {
    const [user, other] = [await withEverything(), await withEverything()]
    await commit(world(), ...await way(world(), user.id, await addRole(world())))
    expect(await left(user.id)).toEqual({ links: [null], tokens: [false] })
    expect((await world().storage.links.listOf(world().realmId, user.id)).filter(({ voidAt }) => voidAt !== null).map(({ voidReason }) => voidReason)).toEqual(['made-administrator', 'made-administrator'])
    expect(await world().storage.emergencyTokens.countLeft(world().realmId, user.id)).toBe(1)
    expect((await left(other.id)).links, 'nobody else').toHaveLength(3)
  })

  test.each(ways)('an ordinary role takes nothing away: %s', async (_, way) => {
    const user = await withEverything()
    await commit(world(), ...await way(world(), user.id, await addRole(world(), false)))
    expect(await left(user.id)).toEqual({ links: ['sheet', 'to a@b.test', null].toSorted(), tokens: [false, true, true] })
  })

  type Entered = { kind: 'totp' | 'emailed-code'; state: 'active' | 'unproved' | 'suspended'; boundBy: 'administrator' | 'mailbox' }
  const bind = async (userId: string, { kind, state, boundBy }: Entered): Promise<readonly Statement[]> => world().storage.authenticators.create({
    id: randomUUID(), realmId: world().realmId, userId, kind, state, label: randomUUID(), boundBy, confirmedFor: 'deny', boundAt: world().storage.clock.now(), boundByActor: 'desk', lastStep: null,
    totp: kind === 'totp' ? { algorithm: 'sha1', digits: 6, periodSeconds: 30 } : null, address: kind === 'totp' ? null : 'desk@evil.example', secret: 'GEZDGNBVGY3TQOJQ',
  }, await world().storage.authenticators.setDigest(world().realmId, userId))
  const heldBy = async (userId: string) => (await world().storage.authenticators.listOf(world().realmId, userId)).map(({ kind, state, boundBy, confirmedFor }) => [kind, state, boundBy, confirmedFor].join(' ')).toSorted()
  const entered: Entered = { kind: 'emailed-code', state: 'active', boundBy: 'administrator' }
  const unproved: Entered = { ...entered, state: 'unproved' }

  test.each(ways)('Z-2: by %s, an address that a help desk entered is worth no administrator: unproved it goes', async (_, way) => {
    const [user, other] = [await addUser(world()), await addUser(world())]
    for (const { id } of [user, other]) await commit(world(), ...await bind(id, unproved))
    await commit(world(), ...await way(world(), user.id, await addRole(world())))
    expect(await heldBy(user.id)).toEqual([])
    expect(await world().storage.users.find(world().realmId, user.id)).toMatchObject({ otpStatus: 'none' })
    expect(await world().storage.authenticators.setDigest(world().realmId, user.id)).toBe('')
    expect(await heldBy(other.id), 'nobody else').toEqual(['emailed-code unproved administrator deny'])
  })

  test.each<[string, readonly Entered[], readonly string[], string]>([
    ['proved and their only way in, it stays, and has to be confirmed', [entered], ['emailed-code active administrator enrol'], 'email'],
    ['proved, beside an app, it goes', [entered, { kind: 'totp', state: 'active', boundBy: 'mailbox' }], ['totp active mailbox deny'], 'app'],
    ['proved, beside an app that works no more, it stays', [entered, { kind: 'totp', state: 'suspended', boundBy: 'mailbox' }], ['emailed-code active administrator enrol', 'totp suspended mailbox deny'], 'email'],
    ['what they set up themselves stays as it is', [{ ...entered, boundBy: 'mailbox' }], ['emailed-code active mailbox deny'], 'email'],
  ])('Z-2, an address that a help desk entered: %s', async (_, has, what, status) => {
    const user = await addUser(world())
    for (const one of has) await commit(world(), ...await bind(user.id, one))
    await commit(world(), ...world().storage.roles.grant(world().realmId, user.id, await addRole(world())))
    expect(await heldBy(user.id)).toEqual(what)
    expect(await world().storage.users.find(world().realmId, user.id)).toMatchObject({ otpStatus: status })
  })

  test('what will fall is known before the role is given, and is what falls', async () => {
    const { storage: { roles, groups }, realmId } = world()
    const [alone, beside, own, member] = [await addUser(world()), await addUser(world()), await addUser(world()), await addUser(world())]
    for (const { id } of [alone, beside, member]) await commit(world(), ...await bind(id, entered))
    await commit(world(), ...await bind(beside.id, { kind: 'totp', state: 'active', boundBy: 'mailbox' }))
    await commit(world(), ...await bind(own.id, { ...entered, boundBy: 'mailbox' }))
    const [role, ordinary, group] = [await addRole(world()), await addRole(world(), false), await addGroup(world())]
    await commit(world(), ...groups.grantRole(realmId, group, role), ...groups.add(realmId, own.id, group))
    const fates = async (userId: string, given: { roleIds?: string[]; groupIds?: string[] }) =>
      (await roles.falling(realmId, { who: { userId }, roleIds: [], groupIds: [], ...given })).map(({ userId: whose, fate }) => [whose, fate])
    expect(await fates(alone.id, { roleIds: [role] })).toEqual([[alone.id, 'doubted']])
    expect(await fates(beside.id, { groupIds: [group] })).toEqual([[beside.id, 'removed']])
    expect(await fates(own.id, { roleIds: [role] })).toEqual([])
    expect(await fates(alone.id, { roleIds: [ordinary] })).toEqual([])
    expect(await roles.falling(realmId + 1, { who: { userId: alone.id }, roleIds: [role], groupIds: [] })).toEqual([])

    const bare = await addGroup(world())
    await commit(world(), ...groups.add(realmId, member.id, bare))
    expect(await roles.falling(realmId, { who: { ofGroup: bare }, roleIds: [role], groupIds: [] })).toMatchObject([{ userId: member.id, fate: 'doubted' }])
    const [seen] = await roles.falling(realmId, { who: { userId: alone.id }, roleIds: [role], groupIds: [] })
    const asSeen = (ids: readonly string[]) => world().storage.unit([roles.fallsAsSeen(realmId, { who: { userId: alone.id }, roleIds: [role], groupIds: [] }, ids), ...roles.grant(realmId, alone.id, role)])
    expect(await asSeen([])).toMatchObject({ ok: false, missed: 'roles.falls-as-seen' })
    expect(await asSeen([seen?.authenticatorId ?? ''])).toMatchObject({ ok: true })
    expect(await fates(alone.id, { roleIds: [role] }), 'once').toEqual([])
  })

  test('of an address entered for an ordinary person and the grant that ends that, at once, no address is left', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const role = await addRole(world())
    for (let round = 0; round < 15; round++) {
      const user = await addUser(world())
      const binding = await bind(user.id, unproved)
      await Promise.all([storage.unit([...storage.roles.ordinary(realmId, user.id), ...binding]), other.unit(other.roles.grant(realmId, user.id, role))])
      expect(await heldBy(user.id)).toEqual([])
    }
  })

  test('what is handed over to somebody who administers already lasts, until they are given more', async () => {
    const { storage: { roles }, realmId } = world()
    const [user, role] = [await addUser(world()), await addRole(world())]
    await commit(world(), ...roles.grant(realmId, user.id, role))
    await commit(world(), ...linkOf(world(), user.id, 'sheet'))
    await commit(world(), ...roles.grant(realmId, user.id, role))
    expect((await left(user.id)).links).toEqual(['sheet'])
    await commit(world(), ...roles.grant(realmId, user.id, await addRole(world())))
    expect((await left(user.id)).links).toEqual([])
  })

  test('of a token handed out to an ordinary person and the grant that ends that, at once, no token is left', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const role = await addRole(world())
    for (let round = 0; round < 15; round++) {
      const user = await addUser(world())
      await Promise.all([
        storage.unit([...storage.roles.ordinary(realmId, user.id), ...tokenOf(world(), user.id, 24), ...linkOf(world(), user.id, 'sheet')]),
        other.unit(other.roles.grant(realmId, user.id, role)),
      ])
      expect(await left(user.id)).toEqual({ links: [], tokens: [] })
      expect(await storage.unit(storage.roles.ordinary(realmId, user.id))).toMatchObject({ ok: false, missed: 'roles.ordinary' })
    }
  })
})
