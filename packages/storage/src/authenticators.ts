import type { OnUnenrolled } from '@tegata/policy'
import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { cells } from './sealing/cells.ts'
import { compileOnce, write } from './sql/build.ts'
import type { Authenticator, AuthenticatorSecret, Statement, Storage } from './types.ts'

/** What a person's row says of the authenticators that are `mine` (a from and a where). */
export function registeredOf(dialect: Context['dialect'], mine: Expression<unknown>): { otp_status: RawBuilder<string>; authenticator_set: RawBuilder<string> } {
  const aggregate = dialect === 'sqlite' ? sql`group_concat(entry, ',')` : sql`string_agg(entry, ',' order by entry)`
  return {
    otp_status: sql<string>`(select case
      when count(*) = 0 then 'none'
      when sum(case when state = 'active' then 1 else 0 end) > 1 then 'several'
      when sum(case when state = 'active' and kind = 'emailed-code' then 1 else 0 end) = 1 then 'email'
      when sum(case when state = 'active' then 1 else 0 end) = 1 then 'app'
      when sum(case when state = 'unproved' then 1 else 0 end) > 0 then 'unproved'
      else 'suspended' end ${mine})`,
    authenticator_set: sql<string>`coalesce((select ${aggregate} from (select id || ':' || state as entry ${mine} order by id) as entries), '')`,
  }
}

export function createAuthenticators(
  { db, dialect, durable, clock, seal }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock' | 'seal'>,
): Storage['authenticators'] {
  const userRow = (realmId: number, userId: string) => db.updateTable('users').where('realm_id', '=', realmId).where('id', '=', userId)
  const of = (realmId: number, userId: string) => db.selectFrom('authenticators').where('realm_id', '=', realmId).where('user_id', '=', userId)
  const change = (realmId: number, userId: string) => db.updateTable('authenticators').where('realm_id', '=', realmId).where('user_id', '=', userId)

  /** Holds the user row until the commit, so that of two changes the second sees what the first did. */
  const hold = (realmId: number, userId: string): Statement =>
    write('authenticators.user', userRow(realmId, userId).set((eb) => ({ authenticator_set: eb.ref('authenticator_set') })), 1)

  // Written, not only looked at: on PostgreSQL the second of two waits here, and then misses.
  const unchanged = (realmId: number, userId: string, expectedSet: string): Statement =>
    write('authenticators.unchanged', userRow(realmId, userId).set({ authenticator_set: `${expectedSet}+` }).where('authenticator_set', '=', expectedSet), 1)

  /** What lists filter by and the first binding compares, worked out anew after a change. */
  const refresh = (realmId: number, userId: string): readonly Statement[] =>
    [write('authenticators.status', userRow(realmId, userId).set(registeredOf(dialect, sql`from authenticators where realm_id = ${realmId} and user_id = ${userId}`)), 1)]

  const list = compileOnce(of(0, '').select(columns).orderBy('bound_at').orderBy('id'))

  return {
    listOf: async (realmId, userId) => (await durable.read.allOf(list, [realmId, userId])).map(toAuthenticator),
    async openTotp(realmId, userId) {
      const rows = await durable.read.all(of(realmId, userId).select([...columns, 'secret'])
        .where('kind', '=', 'totp').where('state', 'in', ['active', 'unproved']).orderBy('bound_at').orderBy('id'))
      return rows.map((row): AuthenticatorSecret =>
        ({ ...toAuthenticator(row), secret: seal.open(cells.authenticator, [realmId, userId, row.id], row.secret) }))
    },
    create(authenticator, expectedSet) {
      const { id, realmId, userId, kind, state, label, boundBy, confirmedFor, boundAt, boundByActor, lastStep, totp, address } = authenticator
      return [
        unchanged(realmId, userId, expectedSet),
        write('authenticators.create', db.insertInto('authenticators').values({
          id, realm_id: realmId, user_id: userId, kind, state, label, bound_by: boundBy, confirmed_for: confirmedFor, bound_at: boundAt,
          bound_by_actor: boundByActor, last_used_at: null, last_step: lastStep, consecutive_failures: 0,
          totp_algorithm: totp?.algorithm ?? null, totp_digits: totp?.digits ?? null, totp_period: totp?.periodSeconds ?? null,
          address, secret: seal.close(cells.authenticator, [realmId, userId, id], authenticator.secret),
        }), 1),
        ...refresh(realmId, userId),
      ]
    },
    async setDigest(realmId, userId) {
      const row = await durable.read.first(db.selectFrom('users').select('authenticator_set').where('realm_id', '=', realmId).where('id', '=', userId))
      return row?.authenticator_set ?? ''
    },
    spendTimeStep: (realmId, id, step) => write('authenticators.spendTimeStep', db.updateTable('authenticators')
      .set({ last_step: step, last_used_at: clock.now(), consecutive_failures: 0 })
      .where('id', '=', id).where('realm_id', '=', realmId).where('kind', '=', 'totp').where('state', '<>', 'suspended')
      .where(({ or, eb }) => or([eb('last_step', 'is', null), eb('last_step', '<', step)])), 1),
    useAddress: (realmId, userId, id, address) => write('authenticators.useAddress', change(realmId, userId)
      .set({ last_used_at: clock.now(), consecutive_failures: 0 })
      .where('id', '=', id).where('kind', '=', 'emailed-code').where('state', '<>', 'suspended').where('address', '=', address), 1),
    // A wrong code is a failure of every app of the user: nobody can say which of them it was meant for.
    countFailure: (realmId, userId, kind = 'totp') => write('authenticators.countFailure', change(realmId, userId)
      .set((eb) => ({ consecutive_failures: eb('consecutive_failures', '+', 1) })).where('kind', '=', kind), 'any'),
    rename: (realmId, userId, id, label) =>
      write('authenticators.rename', change(realmId, userId).set({ label }).where('id', '=', id), 1),
    setState: (realmId, userId, id, state) => [
      hold(realmId, userId),
      write('authenticators.setState', change(realmId, userId)
        .set((eb) => ({ state, consecutive_failures: state === 'suspended' ? eb.ref('consecutive_failures') : eb.lit(0) })).where('id', '=', id), 1),
      ...refresh(realmId, userId),
    ],
    confirm(realmId, userId, id, level) {
      const stricter = ladder.slice(ladder.indexOf(level))
      return write('authenticators.confirm', change(realmId, userId)
        .set((eb) => ({ confirmed_for: eb.case().when('confirmed_for', 'in', stricter).then(eb.ref('confirmed_for')).else(level).end() }))
        .where('id', '=', id), 1)
    },
    remove: (realmId, userId, id, seen) => [
      seen === undefined ? hold(realmId, userId) : unchanged(realmId, userId, digestOf(seen)),
      write('authenticators.remove', db.deleteFrom('authenticators').where('realm_id', '=', realmId).where('user_id', '=', userId).where('id', '=', id), 1),
      ...refresh(realmId, userId),
    ],
    removeAll: (realmId, userId) => [
      hold(realmId, userId),
      write('authenticators.removeAll', db.deleteFrom('authenticators').where('realm_id', '=', realmId).where('user_id', '=', userId), 'any'),
      ...refresh(realmId, userId),
    ],
  }
}

