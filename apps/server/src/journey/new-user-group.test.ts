import { randomUUID } from 'node:crypto'
import type { PolicyGroup, Realm, Storage } from '@tegata/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStorage, testRealmSettings } from '../../../../packages/storage/src/testing.ts'
import { intoNewUserGroup } from './new-user-group.ts'

let storage: Storage
let count = 0
beforeAll(async () => { storage = await openTestStorage() })
afterAll(() => storage.close())

const named = async (realm: Pick<Realm, 'name'>): Promise<Realm> => {
  const found = await storage.realms.find(realm.name)
  if (!found) throw new Error('no realm')
  return found
}
const say = async (realm: Realm, newUserGroupId: string | null) => {
  const { id, settings, version } = await named(realm)
  expect((await storage.unit([storage.realms.saveSettings(id, { ...settings, newUserGroupId }, version)])).ok).toBe(true)
}
/** A realm as it was read when a request began. */
async function stage() {
  const name = `new-${++count}`
  await storage.unit([storage.realms.create({ name, settings: testRealmSettings })])
  const realm = await named({ name })
  const groupOf = async (): Promise<string> => {
    const group: PolicyGroup = {
      id: randomUUID(), realmId: realm.id, name: randomUUID(), ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [],
      onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
    }
    await storage.unit([storage.policies.saveGroup(group)])
    return group.id
  }
  const [first, second] = [await groupOf(), await groupOf()]
  await say(realm, first)
  const begun = await named(realm)
  const id = randomUUID()
  const write = () => intoNewUserGroup({ storage }, begun, (policyGroupId) =>
    storage.users.create(realm.id, { id, username: id, email: null, givenName: '', familyName: '', otpRequired: false, policyGroupId }))
  return { realm, first, second, write, where: async () => (await storage.users.find(realm.id, id))?.policyGroupId }
}
const remove = (realm: Realm, id: string) => storage.unit([storage.policies.holdGroup(realm.id, id), storage.policies.removeGroup(realm.id, id)])

test('S1-34: somebody new is in the group that the realm names for them', async () => {
  const { first, write, where } = await stage()
  expect((await write()).ok).toBe(true)
  expect(await where()).toBe(first)
})

test.each(['another', 'none'] as const)('a group that went away since the request began is nobody’s: the realm names %s by now', async (which) => {
  const { realm, first, second, write, where } = await stage()
  await say(realm, which === 'another' ? second : null)
  expect((await remove(realm, first)).ok).toBe(true)
  expect((await write()).ok).toBe(true)
  expect(await where()).toBe(which === 'another' ? second : null)
})

test('where the settings name a group that is not there, nobody is made rather than somebody whom nothing asks', async () => {
  const { realm, first, write, where } = await stage()
  await remove(realm, first)
  expect(await write()).toMatchObject({ ok: false, missed: 'policies.holdGroup' })
  expect(await where()).toBeUndefined()
})
