import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyGroup, Realm, User } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

// Every path by which a realm could be left without a global administrator who gets in, refused with one sentence.
const refused = 'permission.last-administrator'

let house: TestApi
let count = 0
beforeAll(async () => { house = await startApi() })
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const codeOnly = (realm: Realm): PolicyGroup => ({
  id: randomUUID(), realmId: realm.id, name: 'Code only', ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'],
  onUnenrolled: 'codeOnly', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
})

type Stage = { realm: Realm; boss: Who; userId: string; globalAdmin: string }
async function stage(): Promise<Stage> {
  const realm = await house.newRealm(`last-${++count}`)
  const boss = await house.person(realm, 'boss', ['global-admin'])
  return { realm, boss, userId: boss.user.id, globalAdmin: await house.roleId(realm, 'global-admin') }
}

/** A second global administrator: `bare` has a password and nothing else, `paper` not even that. */
async function another({ realm, globalAdmin }: Stage, how: 'bare' | 'paper' | 'bound' = 'bare'): Promise<User> {
  const user = await house.addUser(realm, `second-${++count}`, how === 'paper' ? { passwordHash: null } : {})
  if (how === 'bound') await house.addTotp(realm, user)
  await house.storage.unit(house.storage.roles.grant(realm.id, user.id, globalAdmin))
  return user
}

const inGroup = async (scene: Stage, members: readonly string[]) => {
  const { id } = await scene.boss.api.createGroup({ name: 'bosses' })
  await scene.boss.api.grantGroupRole({ groupId: id, roleId: scene.globalAdmin })
  for (const member of members) await scene.boss.api.addGroupMember({ groupId: id, userId: member })
  await house.storage.unit(house.storage.roles.withdraw(scene.realm.id, scene.userId, scene.globalAdmin))
  return id
}

/** Everything an administrator can do to the last one who works, themself or by an operator. */
const ways: readonly (readonly [string, (scene: Stage) => Promise<unknown>])[] = [
  ['deleted', ({ boss, userId }) => boss.api.deleteUser({ userId })],
  ['disabled', ({ boss, userId }) => boss.api.changeUser({ userId, enabled: false })],
  ['the role withdrawn', ({ boss, userId, globalAdmin }) => boss.api.withdrawRole({ userId, roleId: globalAdmin })],
  ['OTP reset', ({ boss, userId }) => boss.api.resetOtp({ userId, reason: 'new phone' })],
  ['OTP reset by the switch', ({ boss, userId }) => boss.api.changeUser({ userId, otpRequired: true, resetOtp: true })],
  ['taken out of the group that carries the role', async (scene) => {
    const groupId = await inGroup(scene, [scene.userId])
    return scene.boss.api.removeGroupMember({ groupId, userId: scene.userId })
  }],
  ['the role taken from the group', async (scene) => {
    const groupId = await inGroup(scene, [scene.userId])
    return scene.boss.api.withdrawGroupRole({ groupId, roleId: scene.globalAdmin })
  }],
  ['the group deleted', async (scene) => {
    const groupId = await inGroup(scene, [scene.userId])
    return scene.boss.api.deleteGroup({ groupId })
  }],
  ['on the host', async ({ realm, userId }) => (await house.operator(realm)).deleteUser({ userId })],
  ['while the other one has no password', async (scene) => {
    await another(scene, 'paper')
    return scene.boss.api.deleteUser({ userId: scene.userId })
  }],
  ['while the other one is locked out by a policy group', async (scene) => {
    const group = codeOnly(scene.realm)
    await house.storage.unit([house.storage.policies.saveGroup(group)])
    const second = await another(scene)
    await house.storage.unit(house.storage.users.change(scene.realm.id, second.id, { policyGroupId: group.id }))
    return scene.boss.api.deleteUser({ userId: scene.userId })
  }],
  ['while the other one was reset and nobody gave them a token', async (scene) => {
    const second = await another(scene, 'bound')
    await scene.boss.api.resetOtp({ userId: second.id, reason: 'new phone' })
    return scene.boss.api.withdrawRole({ userId: scene.userId, roleId: scene.globalAdmin })
  }],
]

