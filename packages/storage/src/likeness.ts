import { type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { periodOf } from './periods.ts'
import { listedNumbers } from './sql/build.ts'
import type { Alike, PeopleReached, Storage } from './types.ts'

/** People of whom one question tells: a fraction of a second's work for the database, so that others have their turn in between. */
const slice = { sqlite: 20_000, postgres: 50_000 }

type Found = { key: string | number; numbers: readonly number[] }
/** An index whose last column is the number: it is read in slices. */
type Walk = { from: RawBuilder<unknown>; key: RawBuilder<unknown>; n: RawBuilder<unknown> }

/** Whom decisions cannot tell apart by what stands with them, for a look at everybody; and whom rules reach by other ways. */
export function createLikeness({ db, dialect, durable }: Pick<Context, 'db' | 'dialect' | 'durable'>): Pick<Storage['policies'], 'likenesses' | 'likenessOf' | 'instantsOf' | 'reached'> {
  const ask = <Row>(query: RawBuilder<Row>) => durable.read.explore<Row>({ compile: () => query.compile(db) })
  const gathered = async (rows: RawBuilder<unknown>): Promise<readonly Found[]> => {
    const found = await ask(sql<{ key: string | number; numbers: string }>`select key, string_agg(cast(n as text), ',') as numbers from (${rows}) as rows group by key order by key`)
    // As JSON: by far the quickest way to a million numbers.
    return found.map(({ key, numbers }) => ({ key, numbers: JSON.parse(`[${numbers}]`) as number[] }))
  }
  // A list of any length as one parameter. `+`: SQLite would look everybody of the realm through for these numbers.
  const numbered = (realmId: number, numbers: readonly number[]) => sql`+realm_id = ${realmId} and n in ${listedNumbers(dialect, numbers)}`

  async function* walked({ from, key, n }: Walk): AsyncGenerator<readonly Found[]> {
    for (let after: RawBuilder<unknown> | null = null; ;) {
      const found: readonly Found[] = await gathered(sql`select ${key} as key, ${n} as n from ${from}${after ?? sql``} order by ${key}, ${n} limit ${sql.lit(slice[dialect])}`)
      const last = found.at(-1)
      if (last === undefined) return
      yield found
      if (found.reduce((sum, { numbers }) => sum + numbers.length, 0) < slice[dialect]) return
      after = sql` and (${key}, ${n}) > (${last.key}, ${last.numbers.reduce((most, each) => Math.max(most, each), 0)})`
    }
  }

  function walksOf(realmId: number, by: PeopleReached): readonly Walk[] {
    const n = sql`n`
    if ('roleId' in by) return [{ from: sql`user_roles where realm_id = ${realmId} and role_id = ${by.roleId}`, key: sql`otp`, n }]
    if ('groupId' in by) return [{ from: sql`group_members where group_id = ${by.groupId}`, key: sql`group_id`, n }]
    if ('department' in by) return [{ from: sql`users where realm_id = ${realmId} and department = ${by.department}`, key: sql`department`, n }]
    if ('upstreamId' in by) return [{ from: sql`identities where upstream_id = ${by.upstreamId}`, key: sql`upstream_id`, n: sql`user_n` }]
    // Of the period of the instant itself the rows are looked at; those of the periods before it are all in.
    const used = (period: RawBuilder<unknown>): Walk => ({ from: sql`users where realm_id = ${realmId} and ${period}`, key: sql`otp_used_period`, n })
    const period = periodOf(by.unusedSince)
    return [used(sql`otp_used_period < ${period}`), used(sql`otp_used_period = ${period} and otp_used_at <= ${by.unusedSince}`)]
  }
  const toAlike = (found: readonly Found[]): readonly Alike[] => found.map(({ key, numbers }) => ({ key: String(key), numbers }))

  return {
    async* likenesses(realmId) {
      for await (const found of walked({ from: sql`users where realm_id = ${realmId}`, key: sql`likeness`, n: sql`n` })) yield toAlike(found)
    },
    likenessOf: async (realmId, numbers) => numbers.length === 0 ? [] : toAlike(await gathered(sql`select likeness as key, n from users where ${numbered(realmId, numbers)}`)),

    async* reached(realmId, by) {
      for (const walk of walksOf(realmId, by)) for await (const found of walked(walk)) yield found.flatMap(({ numbers }) => numbers)
    },

    async instantsOf(realmId, numbers) {
      if (numbers.length === 0) return []
      const rows = await durable.read.explore(db.selectFrom('users').select([
        'users.n', 'otp_required_at', 'policy_group_since', 'policy_group_until', 'otp_reset_at', 'email_changed_at', 'password_reset_by_mail_at', 'emergency_until',
      ]).where(sql<boolean>`${numbered(realmId, numbers)}`))
      return rows.map((row) => ({
        n: row.n, otpRequiredAt: row.otp_required_at, policyGroupSince: row.policy_group_since, policyGroupUntil: row.policy_group_until, otpResetAt: row.otp_reset_at,
        emailChangedAt: row.email_changed_at, passwordResetByMailAt: row.password_reset_by_mail_at, emergencyUntil: row.emergency_until,
      }))
    },
  }
}
