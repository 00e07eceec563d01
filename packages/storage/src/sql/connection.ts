import type { SqlValue, Unit } from '../types.ts'

export type Dialect = 'sqlite' | 'postgres'
export type Row = Record<string, unknown>

/**
 * What a read may do to others: `point` finds its few rows by a key, and may share its way with other such reads; `list`
 * may take longer; `anew` too, and is planned for these very values, where a plan for any values would walk the wrong index.
 */
export type Reading = 'point' | 'list' | 'anew'

/** One database: reads beside the writer, writes as units. */
export type Connection = {
  readonly dialect: Dialect
  /** Committed rows only. Rejects when the database is away. */
  read(sql: string, parameters: readonly SqlValue[], reading: Reading): Promise<readonly Row[]>
  unit: Unit
  close(): Promise<void>
}

/**
 * No text of ours holds a NUL: PostgreSQL refuses it, and SQLite's full-text search ends its question there. A name or an
 * id that somebody sends with one is looked up all the same, and not found.
 */
export const toDriver = (values: readonly SqlValue[]): SqlValue[] => values.map((value) => hasNul(value) ? value.replaceAll('\0', '\ufffd') : value)
export const hasNul = (value: SqlValue): value is string => typeof value === 'string' && value.includes('\0')
