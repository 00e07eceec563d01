import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { registeredOf } from './authenticators.ts'
import type { Context } from './context.ts'
import { guard, listed, write } from './sql/build.ts'
import type { Gaining, Statement } from './types.ts'

/** Which rows of the effective roles a change concerns: one role or a group's, one user or a group's members. */
export type Whose = {
  realmId: number
  roles: { id: string } | { ofGroup: string }
  users: { id: string } | { ofGroup: string }
}

/** An address that somebody else entered for a person's codes. */
const isEntered = sql<SqlBool>`kind = 'emailed-code' and bound_by = 'administrator'`
/** Not proved yet, or something else of theirs works. */
const isDispensable = sql<SqlBool>`(state = 'unproved' or exists (select 1 from authenticators as other where other.realm_id = authenticators.realm_id
  and other.user_id = authenticators.user_id and other.state = 'active' and (other.kind <> 'emailed-code' or other.bound_by <> 'administrator')))`

/**
 * Whether a column is one of those that a question finds, which is asked once. PostgreSQL, before it has counted a table that was
 * just filled, takes it for one row and asks it anew for each row of three others.
 */
const within = (dialect: Context['dialect'], column: string, found: Expression<unknown>): RawBuilder<SqlBool> =>
  dialect === 'sqlite' ? sql<SqlBool>`${sql.ref(column)} in ${found}` : sql<SqlBool>`${sql.ref(column)} = any(array${found})`

/**
 * `user_roles` says who holds which role by any way, with the OTP status in its key. Each change of a grant, a member or
 * a group's role carries one of these: `fill` after something was added, `clear` after something was taken away.
 */
