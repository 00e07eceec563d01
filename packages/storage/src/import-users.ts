import { sql } from 'kysely'
import type { Context } from './context.ts'
import { asOf } from './group-terms.ts'
import { identityColumns, toIdentity } from './identities.ts'
import { normaliseLogin, searchForm, startsOf, startsOfForm } from './normalise.ts'
import { guard, listed, write } from './sql/build.ts'
import { type Filled, manyRows } from './sql/many-rows.ts'
import type { AuditEvent, Imports, NewUser, SqlValue, Statement, UpstreamIdentity, User } from './types.ts'
import { selectUsers, toUser as readUser, type UserRow } from './user-row.ts'
import { namePartsOf, startColumns } from './user-words.ts'

type Column = readonly [name: string, type: 'text' | 'bigint' | 'smallint']

/** What one row says that others say otherwise. */
const userColumns: readonly Column[] = [
  ['id', 'text'], ['username', 'text'], ['username_norm', 'text'], ['username_search', 'text'], ['email', 'text'], ['email_norm', 'text'],
  ['email_proved_at', 'bigint'], ['given_name', 'text'], ['given_search', 'text'], ['family_name', 'text'], ['family_search', 'text'], ['sort_name', 'text'],
  ['sort_search', 'text'], ['language', 'text'], ['department', 'text'], ['enabled', 'smallint'], ['shared', 'smallint'], ['otp_required', 'smallint'],
  ['otp_required_at', 'bigint'], ['policy_group_id', 'text'], ['policy_group_since', 'bigint'],
  ['password_hash', 'text'], ['password_changed_at', 'bigint'],
]
const starts = Object.values(startColumns)
const sameColumns = ['realm_id', 'created_at', 'version', 'epoch', 'credential_version', 'emergency_in_a_row', 'otp_status', 'authenticator_set']
const auditColumns: readonly Column[] = [
  ['realm_id', 'bigint'], ['at', 'bigint'], ['type', 'text'], ['actor', 'text'], ['client_id', 'text'], ['address', 'text'], ['user_agent', 'text'],
  ['journey_id', 'text'], ['outcome', 'text'], ['reason', 'text'], ['user_id', 'text'], ['detail', 'text'],
]
/** What the events of one import have in common, in the order of those columns. */
const commonOf = (event: AuditEvent, now: number) => ({
  realm_id: event.realmId, at: now, type: event.type, actor: event.actor, client_id: event.clientId ?? null, address: event.address ?? null, user_agent: event.userAgent ?? null,
  journey_id: event.journeyId ?? null, outcome: event.outcome, reason: event.reason ?? null,
})
const detailOf = ({ detail }: AuditEvent): string | null => detail === undefined ? null : JSON.stringify(detail)

const each = <Item>(items: readonly Item[], put: (item: Item, into: SqlValue[]) => void): readonly (readonly SqlValue[])[] => items.map((item) => {
  const row: SqlValue[] = []
  put(item, row)
  return row
})
const names = (columns: readonly Column[]) => sql.raw(columns.map(([name]) => name).join(', '))

/** On SQLite. The realm and the instant are bound once for all rows. */
const filledUser: readonly Filled[] = [
  ['realm_id', 'common'], ['created_at', 'common'], ['version', 1], ['epoch', 1], ['credential_version', 1], ['emergency_in_a_row', 0], ['otp_status', `'none'`],
  ['authenticator_set', `''`], ...[...userColumns.map(([name]) => name), ...starts].map((name) => [name, 'row'] as const),
]

/**
 * From so many people on the index of trigrams merges what it has written only once there are sixteen pieces, and not at every fourth:
 * each merge writes all of it again. For this unit only: whatever becomes of it, everybody else merges as before.
 */
const worthMergingLess = 500
const written: Statement = { name: 'imports.written', sql: `insert into user_fts (user_fts) values ('flush')`, parameters: [], rows: 'any' }
const merging = (pieces: number): Statement => ({ name: 'imports.merging', sql: `insert into user_fts (user_fts, rank) values ('automerge', ${pieces})`, parameters: [], rows: 'any' })

