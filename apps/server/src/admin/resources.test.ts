import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'

inAcme()

describe('clients', () => {
  test('a confidential one shows its secret once and keeps its hash', async () => {
    const { client, secret } = await admin.api.createClient({ clientId: 'wiki', kind: 'web', name: 'Wiki', redirectUris: ['https://wiki.test/cb'] })
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(client).toMatchObject({ clientId: 'wiki', name: 'Wiki', hasSecret: true, builtIn: false, enabled: true })
    expect(JSON.stringify(await admin.api.getClient({ clientId: 'wiki' }))).not.toContain(secret)
    expect(JSON.stringify(await house.storage.clients.find(realm.id, 'wiki'))).not.toContain(secret)
    const renewed = await admin.api.newClientSecret({ clientId: 'wiki' })
    expect(renewed.secret).not.toBe(secret)
  })

  test('a public one has none', async () => {
    const { secret, client } = await admin.api.createClient({ clientId: 'spa', kind: 'single-page', redirectUris: ['https://spa.test/cb'] })
    expect([secret, client.hasSecret]).toEqual([null, false])
    expect(await problemOf(admin.api.newClientSecret({ clientId: 'spa' }))).toBe('client.has-no-secret')
  })

  test('edits act at once on every node: the realm’s version grows', async () => {
    await admin.api.createClient({ clientId: 'edit', kind: 'web' })
    const before = (await house.storage.realms.find('acme'))!.version
    await admin.api.changeClient({ clientId: 'edit', enabled: false })
    expect((await house.storage.realms.find('acme'))!.version).toBeGreaterThan(before)
    expect((await admin.api.getClient({ clientId: 'edit' })).enabled).toBe(false)
  })

  test('of two edits of one copy the second learns that it is late', async () => {
    const { client: { version } } = await admin.api.createClient({ clientId: 'late', kind: 'web' })
    await admin.api.changeClient({ clientId: 'late', name: 'First' }, { ifMatch: version })
    expect(await problemOf(admin.api.changeClient({ clientId: 'late', name: 'Second' }, { ifMatch: version }))).toBe('request.precondition-failed')
    const current = await admin.api.getClient({ clientId: 'late' })
    const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => problemOf(admin.api.changeClient({ clientId: 'late', name }, { ifMatch: current.version }))))
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
  })

  test('goes with its roles', async () => {
    await admin.api.createClient({ clientId: 'gone', kind: 'web' })
    const { id: roleId } = await admin.api.createRole({ name: 'editor', clientId: 'gone' })
    expect((await admin.api.listRoles({ clientId: 'gone' })).items.map(({ name }) => name)).toEqual(['editor'])
    await admin.api.deleteClient({ clientId: 'gone' })
    expect(await problemOf(admin.api.getRole({ roleId }))).toBe('role.not-found')
    expect(await problemOf(admin.api.listRoles({ clientId: 'gone' }))).toBe('client.not-found')
  })

  test('lists all, by name or id, page by page', async () => {
    expect((await admin.api.listClients({ search: 'WIKI' })).items.map(({ clientId }) => clientId)).toEqual(['wiki'])
    const first = await admin.api.listClients({ limit: 2 })
    const second = await admin.api.listClients({ limit: 200, cursor: first.next ?? '' })
    expect(new Set([...first.items, ...second.items].map(({ clientId }) => clientId)).size).toBe(first.items.length + second.items.length)
    expect(second.next).toBeNull()
  })
})

