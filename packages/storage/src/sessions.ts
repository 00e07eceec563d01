import type { Proof } from '@tegata/policy'
import { sql } from 'kysely'
import type { Context } from './context.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Session, Storage } from './types.ts'

const secondFactors: ReadonlySet<string> = new Set(['totp', 'emailed-code', 'push', 'emergency-token', 'backup-code'])
const hasSecondFactor = (proofs: readonly Proof[]): boolean =>
  proofs.some(({ kind, userVerified }) => secondFactors.has(kind) || (kind === 'passkey' && userVerified === true))

/** How precisely use of the console is kept: not a write for every click. */
const consolePrecisionMs = 60_000

export function createSessions({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Storage['sessions'] {
  /** A session that is not of its user's epoch has ended, whether or not its row is gone yet. */
  const living = () => db.selectFrom('sessions')
    .innerJoin('users', (join) => join.onRef('users.realm_id', '=', 'sessions.realm_id').onRef('users.id', '=', 'sessions.user_id')
      .onRef('users.epoch', '=', 'sessions.epoch'))
    .select(['sessions.uid', 'sessions.realm_id', 'sessions.user_id', 'sessions.epoch', 'sessions.journey_id', 'sessions.proofs',
      'sessions.started_at', 'sessions.last_used_at', 'sessions.expires_at', 'sessions.address', 'sessions.user_agent', 'sessions.client_ids', 'sessions.console_used_at'])
    .where('sessions.expires_at', '>', clock.now())
  const byUid = compileOnce(living().where('sessions.realm_id', '=', 0).where('sessions.uid', '=', ''))
  const one = (realmId: number, uid: string) => db.updateTable('sessions').where('realm_id', '=', realmId).where('uid', '=', uid)

  return {
    async find(realmId, uid) {
      const row = await durable.read.firstOf(byUid, [clock.now(), realmId, uid])
      return row && toSession(row)
    },
    listOf: async (realmId, userId) => (await durable.read.all(living().where('sessions.realm_id', '=', realmId)
      .where('sessions.user_id', '=', userId).orderBy('sessions.started_at', 'desc').orderBy('sessions.uid'))).map(toSession),
    begin(session) {
      const { uid, realmId, userId, epoch, journeyId, proofs, startedAt, lastUsedAt, expiresAt, address, userAgent } = session
      const values = {
        uid, realm_id: realmId, user_id: userId, epoch, journey_id: journeyId, proofs: JSON.stringify(proofs),
        second_factor: Number(hasSecondFactor(proofs)), started_at: startedAt, last_used_at: lastUsedAt, expires_at: expiresAt,
        address, user_agent: userAgent, client_ids: writeIds(session.clientIds),
      }
      // Signing in again in the same browser session begins it anew, for the same person only.
      const again = sql`insert into sessions (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
        select ${sql.join(Object.values(values))} from users where users.realm_id = ${realmId} and users.id = ${userId} and users.epoch = ${epoch}
        on conflict (realm_id, uid) do update set ${sql.join(Object.keys(values).slice(3).map((name) =>
          sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))} where sessions.user_id = excluded.user_id`
      return write('sessions.begin', { compile: () => again.compile(db) }, 1)
    },
    setProofs: (realmId, uid, proofs, { journeyId, expiresAt }) => write('sessions.setProofs', one(realmId, uid)
      .set({ proofs: JSON.stringify(proofs), second_factor: Number(hasSecondFactor(proofs)), journey_id: journeyId, expires_at: expiresAt })
      .where(({ exists, selectFrom }) => exists(selectFrom('users').select('users.n').whereRef('users.realm_id', '=', 'sessions.realm_id')
        .whereRef('users.id', '=', 'sessions.user_id').whereRef('users.epoch', '=', 'sessions.epoch'))), 1),
    used(realmId, uid, clientId) {
      const query = one(realmId, uid).set({ last_used_at: clock.now() })
      if (clientId === null) return write('sessions.used', query, 'any')
      const named = sql<string>`case when replace(client_ids, ${`\n${clientId}\n`}, '') <> client_ids then client_ids else client_ids || ${`${clientId}\n`} end`
      return write('sessions.used', query.set({ client_ids: named }), 'any')
    },
    usedConsole: (realmId, uid) => write('sessions.usedConsole', one(realmId, uid).set({ console_used_at: clock.now() })
      .where(({ or, eb }) => or([eb('console_used_at', 'is', null), eb('console_used_at', '<=', clock.now() - consolePrecisionMs)])), 'any'),
    end: (realmId, uid) => [
      write('sessions.end', db.deleteFrom('sessions').where('realm_id', '=', realmId).where('uid', '=', uid), 'any'),
      write('sessions.end-rows', db.deleteFrom('protocol_rows').where('realm_id', '=', realmId).where('session_uid', '=', uid), 'any'),
    ],
    endWithoutSecondFactor(realmId, userId, butUid) {
      const weak = db.selectFrom('sessions').select('sessions.uid').where('realm_id', '=', realmId).where('user_id', '=', userId)
        .where('second_factor', '=', 0).where('uid', '<>', butUid ?? '')
      return [
        write('sessions.end-weak-rows', db.deleteFrom('protocol_rows').where('realm_id', '=', realmId).where('session_uid', 'in', weak), 'any'),
        write('sessions.end-weak', db.deleteFrom('sessions').where('realm_id', '=', realmId).where('user_id', '=', userId)
          .where('second_factor', '=', 0).where('uid', '<>', butUid ?? ''), 'any'),
      ]
    },
  }
}

/** One id a line, a line break on either side, so that one statement can look and append. */
const writeIds = (ids: readonly string[]): string => `\n${ids.map((id) => `${id}\n`).join('')}`

type SessionRow = {
  uid: string; realm_id: number; user_id: string; epoch: number; journey_id: string; proofs: string; started_at: number
  last_used_at: number; expires_at: number; address: string; user_agent: string; client_ids: string; console_used_at: number | null
}

function toSession(row: SessionRow): Session {
  const proofs: Proof[] = JSON.parse(row.proofs)
  return {
    uid: row.uid, realmId: row.realm_id, userId: row.user_id, epoch: row.epoch, journeyId: row.journey_id, proofs,
    startedAt: row.started_at, lastUsedAt: row.last_used_at, expiresAt: row.expires_at, address: row.address,
    userAgent: row.user_agent, clientIds: row.client_ids.split('\n').filter((id) => id !== ''),
    ...(row.console_used_at === null ? {} : { consoleUsedAt: row.console_used_at }),
  }
}