export function keepUserRoles({ db, dialect, clock }: Pick<Context, 'db' | 'dialect' | 'clock'>) {
  /** Of these people those who are given an administrative role that they do not have yet. */
  const gainingOf = (realmId: number, who: Expression<unknown>, gained: Expression<unknown>): RawBuilder<unknown> => sql`(select users.n from users inner join roles on roles.realm_id = users.realm_id
    where users.realm_id = ${realmId} and ${within(dialect, 'users.n', who)} and ${within(dialect, 'roles.id', gained)} and roles.administrative = 1 and roles.client_id is null
    and not exists (select 1 from user_roles where user_roles.n = users.n and user_roles.role_id = roles.id))`
  const theirsOf = (realmId: number, gaining: Expression<unknown>): RawBuilder<SqlBool> =>
    within(dialect, 'user_id', sql`(select users.id from users where users.realm_id = ${realmId} and ${within(dialect, 'users.n', gaining)})`)

  const numbers = ({ realmId, users }: Whose) => 'id' in users
    ? db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', users.id)
    : db.selectFrom('group_members').select('group_members.n').where('group_id', '=', users.ofGroup)
  const rolesIn = ({ roles }: Whose) => 'id' in roles
    ? db.selectFrom('roles').select('roles.id as role_id').where('roles.id', '=', roles.id)
    : db.selectFrom('group_roles').select('group_roles.role_id').where('group_id', '=', roles.ofGroup)

  /**
   * Whoever becomes an administrator begins clean (Z-2): what was handed over while they were an ordinary person, and by
   * whom, is worth no administrator. Links that went past the mailbox on file end, and so do emergency tokens with an end,
   * which are those that a help desk hands out. An address that a help desk entered for their codes goes with them, where it is
   * not proved yet or something else of theirs works; as their only way in it stays, and their own mailbox has to confirm it.
   * Before the roles are filled in: `gains` are those that are not there yet.
   */
  const startClean = (realmId: number, who: Expression<unknown>, gained: Expression<unknown>): readonly Statement[] => {
    const gaining = gainingOf(realmId, who, gained)
    const registered = registeredOf(dialect, sql`from authenticators where authenticators.realm_id = users.realm_id and authenticators.user_id = users.id`)
    const theirs = theirsOf(realmId, gaining)
    return [
      // Whoever hands something over holds the row of the person, too: on PostgreSQL the one waits here for the other.
      ...(dialect === 'sqlite' ? [] : [write('roles.gaining', { compile: () => sql`select n from users where ${within(dialect, 'n', gaining)} order by n for update`.compile(db) }, 'any')]),
      write('roles.end-links', db.updateTable('links').set({ void_at: clock.now(), void_reason: 'made-administrator' }).where('realm_id', '=', realmId)
        .where('purpose', 'in', ['set-up', 'reset-password']).where('subject', 'is not', null).where('used_at', 'is', null).where('void_at', 'is', null).where(theirs), 'any'),
      write('roles.end-emergency-tokens', db.updateTable('emergency_tokens').set({ revoked_at: clock.now(), sealed_value: null }).where('realm_id', '=', realmId)
        .where('expires_at', 'is not', null).where('used_at', 'is', null).where('revoked_at', 'is', null).where(theirs), 'any'),
      write('roles.end-addresses', db.deleteFrom('authenticators').where('realm_id', '=', realmId).where(isEntered).where(theirs)
        .where(isDispensable), 'any'),
      write('roles.doubt-addresses', db.updateTable('authenticators').set({ confirmed_for: 'enrol' }).where('realm_id', '=', realmId).where(isEntered).where(theirs), 'any'),
      write('roles.registered', db.updateTable('users').set(registered).where('realm_id', '=', realmId).where(within(dialect, 'users.n', gaining))
        .where('authenticator_set', '<>', registered.authenticator_set), 'any'),
    ]
  }

  /** Somebody, or the members of a group, and what they will have: for a look before it is given. */
  const falling = (realmId: number, { who, roleIds, groupIds }: Gaining) => {
    const people = 'userId' in who ? sql`(select users.n from users where users.realm_id = ${realmId} and users.id = ${who.userId})`
      : sql`(select group_members.n from group_members where group_members.group_id = ${who.ofGroup} and group_members.realm_id = ${realmId})`
    const gained = sql`(select roles.id from roles where roles.id in ${listed(dialect, roleIds)} union select group_roles.role_id from group_roles where group_roles.group_id in ${listed(dialect, groupIds)})`
    return db.selectFrom('authenticators').where('realm_id', '=', realmId).where(isEntered).where(theirsOf(realmId, gainingOf(realmId, people, gained)))
  }

  return {
    /** Addresses that `startClean` will take away, or doubt, when these roles are given. */
    falling: (realmId: number, gaining: Gaining) => falling(realmId, gaining)
      .select(['user_id', 'id', 'label']).select((eb) => eb.case().when(isDispensable).then(eb.lit(1)).else(eb.lit(0)).end().as('removed')).orderBy('id'),
    fallsAsSeen: (realmId: number, gaining: Gaining, ids: readonly string[]): Statement => guard('roles.falls-as-seen', db.selectNoFrom((eb) => eb.lit(1).as('seen'))
      .where(({ not, exists }) => not(exists(falling(realmId, gaining).select('id').where('id', 'not in', listed(dialect, ids)))))),

    /** Held until the commit: of two changes of what one person has, the second sees what the first did. */
    hold: (realmId: number, userId: string): Statement => write('roles.user', db.updateTable('users')
      .set((eb) => ({ epoch: eb.ref('epoch') })).where('realm_id', '=', realmId).where('id', '=', userId), 'any'),

    fill: (whose: Whose): readonly Statement[] => [...startClean(whose.realmId, numbers(whose), rolesIn(whose)), write('roles.fill', db.insertInto('user_roles').columns(['realm_id', 'role_id', 'otp', 'n'])
      .expression(db.selectFrom('users').innerJoin('roles', 'roles.realm_id', 'users.realm_id')
        .select(['users.realm_id', 'roles.id', 'users.otp_status', 'users.n'])
        .where('users.realm_id', '=', whose.realmId).where('users.n', 'in', numbers(whose)).where('roles.id', 'in', rolesIn(whose)))
      .onConflict((conflict) => conflict.columns(['n', 'role_id']).doNothing()), 'any')],

    /** Keeps what a direct grant, or a group other than `leaving`, still gives. */
    clear: (whose: Whose, leaving = ''): Statement => write('roles.clear', db.deleteFrom('user_roles')
      .where('realm_id', '=', whose.realmId).where('user_roles.n', 'in', numbers(whose)).where('user_roles.role_id', 'in', rolesIn(whose))
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('role_grants').select('role_grants.n')
        .whereRef('role_grants.n', '=', 'user_roles.n').whereRef('role_grants.role_id', '=', 'user_roles.role_id'))))
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('group_members')
        .innerJoin('group_roles', 'group_roles.group_id', 'group_members.group_id').select('group_members.n')
        .whereRef('group_members.n', '=', 'user_roles.n').whereRef('group_roles.role_id', '=', 'user_roles.role_id')
        .where('group_members.group_id', '<>', leaving)))), 'any'),

    /** All roles of one person anew, for a change of many at once. */
    recompute(realmId: number, userId: string): readonly Statement[] {
      const n = db.selectFrom('users').select('users.n').where('realm_id', '=', realmId).where('id', '=', userId)
      const given = db.selectFrom('role_grants').select('role_grants.role_id').where('role_grants.n', '=', n)
        .union(db.selectFrom('group_members').innerJoin('group_roles', 'group_roles.group_id', 'group_members.group_id')
          .select('group_roles.role_id').where('group_members.n', '=', n))
      return [
        ...startClean(realmId, n, given),
        write('roles.recompute-less', db.deleteFrom('user_roles').where('user_roles.n', '=', n).where('user_roles.role_id', 'not in', given), 'any'),
        write('roles.recompute-more', db.insertInto('user_roles').columns(['realm_id', 'role_id', 'otp', 'n'])
          .expression(db.selectFrom('users').innerJoin('roles', 'roles.realm_id', 'users.realm_id')
            .select(['users.realm_id', 'roles.id', 'users.otp_status', 'users.n'])
            .where('users.realm_id', '=', realmId).where('users.id', '=', userId).where('roles.id', 'in', given))
          .onConflict((conflict) => conflict.columns(['n', 'role_id']).doNothing()), 'any'),
      ]
    },
  }
}
