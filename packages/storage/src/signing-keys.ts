import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { write } from './sql/build.ts'
import type { SigningKey, Storage } from './types.ts'

export function createSigningKeys({ db, durable, clock, seal }: Pick<Context, 'db' | 'durable' | 'clock' | 'seal'>): Storage['signingKeys'] {
  return {
    list: async (realmId) => (await durable.read.all(db.selectFrom('signing_keys').selectAll().where('realm_id', '=', realmId)
      .orderBy('created_at', 'desc').orderBy('kid'))).map((row): SigningKey => ({
      kid: row.kid, realmId, alg: row.alg as SigningKey['alg'], state: row.state as SigningKey['state'],
      privateJwk: JSON.parse(seal.open(cells.signingKey, [realmId, row.kid], row.private_jwk)), createdAt: row.created_at, activeAt: row.active_at,
    })),
    create: ({ kid, realmId, alg, state, privateJwk, createdAt, activeAt }) => write('signingKeys.create', db.insertInto('signing_keys').values({
      kid, realm_id: realmId, alg, state, created_at: createdAt, active_at: activeAt,
      private_jwk: seal.close(cells.signingKey, [realmId, kid], JSON.stringify(privateJwk)),
    }), 1),
    setState: (realmId, kid, state) => write('signingKeys.setState', db.updateTable('signing_keys')
      .set({ state, ...(state === 'active' ? { active_at: clock.now() } : {}) }).where('realm_id', '=', realmId).where('kid', '=', kid), 1),
    remove: (realmId, kid) => write('signingKeys.remove', db.deleteFrom('signing_keys').where('realm_id', '=', realmId).where('kid', '=', kid), 1),
  }
}
