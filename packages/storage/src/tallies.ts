import type { Context } from './context.ts'
import type { OtpStatus, Statement, Storage, Tally } from './types.ts'

/** '' is no role, and no policy group: neither is null in the key of a table. */
const none = ''

export function createTallies({ db, dialect, durable }: Pick<Context, 'db' | 'dialect' | 'durable'>): Storage['tallies'] {
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

  return {
    people: async (realmId) => (await read(realmId, 'people')).map(toTally),
    roles: async (realmId) => (await read(realmId, 'roles')).map((row) => ({ roleId: row.role_id, ...toTally(row) })),
  }
}

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
