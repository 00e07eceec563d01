import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { admin, house, inAcme, realm } from './acme.test-support.ts'
import { problemOf } from './api.test-support.ts'
import { events, groupOf, members, named, withConditions } from './policy-groups.test-support.ts'

inAcme()

describe('Access Policy Groups (S1-26 … S1-31)', () => {
  test('are listed with the number of their people, made, read and searched', async () => {
    const made = await admin.api.createPolicyGroup({ name: 'Branch offices', ask: 'always' })
    expect(made).toMatchObject({
      ask: 'always', kinds: ['totp', 'emailed-code', 'push', 'passkey'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
      conditions: [], people: { count: 0, more: false },
    })
    await members(2, made.id)
    expect(await admin.api.getPolicyGroup({ policyGroupId: made.id })).toEqual({ ...made, people: { count: 2, more: false } })
    expect((await admin.api.listPolicyGroups({ search: 'BRANCH' })).items.map(({ id }) => id)).toEqual([made.id])
    expect(await problemOf(admin.api.createPolicyGroup({ name: 'Branch offices', ask: 'never' }))).toBe('policy-group.name-taken')
    expect((await events('policy-group.created')).at(-1)).toMatchObject({ actor: admin.user.id, detail: { group: made.id, after: { name: 'Branch offices', ask: 'always' } } })
  })

  test('S1-29: a copy has a name of its own, nobody in it, and the conditions of its source', async () => {
    const source = await withConditions()
    await members(1, source.id)
    expect(await problemOf(admin.api.copyPolicyGroup({ policyGroupId: source.id, name: source.name }))).toBe('policy-group.name-taken')
    const copy = await admin.api.copyPolicyGroup({ policyGroupId: source.id, name: named('For the test'), ask: 'always' })
    expect(copy).toMatchObject({
      name: 'For the test', ask: 'always', kinds: ['totp', 'push'], onUnenrolled: 'mailLink', people: { count: 0 },
      conditions: [{ networks: ['10.0.0.0/8'], applications: [] }, { networks: [], applications: ['wiki'] }],
    })
    // What the conditions were is not lost by asking always for a while.
    expect(await admin.api.changePolicyGroup({ policyGroupId: copy.id, ask: 'unless' })).toMatchObject({ ask: 'unless', conditions: copy.conditions })
    expect((await events('policy-group.copied')).at(0)).toMatchObject({ detail: { group: copy.id, from: { id: source.id, name: source.name } } })
  })

  test('is changed on the copy that was read: the second of two administrators sees that it changed', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    const changed = await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'never', sessionsBefore: 'askAtNextUse' }, { ifMatch: group.version })
    expect(changed).toMatchObject({ ask: 'never', sessionsBefore: 'askAtNextUse' })
    expect(await problemOf(admin.api.changePolicyGroup({ policyGroupId: group.id, name: 'Mine' }, { ifMatch: group.version }))).toBe('request.precondition-failed')
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: group.id }, { ifMatch: group.version }))).toBe('request.precondition-failed')
    const count = (await events('policy-group.changed')).length
    expect(await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'never' }, { ifMatch: changed.version })).toEqual(changed)
    expect(await events('policy-group.changed')).toHaveLength(count)
    expect((await events('policy-group.changed'))[0]?.detail).toEqual({
      group: group.id, before: { ask: 'always', sessionsBefore: 'letRunOut' }, after: { ask: 'never', sessionsBefore: 'askAtNextUse' },
    })
    const other = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    expect(await problemOf(admin.api.changePolicyGroup({ policyGroupId: other.id, name: group.name }))).toBe('policy-group.name-taken')
  })

  test('P9: a rule that leaves no kind of authenticator cannot be saved, made, copied or previewed', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    const none = { kinds: ['passkey' as const] }
    expect(await problemOf(admin.api.changePolicyGroup({ policyGroupId: group.id, ...none }))).toBe('policy-group.no-kind')
    expect(await problemOf(admin.api.previewPolicyGroupChange({ policyGroupId: group.id, ...none }))).toBe('policy-group.no-kind')
    expect(await problemOf(admin.api.createPolicyGroup({ name: named(), ask: 'always', ...none }))).toBe('policy-group.no-kind')
    expect(await problemOf(admin.api.changePolicyGroup({ policyGroupId: group.id, kinds: [] }))).toBe('request.invalid')
    // Nobody is asked there, so nobody needs a kind.
    expect((await admin.api.createPolicyGroup({ name: named(), ask: 'never', ...none })).kinds).toEqual(['passkey'])
    expect(await problemOf(admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'unless' }))).toBe('policy-group.no-conditions')
  })

  test('the kinds that people of this realm can set up are said: codes by mail only where they are taken, and mail goes out', async () => {
    const elsewhere = await house.newRealm('kinds')
    const { api } = await house.person(elsewhere, 'boss', ['global-admin'])
    const kinds = async () => (await api.whoAmI()).realm.kinds
    expect(await kinds()).toEqual(['totp', 'emailed-code'])
    await api.changeRealm({ mailServer: null })
    expect(await kinds()).toEqual(['totp'])
  })

  test('a rule with a date narrows what is left of the kinds, also where it is for everybody', async () => {
    const elsewhere = await house.newRealm('narrowed')
    const { api } = await house.person(elsewhere, 'boss', ['global-admin'])
    const rule = {
      realmId: elsewhere.id, state: 'draft' as const, enforceFrom: 5, registerBy: null, zone: 'UTC', reason: { en: 'x' }, helpLink: {}, acceptedRecoveries: [],
      onUnenrolled: 'enrol' as const, afterEmergency: 'nextSignIn' as const, sessionsBefore: 'letRunOut' as const, refusesShared: false, version: 1,
    }
    const save = house.storage.policies.saveEnforcement
    await house.storage.unit([save({ ...rule, id: randomUUID(), name: 'passkeys', target: { roleNames: ['staff'] }, acceptedKinds: ['passkey'] })])
    expect(await problemOf(api.createPolicyGroup({ name: named(), ask: 'always' }))).toBe('policy-group.no-kind')
  })
})

