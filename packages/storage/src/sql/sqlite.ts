import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { SqlValue, Statement, UnitOutcome } from '../types.ts'
import { type Connection, hasNul, type Row, toDriver } from './connection.ts'

/** How long the single writer waits for another process (the command line) to finish its commit. */
const busyMs = 5000
/** How long until its turn is asked for again: less than an import leaves between two of its parts. */
const askAgainMs = 1
const busy = 5
const cachedStatements = 512
const uniqueViolations = new Set([1555, 2067, 2579])

type Waiting = {
  statements: readonly Statement[]
  resolve: (outcome: UnitOutcome) => void
  reject: (error: unknown) => void
}

export function openWriter(file: string, durable: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyMs })
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'};
    PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864`)
  return database
}

export function openReader(file: string): { read: Connection['read']; close: () => void } {
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyMs })
  database.exec('PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY')
  const prepare = cachePrepared(database)
  return { read: async (sql, parameters) => execute(prepare(sql), parameters).rows, close: () => database.close() }
}

/**
 * One SQLite file: a single writer and a read-only reader.
 *
 * Units of one event-loop turn run one after the other without an `await` in between, each in a savepoint, share one
 * commit, and resolve after it. An `await` inside would let one request's rollback take another's acknowledged write.
 * While another process writes, ours does everything else: it asks for its turn again and again, and waits in no call.
 */
export function openSqlite(file: string, durable: boolean, pragmas = ''): Connection {
  const writer = openWriter(file, durable)
  writer.exec(pragmas)
  writer.exec('PRAGMA busy_timeout = 0')
  const reader = openReader(file)
  const prepareWrite = cachePrepared(writer)
  let waiting: Waiting[] = []
  let closed = false
  let busySince: number | null = null

  const runUnit = (statements: readonly Statement[]): UnitOutcome => {
    const touched: number[] = []
    const returned: (readonly Row[])[] = []
    for (const { name, sql, parameters, common, rows, taken } of statements) {
      let result: { touched: number; rows: readonly Row[] }
      try {
        result = execute(prepareWrite(sql), parameters, common)
      } catch (error) {
        if (isUniqueViolation(error)) return { ok: false, missed: name, duplicate: true }
        throw error
      }
      if (!matches(rows, result.touched)) return { ok: false, missed: name, duplicate: taken === true }
      touched.push(result.touched)
      returned.push(result.rows)
    }
    return { ok: true, touched, returned }
  }

  const inSavepoint = ({ statements, resolve, reject }: Waiting): (() => void) => {
    prepareWrite('SAVEPOINT unit').statement.run()
    try {
      const outcome = runUnit(statements)
      if (!outcome.ok) prepareWrite('ROLLBACK TO unit').statement.run()
      prepareWrite('RELEASE unit').statement.run()
      return () => resolve(outcome)
    } catch (error) {
      // A full disk or a broken file ends the whole transaction; then nobody's unit of this turn stands.
      if (!writer.isTransaction) throw error
      prepareWrite('ROLLBACK TO unit').statement.run()
      prepareWrite('RELEASE unit').statement.run()
      return () => reject(error)
    }
  }

  /** Whether it was begun; not while another process writes, for as long as one waits for that. */
  const begin = (): boolean => {
    try {
      prepareWrite('BEGIN IMMEDIATE').statement.run()
      busySince = null
      return true
    } catch (error) {
      const since = busySince ??= performance.now()
      if (!closed && isBusy(error) && performance.now() - since < busyMs) return false
      busySince = null
      throw error
    }
  }

  const commitTurn = () => {
    if (waiting.length === 0) return
    let group: Waiting[] = []
    try {
      if (!begin()) {
        setTimeout(commitTurn, askAgainMs)
        return
      }
      group = waiting
      waiting = []
      const answers = group.map(inSavepoint)
      prepareWrite('COMMIT').statement.run()
      for (const answer of answers) answer()
    } catch (error) {
      if (writer.isOpen && writer.isTransaction) prepareWrite('ROLLBACK').statement.run()
      const failed = group.length > 0 ? group : waiting.splice(0)
      for (const { reject } of failed) reject(error)
    }
  }

  return {
    dialect: 'sqlite',
    read: reader.read,
    unit: (statements) => new Promise((resolve, reject) => {
      if (closed) return reject(new Error(`${file} is closed`))
      if (waiting.length === 0) setImmediate(commitTurn)
      waiting.push({ statements, resolve, reject })
    }),
    async close() {
      if (closed) return
      closed = true
      // What was asked before is written before: here alone there is nothing else to do meanwhile.
      writer.exec(`PRAGMA busy_timeout = ${busyMs}`)
      commitTurn()
      reader.close()
      writer.close()
    },
  }
}

type Prepared = { statement: StatementSync; returnsRows: boolean }

function cachePrepared(database: DatabaseSync): (sql: string) => Prepared {
  const cache = new Map<string, Prepared>()
  return (sql) => {
    const known = cache.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    const [oldest] = cache.keys()
    if (cache.size >= cachedStatements && oldest !== undefined) cache.delete(oldest)
    cache.set(sql, prepared)
    return prepared
  }
}

function execute({ statement, returnsRows }: Prepared, values: readonly SqlValue[], common?: Statement['common']): { touched: number; rows: readonly Row[] } {
  const parameters = values.some(hasNul) ? toDriver(values) : values
  if (common) return { touched: Number(statement.run(common, ...parameters).changes), rows: [] }
  if (!returnsRows) return { touched: Number(statement.run(...parameters).changes), rows: [] }
  const rows = statement.all(...parameters)
  return { touched: rows.length, rows }
}

export const matches = (expected: Statement['rows'], touched: number): boolean =>
  expected === 'any' || (expected === 'some' ? touched > 0 : touched === expected)

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === busy

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && uniqueViolations.has(error.errcode)
