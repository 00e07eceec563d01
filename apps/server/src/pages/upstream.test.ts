import { randomUUID } from 'node:crypto'
import type { Enforcement, Realm, Role, Upstream, UpstreamMapping, User } from '@tegata/storage'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type House, openHouse } from './walk.test-support.ts'

let house: House
let corp: Upstream
let mapping: UpstreamMapping
beforeEach(async () => {
  house = await openHouse()
  corp = await house.addUpstream()
  mapping = corp.mapping
})
afterEach(() => house.close())

async function addRole(name: string, over: Partial<Role> = {}): Promise<Role> {
  const role = { id: randomUUID(), realmId: house.realm.id, name, description: null, clientId: null, administrative: false, ...over }
  await house.unit(house.storage.roles.create(role))
  return role
}
const rolesOf = async (user: Pick<User, 'id'>) => (await house.storage.roles.effectiveOf(house.realm.id, user.id)).map(({ name, clientId }) => (clientId === null ? name : `${clientId}/${name}`)).sort()
const groupsOf = async (user: Pick<User, 'id'>) => (await house.storage.groups.of(house.realm.id, user.id)).map(({ name }) => name).sort()
const detailsOf = async (type: string) => (await house.storage.audit.list(house.realm.id, { types: [type] }, null, 50)).items.map(({ reason, detail }) => ({ reason, ...detail }))
async function hanaLinked(over: Parameters<House['addUser']>[0] = {}): Promise<User> {
  const user = await house.addUser({ username: 'hana', ...over })
  await house.link(user, corp)
  return user
}
/** One visit to the provider and back. */
async function come(said: Parameters<House['comeBack']>[3] = {}, over: Parameters<House['signIn']>[0] = {}) {
  const [browser, path] = [house.browser(), house.signIn(over)]
  await browser.open(path)
  const became = await house.comeBack(browser, path, corp, { subject: 'sub-hana', ...said })
  return { browser, path, became, title: browser.shown?.title, alert: browser.shown?.alert, step: browser.shown?.step }
}
const enforcementOn = (realm: Realm, over: Partial<Enforcement>): Enforcement => ({
  id: randomUUID(), realmId: realm.id, name: 'Managers use a code', state: 'announced', enforceFrom: house.now(), registerBy: null, zone: 'Asia/Tokyo', target: {}, reason: { en: 'Because.' },
  helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
  waves: [7, 0], announcedAt: null, edition: 1, version: 1, ...over,
})