describe('deleting a group', () => {
  test('asks where its people go, takes them there, and tells of each of them', async () => {
    const [group, other] = [await admin.api.createPolicyGroup({ name: named(), ask: 'always' }), await admin.api.createPolicyGroup({ name: named(), ask: 'never' })]
    const [one, two] = await members(2, group.id)
    if (!one || !two) throw new Error('two were made')
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: group.id }))).toBe('policy-group.in-use')
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: group.id, moveTo: group.id }))).toBe('request.invalid')
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: group.id, moveTo: randomUUID() }))).toBe('policy-group.not-found')
    await admin.api.deletePolicyGroup({ policyGroupId: group.id, moveTo: other.id })
    expect([await groupOf(one), await groupOf(two)]).toEqual([other.id, other.id])
    const told = (await events('policy-group.assigned')).filter(({ userId }) => userId === one.id || userId === two.id)
    expect(told.map(({ detail }) => detail)).toEqual([0, 1].map(() => ({ before: { id: group.id, name: group.name }, after: { id: other.id, name: other.name } })))
    await admin.api.deletePolicyGroup({ policyGroupId: other.id, moveTo: 'none' })
    expect([await groupOf(one), await groupOf(two)]).toEqual([null, null])
    expect(await problemOf(admin.api.getPolicyGroup({ policyGroupId: group.id }))).toBe('policy-group.not-found')
    expect((await events('policy-group.deleted'))[0]?.detail).toMatchObject({ group: other.id, movedTo: null, before: { name: other.name } })
  })

  test('is refused while an enforcement is for its people', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'never' })
    await house.storage.unit([house.storage.policies.saveEnforcement({
      id: randomUUID(), realmId: realm.id, name: named(), state: 'draft', enforceFrom: 5, registerBy: null, zone: 'UTC', target: { policyGroupIds: [group.id] }, reason: { en: 'x' },
      helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', refusesShared: false, version: 1,
    })])
    expect(await problemOf(admin.api.deletePolicyGroup({ policyGroupId: group.id, moveTo: 'none' }))).toBe('policy-group.named-by-rule')
  })
})

