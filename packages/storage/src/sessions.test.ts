import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, session } from '../test/databases.ts'
import type { Session } from './types.ts'

type Proof = Session['proofs'][number]

onBothDatabases((world) => {
  const proof = (kind: Proof['kind'], given: Partial<Proof> = {}): Proof => ({ kind, at: 1000, journeyId: 'j', epoch: 1, ...given })

  test('a session is what its sign-in proved, and remembers who used it', async () => {
    const { storage: { sessions }, realmId } = world()
    const user = await addUser(world())
    const begun = session(world(), user.id, { proofs: [proof('password'), proof('totp', { authenticatorId: 'a1' })], clientIds: ['one'] })
    await commit(world(), sessions.begin(begun))
    expect(await sessions.find(realmId, begun.uid)).toEqual(begun)
    for (const client of ['two', 'tw', 'two', null]) await commit(world(), sessions.used(realmId, begun.uid, client))
    expect(await sessions.find(realmId, begun.uid)).toMatchObject({ clientIds: ['one', 'two', 'tw'], lastUsedAt: expect.any(Number) })
    expect(await sessions.find(realmId + 1, begun.uid)).toBeUndefined()
  })

  test('use of the console is stamped once a minute at most, by whomever first, and only where the session is', async () => {
    const { storage: { sessions, clock }, realmId } = world()
    const user = await addUser(world())
    const [mine, other] = [session(world(), user.id), session(world(), user.id)]
    await commit(world(), sessions.begin(mine), sessions.begin(other))
    const before = clock.now()
    const stampAt = async (at: number) => {
      clock.set(at)
      await Promise.all(Array.from({ length: 3 }, () => commit(world(), sessions.usedConsole(realmId, mine.uid))))
      return (await sessions.find(realmId, mine.uid))?.consoleUsedAt
    }
    const first = before + 1_000_000
    clock.set(first)
    await commit(world(), sessions.begin({ ...mine, expiresAt: first + 86_400_000 }), sessions.begin({ ...other, expiresAt: first + 86_400_000 }))
    expect(await stampAt(first)).toBeGreaterThanOrEqual(first)
    const stamped = (await sessions.find(realmId, mine.uid))?.consoleUsedAt ?? 0
    expect(await stampAt(first + 50_000)).toBe(stamped)
    expect(await stampAt(first + 61_000)).toBeGreaterThanOrEqual(first + 61_000)
    expect((await sessions.find(realmId, other.uid))?.consoleUsedAt).toBeUndefined()
    await commit(world(), sessions.usedConsole(realmId + 1, other.uid), sessions.usedConsole(realmId, 'unknown'))
    expect((await sessions.find(realmId, other.uid))?.consoleUsedAt).toBeUndefined()
    clock.set(before)
  })

  test('is not begun in an older epoch, nor taken over by somebody else', async () => {
    const { storage, realmId } = world()
    const [user, other] = [await addUser(world()), await addUser(world())]
    const begun = session(world(), user.id)
    await commit(world(), ...storage.users.endEverything(realmId, user.id))
    expect(await storage.unit([storage.sessions.begin(begun)])).toMatchObject({ ok: false, missed: 'sessions.begin' })
    await commit(world(), storage.sessions.begin({ ...begun, epoch: 2 }))
    expect(await storage.unit([storage.sessions.begin({ ...begun, userId: other.id })])).toMatchObject({ ok: false })
    await commit(world(), storage.sessions.begin({ ...begun, epoch: 2, proofs: [proof('password')] }))
    expect(await storage.sessions.find(realmId, begun.uid)).toMatchObject({ userId: user.id, proofs: [{ kind: 'password' }] })
  })

  test('a step-up adds proofs to a living session only', async () => {
    const { storage, realmId } = world()
    const user = await addUser(world())
    const begun = session(world(), user.id)
    await commit(world(), storage.sessions.begin(begun))
    await commit(world(), storage.sessions.setProofs(realmId, begun.uid, [proof('password'), proof('totp')], { journeyId: 'j2', expiresAt: begun.expiresAt }))
    expect(await storage.sessions.find(realmId, begun.uid)).toMatchObject({ journeyId: 'j2', proofs: [{ kind: 'password' }, { kind: 'totp' }] })
    await commit(world(), ...storage.users.endEverything(realmId, user.id))
    expect(await storage.unit([storage.sessions.setProofs(realmId, begun.uid, [], { journeyId: 'j3', expiresAt: begun.expiresAt })])).toMatchObject({ ok: false })
  })

  test('P35: binding the first authenticator ends the other sessions without a second factor, with their refresh tokens', async () => {
    const { storage: { sessions, protocol }, realmId } = world()
    const user = await addUser(world())
    const [mine, weak, strong, passkey] = [
      session(world(), user.id), session(world(), user.id, { proofs: [proof('password')] }),
      session(world(), user.id, { proofs: [proof('password'), proof('totp')] }),
      session(world(), user.id, { proofs: [proof('passkey', { userVerified: true })] }),
    ]
    await commit(world(), ...[mine, weak, strong, passkey].map((each) => sessions.begin(each)))
    const token = (sessionUid: string) => ({
      model: 'RefreshToken', id: randomUUID(), realmId, payload: {}, userId: user.id, epoch: 1, grantId: null, sessionUid, uid: null,
      userCode: null, consumedAt: null, expiresAt: null,
    })
    const [weakToken, strongToken] = [token(weak.uid), token(strong.uid)]
    await protocol.save(weakToken)
    await protocol.save(strongToken)
    await commit(world(), ...sessions.endWithoutSecondFactor(realmId, user.id, mine.uid))
    expect((await sessions.listOf(realmId, user.id)).map(({ uid }) => uid).sort()).toEqual([mine.uid, strong.uid, passkey.uid].sort())
    expect(await protocol.find(realmId, 'RefreshToken', weakToken.id)).toBeUndefined()
    expect(await protocol.find(realmId, 'RefreshToken', strongToken.id)).toMatchObject({ id: strongToken.id, sessionUid: strong.uid })
  })

  test('ending one takes its rows along and leaves the others', async () => {
    const { storage: { sessions }, realmId } = world()
    const user = await addUser(world())
    const [a, b] = [session(world(), user.id), session(world(), user.id)]
    await commit(world(), sessions.begin(a), sessions.begin(b))
    await commit(world(), ...sessions.end(realmId, a.uid))
    await commit(world(), ...sessions.end(realmId, a.uid))
    expect((await sessions.listOf(realmId, user.id)).map(({ uid }) => uid)).toEqual([b.uid])
  })

  test('an expired one is not there', async () => {
    const { storage: { sessions, clock }, realmId } = world()
    const user = await addUser(world())
    const begun = session(world(), user.id, { expiresAt: clock.now() - 1 })
    await commit(world(), sessions.begin(begun))
    expect(await sessions.find(realmId, begun.uid)).toBeUndefined()
    expect(await sessions.listOf(realmId, user.id)).toEqual([])
  })
})