describe('somebody whom an upstream vouches for', () => {
  test('is found by issuer and subject, signed in without our code where it is trusted, and the session knows where it came from (S2-19)', async () => {
    const hana = await hanaLinked({ otpRequired: true })
    const [browser, path] = [house.browser(), house.signIn()]
    expect((await browser.open(path)).html).toContain(`href="${path}/upstream/corp">Sign in with Corp ID</a>`)
    expect(await house.comeBack(browser, path, corp, { subject: 'sub-hana', sid: 'there', acr: '1' })).toBe('admitted')
    expect(browser.shown?.title).toBe('You are in')
    expect(house.finished).toMatchObject([{
      userId: hana.id, proofs: [{ kind: 'upstream', upstream: { id: corp.id, acr: '1', idTokenJourneyId: path.split('/').at(-1) } }],
      upstream: { upstreamId: corp.id, issuer: 'https://corp.example', subject: 'sub-hana', sid: 'there', idToken: 'id-token' },
    }])
    expect(await house.audited(hana.id)).toEqual(['upstream.accepted'])
    expect((await house.storage.identities.listOf(house.realm.id, hana.id))[0]?.lastSignInAt).toBeGreaterThanOrEqual(house.started)
  })

  test.each([['another case', 'SUB-HANA'], ['a blank behind', 'sub-hana '], ['another normal form', 'sub-hana\u0301'], ['full width', 'ｓｕｂ-ｈａｎａ'], ['a part of it', 'sub-han']])(
    'is nobody with a subject in %s (B-1)', async (_, subject) => {
      await hanaLinked()
      expect((await come({ subject })).became).toBe('connect')
      expect(house.finished).toEqual([])
    })

  test('is nobody with the same subject at another issuer, or at another upstream of the same issuer (B-1)', async () => {
    await hanaLinked()
    expect((await come({ issuer: 'https://corp.example/' })).became).toBe('refused')
    corp = await house.addUpstream({ alias: 'second' })
    expect((await come()).became).toBe('connect')
  })

  test.each([
    ['disabled', (user: User) => house.unit(...house.storage.users.change(house.realm.id, user.id, { enabled: false })), 'refused', 'your account here cannot be used'],
    ['unlinked', (user: User) => house.unit(...house.storage.identities.unlink(house.realm.id, user.id, corp.id)), 'connect', null],
  ] as const)('and who was %s while they were away is not let in (B-5, P38)', async (_, happen, became, says) => {
    const hana = await hanaLinked()
    await happen(hana)
    const came = await come()
    expect(came.became).toBe(became)
    if (says !== null) expect(came.alert).toContain(says)
    expect(house.finished).toEqual([])
    expect(await house.audited()).not.toContain('upstream.accepted')
  })

  test('nor who is disabled while the answer is being judged', async () => {
    const hana = await hanaLinked()
    const { of } = house.storage.groups
    house.storage.groups.of = async (...args) => {
      house.storage.groups.of = of
      await house.unit(...house.storage.users.change(house.realm.id, hana.id, { enabled: false }))
      return of(...args)
    }
    expect((await come()).became).toBe('refused')
    expect(house.finished).toEqual([])
    expect(await house.audited()).not.toContain('upstream.accepted')
  })

  test.each([
    ['unlinked', (user: User) => [...house.storage.identities.unlink(house.realm.id, user.id, corp.id), ...house.storage.users.endEverything(house.realm.id, user.id)]],
    ['signed out everywhere', (user: User) => house.storage.users.endEverything(house.realm.id, user.id)],
  ])('nor who is %s right after the answer was taken: their walk is not carried into the time after (P20, B-5)', async (_, statements) => {
    const hana = await hanaLinked()
    const { unit } = house.storage
    house.storage.unit = async (first) => {
      house.storage.unit = unit
      const outcome = await unit(first)
      await house.unit(...statements(hana))
      return outcome
    }
    expect((await come()).became).toBe('gone')
    expect(house.finished).toEqual([])
  })

  test('an upstream that was switched off, or deleted, while they were away lets nobody in (B-5, P38)', async () => {
    const hana = await hanaLinked()
    await house.changeUpstream(corp, { enabled: false })
    expect(await come()).toMatchObject({ became: 'refused', alert: expect.stringContaining('switched off') })
    await house.unit(...house.storage.upstreams.remove(house.realm.id, corp.id))
    expect((await come()).became).toBe('refused')
    expect(house.finished).toEqual([])
    expect(await house.audited(hana.id)).toEqual([])
  })

  test('an upstream that became another one while they were away, or while its answer is being judged, lets nobody in by the old one’s word (B-1)', async () => {
    const hana = await hanaLinked({ otpRequired: true })
    await house.changeUpstream(corp, { trust: 'never' })
    const { of } = house.storage.groups
    house.storage.groups.of = async (...args) => {
      house.storage.groups.of = of
      await house.changeUpstream(corp, { issuer: 'https://new.example' })
      return of(...args)
    }
    expect((await come()).title).toBe('You cannot sign in')
    expect(await come({ issuer: corp.issuer })).toMatchObject({ became: 'refused', alert: expect.stringContaining('switched off') })
    expect([house.finished, await house.audited(hana.id)]).toEqual([[], ['upstream.accepted', 'sign-in.refused line0.upstream-disabled']])
  })

  test('an upstream that is switched off before the last page takes its proof away (P5, P33)', async () => {
    await hanaLinked({ otpRequired: true })
    await house.changeUpstream(corp, { trust: 'never' })
    const { browser, path } = await come()
    expect(browser.shown?.step).toBe('enrol')
    await house.changeUpstream(corp, { enabled: false })
    expect((await browser.open(path)).title).toBe('You cannot sign in')
  })

  test('a step-up is answered by its own person only; somebody else’s identity changes nothing (P34)', async () => {
    const hana = await hanaLinked()
    const other = await house.addUser()
    await house.addTotp(other)
    const session = { uid: 's', userId: other.id, startedAt: house.now(), proofs: [{ kind: 'password' as const, at: house.now(), journeyId: 'j', epoch: 1 }] }
    const came = await come({}, { session })
    expect(came).toMatchObject({ became: 'other-person', alert: expect.stringContaining('is not yours here') })
    expect(await house.audited(other.id)).toEqual(['upstream.refused other-person'])
    expect(await house.audited(hana.id)).toEqual([])
    await house.link(other, corp, { subject: 'sub-other' })
    expect((await come({ subject: 'not-known' }, { session })).became, 'nor is an unknown one connected beside theirs').toBe('other-person')
    expect((await come({ subject: 'sub-other' }, { session })).became).toBe('admitted')
  })

  test('somebody new is in the group that the realm names by now, whatever it named when the walk began', async () => {
    await house.changeUpstream(corp, { newPeople: 'create' })
    const group = (id: string) => ({
      id, realmId: house.realm.id, name: id, ask: 'never' as const, exemptions: [], acceptedKinds: ['totp' as const], acceptedRecoveries: [], onUnenrolled: 'enrol' as const,
      afterEmergency: 'nextSignIn' as const, sessionsBefore: 'letRunOut' as const,
    })
    const id = randomUUID()
    await house.unit(house.storage.policies.saveGroup(group(id)))
    const now = await house.storage.realms.find(house.realm.name)
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...house.realm.settings, newUserGroupId: id }, now?.version ?? 0))
    expect((await come({ subject: 'sub-new', username: 'new', email: null })).became).toBe('admitted')
    expect((await house.storage.users.findByLogin(house.realm.id, 'new'))?.policyGroupId).toBe(id)
  })

  test('a walk that began anew, or is over, takes no answer any more', async () => {
    await hanaLinked()
    const { browser, path } = await come()
    expect(await house.comeBack(browser, path, corp, { subject: 'sub-hana' })).toBe('gone')
    const fresh = house.signIn()
    await browser.open(fresh)
    const id = fresh.split('/').at(-1) ?? ''
    const journey = await house.parts.journeys.find(house.realm.id, id)
    if (journey === undefined) throw new Error('no journey')
    await house.parts.journeys.save({ ...journey, state: { ...journey.state, round: 1 } })
    const admission = { realm: house.realm, upstream: corp, where: { address: '', userAgent: '', clientId: null }, requested: { signedInSince: null } }
    const said = { issuer: corp.issuer, subject: 'sub-hana', acr: null, amr: [], authTime: null, sid: null, idToken: '', username: null, email: null, emailVerified: false, givenName: null, familyName: null, roles: [], clientRoles: {}, groups: [] }
    expect(await house.parts.admit({ ...admission, journey, said })).toBe('gone')
    expect((await house.parts.journeys.find(house.realm.id, id))?.state.proofs).toEqual([])
  })
})

