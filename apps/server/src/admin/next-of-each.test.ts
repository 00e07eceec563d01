import { randomUUID } from 'node:crypto'
import type { PolicyGroup, Realm, User } from '@tegata/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who
const people = new Map<string, User>()

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('acme')
  admin = await house.person(realm, 'admin', ['global-admin'])
  const group = (onUnenrolled: PolicyGroup['onUnenrolled']): PolicyGroup => ({
    id: randomUUID(), realmId: realm.id, name: onUnenrolled, ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: ['emergency-token'],
    onUnenrolled, afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
  })
  const strict = group('codeOnly')
  const closed = group('deny')
  await must(house.storage.policies.saveGroup(strict), house.storage.policies.saveGroup(closed))
  const add = async (username: string, groupId: string | null) => {
    const user = await house.addUser(realm, username)
    if (groupId !== null) await must(...house.storage.users.change(realm.id, user.id, { policyGroupId: groupId }))
    people.set(username, user)
    return user
  }
  for (const username of ['strict-1', 'strict-2']) await add(username, strict.id)
  await admin.api.issueEmergencyTokens({ userId: (await add('strict-token', strict.id)).id, reason: 'a long trip', count: 1, expiresInHours: null })
  await add('closed', closed.id)
  await house.addTotp(realm, await add('has-one', closed.id))
  await admin.api.changeUser({ userId: (await add('switch', null)).id, otpRequired: true })
  await add('free', null)
  await admin.api.changeUser({ userId: (await add('off', strict.id)).id, enabled: false })
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const must = async (...statements: Parameters<TestApi['storage']['unit']>[0]) => expect((await house.storage.unit(statements)).ok).toBe(true)

describe('what somebody who waits meets next', () => {
  test('S0-39: the list says who is locked out and who needs a token, and only of those who wait', async () => {
    const { items } = await admin.api.listUsers({ outlook: true, limit: 200 })
    expect(Object.fromEntries(items.map(({ username, otp }) => [username, [otp.status, otp.next]]))).toEqual({
      admin: ['set-up', null],
      'strict-1': ['waiting', 'locked-out'], 'strict-2': ['waiting', 'locked-out'], 'strict-token': ['waiting', 'token'],
      closed: ['waiting', 'locked-out'], 'has-one': ['set-up', null], switch: ['waiting', 'set-up'], free: ['not-required', null], off: ['waiting', null],
    })
  })

  test('it is what their own page says, and what the decision says of each of them', async () => {
    for (const username of ['strict-1', 'strict-token', 'closed', 'switch']) {
      const userId = people.get(username)?.id ?? ''
      const [user, policy] = await Promise.all([admin.api.getUser({ userId }), admin.api.getEffectivePolicy({ userId })])
      expect([username, user.otp.next]).toEqual([username, policy.next])
    }
  })

  test('a list that does not ask for it is not made to wait for decisions', async () => {
    const { items } = await admin.api.listUsers({ limit: 200 })
    expect(new Set(items.map(({ otp }) => otp.next))).toEqual(new Set([null]))
  })
})
