import {
  DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, SqliteAdapter, SqliteIntrospector,
  sql as fragment, SqliteQueryCompiler, type Compilable,
} from 'kysely'
import { isExact } from '../normalise.ts'
import type { SqlValue, Statement } from '../types.ts'
import type { Connection, Dialect, Reading } from './connection.ts'
import type { Schema } from './schema.ts'

export type Builder = Kysely<Schema>

/** Kysely only writes the SQL here; the connections run it. */
export const createBuilder = (dialect: Dialect): Builder => new Kysely<Schema>({
  dialect: dialect === 'sqlite'
    ? {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      }
    : {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
})

/** One write of a unit. */
export function write(name: string, query: Compilable<unknown>, rows: Statement['rows']): Statement {
  const { sql, parameters } = query.compile()
  return { name, sql, parameters: toSqlValues(parameters), rows }
}

/** A condition of the whole unit: a select that must find exactly one row. `taken`: it is missed because a value is taken. */
export const guard = (name: string, query: Compilable<unknown>, options: { taken?: true } = {}): Statement =>
  ({ ...write(name, query, 1), ...options })

/** The text of a question that every request asks, written once; `item` only carries its row's type. */
export type Compiled<Item> = { readonly sql: string; readonly item?: Item }
export const compileOnce = <Item>(query: Compilable<Item>): Compiled<Item> => ({ sql: query.compile().sql })

export type Reader = {
  all<Item>(query: Compilable<Item>): Promise<readonly Item[]>
  first<Item>(query: Compilable<Item>): Promise<Item | undefined>
  /** For filters of many shapes: PostgreSQL plans it for the values at hand. */
  explore<Item>(query: Compilable<Item>): Promise<readonly Item[]>
  /** The parameters in the order in which the question names them. */
  firstOf<Item>(question: Compiled<Item>, parameters: readonly SqlValue[]): Promise<Item | undefined>
  allOf<Item>(question: Compiled<Item>, parameters: readonly SqlValue[]): Promise<readonly Item[]>
}

export function createReader(connection: Pick<Connection, 'read'>): Reader {
  // The one place where a row gets the type that Kysely inferred for its query.
  const ask = async <Item>(sql: string, parameters: readonly unknown[], reading: Reading = 'point') =>
    await connection.read(sql, toSqlValues(parameters), reading) as readonly Item[]
  const all = async <Item>(query: Compilable<Item>, reading: Reading): Promise<readonly Item[]> => {
    const { sql, parameters } = query.compile()
    return ask<Item>(sql, parameters, reading)
  }
  return {
    all: (query) => all(query, 'list'),
    explore: (query) => all(query, 'anew'),
    first: async (query) => (await all(query, 'point'))[0],
    firstOf: async <Item>({ sql }: Compiled<Item>, parameters: readonly SqlValue[]) => (await ask<Item>(sql, parameters))[0],
    allOf: <Item>({ sql }: Compiled<Item>, parameters: readonly SqlValue[]) => ask<Item>(sql, parameters),
  }
}

/**
 * A list of any length as one parameter, so that its length does not make another statement to prepare. What no database
 * keeps as it is equals nothing there, and is left out: PostgreSQL takes no such JSON.
 */
export function listed(dialect: Dialect, values: readonly string[]) {
  const json = JSON.stringify(values.filter(isExact))
  return dialect === 'sqlite'
    ? fragment<string>`(select value from json_each(${json}))`
    : fragment<string>`(select jsonb_array_elements_text(${json}::jsonb))`
}

/** The same of numbers, each of which is then found by its key. */
export function listedNumbers(dialect: Dialect, numbers: readonly number[]) {
  const json = JSON.stringify(numbers)
  return dialect === 'sqlite' ? fragment<number>`(select value from json_each(${json}))` : fragment<number>`(select jsonb_array_elements_text(${json}::jsonb)::bigint)`
}

/** Raw SQL is written with `?`; PostgreSQL counts them. */
export function placeholders(dialect: Dialect, sql: string): string {
  let n = 0
  return dialect === 'sqlite' ? sql : sql.replaceAll('?', () => `$${++n}`)
}

/** node:sqlite takes anything else for a bag of named parameters, and shifts the rest. */
const toSqlValues = (values: readonly unknown[]): SqlValue[] => values.map((value, index) => {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`Parameter ${index + 1} is a ${typeof value}: only text, numbers, bytes and null reach a database`)
})
