import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { callerWith } from './caller.ts'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'
import { playProviders } from './upstreams.test-support.ts'
import { upstreamsApi } from './upstreams.ts'

let house: TestApi
let realm: Realm
let admin: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('acme')
  admin = await house.person(realm, 'admin', ['global-admin'])
  for (const alias of ['corp', 'other']) await admin.api.createUpstream({ alias, name: { en: 'Corp ID' }, issuer: `https://${alias}.test`, clientId: 'tegata', clientAuth: 'none' })
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const link = (who: Who, userId: string, subject: string, more: Partial<Parameters<Who['api']['linkIdentity']>[0]> = {}) =>
  who.api.linkIdentity({ userId, alias: 'corp', subject, reason: 'known by sight', ...more })
const sessionsOf = async (userId: string) => (await house.storage.sessions.listOf(realm.id, userId)).length
const lettersTo = async (userId: string, kind: string) => house.storage.outbox.stateOf(realm.id, userId, kind)

describe('linking', () => {
  test('ties a user to (provider, issuer, subject), is audited with its reason, and mailed', async () => {
    const { user } = await house.person(realm, 'hana')
    const identity = await link(admin, user.id, 'S-1', { username: 'ito.hana' })
    expect(identity).toMatchObject({
      upstream: { alias: 'corp', name: { en: 'Corp ID' }, enabled: true }, issuer: 'https://corp.test', subject: 'S-1', isCurrent: true, username: 'ito.hana',
      linkedBy: 'administrator', linkedByName: 'admin', lastSignInAt: null,
    })
    expect((await admin.api.listIdentities({ userId: user.id })).items).toEqual([identity])
    expect((await admin.api.listEvents({ type: 'identity.linked', userId: user.id })).items).toMatchObject([{
      actor: { id: admin.user.id }, reason: 'known by sight', details: { upstream: 'corp', issuer: 'https://corp.test', subject: 'S-1', by: 'administrator' },
    }])
    expect(await lettersTo(user.id, 'identity-linked')).toMatchObject({ state: 'waiting' })
    expect(await sessionsOf(user.id)).toBe(1)
  })

  test('twice the same is one link; another subject, or somebody else’s, is refused', async () => {
    const [one, two] = [await house.person(realm, 'one'), await house.person(realm, 'two')]
    await link(admin, one.user.id, 'S-2')
    expect(await problemOf(link(admin, one.user.id, 'S-2'))).toBe('done')
    expect(await problemOf(link(admin, one.user.id, 'S-3'))).toBe('identity.person-has-one')
    expect(await problemOf(link(admin, two.user.id, 'S-2'))).toBe('identity.taken')
    expect(await problemOf(link(admin, two.user.id, 'S-2', { alias: 'other' }))).toBe('done')
    expect(await problemOf(link(admin, two.user.id, 'S-9', { alias: 'nothing' }))).toBe('upstream.not-found')
    expect(await problemOf(link(admin, randomUUID(), 'S-9'))).toBe('user.not-found')
  })

  test('B-1: a subject is compared byte by byte: case, blanks and normal form make another person', async () => {
    const subjects = ['Case', 'case', 'case ', ' case', '\u00e9', 'e\u0301', '😀']
    for (const subject of subjects) {
      const { user } = await house.person(realm, `exact-${randomUUID()}`)
      expect((await link(admin, user.id, subject)).subject).toBe(subject)
    }
  })

  test.each(['', 'a\u0000b', 'a\nb', 'x'.repeat(256), '\ud800'])('a subject that cannot be one is refused: %j', async (subject) => {
    expect(await problemOf(link(admin, admin.user.id, subject))).toBe('request.invalid')
  })

  test('of two people linked to one subject at the same time, one wins', async () => {
    const people = await Promise.all(['race-a', 'race-b', 'race-c'].map((name) => house.person(realm, name)))
    const outcomes = await Promise.all(people.map(({ user }) => problemOf(link(admin, user.id, 'raced'))))
    expect(outcomes.sort()).toEqual(['done', 'identity.taken', 'identity.taken'])
  })

  test('a reason is demanded (Z-5)', async () => {
    const { user } = await house.person(realm, 'no-reason')
    expect(await problemOf(link(admin, user.id, 'S-4', { reason: '  ' }))).toBe('request.invalid')
    await link(admin, user.id, 'S-4')
    expect(await problemOf(admin.api.unlinkIdentity({ userId: user.id, alias: 'corp', reason: '' }))).toBe('request.invalid')
  })
})