describe('realm settings', () => {
  test('what is sent changes, the rest stays, and every node rebuilds', async () => {
    const before = await admin.api.getRealm()
    const changed = await admin.api.changeRealm({
      displayName: { en: 'Acme', ja: 'アクメ' }, zone: 'Asia/Tokyo', enrolWithinDays: 7, stepOrder: 'password-then-otp',
      limits: { secondFactorShort: { max: 3, minutes: 10, waitMinutes: [1, 2] } },
    })
    expect(changed).toMatchObject({
      displayName: { en: 'Acme', ja: 'アクメ' }, zone: 'Asia/Tokyo', enrolWithinDays: 7, stepOrder: 'password-then-otp', askRegistered: before.askRegistered,
      limits: { ...before.limits, secondFactorShort: { max: 3, minutes: 10, waitMinutes: [1, 2] } },
    })
    expect(changed.version).not.toBe(before.version)
    const { settings } = (await house.storage.realms.find('acme'))!
    expect(settings).toMatchObject({ enrolWithinMs: 7 * 86_400_000, limits: { secondFactorShort: { max: 3, windowMs: 600_000, waitsMs: [60_000, 120_000] } } })
  })

  test('the audit log says before and after of what changed, and nothing of what did not', async () => {
    await admin.api.changeRealm({ askRegistered: false })
    const [event] = (await admin.api.listEvents({ type: 'realm.changed', limit: 1 })).items
    expect(event?.details).toEqual({ before: { askRegistered: true }, after: { askRegistered: false } })
  })

  test('the password of the mail server is written, never read, and follows to no other host (Z-7)', async () => {
    const server = { host: 'smtp.acme.test', port: 587, security: 'starttls', username: 'mailer', from: 'no-reply@acme.test' } as const
    const saved = await admin.api.changeRealm({ mailServer: { ...server, password: 'pass/word@1' } })
    expect(saved.mailServer).toEqual({ ...server, hasPassword: true })
    expect((await house.storage.realms.find('acme'))!.settings.mailServer?.url).toBe('smtp://mailer:pass%2Fword%401@smtp.acme.test:587')
    expect((await admin.api.changeRealm({ mailServer: { ...server, port: 465, security: 'tls' } })).mailServer).toMatchObject({ hasPassword: true, security: 'tls' })
    expect((await admin.api.changeRealm({ mailServer: { ...server, host: 'evil.test' } })).mailServer?.hasPassword).toBe(false)
    const log = JSON.stringify((await admin.api.listEvents({ type: 'realm.changed' })).items)
    expect(log).not.toMatch(/word.1/)
    expect((await admin.api.changeRealm({ mailServer: null })).mailServer).toBeNull()
    expect(await problemOf(admin.api.createUser({ username: 'm', email: 'm@acme.test', givenName: 'G', familyName: 'F', sendSetupMail: true }))).toBe('mail.not-configured')
  })

  test('If-Match looks at the settings alone: a new client in between is no change of them', async () => {
    const { version } = await admin.api.getRealm()
    await admin.api.createClient({ clientId: 'between', kind: 'web' })
    expect(await problemOf(admin.api.changeRealm({ mailsPerMinute: 31 }, { ifMatch: version }))).toBe('done')
  })

  test('If-Match: of two edits of one copy one wins', async () => {
    const { version } = await admin.api.getRealm()
    const outcomes = await Promise.all([1, 2, 3].map((n) => problemOf(admin.api.changeRealm({ mailsPerMinute: n }, { ifMatch: version }))))
    expect(outcomes.sort()).toEqual(['done', 'request.precondition-failed', 'request.precondition-failed'])
  })

  test('what makes no sense is refused', async () => {
    expect(await problemOf(admin.api.changeRealm({ zone: 'Tokyo' }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ languages: [] }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ languages: ['en', 'en'] }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ helpLink: 'javascript:alert(1)' }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ limits: { secondFactorHard: 1000 } }))).toBe('request.invalid')
  })
})

