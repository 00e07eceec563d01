import { sql } from 'kysely'
import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { write } from './sql/build.ts'
import type { DueMail, MailState, Storage } from './types.ts'

type Body = Pick<DueMail, 'to' | 'subject' | 'text' | 'html'>

/** Mail waits here from the unit of what it tells about until the mail server took it; address and body are sealed. */
export function createOutbox(
  { db, dialect, durable, clock, seal }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock' | 'seal'>,
): Storage['outbox'] {
  const waiting = (id: string) => db.updateTable('mails').where('id', '=', id).where('state', '=', 'waiting')
  const settled = (id: string, state: MailState, reason: string | null) =>
    waiting(id).set({ state, reason, body: null, lease_until: null, state_at: clock.now() })

  /** One that does not open, sealed with a key that this node has not read yet, waits for its lease; the others go out. */
  const openBody = (id: string, sealed: Uint8Array): Body | undefined => {
    try {
      return JSON.parse(seal.open(cells.mail, [id], sealed))
    } catch {
      return undefined
    }
  }

  return {
    put: ({ id, realmId, userId, kind, messageId, linkId, expiresAt, to, subject, text, html }) => write('outbox.put', db.insertInto('mails').values({
      id, realm_id: realmId, user_id: userId, kind, message_id: messageId, link_id: linkId, expires_at: expiresAt ?? null, state: 'waiting', attempts: 0,
      due_at: clock.now(), lease_until: null, state_at: clock.now(), reason: null,
      body: seal.close(cells.mail, [id], JSON.stringify({ to, subject, text, html })),
    }), 1),
    async claim(limit, leaseMs) {
      const now = clock.now()
      const due = db.selectFrom('mails').select('mails.id').where('state', '=', 'waiting').where('due_at', '<=', now)
        .where(({ or, eb }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)])).orderBy('due_at').orderBy('n').limit(limit)
      const outcome = await durable.unit([
        write('outbox.void', db.updateTable('mails')
          .set({ state: 'void', reason: 'link', body: null, lease_until: null, state_at: now })
          .where('state', '=', 'waiting').where('due_at', '<=', now).where('link_id', 'in', db.selectFrom('links').select('links.id')
            .where(({ or, eb }) => or([eb('used_at', 'is not', null), eb('void_at', 'is not', null), eb('expires_at', '<=', now)]))), 'any'),
        write('outbox.expire', db.updateTable('mails')
          .set({ state: 'void', reason: 'expired', body: null, lease_until: null, state_at: now })
          .where('state', '=', 'waiting').where('due_at', '<=', now).where('expires_at', '<=', now), 'any'),
        write('outbox.claim', db.updateTable('mails')
          .set((eb) => ({ lease_until: now + leaseMs, attempts: eb('attempts', '+', 1) }))
          .where('id', 'in', dialect === 'postgres' ? due.forUpdate().skipLocked() : due)
          .returning(['n', 'id', 'realm_id', 'user_id', 'kind', 'message_id', 'link_id', 'expires_at', 'body', 'attempts', 'lease_until']), 'any'),
      ])
      if (!outcome.ok) return []
      const rows = [...(outcome.returned[2] ?? [])].sort((a, b) => Number(a['n']) - Number(b['n']))
      return rows.flatMap((row): DueMail[] => {
        const id = String(row['id'])
        const body = row['body'] instanceof Uint8Array ? openBody(id, row['body']) : undefined
        return body === undefined ? [] : [{
          id, ...body, realmId: Number(row['realm_id']), userId: row['user_id'] === null ? null : String(row['user_id']), kind: String(row['kind']),
          messageId: String(row['message_id']), linkId: row['link_id'] === null ? null : String(row['link_id']),
          expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
          attempts: Number(row['attempts']), leaseUntil: Number(row['lease_until']),
        }]
      })
    },
    sent: (id) => write('outbox.sent', settled(id, 'sent', null), 1),
    refused: (id, reason) => write('outbox.refused', settled(id, 'refused', reason), 1),
    retryAt: (id, at, reason) => write('outbox.retryAt', waiting(id).set({ due_at: at, lease_until: null, reason, state_at: clock.now() }), 1),
    postpone: (id, at, reason) => write('outbox.postpone', waiting(id)
      .set((eb) => ({ due_at: at, lease_until: null, reason, state_at: clock.now(), attempts: eb('attempts', '-', 1) })), 1),
    async stateOf(realmId, userId, kind) {
      const row = await durable.read.first(db.selectFrom('mails').select(['state', 'state_at', 'reason'])
        .where('realm_id', '=', realmId).where('user_id', '=', userId).where('kind', '=', kind).orderBy('n', 'desc').limit(1))
      return row && { state: row.state as MailState, at: row.state_at, reason: row.reason }
    },
    async nextDueAt() {
      const later = sql<number>`case when lease_until > due_at then lease_until else due_at end`
      const row = await durable.read.first(db.selectFrom('mails').select((eb) => eb.fn.min<number | null>(later).as('at')).where('state', '=', 'waiting'))
      return row?.at ?? null
    },
    async refusedSince(realmId, since, cap) {
      const some = db.selectFrom('mails').select('mails.n').where('realm_id', '=', realmId).where('state', '=', 'refused').where('state_at', '>=', since).limit(cap + 1)
      const row = await durable.read.first(db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count')))
      const count = Number(row?.count ?? 0)
      return { count: Math.min(count, cap), more: count > cap }
    },
    async lastRefused(realmId) {
      const rows = await durable.read.all(db.selectFrom('mails').innerJoin('users', (join) => join.onRef('users.realm_id', '=', 'mails.realm_id').onRef('users.id', '=', 'mails.user_id'))
        .select(['users.id', 'users.n']).distinct().where('mails.realm_id', '=', realmId).where('mails.state', '=', 'refused')
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('mails as later').select('later.n')
          .whereRef('later.user_id', '=', 'mails.user_id').whereRef('later.n', '>', 'mails.n').where('later.state', '=', 'sent')))))
      return new Map(rows.map(({ id, n }) => [id, n]))
    },
  }
}
