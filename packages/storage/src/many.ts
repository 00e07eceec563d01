import { sql } from 'kysely'
import type { Context } from './context.ts'
import { guard, listed, listedNumbers, write } from './sql/build.ts'
import type { Belongings, Many, ManyUser, Statement } from './types.ts'

/**
 * What is done to thousands at once, in statements whose number does not grow with the people. Numbers go as one
 * parameter, so that a statement is prepared once however many they are. `+`: a condition that must not choose the index;
 * PostgreSQL, before it has counted a table that was just filled, walks everybody of a realm for each number otherwise.
 */
export function createMany({ db, dialect, durable, clock, seal }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock' | 'seal'>): Many {
  const numbered = (numbers: readonly number[]) => listedNumbers(dialect, numbers)
  /** Misses when somebody is gone. One order for everybody: on PostgreSQL two that change the same people wait, and do not block each other. */
  const hold = (realmId: number, numbers: readonly number[]): Statement => write('many.hold', { compile: () => sql`select n from users
    where +realm_id = ${realmId} and n in ${numbered(numbers)} order by n ${dialect === 'sqlite' ? sql`` : sql`for update`}`.compile(db) }, numbers.length)
  const administrative = (realmId: number) => sql`(select id from roles where realm_id = ${realmId} and administrative = 1 and client_id is null)`
  const count = (of: ReturnType<typeof sql>) => sql<number>`(select count(*) from ${of})`
  const ask = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> => durable.read.explore<Row>({ compile: () => query.compile(db) })

  return {
    async people(realmId, numbers) {
      if (numbers.length === 0) return []
      const rows = await ask(sql<PersonRow>`select n, id, username, given_name, family_name, email, enabled, otp_required, otp_turned_off_at, otp_status,
        case when password_hash is null then 0 else 1 end as has_password,
        case when exists (select 1 from user_roles where user_roles.n = users.n and user_roles.role_id in ${administrative(realmId)}) then 1 else 0 end as administrative
        from users where +realm_id = ${realmId} and n in ${numbered(numbers)} order by n desc`)
      return rows.map(toPerson)
    },

    async belongings(realmId, numbers) {
      if (numbers.length === 0) return new Map()
      const now = clock.now()
      const mine = (table: string, alias: string) => sql`${sql.table(table)} as ${sql.ref(alias)} where ${sql.ref(`${alias}.realm_id`)} = u.realm_id and ${sql.ref(`${alias}.user_id`)} = u.id`
      const rows = await ask(sql<Belongings & { n: number }>`select u.n as n,
        ${count(sql`${mine('sessions', 's')} and s.epoch = u.epoch and s.expires_at > ${now}`)} as sessions,
        ${count(mine('authenticators', 'a'))} as authenticators,
        ${count(sql`${mine('emergency_tokens', 't')} and t.used_at is null and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${now})`)} as "emergencyTokens"
        from users as u where +u.realm_id = ${realmId} and u.n in ${numbered(numbers)}`)
      return new Map(rows.filter(({ sessions, authenticators, emergencyTokens }) => sessions + authenticators + emergencyTokens > 0)
        .map(({ n, sessions, authenticators, emergencyTokens }) => [n, { sessions, authenticators, emergencyTokens }]))
    },

    async closed(keys) {
      if (keys.length === 0) return new Set()
      const byHash = new Map(keys.map((key) => [seal.index('throttle', key), key]))
      const now = clock.now()
      const rows = await durable.read.explore(db.selectFrom('throttles').select('key').where(sql<boolean>`key in ${listed(dialect, [...byHash.keys()])}`)
        .where(({ or, eb }) => or([eb('closed_until', '>', now), eb('held_until', '>', now)])))
      return new Set(rows.flatMap(({ key }) => byHash.get(key) ?? []))
    },

    hold,

    ordinary: (realmId, numbers) => guard('many.ordinary', { compile: () => sql`select 1 as ordinary where not exists (
      select 1 from user_roles where n in ${numbered(numbers)} and role_id in ${administrative(realmId)})`.compile(db) }),

    turnOn: (realmId, numbers) => [hold(realmId, numbers), write('many.turnOn', { compile: () => sql`update users
      set otp_required = 1, otp_required_at = coalesce(otp_required_at, ${clock.now()}), version = version + 1
      where +realm_id = ${realmId} and n in ${numbered(numbers)} and +otp_required = 0 and otp_turned_off_at is null`.compile(db) }, numbers.length)],

    enable: (realmId, numbers) => [hold(realmId, numbers), write('many.enable', { compile: () => sql`update users set enabled = 1, version = version + 1
      where +realm_id = ${realmId} and n in ${numbered(numbers)} and +enabled = 0`.compile(db) }, numbers.length)],

    record(event, userIds) {
      const ids = JSON.stringify(userIds)
      const text = (value: string | null | undefined) => sql`cast(${value ?? null} as text)`
      const each = dialect === 'sqlite' ? sql`json_each(${ids}) as person` : sql`jsonb_array_elements_text(${ids}::jsonb) as person(value)`
      return write('many.record', { compile: () => sql`insert into audit
        (realm_id, at, type, actor, user_id, client_id, address, user_agent, journey_id, outcome, reason, detail)
        select cast(${event.realmId} as bigint), cast(${clock.now()} as bigint), ${text(event.type)}, ${text(event.actor)}, person.value,
          ${text(event.clientId)}, ${text(event.address)}, ${text(event.userAgent)}, ${text(event.journeyId)}, ${text(event.outcome)}, ${text(event.reason)},
          ${text(event.detail === undefined ? null : JSON.stringify(event.detail))} from ${each}`.compile(db) }, userIds.length)
    },
  }
}

type PersonRow = {
  n: number; id: string; username: string; given_name: string; family_name: string; email: string | null; enabled: number; otp_required: number
  otp_turned_off_at: number | null; otp_status: ManyUser['otpStatus']; has_password: number; administrative: number
}

const toPerson = (row: PersonRow): ManyUser => ({
  n: row.n, id: row.id, username: row.username, givenName: row.given_name, familyName: row.family_name, email: row.email,
  enabled: row.enabled === 1, otpRequired: row.otp_required === 1, otpTurnedOffAt: row.otp_turned_off_at, otpStatus: row.otp_status,
  hasPassword: row.has_password === 1, administrative: row.administrative === 1,
})
