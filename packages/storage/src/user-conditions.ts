import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { Context } from './context.ts'
import { listed } from './sql/build.ts'
import type { Schema } from './sql/schema.ts'
import type { UserFilter } from './types.ts'

type Conditions = { [Name in Exclude<keyof UserFilter, 'search'>]: (wanted: NonNullable<UserFilter[Name]> | Extract<UserFilter[Name], null>) => Expression<SqlBool> }

/** What each field of a filter asks of a row of `users`. */
export function createConditions({ dialect, clock }: Pick<Context, 'dialect' | 'clock'>) {
  const eb = expressionBuilder<Schema, 'users'>()
  const { and, or, not, exists } = eb
  const never = sql<SqlBool>`1 = 0`
  const anyOf = (conditions: readonly Expression<SqlBool>[]) => conditions.length === 0 ? never : or([...conditions])
  const hasRole = (ids: readonly string[]) => exists(eb.selectFrom('user_roles').select('user_roles.n')
    .whereRef('user_roles.n', '=', 'users.n').where('user_roles.role_id', 'in', ids))
  const isIn = (ids: readonly string[]) => exists(eb.selectFrom('group_members').select('group_members.n')
    .whereRef('group_members.n', '=', 'users.n').where('group_members.group_id', 'in', ids))
  const among = (column: 'users.department' | 'users.policy_group_id', values: readonly string[]) =>
    and([eb(column, 'is not', null), eb(column, 'in', values)])

  const each: Conditions = {
    ids: (ids) => sql<SqlBool>`users.id in ${listed(dialect, ids)}`,
    roleIds: hasRole,
    otp: (statuses) => eb('users.otp_status', 'in', statuses),
    otpRequired: (on) => eb('users.otp_required', '=', Number(on)),
    enabled: (yes) => eb('users.enabled', '=', Number(yes)),
    policyGroupIds: (ids) => anyOf([
      ...(ids.includes(null) ? [eb('users.policy_group_id', 'is', null)] : []),
      ...(ids.some((id) => id !== null) ? [among('users.policy_group_id', ids.filter((id) => id !== null))] : []),
    ]),
    departments: (names) => among('users.department', names),
    demand({ required, by: { everybody, policyGroupIds, roleIds, groupIds, departments } }) {
      if (everybody) return required ? not(never) : never
      const demanded = anyOf([
        eb('users.otp_required', '=', 1),
        ...(policyGroupIds.length === 0 ? [] : [among('users.policy_group_id', policyGroupIds)]),
        ...(departments.length === 0 ? [] : [among('users.department', departments)]),
        ...(roleIds.length === 0 ? [] : [hasRole(roleIds)]),
        ...(groupIds.length === 0 ? [] : [isIn(groupIds)]),
      ])
      return required ? demanded : not(demanded)
    },
    signedIn: (when) => when === 'never' ? eb('users.last_sign_in_at', 'is', null) : and([
      ...(when.since === undefined ? [] : [eb('users.last_sign_in_at', '>=', when.since)]),
      ...(when.before === undefined ? [] : [eb('users.last_sign_in_at', '<', when.before)]),
    ]),
    waits: () => exists(eb.selectFrom('throttles').select('throttles.key').whereRef('throttles.realm_id', '=', 'users.realm_id')
      .whereRef('throttles.user_id', '=', 'users.id')
      .where((wait) => wait.or([wait('closed_until', '>', clock.now()), wait('held_until', '>', clock.now())]))),
    emergencyLeft: (left) => anyOf(left.map((each) => each === 'some' ? eb('users.emergency_left', '>=', 2) : eb('users.emergency_left', '=', each === 'none' ? 0 : 1))),
    upstreamIds: (ids) => ids === null ? eb('users.upstream_count', '=', 0) : ids.length === 0 ? never
      : exists(eb.selectFrom('identities').select('identities.n').whereRef('identities.user_n', '=', 'users.n').where('identities.upstream_id', 'in', ids)),
    emailProved: (yes) => yes ? eb('users.email_proved_at', 'is not', null) : and([eb('users.email', 'is not', null), eb('users.email_proved_at', 'is', null)]),
    oneMailbox: () => eb('users.one_mailbox', '=', 1),
    unusedSince: (since) => and([eb('users.otp_status', '<>', 'none'), eb('users.otp_used_at', '<', since)]),
    shared: (yes) => eb('users.shared', '=', Number(yes)),
  }

  return <Name extends keyof Conditions>(filter: UserFilter, names: readonly Name[]): Expression<SqlBool>[] =>
    names.flatMap((name) => {
      const wanted = filter[name] as Parameters<Conditions[Name]>[0] | undefined
      return wanted === undefined ? [] : [(each[name] as (value: typeof wanted) => Expression<SqlBool>)(wanted)]
    })
}