describe('the preview says how many people a change concerns, and how (S1-31)', () => {
  test('who is asked, who sets up, who is not asked any more, and who is locked out, by name', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'never' })
    const plain = await members(3, group.id)
    const [ready] = await members(1, group.id)
    await members(1, group.id, { enabled: false })
    if (ready) await house.addTotp(realm, ready)
    expect(await admin.api.previewPolicyGroupChange({ policyGroupId: group.id, ask: 'always' }))
      .toMatchObject({ people: 4, changed: 4, asked: 1, setUp: 3, notAsked: 0, lockedOut: 0, askedPeople: [{ username: ready?.username }], notAskedPeople: [], lockedOutPeople: [], where: [] })
    const code = await admin.api.previewPolicyGroupChange({ policyGroupId: group.id, ask: 'always', onUnenrolled: 'codeOnly' })
    // The authenticator, too: a mail bound it, and this rule wants it confirmed by a token that nobody has.
    expect(code).toMatchObject({ people: 4, changed: 4, asked: 0, setUp: 0, lockedOut: 4 })
    expect(code.lockedOutPeople.map(({ username }) => username).toSorted()).toEqual([...plain, ready].map((user) => user?.username ?? '').toSorted())
    expect(await admin.api.previewPolicyGroupChange({ policyGroupId: group.id, sessionsBefore: 'askAtNextUse' })).toMatchObject({ people: 4, changed: 0 })
    // Nothing of it has happened.
    expect((await admin.api.getPolicyGroup({ policyGroupId: group.id })).version).toBe(group.version)
    await admin.api.changePolicyGroup({ policyGroupId: group.id, ask: 'always' })
    // Into no group: who has registered is still asked, the others are not any more.
    expect(await admin.api.previewPolicyGroupDeletion({ policyGroupId: group.id })).toMatchObject({ people: 4, changed: 3, notAsked: 3, lockedOut: 0 })
  })

  test('an assignment is foreseen for everybody of a filter or a list, from whatever group they come', async () => {
    const [asks, never] = [await admin.api.createPolicyGroup({ name: named(), ask: 'always' }), await admin.api.createPolicyGroup({ name: named(), ask: 'never' })]
    const [one, two] = [...await members(1, never.id), ...await members(1, null, { otpRequired: true })]
    if (!one || !two) throw new Error('two were made')
    const userIds = [one.id, two.id, randomUUID()]
    expect(await admin.api.previewPolicyGroupAssignment({ policyGroup: asks.id, userIds })).toMatchObject({ people: 2, changed: 1, setUp: 1 })
    expect(await admin.api.previewPolicyGroupAssignment({ policyGroup: asks.id, filter: { policyGroup: [never.id] } })).toMatchObject({ people: 1, setUp: 1 })
    expect(await admin.api.previewPolicyGroupAssignment({ policyGroup: asks.id, filter: { role: ['no-such-role'] } })).toMatchObject({ people: 0, changed: 0 })
    expect(await problemOf(admin.api.previewPolicyGroupAssignment({ policyGroup: asks.id }))).toBe('request.invalid')
    expect(await problemOf(admin.api.previewPolicyGroupAssignment({ policyGroup: asks.id, userIds, filter: {} }))).toBe('request.invalid')
    expect(await problemOf(admin.api.previewPolicyGroupAssignment({ policyGroup: randomUUID(), userIds }))).toBe('policy-group.not-found')
  })
})

