import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { write } from './sql/build.ts'
import type { AuditEvent, Storage, StoredAuditEvent } from './types.ts'

export function createAudit({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['audit'] {
  return {
    record: (event) => write('audit.record', db.insertInto('audit').values({
      realm_id: event.realmId, at: clock.now(), type: event.type, actor: event.actor, user_id: event.userId,
      client_id: event.clientId ?? null, address: event.address ?? null, user_agent: event.userAgent ?? null,
      journey_id: event.journeyId ?? null, outcome: event.outcome, reason: event.reason ?? null,
      detail: event.detail === undefined ? null : JSON.stringify(event.detail),
    }), 1),
    async list(realmId, { userId, types, from, to }, cursor, limit) {
      const before = readCursor('audit', cursor)
      const rows = await durable.read.all(db.selectFrom('audit').selectAll().where('realm_id', '=', realmId)
        .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
        .$if(types !== undefined && types.length > 0, (query) => query.where('type', 'in', types ?? []))
        .$if(from !== undefined, (query) => query.where('at', '>=', from ?? 0))
        .$if(to !== undefined, (query) => query.where('at', '<', to ?? 0))
        .$if(before !== null, (query) => query.where('n', '<', before))
        .orderBy('n', 'desc').limit(limit + 1))
      return toPage('audit', rows, limit, toEvent)
    },
  }
}

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
