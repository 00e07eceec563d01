import { randomUUID } from 'node:crypto'
import type { User } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { problemOf, type TestApi } from './api.test-support.ts'
import { announced, detailsOf, type Draft, draft, inDays, now, why } from './drafting.test-support.ts'
import { boss, house, inARealmOfItsOwn, realm } from './realm-of-its-own.test-support.ts'

let count = 0
inARealmOfItsOwn()

const givenRole = async (user: User, name: string) => {
  const role = await boss.api.createRole({ name })
  await boss.api.grantRole({ userId: user.id, roleId: role.id })
  return role
}

describe('what a rule names stays while it does', () => {
  test('a role, a group and a policy group are not deleted, also of a draft and a suspended one; after its end they are', async () => {
    const [role, group, policyGroup] = [await boss.api.createRole({ name: 'staff' }), await boss.api.createGroup({ name: 'office' }), await boss.api.createPolicyGroup({ name: 'always', ask: 'always' })]
    const { id, name } = await draft({ target: { roles: [role.id], groups: [group.id], policyGroups: [policyGroup.id] } })
    const deleting = () => [boss.api.deleteRole({ roleId: role.id }), boss.api.deleteGroup({ groupId: group.id }), boss.api.deletePolicyGroup({ policyGroupId: policyGroup.id })]
    const named = ['role.named-by-rule', 'group.named-by-rule', 'policy-group.named-by-rule'].map((code) => ({ code, rule: name }))
    expect(await Promise.all(deleting().map(detailsOf))).toMatchObject(named)
    await boss.api.announceEnforcement({ enforcementId: id, reason: why, nobodyYet: true })
    await boss.api.suspendEnforcement({ enforcementId: id, reason: why })
    expect(await Promise.all(deleting().map(detailsOf))).toMatchObject(named)
    await boss.api.endEnforcement({ enforcementId: id, reason: why })
    expect(await Promise.all(deleting().map(problemOf))).toEqual(['done', 'done', 'done'])
    expect((await boss.api.getEnforcement({ enforcementId: id })).target).toMatchObject({
      roles: [{ id: null, name: 'staff' }], groups: [{ id: null, name: 'office' }], policyGroups: [{ id: null, name: policyGroup.id }],
    })
  })

  test('a rule that is drafted while its role is deleted: one of the two is refused', async () => {
    for (let round = 0; round < 8; round += 1) {
      const role = await boss.api.createRole({ name: `staff-${round}` })
      const [made, gone] = await Promise.all([problemOf(draft({ target: { roles: [role.id] } })), problemOf(boss.api.deleteRole({ roleId: role.id }))])
      expect([made, gone]).not.toEqual(['done', 'done'])
    }
  })
})

