import { sql } from 'kysely'
import type { Context } from './context.ts'
import { hashed } from './sealing/seal.ts'
import { write } from './sql/build.ts'
import type { Link, Storage } from './types.ts'

export function createLinks({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['links'] {
  const select = (realmId: number) => db.selectFrom('links').select(columns).where('realm_id', '=', realmId)
  const alive = (realmId: number, userId: string) => db.updateTable('links')
    .where('realm_id', '=', realmId).where('user_id', '=', userId).where('used_at', 'is', null).where('void_at', 'is', null)
  const spending = (realmId: number, id: string) => db.updateTable('links').set({ used_at: clock.now() })
    .where('realm_id', '=', realmId).where('id', '=', id).where('used_at', 'is', null).where('void_at', 'is', null)
  const ofVersion = (query: ReturnType<typeof spending>, version: number) => query.where('credential_version', '=', version)
    .where(({ exists, selectFrom }) => exists(selectFrom('users').select('users.n').whereRef('users.realm_id', '=', 'links.realm_id')
      .whereRef('users.id', '=', 'links.user_id').where('users.enabled', '=', 1).where('users.credential_version', '=', version)))

  return {
    create: (link, token) => [
      write('links.replace', alive(link.realmId, link.userId).set({ void_at: clock.now(), void_reason: 'replaced' })
        .where('purpose', '=', link.purpose).where(sql<boolean>`subject is not distinct from ${link.subject}`), 'any'),
      write('links.create', db.insertInto('links').values({
        id: link.id, token_hash: hashed('link', link.realmId, token), realm_id: link.realmId, user_id: link.userId, purpose: link.purpose,
        credential_version: link.credentialVersion, created_at: link.createdAt, expires_at: link.expiresAt, used_at: null, void_at: null,
        void_reason: null, created_by: link.createdBy, subject: link.subject,
      }), 1),
    ],
    async find(realmId, token) {
      const row = await durable.read.first(select(realmId).where('token_hash', '=', hashed('link', realmId, token)))
      return row && toLink(row)
    },
    async get(realmId, id) {
      const row = await durable.read.first(select(realmId).where('id', '=', id))
      return row && toLink(row)
    },
    listOf: async (realmId, userId) => (await durable.read.all(select(realmId).where('user_id', '=', userId)
      .orderBy('created_at', 'desc').orderBy('id'))).map(toLink),
    spend(realmId, id, credentialVersion) {
      const query = spending(realmId, id).where('expires_at', '>', clock.now())
      return write('links.spend', credentialVersion === null ? query : ofVersion(query, credentialVersion), 1)
    },
    spendProved: (realmId, id, credentialVersion) => write('links.spendProved', ofVersion(spending(realmId, id), credentialVersion), 1),
    voidAll(realmId, userId, reason, purposes) {
      const query = alive(realmId, userId).set({ void_at: clock.now(), void_reason: reason })
      if (purposes === undefined) return write('links.voidAll', query, 'any')
      // No purpose is no link; PostgreSQL knows no empty list.
      return write('links.voidAll', query.where('purpose', 'in', purposes.length === 0 ? [''] : purposes), 'any')
    },
  }
}

const columns = [
  'id', 'realm_id', 'user_id', 'purpose', 'credential_version', 'created_at', 'expires_at', 'used_at', 'void_at', 'void_reason',
  'created_by', 'subject',
] as const

type LinkRow = {
  id: string; realm_id: number; user_id: string; purpose: string; credential_version: number; created_at: number; expires_at: number
  used_at: number | null; void_at: number | null; void_reason: string | null; created_by: string; subject: string | null
}

const toLink = (row: LinkRow): Link => ({
  id: row.id, realmId: row.realm_id, userId: row.user_id, purpose: row.purpose as Link['purpose'], credentialVersion: row.credential_version,
  createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at, voidAt: row.void_at,
  voidReason: row.void_reason as Link['voidReason'], createdBy: row.created_by, subject: row.subject,
})
