import { randomUUID } from 'node:crypto'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { addUpstream, addUser, commit, onBothDatabases, session, totp, upstreamSession, type World } from '../../test/databases.ts'
import { openKeyring, openStorage } from '../index.ts'

/** Writes as somebody who holds the database, but not the keys. */
async function tamper({ where, dataDir }: World, sql: string, file = 'tegata.db'): Promise<void> {
  if (where.databaseUrl === undefined) {
    const database = new DatabaseSync(join(dataDir, file))
    database.exec(sql)
    database.close()
    return
  }
  const client = new pg.Client({ connectionString: where.databaseUrl })
  await client.connect()
  await client.query(sql)
  await client.end()
}

onBothDatabases((world) => {
  test('I-8: a dump of everything holds none of the secrets that were stored', async () => {
    const { storage, realmId, dump } = world()
    const plant = (what: string) => `planted-${what}-${randomUUID()}`
    const planted = {
      seed: plant('seed'), link: plant('link'), mailBody: plant('mail'), mailTo: `${plant('to')}@example.org`, jwk: plant('jwk'), secret: plant('secret'),
      code: plant('code'), payload: plant('payload'), refresh: plant('refresh'), grant: plant('grant'), interaction: plant('interaction'),
      sessionId: plant('session'), sessionPayload: plant('session-payload'), userCode: plant('user-code'), cookie: plant('cookie'),
      journey: plant('journey'), journeyState: plant('journey-state'), throttle: plant('throttle'),
      upstreamSecret: plant('upstream-secret'), nextUpstreamSecret: plant('next-upstream-secret'), idToken: plant('id-token'), upstreamState: plant('upstream-state'),
      nonce: plant('nonce'),
    }
    const user = await addUser(world())
    const begun = session(world(), user.id)
    const now = storage.clock.now()
    await commit(world(),
      ...storage.authenticators.create(totp(world(), user.id, { secret: planted.seed }), ''),
      ...storage.links.create({ id: randomUUID(), realmId, userId: user.id, purpose: 'set-up', credentialVersion: 1, createdAt: now, expiresAt: now + 1000, createdBy: 'a', subject: null }, planted.link),
      storage.outbox.put({ id: randomUUID(), realmId, userId: user.id, kind: 'setup', to: planted.mailTo, subject: 's', text: planted.mailBody, html: `<p>${planted.mailBody}</p>`, messageId: '<m@x>', linkId: null }),
      storage.signingKeys.create({ kid: randomUUID(), realmId, alg: 'ES256', state: 'next', privateJwk: { d: planted.jwk }, createdAt: 1, activeAt: null }),
      ...storage.knownBrowsers.remember(realmId, user.id, planted.cookie, now + 1000),
      storage.throttle.reserve('t', planted.throttle, { max: 5, windowMs: 1000 }),
      storage.sessions.begin(begun))
    const corp = await addUpstream(world(), {}, planted.upstreamSecret)
    await commit(world(), storage.upstreamSessions.begin(upstreamSession(world(), corp, begun.uid, { idToken: planted.idToken })),
      storage.upstreams.setSecret(realmId, (await addUpstream(world(), {}, 'x')).id, planted.nextUpstreamSecret))
    await storage.secrets.ensure(realmId, 'planted', () => planted.secret)
    const row = { realmId, userId: user.id, epoch: 1, grantId: planted.grant, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: null }
    await storage.protocol.save({ ...row, model: 'AuthorizationCode', id: planted.code, payload: { claims: planted.payload } })
    await storage.protocol.save({ ...row, model: 'RefreshToken', id: planted.refresh, payload: { claims: planted.payload } })
    await storage.protocol.save({ ...row, model: 'Interaction', id: planted.interaction, uid: planted.interaction, payload: { session: { cookie: planted.sessionId } } })
    await storage.protocol.save({ ...row, model: 'DeviceCode', id: randomUUID(), userCode: planted.userCode, payload: {} })
    await storage.protocol.save({ ...row, model: 'Session', id: planted.sessionId, uid: begun.uid, sessionUid: begun.uid, grantId: null, payload: { state: planted.sessionPayload } })
    await storage.protocol.save({ ...row, userId: null, epoch: null, grantId: null, model: 'UpstreamState', id: planted.upstreamState, payload: { nonce: planted.nonce } })
    await storage.journeys.create({ id: planted.journey, realmId, userId: null, epoch: null, linkId: null, resetReference: null, reference: '1522-25', browserHash: 'h', expiresAt: now + 1000, version: 1, state: { secret: planted.journeyState } })

    const everything = await dump()
    expect(everything.includes(user.username)).toBe(true)
    const readable = Object.entries(planted).filter(([, value]) => [value, Buffer.from(value).toString('hex'), Buffer.from(value).toString('base64').slice(0, -4)]
      .some((spelling) => everything.includes(spelling)))
    expect(readable).toEqual([])
  })

  test('a secret copied to another row, or a row given to another user, does not open', async () => {
    const { storage: { authenticators, protocol }, realmId } = world()
    const [victim, thief] = [await addUser(world()), await addUser(world())]
    const [theirs, own] = [totp(world(), victim.id), totp(world(), thief.id)]
    await commit(world(), ...authenticators.create(theirs, ''), ...authenticators.create(own, ''))
    await tamper(world(), `UPDATE authenticators SET secret = (SELECT secret FROM authenticators WHERE id = '${theirs.id}') WHERE id = '${own.id}'`)
    await expect(authenticators.openTotp(realmId, thief.id)).rejects.toThrow()
    expect(await authenticators.openTotp(realmId, victim.id)).toHaveLength(1)
    await tamper(world(), `UPDATE authenticators SET user_id = '${thief.id}' WHERE id = '${theirs.id}'`)
    await expect(authenticators.openTotp(realmId, thief.id)).rejects.toThrow()

    const given = (userId: string) => ({ id: randomUUID(), realmId, userId, createdAt: 1, createdBy: 'admin', reason: 'lost phone', expiresAt: null })
    const [theirToken, ownToken] = [given(victim.id), given(thief.id)]
    await commit(world(), ...world().storage.emergencyTokens.create(theirToken, 'A', 'a'), ...world().storage.emergencyTokens.create(ownToken, 'B', 'b'))
    await tamper(world(), `UPDATE emergency_tokens SET sealed_value = (SELECT sealed_value FROM emergency_tokens WHERE id = '${theirToken.id}') WHERE id = '${ownToken.id}'`)
    await expect(world().storage.emergencyTokens.openLeft(realmId, thief.id)).rejects.toThrow(/emergency_tokens.sealed_value#.*changed or moved/)
    await tamper(world(), `DELETE FROM emergency_tokens WHERE id = '${ownToken.id}'`)

    const row = { realmId, model: 'RefreshToken', userId: null, epoch: null, grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: null }
    await protocol.save({ ...row, id: 'a', payload: { scope: 'admin' } })
    await protocol.save({ ...row, id: 'b', payload: {} })
    await tamper(world(), `UPDATE protocol_rows SET payload = (SELECT p.payload FROM protocol_rows p WHERE p.id <> protocol_rows.id AND p.model = 'RefreshToken' LIMIT 1) WHERE model = 'RefreshToken'`)
    await expect(protocol.find(realmId, 'RefreshToken', 'b')).rejects.toThrow()

    const [corp, other] = [await addUpstream(world(), {}, 'theirs'), await addUpstream(world(), {}, 'other')]
    await tamper(world(), `UPDATE upstreams SET secret = (SELECT secret FROM upstreams WHERE id = '${corp.id}') WHERE id = '${other.id}'`)
    await expect(world().storage.upstreams.openSecret(realmId, other.id)).rejects.toThrow(/upstreams.secret#.*changed or moved/)
    const [one, two] = [session(world(), victim.id), session(world(), thief.id)]
    await commit(world(), ...[one, two].flatMap((begun) => [world().storage.sessions.begin(begun), world().storage.upstreamSessions.begin(upstreamSession(world(), corp, begun.uid))]))
    await tamper(world(), `UPDATE upstream_sessions SET id_token = (SELECT id_token FROM upstream_sessions WHERE session_uid = '${one.uid}') WHERE session_uid = '${two.uid}'`)
    await expect(world().storage.upstreamSessions.of(realmId, two.uid)).rejects.toThrow(/upstream_sessions.id_token#.*changed or moved/)
    await tamper(world(), `DELETE FROM upstreams WHERE id = '${other.id}'; DELETE FROM upstream_sessions WHERE session_uid = '${two.uid}'`)

    const { ring, clock } = world().storage
    const [active] = (await ring.list()).filter(({ state }) => state === 'active')
    const next = await ring.add()
    clock.set(clock.now() + 20_001)
    await ring.promote(next)
    clock.set(clock.now() + 20_001)
    await expect(ring.retire(active?.id ?? ''), 'a key is not forgotten while something of it is in doubt').rejects.toThrow(/authenticators.secret#.*changed or moved/)
    await tamper(world(), `DELETE FROM authenticators WHERE user_id = '${thief.id}'; DELETE FROM protocol_rows WHERE model = 'RefreshToken'`)
    await ring.retire(active?.id ?? '')
  })

  test('another installation’s key ring refuses to start, and says what to do', async () => {
    const { where, dataDir } = world()
    const keyring = await openKeyring({ file: join(dataDir, `other-${randomUUID()}`) })
    expect(keyring.created).toBe(true)
    await expect(openStorage({ ...where, keyring })).rejects.toThrow(/does not open this database's data keys.*Put back the key ring/)
  })

  test('data keys turn: added, promoted, retired when nothing is sealed with it any more; other nodes follow', async () => {
    const { storage, realmId, otherNode } = world()
    const { ring, clock } = storage
    const user = await addUser(world())
    await commit(world(), ...storage.authenticators.create(totp(world(), user.id, { secret: 'ORSXG5BRGIZTINJWG44DS' }), ''))
    await storage.protocol.save({ realmId, model: 'AccessToken', id: 'turn', userId: null, epoch: null, grantId: null, sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: null, payload: { a: 1 } })
    const [corp, open] = [await addUpstream(world(), {}, 'client secret'), await addUpstream(world())]
    const begun = session(world(), user.id, { expiresAt: clock.now() + 86_400_000 })
    const [held, lent] = [randomUUID(), randomUUID()].map((id) => ({ id, realmId, userId: user.id, createdAt: clock.now(), createdBy: 'admin', reason: 'lost phone', expiresAt: null }))
    if (!held || !lent) throw new Error('two tokens')
    await commit(world(), ...storage.emergencyTokens.create(held, 'HELD', 'held'), ...storage.emergencyTokens.create(lent, 'LENT', null))
    const origin = upstreamSession(world(), corp, begun.uid, { idToken: 'an id token' })
    await commit(world(), storage.sessions.begin(begun), storage.upstreamSessions.begin(origin))
    const [old] = (await ring.list()).filter(({ state }) => state === 'active')
    const fresh = await ring.add()
    await expect(ring.promote(fresh)).rejects.toThrow(/Every node/)
    clock.set(clock.now() + 20_001)
    await ring.promote(fresh)
    await expect(ring.retire(fresh)).rejects.toThrow(/active/)
    await expect(ring.retire(old?.id ?? '')).rejects.toThrow(/Every node/)
    clock.set(clock.now() + 20_001)
    const { resealed } = await ring.retire(old?.id ?? '')
    expect(resealed).toBeGreaterThanOrEqual(4)
    expect((await ring.list()).slice(-2)).toMatchObject([{ id: old?.id, state: 'retired', rows: 0 }, { id: fresh, state: 'active', rows: expect.any(Number) }])
    expect(await ring.retire(old?.id ?? '')).toEqual({ resealed: 0 })
    for (const node of [storage, await otherNode()]) {
      expect(await node.authenticators.openTotp(realmId, user.id)).toMatchObject([{ secret: 'ORSXG5BRGIZTINJWG44DS' }])
      expect([...await node.emergencyTokens.openLeft(realmId, user.id)]).toEqual([[held.id, 'held']])
      expect(await node.protocol.find(realmId, 'AccessToken', 'turn')).toMatchObject({ payload: { a: 1 } })
      expect([await node.upstreams.openSecret(realmId, corp.id), await node.upstreams.openSecret(realmId, open.id)]).toEqual(['client secret', null])
      expect(await node.upstreamSessions.of(realmId, begun.uid)).toEqual(origin)
    }
  })

  test('the key ring turns: a new first line wraps the data keys anew, and the old line may go', async () => {
    const { where, dataDir } = world()
    const ringFile = join(dataDir, 'keyring')
    const before = await readFile(ringFile, 'utf8')
    const other = join(dataDir, `new-${randomUUID()}`)
    await openKeyring({ file: other })
    const newLine = await readFile(other, 'utf8')
    await writeFile(ringFile, `${newLine}${before}`)
    await (await openStorage({ ...where, keyring: await openKeyring({ file: ringFile }) })).close()
    await writeFile(ringFile, newLine)
    await (await openStorage({ ...where, keyring: await openKeyring({ file: ringFile }) })).close()
  })
})

describe('the key ring file', () => {
  onBothDatabases((world) => {
    test('is made for its owner alone, and refused when others can read it, or when it is not one', async () => {
      const file = join(world().dataDir, 'sub', `ring-${randomUUID()}`)
      await expect(openKeyring({ file, create: false })).rejects.toThrow(/does not exist/)
      expect((await Promise.all(Array.from({ length: 5 }, () => openKeyring({ file })))).filter(({ created }) => created)).toHaveLength(1)
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      await chmod(file, 0o644)
      await expect(openKeyring({ file })).rejects.toThrow(/chmod 600/)
      await chmod(file, 0o600)
      await writeFile(file, 'tegata-key-1 tooshort\n')
      await expect(openKeyring({ file })).rejects.toThrow(/Line 1/)
      await writeFile(file, '\n')
      await expect(openKeyring({ file })).rejects.toThrow(/empty/)
    })
  })
})
