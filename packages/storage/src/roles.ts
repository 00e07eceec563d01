import { sql } from 'kysely'
import type { Context } from './context.ts'
import { asOf } from './group-terms.ts'
import { compileOnce, guard, listedNumbers, write } from './sql/build.ts'
import type { Role, Storage } from './types.ts'
import { createUpstreamGrants } from './upstream-grants.ts'
import { keepUserRoles, type Whose } from './user-roles.ts'
import { selectUsers, toUser } from './user-row.ts'

export function createRoles({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Storage['roles'] {
  const { hold, fill, clear, falling, fallsAsSeen } = keepUserRoles({ db, dialect, clock })
  const { syncRoles } = createUpstreamGrants({ db, dialect, clock })
  const nOf = (realmId: number, userId: string) => db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', userId)

  const effective = compileOnce(db.selectFrom('user_roles').innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .selectAll('roles').where('user_roles.n', '=', nOf(0, '')).orderBy('roles.name'))

  const holding = (realmId: number, roleId: string) => selectUsers(db).where('users.realm_id', '=', realmId).where('users.enabled', '=', 1)
    .where('users.n', 'in', db.selectFrom('user_roles').select('user_roles.n').where('realm_id', '=', realmId).where('role_id', '=', roleId))
    .orderBy('users.n')

  return {
    list: async (realmId) => (await durable.read.all(db.selectFrom('roles').selectAll().where('realm_id', '=', realmId).orderBy('name'))).map(toRole),
    async find(realmId, id) {
      const row = await durable.read.first(db.selectFrom('roles').selectAll().where('realm_id', '=', realmId).where('id', '=', id))
      return row && toRole(row)
    },
    create: ({ id, realmId, name, description, clientId, administrative }) => write('roles.create', db.insertInto('roles')
      .values({ id, realm_id: realmId, name, description, client_id: clientId, administrative: Number(administrative) }), 1),
    remove: (realmId, id) => [
      ...(['role_grants', 'group_roles', 'user_roles'] as const).map((table) =>
        write(`roles.drop-${table}`, db.deleteFrom(table).where('role_id', '=', id).where('realm_id', '=', realmId), 'any')),
      write('roles.remove', db.deleteFrom('roles').where('realm_id', '=', realmId).where('id', '=', id), 1),
    ],
    effectiveOf: async (realmId, userId) => (await durable.read.allOf(effective, [realmId, userId])).map(toRole),
    directOf: async (realmId, userId) => (await durable.read.all(db.selectFrom('role_grants').innerJoin('roles', 'roles.id', 'role_grants.role_id')
      .selectAll('roles').select('role_grants.granted_at').where('role_grants.n', '=', nOf(realmId, userId)).orderBy('roles.name')))
      .map((row) => ({ ...toRole(row), grantedAt: row.granted_at })),
    grant(realmId, userId, roleId) {
      const whose: Whose = { realmId, roles: { id: roleId }, users: { id: userId } }
      return [
        hold(realmId, userId),
        // Misses when either is not of this realm; granting twice changes nothing and is no miss.
        write('roles.grant', db.insertInto('role_grants').columns(['realm_id', 'role_id', 'n', 'granted_at'])
          .expression(db.selectFrom('users').innerJoin('roles', 'roles.realm_id', 'users.realm_id')
            .select((eb) => ['users.realm_id', 'roles.id', 'users.n', eb.cast<number>(eb.val(clock.now()), 'bigint').as('granted_at')])
            .where('users.realm_id', '=', realmId).where('users.id', '=', userId).where('roles.id', '=', roleId))
          .onConflict((conflict) => conflict.columns(['n', 'role_id']).doUpdateSet({ upstream_id: null })), 1),
        ...fill(whose),
      ]
    },
    withdraw: (realmId, userId, roleId) => [
      hold(realmId, userId),
      write('roles.withdraw', db.deleteFrom('role_grants').where('role_id', '=', roleId).where('n', '=', nOf(realmId, userId)), 1),
      clear({ realmId, roles: { id: roleId }, users: { id: userId } }),
    ],
    async heldSince(realmId, userId) {
      const n = nOf(realmId, userId)
      const direct = await durable.read.all(db.selectFrom('role_grants').select(['role_id', 'granted_at']).where('n', '=', n))
      const through = await durable.read.all(db.selectFrom('group_members').innerJoin('group_roles', 'group_roles.group_id', 'group_members.group_id')
        .select(['group_roles.role_id', 'group_roles.granted_at', 'group_members.added_at']).where('group_members.n', '=', n))
      const since = new Map<string, number>()
      const hold = (roleId: string, at: number) => since.set(roleId, Math.min(at, since.get(roleId) ?? at))
      for (const { role_id, granted_at } of direct) hold(role_id, granted_at)
      for (const { role_id, granted_at, added_at } of through) hold(role_id, Math.max(granted_at, added_at))
      return since
    },
    sync: syncRoles,
    async givenBy(realmId, userId, upstreamId) {
      const n = nOf(realmId, userId)
      const [given, members] = await Promise.all([
        durable.read.all(db.selectFrom('role_grants').select('role_id').where('n', '=', n).where('upstream_id', '=', upstreamId)),
        durable.read.all(db.selectFrom('group_members').select('group_id').where('n', '=', n).where('upstream_id', '=', upstreamId)),
      ])
      return { roleIds: given.map(({ role_id }) => role_id), groupIds: members.map(({ group_id }) => group_id) }
    },
    falling: async (realmId, gaining) => (await durable.read.all(falling(realmId, gaining)))
      .map((row) => ({ userId: row.user_id, authenticatorId: row.id, label: row.label, fate: row.removed === 1 ? 'removed' : 'doubted' })),
    fallsAsSeen,
    async administratorsAmong(realmId, numbers) {
      if (numbers.length === 0) return new Set()
      // `+`: SQLite would look for each person with each role; those of a person are few.
      const rows = await durable.read.all(db.selectFrom('user_roles').select('n').where(sql<boolean>`n in ${listedNumbers(dialect, numbers)}`)
        .where(sql<string>`${sql.raw(dialect === 'sqlite' ? '+' : '')}role_id`, 'in', db.selectFrom('roles').select('id').where('realm_id', '=', realmId).where('administrative', '=', 1).where('client_id', 'is', null)))
      return new Set(rows.map(({ n }) => n))
    },
    holders: async (realmId, roleId, limit) => (await durable.read.all(holding(realmId, roleId).limit(limit))).map((row) => asOf(toUser(row), clock.now())),
    workingHolders: async (realmId, roleId) => (await durable.read.all(holding(realmId, roleId).where('users.password_hash', 'is not', null)
      .where(({ or, eb }) => or([eb('users.otp_reset_at', 'is', null), eb('users.otp_status', 'not in', ['none', 'suspended'])]))))
      .map((row) => asOf(toUser(row), clock.now())),
    ordinary: (realmId, userId) => [
      { ...hold(realmId, userId), rows: 1 },
      guard('roles.ordinary', db.selectNoFrom((eb) => eb.lit(1).as('ordinary')).where(({ not, exists, selectFrom }) => not(exists(
        selectFrom('user_roles').innerJoin('roles', 'roles.id', 'user_roles.role_id').select('user_roles.n').where('user_roles.n', '=', nOf(realmId, userId))
          .where('roles.administrative', '=', 1).where('roles.client_id', 'is', null))))),
    ],
  }
}

type RoleRow = { id: string; realm_id: number; name: string; description: string | null; client_id: string | null; administrative: number }

export const toRole = (row: RoleRow): Role => ({
  id: row.id, realmId: row.realm_id, name: row.name, description: row.description, clientId: row.client_id,
  administrative: row.administrative === 1,
})
