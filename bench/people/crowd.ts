import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Options, openHouse, type Place, type Running } from '../house/house.ts'
import type { Cluster } from '../house/postgres.ts'
import type { Application } from '../load/sign-in.ts'
import { firstNumber, type Furniture, makeLog, makePeople } from './make-people.ts'
import { spellings } from './spelling.ts'

/** What the load has to know to look at people as an administrator. */
export type Administered = { application: Application; username: string; furniture: Furniture }
export type Crowd = { running: Running; administered: Administered; people: number }

/** A server over a realm of so many people, with a log of as many events. */
export async function openCrowd(place: Place, cluster: Cluster | undefined, people: number, flags: Options['flags']): Promise<Crowd> {
  const known: { administered?: Administered } = {}
  const running = await openHouse(place, {
    people: 20, flags,
    async prepare({ dataDir, inTree }) {
      const administered: Administered = JSON.parse(await inTree('people/furniture.ts'))
      const spelling = spellings[place.database === 'SQLite' ? 'sqlite' : 'postgres']
      const database = place.databaseUrl === undefined ? undefined : new URL(place.databaseUrl).pathname.slice(1)
      const writesFacts = cluster !== undefined && database !== undefined && await keepsFacts(cluster, database)
      const statements = [...makePeople({ ...spelling, writesFacts }, people, administered.furniture), ...makeLog(spelling, people, people, administered.furniture)]
      if (database === undefined) fillFile(join(dataDir, 'tegata.db'), statements)
      else if (cluster) await fillCluster(cluster, database, statements)
      known.administered = administered
    },
  })
  if (!known.administered) throw new Error('Nobody was there to look.')
  return { running, administered: known.administered, people }
}

/** Not durable while it is filled: what a power cut takes is made again. */
export function fillFile(file: string, statements: readonly string[]): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -600000; PRAGMA temp_store = MEMORY; BEGIN')
  for (const statement of statements) database.exec(statement)
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/** Whether the tree under test keeps what a forecast reads on the rows of people (migration 0009). */
const keepsFacts = async ({ query }: Cluster, database: string): Promise<boolean> =>
  (await query(database, `SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'otp_facts'`)).length > 0

export async function fillCluster({ query }: Cluster, database: string, statements: readonly string[]): Promise<void> {
  const triggers = (word: 'DISABLE' | 'ENABLE') => ['authenticators', 'emergency_tokens', 'identities'].map((table) => `ALTER TABLE ${table} ${word} TRIGGER USER`)
  const search = 'CREATE INDEX users_search ON users USING gin (search_text gin_trgm_ops)'
  // One question and so one transaction. Trigrams are indexed once, at the end.
  await query(database, ['SET synchronous_commit = off', 'SET work_mem = \'200MB\'', 'SET maintenance_work_mem = \'400MB\'', 'DROP INDEX users_search', ...triggers('DISABLE'), ...statements, ...triggers('ENABLE'), search,
    `SELECT setval(pg_get_serial_sequence('users', 'n'), (SELECT max(n) FROM users) + ${firstNumber})`].join(';\n'))
  await query(database, 'VACUUM ANALYZE')
}