describe('roles and groups', () => {
  test('a role of one’s own is made, held, listed and goes', async () => {
    const role = await admin.api.createRole({ name: 'accounting', description: 'Reads invoices' })
    expect(role).toMatchObject({ builtIn: false, administrative: false })
    expect(await problemOf(admin.api.createRole({ name: 'accounting' }))).toBe('role.name-taken')
    const user = await house.addUser(realm, 'accountant')
    await admin.api.grantRole({ userId: user.id, roleId: role.id })
    await admin.api.grantRole({ userId: user.id, roleId: role.id })
    expect((await admin.api.listRoleUsers({ roleId: role.id })).items.map(({ username }) => username)).toEqual(['accountant'])
    expect((await admin.api.getUser({ userId: user.id })).roles).toEqual(['accounting'])
    await admin.api.deleteRole({ roleId: role.id })
    expect((await admin.api.getUser({ userId: user.id })).roles).toEqual([])
  })

  test('the built-in ones are there in every realm (S0-13 … S0-17)', async () => {
    const { items } = await admin.api.listRoles()
    expect(items.filter(({ builtIn }) => builtIn).map(({ name }) => name).sort()).toEqual([
      'certificate-admin', 'certificate-and-secure-browser-admin', 'global-admin', 'help-desk', 'read-only-admin', 'secure-browser-admin'])
  })

  test('a group has members and carries roles', async () => {
    const group = await admin.api.createGroup({ name: 'Sales' })
    expect(await problemOf(admin.api.createGroup({ name: 'Sales' }))).toBe('group.name-taken')
    const user = await house.addUser(realm, 'seller')
    const { id: roleId } = await admin.api.createRole({ name: 'crm' })
    await admin.api.grantGroupRole({ groupId: group.id, roleId })
    await admin.api.addGroupMember({ groupId: group.id, userId: user.id })
    expect((await admin.api.listGroupMembers({ groupId: group.id })).items.map(({ username }) => username)).toEqual(['seller'])
    expect((await admin.api.listUserGroups({ userId: user.id })).items).toEqual([{ id: group.id, name: 'Sales' }])
    expect((await admin.api.getUser({ userId: user.id })).roles).toEqual(['crm'])
    await admin.api.deleteGroup({ groupId: group.id })
    expect((await admin.api.getUser({ userId: user.id })).roles).toEqual([])
    expect(await problemOf(admin.api.getGroup({ groupId: group.id }))).toBe('group.not-found')
  })
})

