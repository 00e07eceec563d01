import { type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { periodOf } from './periods.ts'
import { listedNumbers } from './sql/build.ts'
import type { Alike, PeopleReached, Storage } from './types.ts'

/** People of whom one question tells: a fraction of a second's work for the database, so that others have their turn in between. */
const slices = { sqlite: 20_000, postgres: 50_000 }

/** Sorts of people that are looked for at one go. */
const sorts = 64

type Found = { key: string | number; numbers: readonly number[] }
/** An index whose last column is the number: it is read in slices, by its key, or, where that is one, by the number alone. */
type Walk = { from: RawBuilder<unknown>; key?: RawBuilder<unknown>; n: RawBuilder<unknown> }

/** Whom decisions cannot tell apart by what stands with them, for a look at everybody; and whom rules reach by other ways. */
export function createLikeness({ db, dialect, durable }: Pick<Context, 'db' | 'dialect' | 'durable'>, slice: number = slices[dialect]): Pick<Storage['policies'], 'likenesses' | 'likenessOf' | 'instantsOf' | 'reached'> {
  const ask = <Row>(query: RawBuilder<Row>) => durable.read.explore<Row>({ compile: () => query.compile(db) })
  const gathered = async (rows: RawBuilder<unknown>): Promise<readonly Found[]> => {
    const found = await ask(sql<{ key: string | number; numbers: string }>`select key, string_agg(cast(n as text), ',') as numbers from (${rows}) as rows group by key order by key`)
    // As JSON: by far the quickest way to a million numbers.
    return found.map(({ key, numbers }) => ({ key, numbers: JSON.parse(`[${numbers}]`) as number[] }))
  }
  // A list of any length as one parameter. `+`: SQLite would look everybody of the realm through for these numbers.
  const numbered = (realmId: number, numbers: readonly number[]) => sql`+realm_id = ${realmId} and n in ${listedNumbers(dialect, numbers)}`

  // SQLite takes a bound of the number for more than a department, and would walk everybody behind it.
  const named = (index: string) => dialect === 'sqlite' ? sql.raw(` indexed by ${index}`) : sql``

  async function* walked({ from, key, n }: Required<Walk>): AsyncGenerator<readonly Found[]> {
    for (let after: RawBuilder<unknown> | null = null; ;) {
      const found: readonly Found[] = await gathered(sql`select ${key} as key, ${n} as n from ${from}${after ?? sql``} order by ${key}, ${n} limit ${sql.lit(slice)}`)
      const last = found.at(-1)
      if (last === undefined) return
      yield found
      if (found.reduce((sum, { numbers }) => sum + numbers.length, 0) < slice) return
      after = sql` and (${key}, ${n}) > (${last.key}, ${last.numbers.reduce((most, each) => Math.max(most, each), 0)})`
    }
  }

  /** The same of one key: without it to be compared, it takes half as long. */
  async function* counted({ from, n }: Walk): AsyncGenerator<readonly number[]> {
    for (let after = 0; ;) {
      const [row] = await ask(sql<{ numbers: string | null }>`select string_agg(${dialect === 'sqlite' ? sql`n` : sql`n::text`}, ',') as numbers from (
        select ${n} as n from ${from} and ${n} > ${after} order by ${n} limit ${sql.lit(slice)}) as rows`)
      const numbers: number[] = row?.numbers == null ? [] : JSON.parse(`[${row.numbers}]`)
      if (numbers.length > 0) yield numbers
      if (numbers.length < slice) return
      after = numbers.reduce((most, each) => Math.max(most, each), 0)
    }
  }

  /** SQLite compares texts more slowly than it goes to the next one: where people are alike, each sort is read by itself. */
  async function* alike(realmId: number): AsyncGenerator<readonly Found[]> {
    for (let last = ''; ;) {
      const next = (than: RawBuilder<unknown>) => sql`select min(likeness) as likeness from users where realm_id = ${realmId} and likeness > ${than}`
      const keys = (await ask(sql<{ key: string }>`with recursive sorts (likeness) as (select likeness from (${next(sql`${last}`)}) union all select (${next(sql`sorts.likeness`)}) from sorts where sorts.likeness is not null)
        select likeness as key from sorts where likeness is not null limit ${sql.lit(sorts)}`)).map(({ key }) => key)
      const end = keys.at(-1)
      if (end === undefined) return
      const these = sql`users where realm_id = ${realmId} and likeness > ${last} and likeness <= ${end}`
      const [some] = await ask(sql<{ people: number }>`select count(*) as people from (select 1 from ${these} limit ${sql.lit(slice + 1)})`)
      if ((some?.people ?? 0) <= slice) yield await gathered(sql`select likeness as key, n from ${these}`)
      else {
        let [found, people]: [Found[], number] = [[], 0]
        for (const key of keys) {
          for await (const numbers of counted({ from: sql`users${named('users_by_likeness')} where realm_id = ${realmId} and likeness = ${key}`, n: sql`n` })) {
            found.push({ key, numbers })
            people += numbers.length
            if (people < slice) continue
            yield found;
            [found, people] = [[], 0]
          }
        }
        yield found
      }
      last = end
    }
  }

  function walksOf(realmId: number, by: PeopleReached): readonly Walk[] {
    const n = sql`n`
    if ('roleId' in by) return [{ from: sql`user_roles where realm_id = ${realmId} and role_id = ${by.roleId}`, n }]
    if ('groupId' in by) return [{ from: sql`group_members where group_id = ${by.groupId}`, n }]
    if ('department' in by) return [{ from: sql`users${named('users_by_department')} where realm_id = ${realmId} and department = ${by.department}`, n }]
    if ('upstreamId' in by) return [{ from: sql`identities where upstream_id = ${by.upstreamId}`, n: sql`user_n` }]
    // Of the period of the instant itself the rows are looked at; those of the periods before it are all in.
    const used = (period: RawBuilder<unknown>): Required<Walk> => ({ from: sql`users where realm_id = ${realmId} and ${period}`, key: sql`otp_used_period`, n })
    const period = periodOf(by.unusedSince)
    return [used(sql`otp_used_period < ${period}`), used(sql`otp_used_period = ${period} and otp_used_at <= ${by.unusedSince}`)]
  }
  const toAlike = (found: readonly Found[]): readonly Alike[] => found.map(({ key, numbers }) => ({ key: String(key), numbers }))

  return {
    async* likenesses(realmId) {
      const everybody = dialect === 'sqlite' ? alike(realmId) : walked({ from: sql`users where realm_id = ${realmId}`, key: sql`likeness`, n: sql`n` })
      for await (const found of everybody) yield toAlike(found)
    },
    likenessOf: async (realmId, numbers) => numbers.length === 0 ? [] : toAlike(await gathered(sql`select likeness as key, n from users where ${numbered(realmId, numbers)}`)),

    async* reached(realmId, by) {
      for (const { from, key, n } of walksOf(realmId, by)) {
        if (key === undefined) yield* counted({ from, n })
        else for await (const found of walked({ from, key, n })) yield found.flatMap(({ numbers }) => numbers)
      }
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
