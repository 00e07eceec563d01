import type { HouseClock } from './clock.ts'
import type { Seal } from './sealing/seal.ts'
import type { Builder, Reader } from './sql/build.ts'
import type { Dialect } from './sql/connection.ts'
import type { SqlValue, Unit } from './types.ts'

/** A database as the questions of this package see it. */
export type Store = {
  read: Reader
  unit: Unit
  /** Prepared text, for the protocol rows alone; `?` is spelled for the dialect once, by `placeholders`. */
  raw(sql: string, parameters: readonly SqlValue[]): Promise<readonly Record<string, unknown>[]>
}

/** What the parts of the storage are made of; each takes the few it needs. */
export type Context = {
  dialect: Dialect
  db: Builder
  durable: Store
  /** The same database on PostgreSQL. */
  volatile: Store
  clock: HouseClock
  seal: Seal
}
