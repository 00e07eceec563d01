import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, Storage } from '@tegata/storage'
import { openTestStorage } from '@tegata/storage/testing'
import { createComposeMail } from '../../mail/compose.ts'
import { createRealm } from '../../realms/create-realm.ts'
import { defaultRealmSettings } from '../../realms/default-settings.ts'
import { corpUpstreamId } from './upstream-corp.ts'
import { seedDemo } from './seed-demo.ts'

let folder: string
let storage: Storage
const at = new URL('http://localhost:8080')

const seed = (into: Storage, port = 8080, phone = 'demo-phone.json') => seedDemo({
  storage: into, publicUrl: new URL(`http://localhost:${port}`), demoUrl: `http://localhost:${port + 1}`, phoneFile: join(folder, phone),
  mailbox: { receive: async () => undefined, clear: async () => undefined },
  compose: createComposeMail({ outbox: into.outbox, host: 'localhost' }), hashPassword: async (password) => `hash of ${password}`,
})
const realmOf = async (name: string, from = storage): Promise<Realm> => {
  const realm = await from.realms.find(name)
  if (!realm) throw new Error(`no realm ${name}`)
  return realm
}
const userOf = async (realm: string, login: string, from = storage) => {
  const user = await from.users.findByLogin((await realmOf(realm, from)).id, login)
  if (!user) throw new Error(`nobody in ${realm} is called ${login}`)
  return user
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tegata-seed-'))
  storage = await openTestStorage()
  await seed(storage)
}, 60_000)
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

describe('Corp ID, which plays the external provider', () => {
  test('has its own hana, with the demo password and nothing that would ask her for a code', async () => {
    const corp = await realmOf('corp')
    const hana = await userOf('corp', 'hana')
    expect(hana).toMatchObject({ passwordHash: 'hash of seven orange boats', otpRequired: false, otpStatus: 'none', policyGroupId: null })
    expect(await storage.policies.enforcements(corp.id)).toEqual([])
    expect((await storage.roles.effectiveOf(corp.id, hana.id)).map(({ name }) => name).toSorted()).toEqual(['approver', 'reader'])
    expect((await storage.groups.of(corp.id, hana.id)).map(({ name }) => name)).toEqual(['Finance'])
  })

  test.each(['demo', 'front'])('knows realm %s as a confidential client, at the addresses of its callbacks', async (name) => {
    const corp = await realmOf('corp')
    const client = await storage.clients.find(corp.id, `tegata-${name}`)
    expect(client).toMatchObject({
      kind: 'web', redirectUris: [`http://localhost:8080/realms/${name}/broker/corp/endpoint`],
      postLogoutRedirectUris: [`http://localhost:8080/realms/${name}/broker/corp/endpoint/logout_response`],
      backchannelLogoutUri: `http://localhost:8080/realms/${name}/protocol/openid-connect/logout/backchannel-logout`,
    })
    const secret = await storage.upstreams.openSecret((await realmOf(name)).id, corpUpstreamId(name))
    expect(createHash('sha256').update(secret ?? '').digest('hex')).toBe(client?.secretHash)
  })
})

describe('beside (realm demo)', () => {
  test('Corp ID is trusted always, and is nobody’s only way in', async () => {
    const demo = await realmOf('demo')
    expect(demo.settings.onlyUpstreamId).toBeNull()
    expect(await storage.upstreams.find(demo.id, 'corp')).toMatchObject({
      enabled: true, trust: 'always', issuer: 'http://localhost:8080/realms/corp', clientId: 'tegata-demo', hidden: false, name: { en: 'Corp ID' },
    })
  })

  test('hana is hana of Corp ID, and nobody else is linked', async () => {
    const demo = await realmOf('demo')
    const { items } = await storage.identities.ofUpstream(demo.id, corpUpstreamId('demo'), null, 10)
    expect(items.map(({ user, subject, issuer }) => [user.username, subject, issuer])).toEqual([['hana', (await userOf('corp', 'hana')).id, 'http://localhost:8080/realms/corp']])
  })
})

