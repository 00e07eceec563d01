import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, identity, onBothDatabases, race, wins } from '../test/databases.ts'
import { InvalidCursor } from './index.ts'

onBothDatabases((world) => {
  test('B-1: a subject is its bytes: case, blanks, normal form, width and every one of 255 characters count', async () => {
    const { storage: { identities }, realmId } = world()
    const corp = await addUpstream(world())
    const long = 'x'.repeat(254)
    const subjects = [
      'hanako', 'Hanako', 'HANAKO', 'hanako ', ' hanako', 'hanako\u00a0', 'café', 'cafe\u0301', 'が', 'か\u3099', '한', '\u1112\u1161\u11ab', 'ｈanako', 'ß', 'ss',
      'straße', 'İ', 'i\u0307', 'i', 'I', 'ı', 'a\u200bb', 'ab', '1', '01', '1.0', '\ufffd', `${long}a`, `${long}b`, '漢'.repeat(255), `${'漢'.repeat(254)}字`, '😀'.repeat(127), '%', '_', '\'', '\\',
    ]
    const owners = new Map<string, string>()
    for (const subject of subjects) {
      const user = await addUser(world())
      owners.set(subject, user.id)
      await commit(world(), identities.link(identity(world(), corp, user.id, { subject })))
    }
    for (const [subject, userId] of owners) expect(await identities.find(realmId, corp.id, corp.issuer, subject), subject).toMatchObject({ subject, userId })
    for (const subject of ['', 'hanak', 'hanako  ', 'x'.repeat(255), long, 'Café', 'ffffd']) {
      expect(await identities.find(realmId, corp.id, corp.issuer, subject), subject).toBeUndefined()
    }
  })

  test('B-1: an issuer is its bytes too, and an identity is of one upstream and one realm', async () => {
    const { storage: { identities }, realmId } = world()
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    await commit(world(), identities.link(identity(world(), corp, user.id, { subject: 's' })))
    for (const issuer of [`${corp.issuer}/`, corp.issuer.toUpperCase(), corp.issuer.replace('https', 'http'), `${corp.issuer} `]) {
      expect(await identities.find(realmId, corp.id, issuer, 's'), issuer).toBeUndefined()
    }
    expect(await identities.find(realmId, other.id, corp.issuer, 's')).toBeUndefined()
    expect(await identities.find(realmId + 1, corp.id, corp.issuer, 's')).toBeUndefined()
    expect(await identities.find(realmId, corp.id, corp.issuer, 's')).toMatchObject({ userId: user.id })
  })

  test('B-1: names longer than an index takes are told apart by their last letter', async () => {
    const { storage: { identities }, realmId } = world()
    const noise = (length: number) => Array.from({ length }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join('')
    const corp = await addUpstream(world())
    const [issuer, subject] = [`https://${noise(2000)}`, noise(254)]
    for (const end of ['一', '二']) {
      const user = await addUser(world())
      await commit(world(), identities.link(identity(world(), corp, user.id, { issuer, subject: `${subject}${end}` })))
      expect(await identities.find(realmId, corp.id, issuer, `${subject}${end}`)).toMatchObject({ userId: user.id })
    }
    expect(await identities.find(realmId, corp.id, issuer, subject)).toBeUndefined()
    expect(await identities.find(realmId, corp.id, `${issuer}${subject}`, '一')).toBeUndefined()
  })

  test('B-1: what no database keeps as it is, is nobody: a NUL or half a surrogate pair does not pass for U+FFFD', async () => {
    const { storage: { identities }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    await commit(world(), identities.link(identity(world(), corp, user.id, { subject: 'a\ufffdb' })))
    for (const subject of ['a\0b', 'a\ud800b', 'a\udc00b']) {
      expect(await identities.find(realmId, corp.id, corp.issuer, subject)).toBeUndefined()
      expect(() => identities.link(identity(world(), corp, user.id, { subject }))).toThrow(/no database keeps/)
      expect(() => identities.link(identity(world(), corp, user.id, { issuer: subject }))).toThrow(/no database keeps/)
    }
  })

  test('B-1: of fifty that link one subject at once, on two nodes, one wins, and the others are told that it is taken', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const corp = await addUpstream(world())
    const people = await Promise.all(Array.from({ length: 50 }, () => addUser(world())))
    const subject = randomUUID()
    const outcomes = await Promise.all(people.map((user, n) => {
      const node = n % 2 ? other : storage
      return node.unit([node.identities.link(identity(world(), corp, user.id, { subject })), node.users.signedIn(realmId, user.id)])
    }))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 49 }, () => ({ ok: false, missed: 'identities.link', duplicate: true })))
    const winner = people[outcomes.findIndex(({ ok }) => ok)]
    expect(await storage.identities.find(realmId, corp.id, corp.issuer, subject)).toMatchObject({ userId: winner?.id })
    expect(await storage.identities.count(realmId, corp.id, 10)).toEqual({ count: 1, more: false })
  })

  test('a person has one identity at an upstream, whichever of fifty links came first, and one at each of two', async () => {
    const { storage: { identities, unit }, realmId } = world()
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    expect(await race(() => wins(unit([identities.link(identity(world(), corp, user.id))])))).toBe(1)
    expect(await unit([identities.link(identity(world(), corp, user.id))])).toMatchObject({ ok: false, duplicate: true })
    await commit(world(), identities.link(identity(world(), other, user.id, { linkedAt: 2000 })))
    expect((await identities.listOf(realmId, user.id)).map(({ upstreamId }) => upstreamId)).toEqual([corp.id, other.id])
    expect(await identities.listOf(realmId + 1, user.id)).toEqual([])
  })

  test('is linked only between a person and an upstream of the realm that are there', async () => {
    const { storage: { identities, upstreams, unit }, realmId } = world()
    const [corp, gone, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    await commit(world(), ...upstreams.remove(realmId, gone.id))
    for (const linked of [identity(world(), gone, user.id), identity(world(), corp, 'nobody'), identity(world(), corp, user.id, { realmId: realmId + 1 })]) {
      expect(await unit([identities.link(linked)])).toEqual({ ok: false, missed: 'identities.link', duplicate: false })
    }
  })

  test('an upstream that is removed while fifty link to it leaves none of them behind', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const corp = await addUpstream(world())
    const people = await Promise.all(Array.from({ length: 50 }, () => addUser(world())))
    await Promise.all([
      ...people.slice(0, 25).map((user) => storage.unit([storage.identities.link(identity(world(), corp, user.id)), ...storage.roles.sync(realmId, user.id, corp.id, [])])),
      other.unit(other.upstreams.remove(realmId, corp.id)),
      ...people.slice(25).map((user) => storage.unit([storage.identities.link(identity(world(), corp, user.id))])),
    ])
    expect(await storage.upstreams.get(realmId, corp.id)).toBeUndefined()
    expect(await storage.identities.count(realmId, corp.id, 10)).toEqual({ count: 0, more: false })
  })

  test.each(['administrator', 'import'] as const)('a link made by %s before the person came says that nobody came by it', async (linkedBy) => {
    const { storage: { identities }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    await commit(world(), identities.link({ ...identity(world(), corp, user.id), linkedBy }))
    expect(await identities.listOf(realmId, user.id)).toMatchObject([{ linkedBy, lastSignInAt: null }])
  })

  test('remembers the last sign-in and how the upstream calls the person; unlinked, it misses', async () => {
    const { storage: { identities, roles, unit, clock }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const linked = identity(world(), corp, user.id)
    const role = randomUUID()
    await commit(world(), identities.link(linked), roles.create({ id: role, realmId, name: role, description: null, clientId: null, administrative: false }))
    expect(await identities.listOf(realmId, user.id), 'who links by signing in has signed in').toEqual([{ ...linked, lastSignInAt: linked.linkedAt }])
    const before = clock.now()
    await commit(world(), identities.signedIn(realmId, corp.id, user.id, '花子'), ...roles.sync(realmId, user.id, corp.id, [role]))
    const [now] = await identities.listOf(realmId, user.id)
    expect(now).toEqual({ ...linked, username: '花子', lastSignInAt: expect.any(Number) })
    expect(now?.lastSignInAt).toBeGreaterThanOrEqual(before)

    await commit(world(), ...identities.unlink(realmId, user.id, corp.id))
    expect(await identities.find(realmId, corp.id, corp.issuer, linked.subject)).toBeUndefined()
    expect(await roles.effectiveOf(realmId, user.id), 'with what the upstream gave').toEqual([])
    expect(await unit(identities.unlink(realmId, user.id, corp.id))).toMatchObject({ ok: false, missed: 'identities.unlink' })
    expect(await unit([identities.signedIn(realmId, corp.id, user.id, null)])).toMatchObject({ ok: false, missed: 'identities.signedIn' })
    const somebodyElse = await addUser(world())
    await commit(world(), identities.link({ ...linked, userId: somebodyElse.id }))
  })

  test('are listed with their people, newest first, page by page, and counted up to a cap', async () => {
    const { storage: { identities, users }, realmId } = world()
    const corp = await addUpstream(world())
    const people = await Promise.all(Array.from({ length: 5 }, () => addUser(world())))
    for (const [n, user] of people.entries()) {
      await commit(world(), identities.link(identity(world(), corp, user.id, { username: `upstream ${n}`, subject: `s${n}` })))
    }
    const first = await identities.ofUpstream(realmId, corp.id, null, 3)
    expect(first.items.map(({ userId, subject, username, user }) => [userId, subject, username, user.username])).toEqual([4, 3, 2].map((n) =>
      [people[n]?.id, `s${n}`, `upstream ${n}`, people[n]?.username]))
    expect(first.items[0]?.user).toEqual(await users.find(realmId, people[4]?.id ?? ''))
    const second = await identities.ofUpstream(realmId, corp.id, first.next, 3)
    expect(second.items.map(({ subject }) => subject)).toEqual(['s1', 's0'])
    expect(second.next).toBeNull()
    await expect(identities.ofUpstream(realmId, corp.id, 'made up', 3)).rejects.toThrow(InvalidCursor)
    expect(await identities.count(realmId, corp.id, 4)).toEqual({ count: 4, more: true })
    expect(await identities.count(realmId, corp.id, 5)).toEqual({ count: 5, more: false })
    expect(await identities.ofUpstream(realmId + 1, corp.id, null, 3)).toEqual({ items: [], next: null })
  })

  test('goes with its person', async () => {
    const { storage: { identities, users }, realmId } = world()
    const [corp, user, next] = [await addUpstream(world()), await addUser(world()), await addUser(world())]
    await commit(world(), identities.link(identity(world(), corp, user.id, { subject: 's' })))
    await commit(world(), ...users.remove(realmId, user.id))
    expect(await identities.find(realmId, corp.id, corp.issuer, 's')).toBeUndefined()
    await commit(world(), identities.link(identity(world(), corp, next.id, { subject: 's' })))
  })
})
