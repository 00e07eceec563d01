import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, race, rowsOf, session } from '../test/databases.ts'
import type { ProtocolRow } from './types.ts'

/** Every model of oidc-provider, and ours of sign-ins through another provider; and where its rows live. */
const volatile = ['Interaction', 'AuthorizationCode', 'AccessToken', 'ClientCredentials', 'PushedAuthorizationRequest', 'ReplayDetection', 'DeviceCode', 'BackchannelAuthenticationRequest',
  'UpstreamState', 'UpstreamTest', 'UpstreamReturn', 'UpstreamLogout']
const durable = ['RefreshToken', 'Grant', 'InitialAccessToken', 'RegistrationAccessToken']
const models = [...volatile, ...durable]

onBothDatabases((world) => {
  const row = (model: string, given: Partial<ProtocolRow> = {}): ProtocolRow => ({
    model, id: randomUUID(), realmId: world().realmId, payload: { kind: model, nested: { list: [1, 'two', null] } }, userId: null, epoch: null,
    grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: Date.now() + 60_000, ...given,
  })

  describe.each(models)('%s', (model) => {
    test('comes back as it was saved, in its realm and as its model alone', async () => {
      const { storage: { protocol }, realmId } = world()
      const saved = row(model, { grantId: 'g1', uid: `uid-${randomUUID()}`, userCode: `code-${randomUUID()}` })
      expect(await protocol.save(saved)).toBe(true)
      expect(await protocol.find(realmId, model, saved.id)).toEqual(saved)
      expect(await protocol.find(realmId + 1, model, saved.id)).toBeUndefined()
      expect(await protocol.find(realmId, model === 'Grant' ? 'RefreshToken' : 'Grant', saved.id)).toBeUndefined()
      const changed = { ...saved, payload: { other: true }, expiresAt: Date.now() + 120_000 }
      expect(await protocol.save(changed)).toBe(true)
      expect(await protocol.find(realmId, model, saved.id)).toEqual(changed)
      await protocol.remove(realmId, model, saved.id)
      expect(await protocol.find(realmId, model, saved.id)).toBeUndefined()
    })

    test('is consumed by one of fifty, on two nodes, and stays consumed when saved over', async () => {
      const { storage, realmId, otherNode } = world()
      const nodes = [storage, await otherNode()]
      const user = await addUser(world())
      const saved = row(model, { userId: user.id, epoch: 1 })
      await storage.protocol.save(saved)
      expect(await race((n) => (nodes[n % 2] ?? storage).protocol.consume(realmId, model, saved.id))).toBe(1)
      await storage.protocol.save(saved)
      expect(await storage.protocol.find(realmId, model, saved.id)).toMatchObject({ consumedAt: expect.any(Number) })
      expect(await storage.protocol.consume(realmId, model, saved.id)).toBe(false)
      expect(await storage.protocol.consume(realmId, model, 'never there')).toBe(false)
    })

    test('of an older epoch is neither found, consumed nor saved', async () => {
      const { storage: { protocol, users }, realmId } = world()
      const user = await addUser(world())
      const [before, late] = [row(model, { userId: user.id, epoch: 1 }), row(model, { userId: user.id, epoch: 1 })]
      await protocol.save(before)
      await commit(world(), ...users.endEverything(realmId, user.id))
      expect(await protocol.find(realmId, model, before.id)).toBeUndefined()
      expect(await protocol.consume(realmId, model, before.id)).toBe(false)
      expect(await protocol.save(late)).toBe(false)
      expect(await protocol.save(before)).toBe(false)
      expect(await protocol.find(realmId, model, late.id)).toBeUndefined()
      expect(await protocol.save({ ...late, epoch: 2 })).toBe(true)
      expect(await protocol.find(realmId, model, late.id)).toMatchObject({ epoch: 2 })
    })

    test('goes with its grant', async () => {
      const { storage: { protocol }, realmId } = world()
      const grantId = randomUUID()
      const [gone, kept] = [row(model, { grantId }), row(model, { grantId: randomUUID() })]
      await protocol.save(gone)
      await protocol.save(kept)
      await protocol.revokeByGrantId(realmId, grantId)
      expect(await protocol.find(realmId, model, gone.id)).toBeUndefined()
      expect(await protocol.find(realmId, model, kept.id)).toMatchObject({ id: kept.id, grantId: kept.grantId })
    })

    test('is purged when expired, and not before', async () => {
      const { storage: { protocol }, realmId } = world()
      const [old, young] = [row(model, { expiresAt: Date.now() - 1000 }), row(model)]
      await protocol.save(old)
      await protocol.save(young)
      expect(await protocol.purgeExpired(1000)).toBeGreaterThanOrEqual(1)
      expect(await protocol.find(realmId, model, old.id)).toBeUndefined()
      expect(await protocol.find(realmId, model, young.id)).toMatchObject({ id: young.id, expiresAt: young.expiresAt })
    })
  })

  test('a replay mark is set by one of fifty', async () => {
    const { storage: { protocol } } = world()
    const id = randomUUID()
    expect(await race(() => protocol.save(row('ReplayDetection', { id }), { insertOnly: true }))).toBe(1)
  })

  test('a device code is found by its user code', async () => {
    const { storage: { protocol }, realmId } = world()
    const saved = row('DeviceCode', { userCode: 'WDJB-MJHT' })
    await protocol.save(saved)
    expect(await protocol.findByUserCode(realmId, 'DeviceCode', 'WDJB-MJHT')).toEqual(saved)
    expect(await protocol.findByUserCode(realmId, 'DeviceCode', 'WDJB-MJHX')).toBeUndefined()
  })

  test('a row of a sign-in on its way is where losing it costs a sign-in; what people agreed to is not', async () => {
    const { storage: { protocol }, realmId } = world()
    for (const model of models) await protocol.save(row(model))
    const modelsIn = async (table: string, file: string) =>
      new Set((await rowsOf(world(), `SELECT model FROM ${table} WHERE realm_id = ${realmId}`, file)).map((each) => each['model']))
    expect([...await modelsIn('volatile_rows', 'volatile.db')].sort()).toEqual([...volatile].sort())
    expect([...await modelsIn('protocol_rows', 'tegata.db')].sort()).toEqual([...durable].sort())
  })

  test('a row of a user without the user’s epoch is a mistake that is said', async () => {
    await expect(world().storage.protocol.save(row('Grant', { userId: 'u' }))).rejects.toThrow(/epoch/)
  })

  describe('Session', () => {
    const payloadOf = (uid: string, given: Partial<ProtocolRow> = {}) =>
      row('Session', { uid, sessionUid: uid, payload: { uid, authorizations: {} }, ...given })

    test('without an account is volatile and needs no beginning', async () => {
      const { storage: { protocol }, realmId } = world()
      const saved = row('Session', { uid: randomUUID() })
      expect(await protocol.save(saved)).toBe(true)
      expect(await protocol.find(realmId, 'Session', saved.id)).toEqual(saved)
      expect(await protocol.findByUid(realmId, 'Session', saved.uid ?? '')).toEqual(saved)
    })

    test('of a user exists only when a sign-in began it', async () => {
      const { storage: { protocol, sessions }, realmId } = world()
      const user = await addUser(world())
      const begun = session(world(), user.id)
      const saved = payloadOf(begun.uid, { userId: user.id, epoch: 1 })
      expect(await protocol.save(saved)).toBe(false)
      expect(await protocol.find(realmId, 'Session', saved.id)).toBeUndefined()
      await commit(world(), sessions.begin(begun))
      expect(await protocol.find(realmId, 'Session', saved.id)).toBeUndefined()
      expect(await protocol.save(saved)).toBe(true)
      expect(await protocol.find(realmId, 'Session', saved.id)).toEqual(saved)
      expect(await protocol.findByUid(realmId, 'Session', begun.uid)).toEqual(saved)
    })

    test('S-1: turning its id leaves the old cookie worthless and the session alive', async () => {
      const { storage: { protocol, sessions }, realmId } = world()
      const user = await addUser(world())
      const begun = session(world(), user.id)
      await commit(world(), sessions.begin(begun))
      const old = payloadOf(begun.uid, { userId: user.id, epoch: 1 })
      await protocol.save(old)
      // As oidc-provider does it: the old id is destroyed before the new one is saved.
      await protocol.remove(realmId, 'Session', old.id)
      const turned = { ...old, id: randomUUID() }
      expect(await protocol.save(turned)).toBe(true)
      expect(await protocol.find(realmId, 'Session', old.id)).toBeUndefined()
      expect(await protocol.find(realmId, 'Session', turned.id)).toEqual(turned)
    })

    test('P20: a request in flight while it is ended does not bring it back', async () => {
      const { storage: { protocol, sessions, users }, realmId } = world()
      for (const end of [
        (userId: string, _uid: string) => users.endEverything(realmId, userId),
        (_userId: string, uid: string) => sessions.end(realmId, uid),
        (userId: string, _uid: string) => sessions.endWithoutSecondFactor(realmId, userId, null),
      ]) {
        const user = await addUser(world())
        const begun = session(world(), user.id)
        await commit(world(), sessions.begin(begun))
        const saved = payloadOf(begun.uid, { userId: user.id, epoch: 1 })
        await protocol.save(saved)
        expect(await protocol.find(realmId, 'Session', saved.id)).toMatchObject({ uid: begun.uid, userId: user.id, payload: saved.payload })
        await commit(world(), ...end(user.id, begun.uid))
        expect(await protocol.save({ ...saved, payload: { touched: true } })).toBe(false)
        expect(await protocol.save({ ...saved, id: randomUUID() })).toBe(false)
        expect(await protocol.find(realmId, 'Session', saved.id)).toBeUndefined()
        expect(await protocol.findByUid(realmId, 'Session', begun.uid)).toBeUndefined()
        expect(await sessions.find(realmId, begun.uid)).toBeUndefined()
      }
    })

    test('P20: fifty saves racing an end on two nodes leave nothing that is found', async () => {
      const { storage, realmId, otherNode } = world()
      const other = await otherNode()
      const user = await addUser(world())
      const begun = session(world(), user.id)
      await commit(world(), storage.sessions.begin(begun))
      const saved = payloadOf(begun.uid, { userId: user.id, epoch: 1 })
      const refresh = row('RefreshToken', { userId: user.id, epoch: 1, sessionUid: begun.uid })
      await Promise.all([
        ...Array.from({ length: 25 }, () => other.protocol.save(saved)),
        commit(world(), ...storage.users.endEverything(realmId, user.id)),
        ...Array.from({ length: 25 }, () => other.protocol.save(refresh)),
        other.unit([other.sessions.begin(begun)]),
      ])
      expect(await other.protocol.find(realmId, 'Session', saved.id)).toBeUndefined()
      expect(await other.protocol.find(realmId, 'RefreshToken', refresh.id)).toBeUndefined()
      expect(await storage.sessions.listOf(realmId, user.id)).toEqual([])
    })
  })
})
