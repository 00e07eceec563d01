import { sql } from 'kysely'
import type { Context } from './context.ts'
import type { OtpStatus, Part, PartTally, Statement, Storage, Tally } from './types.ts'

/** '' is no role, and no policy group: neither is null in the key of a table. */
const none = ''

export function createTallies({ db, dialect, durable }: Pick<Context, 'db' | 'dialect' | 'durable'>): Omit<Storage['tallies'], 'attention' | 'lockedOut'> {
  const cell = ['role_id', 'policy_group_id', 'enabled', 'otp_required', 'otp_status'] as const
  // One question, and so one state of the database, whatever housekeeping does meanwhile.
  const kept = (realmId: number) => {
    const numbers = db.selectFrom('tallies').select([...cell, 'people']).where('realm_id', '=', realmId)
    return dialect === 'sqlite' ? numbers : numbers.unionAll(db.selectFrom('tally_changes').select([...cell, 'people']).where('realm_id', '=', realmId))
  }
  const read = async (realmId: number, of: 'people' | 'roles') =>
    durable.read.all(db.selectFrom(kept(realmId).as('kept')).select([...cell]).select(({ fn }) => fn.sum<number>('people').as('count'))
      .where('role_id', of === 'people' ? '=' : '<>', none).groupBy([...cell]).having(({ fn }) => fn.sum('people'), '>', 0)
      .orderBy('role_id').orderBy('policy_group_id').orderBy('enabled', 'desc').orderBy('otp_required', 'desc').orderBy('otp_status'))

  /** The first people of a part after somebody: of each way to belong to it as many, in the order of an index, and of those the first. */
  const slice = (realmId: number, { departments, roleIds, groupIds }: Part, after: number, limit: number) => {
    const first = (from: ReturnType<typeof sql>) => sql`select n from (select n from ${from} and n > ${after} order by n limit ${sql.lit(limit)}) as way`
    const ways = [
      ...departments.map((name) => first(sql`users where realm_id = ${realmId} and department = ${name}`)),
      ...roleIds.map((id) => first(sql`user_roles where realm_id = ${realmId} and role_id = ${id}`)),
      ...groupIds.map((id) => first(sql`group_members where group_id = ${id}`)),
    ]
    return sql`select n from (${sql.join(ways, sql` union `)}) as ways order by n limit ${sql.lit(limit)}`
  }

  return {
    async part(realmId, part, after, limit) {
      if (part.departments.length + part.roleIds.length + part.groupIds.length === 0) return { people: [], roles: [], next: null }
      const query = sql<PartRow>`with slice as materialized (${slice(realmId, part, after ?? 0, limit)}),
        part as materialized (select users.n as n, policy_group_id, otp_status from slice inner join users on users.n = slice.n
          where realm_id = ${realmId} and enabled = 1 and otp_required = 0)
        select cast(null as text) as role_id, policy_group_id, otp_status, count(*) as count, 0 as last from part group by policy_group_id, otp_status
        union all select user_roles.role_id, policy_group_id, otp_status, count(*), 0 from part inner join user_roles on user_roles.n = part.n
          group by user_roles.role_id, policy_group_id, otp_status
        union all select null, null, null, count(*), coalesce(max(n), 0) from slice`
      const rows = await durable.read.explore<PartRow>({ compile: () => query.compile(db) })
      const end = rows.find(({ otp_status: status }) => status === null)
      const people: PartTally[] = []
      const roles: (PartTally & { roleId: string })[] = []
      for (const { role_id: roleId, policy_group_id: policyGroupId, otp_status: status, count } of rows) {
        if (status === null) continue
        const tally = { policyGroupId, otpStatus: status as OtpStatus, count: Number(count) }
        if (roleId === null) people.push(tally)
        else roles.push({ ...tally, roleId })
      }
      return { people, roles, next: end && Number(end.count) === limit ? Number(end.last) : null }
    },
    people: async (realmId) => (await read(realmId, 'people')).map(toTally),
    roles: async (realmId) => (await read(realmId, 'roles')).map((row) => ({ roleId: row.role_id, ...toTally(row) })),
  }
}

type PartRow = { role_id: string | null; policy_group_id: string | null; otp_status: string | null; count: number; last: number }
type Row = { policy_group_id: string; enabled: number; otp_required: number; otp_status: string; count: number }

const toTally = ({ policy_group_id: group, enabled, otp_required: required, otp_status: status, count }: Row): Tally => ({
  policyGroupId: group === none ? null : group, enabled: enabled === 1, otpRequired: required === 1, otpStatus: status as OtpStatus, count: Number(count),
})

/**
 * Housekeeping on PostgreSQL: brings what changed into the numbers, at most so many changes. One statement: whoever reads
 * meanwhile reads the one or the other, and nodes that do it at once take different changes.
 */
export const settleTallies = (limit: number): Statement => ({
  name: 'tallies.settle',
  sql: `WITH taken AS (
      DELETE FROM tally_changes WHERE n IN (SELECT n FROM tally_changes ORDER BY n LIMIT ${limit} FOR UPDATE SKIP LOCKED) RETURNING *),
    summed AS (
      SELECT ${key}, sum(people) AS people FROM taken GROUP BY ${key} ORDER BY ${key})
    INSERT INTO tallies AS kept (${key}, people) SELECT * FROM summed
    ON CONFLICT (${key}) DO UPDATE SET people = kept.people + excluded.people`,
  parameters: [],
  rows: 'any',
})

const key = 'realm_id, role_id, policy_group_id, enabled, otp_required, otp_status'
