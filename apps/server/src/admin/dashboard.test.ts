import { randomUUID } from 'node:crypto'
import type { OtpTally, UserFilter } from '@tegata/contract'
import type { Enforcement, Realm } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

async function newHouse(): Promise<{ realm: Realm; admin: Who }> {
  const realm = await house.newRealm(`own-${randomUUID().slice(0, 8)}`)
  return { realm, admin: await house.person(realm, 'admin', ['global-admin']) }
}
const people = async (realm: Realm, count: number, more: Parameters<TestApi['addUser']>[2] = {}) =>
  Promise.all(Array.from({ length: count }, () => house.addUser(realm, `u-${randomUUID()}`, more)))
const enforce = (realm: Realm, target: Enforcement['target'], more: Partial<Enforcement> = {}) => house.storage.unit([house.storage.policies.saveEnforcement({
  id: randomUUID(), realmId: realm.id, name: randomUUID(), state: 'announced', enforceFrom: 5, registerBy: null, zone: 'UTC', target, reason: { en: 'x' }, helpLink: {},
  acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', refusesShared: false, version: 1, ...more,
})])

/** The same numbers, counted by asking the user list. */
async function recount({ api }: Who, filter: UserFilter): Promise<OtpTally> {
  const count = async (more: UserFilter) => {
    return (await api.listUsers({ limit: 200, ...filter, enabled: true, ...more })).items.length
  }
  const [all, required, setUp, waiting, notRequired] = [await count({}), await count({ otp: 'required' }), await count({ otp: 'set-up' }), await count({ otp: 'waiting' }), await count({ otp: 'not-required' })]
  return { people: all, required, setUp, waiting, notRequired }
}
const tallyOf = ({ people: all, required, setUp, waiting, notRequired }: OtpTally): OtpTally => ({ people: all, required, setUp, waiting, notRequired })

/** A realm with some of everything. */
async function mixed() {
  const { realm, admin } = await newHouse()
  const [asks, never] = [await admin.api.createPolicyGroup({ name: 'Branches', ask: 'always' }), await admin.api.createPolicyGroup({ name: 'Office', ask: 'never' })]
  await people(realm, 3, { otpRequired: true })
  await people(realm, 2, { policyGroupId: asks.id })
  await people(realm, 4, { policyGroupId: never.id })
  await people(realm, 1, { policyGroupId: never.id, otpRequired: true })
  await people(realm, 2, { enabled: false, otpRequired: true })
  const [ready] = await people(realm, 1, { policyGroupId: asks.id })
  const [eager] = await people(realm, 1)
  if (!ready || !eager) throw new Error('they were made')
  await house.addTotp(realm, ready)
  await house.addTotp(realm, eager)
  await house.person(realm, 'auditor', ['read-only-admin'])
  const helper = await house.addUser(realm, 'helper')
  await house.storage.unit(house.storage.roles.grant(realm.id, helper.id, await house.roleId(realm, 'help-desk')))
  return { realm, admin, asks, never }
}

