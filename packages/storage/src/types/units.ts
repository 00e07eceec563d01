import type { SqlValue } from '../types.ts'

/**
 * One write, and the number of rows it must touch. `1` is a compare-and-set: missing it rolls the whole unit back.
 * `'any'` never misses. `'some'` misses at zero.
 */
export type Statement = {
  readonly name: string
  readonly sql: string
  readonly parameters: readonly SqlValue[]
  /** What many rows have in common, by name (`:name`): SQLite alone knows such. */
  readonly common?: Readonly<Record<string, SqlValue>>
  readonly rows: number | 'any' | 'some'
  /** Its miss means that a value is taken, and is reported as `duplicate`. */
  readonly taken?: true
}

export type UnitOutcome =
  | { readonly ok: true; readonly touched: readonly number[]; readonly returned: readonly (readonly Record<string, unknown>[])[] }
  /** `missed` names the statement whose rows did not match; `duplicate` says that a unique key stood in the way. */
  | { readonly ok: false; readonly missed: string; readonly duplicate: boolean }

/** All or nothing, durable when it resolves. Never throws for a miss; throws when the database is away. */
export type Unit = (statements: readonly Statement[]) => Promise<UnitOutcome>
