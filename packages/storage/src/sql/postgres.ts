import { createHash } from 'node:crypto'
import pg from 'pg'
import type { SqlValue, Statement, UnitOutcome } from '../types.ts'
import { type Connection, type Row, toDriver } from './connection.ts'
import { createTogether, TurnSocket } from './postgres-reads.ts'
import { matches } from './sqlite.ts'

const maxConnections = 10
/** A database that is away is noticed, and said, within these. */
const connectMs = 5000
const statementMs = 8000
const answerMs = 10_000
const maxAttempts = 6
const retried = new Set(['40001', '40P01'])
const uniqueViolation = '23505'

/** int8 and numeric come as text; everything that we keep in them is a safe integer. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => id === 20 || id === 1700 ? Number : pg.types.getTypeParser(id, format),
}

/** A pool whose connections send without waiting for the answer before: a unit is two round trips however long it is. */
export function openPostgres(databaseUrl: string): Connection {
  const pool = new pg.Pool({
    connectionString: databaseUrl, max: maxConnections, connectionTimeoutMillis: connectMs, statement_timeout: statementMs,
    query_timeout: answerMs, lock_timeout: statementMs, idle_in_transaction_session_timeout: answerMs, keepAlive: true,
    pipeline: true, stream: () => new TurnSocket(), application_name: 'tegata', types,
  })
  // A connection that breaks rejects what it was asked, and is replaced when the next one is asked for. Its own event
  // would end the process if nobody listened: the pool's when it is idle, the client's when it is in use.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    // Compiled to machine code, a question of ours would take longer to compile than to answer. Not as an option of the connection:
    // that would silently stand in place of PGOPTIONS.
    client.query('SET jit = off').catch(() => undefined)
  })
  const names = createNames()
  const query = (on: pg.Pool | pg.PoolClient, sql: string, parameters: readonly SqlValue[]) =>
    on.query<Row>({ name: names(sql), text: sql, values: toDriver(parameters) })

  const together = createTogether(pool, (error) => codeOf(error) !== undefined)

  /** One statement is a transaction of its own: what it did not touch needs no rollback. */
  const runOne = async (statement: Statement): Promise<UnitOutcome> => {
    try {
      return judge([statement], [{ status: 'fulfilled', value: await query(pool, statement.sql, statement.parameters) }])
    } catch (error) {
      return judge([statement], [{ status: 'rejected', reason: error }])
    }
  }

  const runAll = async (statements: readonly Statement[]): Promise<UnitOutcome> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      const [begun, ...answers] = await Promise.allSettled([
        client.query('BEGIN'), ...statements.map(({ sql, parameters }) => query(client, sql, parameters)),
      ])
      if (begun.status === 'rejected') throw begun.reason
      let outcome: UnitOutcome
      try {
        outcome = judge(statements, answers)
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      }
      await client.query(outcome.ok ? 'COMMIT' : 'ROLLBACK')
      return outcome
    } catch (error) {
      if (codeOf(error) === undefined && error instanceof Error) broken = error
      throw error
    } finally {
      client.release(broken)
    }
  }

  return {
    dialect: 'postgres',
    async read(sql, parameters, reading) {
      const { rows } = await (reading === 'point' ? together((client) => query(client, sql, parameters))
        : reading === 'list' ? query(pool, sql, parameters) : pool.query<Row>({ text: sql, values: toDriver(parameters) }))
      return rows
    },
    async unit(statements) {
      const [only, ...others] = statements
      if (only === undefined) return { ok: true, touched: [], returned: [] }
      for (let attempt = 1; ; attempt++) {
        try {
          return await (others.length === 0 ? runOne(only) : runAll(statements))
        } catch (error) {
          if (attempt === maxAttempts || !retried.has(codeOf(error) ?? '')) throw error
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
        }
      }
    },
    close: () => pool.end(),
  }
}

type Answer = PromiseSettledResult<pg.QueryResult<Row>>

/** The first statement that failed or missed names the outcome; the ones behind it only say that the transaction is over. */
function judge(statements: readonly Statement[], answers: readonly Answer[]): UnitOutcome {
  const touched: number[] = []
  const returned: (readonly Row[])[] = []
  for (const [index, { name, rows, taken }] of statements.entries()) {
    const answer = answers[index]
    if (answer === undefined) throw new Error(`${name} got no answer`)
    if (answer.status === 'rejected') {
      if (codeOf(answer.reason) === uniqueViolation) return { ok: false, missed: name, duplicate: true }
      throw answer.reason
    }
    const count = answer.value.rowCount ?? 0
    if (!matches(rows, count)) return { ok: false, missed: name, duplicate: taken === true }
    touched.push(count)
    returned.push(answer.value.rows)
  }
  return { ok: true, touched, returned }
}

/** SQLSTATE; undefined for what the database did not say itself, such as a broken connection. */
const codeOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined

/** One name a text, so that each connection parses and plans it once. */
function createNames(): (sql: string) => string {
  const names = new Map<string, string>()
  return (sql) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    const name = createHash('sha256').update(sql).digest('base64url')
    names.set(sql, name)
    return name
  }
}
