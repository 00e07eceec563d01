import { sql } from 'kysely'
import type { Context } from './context.ts'
import type { Storage } from './types.ts'

/** Each name costs one step in the index, however many people are in the department. */
export const createDepartments = ({ db, durable }: Pick<Context, 'db' | 'durable'>): Storage['users']['departments'] => async (realmId, after, limit) => {
  const next = (than: ReturnType<typeof sql>) => sql`select min(department) as name from users where realm_id = ${realmId} and department > ${than}`
  const names = sql<{ name: string }>`with recursive names (name) as (
      select name from (${next(sql`${after}`)}) as beginning
      union all select (${next(sql`names.name`)}) from names where names.name is not null)
    select name from names where name is not null limit ${sql.lit(limit)}`
  return (await durable.read.all({ compile: () => names.compile(db) })).map(({ name }) => name)
}
