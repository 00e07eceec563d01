import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm, User } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

// The help desk at the API: what it may do for whom, with what reason, and how often.
let house: TestApi
let realm: Realm
let boss: Who
let help: Who
let ordinary: User
let count = 0

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('desk')
  boss = await house.person(realm, 'boss', ['global-admin'])
  help = await house.person(realm, 'help', ['help-desk'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const reason = 'Called back on the number on file'
const newPerson = async () => (ordinary = await house.addUser(realm, `person-${++count}`))
const eventsOf = async (type: string, userId: string) => (await boss.api.listEvents({ type, userId })).items

async function askForReset(user: User, reference: string): Promise<string> {
  const id = randomUUID()
  await house.storage.unit([house.storage.resetRequests.create({
    id, realmId: realm.id, userId: user.id, reference, journeyId: randomUUID(), createdAt: house.storage.clock.now(), address: '192.0.2.7',
  })])
  return id
}

describe('"How did you make sure who it is?" (Z-5)', () => {
  test('is demanded of whoever only helps, for a reset and for an answer, and stands in the log', async () => {
    const user = await newPerson()
    for (const given of [{}, { reason: '' }, { reason: '   ' }]) {
      expect(await problemOf(help.api.resetOtp({ userId: user.id, ...given }))).toBe('request.invalid')
    }
    const requestId = await askForReset(user, '4271-08')
    expect(await problemOf(help.api.answerResetRequest({ requestId, reference: '4271-08' }))).toBe('request.invalid')
    expect(await problemOf(help.api.issueEmergencyToken({ userId: user.id, reason: '' }))).toBe('request.invalid')
    expect((await house.read(realm, user.id)).otpResetAt).toBeNull()

    await help.api.answerResetRequest({ requestId, reference: '4271-08', reason })
    expect(await eventsOf('user.otp-reset', user.id)).toMatchObject([{ reason, actor: { name: 'help' } }])
    await help.api.issueEmergencyToken({ userId: user.id, reason })
    expect(await eventsOf('emergency.issued', user.id)).toMatchObject([{ reason, actor: { name: 'help' } }])
    await help.api.liftWait({ userId: user.id, reason })
    expect(await eventsOf('user.wait-lifted', user.id)).toMatchObject([{ reason }])
  })

  test('another reference than the caller’s resets nothing (P23)', async () => {
    const user = await newPerson()
    const requestId = await askForReset(user, '1111-22')
    expect(await problemOf(help.api.answerResetRequest({ requestId, reference: '1111-23', reason }))).toBe('reset-request.other-reference')
    expect((await house.read(realm, user.id)).otpResetAt).toBeNull()
  })
})

describe('one emergency token', () => {
  const lifeHours = async (by: Who, more: { expiresInHours?: number } = {}) => {
    const { expiresAt } = await by.api.issueEmergencyToken({ userId: (await newPerson()).id, reason, ...more })
    return Math.round((Date.parse(expiresAt ?? '') - house.storage.clock.now()) / 3_600_000)
  }

  test('S3-25: works for 24 hours, or as long as the realm says, and never longer from the help desk', async () => {
    expect(await lifeHours(help)).toBe(24)
    expect(await problemOf(help.api.issueEmergencyToken({ userId: ordinary.id, reason, expiresInHours: 25 }))).toBe('permission.missing')
    expect((await boss.api.changeRealm({ emergencyHandOutHours: 8 })).emergencyHandOutHours).toBe(8)
    expect((await help.api.whoAmI()).realm.emergencyHandOutHours).toBe(8)
    expect(await lifeHours(help)).toBe(8)
    expect(await lifeHours(help, { expiresInHours: 2 })).toBe(2)
    expect(await problemOf(help.api.issueEmergencyToken({ userId: ordinary.id, reason, expiresInHours: 24 }))).toBe('permission.missing')
    expect(await lifeHours(boss, { expiresInHours: 48 })).toBe(48)
    for (const hours of [0, 721, 1.5]) expect(await problemOf(boss.api.changeRealm({ emergencyHandOutHours: hours }))).toBe('request.invalid')
    await boss.api.changeRealm({ emergencyHandOutHours: 24 })
  })

  test('is neither read again, nor chosen, nor one of several, by the help desk', async () => {
    const user = await newPerson()
    const { id: tokenId } = await help.api.issueEmergencyToken({ userId: user.id, reason })
    expect(await problemOf(help.api.revealEmergencyToken({ userId: user.id, tokenId, reason }))).toBe('permission.missing')
    expect(await problemOf(help.api.issueEmergencyTokens({ userId: user.id, reason, count: 2 }))).toBe('permission.missing')
    expect(await problemOf(help.api.topUpEmergencyTokens({ userId: user.id, reason }))).toBe('permission.missing')
  })
})

describe('what others did to a person', () => {
  test('stands among the attempts, with who and why, for the next one at the desk', async () => {
    const user = await newPerson()
    await boss.api.changeUser({ userId: user.id, otpRequired: true })
    await help.api.issueEmergencyToken({ userId: user.id, reason })
    await help.api.resetOtp({ userId: user.id, reason })
    const { items } = await help.api.listAttempts({ userId: user.id })
    expect(items.map(({ type, by, reason: why }) => [type, by, why]).toReversed().filter(([type]) => type !== 'user.created')).toEqual([
      ['user.otp-turned-on', 'boss', null], ['emergency.issued', help.user.username, reason], ['user.otp-reset', help.user.username, reason],
    ])
    // What is nobody's business at the desk stays in the log.
    expect(await problemOf(help.api.listEvents({ userId: user.id }))).toBe('permission.missing')
  })
})

describe('for people with administrative roles', () => {
  test('nothing, whichever role and however they came by it', async () => {
    const viaGroup = await newPerson()
    const { id: groupId } = await boss.api.createGroup({ name: 'auditors' })
    await boss.api.grantGroupRole({ groupId, roleId: await house.roleId(realm, 'read-only-admin') })
    await boss.api.addGroupMember({ groupId, userId: viaGroup.id })
    for (const userId of [boss.user.id, viaGroup.id, help.user.id]) {
      const requestId = await askForReset(await house.read(realm, userId), `77${String(++count).padStart(2, '0')}-00`)
      for (const outcome of await Promise.all([
        help.api.resetOtp({ userId, reason }), help.api.liftWait({ userId, reason }), help.api.sendSetupMail({ userId }),
        help.api.issueEmergencyToken({ userId, reason }), help.api.revokeEmergencyTokens({ userId }), help.api.answerResetRequest({ requestId, reason }),
        help.api.dismissResetRequest({ requestId }),
      ].map(problemOf))) expect(['permission.not-for-administrators', 'permission.not-for-yourself']).toContain(outcome)
    }
  })

  test('who can be asked: those who can sign in, five at most, with names alone', async () => {
    const names = async () => (await help.api.listAdministratorsToAsk()).items.map(({ username }) => username)
    expect(await names()).toEqual(['boss'])
    expect(Object.keys((await help.api.listAdministratorsToAsk()).items[0] ?? {}).toSorted()).toEqual(['familyName', 'givenName', 'id', 'username'])
    const globalAdmin = await house.roleId(realm, 'global-admin')
    const paper = await house.addUser(realm, 'paper', { passwordHash: null })
    const away = await house.addUser(realm, 'away')
    for (const { id } of [paper, away]) await house.storage.unit(house.storage.roles.grant(realm.id, id, globalAdmin))
    await house.storage.unit(house.storage.users.change(realm.id, away.id, { enabled: false }))
    expect(await names()).toEqual(['boss'])
    for (let n = 0; n < 7; n += 1) {
      const more = await house.addUser(realm, `more-${n}`)
      await house.storage.unit(house.storage.roles.grant(realm.id, more.id, globalAdmin))
    }
    expect(await names()).toHaveLength(5)
    const nobody = await house.person(realm, 'nobody')
    expect(await problemOf(nobody.api.listAdministratorsToAsk())).toBe('permission.missing')
  })
})

describe('somebody who is given an administrative role at that moment (Z-2, S1-36)', () => {
  const acts = {
    'one emergency token revoked': async (user: User) => {
      const { id } = await help.api.issueEmergencyToken({ userId: user.id, reason })
      return { type: 'emergency.revoked', act: () => help.api.revokeEmergencyToken({ userId: user.id, tokenId: id }) }
    },
    'all of them revoked': async (user: User) => {
      await help.api.issueEmergencyToken({ userId: user.id, reason })
      return { type: 'emergency.revoked', act: () => help.api.revokeEmergencyTokens({ userId: user.id }) }
    },
    'their request dismissed': async (user: User) => {
      const requestId = await askForReset(user, `77${count}-20`)
      return { type: 'reset-request.dismissed', act: () => help.api.dismissResetRequest({ requestId }) }
    },
  }

  test.each(Object.entries(acts))('%s: before the role, or not at all', async (_, prepare) => {
    const roleId = await house.roleId(realm, 'read-only-admin')
    for (let round = 0; round < 8; round += 1) {
      const user = await newPerson()
      const { type, act } = await prepare(user)
      const [granted, acted] = await Promise.all([problemOf(boss.api.grantRole({ userId: user.id, roleId })), problemOf(act())])
      expect(granted).toBe('done')
      const order = (await boss.api.listEvents({ userId: user.id })).items.map((event) => event.type).toReversed()
      // What the help desk did stands in the log before the role, or it was refused.
      const [did, rose] = [order.indexOf(type), order.indexOf('role.granted')]
      expect([acted, did < rose]).toEqual(acted === 'done' ? ['done', true] : [expect.stringMatching(/^(permission\.not-for-administrators|emergency-token\.not-found)$/), did < rose])
    }
  })

  test('is looked for in the unit itself: whoever rose after the first look is left alone', async () => {
    const user = await newPerson()
    const { storage } = house
    const grant = storage.roles.grant(realm.id, user.id, await house.roleId(realm, 'read-only-admin'))
    expect(await storage.unit(storage.roles.ordinary(realm.id, user.id))).toMatchObject({ ok: true })
    await storage.unit(grant)
    expect(await storage.unit(storage.roles.ordinary(realm.id, user.id))).toMatchObject({ ok: false, missed: 'roles.ordinary' })
  })
})
