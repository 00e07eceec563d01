import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CountWrites } from './writes.ts'

/** Counts in the two files of a server that is running. The triggers write one page more per commit, and no commit more. */
export function countSqlite(dataDir: string): { count: CountWrites; stop(): Promise<void> } {
  const durable = counter(join(dataDir, 'tegata.db'))
  const volatile = counter(join(dataDir, 'volatile.db'))
  return {
    async count(work) {
      durable.begin()
      volatile.begin()
      await work()
      const [kept, passing] = [durable.end(), volatile.end()]
      return { durableRows: kept.rows, durableCommits: kept.commits, volatileRows: passing.rows, volatileCommits: passing.commits, tables: kept.tables }
    },
    async stop() {
      durable.remove()
      volatile.remove()
    },
  }
}

function counter(file: string) {
  const database = new DatabaseSync(file, { timeout: 5000 })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'").all()
    .map(({ name }) => String(name)).filter((name) => !isShadow(name))
  database.exec('CREATE TABLE bench_writes (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID')
  const events = tables.flatMap((table) => (['insert', 'update', 'delete'] as const).map((event) => ({ table, event, trigger: `bench_${table}_${event}` })))
  for (const { table, event, trigger } of events) {
    database.prepare('INSERT OR IGNORE INTO bench_writes VALUES (?, 0)').run(table)
    database.exec(`CREATE TRIGGER ${trigger} AFTER ${event} ON ${table} BEGIN UPDATE bench_writes SET rows = rows + 1 WHERE name = '${table}'; END`)
  }
  return {
    begin() {
      database.exec('UPDATE bench_writes SET rows = 0')
      // An empty log: what is in it afterwards was written in between.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    end() {
      const commits = commitsIn(`${file}-wal`)
      const found = database.prepare('SELECT name, rows FROM bench_writes WHERE rows > 0').all().map(({ name, rows }) => [String(name), Number(rows)] as const)
      return { commits, rows: found.reduce((sum, [, rows]) => sum + rows, 0), tables: Object.fromEntries(found) }
    },
    remove() {
      for (const { trigger } of events) database.exec(`DROP TRIGGER ${trigger}`)
      database.exec('DROP TABLE bench_writes')
      database.close()
    },
  }
}

/** The tables in which FTS5 keeps its index are written with the row that they index. */
const isShadow = (name: string): boolean => /_(?:data|idx|content|docsize|config)$/.test(name)

/** Frames that end a transaction say how large the database is after it (sqlite.org/fileformat2.html, 4.1); the others say 0. */
function commitsIn(wal: string): number {
  const bytes = readFileSync(wal)
  if (bytes.length < 32) return 0
  const frameBytes = 24 + bytes.readUInt32BE(8)
  const salts = bytes.subarray(16, 24)
  let commits = 0
  for (let at = 32; at + frameBytes <= bytes.length && bytes.subarray(at + 8, at + 16).equals(salts); at += frameBytes) {
    if (bytes.readUInt32BE(at + 4) !== 0) commits += 1
  }
  return commits
}
