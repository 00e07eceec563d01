import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, commit, onBothDatabases, rowsOf, totp } from '../test/databases.ts'
import type { Part, PartTally } from './types.ts'

const nobody: Part = { departments: [], roleIds: [], groupIds: [] }
const lineOf = ({ policyGroupId, otpStatus, count, roleId = '' }: PartTally & { roleId?: string }) => [roleId, policyGroupId ?? '', otpStatus, count].join('|')

/** Adds up what comes in slices. */
function added(tallies: readonly (PartTally & { roleId?: string })[]): string[] {
  const sums = new Map<string, PartTally & { roleId?: string }>()
  for (const tally of tallies) {
    const key = lineOf({ ...tally, count: 0 })
    sums.set(key, { ...tally, count: tally.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()].map(lineOf).toSorted()
}

onBothDatabases((world) => {
  /** People of every kind: some belong to the part by several ways, some are disabled, switched on or elsewhere. */
  async function town() {
    const { storage: { users, roles, groups, unit, authenticators }, realmId } = world()
    const [role, other, group] = [randomUUID(), randomUUID(), randomUUID()]
    await commit(world(), groups.create({ id: group, realmId, name: group }), ...[role, other].map((id) =>
      roles.create({ id, realmId, name: id, description: null, clientId: null, administrative: false })))
    for (let n = 0; n < 36; n++) {
      const user = await addUser(world(), { department: n % 3 === 0 ? `Sales ${role}` : 'Stock', otpRequired: n % 7 === 0, policyGroupId: n % 2 === 0 ? 'group-a' : null })
      if (n % 4 === 0) await commit(world(), ...roles.grant(realmId, user.id, role))
      if (n % 2 === 0) await commit(world(), ...roles.grant(realmId, user.id, other))
      if (n % 6 === 0) await commit(world(), ...groups.add(realmId, user.id, group))
      if (n % 5 === 0) await commit(world(), ...authenticators.create(totp(world(), user.id), await authenticators.setDigest(realmId, user.id)))
      if (n % 11 === 0) await unit(users.change(realmId, user.id, { enabled: false }))
    }
    return { role, other, group, part: { departments: [`Sales ${role}`, 'Nobody’s'], roleIds: [role], groupIds: [group] } satisfies Part }
  }
  async function all(part: Part, limit: number) {
    const found: { people: PartTally[]; roles: (PartTally & { roleId: string })[]; goes: number } = { people: [], roles: [], goes: 0 }
    for (let after: number | null = null; ;) {
      const { people, roles, next }: Awaited<ReturnType<ReturnType<typeof world>['storage']['tallies']['part']>> = await world().storage.tallies.part(world().realmId, part, after, limit)
      found.people.push(...people)
      found.roles.push(...roles)
      found.goes += 1
      if (next === null) return found
      after = next
    }
  }

  test('counts a part of the realm as anybody would who read every row, nobody twice, in one go or in many', async () => {
    const { part, role, group } = await town()
    const whose = `users.realm_id = ${world().realmId} AND enabled = 1 AND otp_required = 0 AND (department IN ('Sales ${role}', 'Nobody’s')
      OR EXISTS (SELECT 1 FROM user_roles r WHERE r.n = users.n AND r.role_id = '${role}') OR EXISTS (SELECT 1 FROM group_members m WHERE m.n = users.n AND m.group_id = '${group}'))`
    const cells = `coalesce(policy_group_id, '') AS g, otp_status AS s, count(*) AS c`
    const people = (await rowsOf(world(), `SELECT ${cells} FROM users WHERE ${whose} GROUP BY 1, 2`)).map(({ g, s, c }) => ['', g, s, c].join('|')).toSorted()
    const ofRoles = (await rowsOf(world(), `SELECT u.role_id AS r, ${cells} FROM users JOIN user_roles u ON u.n = users.n WHERE ${whose} GROUP BY 1, 2, 3`))
      .map(({ r, g, s, c }) => [r, g, s, c].join('|')).toSorted()
    expect(people.length).toBeGreaterThan(2)
    for (const limit of [1000, 5, 1]) {
      const found = await all(part, limit)
      expect(added(found.people)).toEqual(people)
      expect(added(found.roles)).toEqual(ofRoles)
      expect(found.goes === 1).toBe(limit === 1000)
    }
  })

  test('a part that names nobody is nobody, and another realm’s people are none of it', async () => {
    expect(await all(nobody, 10)).toEqual({ people: [], roles: [], goes: 1 })
    const { part } = await town()
    const { storage } = world()
    expect(await storage.tallies.part(world().realmId + 1, part, null, 1000)).toMatchObject({ people: [], roles: [] })
  })
})
