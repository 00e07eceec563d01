import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { commit, newUser, onBothDatabases, wins } from '../test/databases.ts'

onBothDatabases((world) => {
  test('of somebody new in a group and the end of that group, at once, one happens: nobody points at nothing', async () => {
    const { storage, realmId, otherNode } = world()
    const other = await otherNode()
    let [made, removed] = [0, 0]
    for (let round = 0; round < 40; round++) {
      const id = randomUUID()
      await commit(world(), storage.policies.saveGroup({
        id, realmId, name: id, ask: 'always', exemptions: [], acceptedKinds: ['totp'], acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
      }))
      const person = newUser({ policyGroupId: id })
      const [created, gone] = await Promise.all([
        wins(storage.unit([storage.policies.holdGroup(realmId, id), ...storage.users.create(realmId, person)])),
        wins(other.unit([other.policies.holdGroup(realmId, id), other.policies.removeGroup(realmId, id)])),
      ])
      expect([created, gone].filter(Boolean)).toHaveLength(1)
      expect(await storage.policies.group(realmId, id) === undefined).toBe(gone)
      if (created) made += 1
      else removed += 1
    }
    expect(made + removed).toBe(40)
  })
})
