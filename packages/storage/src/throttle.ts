import { sql } from 'kysely'
import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { Storage } from './types.ts'

/** How long growing waits are remembered after the last try. */
const rememberMs = 24 * 3600_000

/**
 * Reserve before verify: one statement counts the try or refuses it, so that of fifty parallel guesses exactly `max` are
 * looked at. The try that reaches `max` closes the door behind it: for the next of the growing waits, or until the
 * window ends. After a wait a new count begins, unless the limit paces: then its window goes on, and every try over
 * `max` closes the door again. Keys are stored as keyed hashes.
 */
export function createThrottle({ db, durable, clock, seal }: Pick<Context, 'db' | 'durable' | 'clock' | 'seal'>): Storage['throttle'] {
  const keyOf = (key: string) => seal.index('throttle', key)
  const one = (key: string) => db.updateTable('throttles').where('key', '=', keyOf(key))

  return {
    reserve(name, key, { max, windowMs, waitsMs = [], pace = false }, whose) {
      const now = clock.now()
      const number = (value: number) => sql<number>`cast(${value} as bigint)`
      const closesAt = (closures: ReturnType<typeof sql<number>>, windowEnd: ReturnType<typeof sql<number>>) => waitsMs.length === 0
        ? windowEnd
        : sql<number>`case ${sql.join(waitsMs.slice(0, -1).map((wait, level) => sql`when ${closures} = ${sql.lit(level)} then ${number(now + wait)}`), sql` `)}
            when 1 = 1 then ${number(now + (waitsMs.at(-1) ?? 0))} end`
      const forgetAt = now + Math.max(windowMs, rememberMs, ...waitsMs)
      const first = { closed: max <= 1 ? closesAt(sql<number>`0`, number(now + windowMs)) : sql<number>`null`, closures: max <= 1 ? 1 : 0 }
      // A new count begins when the window has ended or, unless the limit paces, when the wait is over.
      const ended = sql<boolean>`t.window_ends_at <= ${number(now)}`
      const fresh = pace ? ended : sql<boolean>`(${ended} or t.closed_until is not null)`
      const level = sql<number>`(case when t.forget_at <= ${number(now)} then 0 else t.closures end)`
      // A try over the limit that paces stands for the last one below it: given back, it is one try again and not two.
      const next = pace ? sql<number>`case when t.count < ${number(max)} then t.count + 1 else ${number(max)} end` : sql<number>`t.count + 1`
      const count = sql<number>`(case when ${fresh} then 1 else ${next} end)`
      const windowEnd = sql<number>`(case when ${fresh} then ${number(now + windowMs)} else t.window_ends_at end)`
      const full = sql<boolean>`${count} >= ${number(max)}`
      const reserve = sql`insert into throttles as t (key, count, window_ends_at, closed_until, held_until, closures, forget_at, realm_id, user_id)
        select ${keyOf(key)}, 1, ${number(now + windowMs)}, ${first.closed}, null, ${number(first.closures)}, ${number(forgetAt)},
          cast(${whose?.realmId ?? null} as bigint), cast(${whose?.userId ?? null} as text) where ${number(max)} > 0
        on conflict (key) do update set count = ${count}, window_ends_at = ${windowEnd},
          closed_until = case when ${full} then ${closesAt(level, windowEnd)} else null end,
          closures = ${level} + (case when ${full} then 1 else 0 end), forget_at = ${number(forgetAt)},
          realm_id = excluded.realm_id, user_id = excluded.user_id
        where (t.closed_until is null or t.closed_until <= ${number(now)}) and (t.held_until is null or t.held_until <= ${number(now)})
          ${pace ? sql`` : sql`and (${fresh} or t.count < ${number(max)})`}`
      return write(name, { compile: () => reserve.compile(db) }, 1)
    },
    // A refunded try never happened: a door that it closed opens again, and the wait does not grow for it.
    refund: (key) => write('throttle.refund', one(key).set((eb) => ({
      count: sql<number>`case when count > 0 then count - 1 else 0 end`,
      closures: sql<number>`case when closed_until is not null and closures > 0 then closures - 1 else closures end`,
      closed_until: eb.lit(null),
    })), 'any'),
    reopen: (key) => write('throttle.reopen', one(key).set((eb) => ({ closed_until: eb.lit(null) })), 'any'),
    clear: (key) => write('throttle.clear', db.deleteFrom('throttles').where('key', '=', keyOf(key)), 'any'),
    async state(key) {
      const now = clock.now()
      const row = await durable.read.first(db.selectFrom('throttles').selectAll().where('key', '=', keyOf(key)))
      if (!row || row.forget_at <= now) return { count: 0, closedUntil: null, closures: 0 }
      const closedUntil = Math.max(row.closed_until ?? 0, row.held_until ?? 0)
      const fresh = row.window_ends_at <= now && (row.closed_until ?? 0) <= now
      return { count: fresh ? 0 : row.count, closedUntil: closedUntil > now ? closedUntil : null, closures: row.closures }
    },
    close(key, until, whose) {
      const now = clock.now()
      return write('throttle.close', db.insertInto('throttles').values({
        key: keyOf(key), count: 0, window_ends_at: now, closed_until: null, held_until: until, closures: 0, forget_at: until + rememberMs,
        realm_id: whose?.realmId ?? null, user_id: whose?.userId ?? null,
      }).onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => ({
        held_until: until, forget_at: until + rememberMs, realm_id: eb.ref('excluded.realm_id'), user_id: eb.ref('excluded.user_id'),
      }))), 1)
    },
  }
}
