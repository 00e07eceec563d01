import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { commit, onBothDatabases, wins } from '../test/databases.ts'
import type { PolicyGroup, PolicyGroupVersion } from './types.ts'

onBothDatabases((world) => {
  function versions() {
    const { storage: { policies }, realmId } = world()
    const group: PolicyGroup = {
      id: randomUUID(), realmId, name: `group ${randomUUID()}`, ask: 'unless', exemptions: [{ networks: ['10.0.0.0/8'], clientIds: ['wiki'] }], acceptedKinds: ['totp'],
      acceptedRecoveries: [], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
    }
    const version = (number: number, over: Partial<PolicyGroupVersion> = {}): PolicyGroupVersion =>
      ({ version: number, at: number * 1000, actor: { id: 'admin', name: 'admin' }, reason: null, copiedFrom: null, group, ...over })
    return { policies, realmId, group, version }
  }

  test('every version of a group is kept with who, when and why, and read newest first, also when the group is gone', async () => {
    const { policies, realmId, group, version } = versions()
    const kept = [version(1, { at: null, actor: null, copiedFrom: { id: 'x', name: '元' } }), version(2, { reason: '工場' }), version(3)]
    for (const each of kept) await commit(world(), policies.keepGroupVersion(each))
    expect(await policies.groupVersions(realmId, group.id, null, 10)).toEqual(kept.toReversed())
    expect(await policies.groupVersions(realmId, group.id, 3, 1)).toEqual([kept[1]])
    expect(await policies.groupVersions(realmId + 1, group.id, null, 10)).toEqual([])
  })

  test('of two changes made on the same version one is kept', async () => {
    const { policies, realmId, group, version } = versions()
    const { storage } = world()
    await commit(world(), policies.saveGroup(group), policies.keepGroupVersion(version(1)))
    const outcomes = await Promise.all(['never', 'always'].map((ask) => storage.unit([
      policies.changeGroup(group, { ...group, ask: ask as 'never' | 'always' }), policies.keepGroupVersion(version(2, { reason: ask })),
    ])))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    const [now] = await policies.groupVersions(realmId, group.id, null, 1)
    expect(now?.reason).toBe((await policies.group(realmId, group.id))?.ask)
    expect(await wins(storage.unit([policies.keepGroupVersion(version(2))]))).toBe(false)
  })
})
