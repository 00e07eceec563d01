import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { Storage } from './types.ts'

/** Back-channel logouts wait like mail does: queued in the unit that ends the session, claimed under a lease. */
export function createLogouts({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['logouts'] {
  return {
    queue: ({ id, realmId, clientId, userId, sessionUid }) => write('logouts.queue', db.insertInto('logouts').values({
      id, realm_id: realmId, client_id: clientId, user_id: userId, session_uid: sessionUid, attempts: 0, due_at: clock.now(), lease_until: null,
    }), 1),
    async claim(limit, leaseMs) {
      const now = clock.now()
      const due = db.selectFrom('logouts').select('logouts.id').where('due_at', '<=', now)
        .where(({ or, eb }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)])).orderBy('due_at').limit(limit)
      const outcome = await durable.unit([write('logouts.claim', db.updateTable('logouts')
        .set((eb) => ({ lease_until: now + leaseMs, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', dialect === 'postgres' ? due.forUpdate().skipLocked() : due)
        .returning(['id', 'realm_id', 'client_id', 'user_id', 'session_uid', 'attempts']), 'any')])
      return outcome.ok ? (outcome.returned[0] ?? []).map((row) => ({
        id: String(row['id']), realmId: Number(row['realm_id']), clientId: String(row['client_id']), userId: String(row['user_id']),
        sessionUid: row['session_uid'] === null ? null : String(row['session_uid']), attempts: Number(row['attempts']),
      })) : []
    },
    done: (id) => write('logouts.done', db.deleteFrom('logouts').where('id', '=', id), 'any'),
    retryAt: (id, at) => write('logouts.retryAt', db.updateTable('logouts').set({ due_at: at, lease_until: null }).where('id', '=', id), 1),
  }
}