describe('the last working global administrator is not', () => {
  test.each(ways)('%s', async (_, way) => {
    const scene = await stage()
    expect(await problemOf(way(scene))).toBe(refused)
    const stays = await house.read(scene.realm, scene.userId)
    expect(stays).toMatchObject({ enabled: true, otpResetAt: null })
    expect((await house.storage.roles.effectiveOf(scene.realm.id, stays.id)).map(({ name }) => name)).toContain('global-admin')
  })

  test.each(ways.slice(0, 9))('… and %s goes through once somebody else works', async (_, way) => {
    const scene = await stage()
    await another(scene)
    expect(await problemOf(way(scene))).toBe('done')
  })

  test('the role deleted: built-in ones stay', async () => {
    const { boss, globalAdmin } = await stage()
    expect(await problemOf(boss.api.deleteRole({ roleId: globalAdmin }))).toBe('role.built-in')
  })
})

// Locked out without losing the role: by a rule that asks for what they do not have.
describe('the last one who gets in is not locked out by', () => {
  /** A realm whose only administrator has a password and nothing else; somebody with a code of another role looks on. */
  async function bare(more: Partial<Parameters<TestApi['addUser']>[2]> = {}) {
    const realm = await house.newRealm(`bare-${++count}`)
    const user = await house.addUser(realm, 'bare', more)
    await house.storage.unit(house.storage.roles.grant(realm.id, user.id, await house.roleId(realm, 'global-admin')))
    return { realm, user, api: await house.operator(realm) }
  }

  test('OTP Configured where nothing could prove the set-up: no address, or one that is not proved', async () => {
    for (const more of [{ email: null }, { emailProvedAt: null }]) {
      const { api, user } = await bare(more)
      expect(await problemOf(api.changeUser({ userId: user.id, otpRequired: true }))).toBe(refused)
      expect(await problemOf(api.changeUser({ userId: user.id, givenName: 'New' }))).toBe('done')
    }
    const proved = await bare()
    expect(await problemOf(proved.api.changeUser({ userId: proved.user.id, otpRequired: true }))).toBe('done')
  })

  test('another address, where the proved one was to prove the set-up', async () => {
    const { api, user } = await bare()
    await api.changeUser({ userId: user.id, otpRequired: true })
    expect(await problemOf(api.changeUser({ userId: user.id, email: 'new@example.test' }))).toBe(refused)
    expect(await problemOf(api.changeUser({ userId: user.id, email: null }))).toBe(refused)
  })

  test('both in one edit', async () => {
    const { api, user } = await bare()
    expect(await problemOf(api.changeUser({ userId: user.id, otpRequired: true, email: 'new@example.test' }))).toBe(refused)
  })

  test('a policy group that takes no set-up: assigned, by its rule, and as where a group’s people go', async () => {
    const { api, user, realm } = await bare()
    const strict = codeOnly(realm)
    await house.storage.unit([house.storage.policies.saveGroup(strict)])
    expect(await problemOf(api.changeUser({ userId: user.id, policyGroup: strict.id }))).toBe(refused)
    expect((await api.assignPolicyGroup({ userIds: [user.id], policyGroup: strict.id })).failures).toMatchObject([{ userId: user.id, code: refused }])
    expect((await api.assignPolicyGroup({ filter: {}, policyGroup: strict.id })).failures).toMatchObject([{ userId: user.id, code: refused }])
    const { id } = await api.createPolicyGroup({ name: 'Mild', ask: 'never' })
    await api.changeUser({ userId: user.id, policyGroup: id })
    expect(await problemOf(api.changePolicyGroup({ policyGroupId: id, ask: 'always', onUnenrolled: 'deny' }))).toBe(refused)
    expect(await problemOf(api.deletePolicyGroup({ policyGroupId: id, moveTo: strict.id }))).toBe(refused)
  })

  test('the classic sign-in page, which shows no set-up', async () => {
    const { api, user } = await bare()
    await api.changeUser({ userId: user.id, otpRequired: true })
    expect(await problemOf(api.changeRealm({ presentation: 'classic' }))).toBe(refused)
    expect(await problemOf(api.changeRealm({ sessionMaxHours: 12 }))).toBe('done')
  })

  test('the emergency token revoked that is the only way in', async () => {
    const { api, user, realm } = await bare()
    const { id: tokenId } = await api.issueEmergencyToken({ userId: user.id, reason: 'known by sight' })
    const strict = codeOnly(realm)
    await house.storage.unit([house.storage.policies.saveGroup(strict)])
    await api.changeUser({ userId: user.id, policyGroup: strict.id })
    expect(await problemOf(api.revokeEmergencyToken({ userId: user.id, tokenId }))).toBe(refused)
    expect(await problemOf(api.revokeEmergencyTokens({ userId: user.id }))).toBe(refused)
    const second = await api.issueEmergencyToken({ userId: user.id, reason: 'known by sight' })
    expect(await problemOf(api.revokeEmergencyToken({ userId: user.id, tokenId }))).toBe('done')
    expect(await problemOf(api.revokeEmergencyToken({ userId: user.id, tokenId: second.id }))).toBe(refused)
  })

  test('an identity provider as the only first step, where nobody has a password here', async () => {
    const { api, user, realm } = await bare({ passwordHash: null })
    expect((await house.storage.users.find(realm.id, user.id))?.hasPassword).toBe(false)
    await api.createUpstream({ alias: 'corp', name: { en: 'Corp' }, issuer: 'https://p.test', clientId: 'tegata', clientAuth: 'none' })
    await api.changeUpstream({ alias: 'corp', enabled: true })
    expect(await problemOf(api.changeRealm({ onlyUpstream: 'corp' }))).toBe('upstream.no-way-in')
  })
})