describe('in front (realm front)', () => {
  test('Corp ID is the only first step, is never trusted with the second, and its roles and groups are passed on', async () => {
    const front = await realmOf('front')
    expect(front.settings.onlyUpstreamId).toBe(corpUpstreamId('front'))
    expect(await storage.upstreams.get(front.id, corpUpstreamId('front'))).toMatchObject({
      alias: 'corp', trust: 'never', profile: 'upstream', mapping: { passOn: true, rolesFrom: 'access-token', roles: 'realm_access.roles', groups: 'groups' },
    })
    const [rule] = await storage.policies.enforcements(front.id)
    expect(rule).toMatchObject({ state: 'announced', target: { everyone: true } })
    expect(rule?.enforceFrom).toBeLessThanOrEqual(storage.clock.now())
  })

  test('hana and taro were imported before they come: linked, by the subject of Corp ID, without a password of ours', async () => {
    const front = await realmOf('front')
    const [there, here] = [await userOf('corp', 'hana'), await userOf('front', 'hana')]
    expect(here).toMatchObject({ subject: there.id, hasPassword: false, otpRequired: true, otpStatus: 'app' })
    expect(here.id).not.toBe(there.id)
    expect(await storage.users.findBySubject(front.id, there.id)).toMatchObject({ id: here.id })
    expect(await storage.identities.find(front.id, corpUpstreamId('front'), 'http://localhost:8080/realms/corp', there.id)).toMatchObject({ userId: here.id, linkedBy: 'import' })
    expect(await userOf('front', 'taro')).toMatchObject({ otpRequired: true, otpStatus: 'none', hasPassword: false })
  })

  test('one administrator has a password here, for the day when Corp ID is away', async () => {
    const admin = await userOf('front', 'front-admin')
    expect(admin).toMatchObject({ hasPassword: true, otpStatus: 'app', subject: null })
    expect((await storage.roles.effectiveOf((await realmOf('front')).id, admin.id)).map(({ name }) => name)).toEqual(['global-admin'])
  })
})

describe('at another port', () => {
  test('clients, start page, issuer and links move along: whoever was linked still is', async () => {
    await seed(storage, 8090)
    const front = await realmOf('front')
    expect(front.settings.startPage?.url).toBe('http://localhost:8091/front')
    expect((await storage.clients.find((await realmOf('corp')).id, 'tegata-front'))?.redirectUris).toEqual(['http://localhost:8090/realms/front/broker/corp/endpoint'])
    expect((await storage.clients.find(front.id, 'wiki-front'))?.redirectUris).toEqual(['http://localhost:8091/front/callback'])
    for (const name of ['demo', 'front']) {
      const { id } = await realmOf(name)
      expect((await storage.upstreams.find(id, 'corp'))?.issuer).toBe('http://localhost:8090/realms/corp')
      expect(await storage.identities.find(id, corpUpstreamId(name), 'http://localhost:8090/realms/corp', (await userOf('corp', 'hana')).id))
        .toMatchObject({ userId: (await userOf(name, 'hana')).id })
    }
    await seed(storage)
  })

  test('nothing is written when nothing had to change', async () => {
    const versions = async () => (await storage.realms.list()).map(({ name, version }) => `${name} ${version}`)
    const before = await versions()
    await seed(storage)
    expect(await versions()).toEqual(before)
  })

  test('an upstream that an administrator has pointed elsewhere, or removed, stays as it is', async () => {
    const demo = await realmOf('demo')
    const corp = await storage.upstreams.find(demo.id, 'corp')
    if (!corp) throw new Error('no upstream')
    await storage.unit([storage.upstreams.change({ ...corp, issuer: 'https://id.example.com', trust: 'never' })])
    await seed(storage, 8090)
    expect(await storage.upstreams.find(demo.id, 'corp')).toMatchObject({ issuer: 'https://id.example.com', trust: 'never' })
    await storage.unit(storage.upstreams.remove(demo.id, corp.id))
    await seed(storage)
    expect(await storage.upstreams.list(demo.id)).toEqual([])
  })
})

