import { sql } from 'kysely'
import type { Context } from './context.ts'
import { write } from './sql/build.ts'
import type { Instant, Storage, User } from './types.ts'
import { selectUsers, toUser } from './user-row.ts'

/**
 * The person as they are at an instant. Whose time in a policy group is over is back in the one before from that very
 * instant on, whether or not housekeeping has written it down yet.
 */
export const asOf = <Person extends User>(user: Person, now: Instant): Person => {
  const { policyGroupUntil: until, policyGroupBack: back } = user
  if (until === null || now < until) return user
  return { ...user, policyGroupId: back, policyGroupSince: back === null ? null : until, policyGroupUntil: null, policyGroupBack: null }
}

/** The columns of somebody who is put into a group, for good or until an instant. */
export const intoGroup = (group: string | null, until: Instant | null, now: Instant) => ({
  policy_group_id: group,
  // Whoever is there already stays since when they were.
  policy_group_since: sql<number | null>`case when policy_group_id is not distinct from ${group} and (policy_group_until is null or policy_group_until > ${now})
    then policy_group_since else ${group === null ? sql`null` : sql`cast(${now} as bigint)`} end`,
  policy_group_until: until,
  // Back to the group that had no end: of two times one after the other the first one's way back is kept.
  policy_group_back: until === null ? null : sql<string | null>`case when policy_group_until is null then policy_group_id else policy_group_back end`,
})

/** People who are in a policy group for a time (S1-34). */
export function createGroupTerms({ db, durable, clock }: Pick<Context, 'db' | 'durable' | 'clock'>): Pick<Storage['policies'], 'isAwaited' | 'awaitElsewhere' | 'overdue' | 'takeBack'> {
  return {
    isAwaited: async (realmId, id) => await durable.read.first(db.selectFrom('users').select('users.n')
      .where('users.realm_id', '=', realmId).where('users.policy_group_until', 'is not', null).where('users.policy_group_back', '=', id).limit(1)) !== undefined,

    awaitElsewhere: (realmId, id, other) => write('policies.awaitElsewhere', db.updateTable('users').set({ policy_group_back: other })
      .where('realm_id', '=', realmId).where('policy_group_until', 'is not', null).where('policy_group_back', '=', id), 'any'),

    overdue: async (limit) => (await durable.read.all(selectUsers(db)
      .where('users.policy_group_until', '<=', clock.now()).orderBy('users.policy_group_until').limit(limit))).map(toUser),

    takeBack: (realmId, userId, until) => write('policies.takeBack', db.updateTable('users').set((eb) => ({
      policy_group_id: eb.ref('policy_group_back'),
      policy_group_since: eb.case().when('policy_group_back', 'is', null).then(sql<number | null>`null`).else(eb.ref('policy_group_until')).end(),
      policy_group_until: null, policy_group_back: null, version: eb('version', '+', 1),
    })).where('realm_id', '=', realmId).where('id', '=', userId).where('policy_group_until', '=', until).where('policy_group_until', '<=', clock.now()), 1),
  }
}