describe('unlinking', () => {
  test('takes what the provider gave, ends every session of the person, and is audited and mailed in one unit (P24)', async () => {
    const { user } = await house.person(realm, 'leaver')
    await link(admin, user.id, 'leaver')
    const { id: upstreamId } = (await house.storage.upstreams.find(realm.id, 'corp'))!
    await admin.api.createRole({ name: 'given' })
    await house.storage.unit(house.storage.roles.sync(realm.id, user.id, upstreamId, [await house.roleId(realm, 'given')]))
    expect((await admin.api.listUserRoles({ userId: user.id })).items.map(({ name }) => name)).toEqual(['given'])
    await admin.api.unlinkIdentity({ userId: user.id, alias: 'corp', reason: 'left the company' })
    expect((await admin.api.listIdentities({ userId: user.id })).items).toEqual([])
    expect((await admin.api.listUserRoles({ userId: user.id })).items).toEqual([])
    expect(await sessionsOf(user.id)).toBe(0)
    expect((await admin.api.listEvents({ type: 'identity.unlinked', userId: user.id })).items).toMatchObject([{ reason: 'left the company', details: { upstream: 'corp', subject: 'leaver' } }])
    expect(await lettersTo(user.id, 'identity-unlinked')).toMatchObject({ state: 'waiting' })
    expect(await problemOf(admin.api.unlinkIdentity({ userId: user.id, alias: 'corp', reason: 'again' }))).toBe('identity.not-found')
  })

  test('frees the subject for somebody else', async () => {
    const [one, two] = [await house.person(realm, 'first-holder'), await house.person(realm, 'second-holder')]
    await link(admin, one.user.id, 'passed-on')
    await admin.api.unlinkIdentity({ userId: one.user.id, alias: 'corp', reason: 'mistake' })
    expect(await problemOf(link(admin, two.user.id, 'passed-on'))).toBe('done')
  })
})

describe('Z-2: a link is a way into an account, and takes what the account’s rights take', () => {
  test('nobody links themself: whoever does has a way by the password and code that they have', async () => {
    expect(await problemOf(link(admin, admin.user.id, 'mine'))).toBe('permission.not-for-yourself')
  })

  test('help desk reads links and makes none, not even for ordinary people', async () => {
    const desk = await house.person(realm, 'desk', ['help-desk'])
    const { user } = await house.person(realm, 'ordinary')
    expect((await desk.api.listIdentities({ userId: user.id })).items).toEqual([])
    expect(await problemOf(link(desk, user.id, 'S-5'))).toBe('permission.missing')
    expect(await problemOf(desk.api.unlinkIdentity({ userId: user.id, alias: 'corp', reason: 'x' }))).toBe('permission.missing')
  })

  test('an administrator’s account is linked by somebody who could grant all that it holds, audited', async () => {
    const peer = await house.person(realm, 'peer', ['global-admin'])
    expect(await problemOf(link(admin, peer.user.id, 'peer'))).toBe('done')
    expect(await problemOf(admin.api.unlinkIdentity({ userId: peer.user.id, alias: 'corp', reason: 'x' }))).toBe('done')
  })

  /** No built-in role changes upstreams without being a global administrator; one of later might. */
  test('a rule hands out no administrative role that its writer could not grant, be it through a group, nor does any other edit of such a provider', async () => {
    const { id: groupId } = await admin.api.createGroup({ name: 'bosses' })
    await admin.api.grantGroupRole({ groupId, roleId: await house.roleId(realm, 'global-admin') })
    const api = upstreamsApi({ storage: house.storage, publicUrl: new URL('https://id.test'), upstreams: playProviders() } as never)
    const caller = callerWith({ kind: 'user', user: null, clientId: null, actor: 'x', name: 'x', roles: ['help-desk'], isFresh: async () => true })
    const event = (type: string) => ({ realmId: realm.id, type, actor: 'x', userId: null, outcome: 'success' as const })
    const about = { realm, caller, query: {}, address: '', ifMatch: { absent: true as const }, demandFresh: async () => undefined, event }
    const rules = (grants: { role: string } | { group: string }) => [{ claim: 'roles' as const, value: 'boss', grants }]
    const wanted = { alias: 'own', name: { en: 'Own' }, issuer: 'https://own.test', clientId: 'x', clientAuth: 'none' as const, place: 'beside' as const }
    for (const grants of [{ role: 'global-admin' }, { group: 'bosses' }]) {
      expect(await problemOf(api.createUpstream({ ...about, params: {}, body: { ...wanted, mapping: { rules: rules(grants) } } }))).toBe('permission.grants-more-than-held')
      expect(await problemOf(api.changeUpstream({ ...about, params: { alias: 'corp' }, body: { mapping: { rules: rules(grants) } } }))).toBe('permission.grants-more-than-held')
    }
    await admin.api.changeUpstream({ alias: 'other', mapping: { rules: rules({ role: 'global-admin' }) } })
    expect(await problemOf(api.changeUpstream({ ...about, params: { alias: 'other' }, body: { issuer: 'https://mine.test' } }))).toBe('permission.grants-more-than-held')
  })

  test('a new user takes nobody’s link, and is linked only by who may link', async () => {
    const { user } = await house.person(realm, 'linked-before')
    await link(admin, user.id, 'held')
    const wanted = { username: 'import', givenName: 'I', familyName: 'M', upstream: 'corp' }
    expect(await problemOf(admin.api.createUser({ ...wanted, upstreamSubject: 'held' }))).toBe('identity.taken')
    expect(await problemOf(admin.api.createUser({ ...wanted, upstream: 'nothing', upstreamSubject: 'free' }))).toBe('upstream.not-found')
    expect(await problemOf(admin.api.createUser(wanted))).toBe('request.invalid')
    expect((await admin.api.listUsers({ search: 'import' })).items).toEqual([])
  })
})

