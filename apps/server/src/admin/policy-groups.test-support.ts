import { randomUUID } from 'node:crypto'
import type { PolicyGroup, User } from '@tegata/storage'
import { expect } from 'vitest'
import { house, realm } from './acme.test-support.ts'
import type { TestApi } from './api.test-support.ts'

export const named = (name = `group ${randomUUID()}`) => name
export const events = async (type: string) => (await house.storage.audit.list(realm.id, { types: [type] }, null, 200)).items

/** A group that has conditions, from before versions were kept. */
export async function withConditions(): Promise<PolicyGroup> {
  const group: PolicyGroup = {
    id: randomUUID(), realmId: realm.id, name: named(), ask: 'unless', exemptions: [{ networks: ['10.0.0.0/8'] }, { clientIds: ['wiki'] }], acceptedKinds: ['totp', 'push'],
    acceptedRecoveries: ['emergency-token'], onUnenrolled: 'mailLink', afterEmergency: 'enrolNow', sessionsBefore: 'askAtNextUse',
  }
  const outcome = await house.storage.unit([house.storage.policies.saveGroup(group)])
  expect(outcome.ok).toBe(true)
  return group
}
export async function members(count: number, policyGroupId: string | null, more: Parameters<TestApi['addUser']>[2] = {}): Promise<User[]> {
  return Promise.all(Array.from({ length: count }, () => house.addUser(realm, `u-${randomUUID()}`, { policyGroupId, ...more })))
}
export const groupOf = async ({ id }: { id: string }) => (await house.read(realm, id)).policyGroupId
export const office = { networks: ['10.0.0.0/8', '2001:db8::/32'], applications: [] }
