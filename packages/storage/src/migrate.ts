import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { initial } from './migrations/0001-initial.ts'
import { upstreams } from './migrations/0002-upstreams.ts'
import { emergencyValues } from './migrations/0003-emergency-values.ts'
import { knownBrowsersByCookie } from './migrations/0004-known-browsers-by-cookie.ts'
import { peopleAtScale } from './migrations/0005-people-at-scale.ts'
import { journeysByReference } from './migrations/0006-journeys-by-reference.ts'
import { mailsThatExpire } from './migrations/0007-mails-that-expire.ts'
import { enforcements } from './migrations/0008-enforcements.ts'
import { likeness } from './migrations/0009-likeness.ts'
import { searchAtSpeed } from './migrations/0010-search-at-speed.ts'
import { foundAndCounted } from './migrations/0011-found-and-counted.ts'
import { addressesOfCodes } from './migrations/0012-addresses-of-codes.ts'
import { lessToLookAt } from './migrations/0013-less-to-look-at.ts'
import { wordsOf, type Migration } from './migrations/migration.ts'
import { toDriver } from './sql/connection.ts'
import { migratePostgres, postgresVersion } from './sql/postgres-migrate.ts'
import { openWriter } from './sql/sqlite.ts'
import { Unfit } from './unfit.ts'

export const migrations: readonly Migration[] = [initial, upstreams, emergencyValues, knownBrowsersByCookie, peopleAtScale, journeysByReference, mailsThatExpire, enforcements, likeness, searchAtSpeed, foundAndCounted, addressesOfCodes, lessToLookAt]
export type Where = { databaseUrl?: string; dataDir?: string }

const record = `CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)`

/**
 * Brings the database to this release: forward only, one transaction a migration, under a lock, so that two nodes that
 * start together apply each once. `upTo` stops earlier; tests write the data of old releases with it.
 */
export async function migrate({ databaseUrl, dataDir }: Where, upTo = Infinity): Promise<{ applied: readonly string[] }> {
  const wanted = migrations.filter(({ number }) => number <= upTo)
  if (databaseUrl !== undefined) return migratePostgres(databaseUrl, wanted, record)
  const file = durableFile(dataDir)
  const database = openWriter(file, true)
  if (process.platform !== 'win32') chmodSync(file, 0o600)
  try {
    database.exec('BEGIN EXCLUSIVE')
    database.exec(record)
    const done = new Set(database.prepare('SELECT number FROM migrations').all().map(({ number }) => Number(number)))
    refuseNewer(done)
    const pending = wanted.filter(({ number }) => !done.has(number))
    for (const { number, name, statements, rows } of pending) {
      for (const statement of statements(wordsOf('sqlite'))) database.exec(statement)
      await rows?.(async (sql, parameters) => database.prepare(sql).all(...toDriver(parameters)), wordsOf('sqlite'))
      database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(number, name, Date.now())
    }
    database.exec('COMMIT')
    return { applied: pending.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}`) }
  } finally {
    database.close()
  }
}

export function durableFile(dataDir: string | undefined): string {
  if (dataDir === undefined) throw new Error('Storage needs a database URL or a data directory')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return join(dataDir, 'tegata.db')
}

/** Refuses a database that was not brought to this release, or that a newer release has changed. */
export async function requireMigrated({ databaseUrl, dataDir }: Where): Promise<void> {
  const done = databaseUrl === undefined ? sqliteVersion(durableFile(dataDir)) : await postgresVersion(databaseUrl)
  refuseNewer(done)
  if (migrations.some(({ number }) => !done.has(number))) {
    throw new Unfit('The database is not at this release yet: run `tegata migrate` first')
  }
}

function sqliteVersion(file: string): ReadonlySet<number> {
  const database = openWriter(file, true)
  try {
    database.exec(record)
    return new Set(database.prepare('SELECT number FROM migrations').all().map(({ number }) => Number(number)))
  } finally {
    database.close()
  }
}

function refuseNewer(done: ReadonlySet<number>): void {
  const newest = Math.max(0, ...migrations.map(({ number }) => number))
  if ([...done].some((number) => number > newest)) {
    throw new Unfit('The database was written by a newer release than this one: install that release, or restore a backup')
  }
}