describe('a realm keeps a global administrator who works', () => {
  test('who may be one by the word of a provider alone is not unlinked, nor is it deleted, while nobody else is', async () => {
    const small = await house.newRealm('small')
    const boss = await house.person(small, 'boss', ['global-admin'])
    await boss.api.createUpstream({
      alias: 'corp', name: { en: 'Corp ID' }, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none',
      mapping: { rules: [{ claim: 'roles', value: 'boss', grants: { role: 'global-admin' } }] },
    })
    const operator = await house.operator(small)
    await operator.linkIdentity({ userId: boss.user.id, alias: 'corp', subject: 'boss', reason: 'x' })
    expect(await problemOf(operator.unlinkIdentity({ userId: boss.user.id, alias: 'corp', reason: 'x' }))).toBe('permission.last-administrator')
    expect(await problemOf(operator.deleteUpstream({ alias: 'corp' }))).toBe('permission.last-administrator')
    expect((await operator.getUpstream({ alias: 'corp' })).enabled).toBe(true)
    await house.person(small, 'second', ['global-admin'])
    expect(await problemOf(operator.unlinkIdentity({ userId: boss.user.id, alias: 'corp', reason: 'x' }))).toBe('done')
    expect(await problemOf(operator.deleteUpstream({ alias: 'corp' }))).toBe('done')
  })
})

describe('people who are imported (S2-19)', () => {
  test('are linked before they first come, with OTP Configured and status like everybody', async () => {
    const user = await admin.api.createUser({ username: 'imported', givenName: 'I', familyName: 'M', otpRequired: true, upstream: 'corp', upstreamSubject: 'imported-1' })
    expect(user).toMatchObject({ otpRequired: true, otp: { status: 'waiting' } })
    expect((await admin.api.listEmergencyTokens({ userId: user.id })).items, 'S3-21: none until they are topped up').toEqual([])
    expect((await admin.api.listIdentities({ userId: user.id })).items).toMatchObject([{ subject: 'imported-1', linkedBy: 'import', linkedByName: 'admin' }])
    expect((await house.storage.users.find(realm.id, user.id))?.subject).toBeNull()
  })
})

describe('behind the only first step, tokens call people what the provider calls them', () => {
  test('an imported user keeps the provider’s id where it could be ours, and its subject otherwise; linking and unlinking follow', async () => {
    const front = await house.newRealm('front')
    const boss = await house.person(front, 'boss', ['global-admin'])
    await boss.api.createUpstream({ alias: 'corp', name: { en: 'Corp ID' }, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none', place: 'in-front' })
    await boss.api.changeRealm({ onlyUpstream: 'corp' })
    const known = randomUUID()
    const person = { givenName: 'G', familyName: 'F', upstream: 'corp' }
    expect((await boss.api.createUser({ ...person, username: 'kept', upstreamSubject: known })).id).toBe(known)
    const other = await boss.api.createUser({ ...person, username: 'called', upstreamSubject: 'auth0|7' })
    expect((await house.storage.users.find(front.id, other.id))?.subject).toBe('auth0|7')
    // Nobody is called by an id that somebody else has.
    expect(await problemOf(boss.api.createUser({ ...person, username: 'thief', upstreamSubject: boss.user.id }))).toBe('identity.taken')

    const late = await house.person(front, 'late')
    await boss.api.linkIdentity({ userId: late.user.id, alias: 'corp', subject: 'late-1', reason: 'x' })
    expect((await house.storage.users.find(front.id, late.user.id))?.subject).toBe('late-1')
    expect(await house.storage.sessions.listOf(front.id, late.user.id)).toEqual([])
    expect(await problemOf(boss.api.linkIdentity({ userId: (await house.person(front, 'sly')).user.id, alias: 'corp', subject: late.user.id, reason: 'x' }))).toBe('identity.taken')
    await boss.api.unlinkIdentity({ userId: late.user.id, alias: 'corp', reason: 'x' })
    expect((await house.storage.users.find(front.id, late.user.id))?.subject).toBeNull()
  })
})
