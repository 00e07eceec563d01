import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, wins } from '../test/databases.ts'
import { testRealmSettings } from './testing.ts'
import type { Client, Enforcement, PolicyGroup, SigningKey } from './types.ts'

onBothDatabases((world) => {
  test('a realm’s version grows with every change, and settings are saved on the version that was read', async () => {
    const { storage: { realms, unit } } = world()
    const name = `realm-${randomUUID()}`
    const outcome = await unit([realms.create({ name, settings: testRealmSettings })])
    expect(outcome.ok && outcome.returned[0]?.[0]?.['id']).toEqual(expect.any(Number))
    const realm = await realms.find(name)
    expect(realm).toMatchObject({ name, enabled: true, version: 1, settings: testRealmSettings })
    const id = realm?.id ?? 0
    await commit(world(), realms.touch(id), realms.setEnabled(id, false), realms.saveSettings(id, { ...testRealmSettings, zone: 'Asia/Seoul' }, 3))
    expect(await realms.find(name)).toMatchObject({ enabled: false, version: 4, settings: { zone: 'Asia/Seoul' } })
    expect(await wins(unit([realms.saveSettings(id, testRealmSettings, 3)]))).toBe(false)
    expect(await unit([realms.create({ name, settings: testRealmSettings })])).toMatchObject({ ok: false, duplicate: true })
    expect((await realms.list()).map((each) => each.name)).toContain(name)
  })

  test('a node that has read a realm sees at once what another node changed in it', async () => {
    const { storage: { realms }, realmId, otherNode } = world()
    const other = await otherNode()
    const before = await realms.find('demo')
    expect(await realms.find('demo')).toEqual(before)
    const closing = await other.unit([other.realms.setEnabled(realmId, false)])
    expect(closing.ok).toBe(true)
    expect(await realms.find('demo')).toMatchObject({ enabled: false, version: (before?.version ?? 0) + 1 })
    await commit(world(), realms.setEnabled(realmId, true))
    expect(await other.realms.find('demo')).toMatchObject({ enabled: true, settings: testRealmSettings })
    expect(await realms.find('nowhere')).toBeUndefined()
  })

  test('the mail server of a realm is sealed to its row, and comes back whole', async () => {
    const { storage: { realms, unit } } = world()
    const name = `realm-${randomUUID()}`
    await unit([realms.create({ name, settings: testRealmSettings })])
    const mailServer = { url: 'smtp://mailer:canary-password@smtp.example:587', from: 'id@realm.example' }
    const realm = await realms.find(name)
    await commit(world(), realms.saveSettings(realm?.id ?? 0, { ...testRealmSettings, mailServer }, 1))
    expect((await realms.find(name))?.settings).toEqual({ ...testRealmSettings, mailServer })
    const statement = realms.saveSettings(1, { ...testRealmSettings, mailServer }, 1)
    expect(JSON.stringify(statement.parameters.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value))))).not.toContain('canary')
    await commit(world(), realms.saveSettings(realm?.id ?? 0, { ...testRealmSettings, mailServer: null }, 2))
    expect((await realms.find(name))?.settings.mailServer).toBeNull()
    expect(() => realms.create({ name: 'x', settings: { ...testRealmSettings, mailServer } })).toThrow(/without a mail server/)
  })

  test('clients are kept as they were written, one an id', async () => {
    const { storage: { clients, unit }, realmId } = world()
    const client: Client = {
      id: randomUUID(), realmId, clientId: 'app', name: { en: 'App', ja: 'アプリ' }, enabled: true, firstParty: true, apiAccess: false, kind: 'web',
      secretHash: 'ab', oldSecret: { hash: 'cd', until: 5 }, redirectUris: ['https://app.example/cb'], postLogoutRedirectUris: [], webOrigins: [], backchannelLogoutUri: null,
      pathWildcard: false, pkceOptional: false, minimumAcr: null, defaultAcrValues: [], acrLoaMap: { gold: 2 }, idTokenAlg: null, homeUrl: null, createdAt: 1,
    }
    await commit(world(), clients.create(client))
    expect(await unit([clients.create({ ...client, id: randomUUID() })])).toMatchObject({ duplicate: true })
    await commit(world(), clients.change({ ...client, enabled: false }))
    expect(await clients.find(realmId, 'app')).toEqual({ ...client, enabled: false })
    expect(await clients.find(realmId + 1, 'app')).toBeUndefined()
    expect(await clients.list(realmId)).toHaveLength(1)
    await commit(world(), clients.remove(realmId, 'app'))
    expect(await wins(unit([clients.remove(realmId, 'app')]))).toBe(false)
  })

  test('a policy group that somebody is in is not removed; an enforcement is saved on its version', async () => {
    const { storage: { policies, users, unit }, realmId } = world()
    const group: PolicyGroup = {
      id: randomUUID(), realmId, name: 'Office', ask: 'unless', exemptions: [{ networks: ['192.0.2.0/24'] }], acceptedKinds: ['totp'],
      acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
    }
    const user = await addUser(world())
    await commit(world(), policies.saveGroup(group), ...users.change(realmId, user.id, { policyGroupId: group.id }))
    await commit(world(), policies.saveGroup({ ...group, name: 'Offices' }))
    expect(await policies.groups(realmId)).toEqual([{ ...group, name: 'Offices' }])
    expect(await wins(unit([policies.removeGroup(realmId, group.id)]))).toBe(false)
    await commit(world(), ...users.change(realmId, user.id, { policyGroupId: null }), policies.removeGroup(realmId, group.id))
    expect(await policies.group(realmId, group.id)).toBeUndefined()

    const enforcement: Enforcement = {
      id: randomUUID(), realmId, name: 'April', state: 'announced', enforceFrom: 5, registerBy: null, zone: 'Asia/Tokyo', target: { everyone: true },
      reason: { en: 'Because' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'mailLink', afterEmergency: 'nextSignIn',
      sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [7, 0], announcedAt: null, edition: 1, version: 1,
    }
    await commit(world(), policies.saveEnforcement(enforcement))
    await commit(world(), policies.saveEnforcement({ ...enforcement, state: 'suspended' }))
    expect(await policies.enforcements(realmId)).toEqual([{ ...enforcement, state: 'suspended', version: 2 }])
    expect(await wins(unit([policies.saveEnforcement(enforcement)]))).toBe(false)
  })

  test('signing keys come back whole, and secrets are made once however many ask', async () => {
    const { storage, realmId, otherNode } = world()
    const { signingKeys, secrets } = storage
    const key: SigningKey = { kid: 'k1', realmId, alg: 'EdDSA', state: 'next', privateJwk: { kty: 'OKP', d: 'secret' }, createdAt: 1, activeAt: null }
    await commit(world(), signingKeys.create(key))
    await commit(world(), signingKeys.setState(realmId, 'k1', 'active'))
    expect(await signingKeys.list(realmId)).toEqual([{ ...key, state: 'active', activeAt: expect.any(Number) }])
    await commit(world(), signingKeys.remove(realmId, 'k1'))
    expect(await signingKeys.list(realmId)).toEqual([])

    const other = await otherNode()
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? other.secrets : secrets).ensure(realmId, 'cookies', () => `made ${n}`)))
    expect(new Set(made).size).toBe(1)
    expect(await secrets.ensure(0, 'cookies', () => 'of the installation')).toBe('of the installation')
  })

  test('is ready, and says so', async () => {
    expect(await world().storage.ready()).toEqual({ ok: true })
    expect(world().storage.clock.skewMs()).toBeLessThan(1000)
  })
})
