import { expressionBuilder, sql, type Compilable, type Expression, type SqlBool } from 'kysely'
import type { Context } from './context.ts'
import { beginnings, lengthOf, searchForm } from './normalise.ts'
import { listed } from './sql/build.ts'
import type { Schema } from './sql/schema.ts'
import type { UserFilter } from './types.ts'
import { createConditions } from './user-conditions.ts'

/** From three characters on a word is found anywhere, by trigrams; below, at the beginning of a name part. */
const trigram = 3
const maxWords = 6
const maxWordLength = 100
/**
 * A word that one in a hundred has fills a page within this many of the newest rows, and a role or status that fewer
 * have is looked through one by one. Trigram indexes are for the rest: for frequent words they are slower than looking.
 */
const glance = 5000

type Ns = Compilable<{ n: number }> & Expression<{ n: number }>
const statuses = ['none', 'app', 'email', 'unproved', 'several', 'suspended'] as const

/**
 * The numbers of the users that match a filter, newest first. Every way of answering walks one index in the order of the
 * answer from the cursor on, so that the depth of a page costs nothing.
 */
export function createUserSearch({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>) {
  const conditions = createConditions({ dialect, clock })
  const eb = expressionBuilder<Schema, 'users'>()
  const contains = (word: string): Expression<SqlBool> => dialect === 'sqlite'
    ? sql<SqlBool>`instr(users.search_text, ${word}) > 0`
    : eb('users.search_text', 'like', `%${word.replace(/[\\%_]/g, '\\$&')}%`)

  return async function matching(realmId: number, filter: UserFilter, before: number | null, limit: number): Promise<readonly number[]> {
    const words = wordsOf(filter.search)
    const long = words.filter((word) => lengthOf(word) >= trigram)
    const short = words.filter((word) => lengthOf(word) < trigram)
    const beginsWith = (word: string) => eb.exists(eb.selectFrom('user_name_parts').select('user_name_parts.n')
      .where('realm_id', '=', realmId).where('prefix', '=', word).whereRef('user_name_parts.n', '=', 'users.n'))
    const everyWord = [...long.map(contains), ...short.map(beginsWith)]
    const { roleIds = [], otp = [] } = filter

    /** `+`: a condition that must not choose the index, where another one is to be walked. */
    const flags = (walked: boolean): Expression<SqlBool>[] => [
      ...(filter.enabled === undefined ? [] : [sql<SqlBool>`${sql.raw(walked ? '' : '+')}users.enabled = ${Number(filter.enabled)}`]),
      ...(filter.otpRequired === undefined ? [] : [sql<SqlBool>`${sql.raw(walked ? '' : '+')}users.otp_required = ${Number(filter.otpRequired)}`]),
      ...(filter.policyGroupId === undefined ? [] : [eb('users.policy_group_id', filter.policyGroupId === null ? 'is' : '=', filter.policyGroupId)]),
      ...conditions(filter, ['departments', 'demand', 'signedIn', 'waits', 'emergencyLeft', 'upstreamIds', 'emailProved', 'unusedSince', 'shared']),
    ]
    const ranges = [
      ...(otp.length === 0 ? [] : [eb('users.otp_status', 'in', otp)]),
      ...(roleIds.length === 0 ? [] : [eb.exists(eb.selectFrom('user_roles').select('user_roles.n').whereRef('user_roles.n', '=', 'users.n').where('user_roles.role_id', 'in', roleIds))]),
    ]
    const wanted = (...more: Expression<SqlBool>[]) => eb.and([eb('users.realm_id', '=', realmId), ...flags(false), ...more])
    /** Looks at the user of each row of another index. Not a join: its other side would be walked from the newest user on. */
    const looked = (n: string, ...conditions: Expression<SqlBool>[]): Expression<SqlBool> => conditions.length === 0 ? sql<SqlBool>`1 = 1`
      : sql<SqlBool>`(select 1 from users where users.n = ${sql.ref(n)} and ${eb.and(conditions)}) = 1`
    const ask = async (query: Ns): Promise<readonly number[]> => (await durable.read.explore(query)).map(({ n }) => n)

    /** Everybody of the roles and statuses asked for, whatever else they are. */
    const inRanges = (most: number, ...more: Expression<SqlBool>[]): Ns => {
      const parts = roleIds.length === 0
        ? otp.map((status) => db.selectFrom('users').select('users.n').where('users.otp_status', '=', status).where(wanted(...more))
            .$if(before !== null, (query) => query.where('users.n', '<', before)).orderBy('users.n', 'desc').limit(rows(most)))
        : roleIds.flatMap((roleId) => (otp.length === 0 ? statuses : otp).map((status) => db.selectFrom('user_roles')
            .select('user_roles.n').where('user_roles.realm_id', '=', realmId)
            .where('user_roles.role_id', '=', roleId).where('user_roles.otp', '=', status).where(looked('user_roles.n', ...flags(false), ...more))
            .$if(before !== null, (query) => query.where('user_roles.n', '<', before)).orderBy('user_roles.n', 'desc').limit(rows(most))))
      return db.selectFrom(sql<{ n: number }>`(${sql.join(parts.map((part) => sql`select n from (${part}) as part`), sql` union `)})`.as('ranges'))
        .select('ranges.n').orderBy('ranges.n', 'desc').limit(rows(most))
    }
    const newest = () => db.selectFrom('users').select('users.n').$if(before !== null, (query) => query.where('users.n', '<', before)).orderBy('users.n', 'desc')

    if (filter.ids !== undefined) {
      const these = sql<SqlBool>`users.id in ${listed(dialect, filter.ids)}`
      return ask(newest().where(wanted(these, ...ranges, ...everyWord)).limit(rows(limit)))
    }
    if (words.length === 0) {
      if (ranges.length > 0) return ask(inRanges(limit))
      return ask(newest().where(eb.and([eb('users.realm_id', '=', realmId), ...flags(true)])).limit(rows(limit)))
    }

    if (ranges.length > 0) {
      const few = await ask(inRanges(glance + 1))
      if (few.length <= glance) return ask(inRanges(limit, ...everyWord))
    }
    const [first, ...others] = short
    if (long.length === 0 && first !== undefined) {
      return ask(db.selectFrom('user_name_parts').select('user_name_parts.n').distinct()
        .where('user_name_parts.realm_id', '=', realmId).where('user_name_parts.prefix', '=', first)
        .where(looked('user_name_parts.n', ...flags(false), ...ranges, ...others.map(beginsWith)))
        .$if(before !== null, (query) => query.where('user_name_parts.n', '<', before)).orderBy('user_name_parts.n', 'desc').limit(rows(limit)))
    }

    const recent = db.selectFrom('users').selectAll('users').where('users.realm_id', '=', realmId)
      .$if(before !== null, (query) => query.where('users.n', '<', before)).orderBy('users.n', 'desc').limit(rows(glance))
    const seen = await ask(db.selectFrom(recent.as('users')).select('users.n').where(wanted(...ranges, ...everyWord)).orderBy('users.n', 'desc').limit(rows(limit)))
    if (seen.length === limit) return seen

    if (dialect === 'sqlite') {
      const phrases = long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ')
      return ask(db.selectFrom('user_fts').crossJoin('users').select('users.n')
        .whereRef('users.n', '=', 'user_fts.rowid').where(sql<SqlBool>`user_fts MATCH ${phrases}`)
        .where(wanted(...ranges, ...short.map(beginsWith)))
        .$if(before !== null, (query) => query.where('user_fts.rowid', '<', before)).orderBy('user_fts.rowid', 'desc').limit(rows(limit)))
    }
    // Materialised: otherwise the limit tempts the planner to walk all users in search of a rare word.
    return ask(db.with((cte) => cte('found').materialized(), () => db.selectFrom('users').select('users.n').where(wanted(...ranges, ...everyWord))
      .$if(before !== null, (query) => query.where('users.n', '<', before)))
      .selectFrom('found').select('found.n').orderBy('found.n', 'desc').limit(rows(limit)))
  }
}

/** Written out: of a number that it does not know PostgreSQL expects a tenth of the table, and plans for that. */
const rows = (limit: number) => sql<number>`${sql.lit(limit)}`

const wordsOf = (search = ''): readonly string[] =>
  searchForm(search).split(' ').filter((word) => word !== '').slice(0, maxWords).map((word) => word.slice(0, maxWordLength))

/** The rows of the name index for a user's fields. */
export const namePartsOf = (fields: Readonly<Record<string, string | null>>): readonly (readonly [field: string, prefix: string])[] =>
  Object.entries(fields).flatMap(([field, name]) => name === null ? [] : beginnings(name).map((prefix) => [field, prefix] as const))
