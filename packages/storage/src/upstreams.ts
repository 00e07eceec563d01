import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Storage, Upstream } from './types.ts'
import { createUpstreamGrants } from './upstream-grants.ts'

export function createUpstreams(
  { db, dialect, durable, clock, seal }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock' | 'seal'>,
): Storage['upstreams'] {
  const { takeBackAll } = createUpstreamGrants({ db, dialect, clock })
  const columns = ['id', 'realm_id', 'alias', 'document', 'created_at', 'version'] as const
  const select = () => db.selectFrom('upstreams').select(columns)
    .select((eb) => eb.case().when('secret', 'is', null).then(eb.lit(0)).else(eb.lit(1)).end().as('has_secret'))
  const ofRealm = compileOnce(select().where('realm_id', '=', 0).orderBy('alias'))
  const byAlias = compileOnce(select().where('realm_id', '=', 0).where('alias', '=', ''))
  const byId = compileOnce(select().where('realm_id', '=', 0).where('id', '=', ''))
  const sealed = (realmId: number, id: string, secret: string | null) => secret === null ? null : seal.close(cells.upstream, [realmId, id], secret)
  const one = (realmId: number, id: string) => db.updateTable('upstreams').where('realm_id', '=', realmId).where('id', '=', id)

  return {
    list: async (realmId) => (await durable.read.allOf(ofRealm, [realmId])).map(toUpstream),
    async find(realmId, alias) {
      const row = await durable.read.firstOf(byAlias, [realmId, alias])
      return row && toUpstream(row)
    },
    async get(realmId, id) {
      const row = await durable.read.firstOf(byId, [realmId, id])
      return row && toUpstream(row)
    },
    async openSecret(realmId, id) {
      const row = await durable.read.first(db.selectFrom('upstreams').select('secret').where('realm_id', '=', realmId).where('id', '=', id))
      return row?.secret ? seal.open(cells.upstream, [realmId, id], row.secret) : null
    },
    create: (upstream, secret) => write('upstreams.create', db.insertInto('upstreams').values({
      id: upstream.id, realm_id: upstream.realmId, alias: upstream.alias, created_at: upstream.createdAt, version: 1,
      document: JSON.stringify(upstream), secret: sealed(upstream.realmId, upstream.id, secret),
    }), 1),
    change: (upstream) => write('upstreams.change', one(upstream.realmId, upstream.id)
      .set({ document: JSON.stringify(upstream), version: upstream.version + 1 }).where('version', '=', upstream.version), 1),
    setSecret: (realmId, id, secret) => write('upstreams.setSecret', one(realmId, id).set({ secret: sealed(realmId, id, secret) }), 1),
    remove: (realmId, id) => [
      // First: on PostgreSQL whoever links, gives or begins something in its name is waited for, or waits and then misses.
      write('upstreams.remove', db.deleteFrom('upstreams').where('realm_id', '=', realmId).where('id', '=', id), 1),
      ...(['identities', 'upstream_sessions'] as const).map((table) =>
        write(`upstreams.drop-${table}`, db.deleteFrom(table).where('realm_id', '=', realmId).where('upstream_id', '=', id), 'any')),
      ...takeBackAll(realmId, id),
    ],
  }
}

type UpstreamRow = { id: string; realm_id: number; alias: string; document: string; created_at: number; version: number; has_secret: number }

/** The columns are right, whatever the document was written with. */
const toUpstream = (row: UpstreamRow): Upstream => ({
  ...JSON.parse(row.document), id: row.id, realmId: row.realm_id, alias: row.alias, hasSecret: row.has_secret === 1, createdAt: row.created_at, version: row.version,
})