describe('roles and groups of an upstream', () => {
  beforeEach(async () => {
    await house.changeUpstream(corp, { mapping: { ...mapping, passOn: true } })
  })

  test('stand here by its names, made when first seen; what it no longer says is gone at the next sign-in, what an administrator granted stays', async () => {
    const hana = await hanaLinked()
    const own = await addRole('own')
    await house.unit(...house.storage.roles.grant(house.realm.id, hana.id, own.id))
    await come({ roles: ['sales', 'uma_authorization'], groups: ['/Sales/Asia'], clientRoles: { wiki: ['editor'] } })
    expect([await rolesOf(hana), await groupsOf(hana)]).toEqual([['own', 'sales', 'uma_authorization', 'wiki/editor'], ['/Sales/Asia']])
    await come({ roles: ['sales'] })
    expect([await rolesOf(hana), await groupsOf(hana)]).toEqual([['own', 'sales'], []])
    await come({})
    expect(await rolesOf(hana)).toEqual(['own'])
    expect(await detailsOf('upstream.mapping-skipped')).toEqual([{ reason: 'no-roles-said', upstream: 'corp' }])
  })

  test('a role that arrives with this very sign-in counts in it (P10)', async () => {
    await hanaLinked()
    await house.unit(house.storage.policies.saveEnforcement(enforcementOn(house.realm, { target: { roleNames: ['manager'] } })))
    expect((await come({ roles: ['staff'] })).title).toBe('You are in')
    expect((await come({ roles: ['staff', 'manager'] })).step).toBe('enrol')
    expect((await come({ roles: ['staff'] })).title).toBe('You are in')
  })

  test('none that administers, and no group that carries one, comes without a rule; it is told, and the sign-in goes on (Z-2)', async () => {
    const hana = await hanaLinked()
    const admin = await addRole('user-admin', { administrative: true })
    const group = { id: randomUUID(), realmId: house.realm.id, name: 'admins' }
    await house.unit(house.storage.groups.create(group), ...house.storage.groups.grantRole(house.realm.id, group.id, admin.id))
    const said = { roles: ['user-admin', 'sales'], groups: ['admins'] }
    expect((await come(said)).title).toBe('You are in')
    expect([await rolesOf(hana), await groupsOf(hana)]).toEqual([['sales'], []])
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ skipped: [{ claim: 'roles', value: 'user-admin', why: 'administrative' }, { claim: 'groups', value: 'admins', why: 'administrative' }] }])

    await house.changeUpstream(corp, { mapping: { ...mapping, passOn: true, rules: [{ claim: 'roles', value: 'user-admin', grants: { role: 'user-admin' } }] } })
    await come(said)
    expect(await rolesOf(hana)).toEqual(['sales', 'user-admin'])
    await house.changeUpstream(corp, { mapping: { ...mapping, passOn: true, rules: [] } })
    await come(said)
    expect(await rolesOf(hana), 'and goes with the rule').toEqual(['sales'])
  })

  test('nor a name that others may read as one that administers: another case, full width (Z-2)', async () => {
    const hana = await hanaLinked()
    await addRole('global-admin', { administrative: true })
    await come({ roles: ['Global-Admin', 'ｇlobal-admin', 'GLOBAL-ADMIN', 'global-admins'] })
    expect(await rolesOf(hana)).toEqual(['global-admins'])
    expect((await house.storage.roles.list(house.realm.id)).map(({ name }) => name).sort()).toEqual(['global-admin', 'global-admins'])
  })

  test('nor a group that gets one while the answer is being judged (Z-2)', async () => {
    const hana = await hanaLinked()
    const admin = await addRole('user-admin', { administrative: true })
    const group = { id: randomUUID(), realmId: house.realm.id, name: 'ops' }
    await house.unit(house.storage.groups.create(group))
    const { of } = house.storage.groups
    house.storage.groups.of = async (...args) => {
      house.storage.groups.of = of
      await house.unit(...house.storage.groups.notFilled(house.realm.id, group.id), ...house.storage.groups.grantRole(house.realm.id, group.id, admin.id))
      return of(...args)
    }
    expect((await come({ groups: ['ops'] })).title).toBe('You are in')
    expect([await rolesOf(hana), await groupsOf(hana)]).toEqual([[], []])
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ skipped: [{ claim: 'groups', value: 'ops', why: 'administrative' }] }])
  })

  test('rules grant by the value of a claim, and say when what they name is gone', async () => {
    const hana = await hanaLinked()
    await addRole('editor')
    await house.changeUpstream(corp, { mapping: { ...mapping, rules: [
      { claim: 'groups', value: '/staff', grants: { role: 'editor' } }, { claim: 'roles', value: 'x', grants: { group: 'gone' } }, { claim: 'roles', value: 'y', grants: { role: 'editor' } },
    ] } })
    await come({ groups: ['/staff', '/STAFF'], roles: ['x'] })
    expect([await rolesOf(hana), await groupsOf(hana)]).toEqual([['editor'], []])
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ skipped: [{ claim: 'rules', value: 'gone', why: 'unknown' }] }])
  })

  test('names that are no names are left out; more than anybody can have refuses the sign-in and changes nothing', async () => {
    const hana = await hanaLinked()
    await come({ roles: ['ok', '', ' edge', 'line\nbreak', 'over\u202eride'] })
    expect(await rolesOf(hana)).toEqual(['ok'])
    for (const roles of [Array.from({ length: 1001 }, (_, n) => `r${n}`), ['x'.repeat(256)]]) {
      expect(await come({ roles })).toMatchObject({ became: 'refused', alert: expect.stringContaining('more roles or groups') })
    }
    expect(await rolesOf(hana)).toEqual(['ok'])
  })

  test('a realm gets at most a thousand roles this way; the rest is told', async () => {
    const hana = await hanaLinked()
    const names = (from: number) => Array.from({ length: 600 }, (_, n) => `r${String(from + n).padStart(4, '0')}`)
    await come({ roles: names(0) })
    expect((await come({ roles: names(600) })).title).toBe('You are in')
    expect((await house.storage.roles.list(house.realm.id)).length).toBe(1000)
    expect((await rolesOf(hana)).length).toBe(400)
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ more: 180 }])
  })

  test('two first sign-ins at once that bring the same new role: both get it', async () => {
    const users = [await hanaLinked(), await house.addUser({ username: 'kenji' })]
    await house.link(users[1] as User, corp)
    const walks = await Promise.all(users.map(async ({ username }) => {
      const [browser, path] = [house.browser(), house.signIn()]
      await browser.open(path)
      return { browser, path, subject: `sub-${username}` }
    }))
    expect(await Promise.all(walks.map(({ browser, path, subject }) => house.comeBack(browser, path, corp, { subject, roles: ['new'], groups: ['g'] })))).toEqual(['admitted', 'admitted'])
    expect(await Promise.all(users.map(rolesOf))).toEqual([['new'], ['new']])
  })
})

