import { expressionBuilder, sql, type Compilable, type Expression, type SqlBool } from 'kysely'
import { beginnings, lengthOf, searchForm } from './normalise.ts'
import type { Builder } from './sql/build.ts'
import type { Dialect } from './sql/connection.ts'
import type { Schema } from './sql/schema.ts'
import type { UserFilter } from './types.ts'

/** From three characters on a word is found anywhere, by trigrams; below, at the beginning of a name part. */
const trigram = 3
const maxWords = 6
const maxWordLength = 100

type Ns = Compilable<{ n: number }> & Expression<{ n: number }>

/**
 * The numbers of the users that match, newest first, at most `limit`, older than `before`. Every shape of filter walks
 * one index in the order of the answer, so that the depth of a page costs nothing.
 */
export function usersMatching(db: Builder, dialect: Dialect, realmId: number, filter: UserFilter, before: number | null, limit: number): Ns {
  const words = searchForm(filter.search ?? '').split(' ').filter((word) => word !== '').slice(0, maxWords)
    .map((word) => word.slice(0, maxWordLength))
  const long = words.filter((word) => lengthOf(word) >= trigram)
  const short = words.filter((word) => lengthOf(word) < trigram)
  const eb = expressionBuilder<Schema, 'users'>()
  const roleIds = filter.roleIds?.length ? filter.roleIds : undefined
  const otp = filter.otp?.length ? filter.otp : undefined

  const common: Expression<SqlBool>[] = [eb('users.realm_id', '=', realmId)]
  if (filter.enabled !== undefined) common.push(eb('users.enabled', '=', Number(filter.enabled)))
  if (filter.otpRequired !== undefined) common.push(eb('users.otp_required', '=', Number(filter.otpRequired)))
  const withOtp = otp ? [...common, eb('users.otp_status', 'in', otp)] : common
  const withRoles = roleIds
    ? [...withOtp, eb.exists(eb.selectFrom('user_roles').select('user_roles.n').whereRef('user_roles.n', '=', 'users.n')
        .where('user_roles.role_id', 'in', roleIds))]
    : withOtp
  const beginsWith = (word: string) => eb.exists(eb.selectFrom('user_name_parts').select('user_name_parts.n')
    .where('realm_id', '=', realmId).where('prefix', '=', word).whereRef('user_name_parts.n', '=', 'users.n'))

  if (long.length > 0 && dialect === 'sqlite') {
    const phrases = long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ')
    return db.selectFrom('user_fts').crossJoin('users').select('users.n')
      .whereRef('users.n', '=', 'user_fts.rowid').where(sql<SqlBool>`user_fts MATCH ${phrases}`)
      .where(eb.and([...withRoles, ...short.map(beginsWith)]))
      .$if(before !== null, (query) => query.where('user_fts.rowid', '<', before))
      .orderBy('user_fts.rowid', 'desc').limit(limit)
  }
  if (long.length > 0) {
    const contains = long.map((word) => eb('users.search_text', 'like', `%${word.replace(/[\\%_]/g, '\\$&')}%`))
    return db.selectFrom('users').select('users.n').where(eb.and([...withRoles, ...contains, ...short.map(beginsWith)]))
      .$if(before !== null, (query) => query.where('users.n', '<', before)).orderBy('users.n', 'desc').limit(limit)
  }
  const [first, ...others] = short
  if (first !== undefined) {
    return db.selectFrom('user_name_parts').innerJoin('users', 'users.n', 'user_name_parts.n').select('user_name_parts.n').distinct()
      .where('user_name_parts.realm_id', '=', realmId).where('user_name_parts.prefix', '=', first)
      .where(eb.and([...withRoles, ...others.map(beginsWith)]))
      .$if(before !== null, (query) => query.where('user_name_parts.n', '<', before))
      .orderBy('user_name_parts.n', 'desc').limit(limit)
  }
  if (roleIds) {
    const statuses = otp ?? allStatuses
    const ranges = roleIds.flatMap((roleId) => statuses.map((status) => db.selectFrom('user_roles')
      .innerJoin('users', 'users.n', 'user_roles.n').select('user_roles.n')
      .where('user_roles.realm_id', '=', realmId).where('user_roles.role_id', '=', roleId).where('user_roles.otp', '=', status)
      .where(eb.and(common))
      .$if(before !== null, (query) => query.where('user_roles.n', '<', before))
      .orderBy('user_roles.n', 'desc').limit(limit)))
    return newestOf(db, ranges, limit)
  }
  if (otp) {
    return newestOf(db, otp.map((status) => db.selectFrom('users').select('users.n').where('users.otp_status', '=', status)
      .where(eb.and(common)).$if(before !== null, (query) => query.where('users.n', '<', before))
      .orderBy('users.n', 'desc').limit(limit)), limit)
  }
  return db.selectFrom('users').select('users.n').where(eb.and(common))
    .$if(before !== null, (query) => query.where('users.n', '<', before)).orderBy('users.n', 'desc').limit(limit)
}

const allStatuses = ['none', 'app', 'email', 'unproved', 'several', 'suspended'] as const

/** Several ranges, each newest first and limited, merged: a user who is in two is shown once. */
const newestOf = (db: Builder, ranges: readonly Expression<{ n: number }>[], limit: number): Ns =>
  db.selectFrom(sql<{ n: number }>`(${sql.join(ranges.map((range) => sql`select n from (${range}) as part`), sql` union `)})`.as('ranges'))
    .select('ranges.n').orderBy('ranges.n', 'desc').limit(limit)

/** The rows of the name index for a user's fields. */
export const namePartsOf = (fields: Readonly<Record<string, string | null>>): readonly (readonly [field: string, prefix: string])[] =>
  Object.entries(fields).flatMap(([field, name]) => name === null ? [] : beginnings(name).map((prefix) => [field, prefix] as const))