describe('assigning (S1-35, S1-40)', () => {
  test('several by their ids: who is there already is not counted, who is gone holds nobody up', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'never' })
    const people = [...await members(2, null), ...await members(1, group.id)]
    const gone = randomUUID()
    const userIds = [...people.map(({ id }) => id), gone]
    expect(await admin.api.assignPolicyGroup({ policyGroup: group.id, userIds })).toMatchObject({ done: 4, changed: 2, failures: [{ userId: gone, code: 'user.not-found' }], next: null })
    for (const user of people) expect(await groupOf(user)).toBe(group.id)
    expect(await admin.api.assignPolicyGroup({ policyGroup: null, userIds })).toMatchObject({ changed: 3, next: null })
    expect(await problemOf(admin.api.assignPolicyGroup({ policyGroup: randomUUID(), userIds }))).toBe('policy-group.not-found')
    expect(await problemOf(admin.api.assignPolicyGroup({ policyGroup: null, userIds, cursor: 'x' }))).toBe('request.invalid')
  })

  test('everybody of a filter, in steps that go on where the one before ended', async () => {
    const elsewhere = await house.newRealm('many')
    const { api } = await house.person(elsewhere, 'boss', ['global-admin'])
    const group = await api.createPolicyGroup({ name: named(), ask: 'never' })
    const { storage } = house
    for (let batch = 0; batch < 5; batch++) {
      const outcome = await storage.unit(Array.from({ length: 500 }, (_, n) => storage.users.create(elsewhere.id, {
        id: randomUUID(), username: `p-${batch}-${n}`, email: null, givenName: 'P', familyName: 'Q', otpRequired: false, passwordHash: 'x',
      })).flat())
      expect(outcome.ok).toBe(true)
    }
    const filter = { otp: 'not-set-up' as const, enabled: true }
    const first = await api.assignPolicyGroup({ policyGroup: group.id, filter })
    expect(first).toEqual({ done: 2000, changed: 2000, failures: [], next: expect.any(String) })
    const [place = ''] = first.next?.split('~') ?? []
    for (const forged of [place, first.next?.replace(place, '1') ?? '']) expect(await problemOf(api.assignPolicyGroup({ policyGroup: group.id, filter, cursor: forged }))).toBe('request.invalid')
    expect(await problemOf(api.assignPolicyGroup({ policyGroup: null, filter, cursor: first.next ?? '' })), 'the cursor of another call').toBe('request.invalid')
    expect(await api.assignPolicyGroup({ policyGroup: group.id, filter, ...(first.next === null ? {} : { cursor: first.next }) })).toEqual({ done: 500, changed: 500, failures: [], next: null })
    expect((await api.getPolicyGroup({ policyGroupId: group.id })).people).toEqual({ count: 1000, more: true })
    expect(await api.previewPolicyGroupAssignment({ policyGroup: null, filter: {} })).toMatchObject({ people: 2501, changed: 0 })
    expect((await api.listUsers({ policyGroup: ['none'] })).items.map(({ username }) => username)).toEqual(['boss'])
    expect((await api.listUsers({ policyGroup: [group.id], limit: 3 })).items).toHaveLength(3)
  })

  test('one on their page, on the copy that was read; the person’s group and the event say so', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'always' })
    const [user] = await members(1, null)
    if (!user) throw new Error('one was made')
    const seen = await admin.api.getUser({ userId: user.id })
    expect(seen.policyGroup).toBeNull()
    const changed = await admin.api.changeUser({ userId: user.id, policyGroup: group.id }, { ifMatch: seen.version })
    expect(changed.policyGroup).toEqual({ id: group.id, name: group.name })
    expect(await problemOf(admin.api.changeUser({ userId: user.id, policyGroup: null }, { ifMatch: seen.version }))).toBe('request.precondition-failed')
    expect(await problemOf(admin.api.changeUser({ userId: user.id, policyGroup: randomUUID() }))).toBe('policy-group.not-found')
    expect((await events('policy-group.assigned'))[0]).toMatchObject({ userId: user.id, actor: admin.user.id, detail: { before: null, after: { id: group.id, name: group.name } } })
  })

  test('takes a fresh second factor, and rights that the help desk does not have (Z-1, Z-4)', async () => {
    const group = await admin.api.createPolicyGroup({ name: named(), ask: 'never' })
    const [user] = await members(1, null)
    if (!user) throw new Error('one was made')
    const stale = house.apiOf(realm, await house.signIn(realm, admin.user))
    const fresh = 'token.insufficient-authentication'
    for (const call of [
      () => stale.changeUser({ userId: user.id, policyGroup: group.id }), () => stale.assignPolicyGroup({ policyGroup: group.id, userIds: [user.id] }),
      () => stale.changePolicyGroup({ policyGroupId: group.id, ask: 'always' }), () => stale.deletePolicyGroup({ policyGroupId: group.id }), () => stale.copyPolicyGroup({ policyGroupId: group.id, name: 'x' }),
    ]) expect(await problemOf(call())).toBe(fresh)
    const help = await house.person(realm, `help-${randomUUID()}`, ['help-desk'])
    expect(await problemOf(help.api.changeUser({ userId: user.id, policyGroup: group.id }))).toBe('permission.missing')
    expect(await problemOf(help.api.assignPolicyGroup({ policyGroup: group.id, userIds: [user.id] }))).toBe('permission.missing')
    expect((await help.api.getPolicyGroup({ policyGroupId: group.id })).name).toBe(group.name)
    expect(await groupOf(user)).toBeNull()
  })
})

