import type { Context } from './context.ts'
import { createEnforcements } from './enforcements.ts'
import { createGroupTerms } from './group-terms.ts'
import { createGroupVersions } from './policy-group-versions.ts'
import { createLikeness } from './likeness.ts'
import { createPolicyPeople } from './policy-people.ts'
import { write } from './sql/build.ts'
import type { PolicyGroup, Storage } from './types.ts'

export function createPolicies({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['policies'] {
  const groupOf = ({ document }: { document: string }): PolicyGroup => JSON.parse(document)

  const one = (realmId: number, id: string) => db.updateTable('policy_groups').where('realm_id', '=', realmId).where('id', '=', id)

  return {
    ...createPolicyPeople({ db, dialect, durable, clock }),
    ...createLikeness({ db, dialect, durable }),
    ...createGroupTerms({ db, durable, clock }),
    ...createEnforcements({ db, dialect, durable }),
    ...createGroupVersions({ db, durable }),
    groups: async (realmId) => (await durable.read.all(db.selectFrom('policy_groups').select('document')
      .where('realm_id', '=', realmId).orderBy('name'))).map(groupOf),
    async group(realmId, id) {
      const row = await durable.read.first(db.selectFrom('policy_groups').select('document').where('realm_id', '=', realmId).where('id', '=', id))
      return row && groupOf(row)
    },
    saveGroup: (group) => write('policies.saveGroup', db.insertInto('policy_groups')
      .values({ id: group.id, realm_id: group.realmId, name: group.name, document: JSON.stringify(group) })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: group.name, document: JSON.stringify(group) })
        .where('policy_groups.realm_id', '=', group.realmId)), 1),
    changeGroup: (before, group) => write('policies.changeGroup', one(group.realmId, group.id)
      .set({ name: group.name, document: JSON.stringify(group) }).where('document', '=', JSON.stringify(before)), 1),
    holdGroup: (realmId, id) => write('policies.holdGroup', one(realmId, id).set((eb) => ({ name: eb.ref('name') })), 1),
    // Misses while somebody is in it, or comes back to it: their rule must not vanish unsaid.
    removeGroup: (realmId, id) => write('policies.removeGroup', db.deleteFrom('policy_groups').where('realm_id', '=', realmId).where('id', '=', id)
      .where(({ not, exists }) => not(exists(db.selectFrom('users').select('users.n').where('policy_group_id', '=', id))))
      .where(({ not, exists }) => not(exists(db.selectFrom('users').select('users.n')
        .where('users.realm_id', '=', realmId).where('policy_group_until', 'is not', null).where('policy_group_back', '=', id)))), 1),
  }
}
