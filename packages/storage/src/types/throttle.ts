import type { Instant } from '../types.ts'

export type Limit = {
  max: number
  windowMs: number
  /** Growing waits after each excess; empty: the window's end. */
  waitsMs?: readonly number[]
  /** Keeps the window over its waits: one try after each, and a new count only when the window ends. */
  pace?: boolean
}
export type ThrottleState = { count: number; closedUntil: Instant | null; closures: number }

/** Whose wait it is, so that those can be listed who wait. */
export type Waiting = { realmId: number; userId: string }
