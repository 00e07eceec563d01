import { type Expression, expressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Context } from './context.ts'
import type { Schema } from './sql/schema.ts'
import type { Part, Walk } from './user-walks.ts'

/** People between two numbers; `from` is one of them, `before` is not. */
export type Bounds = { before: number | null; from?: number | undefined }
export type Wanted = readonly Expression<SqlBool>[]

/** From so many parts on PostgreSQL takes longer to plan them than to read them. */
const manyParts = 4

/** The questions for the numbers that a way holds. */
export function createNumbers({ dialect }: Pick<Context, 'dialect'>) {
  const eb = expressionBuilder<Schema, 'users'>()
  const between = ({ n }: Pick<Part, 'n'>, { before, from }: Bounds) =>
    sql`${before === null ? sql`` : sql` and ${n} < ${before}`}${from === undefined ? sql`` : sql` and ${n} >= ${from}`}`
  /** Looks at the person of each number. Not a join: its other side would be walked from the newest user on. */
  const looked = (n: RawBuilder<number>, wanted: Wanted) => wanted.length === 0 ? sql`` : sql` and (select 1 from users where users.n = ${n} and ${eb.and([...wanted])}) = 1`

  return {
    between,

    among: (numbers: readonly number[]): RawBuilder<SqlBool> => dialect === 'sqlite'
      ? sql<SqlBool>`users.n in (select value from json_each(${JSON.stringify(numbers)}))` : sql<SqlBool>`users.n = any(${`{${numbers.join(',')}}`}::bigint[])`,

    /** So many of a way, in whatever order they come. */
    inNoOrder: ({ parts }: Walk, most: number): RawBuilder<{ n: number }> =>
      sql`select n from (${sql.join(parts.map((part) => sql`select n from (select ${part.n} as n from ${part.from} limit ${sql.lit(most)}) as part`), sql` union all `)}) as parts limit ${sql.lit(most)}`,

    /** Newest first. Of what repeats each part is cut by itself: what is the same is found only among all. */
    newest({ parts, repeats, each }: Walk, bounds: Bounds, most: number, wanted: Wanted = []): RawBuilder<{ n: number }> {
      if (parts.length === 0) return sql`select 0 as n where 1 = 0`
      const rows = sql.lit(most)
      if (dialect === 'postgres' && each && parts.length > manyParts && wanted.length === 0) {
        const walked = sql<number>`walked.n`
        return sql`select walked.n as n from unnest(${`{${each.values.map((value) => `"${value.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`}::text[]) as each (value)
          cross join lateral (select walked.n as n from ${each.from} = each.value${between({ n: walked }, bounds)} order by n desc limit ${rows}) as walked order by n desc limit ${rows}`
      }
      const selects = parts.map((part) => sql`select${part.repeats ? sql` distinct` : sql``} ${part.n} as n from ${part.from}${between(part, bounds)}${looked(part.n, wanted)}`)
      // PostgreSQL merges what comes in order, once each part says by itself that it does.
      if (!repeats && selects.length > 1 && dialect === 'postgres') {
        return sql`${sql.join(selects.map((part) => sql`(${part} order by n desc limit ${rows})`), sql` union all `)} order by n desc limit ${rows}`
      }
      if (!repeats) return sql`${sql.join(selects, sql` union all `)} order by n desc limit ${rows}`
      const cut = selects.map((part) => sql`select n from (${part} order by n desc limit ${rows}) as part`)
      return sql`select distinct n from (${sql.join(cut, sql` union all `)}) as parts order by n desc limit ${rows}`
    },

    /** Who is on all of the ways, newest first: their lists are read whole and compared, where a look at each person of one would take longer. */
    onAll(walks: readonly Walk[], bounds: Bounds, most: number, wanted: Wanted): RawBuilder<{ n: number }> {
      const lists = walks.map(({ parts }) => sql`(${sql.join(parts.map((part) => sql`select ${part.n} as n from ${part.from}${between(part, bounds)}`), sql` union all `)})`)
      return sql`with met as materialized (${sql.join(lists, sql` intersect `)}) select distinct n from met where true${looked(sql`met.n`, wanted)} order by n desc limit ${sql.lit(most)}`
    },
  }
}