/** Many rows as one parameter, or as many parameters: a statement for each would cost several times what it does. */
export function createImports({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Imports {
  const toUser = (row: UserRow) => asOf(readUser(row), clock.now())
  const cells = (columns: readonly Column[]) => sql.raw(columns.map(([, type], index) =>
    (dialect === 'sqlite' ? `value->>${index}` : type === 'text' ? `value->>${index}` : `(value->>${index})::${type}`)).join(', '))
  const from = (rows: readonly (readonly unknown[])[]) => dialect === 'sqlite'
    ? sql`json_each(${JSON.stringify(rows)})`
    : sql`jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as each (value, place)`
  const inOrder = dialect === 'sqlite' ? sql`order by key` : sql`order by place`
  const compiled = (name: string, text: ReturnType<typeof sql>, rows: Statement['rows']): Statement => write(name, { compile: () => text.compile(db) }, rows)

  /** A user name may not be somebody else's address, nor the other way round; asked behind the rows, so that they count, too. */
  const notSomebodyElses = (realmId: number, people: readonly NewUser[]): readonly Statement[] => {
    if (dialect === 'sqlite') return [guard('users.logins-free', sqliteLoginsFree(realmId, people.length), { taken: true })]
    const usernames = people.map(({ username }) => normaliseLogin(username)).filter((login) => login.includes('@'))
    const emails = people.flatMap(({ email }) => (email === null ? [] : [normaliseLogin(email)]))
    const crossing = (mine: 'username_norm' | 'email_norm', theirs: 'username_norm' | 'email_norm', values: readonly string[]) => sql<boolean>`not exists (
      select 1 from users as mine inner join users as other on other.realm_id = mine.realm_id and ${sql.ref(`other.${theirs}`)} = ${sql.ref(`mine.${mine}`)} and other.n <> mine.n
      where mine.realm_id = ${realmId} and ${sql.ref(`mine.${mine}`)} in ${listed(dialect, values)})`
    const conditions = [
      ...(usernames.length === 0 ? [] : [crossing('username_norm', 'email_norm', usernames)]),
      ...(emails.length === 0 ? [] : [crossing('email_norm', 'username_norm', emails)]),
    ]
    if (conditions.length === 0) return []
    return [guard('users.logins-free', { compile: () => sql`select 1 as free where ${sql.join(conditions, sql` and `)}`.compile(db) }, { taken: true })]
  }

  /** The rows that were just written are the last ones, by their numbers: nobody else writes meanwhile. */
  const sqliteLoginsFree = (realmId: number, count: number) => ({
    compile: () => {
      const crossing = (mine: 'username_norm' | 'email_norm', theirs: 'username_norm' | 'email_norm') => sql<boolean>`not exists (select 1 from users as mine cross join users as other
        where mine.n > (select max(n) from users) - ${count} and instr(mine.${sql.raw(mine)}, '@') > 0
        and other.realm_id = ${realmId} and other.${sql.raw(theirs)} = mine.${sql.raw(mine)} and other.n <> mine.n)`
      return sql`select 1 as free where ${crossing('username_norm', 'email_norm')} and ${crossing('email_norm', 'username_norm')}`.compile(db)
    },
  })

  /** What a row of `userColumns` says; on SQLite the beginnings of names, too. */
  const putUser = (now: number) => (user: NewUser, into: SqlValue[]): void => {
    const { id, username, email, givenName, familyName, sortName = null, passwordHash = null, policyGroupId = null } = user
    const login = normaliseLogin(username)
    const [address, given, family, sort] = [email === null ? null : normaliseLogin(email), searchForm(givenName), searchForm(familyName), searchForm(sortName ?? '')]
    into.push(
      id, username, login, searchForm(login), email, address, user.emailProvedAt ?? null, givenName, given, familyName, family, sortName, sort,
      user.language ?? null, user.department ?? null, Number(user.enabled ?? true), Number(user.shared ?? false), Number(user.otpRequired),
      user.otpRequired ? now : null, policyGroupId, policyGroupId === null ? null : now, passwordHash, passwordHash === null ? null : now,
    )
    if (dialect === 'sqlite') into.push(startsOf(username), startsOf(email), startsOfForm(family), startsOfForm(given), startsOfForm(sort))
  }

  /** Beginnings of names, in the order of their index, each with the places of its people among the new ones. There are few, and each is many people's. */
  function partsOf(people: readonly NewUser[]): readonly (readonly [prefix: string, field: string, places: readonly number[]])[] {
    const found = new Map<string, [prefix: string, field: string, places: number[]]>()
    const add = (prefix: string, field: string, place: number): void => {
      const key = `${prefix} ${field}`
      const part = found.get(key)
      if (part) part[2].push(place)
      else found.set(key, [prefix, field, [place]])
    }
    for (const [place, { username, email, givenName, familyName, sortName = null }] of people.entries()) {
      for (const [field, prefix] of namePartsOf({ username, email, given: givenName, family: familyName, sort: sortName })) add(prefix, field, place)
      const [family, given] = [searchForm(familyName), searchForm(givenName)]
      if ([...family].length === 1 && given !== '') add([...(family + given)].slice(0, 2).join(''), 'whole', place)
    }
    return [...found.keys()].toSorted().flatMap((key) => { const part = found.get(key); return part ? [part] : [] })
  }

  function insertPeople(realmId: number, people: readonly NewUser[]): readonly Statement[] {
    const now = clock.now()
    if (dialect === 'sqlite') {
      const added = manyRows({ name: 'imports.users', table: 'users', columns: filledUser, common: { realm_id: realmId, created_at: now } }, people, putUser(now))
      return people.length < worthMergingLess ? added : [merging(16), ...added, written, merging(4)]
    }
    const same = { names: sql.raw(sameColumns.join(', ')), values: sql`${realmId}::bigint, ${now}::bigint, 1, 1, 1, 0, 'none', ''` }
    const rows = each(people, putUser(now))
    const parts = partsOf(people)
    return [compiled('imports.users', sql`with added as (
        insert into users (${same.names}, ${names(userColumns)}) select ${same.values}, ${cells(userColumns)} from ${from(rows)} ${inOrder} returning n, id),
      places as (select value as id, place - 1 as place from jsonb_array_elements_text(${JSON.stringify(people.map(({ id }) => id))}::jsonb) with ordinality as each (value, place)),
      parts as (insert into user_name_parts (realm_id, prefix, n, field)
        select ${realmId}::bigint, part.value->>0, added.n, part.value->>1 from jsonb_array_elements(${JSON.stringify(parts)}::jsonb) as part (value)
        cross join lateral jsonb_array_elements(part.value->2) as at (place)
        inner join places on places.place = (at.place)::bigint inner join added on added.id = places.id)
      select n from added`, rows.length)]
  }

  const record = (events: readonly AuditEvent[]): readonly Statement[] => {
    const [first] = events
    if (first === undefined) return []
    const now = clock.now()
    const [common, putEach] = [commonOf(first, now), (event: AuditEvent, into: SqlValue[]) => { into.push(event.userId, detailOf(event)) }]
    const putAll = (event: AuditEvent, into: SqlValue[]) => { into.push(...Object.values(commonOf(event, now))); putEach(event, into) }
    if (dialect === 'postgres') {
      return [compiled('imports.audit', sql`insert into audit (${names(auditColumns)}) select ${cells(auditColumns)} from ${from(each(events, putAll))} ${inOrder}`, events.length)]
    }
    const fields = Object.keys(common) as (keyof typeof common)[]
    const alike = events.every((event) => { const mine = commonOf(event, now); return fields.every((field) => mine[field] === common[field]) })
    const columns = auditColumns.map(([name]): Filled => [name, alike && name in common ? 'common' : 'row'])
    return manyRows({ name: 'imports.audit', table: 'audit', columns, common: alike ? common : {} }, events, alike ? putEach : putAll)
  }

  return {
    async known(realmId, logins) {
      const wanted = [...new Set(logins.map(normaliseLogin))]
      if (wanted.length === 0) return { byUsername: () => undefined, byLogin: () => undefined }
      const select = (column: 'username_norm' | 'email_norm', among: readonly string[]) => durable.read.all(selectUsers(db)
        .where('users.realm_id', '=', realmId).where(sql<boolean>`${sql.ref(`users.${column}`)} in ${listed(dialect, among)}`))
      // What has no @ is nobody's address, as where the rows are written.
      const [named, addressed] = await Promise.all([select('username_norm', wanted), select('email_norm', wanted.filter((login) => login.includes('@')))])
      const byUsername = new Map<string, User>(named.map(toUser).map((user) => [normaliseLogin(user.username), user]))
      const byEmail = new Map<string, User>(addressed.map(toUser).map((user) => [normaliseLogin(user.email ?? ''), user]))
      return {
        byUsername: (login) => byUsername.get(normaliseLogin(login)),
        byLogin: (login) => byUsername.get(normaliseLogin(login)) ?? byEmail.get(normaliseLogin(login)),
      }
    },

    async identitiesOf(realmId, userIds) {
      if (userIds.length === 0) return new Map()
      const rows = await durable.read.all(db.selectFrom('identities')
        .select(identityColumns)
        .where('realm_id', '=', realmId).where(sql<boolean>`user_id in ${listed(dialect, userIds)}`).orderBy('linked_at').orderBy('n'))
      const found = new Map<string, UpstreamIdentity[]>()
      for (const row of rows) found.set(row.user_id, [...found.get(row.user_id) ?? [], toIdentity(row)])
      return found
    },

    create(realmId, people, events) {
      return [
        ...insertPeople(realmId, people),
        ...notSomebodyElses(realmId, people),
        ...record(events),
      ]
    },
  }
}