describe('nobody is locked out by surprise', () => {
  const sales = async (people: number, more: Parameters<TestApi['addUser']>[2] = {}) => {
    const role = await boss.api.createRole({ name: `sales-${++count}` })
    const users: User[] = []
    for (let n = 0; n < people; n += 1) {
      const user = await house.addUser(realm, `s${++count}`, more)
      await boss.api.grantRole({ userId: user.id, roleId: role.id })
      users.push(user)
    }
    return { role, users }
  }

  test('a rule that names nobody is refused, and one that meets nobody yet only passes when that is said', async () => {
    expect(await problemOf(announced({ target: {} }))).toBe('enforcement.nobody')
    const { id } = await draft({ target: { departments: ['Nowhere'] } })
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: why }))).toBe('enforcement.nobody')
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: why, nobodyYet: true }))).toBe('done')
  })

  test('people without a way in need their very number confirmed, as the forecast counts them (S0-4)', async () => {
    const { role, users } = await sales(3)
    const { id } = await draft({ target: { roles: [role.id] }, onUnenrolled: 'codeOnly' })
    const announce = (confirmed?: number) => detailsOf(boss.api.announceEnforcement({ enforcementId: id, reason: why, ...(confirmed === undefined ? {} : { confirmed }) }))
    expect(await announce()).toMatchObject({ code: 'enforcement.other-number', lockedOut: 3 })
    // One that is handed out for an emergency of today is dead by then.
    await boss.api.issueEmergencyToken({ userId: users[0]?.id ?? '', reason: 'no phone' })
    expect(await announce(2)).toMatchObject({ code: 'enforcement.other-number', lockedOut: 3 })
    const token = { id: randomUUID(), realmId: realm.id, userId: users[0]?.id ?? '', createdAt: now(), createdBy: boss.user.id, reason: 'r', expiresAt: null }
    await house.storage.unit(house.storage.emergencyTokens.create(token, 'LASTING', null))
    expect(await announce(3)).toMatchObject({ code: 'enforcement.other-number', lockedOut: 2 })
    expect(await announce(2)).toBeNull()
    const [told] = (await boss.api.listEvents({ type: 'enforcement.announced' })).items
    expect(told?.details).toMatchObject({ confirmed: 2 })
  })

  test('to tighten an announced one is looked at like its announcement, to word it better is not', async () => {
    const { role } = await sales(2)
    const { id } = await announced({ target: { roles: [role.id] } })
    const change = (more: object) => detailsOf(boss.api.changeEnforcement({ enforcementId: id, why, ...more }))
    expect(await change({ onUnenrolled: 'deny' })).toMatchObject({ code: 'enforcement.other-number', lockedOut: 2 })
    expect(await change({ onUnenrolled: 'deny', confirmed: 2 })).toBeNull()
    expect(await change({ reason: { en: 'Better.' } })).toBeNull()
    expect(await change({ target: {} })).toMatchObject({ code: 'enforcement.nobody' })
    expect(await change({ kinds: ['push'] })).toMatchObject({ code: 'enforcement.no-kind' })
  })

  test('shared accounts that it refuses are counted as locked out; while it does not refuse them they are as others are (S4-4)', async () => {
    const { role, users } = await sales(2)
    await boss.api.changeUser({ userId: users[0]?.id ?? '', shared: true })
    expect(await detailsOf(announced({ target: { roles: [role.id] } }))).toBeNull()
    expect(await detailsOf(announced({ target: { roles: [role.id] }, refusesShared: true }))).toMatchObject({ code: 'enforcement.other-number', lockedOut: 1 })
  })

  test('whoever sets a rule that meets themself has to be ready for it', async () => {
    const bare = await house.addUser(realm, 'bare')
    await house.storage.unit(house.storage.roles.grant(realm.id, bare.id, await house.roleId(realm, 'global-admin')))
    const { id } = await draft()
    const acting = await house.person(realm, 'acting', ['global-admin'])
    await givenRole(acting.user, 'named')
    const named = await draft({ target: { roles: [(await boss.api.listRoles({ search: 'named' })).items[0]?.id ?? ''] } })
    const [held] = await house.storage.authenticators.listOf(realm.id, acting.user.id)
    await house.storage.unit(house.storage.authenticators.setState(realm.id, acting.user.id, held?.id ?? '', 'suspended'))
    // Proofs of what is suspended have fallen: the rule is set on the host by nobody in person, or by somebody who is ready.
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: named.id, reason: why, confirmed: 1 }))).toBe('done')
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: id, reason: why, confirmed: 1 }))).toBe('done')

    const rules = await boss.api.createEnforcement({ name: 'mail only', enforceFrom: inDays(40), target: { roles: [await house.roleId(realm, 'global-admin')] }, kinds: ['emailed-code'] })
    expect(await problemOf(boss.api.announceEnforcement({ enforcementId: rules.id, reason: why, confirmed: 1 }))).toBe('enforcement.not-ready-yourself')
    expect(await problemOf((await house.operator(realm)).announceEnforcement({ enforcementId: rules.id, reason: why, confirmed: 1 })), 'the host is no person').toBe('done')
  })

  test('a rule under which no global administrator gets in is refused, on the host, too, whatever was confirmed', async () => {
    const alone = await house.newRealm(`alone-${++count}`)
    const bare = await house.addUser(alone, 'bare', { emailProvedAt: null })
    await house.storage.unit(house.storage.roles.grant(alone.id, bare.id, await house.roleId(alone, 'global-admin')))
    const host = await house.operator(alone)
    const { id } = await host.createEnforcement({ name: 'everybody', enforceFrom: inDays(40), target: { everyone: true } })
    expect(await problemOf(host.announceEnforcement({ enforcementId: id, reason: why, confirmed: 1 }))).toBe('permission.last-administrator')
    await house.addTotp(alone, bare)
    expect(await problemOf(host.announceEnforcement({ enforcementId: id, reason: why }))).toBe('done')
  })
})