test('somebody who is locked out is no hindrance: their account may be put in order', async () => {
  const scene = await stage()
  const group = codeOnly(scene.realm)
  await house.storage.unit([house.storage.policies.saveGroup(group)])
  const second = await another(scene)
  await house.storage.unit(house.storage.users.change(scene.realm.id, second.id, { policyGroupId: group.id }))
  expect(await problemOf(scene.boss.api.changeUser({ userId: second.id, givenName: 'New' }))).toBe('done')
  expect(await problemOf(scene.boss.api.deleteUser({ userId: second.id }))).toBe('done')
})

test('somebody who gets in is found behind a hundred who hold the role and come by another way', async () => {
  const scene = await stage()
  const last = await another(scene)
  const crowd = await Promise.all(Array.from({ length: 110 }, (_, n) => house.addUser(scene.realm, `sso-${n}`, { passwordHash: null })))
  for (const { id } of crowd) await house.storage.unit(house.storage.roles.grant(scene.realm.id, id, scene.globalAdmin))
  const late = await another(scene)
  expect(await problemOf(scene.boss.api.changeUser({ userId: last.id, enabled: false }))).toBe('done')
  expect(await problemOf(scene.boss.api.changeUser({ userId: late.id, enabled: false }))).toBe('done')
  const api = await house.operator(scene.realm)
  expect(await problemOf(api.changeUser({ userId: scene.userId, enabled: false }))).toBe(refused)
  const newest = await another(scene)
  expect(await problemOf(api.changeUser({ userId: scene.userId, enabled: false })), 'the newest of all holders works').toBe('done')
  expect(await problemOf(api.changeUser({ userId: newest.id, enabled: false }))).toBe(refused)
})

