import pg from 'pg'
import { wordsOf, type Migration } from '../migrations/migration.ts'
import { placeholders } from './build.ts'
import { type Row, toDriver } from './connection.ts'
import { types } from './postgres.ts'
import { Unfit } from '../unfit.ts'

/** Any number will do, as long as no other program locks the same one. */
const migrationLock = 7_236_401

/** Migrates under an advisory lock: of several nodes that start together one works and the others wait for it. */
export async function migratePostgres(databaseUrl: string, wanted: readonly Migration[], record: string): Promise<{ applied: readonly string[] }> {
  return withClient(databaseUrl, async (client) => {
    await refuseUnfitDatabase(client)
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    await client.query(record)
    const done = await numbers(client)
    const pending = wanted.filter(({ number }) => !done.has(number))
    for (const { number, name, statements, rows: each } of pending) {
      await client.query('BEGIN')
      for (const statement of statements(wordsOf('postgres'))) await client.query(statement)
      await each?.(async (sql, parameters) => (await client.query<Row>(placeholders('postgres', sql), toDriver(parameters))).rows, wordsOf('postgres'))
      await client.query('INSERT INTO migrations VALUES ($1, $2, $3)', [number, name, Date.now()])
      await client.query('COMMIT')
    }
    await indexNames(client)
    return { applied: pending.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}`) }
  })
}

export const postgresVersion = (databaseUrl: string): Promise<ReadonlySet<number>> => withClient(databaseUrl, async (client) => {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS there`)
  return rows[0]?.there ? numbers(client) : new Set<number>()
})

async function numbers(client: pg.Client): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ number: number }>('SELECT number FROM migrations')
  return new Set(rows.map(({ number }) => number))
}

async function withClient<Result>(databaseUrl: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, types, application_name: 'tegata migrate' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end()
  }
}

/** With the C locale pg_trgm sees no letters in Japanese or Korean; another encoding cannot hold them at all. */
async function refuseUnfitDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string; ctype: string; provider: string }>(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datctype AS ctype, datlocprovider::text AS provider
      FROM pg_database WHERE datname = current_database()`)
  const database = rows[0]
  if (database === undefined) return
  if (database.encoding !== 'UTF8') throw new Unfit(`The database's encoding is ${database.encoding}: create it with ENCODING 'UTF8'`)
  if (database.provider === 'c' && ['C', 'POSIX'].includes(database.ctype)) {
    throw new Unfit(`The database's LC_CTYPE is ${database.ctype}, which knows no Japanese letters: create it with a UTF-8 locale, such as C.UTF-8`)
  }
}

/** Substring search by trigrams, where the extension is or may be created; without it the same LIKE reads more rows. */
async function indexNames(client: pg.Client): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm')
  } catch {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'`)
    if (rowCount === 0) return
  }
  await client.query('CREATE INDEX IF NOT EXISTS users_search ON users USING gin (search_text gin_trgm_ops)')
}