describe('the dashboard', () => {
  test('counts everybody as the user list does: required, set up, waiting, not required; disabled accounts apart', async () => {
    const { admin, asks, never } = await mixed()
    const shown = await admin.api.getDashboard({})
    expect(tallyOf(shown.people)).toEqual(await recount(admin, {}))
    expect(shown.people.people).toBe(shown.people.setUp + shown.people.waiting + shown.people.notRequired)
    expect(shown.disabled).toBe(2)
    expect(shown.policyGroups.map(({ group }) => group?.name ?? null)).toEqual(expect.arrayContaining([null, 'Branches', 'Office']))
    for (const row of shown.policyGroups) expect(tallyOf(row)).toEqual(await recount(admin, { policyGroup: [row.group?.id ?? 'none'] }))
    expect(shown.policyGroups.find(({ group }) => group?.id === asks.id)).toMatchObject({ people: 3, required: 3, setUp: 1, waiting: 2 })
    expect(shown.policyGroups.find(({ group }) => group?.id === never.id)).toMatchObject({ people: 5, required: 1, setUp: 0, waiting: 1, notRequired: 4 })
    for (const row of shown.roles) expect(tallyOf(row)).toEqual(await recount(admin, { role: [row.role] }))
    expect(shown.roles.map(({ role }) => role)).toEqual(expect.arrayContaining(['global-admin', 'read-only-admin', 'help-desk']))
  })

  test.each<[string, Enforcement['target']]>([
    ['administrators', { roleNames: ['help-desk', 'read-only-admin'] }], ['everybody', { everyone: true }], ['a department', { departments: ['Sales'] }],
  ])('S0-3: an enforcement in force of %s counts as required, by realm, role and group', async (_, target) => {
    const { realm, admin, never } = await mixed()
    await people(realm, 2, { department: 'Sales', policyGroupId: never.id })
    await people(realm, 1, { department: 'Sales' })
    const before = (await admin.api.getDashboard({})).people.required
    await enforce(realm, target)
    const shown = await admin.api.getDashboard({})
    expect(shown.people.required).toBeGreaterThan(before)
    expect(tallyOf(shown.people)).toEqual(await recount(admin, {}))
    for (const row of shown.policyGroups) expect(tallyOf(row)).toEqual(await recount(admin, { policyGroup: [row.group?.id ?? 'none'] }))
    for (const row of shown.roles) expect(tallyOf(row)).toEqual(await recount(admin, { role: [row.role] }))
  })

  test('sixty policy groups, twenty-two roles and an enforcement of a part: counted in one go, each number the list’s own', async () => {
    const { realm, admin } = await newHouse()
    const groups = await Promise.all(Array.from({ length: 60 }, (_, n) => admin.api.createPolicyGroup({ name: `Branch ${n}`, ask: n % 3 === 0 ? 'always' : 'never' })))
    const roles = await Promise.all(Array.from({ length: 22 }, (_, n) => admin.api.createRole({ name: `role-${n}` })))
    for (let n = 0; n < 60; n++) {
      const [user] = await people(realm, 1, {
        ...(n % 2 === 0 ? { department: 'Sales' } : {}), otpRequired: n % 5 === 0, enabled: n % 9 !== 0, policyGroupId: n % 4 === 0 ? null : groups[n]?.id ?? null,
      })
      if (!user) throw new Error('it was made')
      for (const { id } of [roles[n % 22], roles[n % 7]].flatMap((role) => role ?? [])) await house.storage.unit(house.storage.roles.grant(realm.id, user.id, id))
      if (n % 8 === 0) await house.addTotp(realm, user)
    }
    await enforce(realm, { departments: ['Sales'], roleNames: ['role-3'] })
    const shown = await admin.api.getDashboard({})
    expect(shown.policyGroups.length).toBeGreaterThan(30)
    expect(shown.roles.length).toBeGreaterThan(20)
    expect(tallyOf(shown.people)).toEqual(await recount(admin, {}))
    for (const row of shown.policyGroups) expect(tallyOf(row), row.group?.name).toEqual(await recount(admin, { policyGroup: [row.group?.id ?? 'none'] }))
    for (const row of shown.roles) expect(tallyOf(row), row.role).toEqual(await recount(admin, { role: [row.role] }))
  })

  test('one that is still to come, or only a draft, counts nowhere', async () => {
    const { realm, admin } = await mixed()
    const before = await admin.api.getDashboard({})
    await enforce(realm, { everyone: true }, { enforceFrom: house.storage.clock.now() + 60_000 })
    await enforce(realm, { everyone: true }, { state: 'draft' })
    expect((await admin.api.getDashboard({})).people).toEqual(before.people)
  })

  test('says what needs attention, each with the filter that shows its people; what there is not is not said', async () => {
    const { realm, admin } = await newHouse()
    const kinds = async () => Object.fromEntries((await admin.api.getDashboard({})).attention.map(({ kind, count, filter }) => [kind, { count, filter }]))
    expect(await kinds()).toEqual({ 'sole-administrator': { count: 1, filter: null } })
    const { settings, version } = await house.storage.realms.find(realm.name) ?? realm
    await house.storage.unit([house.storage.realms.saveSettings(realm.id, { ...settings, mailServer: null }, version)])
    expect(await kinds()).toMatchObject({ 'no-mail': { count: 1, filter: null } })
    const second = await house.addUser(realm, 'second')
    await house.storage.unit(house.storage.roles.grant(realm.id, second.id, await house.roleId(realm, 'global-admin')))
    const now = await kinds()
    expect(now['sole-administrator']).toBeUndefined()
    expect(now['administrators-not-set-up']).toEqual({ count: 1, filter: { administrators: true, enabled: true, otp: 'not-set-up' } })
    expect((await admin.api.listUsers({ administrators: true, enabled: true, otp: 'not-set-up' })).items.map(({ id }) => id)).toEqual([second.id])
    expect(now['waits']).toBeUndefined()
  })

  test('issue 4.1: who was locked out in the last day and is still not in is counted, and the list shows exactly them, alone and together with other filters', async () => {
    const { realm, admin } = await newHouse()
    const { storage } = house
    const [shut, twice, inAgain, off] = [
      await house.addUser(realm, 'shut', { department: 'Sales' }), await house.addUser(realm, 'twice'), await house.addUser(realm, 'in-again'), await house.addUser(realm, 'off', { enabled: false }),
    ]
    const lockedOut = async (...users: readonly { id: string }[]) => expect((await storage.unit(users.map(({ id }) =>
      storage.audit.record({ realmId: realm.id, type: 'sign-in.locked-out', actor: id, userId: id, outcome: 'refused', reason: 'refused.deny' })))).ok).toBe(true)
    await lockedOut(shut, twice, inAgain, off)
    await lockedOut(twice)
    const now = storage.clock.now()
    // An instant later they got in.
    await expect.poll(() => storage.clock.now()).toBeGreaterThan(now)
    await storage.unit([storage.users.signedIn(realm.id, inAgain.id)])

    const line = async () => (await admin.api.getDashboard({})).attention.find(({ kind }) => kind === 'locked-out')
    expect(await line()).toEqual({ kind: 'locked-out', count: 2, more: false, filter: { enabled: true, lockedOut: true } })
    const named = async (filter: UserFilter) => (await admin.api.listUsers({ ...filter })).items.map(({ username }) => username).sort()
    expect(await named({ enabled: true, lockedOut: true })).toEqual(['shut', 'twice'])
    expect(await named({ lockedOut: true, department: ['Sales'] })).toEqual(['shut'])
    expect(await named({ lockedOut: true, department: ['Nowhere'] })).toEqual([])
    expect(await admin.api.countUsers({ lockedOut: true })).toEqual({ count: 2, more: false })
    // What is done to them is done to exactly them.
    expect((await admin.api.previewBulkEnable({ filter: { lockedOut: true } })).people).toBe(2)

    await house.storage.unit([storage.users.signedIn(realm.id, shut.id), storage.users.signedIn(realm.id, twice.id)])
    expect(await line()).toBeUndefined()
    expect(await named({ lockedOut: true })).toEqual([])
    // Another realm's are nobody's here.
    const elsewhere = await newHouse()
    await lockedOut(await house.addUser(realm, 'third'))
    expect((await elsewhere.admin.api.getDashboard({})).attention.map(({ kind }) => kind)).not.toContain('locked-out')
    expect((await elsewhere.admin.api.listUsers({ lockedOut: true })).items).toEqual([])
  })

  test('M-1, S1-24: whose codes go to an address that none has come back from, and to whom everything comes by one mailbox', async () => {
    const { realm, admin } = await newHouse()
    const [entered, private_, both] = [await house.addUser(realm, 'entered'), await house.addUser(realm, 'private'), await house.addUser(realm, 'both')]
    await admin.api.enterAddress({ userId: entered.id, address: (entered.email ?? '').toUpperCase().replace(/@.*/, (domain) => domain.toLowerCase()) })
    await admin.api.enterAddress({ userId: private_.id, address: 'private@mail.example' })
    await house.addTotp(realm, both)
    const [mail] = await house.storage.authenticators.listOf(realm.id, entered.id)
    if (mail === undefined) throw new Error('nothing was entered')
    await house.storage.unit(house.storage.authenticators.create({ ...mail, id: randomUUID(), userId: both.id, state: 'active', address: both.email, secret: '' }, await house.storage.authenticators.setDigest(realm.id, both.id)))
    const kinds = Object.fromEntries((await admin.api.getDashboard({})).attention.map(({ kind, count, filter }) => [kind, { count, filter }]))
    expect(kinds['codes-address-not-proved']).toEqual({ count: 2, filter: { enabled: true, otpKind: ['unproved'] } })
    expect(kinds['one-mailbox']).toEqual({ count: 1, filter: { enabled: true, oneMailbox: true } })
    const named = async (filter: Parameters<typeof admin.api.listUsers>[0]) => (await admin.api.listUsers(filter)).items.map(({ username }) => username).toSorted()
    expect(await named({ oneMailbox: true })).toEqual(['entered'])
    expect(await named({ otpKind: ['unproved'] })).toEqual(['entered', 'private'])
    expect(await named({ oneMailbox: true, otp: 'not-set-up' })).toEqual([])
  })

  test('S2-20: open reset requests are on top, with the one that waits longest', async () => {
    const { realm, admin } = await newHouse()
    expect((await admin.api.getDashboard({})).resetRequests).toEqual({ count: 0, more: false, oldestAt: null })
    const at = house.storage.clock.now()
    for (const [index, user] of (await people(realm, 2)).entries()) {
      const outcome = await house.storage.unit([house.storage.resetRequests.create({
        id: randomUUID(), realmId: realm.id, userId: user.id, reference: `10203${index}`, journeyId: randomUUID(), createdAt: at - index * 60_000, address: '203.0.113.9',
      })])
      expect(outcome.ok).toBe(true)
    }
    expect((await admin.api.getDashboard({})).resetRequests).toEqual({ count: 2, more: false, oldestAt: new Date(at - 60_000).toISOString() })
  })

  test('everybody with an administrative role reads it, nobody else, and realms share nothing (P38)', async () => {
    const { realm } = await mixed()
    const other = await newHouse()
    expect((await other.admin.api.getDashboard({})).people.people).toBe(1)
    const helper = await house.person(realm, 'desk', ['help-desk'])
    expect((await helper.api.getDashboard({})).people.people).toBeGreaterThan(10)
    const nobody = await house.person(realm, 'nobody')
    await expect(nobody.api.getDashboard({})).rejects.toThrow()
  })
})
