import type { Instant } from '../types.ts'

/** `more`: there are more, or nobody looked any further. */
export type Counted = { count: number; more: boolean }
export type AttentionAsked = {
  /** What administrative roles of the realm are called, and which of them is the global one. */
  roleNames: readonly string[]
  globalRole: string
  unusedSince: Instant
  refusedSince: Instant
}
/** Disabled accounts are not counted. */
export type Attention = {
  /** Global administrators who can sign in by themselves (`workingHolders`). */
  working: number
  administratorsNotSetUp: Counted
  /** Have an address that is not proved. */
  administratorsNotProved: Counted
  administratorsLastToken: Counted
  /** A wait after wrong codes holds now, of disabled accounts, too. */
  waits: Counted
  unused: Counted
  /** Codes and new passwords come by the same mailbox, and nothing else is set up. */
  oneMailbox: Counted
  mailsRefused: Counted
  /** Open ones, and since when the oldest waits. */
  resetRequests: Counted & { oldestAt: Instant | null }
}
