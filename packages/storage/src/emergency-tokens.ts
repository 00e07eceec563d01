import { sql } from 'kysely'
import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { compileOnce, write } from './sql/build.ts'
import type { EmergencyToken, Storage } from './types.ts'

/** S3-22. More is no help to anybody who forgot a telephone. */
const mostThatWork = 50

export function createEmergencyTokens({ db, durable, clock, seal }: Pick<Context, 'db' | 'durable' | 'clock' | 'seal'>): Storage['emergencyTokens'] {
  // Keyed, and of this person's only: a value may be short (S3-23), and two people may have the same one.
  const indexOf = (realmId: number, userId: string, normalised: string): string => seal.index('emergency-token', `${realmId}/${userId}/${normalised}`)
  const of = (realmId: number, userId: string) => db.selectFrom('emergency_tokens').where('realm_id', '=', realmId).where('user_id', '=', userId)
  const working = (realmId: number, userId: string, now: number) => of(realmId, userId).where('used_at', 'is', null).where('revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
  const count = compileOnce(working(0, '', 0).select(({ fn }) => fn.countAll<number>().as('left')))
  const unused = (realmId: number, userId: string) => db.updateTable('emergency_tokens').where('realm_id', '=', realmId).where('user_id', '=', userId)
    .where('used_at', 'is', null).where('revoked_at', 'is', null)
  const readable = (realmId: number, userId: string, id: string) => unused(realmId, userId).where('id', '=', id).where('sealed_value', 'is not', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', clock.now())]))

  return {
    create(token, normalised, value, atMost = mostThatWork) {
      const { id, realmId, userId, createdAt, createdBy, reason, expiresAt } = token
      const values = {
        id, realm_id: realmId, user_id: userId, value_index: indexOf(realmId, userId, normalised), created_at: createdAt, created_by: createdBy,
        reason, expires_at: expiresAt, used_at: null, revoked_at: null,
        sealed_value: value === null ? null : seal.close(cells.emergencyToken, [realmId, userId, id], value),
      }
      const left = working(realmId, userId, clock.now()).select(({ fn }) => fn.countAll<number>().as('left'))
      const insert = sql`insert into emergency_tokens (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
        select ${sql.join(Object.values(values))} where (${left}) < ${sql.lit(Math.min(atMost, mostThatWork))}`
      return [
        // Held until the commit, so that of two at the limit the second counts what the first has written.
        write('emergencyTokens.user', db.updateTable('users').set((eb) => ({ emergency_in_a_row: eb.ref('emergency_in_a_row') }))
          .where('realm_id', '=', realmId).where('id', '=', userId), 1),
        write('emergencyTokens.create', { compile: () => insert.compile(db) }, 1),
      ]
    },
    spend: (realmId, userId, normalised) => write('emergencyTokens.spend', unused(realmId, userId).set({ used_at: clock.now(), sealed_value: null })
      .where('value_index', '=', indexOf(realmId, userId, normalised))
      .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', clock.now())])), 1),
    revoke: (realmId, userId, id) => write('emergencyTokens.revoke', unused(realmId, userId).where('id', '=', id)
      .set({ revoked_at: clock.now(), sealed_value: null }), 1),
    revokeAll: (realmId, userId) => write('emergencyTokens.revokeAll', unused(realmId, userId).set({ revoked_at: clock.now(), sealed_value: null }), 'any'),
    stillReadable: (realmId, userId, id) =>
      write('emergencyTokens.stillReadable', readable(realmId, userId, id).set((eb) => ({ sealed_value: eb.ref('sealed_value') })), 1),
    forgetValues: (realmId) => write('emergencyTokens.forgetValues',
      db.updateTable('emergency_tokens').set({ sealed_value: null }).where('realm_id', '=', realmId).where('sealed_value', 'is not', null), 'any'),
    async countLeft(realmId, userId, at) {
      const row = await durable.read.firstOf(count, [realmId, userId, at ?? clock.now()])
      return Number(row?.left ?? 0)
    },
    async reasonsOf(realmId, ids) {
      if (ids.length === 0) return new Map()
      const rows = await durable.read.all(db.selectFrom('emergency_tokens').select(['id', 'reason']).where('realm_id', '=', realmId).where('id', 'in', ids))
      return new Map(rows.map(({ id, reason }) => [id, reason]))
    },
    everHad: async (realmId, userId) => await durable.read.first(of(realmId, userId).select('id').limit(1)) !== undefined,
    list: async (realmId, userId) => (await durable.read.all(working(realmId, userId, clock.now()).selectAll()
      .orderBy('created_at', 'desc').orderBy('id'))).map(toToken),
    async openLeft(realmId, userId) {
      const rows = await durable.read.all(working(realmId, userId, clock.now()).select(['id', 'sealed_value']).where('sealed_value', 'is not', null))
      return new Map(rows.flatMap(({ id, sealed_value: sealed }) =>
        sealed === null ? [] : [[id, seal.open(cells.emergencyToken, [realmId, userId, id], sealed)] as const]))
    },
    async find(realmId, userId, normalised) {
      const row = await durable.read.first(of(realmId, userId).selectAll().where('value_index', '=', indexOf(realmId, userId, normalised)))
      return row && toToken(row)
    },
  }
}

type TokenRow = {
  id: string; realm_id: number; user_id: string; created_at: number; created_by: string; reason: string; expires_at: number | null
  used_at: number | null; revoked_at: number | null; sealed_value: Uint8Array | null
}

const toToken = (row: TokenRow): EmergencyToken => ({
  id: row.id, realmId: row.realm_id, userId: row.user_id, createdAt: row.created_at, createdBy: row.created_by, reason: row.reason,
  expiresAt: row.expires_at, usedAt: row.used_at, revokedAt: row.revoked_at, recoverable: row.sealed_value !== null,
})