/** As the database writes it after a change (`refresh`). */
const digestOf = (seen: readonly Pick<Authenticator, 'id' | 'state'>[]): string => seen.map(({ id, state }) => `${id}:${state}`).sort().join(',')

/** From the weakest proof of a first authenticator to the strictest (policy.md). */
const ladder: readonly OnUnenrolled[] = ['enrol', 'mailLink', 'codeOnly', 'deny']

const columns = [
  'id', 'realm_id', 'user_id', 'kind', 'state', 'label', 'bound_by', 'confirmed_for', 'bound_at', 'bound_by_actor', 'last_used_at',
  'last_step', 'consecutive_failures', 'totp_algorithm', 'totp_digits', 'totp_period', 'address',
] as const

type AuthenticatorRow = {
  id: string; realm_id: number; user_id: string; kind: string; state: string; label: string; bound_by: string; confirmed_for: string
  bound_at: number; bound_by_actor: string; last_used_at: number | null; last_step: number | null; consecutive_failures: number
  totp_algorithm: string | null; totp_digits: number | null; totp_period: number | null; address: string | null
}

const toAuthenticator = (row: AuthenticatorRow): Authenticator => ({
  id: row.id,
  realmId: row.realm_id,
  userId: row.user_id,
  kind: row.kind as Authenticator['kind'],
  state: row.state as Authenticator['state'],
  label: row.label,
  boundBy: row.bound_by as Authenticator['boundBy'],
  confirmedFor: row.confirmed_for as Authenticator['confirmedFor'],
  boundAt: row.bound_at,
  boundByActor: row.bound_by_actor,
  lastUsedAt: row.last_used_at,
  lastStep: row.last_step,
  consecutiveFailures: row.consecutive_failures,
  totp: row.totp_algorithm === null ? null : {
    algorithm: row.totp_algorithm as NonNullable<Authenticator['totp']>['algorithm'],
    digits: row.totp_digits === 8 ? 8 : 6,
    periodSeconds: row.totp_period ?? 30,
  },
  address: row.address,
})
