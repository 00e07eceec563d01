import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUpstream, addUser, commit, onBothDatabases, rowsOf, session, upstreamSession, wins } from '../test/databases.ts'
import type { Session, Upstream, UpstreamSession } from './types.ts'

onBothDatabases((world) => {
  const begin = async (corp: Upstream, userId: string, given: Partial<Session> = {}, from: Partial<UpstreamSession> = {}) => {
    const begun = session(world(), userId, given)
    const origin = upstreamSession(world(), corp, begun.uid, from)
    await commit(world(), world().storage.sessions.begin(begun), world().storage.upstreamSessions.begin(origin))
    return origin
  }
  const gone = async ({ realmId, sessionUid, upstreamId, issuer, subject }: UpstreamSession) =>
    await world().storage.upstreamSessions.of(realmId, sessionUid) === undefined &&
    (await world().storage.upstreamSessions.find(realmId, upstreamId, issuer, { subject })).length === 0
  /** Also what is not asked for any more: a row that stayed would tell who was here. */
  const kept = async ({ subject }: UpstreamSession): Promise<boolean> =>
    (await rowsOf(world(), `SELECT 1 FROM upstream_sessions WHERE subject = '${subject}'`)).length > 0

  test('says where a session came from, and finds the sessions that came from one of the upstream’s', async () => {
    const { storage: { upstreamSessions }, realmId } = world()
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    const subject = randomUUID()
    const [one, two, third] = [await begin(corp, user.id, {}, { subject, sid: 'a' }), await begin(corp, user.id, {}, { subject, sid: 'b' }), await begin(other, user.id, {}, { subject, sid: 'a' })]
    const without = await begin(corp, user.id, {}, { subject, sid: null, idToken: null })
    expect(await upstreamSessions.of(realmId, one.sessionUid)).toEqual(one)
    expect(await upstreamSessions.of(realmId, without.sessionUid)).toEqual(without)
    expect(await upstreamSessions.of(realmId + 1, one.sessionUid)).toBeUndefined()
    expect(await upstreamSessions.find(realmId, corp.id, corp.issuer, { sid: 'a' })).toEqual([one])
    expect(await upstreamSessions.find(realmId, other.id, corp.issuer, { sid: 'a' })).toEqual([third])
    expect((await upstreamSessions.find(realmId, corp.id, corp.issuer, { subject })).map(({ sessionUid }) => sessionUid).sort())
      .toEqual([one, two, without].map(({ sessionUid }) => sessionUid).sort())
    for (const by of [{ sid: 'A' }, { sid: 'a ' }, { sid: '' }, { subject: `${subject} ` }, { subject: subject.toUpperCase() }, { sid: 'a\0' }]) {
      expect(await upstreamSessions.find(realmId, corp.id, corp.issuer, by)).toEqual([])
    }
    expect(await upstreamSessions.find(realmId, corp.id, `${corp.issuer}/`, { subject })).toEqual([])
    expect(await upstreamSessions.find(realmId + 1, corp.id, corp.issuer, { subject })).toEqual([])
  })

  test('a step-up through an upstream takes the place of what was there', async () => {
    const { storage: { upstreamSessions }, realmId } = world()
    const [corp, other, user] = [await addUpstream(world()), await addUpstream(world()), await addUser(world())]
    const before = await begin(corp, user.id)
    const after = upstreamSession(world(), other, before.sessionUid, { sid: null })
    await commit(world(), upstreamSessions.begin(after))
    expect(await upstreamSessions.of(realmId, before.sessionUid)).toEqual(after)
    expect(await upstreamSessions.find(realmId, corp.id, corp.issuer, { subject: before.subject })).toEqual([])
  })

  test('is not begun for a session that is not there, nor from an upstream that was removed, nor from another realm’s', async () => {
    const { storage: { sessions, upstreams, upstreamSessions, unit }, realmId } = world()
    const [corp, foreign, removed, user] = [await addUpstream(world()), await addUpstream(world(), { realmId: realmId + 1 }), await addUpstream(world()), await addUser(world())]
    await commit(world(), ...upstreams.remove(realmId, removed.id))
    const begun = session(world(), user.id)
    expect(await unit([upstreamSessions.begin(upstreamSession(world(), corp, begun.uid))])).toMatchObject({ ok: false, missed: 'upstreamSessions.begin' })
    for (const from of [removed, foreign]) {
      expect(await unit([sessions.begin(begun), upstreamSessions.begin(upstreamSession(world(), from, begun.uid))])).toMatchObject({ ok: false })
    }
    expect(await sessions.find(realmId, begun.uid)).toBeUndefined()
    expect(() => upstreamSessions.begin(upstreamSession(world(), corp, begun.uid, { sid: 'a\0b' }))).toThrow(/no database keeps/)
  })

  test('goes with its session when that is ended, and another one’s stays', async () => {
    const { storage: { sessions, upstreamSessions }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const [ended, stays] = [await begin(corp, user.id), await begin(corp, user.id)]
    await commit(world(), ...sessions.end(realmId, ended.sessionUid))
    expect(await gone(ended)).toBe(true)
    expect(await upstreamSessions.of(realmId, stays.sessionUid)).toEqual(stays)
  })

  test('P35: goes with the sessions without a second factor', async () => {
    const { storage: { sessions }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const [mine, weak, strong] = [await begin(corp, user.id), await begin(corp, user.id),
      await begin(corp, user.id, { proofs: [{ kind: 'totp', at: 1000, journeyId: 'j', epoch: 1 }] })]
    await commit(world(), ...sessions.endWithoutSecondFactor(realmId, user.id, mine.sessionUid))
    expect([await gone(mine), await gone(weak), await gone(strong)]).toEqual([false, true, false])
  })

  test('goes when everything of the person ends, and with the person; the row too', async () => {
    const { storage: { users, sessions }, realmId } = world()
    const [corp, ending, leaving] = [await addUpstream(world()), await addUser(world()), await addUser(world())]
    const [ended, left] = [await begin(corp, ending.id), await begin(corp, leaving.id)]
    await commit(world(), ...users.endEverything(realmId, ending.id))
    await commit(world(), ...users.remove(realmId, leaving.id))
    expect([await gone(ended), await gone(left)]).toEqual([true, true])
    await commit(world(), sessions.begin(session(world(), ending.id, { uid: ended.sessionUid, epoch: 2 })))
    expect(await gone(ended), 'also when a session has the same uid again').toBe(true)
    expect([await kept(ended), await kept(left)]).toEqual([false, false])
  })

  test('is not of a session of an older epoch, or one that expired, and is purged with it', async () => {
    const { storage: { users, protocol, unit, clock }, realmId } = world()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    const [stale, old, living] = [await begin(corp, user.id, { expiresAt: clock.now() - 1 }), await begin(corp, user.id), await begin(corp, user.id)]
    expect([await gone(stale), await gone(old), await gone(living)]).toEqual([true, false, false])
    await protocol.purgeExpired(1000)
    expect(await gone(living)).toBe(false)
    expect([await kept(stale), await kept(living)]).toEqual([false, true])
    const [newEpoch] = users.endEverything(realmId, user.id)
    expect(newEpoch && await wins(unit([newEpoch]))).toBe(true)
    expect([await gone(old), await gone(living)]).toEqual([true, true])
  })

  test('a session that ends while it steps up through an upstream leaves nothing', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    const [corp, user] = [await addUpstream(world()), await addUser(world())]
    for (let round = 0; round < 20; round++) {
      const begun = session(world(), user.id)
      await commit(world(), storage.sessions.begin(begun))
      const origin = upstreamSession(world(), corp, begun.uid)
      await Promise.all([
        storage.unit([storage.sessions.setProofs(realmId, begun.uid, [], { journeyId: 'j', expiresAt: begun.expiresAt }), storage.upstreamSessions.begin(origin)]),
        other.unit(other.sessions.end(realmId, begun.uid)),
      ])
      expect([await gone(origin), await kept(origin)]).toEqual([true, false])
    }
  })
})
