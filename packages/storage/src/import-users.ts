import { sql } from 'kysely'
import type { Context } from './context.ts'
import { asOf } from './group-terms.ts'
import { identityColumns, toIdentity } from './identities.ts'
import { normaliseLogin, searchForm } from './normalise.ts'
import { guard, listed, write } from './sql/build.ts'
import type { AuditEvent, Imports, NewUser, SqlValue, Statement, UpstreamIdentity, User } from './types.ts'
import { selectUsers, toUser as readUser, type UserRow } from './user-row.ts'
import { namePartsOf, startColumns, startsIn } from './user-words.ts'

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
const sameValues = [1, 1, 1, 0, 'none', '']
const auditColumns: readonly Column[] = [
  ['realm_id', 'bigint'], ['at', 'bigint'], ['type', 'text'], ['actor', 'text'], ['user_id', 'text'], ['client_id', 'text'], ['address', 'text'],
  ['user_agent', 'text'], ['journey_id', 'text'], ['outcome', 'text'], ['reason', 'text'], ['detail', 'text'],
]
const names = (columns: readonly Column[]) => sql.raw(columns.map(([name]) => name).join(', '))

/** Rows of one statement on SQLite. The text is the same for every full one, and prepared once. */
const rowsAtOnce = 100

/** Rows as they are, for SQLite: its JSON takes twice as long to read as they take to write. */
function bound(name: string, table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): readonly Statement[] {
  const text = (count: number) => `insert into ${table} (${columns.join(', ')}) values ${Array.from({ length: count }, () => `(${columns.map(() => '?').join(', ')})`).join(', ')}`
  const insert = (sql: string, some: readonly (readonly SqlValue[])[]): Statement => ({ name, sql, parameters: some.flat(), rows: some.length })
  const rest = rows.length % rowsAtOnce
  const [many, single] = [text(rowsAtOnce), text(1)]
  return [
    ...Array.from({ length: (rows.length - rest) / rowsAtOnce }, (_, at) => insert(many, rows.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce))),
    ...rows.slice(rows.length - rest).map((row) => insert(single, [row])),
  ]
}

/** Many rows as one parameter: a statement for each would cost several times what it does. */
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
  const notSomebodyElses = (realmId: number, usernames: readonly string[], emails: readonly string[]): readonly Statement[] => {
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

  const rowOf = (now: number, user: NewUser): readonly SqlValue[] => {
    const { id, username, email, givenName, familyName, sortName = null, passwordHash = null, policyGroupId = null } = user
    const login = normaliseLogin(username)
    return [
      id, username, login, searchForm(login), email, email === null ? null : normaliseLogin(email),
      user.emailProvedAt ?? null, givenName, searchForm(givenName), familyName, searchForm(familyName), sortName, searchForm(sortName ?? ''),
      user.language ?? null, user.department ?? null, Number(user.enabled ?? true), Number(user.shared ?? false), Number(user.otpRequired),
      user.otpRequired ? now : null, policyGroupId, policyGroupId === null ? null : now, passwordHash, passwordHash === null ? null : now,
      ...(dialect === 'sqlite' ? Object.values(startsIn({ username, email, family: familyName, given: givenName, sort: sortName })) : []),
    ]
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
    const rows = people.map((user) => rowOf(now, user))
    if (dialect === 'sqlite') return bound('imports.users', 'users', [...sameColumns, ...userColumns, ...starts].map((column) => typeof column === 'string' ? column : column[0]), rows.map((row) => [realmId, now, ...sameValues, ...row]))
    const same = { names: sql.raw(sameColumns.join(', ')), values: sql`${realmId}::bigint, ${now}::bigint, 1, 1, 1, 0, 'none', ''` }
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

  const eventOf = (event: AuditEvent): readonly SqlValue[] => [
    event.realmId, clock.now(), event.type, event.actor, event.userId, event.clientId ?? null, event.address ?? null, event.userAgent ?? null,
    event.journeyId ?? null, event.outcome, event.reason ?? null, event.detail === undefined ? null : JSON.stringify(event.detail),
  ]

  return {
    async known(realmId, logins) {
      const wanted = [...new Set(logins.map(normaliseLogin))]
      if (wanted.length === 0) return { byUsername: () => undefined, byLogin: () => undefined }
      const among = listed(dialect, wanted)
      const select = (column: 'username_norm' | 'email_norm') => durable.read.all(selectUsers(db).where('users.realm_id', '=', realmId).where(sql<boolean>`${sql.ref(`users.${column}`)} in ${among}`))
      const [named, addressed] = await Promise.all([select('username_norm'), select('email_norm')])
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
      const logins = people.map(({ username }) => normaliseLogin(username)).filter((login) => login.includes('@'))
      const addresses = people.flatMap(({ email }) => (email === null ? [] : [normaliseLogin(email)]))
      const ids = people.map(({ id }) => id)
      return [
        // What tokens call somebody else may not be one of these.
        guard('imports.ids-free', { compile: () => sql`select 1 as free where not exists (
          select 1 from users where realm_id = ${realmId} and subject is not null and subject in ${listed(dialect, ids)})`.compile(db) }, { taken: true }),
        ...insertPeople(realmId, people),
        ...notSomebodyElses(realmId, logins, addresses),
        ...(events.length === 0 ? [] : dialect === 'sqlite' ? bound('imports.audit', 'audit', auditColumns.map(([name]) => name), events.map(eventOf)) : [compiled('imports.audit',
          sql`insert into audit (${names(auditColumns)}) select ${cells(auditColumns)} from ${from(events.map(eventOf))} ${inOrder}`, events.length)]),
      ]
    },
  }
}
