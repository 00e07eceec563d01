import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdministrativeRole } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let count = 0

beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

/** A realm of its own for each recipe, with a global administrator and one person of the role that tries. */
async function stage(role: AdministrativeRole): Promise<{ realm: Realm; boss: Who; actor: Who; role: (name: string) => Promise<string> }> {
  const realm = await house.newRealm(`stage-${++count}`)
  const boss = await house.person(realm, 'boss', ['global-admin'])
  const actor = await house.person(realm, 'actor', [role])
  return { realm, boss, actor, role: (name) => house.roleId(realm, name) }
}
const fields = { givenName: 'G', familyName: 'F' }

describe('Z-2: nobody grants what they do not hold', () => {
  test.each(['read-only-admin', 'certificate-admin', 'secure-browser-admin', 'certificate-and-secure-browser-admin', 'help-desk'] as const)(
    '%s makes nobody an administrator, not even themself', async (name) => {
      const { actor, role } = await stage(name)
      for (const wanted of ['global-admin', name]) {
        expect(await problemOf(actor.api.grantRole({ userId: actor.user.id, roleId: await role(wanted) }))).toBe('permission.missing')
      }
    })

  test('no group leads to a role: neither joining one that carries it, nor letting one’s own carry it', async () => {
    const { actor, boss, role } = await stage('help-desk')
    const { id: groupId } = await boss.api.createGroup({ name: 'bosses' })
    await boss.api.grantGroupRole({ groupId, roleId: await role('global-admin') })
    expect(await problemOf(actor.api.addGroupMember({ groupId, userId: actor.user.id }))).toBe('permission.missing')
    expect(await problemOf(actor.api.grantGroupRole({ groupId, roleId: await role('help-desk') }))).toBe('permission.missing')
  })

  test('a role through a group counts at once, and is gone at once', async () => {
    const { realm, boss, role } = await stage('help-desk')
    const plain = await house.person(realm, 'plain')
    const { id: groupId } = await boss.api.createGroup({ name: 'helpers' })
    await boss.api.grantGroupRole({ groupId, roleId: await role('read-only-admin') })
    expect(await problemOf(plain.api.listUsers())).toBe('permission.missing')
    await boss.api.addGroupMember({ groupId, userId: plain.user.id })
    expect(await problemOf(plain.api.listUsers())).toBe('done')
    expect((await boss.api.listUserRoles({ userId: plain.user.id })).items).toMatchObject([{ name: 'read-only-admin', direct: false, viaGroups: [{ name: 'helpers' }] }])
    await boss.api.removeGroupMember({ groupId, userId: plain.user.id })
    expect(await problemOf(plain.api.listUsers())).toBe('permission.missing')
  })

  test('a role of a client that is called like an administrative one permits nothing', async () => {
    const { realm, boss } = await stage('help-desk')
    await boss.api.createClient({ clientId: 'wiki', kind: 'web' })
    const { id: roleId } = await boss.api.createRole({ name: 'global-admin', clientId: 'wiki' })
    const plain = await house.person(realm, 'plain')
    await boss.api.grantRole({ userId: plain.user.id, roleId })
    expect((await plain.api.whoAmI()).permissions).toEqual([])
    expect(await problemOf(plain.api.listUsers())).toBe('permission.missing')
  })

  test('no role of one’s own making takes the name of a built-in one', async () => {
    const { boss, role } = await stage('help-desk')
    expect(await problemOf(boss.api.createRole({ name: 'help-desk' }))).toBe('role.name-taken')
    expect(await problemOf(boss.api.deleteRole({ roleId: await role('help-desk') }))).toBe('role.built-in')
  })

  test('help desk resets, mails and answers for people, never for an administrator, not even one of its own kind', async () => {
    const { realm, boss, actor } = await stage('help-desk')
    const peer = await house.person(realm, 'peer', ['help-desk'])
    const person = await house.person(realm, 'person')
    for (const { user } of [boss, peer, actor]) {
      const userId = user.id
      expect(await problemOf(actor.api.resetOtp({ userId }))).toBe('permission.not-for-administrators')
      expect(await problemOf(actor.api.sendSetupMail({ userId }))).toBe('permission.not-for-administrators')
      expect(await problemOf(actor.api.liftWait({ userId }))).toBe('permission.not-for-administrators')
      const { storage } = house
      const id = crypto.randomUUID()
      await storage.unit([storage.resetRequests.create({ id, realmId: realm.id, userId, reference: `1000-${10 + count++}`, journeyId: id, createdAt: storage.clock.now(), address: '' })])
      expect(await problemOf(actor.api.answerResetRequest({ requestId: id }))).toBe('permission.not-for-administrators')
      expect(await problemOf(actor.api.dismissResetRequest({ requestId: id }))).toBe('permission.not-for-administrators')
      expect((await boss.api.getUser({ userId })).otp.registered).toBe(true)
    }
    expect(await problemOf(actor.api.liftWait({ userId: person.user.id }))).toBe('done')
    expect(await problemOf(actor.api.sendSetupMail({ userId: person.user.id }))).toBe('done')
    expect(await problemOf(actor.api.resetOtp({ userId: person.user.id, reason: 'known by voice' }))).toBe('done')
    expect(await problemOf(actor.api.listAttempts({ userId: person.user.id }))).toBe('done')
  })

  test('help desk changes no address, which would lead to a reset mail', async () => {
    const { boss, actor } = await stage('help-desk')
    expect(await problemOf(actor.api.changeUser({ userId: boss.user.id, email: 'actor@evil.test' }))).toBe('permission.missing')
    expect(await problemOf(actor.api.changeUser({ userId: actor.user.id, email: 'actor@evil.test' }))).toBe('permission.missing')
  })

  test('no client that a realm is made with gives a token to whoever listens on this computer, without a question (RFC 8252 §8.6)', async () => {
    const { realm } = await stage('help-desk')
    const clients = await house.storage.clients.list(realm.id)
    expect(clients.filter(({ kind, redirectUris }) => kind === 'native' || redirectUris.some((uri) => new URL(uri).hostname === '127.0.0.1'))).toEqual([])
  })

  test.each(['tegata-console', 'tegata-account'])('nobody redirects the built-in client %s, nor reads a secret out of it', async (clientId) => {
    const { boss } = await stage('help-desk')
    expect(await problemOf(boss.api.changeClient({ clientId, redirectUris: ['https://evil.test/cb'] }))).toBe('client.built-in')
    expect(await problemOf(boss.api.newClientSecret({ clientId }))).toBe('client.built-in')
    expect(await problemOf(boss.api.deleteClient({ clientId }))).toBe('client.built-in')
  })

  test('a client’s own token (client_credentials) holds no role', async () => {
    const { realm, boss } = await stage('help-desk')
    await boss.api.createClient({ clientId: 'nightly', kind: 'service', apiAccess: true })
    house.tokens.set('nightly-token', { realmId: realm.id, audience: ['tegata-api'], clientId: 'nightly', userId: null, sessionUid: null })
    const api = house.apiOf(realm, 'nightly-token')
    expect(await api.whoAmI()).toMatchObject({ user: null, name: 'nightly', permissions: [] })
    expect(await problemOf(api.listUsers())).toBe('permission.missing')
  })

  test('a role sent in the body of a user is no field', async () => {
    const { boss } = await stage('help-desk')
    const extra: object = { username: 'x', ...fields, roles: ['global-admin'], hasPassword: true, epoch: 0 }
    const response = await fetch(`${house.base}/api/realms/stage-${count}/users`, {
      method: 'POST', headers: { authorization: `Bearer ${boss.token}`, 'content-type': 'application/json' }, body: JSON.stringify(extra),
    })
    expect(response.status).toBe(400)
    expect((await boss.api.listUsers({ search: 'x' })).items).toEqual([])
  })
})

