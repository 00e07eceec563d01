import { sql } from 'kysely'
import type { Context } from './context.ts'
import type { Tallies } from './types.ts'

/** So many of the newest events are looked at: as many as a usual day has and, where those are not all, as there may be at most. */
const looks = { usual: 64, most: 2000 }
/** How far the order of numbers may differ from the order of instants, as in the audit log. */
const skewMs = 10 * 60_000

type Row = { at: number; id: string | null; still: number | null }

/** Who was locked out and did not get in since, by the newest events of one name: the depth of the log costs nothing. */
export function createLockedOut({ db, durable }: Pick<Context, 'db' | 'durable'>): Tallies['lockedOut'] {
  return async (realmId, { type, since }, most) => {
    async function newest(look: number) {
      // What is equal names the index to read from; each person is looked up alone, so that PostgreSQL never joins everybody.
      const query = sql<Row>`select at, user_id as id, (select 1 from users where users.realm_id = ${realmId} and users.id = event.user_id and users.enabled = 1
          and (users.last_sign_in_at is null or users.last_sign_in_at < event.at)) as still
        from (select n, at, user_id from audit where realm_id = ${realmId} and type = ${type} order by realm_id desc, type desc, n desc limit ${sql.lit(look)}) as event order by n desc`
      const rows = await durable.read.all<Row>({ compile: () => query.compile(db) })
      return { rows, isCut: rows.length === look && Number(rows.at(-1)?.at) >= since - skewMs }
    }
    const usual = await newest(looks.usual)
    const { rows, isCut } = usual.isCut ? await newest(looks.most) : usual
    const ids = [...new Set(rows.flatMap(({ at, id, still }) => (still === null || id === null || Number(at) < since ? [] : [id])))]
    return { ids: ids.slice(0, most), more: isCut || ids.length > most }
  }
}
