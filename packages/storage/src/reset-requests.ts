import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { write } from './sql/build.ts'
import type { ResetRequest, Storage } from './types.ts'

export function createResetRequests({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['resetRequests'] {
  const select = (realmId: number) => db.selectFrom('reset_requests').selectAll().where('realm_id', '=', realmId)
  const settle = (name: string, realmId: number, id: string, state: ResetRequest['state'], by: string) => write(name, db.updateTable('reset_requests')
    .set({ state, answered_at: clock.now(), answered_by: by }).where('realm_id', '=', realmId).where('id', '=', id).where('state', '=', 'open'), 1)
  const first = async (query: ReturnType<typeof select>) => {
    const row = await durable.read.first(query.limit(1))
    return row && toRequest(row)
  }

  return {
    create: ({ id, realmId, userId, reference, journeyId, createdAt, address }) => write('resetRequests.create', db.insertInto('reset_requests').values({
      id, realm_id: realmId, user_id: userId, reference, journey_id: journeyId, state: 'open', created_at: createdAt,
      answered_at: null, answered_by: null, address,
    }), 1),
    findOpenOf: (realmId, userId) => first(select(realmId).where('user_id', '=', userId).where('state', '=', 'open')),
    find: (realmId, id) => first(select(realmId).where('id', '=', id)),
    // References are short and come round again: the latest one counts.
    findByReference: (realmId, reference) => first(select(realmId).where('reference', '=', reference).orderBy('n', 'desc')),
    latestAnsweredOf: (realmId, userId) => first(select(realmId).where('user_id', '=', userId).where('state', '=', 'answered').orderBy('answered_at', 'desc')),
    async list(realmId, state, cursor, limit) {
      const before = readCursor('requests', cursor)
      const rows = await durable.read.all(select(realmId).$if(state !== null, (query) => query.where('state', '=', state ?? ''))
        .$if(before !== null, (query) => query.where('n', '<', before)).orderBy('n', 'desc').limit(limit + 1))
      return toPage('requests', rows, limit, toRequest)
    },
    async answeredSince(realmId, since) {
      const rows = await durable.read.all(db.selectFrom('reset_requests').innerJoin('users', (join) => join.onRef('users.realm_id', '=', 'reset_requests.realm_id').onRef('users.id', '=', 'reset_requests.user_id'))
        .select('users.n').distinct().where('reset_requests.realm_id', '=', realmId).where('reset_requests.state', '=', 'answered').where('answered_at', '>', since))
      return rows.map(({ n }) => n)
    },
    answer: (realmId, id, by) => settle('resetRequests.answer', realmId, id, 'answered', by),
    dismiss: (realmId, id, by) => settle('resetRequests.dismiss', realmId, id, 'dismissed', by),
  }
}

type RequestRow = {
  n: number; id: string; realm_id: number; user_id: string; reference: string; journey_id: string; state: string; created_at: number
  answered_at: number | null; answered_by: string | null; address: string
}

const toRequest = (row: RequestRow): ResetRequest => ({
  id: row.id, realmId: row.realm_id, userId: row.user_id, reference: row.reference, journeyId: row.journey_id,
  state: row.state as ResetRequest['state'], createdAt: row.created_at, answeredAt: row.answered_at, answeredBy: row.answered_by, address: row.address,
})
