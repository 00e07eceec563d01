import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { PolicyGroupVersion, Storage } from './types.ts'

/** Stands for the instant of a version from before versions were kept. */
const unknown = 0

/** Every version of a policy group; they stay when it goes. */
export function createGroupVersions({ db, durable }: Pick<Context, 'db' | 'durable'>): Pick<Storage['policies'], 'keepGroupVersion' | 'groupVersions'> {
  return {
    keepGroupVersion: ({ version, at, actor, reason, copiedFrom, group }) => write('policies.keepGroupVersion', db.insertInto('policy_group_versions').values({
      realm_id: group.realmId, group_id: group.id, version, at: at ?? unknown, actor: JSON.stringify(actor), reason, document: JSON.stringify({ group, copiedFrom }),
    }), 1),

    groupVersions: async (realmId, id, before, limit) => (await durable.read.all(db.selectFrom('policy_group_versions').select(['version', 'at', 'actor', 'reason', 'document'])
      .where('realm_id', '=', realmId).where('group_id', '=', id).where('version', '<', before ?? Number.MAX_SAFE_INTEGER).orderBy('version', 'desc').limit(limit)))
      .map(({ at, actor, document, ...row }): PolicyGroupVersion => ({ ...row, at: at === unknown ? null : at, actor: JSON.parse(actor), ...JSON.parse(document) })),
  }
}
