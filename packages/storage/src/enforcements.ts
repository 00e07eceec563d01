import { sql } from 'kysely'
import type { Context } from './context.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Enforcement, EnforcementVersion, Storage, WrittenEnforcement } from './types.ts'

type Questions = Pick<Storage['policies'],
  'enforcements' | 'standing' | 'enforcement' | 'saveEnforcement' | 'recordEnforcement' | 'removeEnforcement' | 'enforcementVersions'>
type Row = { document: string; version: number }

/** Of those that were written before there were waves: as a new one has them. */
const sinceThen = { waves: [30, 14, 7, 3, 1, 0], announcedAt: null, edition: 1 }

const read = (document: string): WrittenEnforcement => JSON.parse(document)
export const enforcementOf = ({ document, version }: Row): Enforcement => ({ ...sinceThen, ...read(document), version })

/** Rules that no other setting weakens, and every version of them (S0-8). */
export function createEnforcements({ db, dialect, durable }: Pick<Context, 'db' | 'dialect' | 'durable'>): Questions {
  const all = db.selectFrom('enforcements').select(['document', 'version']).where('realm_id', '=', 0).orderBy('name')
  const state = dialect === 'sqlite' ? sql<string>`json_extract(document, '$.state')` : sql<string>`(document::jsonb ->> 'state')`
  const ofRealm = compileOnce(all)
  // Every sign-in asks it.
  const standing = compileOnce(all.where(sql<boolean>`${state} <> 'ended'`))
  const one = compileOnce(db.selectFrom('enforcements').select(['document', 'version']).where('realm_id', '=', 0).where('id', '=', ''))

  return {
    enforcements: async (realmId) => (await durable.read.allOf(ofRealm, [realmId])).map(enforcementOf),

    standing: async (realmId) => (await durable.read.allOf(standing, [realmId])).map(enforcementOf),

    async enforcement(realmId, id) {
      const row = await durable.read.firstOf(one, [realmId, id])
      return row && enforcementOf(row)
    },

    saveEnforcement: (enforcement) => write('policies.saveEnforcement', db.insertInto('enforcements').values({
      id: enforcement.id, realm_id: enforcement.realmId, name: enforcement.name, version: enforcement.version, document: JSON.stringify(enforcement),
    }).onConflict((conflict) => conflict.column('id')
      .doUpdateSet({ name: enforcement.name, version: enforcement.version + 1, document: JSON.stringify(enforcement) })
      .where('enforcements.realm_id', '=', enforcement.realmId).where('enforcements.version', '=', enforcement.version)), 1),

    recordEnforcement: ({ at, act, actor, reason, document }) => write('policies.recordEnforcement', db.insertInto('enforcement_versions').values({
      realm_id: document.realmId, enforcement_id: document.id, version: document.version, at, act, actor: JSON.stringify(actor), reason,
      document: JSON.stringify(document),
    }), 1),

    removeEnforcement: ({ realmId, id, version }) => write('policies.removeEnforcement', db.deleteFrom('enforcements')
      .where('realm_id', '=', realmId).where('id', '=', id).where('version', '=', version), 1),

    async enforcementVersions(realmId, id, before, limit) {
      const rows = await durable.read.all(db.selectFrom('enforcement_versions').select(['version', 'at', 'act', 'actor', 'reason', 'document'])
        .where('enforcement_id', '=', id).where('realm_id', '=', realmId)
        .where('version', '<', before ?? Number.MAX_SAFE_INTEGER).orderBy('version', 'desc').limit(limit))
      return rows.map(({ version, at, act, actor, reason, document }) => ({
        at, act: actOf(act), actor: JSON.parse(actor), reason, document: enforcementOf({ document, version }),
      }))
    },
  }
}

const acts: readonly EnforcementVersion['act'][] = ['draft', 'change', 'announce', 'postpone', 'bring-forward', 'suspend', 'resume', 'end']
const actOf = (text: string): EnforcementVersion['act'] => acts.find((act) => act === text) ?? 'change'
