import { sql } from 'kysely'
import type { Context } from './context.ts'
import { type Builder, listed, listedNumbers } from './sql/build.ts'
import type { AlikeBy, Storage } from './types.ts'
import { createUserSearch } from './user-search.ts'

/** Whom a change of policy concerns, and how many of them are alike. */
export function createPolicyPeople({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Pick<Storage['policies'], 'people' | 'alike'> {
  const matching = createUserSearch({ db, dialect, durable, clock })

  return {
    people: matching,

    async alike(realmId, numbers, by) {
      if (numbers.length === 0) return []
      const rows = await durable.read.explore<{ key: string; numbers: string }>(query(db, dialect, realmId, numbers, by))
      return rows.map((row) => ({ key: row.key, numbers: row.numbers.split(',').map(Number) }))
    },
  }
}

/** Everything that the policy reads of a person, as one text. Of instants only on which side of the dividing one they lie. */
function query(db: Builder, dialect: Context['dialect'], realmId: number, numbers: readonly number[], { roleIds, groupIds, departments, now, after }: AlikeBy) {
  const newer = (column: string, than: number) => sql`case when ${sql.ref(column)} is null then '-' when ${sql.ref(column)} > ${than} then 'new' else 'old' end`
  const flag = (column: string) => sql`coalesce(cast(${sql.ref(column)} as text), '-')`
  const all = (of: ReturnType<typeof sql>) => sql`coalesce((${of}), '-')`
  const nothing = sql`'-'`
  const ofAny = (rows: ReturnType<typeof sql>, column: ReturnType<typeof sql>) =>
    sql`case when exists (select 1 from ${rows}) then (select string_agg(${column}, ',' order by ${column}) from ${rows}) else '-' end`
  const facts = [
    flag('u.enabled'), flag('u.shared'), flag('u.otp_required'), newer('u.otp_required_at', after.demand),
    flag('u.policy_group_id'), newer('u.policy_group_since', after.demand),
    newer('u.otp_reset_at', after.demand), newer('u.otp_reset_at', after.reset), flag('u.reset_proof'),
    newer('u.email_proved_at', now), newer('u.email_changed_at', after.address), newer('u.password_reset_by_mail_at', after.mail),
    departments.length === 0 ? nothing : sql`case when u.department in ${listed(dialect, departments)} then u.department else '-' end`,
    // What most people do not have is looked for where the row says that there is some: each look is an index that is walked.
    sql`case when u.otp_status = 'none' then '-' else ${all(sql`select string_agg(kind || ' ' || state || ' ' || confirmed_for, ',' order by kind, state, confirmed_for)
      from authenticators where authenticators.realm_id = u.realm_id and authenticators.user_id = u.id`)} end`,
    sql`case when u.emergency_left = 0 then '-' else ${all(sql`select 'token' from emergency_tokens where emergency_tokens.realm_id = u.realm_id and emergency_tokens.user_id = u.id
      and used_at is null and revoked_at is null and (expires_at is null or expires_at > ${now}) limit 1`)} end`,
    roleIds.length === 0 ? nothing : ofAny(sql`user_roles where user_roles.n = u.n and role_id in ${listed(dialect, roleIds)}`, sql`role_id`),
    groupIds.length === 0 ? nothing : ofAny(sql`group_members where group_members.n = u.n and group_id in ${listed(dialect, groupIds)}`, sql`group_id`),
  ]
  // `+`: SQLite would look everybody of the realm through for these numbers.
  const people = sql`select u.n as n, ${sql.join(facts, sql` || '|' || `)} as facts from users u
    where +u.realm_id = ${realmId} and u.n in ${listedNumbers(dialect, numbers)}`
  const grouped = sql<{ key: string; numbers: string }>`select facts as "key", string_agg(cast(n as text), ',' order by n desc) as numbers
    from (${people}) as people group by facts`
  return { compile: () => grouped.compile(db) }
}
