import { type RawBuilder, sql } from 'kysely'
import type { Context } from './context.ts'
import { normaliseLogin } from './normalise.ts'
import { listed } from './sql/build.ts'
import type { Sharing, SharingFacts } from './types.ts'

/** People whom one address is said of at most. */
const readersOfAddress = 50

/**
 * What is known of people that several of them behind one account would leave: read in slices in the order of the list, by
 * the indexes that each person has, so that no look at it grows with the realm. Nothing of it is kept.
 */
export function createSharing({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>): Sharing {
  // A condition with `+` must not choose the index; an array is as long as it is, and PostgreSQL looks each of it up.
  const numbered = (numbers: readonly number[]) => dialect === 'sqlite' ? sql`in (select value from json_each(${JSON.stringify(numbers)}))`
    : sql`= any(array(select jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb)::bigint))`
  const named = (names: readonly string[]) => dialect === 'sqlite' ? sql`in ${listed(dialect, names)}` : sql`= any(array${listed(dialect, names)})`
  const ask = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> => durable.read.explore<Row>({ compile: () => query.compile(db) })

  const rows = (realmId: number) => db.selectFrom('users')
    .select(['n', 'id', 'username', 'email', 'given_name', 'family_name', 'department', 'enabled', 'shared', 'last_sign_in_at']).where('realm_id', '=', realmId)
  type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]

  async function withFacts(realmId: number, people: readonly Row[], since: number): Promise<readonly SharingFacts[]> {
    if (people.length === 0) return []
    const now = clock.now()
    const those = sql`+u.realm_id = ${realmId} and u.n ${numbered(people.map(({ n }) => n))}`
    const [browsers, sessions, authenticators] = await Promise.all([
      ask(sql<{ n: number; count: number }>`select u.n as n, count(*) as count from users as u inner join known_browsers as b on b.realm_id = u.realm_id and b.user_id = u.id
        where ${those} and b.created_at > ${since} group by u.n`),
      ask(sql<{ n: number; address: string; user_agent: string; last_used_at: number }>`select u.n as n, s.address as address, s.user_agent as user_agent, s.last_used_at as last_used_at
        from users as u inner join sessions as s on s.realm_id = u.realm_id and s.user_id = u.id and s.epoch = u.epoch where ${those} and s.expires_at > ${now}`),
      ask(sql<{ n: number; label: string; address: string | null }>`select u.n as n, a.label as label, a.address as address
        from users as u inner join authenticators as a on a.realm_id = u.realm_id and a.user_id = u.id where ${those} and a.state <> 'suspended'`),
    ])
    const [browsersOf, sessionsOf, authenticatorsOf] = [byPerson(browsers), byPerson(sessions), byPerson(authenticators)]
    return people.map((row) => ({
      n: row.n, id: row.id, username: row.username, email: row.email, givenName: row.given_name, familyName: row.family_name, department: row.department,
      enabled: row.enabled === 1, shared: row.shared === 1, lastSignInAt: row.last_sign_in_at,
      newBrowsers: browsersOf(row.n)[0]?.count ?? 0,
      sessions: sessionsOf(row.n).map(({ address, user_agent, last_used_at }) => ({ address, userAgent: user_agent, lastUsedAt: last_used_at })),
      authenticators: authenticatorsOf(row.n).map(({ label, address }) => ({ label, address })),
    }))
  }

  return {
    people: async (realmId, { before, limit, since }) => withFacts(realmId, await durable.read.all(rows(realmId)
      .$if(before !== null, (query) => query.where('n', '<', before)).orderBy('n', 'desc').limit(limit)), since),
    async person(realmId, id, since) {
      const [facts] = await withFacts(realmId, await durable.read.all(rows(realmId).where('id', '=', id)), since)
      return facts
    },
    async ofAddresses(realmId, addresses) {
      if (addresses.length === 0) return []
      const wanted = named([...new Set(addresses.map(normaliseLogin))])
      type Found = { id: string; username: string; address: string }
      // An address that thousands of accounts have is shared whoever they are: the first of them say so.
      const ofEach = (found: RawBuilder<unknown>) => sql<Found>`select id, username, address from
        (select found.*, row_number() over (partition by address order by id) as place from (${found}) as found) as placed where place <= ${sql.lit(readersOfAddress)}`
      const [onFile, ofCodes] = await Promise.all([
        ask(ofEach(sql`select id, username, email_norm as address from users where realm_id = ${realmId} and email_norm ${wanted}`)),
        ask(ofEach(sql`select u.id as id, u.username as username, lower(a.address) as address from authenticators as a inner join users as u on u.realm_id = a.realm_id and u.id = a.user_id
          where a.realm_id = ${realmId} and a.address is not null and lower(a.address) ${wanted} and a.state <> 'suspended'`)),
      ])
      return [...onFile, ...ofCodes]
    },
  }
}

function byPerson<Row extends { n: number }>(rows: readonly Row[]): (n: number) => readonly Row[] {
  const found = new Map<number, Row[]>()
  for (const row of rows) {
    const known = found.get(row.n)
    if (known) known.push(row)
    else found.set(row.n, [row])
  }
  return (n) => found.get(n) ?? []
}
