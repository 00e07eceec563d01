import { sql } from 'kysely'
import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { asOf } from './group-terms.ts'
import { isExact } from './normalise.ts'
import { hashed } from './sealing/seal.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Storage, UpstreamIdentity } from './types.ts'
import { createUpstreamGrants } from './upstream-grants.ts'
import { keepUserRoles } from './user-roles.ts'
import { selectUsers, toUser } from './user-row.ts'

export function createIdentities({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['identities'] {
  const { takeBack } = createUpstreamGrants({ db, dialect, clock })
  const { hold } = keepUserRoles({ db, dialect, clock })
  const select = () => db.selectFrom('identities').select(identityColumns)
  const bySubject = compileOnce(select().where('realm_id', '=', 0).where('upstream_id', '=', '').where('name_hash', '=', new Uint8Array()))
  const ofUser = compileOnce(select().where('realm_id', '=', 0).where('user_id', '=', '').orderBy('linked_at').orderBy('n'))
  const held = dialect === 'postgres' ? sql`for key share` : sql``

  return {
    async find(realmId, upstreamId, issuer, subject) {
      if (!isExact(issuer) || !isExact(subject)) return undefined
      const row = await durable.read.firstOf(bySubject, [realmId, upstreamId, hashed(issuer, subject)])
      return row && toIdentity(row)
    },
    listOf: async (realmId, userId) => (await durable.read.allOf(ofUser, [realmId, userId])).map(toIdentity),
    async ofUpstream(realmId, upstreamId, cursor, limit) {
      const before = readCursor('identities', cursor)
      const rows = await durable.read.all(selectUsers(db)
        .innerJoin('identities', (join) => join.onRef('identities.realm_id', '=', 'users.realm_id').onRef('identities.user_id', '=', 'users.id'))
        .select(['identities.n as identity_n', 'identities.upstream_id', 'identities.issuer', 'identities.subject as identity_subject',
          'identities.username as identity_username', 'identities.linked_at', 'identities.linked_by', 'identities.linked_by_actor',
          'identities.last_sign_in_at as identity_last_sign_in_at'])
        .where('identities.realm_id', '=', realmId).where('identities.upstream_id', '=', upstreamId)
        .$if(before !== null, (query) => query.where('identities.n', '<', before)).orderBy('identities.n', 'desc').limit(limit + 1))
      return toPage('identities', rows.map((row) => ({ n: row.identity_n, row })), limit, ({ row }) => ({
        ...toIdentity({
          ...row, user_id: row.id, subject: row.identity_subject, username: row.identity_username, last_sign_in_at: row.identity_last_sign_in_at,
        }),
        user: asOf(toUser(row), clock.now()),
      }))
    },
    async count(realmId, upstreamId, cap) {
      const some = db.selectFrom('identities').select('identities.n').where('realm_id', '=', realmId).where('upstream_id', '=', upstreamId).limit(cap + 1)
      const row = await durable.read.first(db.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('count')))
      const count = Number(row?.count ?? 0)
      return { count: Math.min(count, cap), more: count > cap }
    },
    link({ realmId, upstreamId, issuer, subject, userId, username, linkedAt, linkedBy, linkedByActor }) {
      if (!isExact(issuer) || !isExact(subject)) throw new Error('An issuer or subject that no database keeps as it is cannot be linked')
      const values = {
        realm_id: realmId, upstream_id: upstreamId, issuer, subject, name_hash: hashed(issuer, subject), user_id: userId, username,
        linked_at: linkedAt, linked_by: linkedBy, linked_by_actor: linkedByActor,
        // Whoever links by signing in has signed in.
        last_sign_in_at: linkedBy === 'administrator' || linkedBy === 'import' ? null : linkedAt,
      }
      // Only between a person and an upstream that are there, and stay there until the commit.
      const insert = sql`insert into identities (${sql.join(Object.keys(values).map((name) => sql.ref(name)))}, user_n)
        select ${sql.join(Object.values(values))}, users.n from users, upstreams where users.realm_id = ${realmId} and users.id = ${userId}
        and upstreams.realm_id = ${realmId} and upstreams.id = ${upstreamId} ${held}`
      return write('identities.link', { compile: () => insert.compile(db) }, 1)
    },
    unlink: (realmId, userId, upstreamId) => [
      hold(realmId, userId),
      write('identities.unlink', db.deleteFrom('identities').where('realm_id', '=', realmId).where('upstream_id', '=', upstreamId)
        .where('user_id', '=', userId), 1),
      ...takeBack(realmId, userId, upstreamId),
    ],
    signedIn: (realmId, upstreamId, userId, username) => write('identities.signedIn', db.updateTable('identities')
      .set({ last_sign_in_at: clock.now(), username }).where('realm_id', '=', realmId).where('upstream_id', '=', upstreamId)
      .where('user_id', '=', userId), 1),
  }
}

export const identityColumns = [
  'realm_id', 'upstream_id', 'issuer', 'subject', 'user_id', 'username', 'linked_at', 'linked_by', 'linked_by_actor', 'last_sign_in_at',
] as const

type IdentityRow = {
  realm_id: number; upstream_id: string; issuer: string; subject: string; user_id: string; username: string | null
  linked_at: number; linked_by: string; linked_by_actor: string; last_sign_in_at: number | null
}

export const toIdentity = (row: IdentityRow): UpstreamIdentity => ({
  realmId: row.realm_id, upstreamId: row.upstream_id, issuer: row.issuer, subject: row.subject, userId: row.user_id, username: row.username,
  linkedAt: row.linked_at, linkedBy: row.linked_by as UpstreamIdentity['linkedBy'], linkedByActor: row.linked_by_actor, lastSignInAt: row.last_sign_in_at,
})
