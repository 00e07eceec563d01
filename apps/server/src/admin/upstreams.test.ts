import { randomUUID } from 'node:crypto'
import { maskedSecret, type UpstreamTest } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf, type Who } from './api.test-support.ts'

inAcme()

type Input = Parameters<Who['api']['createUpstream']>[0]
const provider = (alias: string, more: Partial<Input> = {}): Input => ({
  alias, name: { en: `The ${alias}` }, issuer: `https://${alias}.test`, clientId: 'tegata', clientSecret: 'correct horse', ...more,
})
const add = (alias: string, more: Partial<Input> = {}, who: Who = admin) => who.api.createUpstream(provider(alias, more))
const lastEvent = async (type: string) => (await admin.api.listEvents({ type, limit: 1 })).items[0]

describe('an identity provider', () => {
  test('is added with what a provider beside us wants, and says what to enter there (keycloak.md 2.1)', async () => {
    const added = await add('corp', { issuer: 'https://corp.test/realms/corp', name: { en: 'Corp ID', ja: 'コープID' } })
    expect(added).toMatchObject({
      alias: 'corp', name: { en: 'Corp ID', ja: 'コープID' }, enabled: true, issuer: 'https://corp.test/realms/corp', clientAuth: 'client_secret_basic', hasSecret: true,
      scopes: ['openid', 'profile', 'email'], trust: 'always', evidence: [], evidenceMaxAgeMinutes: 15, hidden: false, newPeople: 'connect', profile: 'local', signOut: false,
      isOnlyFirstStep: false, people: { count: 0, more: false }, version: 1,
    })
    expect(added.mapping).toMatchObject({ username: 'preferred_username', roles: null, passOn: false, rules: [] })
    expect(added.addresses).toEqual({
      callback: 'http://id.example.test/realms/acme/broker/corp/endpoint',
      signOutReturn: 'http://id.example.test/realms/acme/broker/corp/endpoint/logout_response',
      backChannelLogout: 'http://id.example.test/realms/acme/protocol/openid-connect/logout/backchannel-logout',
      localSignIn: 'http://id.example.test/realms/acme/local',
    })
    expect(await admin.api.getUpstream({ alias: 'corp' })).toEqual(added)
    expect((await admin.api.listUpstreams({ search: 'コープ' })).items).toEqual([added])
    expect(await lastEvent('upstream.created')).toMatchObject({ actor: { id: admin.user.id }, details: { alias: 'corp', trust: 'always', issuer: 'https://corp.test/realms/corp' } })
  })

  test('that we stand in front of starts at trust never: our code is the second factor (S2-19)', async () => {
    expect(await add('front', { place: 'in-front' })).toMatchObject({
      trust: 'never', newPeople: 'create', profile: 'upstream', signOut: true, mapping: { passOn: true }, isOnlyFirstStep: false,
    })
    expect(await add('front-but', { place: 'in-front', trust: 'evidence', signOut: false })).toMatchObject({ trust: 'evidence', signOut: false })
  })

  test('has an alias of its own', async () => {
    await add('taken')
    expect(await problemOf(add('taken'))).toBe('upstream.alias-taken')
    expect(await problemOf(Promise.all(['a', 'b'].map(() => add('raced'))))).toBe('upstream.alias-taken')
    for (const alias of ['Corp', 'a b', '../x', '', '-a', 'a/b', 'a'.repeat(64), 'ä']) expect(await problemOf(add(alias, { issuer: 'https://x.test' }))).toBe('request.invalid')
  })

  test('changes only in the fields that are sent, members of the mapping included; of two edits of one copy the second learns that it is late', async () => {
    const { version } = await add('edited', { acrValues: ['gold'] })
    const changed = await admin.api.changeUpstream({ alias: 'edited', trust: 'evidence', evidence: [{ claim: 'amr', value: 'otp', level: 2 }], mapping: { roles: 'roles' } }, { ifMatch: version })
    expect(changed).toMatchObject({ trust: 'evidence', acrValues: ['gold'], mapping: { roles: 'roles', username: 'preferred_username' }, hasSecret: true, version: version + 1 })
    expect(await problemOf(admin.api.changeUpstream({ alias: 'edited', trust: 'never' }, { ifMatch: version }))).toBe('request.precondition-failed')
    const outcomes = await Promise.all([1, 2, 3].map((minutes) => problemOf(admin.api.changeUpstream({ alias: 'edited', evidenceMaxAgeMinutes: minutes }, { ifMatch: changed.version }))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    const told = (await admin.api.listEvents({ type: 'upstream.changed' })).items.map(({ details }) => details)
    expect(told, 'what was, and what is').toContainEqual(expect.objectContaining({
      alias: 'edited', before: expect.objectContaining({ evidence: [] }), after: expect.objectContaining({ trust: 'evidence', evidence: [{ claim: 'amr', value: 'otp', level: 2 }] }),
    }))
    expect(await problemOf(admin.api.deleteUpstream({ alias: 'edited' }, { ifMatch: version }))).toBe('request.precondition-failed')
  })

  test('remembers since when it is on, as soon as it was off: what came by it before stays refused (P28)', async () => {
    const stored = async () => (await house.storage.upstreams.find(realm.id, 'switched'))?.enabledSince
    await add('switched')
    await admin.api.changeUpstream({ alias: 'switched', enabled: true })
    expect(await stored()).toBeUndefined()
    await admin.api.changeUpstream({ alias: 'switched', enabled: false })
    const before = house.storage.clock.now()
    await admin.api.changeUpstream({ alias: 'switched', enabled: true })
    const since = await stored()
    expect(since).toBeGreaterThanOrEqual(before)
    await admin.api.changeUpstream({ alias: 'switched', enabled: true, trust: 'never' })
    expect(await stored()).toBe(since)
  })

  test('what changed stands in the audit log, before and after (C-2)', async () => {
    await add('told')
    await admin.api.changeUpstream({ alias: 'told', trust: 'never', name: { en: 'Told' }, clientSecret: 'another one' })
    expect((await lastEvent('upstream.changed'))?.details).toEqual({
      alias: 'told', before: { trust: 'always', name: { en: 'The told' } }, after: { trust: 'never', name: { en: 'Told' } }, secret: 'changed',
    })
  })

  test.each<[string, Partial<Input>, string]>([
    ['an issuer with a query', { issuer: 'https://x.test/?a=b' }, 'issuer'],
    ['an issuer that is none', { issuer: 'javascript:alert(1)' }, 'issuer'],
    ['scopes without openid', { scopes: ['profile'] }, 'scopes'],
    ['a scope with a blank', { scopes: ['openid', 'a b'] }, 'scopes.1'],
    ['a trust that nobody knows', { trust: 'mostly' as never }, 'trust'],
    ['a level that does not exist', { evidence: [{ claim: 'acr', value: 'x', level: 1 as never }] }, 'evidence.0.level'],
    ['a claim of evidence that does not exist', { evidence: [{ claim: 'sub' as never, value: 'x', level: 2 }] }, 'evidence.0.claim'],
    ['an age of nothing', { evidenceMaxAgeMinutes: 0 }, 'evidenceMaxAgeMinutes'],
    ['a path with a line break', { mapping: { roles: 'a\nb' } }, 'mapping.roles'],
    ['a member that is unknown', { mapping: { role: 'x' } as never }, 'mapping.role'],
    ['a rule that grants two things', { mapping: { rules: [{ claim: 'roles', value: 'x', grants: { role: 'a', group: 'b' } as never }] } }, 'mapping.rules.0.grants'],
    ['a name without English', { name: { ja: '会社' } as never }, 'name.en'],
    ['a secret with a NUL', { clientSecret: 'a\u0000b' }, 'clientSecret'],
    ['no secret, although it is to prove itself by one', { clientSecret: null }, 'clientSecret'],
  ])('is refused with %s', async (_name, more, path) => {
    const error = await add('wrong', more).then(() => null, (thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'request.invalid', details: { errors: [{ path }] } })
  })
})

describe('what a provider says of itself', () => {
  test('is read, and suggests what to enter', async () => {
    expect(await admin.api.discoverUpstream({ url: 'https://id.corp.test/realms/Staff/.well-known/openid-configuration' })).toMatchObject({
      issuer: 'https://id.corp.test/realms/Staff', looksLike: 'keycloak', acrValuesSupported: ['1', '2'],
      suggested: {
        alias: 'staff', clientAuth: 'client_secret_basic', scopes: ['openid', 'profile', 'email'], signOut: true,
        mapping: { rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups', passOn: false },
      },
    })
    expect((await admin.api.discoverUpstream({ url: 'https://login.microsoftonline.com/tenant/v2.0' })).looksLike).toBe('entra')
    expect(await admin.api.discoverUpstream({ url: 'https://accounts.google.com' })).toMatchObject({ looksLike: 'google', suggested: { alias: 'google', mapping: { username: 'email', roles: null } } })
    expect((await admin.api.discoverUpstream({ url: 'https://id.example.test' })).suggested.alias).toBe('example')
  })

  test('suggests no alias that is taken: the addresses that carry it are registered there before it is saved', async () => {
    const suggested = async () => (await admin.api.discoverUpstream({ url: 'https://sso.crowded.test/realms/crowded' })).suggested.alias
    expect(await suggested()).toBe('crowded')
    await add('crowded')
    expect(await suggested()).toBe('crowded-2')
    await add('crowded-2')
    expect(await suggested()).toBe('crowded-3')
    const long = 'a'.repeat(63)
    await add(long, { issuer: 'https://long.test' })
    expect((await admin.api.discoverUpstream({ url: `https://sso.long.test/realms/${long}` })).suggested.alias).toBe(`${'a'.repeat(61)}-2`)
  })

  test.each([
    ['down', 'unreachable'], ['inside', 'private-address'], ['plain', 'not-https'], ['slow', 'too-slow'], ['huge', 'too-large'], ['elsewhere', 'redirect'],
    ['blog', 'not-openid'], ['weak', 'unsupported'], ['sly', 'other-issuer'],
  ])('%s.test could not be read: %s, and nothing is added', async (host, reason) => {
    const refused = { code: 'upstream.discovery-failed', status: 422, details: { reason, errors: [{ rule: reason }] } }
    expect(await admin.api.discoverUpstream({ url: `https://${host}.test` }).catch((error: unknown) => error)).toMatchObject(refused)
    expect(await add(host).catch((error: unknown) => error)).toMatchObject(refused)
    expect(await problemOf(admin.api.getUpstream({ alias: host }))).toBe('upstream.not-found')
  })

  test('an issuer that calls itself otherwise, be it by a slash, is refused before anybody relies on it (B-2)', async () => {
    expect(await add('slash').catch((error: unknown) => error)).toMatchObject({ code: 'upstream.discovery-failed', details: { reason: 'other-issuer' } })
    await add('moved')
    expect(await problemOf(admin.api.changeUpstream({ alias: 'moved', issuer: 'https://slash.test', clientSecret: 'x' }))).toBe('upstream.discovery-failed')
    expect((await admin.api.getUpstream({ alias: 'moved' })).issuer).toBe('https://moved.test')
  })

  test('what is disabled is entered without asking it, and a change that leaves the issuer alone does not ask it either', async () => {
    await add('later', { issuer: 'https://down.test', enabled: false, clientSecret: null })
    const before = house.upstreams.asked.length
    await admin.api.changeUpstream({ alias: 'later', trust: 'never' })
    expect(house.upstreams.asked).toHaveLength(before)
    expect(await problemOf(admin.api.changeUpstream({ alias: 'later', enabled: true }))).toBe('request.invalid')
  })
})

describe('Z-7: the secret is written and never read', () => {
  const canary = 'S3cret-canary-7f1c'

  test('no answer of the API holds it, nor does the audit log', async () => {
    const added = await add('sealed', { clientSecret: canary })
    const changed = await admin.api.changeUpstream({ alias: 'sealed', clientSecret: `${canary}-2`, trust: 'never' })
    const answers = [
      added, changed, await admin.api.getUpstream({ alias: 'sealed' }), await admin.api.listUpstreams({ limit: 200 }), await admin.api.listUpstreamPeople({ alias: 'sealed' }),
      await admin.api.getRealm(), await admin.api.listEvents({ limit: 200 }), await house.storage.upstreams.list(realm.id),
    ]
    expect(JSON.stringify(answers)).not.toContain(canary)
    expect(await house.storage.upstreams.openSecret(realm.id, (await house.storage.upstreams.find(realm.id, 'sealed'))?.id ?? '')).toBe(`${canary}-2`)
  })

  test('what stands in its place, sent back, keeps it; null removes it', async () => {
    await add('kept', { clientSecret: canary })
    const { id } = (await house.storage.upstreams.find(realm.id, 'kept'))!
    await admin.api.changeUpstream({ alias: 'kept', clientSecret: maskedSecret })
    expect(await house.storage.upstreams.openSecret(realm.id, id)).toBe(canary)
    expect(await problemOf(admin.api.changeUpstream({ alias: 'kept', clientSecret: null }))).toBe('request.invalid')
    expect(await admin.api.changeUpstream({ alias: 'kept', clientSecret: null, clientAuth: 'none' })).toMatchObject({ hasSecret: false, clientAuth: 'none' })
    expect(await house.storage.upstreams.openSecret(realm.id, id)).toBeNull()
  })

  test('it never follows to another issuer: that would hand it to whoever runs that one', async () => {
    await add('carried', { clientSecret: canary })
    expect(await problemOf(admin.api.changeUpstream({ alias: 'carried', issuer: 'https://evil.test' }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeUpstream({ alias: 'carried', issuer: 'https://evil.test', clientSecret: maskedSecret }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeUpstream({ alias: 'carried', issuer: 'https://evil.test', enabled: false }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeUpstream({ alias: 'carried', issuer: 'https://new.test', clientSecret: 'a new one' }))).toBe('done')
  })
})

describe('rules that grant (Z-2)', () => {
  test('a group that a provider filled by its name is never made to administer: that takes a rule', async () => {
    const upstream = await add('filler', { mapping: { passOn: true, groups: 'groups' } })
    const mallory = await house.addUser(realm, 'mallory')
    const { id: groupId } = await admin.api.createGroup({ name: 'ops' })
    const { groups, roles } = house.storage
    const { id } = await house.storage.upstreams.find(realm.id, upstream.alias) ?? { id: '' }
    expect(await house.storage.unit(groups.sync(realm.id, mallory.id, id, [groupId]))).toMatchObject({ ok: true })
    const roleId = await house.roleId(realm, 'global-admin')
    expect(await problemOf(admin.api.grantGroupRole({ groupId, roleId }))).toBe('group.filled-by-upstream')
    expect([await roles.effectiveOf(realm.id, mallory.id), (await admin.api.listGroupRoles({ groupId })).items]).toEqual([[], []])
    const { id: ordinary } = await admin.api.createRole({ name: 'ordinary' })
    expect(await problemOf(admin.api.grantGroupRole({ groupId, roleId: ordinary }))).toBe('done')
    await admin.api.removeGroupMember({ groupId, userId: mallory.id })
    expect(await problemOf(admin.api.grantGroupRole({ groupId, roleId }))).toBe('done')
    await admin.api.withdrawGroupRole({ groupId, roleId })
  })

  const rule = (grants: { role: string } | { group: string }) => ({ mapping: { rules: [{ claim: 'roles' as const, value: 'boss', grants }] } })

  test('name what is there', async () => {
    expect(await problemOf(add('r1', rule({ role: 'no-such-role' })))).toBe('role.not-found')
    expect(await problemOf(add('r1', rule({ group: 'no-such-group' })))).toBe('group.not-found')
    const { mapping: { rules: [first] } } = rule({ role: 'read-only-admin' })
    const { mapping: { rules: [second] } } = rule({ role: 'no-such-role' })
    const both = { mapping: { rules: [first, second].filter((each) => each !== undefined) } }
    expect(await add('r1', both).catch((error: unknown) => error)).toMatchObject({
      details: { errors: [{ path: 'mapping.rules.1.grants.role', rule: 'not-here', message: 'names a role that the realm does not have: no-such-role' }] },
    })
    await admin.api.createRole({ name: 'editor' })
    expect((await add('r1', rule({ role: 'editor' }))).mapping.rules).toEqual([{ claim: 'roles', value: 'boss', grants: { role: 'editor' } }])
  })

  test('a role of a client that is called like one of the realm is not meant', async () => {
    await admin.api.createClient({ clientId: 'wiki', kind: 'web' })
    await admin.api.createRole({ name: 'writer', clientId: 'wiki' })
    expect(await problemOf(add('r2', rule({ role: 'writer' })))).toBe('role.not-found')
  })

  test('a rule whose role is gone hinders no other edit', async () => {
    const { id: roleId } = await admin.api.createRole({ name: 'short-lived' })
    await add('r3', rule({ role: 'short-lived' }))
    await admin.api.deleteRole({ roleId })
    expect(await problemOf(admin.api.changeUpstream({ alias: 'r3', trust: 'never' }))).toBe('done')
    expect(await problemOf(admin.api.changeUpstream({ alias: 'r3', ...rule({ role: 'short-lived' }) }))).toBe('role.not-found')
  })
})

/** Somebody who came by a provider, and is signed in. */
async function cameBy(alias: string, username: string): Promise<{ user: User; token: string; sessionUids: () => Promise<readonly string[]> }> {
  const upstream = (await house.storage.upstreams.find(realm.id, alias))!
  const { user, token } = await house.person(realm, username)
  await house.storage.unit([
    house.storage.identities.link({
      realmId: realm.id, upstreamId: upstream.id, issuer: upstream.issuer, subject: `s-${username}`, userId: user.id, username, linkedAt: 1, linkedBy: 'password', linkedByActor: user.id,
    }),
    house.storage.identities.signedIn(realm.id, upstream.id, user.id, username),
  ])
  return { user, token, sessionUids: async () => (await house.storage.sessions.listOf(realm.id, user.id)).map(({ uid }) => uid) }
}

describe('people who come by it', () => {
  test('are listed with how they were linked, page by page', async () => {
    await add('people')
    const names = ['p1', 'p2', 'p3']
    for (const name of names) await cameBy('people', name)
    const first = await admin.api.listUpstreamPeople({ alias: 'people', limit: 2 })
    const second = await admin.api.listUpstreamPeople({ alias: 'people', limit: 2, cursor: first.next ?? '' })
    expect([...first.items, ...second.items].map(({ user }) => user.username).sort()).toEqual(names)
    expect(second.next).toBeNull()
    expect(first.items[0]).toMatchObject({ subject: 's-p3', issuer: 'https://people.test', isCurrent: true, linkedBy: 'password', linkedByName: 'p3', username: 'p3' })
    expect((await admin.api.getUpstream({ alias: 'people' })).people).toEqual({ count: 3, more: false })
    expect(await problemOf(admin.api.listUpstreamPeople({ alias: 'people', cursor: 'dXNlcnM6MQ' }))).toBe('request.invalid')
  })

  test('keep their link to the old issuer when it changes: it lets nobody in, and nobody is tied anew (B-1)', async () => {
    await add('renamed')
    await cameBy('renamed', 'old')
    await admin.api.changeUpstream({ alias: 'renamed', issuer: 'https://renamed-anew.test', clientSecret: 'x' })
    expect((await admin.api.listUpstreamPeople({ alias: 'renamed' })).items).toMatchObject([{ issuer: 'https://renamed.test', isCurrent: false }])
  })

  test('P28: disabling ends nothing by itself, and says so by what it shows; the policy refuses their sessions at the next use', async () => {
    await add('paused')
    const { sessionUids } = await cameBy('paused', 'pausing')
    expect(await admin.api.changeUpstream({ alias: 'paused', enabled: false })).toMatchObject({ enabled: false, people: { count: 1 } })
    expect(await sessionUids()).toHaveLength(1)
  })

  test('deleting it signs out everybody who came by it, takes their links, and leaves others alone', async () => {
    await add('doomed')
    const came = await cameBy('doomed', 'doomed-1')
    const never = await house.person(realm, 'linked-only')
    await admin.api.linkIdentity({ userId: never.user.id, alias: 'doomed', subject: 'never-came', reason: 'import' })
    const stranger = await house.person(realm, 'stranger')
    await admin.api.deleteUpstream({ alias: 'doomed' })
    expect(await came.sessionUids()).toEqual([])
    for (const { user } of [never, stranger]) expect(await house.storage.sessions.listOf(realm.id, user.id)).toHaveLength(1)
    expect(await problemOf(admin.api.getUpstream({ alias: 'doomed' }))).toBe('upstream.not-found')
    expect((await admin.api.listIdentities({ userId: came.user.id })).items).toEqual([])
    expect((await lastEvent('upstream.deleted'))?.details).toMatchObject({ alias: 'doomed', issuer: 'https://doomed.test' })
    expect(await problemOf(admin.api.deleteUpstream({ alias: 'doomed' }))).toBe('upstream.not-found')
  })
})

describe('the only first step', () => {
  test('is set by alias, shown, and cannot be disabled or deleted while it is', async () => {
    const front = await house.newRealm('fronted')
    const boss = await house.person(front, 'boss', ['global-admin'])
    await add('door', { place: 'in-front' }, boss)
    expect((await boss.api.getRealm()).onlyUpstream).toBeNull()
    const settings = await boss.api.changeRealm({ onlyUpstream: 'door' })
    expect(settings.onlyUpstream).toBe('door')
    expect((await boss.api.getUpstream({ alias: 'door' })).isOnlyFirstStep).toBe(true)
    expect(await problemOf(boss.api.changeUpstream({ alias: 'door', enabled: false }))).toBe('upstream.is-only-first-step')
    expect(await problemOf(boss.api.deleteUpstream({ alias: 'door' }))).toBe('upstream.is-only-first-step')
    expect((await boss.api.getUpstream({ alias: 'door' })).enabled).toBe(true)
    expect((await boss.api.listEvents({ type: 'realm.changed' })).items[0]?.details).toEqual({ before: { onlyUpstream: null }, after: { onlyUpstream: 'door' } })
    // Another setting leaves it as it is.
    expect((await boss.api.changeRealm({ mailsPerMinute: 30 })).onlyUpstream).toBe('door')
    expect((await boss.api.changeRealm({ onlyUpstream: null })).onlyUpstream).toBeNull()
    expect(await problemOf(boss.api.deleteUpstream({ alias: 'door' }))).toBe('done')
  })

  test('is one that is there and enabled', async () => {
    await add('off', { enabled: false })
    expect(await problemOf(admin.api.changeRealm({ onlyUpstream: 'nothing-here' }))).toBe('upstream.not-found')
    expect(await problemOf(admin.api.changeRealm({ onlyUpstream: 'off' }))).toBe('upstream.disabled')
    expect(await problemOf(admin.api.changeRealm({ onlyUpstream: 'Not an alias' }))).toBe('request.invalid')
    expect((await admin.api.getRealm()).onlyUpstream).toBeNull()
  })

  test('nobody is shut out: a global administrator with a password must be able to come in while it is away', async () => {
    const lonely = await house.newRealm('lonely')
    const boss = await house.person(lonely, 'boss', ['global-admin'])
    await add('door', {}, boss)
    const operator = await house.operator(lonely)
    await house.storage.unit([...house.storage.users.remove(lonely.id, boss.user.id)])
    expect(await problemOf(operator.changeRealm({ onlyUpstream: 'door' }))).toBe('upstream.no-way-in')
    const passwordless = await house.addUser(lonely, 'passwordless', { passwordHash: null })
    await house.storage.unit(house.storage.roles.grant(lonely.id, passwordless.id, await house.roleId(lonely, 'global-admin')))
    expect(await problemOf(operator.changeRealm({ onlyUpstream: 'door' }))).toBe('upstream.no-way-in')
  })

  test('of disabling it and making it the only first step at the same time, one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const raced = await house.newRealm(`raced-${round}`)
      const boss = await house.person(raced, 'boss', ['global-admin'])
      await add('door', {}, boss)
      await Promise.all([problemOf(boss.api.changeRealm({ onlyUpstream: 'door' })), problemOf(boss.api.changeUpstream({ alias: 'door', enabled: false }))])
      const [settings, door] = [await boss.api.getRealm(), await boss.api.getUpstream({ alias: 'door' })]
      expect(settings.onlyUpstream === 'door' && !door.enabled).toBe(false)
    }
  })
})

describe('a test of the connection', () => {
  test('is begun by an address, and read until it is over; each belongs to its provider', async () => {
    await add('tried')
    await add('untried')
    const { id, url } = await admin.api.startUpstreamTest({ alias: 'tried' })
    expect(url).toContain('/broker/tried/')
    expect(await admin.api.getUpstreamTest({ alias: 'tried', testId: id })).toMatchObject({ id, state: 'waiting', claims: null, decision: null })
    const done: UpstreamTest = {
      ...house.upstreams.results.get(id)!, state: 'succeeded', claims: { 'id-token': { sub: 's-1', amr: ['otp'] } },
      person: { how: 'would-connect', userId: null, username: null },
      decision: { asked: 'no', reason: 'line3.trusted', sentence: 'the identity provider is always trusted', trace: [{ line: 3, read: true, outcome: 'no', decided: true, reason: 'line3.trusted', sentence: 'x' }] },
    }
    house.upstreams.results.set(id, done)
    expect(await admin.api.getUpstreamTest({ alias: 'tried', testId: id })).toEqual(done)
    expect(await problemOf(admin.api.getUpstreamTest({ alias: 'untried', testId: id }))).toBe('upstream.test-not-found')
    expect(await problemOf(admin.api.getUpstreamTest({ alias: 'tried', testId: randomUUID() }))).toBe('upstream.test-not-found')
  })
})

test('Z-4: without a fresh second factor nothing of it changes', async () => {
  await add('stale')
  const token = await house.signIn(realm, admin.user)
  const api = house.apiOf(realm, token)
  const outcomes = await Promise.all([
    api.createUpstream(provider('x')), api.changeUpstream({ alias: 'stale', trust: 'never' }), api.deleteUpstream({ alias: 'stale' }),
    api.linkIdentity({ userId: admin.user.id, alias: 'stale', subject: 'x', reason: 'x' }), api.unlinkIdentity({ userId: admin.user.id, alias: 'stale', reason: 'x' }),
  ].map(problemOf))
  expect([...new Set(outcomes)]).toEqual(['token.insufficient-authentication'])
})
