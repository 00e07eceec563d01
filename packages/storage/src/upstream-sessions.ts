import { sql } from 'kysely'
import type { Context } from './context.ts'
import { isExact } from './normalise.ts'
import { cells } from './sealing/cells.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Storage, UpstreamSession } from './types.ts'

export function createUpstreamSessions(
  { db, dialect, durable, clock, seal }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock' | 'seal'>,
): Storage['upstreamSessions'] {
  /** Of sessions that live, as `sessions.find` sees them. */
  const living = () => db.selectFrom('upstream_sessions')
    .innerJoin('sessions', (join) => join.onRef('sessions.realm_id', '=', 'upstream_sessions.realm_id')
      .onRef('sessions.uid', '=', 'upstream_sessions.session_uid'))
    .innerJoin('users', (join) => join.onRef('users.realm_id', '=', 'sessions.realm_id').onRef('users.id', '=', 'sessions.user_id')
      .onRef('users.epoch', '=', 'sessions.epoch'))
    .selectAll('upstream_sessions').where('sessions.expires_at', '>', clock.now()).where('upstream_sessions.realm_id', '=', 0)
  const bySession = compileOnce(living().where('upstream_sessions.session_uid', '=', ''))
  const ofOrigin = living().where('upstream_sessions.upstream_id', '=', '').where('upstream_sessions.issuer', '=', '')
  const bySid = compileOnce(ofOrigin.where('upstream_sessions.sid', '=', ''))
  const bySubject = compileOnce(ofOrigin.where('upstream_sessions.subject', '=', ''))
  const held = dialect === 'postgres' ? sql`for key share` : sql``

  const toSession = (row: SessionRow): UpstreamSession => ({
    realmId: row.realm_id, sessionUid: row.session_uid, upstreamId: row.upstream_id, issuer: row.issuer, subject: row.subject, sid: row.sid,
    idToken: row.id_token === null ? null : seal.open(cells.upstreamSession, [row.realm_id, row.session_uid], row.id_token),
  })

  return {
    begin({ realmId, sessionUid, upstreamId, issuer, subject, sid, idToken }) {
      if (![issuer, subject, sid ?? ''].every(isExact)) throw new Error('A session of an upstream whose name no database keeps as it is cannot be begun')
      const values = {
        realm_id: realmId, session_uid: sessionUid, upstream_id: upstreamId, issuer, subject, sid,
        id_token: idToken === null ? null : seal.close(cells.upstreamSession, [realmId, sessionUid], idToken),
      }
      const insert = sql`insert into upstream_sessions (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
        select ${sql.join(Object.values(values))} from sessions, upstreams where sessions.realm_id = ${realmId} and sessions.uid = ${sessionUid}
        and upstreams.realm_id = ${realmId} and upstreams.id = ${upstreamId} ${held}
        on conflict (realm_id, session_uid) do update set ${sql.join(Object.keys(values).slice(2).map((name) =>
          sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}`
      return write('upstreamSessions.begin', { compile: () => insert.compile(db) }, 1)
    },
    async of(realmId, sessionUid) {
      const row = await durable.read.firstOf(bySession, [clock.now(), realmId, sessionUid])
      return row && toSession(row)
    },
    async find(realmId, upstreamId, issuer, by) {
      const [question, name] = 'sid' in by ? [bySid, by.sid] : [bySubject, by.subject]
      if (!isExact(issuer) || !isExact(name)) return []
      return (await durable.read.allOf(question, [clock.now(), realmId, upstreamId, issuer, name])).map(toSession)
    },
  }
}

type SessionRow = {
  realm_id: number; session_uid: string; upstream_id: string; issuer: string; subject: string; sid: string | null; id_token: Uint8Array | null
}
