import { sql as fragment } from 'kysely'
import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { write } from './sql/build.ts'
import type { AuditEvent, Storage, StoredAuditEvent } from './types.ts'

export function createAudit({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['audit'] {
  /** Of each number the first event at or after it, in the order of the numbers. */
  const firstFrom = async (realmId: number, numbers: readonly number[]) => {
    const list = JSON.stringify(numbers)
    const each = dialect === 'sqlite' ? fragment`select value as x from json_each(${list})` : fragment`select cast(value as bigint) as x from jsonb_array_elements_text(cast(${list} as jsonb))`
    const found = fragment<{ x: number; n: number | null; at: number | null }>`select probe.x as x, audit.n as n, audit.at as at from (${each}) as probe
      left join audit on audit.n = (select n from audit as one where one.realm_id = ${realmId} and one.n >= probe.x order by one.n limit 1) order by 1`
    return durable.read.all<{ x: number; n: number | null; at: number | null }>({ compile: () => found.compile(db) })
  }

  /**
   * The number of the first event at or after an instant; null when there is none. Instants grow with numbers: each
   * question looks at so many places between the bounds, so that a log of a million is four questions deep.
   */
  async function firstAt(realmId: number, instant: number): Promise<number | null> {
    const newest = await durable.read.first(db.selectFrom('audit').select(['n', 'at']).where('realm_id', '=', realmId).orderBy('n', 'desc').limit(1))
    if (newest === undefined || newest.at < instant) return null
    let [low, high] = [0, newest.n]
    while (low < high) {
      const step = Math.max(1, Math.ceil((high - low) / places))
      const numbers = Array.from({ length: Math.ceil((high - low) / step) }, (_, index) => low + index * step)
      for (const { x, n, at } of await firstFrom(realmId, numbers)) {
        if (n === null || at === null || n >= high || at >= instant) {
          high = Math.min(high, Number(x))
          break
        }
        low = n + 1
      }
    }
    return high
  }

  return {
    async find(realmId, n) {
      const row = await durable.read.first(db.selectFrom('audit').selectAll().where('n', '=', n).where('realm_id', '=', realmId))
      return row && toEvent(row)
    },
    record: (event) => write('audit.record', db.insertInto('audit').values({
      realm_id: event.realmId, at: clock.now(), type: event.type, actor: event.actor, user_id: event.userId,
      client_id: event.clientId ?? null, address: event.address ?? null, user_agent: event.userAgent ?? null,
      journey_id: event.journeyId ?? null, outcome: event.outcome, reason: event.reason ?? null,
      detail: event.detail === undefined ? null : JSON.stringify(event.detail),
    }), 1),
    async list(realmId, filter, cursor, limit) {
      const before = readCursor('audit', cursor)
      const { userId, types = [], outcome, from, to } = filter
      const isFailure = outcome !== undefined && outcome !== 'success'
      const [after, until] = await Promise.all([from === undefined ? null : firstAt(realmId, from - skewMs), to === undefined ? null : firstAt(realmId, to + skewMs)])
      if (from !== undefined && after === null) return { items: [], next: null }
      const ofTypes = (chosen: readonly string[]) => db.selectFrom('audit').selectAll()
        // One person's events are found by the person, and looked through for the realm; SQLite would read the whole realm for them.
        .where(userId === undefined ? 'realm_id' : fragment<number>`realm_id + 0`, '=', realmId)
        .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
        .$if(chosen.length === 1, (query) => query.where('type', '=', chosen[0] ?? ''))
        .$if(chosen.length > 1, (query) => query.where('type', 'in', chosen))
        .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? ''))
        // Said as a word of the statement: what is not success has indexes of its own, which a parameter would not open.
        .$if(isFailure, (query) => query.where('outcome', '<>', fragment.lit('success')))
        .$if(from !== undefined, (query) => query.where('at', '>=', from ?? 0))
        .$if(to !== undefined, (query) => query.where('at', '<', to ?? 0))
        .$if(after !== null, (query) => query.where('n', '>=', after ?? 0))
        .$if(until !== null, (query) => query.where('n', '<', until ?? 0))
        .$if(before !== null, (query) => query.where('n', '<', before ?? 0))
        // What is equal orders nothing, and names the index to read from.
        .$if(userId === undefined && (isFailure || chosen.length > 0), (query) => query.orderBy('realm_id', 'desc'))
        .$if(userId === undefined && isFailure, (query) => query.orderBy('outcome', 'desc'))
        .$if(userId === undefined && chosen.length > 0, (query) => query.orderBy('type', 'desc'))
        .orderBy('n', 'desc').limit(limit + 1)
      // One person's events are few. Of a whole realm each type is read from its own end of the index, never sorted as a whole.
      const each = userId === undefined ? types.map((type) => [type]) : [types]
      const found = await Promise.all((each.length === 0 ? [[]] : each).map((chosen) => durable.read.all(ofTypes(chosen))))
      return toPage('audit', found.flat().sort((one, other) => other.n - one.n), limit, toEvent)
    },
  }
}

/** Places that one question looks at when a number is searched by its instant. */
const places = 32

/** How far the order of numbers may differ from the order of instants: transactions that are under way together, clocks of nodes. */
const skewMs = 10 * 60_000

type AuditRow = {
  n: number; realm_id: number; at: number; type: string; actor: string | null; user_id: string | null; client_id: string | null
  address: string | null; user_agent: string | null; journey_id: string | null; outcome: string; reason: string | null; detail: string | null
}

function toEvent(row: AuditRow): StoredAuditEvent {
  const detail: StoredAuditEvent['detail'] = row.detail === null ? undefined : JSON.parse(row.detail)
  return {
    n: row.n, at: row.at, realmId: row.realm_id, type: row.type, actor: row.actor, userId: row.user_id, clientId: row.client_id,
    address: row.address, userAgent: row.user_agent, journeyId: row.journey_id, outcome: row.outcome as AuditEvent['outcome'],
    reason: row.reason, ...(detail === undefined ? {} : { detail }),
  }
}