describe('authenticators and sessions', () => {
  test('the last one of somebody who must have one goes by Reset OTP only (P19)', async () => {
    const user = await house.addUser(realm, 'must', { otpRequired: true })
    const authenticatorId = await house.addTotp(realm, user)
    expect(await problemOf(admin.api.removeAuthenticator({ userId: user.id, authenticatorId }))).toBe('authenticator.last-one')
    await house.addTotp(realm, user)
    expect(await problemOf(admin.api.removeAuthenticator({ userId: user.id, authenticatorId }))).toBe('done')
  })

  test('an administrator and the owner at once leave one to somebody who must have one (P19)', async () => {
    const { authenticators } = house.storage
    const user = await house.addUser(realm, 'twice', { otpRequired: true })
    const [kept, gone] = [await house.addTotp(realm, user), await house.addTotp(realm, user)]
    const removing = Array.from({ length: 50 }, (_, n) => n % 5 === 0
      ? problemOf(admin.api.removeAuthenticator({ userId: user.id, authenticatorId: n % 2 === 0 ? kept : gone }))
      : authenticators.listOf(realm.id, user.id).then((seen) => seen.length > 1
        ? house.storage.unit(authenticators.remove(realm.id, user.id, n % 2 === 0 ? kept : gone, seen)).then(({ ok }) => ok ? 'done' : 'missed') : 'last-one'))
    expect((await Promise.all(removing)).filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(await authenticators.listOf(realm.id, user.id)).toHaveLength(1)
  })

  test('renaming and removing are audited, removing is told', async () => {
    const user = await house.addUser(realm, 'may')
    const authenticatorId = await house.addTotp(realm, user)
    expect(await admin.api.renameAuthenticator({ userId: user.id, authenticatorId, name: 'Old phone' })).toMatchObject({ name: 'Old phone' })
    expect((await admin.api.listAuthenticators({ userId: user.id })).items).toMatchObject([{ name: 'Old phone', kind: 'totp', state: 'active' }])
    await admin.api.removeAuthenticator({ userId: user.id, authenticatorId })
    const types = (await admin.api.listEvents({ userId: user.id })).items.map(({ type }) => type)
    expect(types).toEqual(['authenticator.removed', 'authenticator.renamed'])
    expect((await house.storage.outbox.claim(100, 1000)).filter((mail) => mail.userId === user.id).map(({ kind }) => kind)).toEqual(['authenticator-removed'])
  })

  test('one session ends, the others stay; all end; somebody else’s is unknown', async () => {
    const user = await house.addUser(realm, 'sessions')
    const stranger = await house.addUser(realm, 'stranger')
    await house.signIn(realm, user)
    await house.signIn(realm, user)
    const [first] = (await admin.api.listSessions({ userId: user.id })).items
    expect(first).toMatchObject({ clients: ['tegata-console'], proven: [{ kind: 'password' }] })
    expect(await problemOf(admin.api.endSession({ userId: stranger.id, sessionId: first!.id }))).toBe('session.not-found')
    await admin.api.endSession({ userId: user.id, sessionId: first!.id })
    expect((await admin.api.listSessions({ userId: user.id })).items).toHaveLength(1)
    await admin.api.endSessions({ userId: user.id })
    expect((await admin.api.listSessions({ userId: user.id })).items).toEqual([])
  })

  test('a session that came through an identity provider says which, and on what evidence it rests', async () => {
    const user = await house.addUser(realm, 'through')
    await admin.api.createUpstream({ alias: 'corp', name: { en: 'Corp ID', ja: 'コープ ID' }, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none' })
    const upstream = await house.storage.upstreams.find(realm.id, 'corp')
    const at = house.storage.clock.now()
    const [uid, journeyId, authTime] = [crypto.randomUUID(), crypto.randomUUID(), at - 60_000]
    await house.storage.unit([house.storage.sessions.begin({
      uid, realmId: realm.id, userId: user.id, epoch: user.epoch, journeyId, startedAt: at, lastUsedAt: at, expiresAt: at + 60_000, address: '', userAgent: '', clientIds: [],
      proofs: [{ kind: 'upstream', at, journeyId, epoch: user.epoch, upstream: { id: upstream!.id, issuer: 'https://corp.test', acr: 'gold', amr: ['pwd', 'hwk'], authTime, idTokenJourneyId: journeyId } }],
    })])
    expect((await admin.api.listSessions({ userId: user.id })).items[0]?.proven).toEqual([{
      kind: 'upstream', at: new Date(at).toISOString(),
      upstream: { alias: 'corp', name: { en: 'Corp ID', ja: 'コープ ID' }, acr: 'gold', amr: ['pwd', 'hwk'], authTime: new Date(authTime).toISOString() },
    }])
  })
})

describe('the audit log', () => {
  test('is filtered by person, type and time, newest first, and walks by cursor', async () => {
    const user = await house.addUser(realm, 'audited')
    for (let n = 0; n < 5; n++) await admin.api.changeUser({ userId: user.id, department: `D${n}` })
    const all = (await admin.api.listEvents({ userId: user.id })).items
    expect(all.map(({ details }) => details['after'])).toEqual([4, 3, 2, 1, 0].map((n) => ({ department: `D${n}` })))
    expect(all[0]).toMatchObject({ type: 'user.changed', username: 'audited', actor: { kind: 'administrator', name: 'admin' }, address: '127.0.0.1', outcome: 'success' })
    const first = await admin.api.listEvents({ userId: user.id, limit: 2 })
    const rest = await admin.api.listEvents({ userId: user.id, limit: 10, cursor: first.next ?? '' })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect((await admin.api.listEvents({ userId: user.id, until: '2020-01-01T00:00:00Z' })).items).toEqual([])
  })
})

test('OpenAPI 3.1 is served to everybody', async () => {
  const response = await fetch(`${house.base}/api/openapi.json`)
  expect(response.status).toBe(200)
  const document = await response.json() as { openapi: string; servers: unknown }
  expect([document.openapi, document.servers]).toEqual(['3.1.0', [{ url: 'http://id.example.test' }]])
})
