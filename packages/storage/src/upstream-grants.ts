import { sql } from 'kysely'
import type { Context } from './context.ts'
import { guard, listed, write } from './sql/build.ts'
import type { Statement, Storage } from './types.ts'
import { keepUserRoles } from './user-roles.ts'

/**
 * What upstreams give to people. A grant has one giver: an administrator's is nobody else's, and of two upstreams that
 * give the same the first is named; when it takes that back, the other gives it again at the person's next sign-in there.
 */
export function createUpstreamGrants({ db, dialect, clock }: Pick<Context, 'db' | 'dialect' | 'clock'>) {
  const { hold, recompute } = keepUserRoles({ db, dialect, clock })
  const nOf = (realmId: number, userId: string) => db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', userId)

  /** Misses when the upstream is removed meanwhile: what it gives now, nobody would ever take back. */
  const known = (realmId: number, upstreamId: string): Statement => guard('upstreams.known', db.selectFrom('upstreams').select('id')
    .where('realm_id', '=', realmId).where('id', '=', upstreamId).$if(dialect === 'postgres', (query) => query.forKeyShare()))

  const syncRoles: Storage['roles']['sync'] = (realmId, userId, upstreamId, roleIds) => [
    { ...hold(realmId, userId), rows: 1 },
    known(realmId, upstreamId),
    write('roles.sync-less', db.deleteFrom('role_grants').where('n', '=', nOf(realmId, userId)).where('upstream_id', '=', upstreamId)
      .where('role_id', 'not in', listed(dialect, roleIds)), 'any'),
    write('roles.sync-more', db.insertInto('role_grants').columns(['realm_id', 'role_id', 'n', 'granted_at', 'upstream_id'])
      .expression(db.selectFrom('users').innerJoin('roles', 'roles.realm_id', 'users.realm_id')
        .select((eb) => ['users.realm_id', 'roles.id', 'users.n', eb.cast<number>(eb.val(clock.now()), 'bigint').as('at'), sql<string>`${upstreamId}`.as('by')])
        .where('users.realm_id', '=', realmId).where('users.id', '=', userId).where('roles.id', 'in', listed(dialect, roleIds)))
      .onConflict((conflict) => conflict.columns(['n', 'role_id']).doNothing()), 'any'),
    ...recompute(realmId, userId),
  ]

  const syncGroups: Storage['groups']['sync'] = (realmId, userId, upstreamId, groupIds) => [
    { ...hold(realmId, userId), rows: 1 },
    known(realmId, upstreamId),
    write('groups.sync-less', db.deleteFrom('group_members').where('n', '=', nOf(realmId, userId)).where('upstream_id', '=', upstreamId)
      .where('group_id', 'not in', listed(dialect, groupIds)), 'any'),
    write('groups.sync-more', db.insertInto('group_members').columns(['realm_id', 'group_id', 'n', 'added_at', 'upstream_id'])
      .expression(db.selectFrom('users').innerJoin('groups', 'groups.realm_id', 'users.realm_id')
        .select((eb) => ['users.realm_id', 'groups.id', 'users.n', eb.cast<number>(eb.val(clock.now()), 'bigint').as('at'), sql<string>`${upstreamId}`.as('by')])
        .where('users.realm_id', '=', realmId).where('users.id', '=', userId).where('groups.id', 'in', listed(dialect, groupIds)))
      .onConflict((conflict) => conflict.columns(['group_id', 'n']).doNothing()), 'any'),
    ...recompute(realmId, userId),
  ]

  const administrativeIn = db.selectFrom('group_roles').innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .select('group_roles.role_id').where('roles.administrative', '=', 1)

  /** What an upstream gives by mere name never administers: neither now nor by what a group is given meanwhile. */
  const ordinaryGroups: Storage['groups']['ordinary'] = (realmId, groupIds) => [
    ...(dialect === 'sqlite' ? [] : [write('groups.held', db.selectFrom('groups').select('id').where('realm_id', '=', realmId)
      .where('id', 'in', listed(dialect, groupIds)).orderBy('id').forKeyShare(), 'any')]),
    guard('groups.ordinary', db.selectNoFrom((eb) => eb.lit(1).as('ordinary')).where(({ not, exists }) => not(exists(administrativeIn
      .where('group_roles.realm_id', '=', realmId).where('group_roles.group_id', 'in', listed(dialect, groupIds)))))),
  ]

  const groupNotFilled: Storage['groups']['notFilled'] = (realmId, groupId) => [
    ...(dialect === 'sqlite' ? [] : [write('groups.held', db.selectFrom('groups').select('id').where('realm_id', '=', realmId)
      .where('id', '=', groupId).forUpdate(), 'any')]),
    guard('groups.not-filled', db.selectNoFrom((eb) => eb.lit(1).as('free')).where(({ not, exists, or, selectFrom }) => or([
      // Whom an upstream put into one that administers already, a rule did.
      exists(administrativeIn.where('group_roles.realm_id', '=', realmId).where('group_roles.group_id', '=', groupId)),
      not(exists(selectFrom('group_members').select('group_members.n').where('group_members.realm_id', '=', realmId)
        .where('group_members.group_id', '=', groupId).where('group_members.upstream_id', 'is not', null))),
    ]))),
  ]

  return {
    syncRoles,
    syncGroups,
    ordinaryGroups,
    groupNotFilled,

    /** Takes back what the upstream gave to a person, whose row is held. */
    takeBack: (realmId: number, userId: string, upstreamId: string): readonly Statement[] => [
      ...(['role_grants', 'group_members'] as const).map((table) => write(`upstreams.drop-${table}`, db.deleteFrom(table)
        .where('n', '=', nOf(realmId, userId)).where('upstream_id', '=', upstreamId), 'any')),
      ...recompute(realmId, userId),
    ],

    /** The same of everybody, whom it would take long to work out anew one by one. */
    takeBackAll: (realmId: number, upstreamId: string): readonly Statement[] => [
      write('upstreams.clear-roles', db.deleteFrom('user_roles').where('user_roles.realm_id', '=', realmId)
        .where('user_roles.n', 'in', (['role_grants', 'group_members'] as const).map((table) => db.selectFrom(table).select('n')
          .where('upstream_id', '=', upstreamId)).reduce((grants, members) => grants.union(members)))
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('role_grants').select('role_grants.n')
          .whereRef('role_grants.n', '=', 'user_roles.n').whereRef('role_grants.role_id', '=', 'user_roles.role_id')
          .where('role_grants.upstream_id', 'is distinct from', upstreamId))))
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('group_members')
          .innerJoin('group_roles', 'group_roles.group_id', 'group_members.group_id').select('group_members.n')
          .whereRef('group_members.n', '=', 'user_roles.n').whereRef('group_roles.role_id', '=', 'user_roles.role_id')
          .where('group_members.upstream_id', 'is distinct from', upstreamId)))), 'any'),
      ...(['role_grants', 'group_members'] as const).map((table) =>
        write(`upstreams.drop-${table}`, db.deleteFrom(table).where('realm_id', '=', realmId).where('upstream_id', '=', upstreamId), 'any')),
    ],
  }
}