describe('names of an upstream', () => {
  test('are taken over at each sign-in where its word counts; the address is proved when it says so beside it (B-4), and both are told of a new one (C-5)', async () => {
    const hana = await hanaLinked({ emailProvedAt: null })
    await house.changeUpstream(corp, { profile: 'upstream' })
    await come({ username: 'ito.hana', email: 'ito@corp.example', emailVerified: false, givenName: 'Hana', familyName: 'Ito' })
    expect(await house.user(hana.id)).toMatchObject({ username: 'ito.hana', email: 'ito@corp.example', emailProvedAt: null, givenName: 'Hana', familyName: 'Ito' })
    expect((await house.newMails()).map(({ kind, to }) => [kind, to])).toEqual([['address-changed', hana.email], ['address-changed', 'ito@corp.example']])
    const before = house.now()
    await come({ username: 'ito.hana', email: 'ito@corp.example', emailVerified: true })
    expect((await house.user(hana.id)).emailProvedAt).toBeGreaterThanOrEqual(before)
    await come({})
    expect(await house.user(hana.id), 'what it does not say stays').toMatchObject({ username: 'ito.hana', givenName: 'Hana' })
  })

  test('wait for what else the sign-in takes: the first factor alone moves neither the address that resets go to nor the name (B-6, P17)', async () => {
    const hana = await hanaLinked()
    const { secret } = await house.addTotp(hana)
    await house.changeUpstream(corp, { profile: 'upstream', trust: 'never', mapping: { ...mapping, passOn: true } })
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, hana.id, true))
    const { browser, step } = await come({ username: 'thief', email: 'thief@evil.example', emailVerified: true, givenName: 'Thief', roles: ['sales'] })
    expect(step).toBe('code')
    expect(await house.user(hana.id)).toMatchObject({ username: 'hana', email: hana.email, emailProvedAt: hana.emailProvedAt, givenName: 'Emma' })
    expect([await rolesOf(hana), await house.newMails()], 'roles are facts of the decision (P10)').toEqual([['sales'], []])
    expect((await browser.send({ code: house.code(secret) })).title).toBe('You are in')
    expect(await house.user(hana.id)).toMatchObject({ username: 'thief', email: 'thief@evil.example', givenName: 'Thief' })
    expect((await house.newMails()).map(({ to }) => to)).toEqual([hana.email, 'thief@evil.example'])
  })

  test('are ours where our word counts', async () => {
    const hana = await hanaLinked()
    await come({ username: 'other', email: 'other@corp.example', emailVerified: true, givenName: 'X' })
    expect(await house.user(hana.id)).toMatchObject({ username: 'hana', email: hana.email, givenName: 'Emma' })
  })

  test('that somebody else has, or that are none, stay out: the sign-in goes on and the log says why', async () => {
    const hana = await hanaLinked()
    const boss = await house.addUser({ username: 'boss', email: 'boss@demo.example' })
    await house.changeUpstream(corp, { profile: 'upstream' })
    expect((await come({ username: 'BOSS', email: 'Boss@demo.example', emailVerified: true, givenName: 'Bad\u202eName', familyName: 'Ito' })).title).toBe('You are in')
    expect(await house.user(hana.id)).toMatchObject({ username: 'hana', email: hana.email, givenName: 'Emma', familyName: 'Ito' })
    expect(await house.user(boss.id)).toMatchObject({ username: 'boss', email: 'boss@demo.example' })
    expect(await detailsOf('upstream.mapping-skipped')).toMatchObject([{ skipped: [
      { claim: 'givenName', why: 'unfit' }, { claim: 'username', value: 'BOSS', why: 'taken' }, { claim: 'email', value: 'Boss@demo.example', why: 'taken' },
    ] }])
  })
})

