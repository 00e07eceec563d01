import type { SqlValue, Unit } from '../types.ts'

export type Dialect = 'sqlite' | 'postgres'
export type Row = Record<string, unknown>

/** One database: reads beside the writer, writes as units. */
export type Connection = {
  readonly dialect: Dialect
  /**
   * Committed rows only. Rejects when the database is away. `anew`: planned for these very values, where a plan for any
   * values would walk the wrong index.
   */
  read(sql: string, parameters: readonly SqlValue[], anew?: boolean): Promise<readonly Row[]>
  unit: Unit
  close(): Promise<void>
}