describe('a demo of the release before', () => {
  /** As it stood: realm demo alone, whose administrator has removed emma, renamed hana, and added a key to the phone. */
  const before = async () => {
    const old = await openTestStorage()
    await seed(old, 8080, 'old-phone.json')
    const demo = await realmOf('demo', old)
    for (const name of ['corp', 'front']) {
      const realm = await realmOf(name, old)
      const { items } = await old.users.list(realm.id, {}, null, 50)
      await old.unit(items.flatMap(({ id }) => old.users.remove(realm.id, id)))
      for (const upstream of await old.upstreams.list(realm.id)) await old.unit(old.upstreams.remove(realm.id, upstream.id))
      for (const { id } of await old.roles.list(realm.id)) await old.unit(old.roles.remove(realm.id, id))
      for (const { id } of await old.groups.list(realm.id)) await old.unit(old.groups.remove(realm.id, id))
      await old.unit((await old.policies.enforcements(realm.id)).map(old.policies.removeEnforcement))
      for (const { clientId } of await old.clients.list(realm.id)) await old.unit([old.clients.remove(realm.id, clientId)])
    }
    await old.unit(old.upstreams.remove(demo.id, corpUpstreamId('demo')))
    await old.unit(old.users.change(demo.id, (await userOf('demo', 'hana', old)).id, { familyName: '田中' }))
    await old.unit(old.users.remove(demo.id, (await userOf('demo', 'emma', old)).id))
    await writeFile(join(folder, 'old-phone.json'), JSON.stringify([{ user: 'mine', name: '', label: '', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }]))
    return old
  }

  test('gets the new realms, the upstream and hana’s link, and keeps what people changed', async () => {
    const old = await before()
    expect(await seed(old, 8080, 'old-phone.json')).toEqual({ first: false })
    const demo = await realmOf('demo', old)
    expect(await userOf('demo', 'hana', old)).toMatchObject({ familyName: '田中' })
    expect(await old.users.findByLogin(demo.id, 'emma')).toBeUndefined()
    expect(await old.identities.listOf(demo.id, (await userOf('demo', 'hana', old)).id)).toMatchObject([{ subject: (await userOf('corp', 'hana', old)).id }])
    expect(JSON.parse(await readFile(join(folder, 'old-phone.json'), 'utf8')).map(({ user }: { user: string }) => user)).toEqual(['mine', 'hana', 'front-admin', 'corp-admin'])
    await old.close()
  })

  test('a removed hana does not come back by her link', async () => {
    const old = await before()
    const demo = await realmOf('demo', old)
    await old.unit(old.users.remove(demo.id, (await userOf('demo', 'hana', old)).id))
    await seed(old, 8080, 'old-phone.json')
    expect((await old.identities.ofUpstream(demo.id, corpUpstreamId('demo'), null, 10)).items).toEqual([])
    await old.close()
  })

  test('a realm that somebody has made under one of these names stays theirs, and the demo starts without', async () => {
    const own = await openTestStorage()
    const created = await createRealm(own, { name: 'corp', settings: defaultRealmSettings({ en: 'Mine' }) }, at)
    if (!created.ok) throw new Error(created.reason)
    await own.unit(own.users.create(created.realm.id, { id: '11111111-1111-4111-8111-111111111111', username: 'me', email: null, givenName: '', familyName: 'Me', otpRequired: false }))
    await seed(own, 8080, 'own-phone.json')
    expect((await own.clients.list(created.realm.id)).map(({ clientId }) => clientId).toSorted()).toEqual(['tegata-account', 'tegata-console'])
    expect(await own.realms.find('front')).toBeUndefined()
    expect(await own.upstreams.list((await realmOf('demo', own)).id)).toEqual([])
    await own.close()
  })
})