describe('somebody unknown, where accounts are made', () => {
  beforeEach(() => house.changeUpstream(corp, { newPeople: 'create', profile: 'upstream' }))

  test('gets one, linked, with names, address, roles and the proof; the next time it is theirs', async () => {
    await house.changeUpstream(corp, { mapping: { ...mapping, passOn: true } })
    const before = house.now()
    const { title } = await come({ username: 'Ito.Hana', email: 'ito@Corp.example', emailVerified: true, givenName: 'Hana', familyName: 'Ito', roles: ['sales'] })
    expect(title).toBe('You are in')
    const user = await house.user(house.finished[0]?.userId ?? '')
    expect(user).toMatchObject({ username: 'Ito.Hana', email: 'ito@corp.example', givenName: 'Hana', familyName: 'Ito', hasPassword: false, subject: null })
    expect(user.emailProvedAt).toBeGreaterThanOrEqual(before)
    expect(await rolesOf(user)).toEqual(['sales'])
    expect(await house.storage.identities.listOf(house.realm.id, user.id)).toMatchObject([{ subject: 'sub-hana', linkedBy: 'created' }])
    expect(await house.audited(user.id)).toEqual(['identity.linked', 'upstream.accepted'])
    expect((await come()).became).toBe('admitted')
    expect(house.finished.map(({ userId }) => userId)).toEqual([user.id, user.id])
  })

  test.each([
    ['the user name', { username: 'emma' }], ['the address', { username: 'x', email: 'emma@demo.example', emailVerified: true }],
    ['the address as a user name', { username: 'emma@demo.example' }], ['the user name as an address', { username: 'x', email: 'name@demo.example' }], ['no name at all', { username: null }], ['a name that cannot be one', { username: 'two words' }],
  ])('but not when %s is somebody’s: they are asked to connect', async (_, said) => {
    await house.addUser({ username: 'emma' })
    await house.addUser({ username: 'name@demo.example' })
    const before = (await house.storage.users.list(house.realm.id, {}, null, 50)).items.length
    expect((await come(said)).became).toBe('connect')
    expect((await house.storage.users.list(house.realm.id, {}, null, 50)).items.length).toBe(before)
  })

  test('an address that is not said to be verified, or not beside what counts, is not proved', async () => {
    await come({ username: 'one', email: 'one@corp.example', emailVerified: false })
    await house.changeUpstream(corp, { profile: 'local' })
    await come({ subject: 'two', username: 'two', email: 'two@corp.example', emailVerified: true })
    for (const { userId } of house.finished) expect((await house.user(userId)).emailProvedAt).toBeNull()
  })

  test('what is demanded of everybody is demanded of them', async () => {
    await house.unit(house.storage.policies.saveEnforcement(enforcementOn(house.realm, { target: { everyone: true } })))
    expect((await come({ username: 'ito.hana' })).step).toBe('enrol')
  })

  test('the same answer in two walks at once makes one account', async () => {
    const walks = await Promise.all([1, 2].map(async () => {
      const [browser, path] = [house.browser(), house.signIn()]
      await browser.open(path)
      return { browser, path }
    }))
    expect(await Promise.all(walks.map(({ browser, path }) => house.comeBack(browser, path, corp, { subject: 's', username: 'ito' })))).toEqual(['admitted', 'admitted'])
    expect(new Set(house.finished.map(({ userId }) => userId)).size).toBe(1)
  })
})
