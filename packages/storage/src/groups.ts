import type { Context } from './context.ts'
import { readCursor, toPage } from './cursor.ts'
import { asOf } from './group-terms.ts'
import { toRole } from './roles.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Group, Storage } from './types.ts'
import { createUpstreamGrants } from './upstream-grants.ts'
import { keepUserRoles } from './user-roles.ts'
import { selectUsers, toUser } from './user-row.ts'

export function createGroups({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['groups'] {
  const { hold, fill, clear } = keepUserRoles({ db, dialect, clock })
  const { syncGroups, ordinaryGroups, groupNotFilled } = createUpstreamGrants({ db, dialect, clock })
  const nOf = (realmId: number, userId: string) => db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', userId)

  const ofUser = compileOnce(db.selectFrom('group_members').innerJoin('groups', 'groups.id', 'group_members.group_id')
    .selectAll('groups').where('group_members.n', '=', nOf(0, '')).orderBy('groups.name'))

  return {
    list: async (realmId) => (await durable.read.all(db.selectFrom('groups').selectAll().where('realm_id', '=', realmId).orderBy('name'))).map(toGroup),
    create: ({ id, realmId, name }) => write('groups.create', db.insertInto('groups').values({ id, realm_id: realmId, name }), 1),
    remove: (realmId, id) => [
      write('groups.remove', db.deleteFrom('groups').where('realm_id', '=', realmId).where('id', '=', id), 1),
      clear({ realmId, roles: { ofGroup: id }, users: { ofGroup: id } }, id),
      write('groups.drop-members', db.deleteFrom('group_members').where('group_id', '=', id), 'any'),
      write('groups.drop-roles', db.deleteFrom('group_roles').where('group_id', '=', id), 'any'),
    ],
    of: async (realmId, userId) => (await durable.read.allOf(ofUser, [realmId, userId])).map(toGroup),
    async members(realmId, groupId, cursor, limit) {
      const before = readCursor('members', cursor)
      const rows = await durable.read.all(selectUsers(db).innerJoin('group_members', 'group_members.n', 'users.n')
        .where('group_members.group_id', '=', groupId).where('users.realm_id', '=', realmId)
        .$if(before !== null, (query) => query.where('group_members.n', '<', before))
        .orderBy('group_members.n', 'desc').limit(limit + 1))
      return toPage('members', rows, limit, (row) => asOf(toUser(row), clock.now()))
    },
    add: (realmId, userId, groupId) => [
      hold(realmId, userId),
      write('groups.add', db.insertInto('group_members').columns(['realm_id', 'group_id', 'n', 'added_at'])
        .expression(db.selectFrom('users').innerJoin('groups', 'groups.realm_id', 'users.realm_id')
          .select((eb) => ['users.realm_id', 'groups.id', 'users.n', eb.cast<number>(eb.val(clock.now()), 'bigint').as('added_at')])
          .where('users.realm_id', '=', realmId).where('users.id', '=', userId).where('groups.id', '=', groupId))
        .onConflict((conflict) => conflict.columns(['group_id', 'n']).doUpdateSet({ upstream_id: null })), 1),
      ...fill({ realmId, roles: { ofGroup: groupId }, users: { id: userId } }),
    ],
    leave: (realmId, userId, groupId) => [
      hold(realmId, userId),
      write('groups.leave', db.deleteFrom('group_members').where('group_id', '=', groupId).where('n', '=', nOf(realmId, userId)), 1),
      clear({ realmId, roles: { ofGroup: groupId }, users: { id: userId } }),
    ],
    sync: syncGroups,
    ordinary: ordinaryGroups,
    notFilled: groupNotFilled,
    rolesOf: async (realmId, groupId) => (await durable.read.all(db.selectFrom('group_roles').innerJoin('roles', 'roles.id', 'group_roles.role_id')
      .selectAll('roles').where('group_roles.group_id', '=', groupId).where('roles.realm_id', '=', realmId).orderBy('roles.name'))).map(toRole),
    grantRole: (realmId, groupId, roleId) => [
      write('groups.grantRole', db.insertInto('group_roles').columns(['realm_id', 'group_id', 'role_id', 'granted_at'])
        .expression(db.selectFrom('groups').innerJoin('roles', 'roles.realm_id', 'groups.realm_id')
          .select((eb) => ['groups.realm_id', 'groups.id', 'roles.id as role_id', eb.cast<number>(eb.val(clock.now()), 'bigint').as('granted_at')])
          .where('groups.realm_id', '=', realmId).where('groups.id', '=', groupId).where('roles.id', '=', roleId))
        .onConflict((conflict) => conflict.columns(['group_id', 'role_id']).doUpdateSet((eb) => ({ granted_at: eb.ref('group_roles.granted_at') }))), 1),
      ...fill({ realmId, roles: { id: roleId }, users: { ofGroup: groupId } }),
    ],
    withdrawRole: (realmId, groupId, roleId) => [
      write('groups.withdrawRole', db.deleteFrom('group_roles').where('realm_id', '=', realmId).where('group_id', '=', groupId)
        .where('role_id', '=', roleId), 1),
      clear({ realmId, roles: { id: roleId }, users: { ofGroup: groupId } }),
    ],
  }
}

const toGroup = (row: { id: string; realm_id: number; name: string }): Group => ({ id: row.id, realmId: row.realm_id, name: row.name })