describe('Z-3: what was taken away is gone at the next call', () => {
  test('a role', async () => {
    const { realm, boss, role } = await stage('help-desk')
    const reader = await house.person(realm, 'reader', ['read-only-admin'])
    expect(await problemOf(reader.api.listUsers())).toBe('done')
    await boss.api.withdrawRole({ userId: reader.user.id, roleId: await role('read-only-admin') })
    expect(await problemOf(reader.api.listUsers())).toBe('permission.missing')
  })
  test('the session, the account, the authenticator', async () => {
    const { realm, boss } = await stage('help-desk')
    const [a, b, c] = [await house.person(realm, 'a', ['read-only-admin']), await house.person(realm, 'b', ['read-only-admin']), await house.person(realm, 'c', ['read-only-admin'])]
    await boss.api.endSessions({ userId: a.user.id })
    await boss.api.changeUser({ userId: b.user.id, enabled: false })
    await boss.api.resetOtp({ userId: c.user.id })
    for (const { api } of [a, b, c]) expect(await problemOf(api.whoAmI())).toBe('token.invalid')
  })
  test('the client’s right to this API', async () => {
    const { realm, boss } = await stage('help-desk')
    await boss.api.createClient({ clientId: 'portal', kind: 'web', apiAccess: true })
    const authenticatorId = await house.addTotp(realm, (await house.addUser(realm, 'via')))
    const user = (await boss.api.listUsers({ search: 'via' })).items[0]!
    const token = await house.signIn(realm, await house.read(realm, user.id), { authenticatorId, clientId: 'portal' })
    const api = house.apiOf(realm, token)
    expect(await problemOf(api.whoAmI())).toBe('done')
    await boss.api.changeClient({ clientId: 'portal', apiAccess: false })
    expect(await problemOf(api.whoAmI())).toBe('token.invalid')
  })
})

