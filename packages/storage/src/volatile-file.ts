import { existsSync, readFileSync, rmSync, chmodSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { volatileShape, volatileTables } from './migrations/volatile-tables.ts'
import { wordsOf } from './migrations/migration.ts'
import { openWriter } from './sql/sqlite.ts'

/** Two readings of the time since boot may differ by this much and still be the same boot. */
const sameBootMs = 60_000

/**
 * Makes `volatile.db` ready. It is written without waiting for the disk, so what a crash of the machine left may be
 * damaged, or older than it was (a spent code would be fresh again): after a reboot, when it is damaged, or when its
 * shape is another release's, it is thrown away and people sign in again.
 */
export function prepareVolatileFile(dataDir: string): string {
  const file = join(dataDir, 'volatile.db')
  if (existsSync(file) && !isUsable(file)) discard(file)
  const database = openWriter(file, false)
  if (process.platform !== 'win32') chmodSync(file, 0o600)
  try {
    database.exec('BEGIN EXCLUSIVE')
    if (database.prepare('PRAGMA user_version').get()?.['user_version'] !== volatileShape) {
      const { int, blob } = wordsOf('sqlite')
      for (const statement of volatileTables({ int, blob, table: 'CREATE TABLE' })) database.exec(statement)
      database.exec('CREATE TABLE boot (id TEXT NOT NULL)')
      database.prepare('INSERT INTO boot VALUES (?)').run(thisBoot())
      database.exec(`PRAGMA user_version = ${volatileShape}`)
    }
    database.exec('COMMIT')
  } finally {
    database.close()
  }
  return file
}

function isUsable(file: string): boolean {
  try {
    const database = openWriter(file, false)
    try {
      return database.prepare('PRAGMA quick_check').get()?.['quick_check'] === 'ok' &&
        database.prepare('PRAGMA user_version').get()?.['user_version'] === volatileShape &&
        isThisBoot(String(database.prepare('SELECT id FROM boot').get()?.['id']))
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}

function discard(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

/** Linux names every boot; elsewhere the instant of the boot stands for it. */
function thisBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return `at ${Math.round(Date.now() - uptime() * 1000)}`
  }
}

function isThisBoot(stored: string): boolean {
  const current = thisBoot()
  if (!stored.startsWith('at ') || !current.startsWith('at ')) return stored === current
  return Math.abs(Number(stored.slice(3)) - Number(current.slice(3))) < sameBootMs
}