// A time in a policy group that ends (S1-34): what is done meanwhile holds for the group that comes back, too.
describe('while somebody is in another policy group for a time', () => {
  /** At home a code is demanded, and without a mailbox none is set up; elsewhere nothing is demanded, for an hour. */
  async function away(roles: 'global-admin' | null) {
    const realm = await house.newRealm(`away-${++count}`)
    const api = await house.operator(realm)
    const person = await house.addUser(realm, 'person', { email: null, emailProvedAt: null })
    await house.addTotp(realm, person)
    if (roles) await house.storage.unit(house.storage.roles.grant(realm.id, person.id, await house.roleId(realm, roles)))
    const home = await api.createPolicyGroup({ name: 'Home', ask: 'always', onUnenrolled: 'mailLink' })
    const elsewhere = await api.createPolicyGroup({ name: 'Elsewhere', ask: 'never' })
    await api.changeUser({ userId: person.id, policyGroup: home.id })
    await api.changeUser({ userId: person.id, policyGroup: elsewhere.id, policyGroupUntil: new Date(house.storage.clock.now() + 60 * 60_000).toISOString() })
    const later = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      house.storage.clock.set(Date.now() + 2 * 60 * 60_000)
      try {
        return await ask()
      } finally {
        house.storage.clock.set(Date.now())
      }
    }
    return { realm, api, userId: person.id, later }
  }
  test('the authenticator that is demanded at home is not removed (P19)', async () => {
    const scene = await away('global-admin')
    const [authenticator] = (await scene.api.listAuthenticators({ userId: scene.userId })).items
    expect(await problemOf(scene.api.removeAuthenticator({ userId: scene.userId, authenticatorId: authenticator?.id ?? '' }))).toBe('authenticator.last-one')
    expect((await scene.later(() => scene.api.getEffectivePolicy({ userId: scene.userId }))).next).toBe('code')
  })

  test.each([['global-admin', 'edit'], ['global-admin', 'bulk'], [null, 'edit'], [null, 'bulk']] as const)(
    'the switch going off removes nothing that is demanded at home (P21): %s, by %s', async (role, by) => {
      const scene = await away(role)
      await scene.api.changeUser({ userId: scene.userId, otpRequired: true })
      if (by === 'edit') await scene.api.changeUser({ userId: scene.userId, otpRequired: false })
      else await scene.api.bulkOtpOff({ userIds: [scene.userId], confirmed: 1, reason: 'left the project' })
      expect(await house.read(scene.realm, scene.userId)).toMatchObject({ otpRequired: false })
      expect((await house.storage.authenticators.listOf(scene.realm.id, scene.userId)).length).toBe(1)
      expect((await scene.later(() => scene.api.getEffectivePolicy({ userId: scene.userId }))).next).toBe('code')
    })

  test('somebody who is locked out when they come back is not the one who stays', async () => {
    const scene = await away('global-admin')
    const stays = await house.addUser(scene.realm, 'stays')
    await house.storage.unit(house.storage.roles.grant(scene.realm.id, stays.id, await house.roleId(scene.realm, 'global-admin')))
    await house.storage.unit(house.storage.authenticators.removeAll(scene.realm.id, scene.userId))
    expect((await scene.api.getEffectivePolicy({ userId: scene.userId })).next).toBe('in')
    expect((await scene.later(() => scene.api.getEffectivePolicy({ userId: scene.userId }))).next).toBe('locked-out')
    expect(await problemOf(scene.api.deleteUser({ userId: stays.id }))).toBe(refused)
    expect(await problemOf(scene.api.changeUser({ userId: stays.id, enabled: false }))).toBe(refused)
    const strict = codeOnly(scene.realm)
    await house.storage.unit([house.storage.policies.saveGroup(strict)])
    expect(await problemOf(scene.api.changeUser({ userId: stays.id, policyGroup: strict.id }))).toBe(refused)
    expect(await problemOf(scene.api.changeUser({ userId: stays.id, givenName: 'New' }))).toBe('done')
  })
})