describe('Z-4: risky acts need a second factor of the last five minutes (RFC 9470)', () => {
  test('six minutes later the answer names what to ask for; reading goes on', async () => {
    const { boss, actor } = await stage('help-desk')
    const { clock } = house.storage
    const before = clock.now()
    clock.set(before + 6 * 60_000)
    const response = await fetch(`${house.base}/api/realms/stage-${count}/users/${actor.user.id}/reset-otp`, { method: 'POST', headers: { authorization: `Bearer ${boss.token}` } })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A second factor is needed, or one shown more recently", acr_values="urn:tegata:acr:fresh", max_age="300"')
    expect(await response.json()).toMatchObject({ code: 'token.insufficient-authentication', acrValues: 'urn:tegata:acr:fresh', maxAgeSeconds: 300 })
    expect(await problemOf(boss.api.listUsers())).toBe('done')
    expect(await problemOf(boss.api.changeUser({ userId: actor.user.id, givenName: 'New' }))).toBe('done')
    expect(await problemOf(boss.api.changeUser({ userId: actor.user.id, otpRequired: true, resetOtp: true }))).toBe('token.insufficient-authentication')
    clock.set(before)
  })

  test('so does whatever takes somebody out of an enforcement: leaving or deleting its group or role, changing a department that it names', async () => {
    const { realm, boss, actor } = await stage('help-desk')
    const { clock, groups, roles, users } = house.storage
    const [plain, idle] = [await house.addUser(realm, 'plain', { department: 'Sales' }), await house.addUser(realm, 'idle', { department: 'Other' })]
    const made = async (name: string) => ({ groupId: (await boss.api.createGroup({ name })).id, roleId: (await boss.api.createRole({ name })).id })
    const [named, carrying, free] = [await made('named'), await made('carrying'), await made('free')]
    const held = await boss.api.createRole({ name: 'held' })
    await boss.api.grantGroupRole({ groupId: carrying.groupId, roleId: named.roleId })
    await boss.api.grantRole({ userId: plain.id, roleId: held.id })
    for (const { groupId } of [named, carrying, free]) await boss.api.addGroupMember({ groupId, userId: plain.id })
    await house.storage.unit([house.storage.policies.saveEnforcement({
      id: crypto.randomUUID(), realmId: realm.id, name: 'everybody who sells', state: 'announced', enforceFrom: clock.now() + 86_400_000, registerBy: null, zone: 'UTC',
      target: { groupNames: ['named'], roleNames: ['named'], departments: ['Sales'] }, reason: { en: 'r' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [],
      onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false, version: 1,
    })])
    const before = clock.now()
    clock.set(before + 6 * 60_000)
    const risky = {
      'leaving its group': boss.api.removeGroupMember({ groupId: named.groupId, userId: plain.id }),
      'leaving a group that carries its role': boss.api.removeGroupMember({ groupId: carrying.groupId, userId: plain.id }),
      'deleting its group': boss.api.deleteGroup({ groupId: named.groupId }),
      'deleting a group that carries its role': boss.api.deleteGroup({ groupId: carrying.groupId }),
      'deleting its role': boss.api.deleteRole({ roleId: named.roleId }),
      'deleting a role that somebody has': boss.api.deleteRole({ roleId: held.id }),
      'changing a department that it names': boss.api.changeUser({ userId: plain.id, department: null }),
      'changing the department of an administrator': boss.api.changeUser({ userId: actor.user.id, department: 'IT' }),
    }
    for (const [what, call] of Object.entries(risky)) expect(await problemOf(call), what).toBe('token.insufficient-authentication')
    expect(await groups.of(realm.id, plain.id)).toHaveLength(3)
    expect(await roles.effectiveOf(realm.id, plain.id)).toHaveLength(2)
    expect(await users.find(realm.id, plain.id)).toMatchObject({ department: 'Sales' })

    const calm = [
      boss.api.removeGroupMember({ groupId: free.groupId, userId: plain.id }), boss.api.deleteGroup({ groupId: free.groupId }),
      boss.api.deleteRole({ roleId: free.roleId }), boss.api.changeUser({ userId: idle.id, department: 'Sales' }),
    ]
    for (const call of calm) expect(await problemOf(call)).toBe('done')
    clock.set(before)
  })

  test('a password alone opens the API where nothing asks for more, and never a risky act', async () => {
    const { realm, role } = await stage('help-desk')
    const user = await house.addUser(realm, 'weak')
    await house.storage.unit(house.storage.roles.grant(realm.id, user.id, await role('global-admin')))
    const api = house.apiOf(realm, await house.signIn(realm, user))
    expect(await problemOf(api.listUsers())).toBe('done')
    expect(await problemOf(api.resetOtp({ userId: user.id }))).toBe('token.insufficient-authentication')
  })

  test('P28, P29: who must have a code is refused with the password alone, however old the session', async () => {
    const { realm, boss, role } = await stage('help-desk')
    const user = await house.addUser(realm, 'demanded')
    await house.storage.unit(house.storage.roles.grant(realm.id, user.id, await role('read-only-admin')))
    const api = house.apiOf(realm, await house.signIn(realm, user))
    expect(await problemOf(api.listUsers())).toBe('done')
    await boss.api.changeUser({ userId: user.id, otpRequired: true })
    expect(await problemOf(api.listUsers())).toBe('token.insufficient-authentication')
  })
})

test('only the audience tegata-api opens it', async () => {
  const { realm } = await stage('help-desk')
  const user = await house.addUser(realm, 'aud')
  for (const audience of [[], ['wiki'], ['account'], ['tegata-api2']]) {
    expect(await problemOf(house.apiOf(realm, await house.signIn(realm, user, { audience })).whoAmI())).toBe('token.invalid')
  }
})

describe('the last working global administrator', () => {
  test('is neither deleted, disabled, reset, nor demoted', async () => {
    const { boss, role, realm } = await stage('help-desk')
    const userId = boss.user.id
    expect(await problemOf(boss.api.deleteUser({ userId }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.changeUser({ userId, enabled: false }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.resetOtp({ userId }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.changeUser({ userId, otpRequired: true, resetOtp: true }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.withdrawRole({ userId, roleId: await role('global-admin') }))).toBe('permission.last-administrator')
    // Neither by a reference: nobody would be left to issue the token that the set-up then needs (P23).
    const { storage } = house
    await storage.unit([storage.resetRequests.create({
      id: crypto.randomUUID(), realmId: realm.id, userId, reference: '4271-09', journeyId: crypto.randomUUID(), createdAt: storage.clock.now(), address: '192.0.2.7',
    })])
    const [request] = (await boss.api.listResetRequests({ userId })).items
    expect(await problemOf(boss.api.resetOtp({ userId, reference: '4271-09' }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.answerResetRequest({ requestId: request!.id }))).toBe('permission.last-administrator')
    expect((await boss.api.listResetRequests({ userId })).items[0]?.state).toBe('open')
    // Somebody without a password cannot sign in, and so does not count.
    const paper = await house.addUser(realm, 'paper', { passwordHash: null })
    await boss.api.grantRole({ userId: paper.id, roleId: await role('global-admin') })
    expect(await problemOf(boss.api.withdrawRole({ userId, roleId: await role('global-admin') }))).toBe('permission.last-administrator')
  })

  test('through a group counts, and neither the group nor its role goes', async () => {
    const { boss, role } = await stage('help-desk')
    const { id: groupId } = await boss.api.createGroup({ name: 'bosses' })
    const roleId = await role('global-admin')
    await boss.api.grantGroupRole({ groupId, roleId })
    await boss.api.addGroupMember({ groupId, userId: boss.user.id })
    expect(await problemOf(boss.api.withdrawRole({ userId: boss.user.id, roleId }))).toBe('done')
    expect(await problemOf(boss.api.removeGroupMember({ groupId, userId: boss.user.id }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.withdrawGroupRole({ groupId, roleId }))).toBe('permission.last-administrator')
    expect(await problemOf(boss.api.deleteGroup({ groupId }))).toBe('permission.last-administrator')
  })

  test('two administrators who remove each other at the same instant: one stays', async () => {
    const { realm, boss, role } = await stage('help-desk')
    const second = await house.person(realm, 'second', ['global-admin'])
    const roleId = await role('global-admin')
    await Promise.all([
      problemOf(boss.api.withdrawRole({ userId: second.user.id, roleId })),
      problemOf(second.api.withdrawRole({ userId: boss.user.id, roleId })),
    ])
    expect(await house.storage.roles.holders(realm.id, roleId, 10)).toHaveLength(1)
  })
})

test('what a person was refused is audited, once a minute and kind, however often they try', async () => {
  const { realm, boss, actor } = await stage('help-desk')
  const { clock, sessions, unit } = house.storage
  const refusals = async () => (await boss.api.listEvents({ type: 'api.refused' })).items.map(({ actor: { id }, reason, details }) => ({ id, reason, ...details }))
  const userId = boss.user.id
  await Promise.all(Array.from({ length: 30 }, () => problemOf(actor.api.deleteUser({ userId }))))
  const missing = { id: actor.user.id, reason: 'permission.missing', operation: 'DELETE /users/{userId}' }
  expect(await refusals()).toEqual([missing])
  await problemOf(actor.api.liftWait({ userId }))
  const above = { id: actor.user.id, reason: 'permission.not-for-administrators', operation: 'POST /users/{userId}/lift-wait' }
  expect(await refusals()).toEqual([above, missing])

  const before = clock.now()
  clock.set(before + 60_001)
  await problemOf(actor.api.deleteUser({ userId }))
  expect(await refusals()).toEqual([missing, above, missing])
  const [session] = await sessions.listOf(realm.id, actor.user.id)
  await unit(sessions.end(realm.id, session?.uid ?? ''))
  for (let n = 0; n < 3; n += 1) expect(await problemOf(actor.api.listUsers())).toBe('token.invalid')
  expect((await refusals())[0]).toEqual({ id: actor.user.id, reason: 'token.invalid', operation: 'GET /users' })
  expect(await refusals()).toHaveLength(4)
  await problemOf(house.apiOf(realm, 'made-up').listUsers())
  expect(await refusals(), 'a stranger writes nothing').toHaveLength(4)
  clock.set(before)
})

describe('the operator’s token', () => {
  test('opens one realm, is audited by name, and counts as fresh', async () => {
    const { realm, actor } = await stage('help-desk')
    const api = await house.operator(realm)
    expect(await api.whoAmI()).toMatchObject({ user: null, name: 'operator@host', roles: ['global-admin'] })
    await api.resetOtp({ userId: actor.user.id, reason: 'phone lost' })
    const [event] = (await api.listEvents({ type: 'user.otp-reset' })).items
    expect(event).toMatchObject({ actor: { kind: 'operator', name: 'operator@host' }, reason: 'phone lost' })
    expect((await api.listEvents({ type: 'operator.token-made' })).items).toHaveLength(1)
  })
})
