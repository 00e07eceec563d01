import { sql as fragment } from 'kysely'
import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { write } from './sql/build.ts'
import type { AuditEvent, Storage, StoredAuditEvent } from './types.ts'

export function createAudit({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['audit'] {
  const ask = async (realmId: number, from: number) =>
    durable.read.first(db.selectFrom('audit').select(['n', 'at']).where('realm_id', '=', realmId).where('n', '>=', from).orderBy('n').limit(1))

  /** The number of the first event at or after an instant; null when there is none. By halving: instants grow with numbers. */
  async function firstAt(realmId: number, instant: number): Promise<number | null> {
    const newest = await durable.read.first(db.selectFrom('audit').select(['n', 'at']).where('realm_id', '=', realmId).orderBy('n', 'desc').limit(1))
    if (newest === undefined || newest.at < instant) return null
    let [low, high] = [0, newest.n]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const found = await ask(realmId, middle)
      if (found === undefined || found.n >= high || found.at >= instant) high = middle
      else low = found.n + 1
    }
    return high
  }

  return {
    record: (event) => write('audit.record', db.insertInto('audit').values({
      realm_id: event.realmId, at: clock.now(), type: event.type, actor: event.actor, user_id: event.userId,
      client_id: event.clientId ?? null, address: event.address ?? null, user_agent: event.userAgent ?? null,
      journey_id: event.journeyId ?? null, outcome: event.outcome, reason: event.reason ?? null,
      detail: event.detail === undefined ? null : JSON.stringify(event.detail),
    }), 1),
    async list(realmId, filter, cursor, limit) {
      const before = readCursor('audit', cursor)
      const { userId, types = [], outcome, from, to } = filter
      const [after, until] = await Promise.all([from === undefined ? null : firstAt(realmId, from - skewMs), to === undefined ? null : firstAt(realmId, to + skewMs)])
      if (from !== undefined && after === null) return { items: [], next: null }
      const ofTypes = (chosen: readonly string[]) => db.selectFrom('audit').selectAll()
        // One person's events are found by the person, and looked through for the realm; SQLite would read the whole realm for them.
        .where(userId === undefined ? 'realm_id' : fragment<number>`realm_id + 0`, '=', realmId)
        .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
        .$if(chosen.length === 1, (query) => query.where('type', '=', chosen[0] ?? ''))
        .$if(chosen.length > 1, (query) => query.where('type', 'in', chosen))
        .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? ''))
        .$if(from !== undefined, (query) => query.where('at', '>=', from ?? 0))
        .$if(to !== undefined, (query) => query.where('at', '<', to ?? 0))
        .$if(after !== null, (query) => query.where('n', '>=', after ?? 0))
        .$if(until !== null, (query) => query.where('n', '<', until ?? 0))
        .$if(before !== null, (query) => query.where('n', '<', before ?? 0))
        // What is equal orders nothing, and names the index to read from.
        .$if(userId === undefined && chosen.length > 0, (query) => query.orderBy('realm_id', 'desc').orderBy('type', 'desc'))
        .orderBy('n', 'desc').limit(limit + 1)
      // One person's events are few. Of a whole realm each type is read from its own end of the index, never sorted as a whole.
      const each = userId === undefined ? types.map((type) => [type]) : [types]
      const found = await Promise.all((each.length === 0 ? [[]] : each).map((chosen) => durable.read.all(ofTypes(chosen))))
      return toPage('audit', found.flat().sort((one, other) => other.n - one.n), limit, toEvent)
    },
  }
}

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
