import { randomUUID } from 'node:crypto'
import type { User } from '@tegata/storage'
import { house, realm } from '../acme.test-support.ts'
import type { TestApi } from '../api.test-support.ts'

/** People of a department of their own, so that a filter means them alone. */
export async function people(count: number, more: Parameters<TestApi['addUser']>[2] = {}): Promise<{ department: string; users: User[]; userIds: string[] }> {
  const department = `d-${randomUUID()}`
  const users: User[] = []
  for (let n = 0; n < count; n++) users.push(await house.addUser(realm, `u-${randomUUID()}`, { department, ...more }))
  return { department, users, userIds: users.map(({ id }) => id) }
}