describe('the last administrator who gets in is brought under no rule that locks them out', () => {
  /** A realm whose only global administrator has nothing set up and no address: whatever asks them keeps them out. */
  async function stage(target: Draft['target'], rule: Draft = {}) {
    const alone = await house.newRealm(`last-${++count}`)
    const bare = await house.addUser(alone, 'bare', { emailProvedAt: null })
    await house.storage.unit(house.storage.roles.grant(alone.id, bare.id, await house.roleId(alone, 'global-admin')))
    const host = await house.operator(alone)
    const [role, group] = [await host.createRole({ name: 'staff' }), await host.createGroup({ name: 'office' })]
    const policyGroup = await host.createPolicyGroup({ name: 'Desk', ask: 'never' })
    const named = { roles: target?.roles ? [role.id] : [], groups: target?.groups ? [group.id] : [], departments: target?.departments ?? [], policyGroups: target?.policyGroups ? [policyGroup.id] : [] }
    const { id } = await host.createEnforcement({ name: 'rule', enforceFrom: inDays(40), target: named, ...rule })
    await host.announceEnforcement({ enforcementId: id, reason: why, nobodyYet: true })
    return { alone, bare, host, role, group, policyGroup, id }
  }
  const refused = 'permission.last-administrator'

  test('by a role that is granted, or that a group of theirs carries', async () => {
    const { bare, host, role, group } = await stage({ roles: ['staff'] })
    expect(await problemOf(host.grantRole({ userId: bare.id, roleId: role.id }))).toBe(refused)
    await host.grantGroupRole({ groupId: group.id, roleId: role.id })
    expect(await problemOf(host.addGroupMember({ groupId: group.id, userId: bare.id }))).toBe(refused)
    await host.withdrawGroupRole({ groupId: group.id, roleId: role.id })
    await host.addGroupMember({ groupId: group.id, userId: bare.id })
    expect(await problemOf(host.grantGroupRole({ groupId: group.id, roleId: role.id }))).toBe(refused)
  })

  test('by a group, a department or a policy group that a rule names', async () => {
    const byGroup = await stage({ groups: ['office'] })
    expect(await problemOf(byGroup.host.addGroupMember({ groupId: byGroup.group.id, userId: byGroup.bare.id }))).toBe(refused)
    const byDepartment = await stage({ departments: ['IT'] })
    expect(await problemOf(byDepartment.host.changeUser({ userId: byDepartment.bare.id, department: 'IT' }))).toBe(refused)
    const byPolicy = await stage({ policyGroups: ['Desk'] })
    expect(await problemOf(byPolicy.host.changeUser({ userId: byPolicy.bare.id, policyGroup: byPolicy.policyGroup.id }))).toBe(refused)
    expect((await byPolicy.host.assignPolicyGroup({ policyGroup: byPolicy.policyGroup.id, userIds: [byPolicy.bare.id] })).failures).toMatchObject([{ code: refused }])
  })

  test('by being called a shared account under a rule that refuses those', async () => {
    const { alone, bare, host, role } = await stage({ roles: ['staff'] }, { refusesShared: true })
    await house.addTotp(alone, bare)
    await host.grantRole({ userId: bare.id, roleId: role.id })
    expect(await problemOf(host.changeUser({ userId: bare.id, shared: true }))).toBe(refused)
  })

  test('is let under it once they are ready, or somebody else gets in', async () => {
    const { alone, bare, host, role } = await stage({ roles: ['staff'] })
    const second = await house.person(alone, 'second', ['global-admin'])
    expect(await problemOf(host.grantRole({ userId: bare.id, roleId: role.id }))).toBe('done')
    expect(await problemOf(host.deleteUser({ userId: second.user.id })), 'who is the last one at the start to come').toBe(refused)
  })

  test('is not held up by a rule that is over, suspended or a draft', async () => {
    const { bare, host, role, id } = await stage({ roles: ['staff'] })
    await host.suspendEnforcement({ enforcementId: id, reason: why })
    expect(await problemOf(host.grantRole({ userId: bare.id, roleId: role.id }))).toBe('done')
    expect(await problemOf(host.resumeEnforcement({ enforcementId: id, reason: why, confirmed: 1 })), 'but then it may not come back').toBe(refused)
  })
})