describe('the last administrator who gets in (S1-36)', () => {
  test('is not locked out by a group, be it changed, assigned singly or in bulk, or moved to', async () => {
    const elsewhere = await house.newRealm('sole')
    const boss = await house.addUser(elsewhere, 'boss')
    await house.storage.unit(house.storage.roles.grant(elsewhere.id, boss.id, await house.roleId(elsewhere, 'global-admin')))
    const api = await house.operator(elsewhere)
    const [mild, strict] = [await api.createPolicyGroup({ name: 'mild', ask: 'never' }), await api.createPolicyGroup({ name: 'strict', ask: 'always', onUnenrolled: 'deny' })]
    const last = 'permission.last-administrator'
    expect(await problemOf(api.changeUser({ userId: boss.id, policyGroup: strict.id }))).toBe(last)
    const plain = await house.addUser(elsewhere, 'plain')
    // By name, as in every action on many: everybody else goes.
    expect(await api.assignPolicyGroup({ policyGroup: strict.id, filter: {} })).toMatchObject({ done: 2, changed: 1, failures: [{ userId: boss.id, username: 'boss', code: last }], next: null })
    expect((await house.read(elsewhere, plain.id)).policyGroupId).toBe(strict.id)
    expect((await house.read(elsewhere, boss.id)).policyGroupId).toBeNull()
    await api.assignPolicyGroup({ policyGroup: null, userIds: [plain.id] })
    await api.changeUser({ userId: boss.id, policyGroup: mild.id })
    expect(await api.previewPolicyGroupChange({ policyGroupId: mild.id, ask: 'always', onUnenrolled: 'deny' })).toMatchObject({ lockedOut: 1, lockedOutPeople: [{ username: 'boss' }] })
    expect(await problemOf(api.changePolicyGroup({ policyGroupId: mild.id, ask: 'always', onUnenrolled: 'deny' }))).toBe(last)
    expect(await problemOf(api.deletePolicyGroup({ policyGroupId: mild.id, moveTo: strict.id }))).toBe(last)
    // With another one who gets in it is theirs to decide; then that one is the last.
    const other = await house.person(elsewhere, 'other', ['global-admin'])
    await api.changePolicyGroup({ policyGroupId: mild.id, ask: 'always', onUnenrolled: 'deny' })
    expect(await problemOf(api.changeUser({ userId: other.user.id, policyGroup: strict.id }))).toBe(last)
  })
})

describe('what is so for one person, and why (S1-28)', () => {
  test('the group, whether a code is asked for, the line that decided, and what was before', async () => {
    const [asks, never] = [await admin.api.createPolicyGroup({ name: named('Asks'), ask: 'always' }), await admin.api.createPolicyGroup({ name: named('Never'), ask: 'never' })]
    const [user] = await members(1, null)
    if (!user) throw new Error('one was made')
    const policy = () => admin.api.getEffectivePolicy({ userId: user.id })
    expect(await policy()).toMatchObject({ policyGroup: null, temporary: null, previous: null, asked: 'no', next: 'in', reason: { code: 'line9.otherwise', rule: null, since: null } })
    await admin.api.changeUser({ userId: user.id, policyGroup: asks.id })
    expect(await policy()).toMatchObject({
      policyGroup: { id: asks.id, name: 'Asks', since: expect.any(String) }, previous: { id: null, name: null, until: expect.any(String) },
      asked: 'yes', next: 'set-up', reason: { code: 'line5.always', rule: 'Asks' },
    })
    await admin.api.changeUser({ userId: user.id, policyGroup: never.id })
    expect(await policy()).toMatchObject({ asked: 'no', next: 'in', reason: { code: 'line7.never', rule: 'Never' }, previous: { id: asks.id, name: 'Asks' } })
    await admin.api.changeUser({ userId: user.id, otpRequired: true })
    expect(await policy()).toMatchObject({ asked: 'yes', reason: { code: 'line4.on' } })
    await admin.api.deletePolicyGroup({ policyGroupId: asks.id })
    expect((await policy()).previous).toBeNull()
    const help = await house.person(realm, `help-${randomUUID()}`, ['help-desk'])
    expect((await help.api.getEffectivePolicy({ userId: user.id })).policyGroup?.name).toBe('Never')
    expect(await problemOf(admin.api.getEffectivePolicy({ userId: randomUUID() }))).toBe('user.not-found')
  })
})
