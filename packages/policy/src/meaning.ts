import type { Decision } from './types.ts'

/**
 * What a decision means for the person, in one word. Whoever says it to them (`consequenceOf`) and whoever prepares for
 * their day (`readinessOf`) begin with this one: a mail and a work list never say two things.
 */
export type Meaning =
  | 'not-met'
  /** Asked for a code that they have. */
  | 'asked'
  | 'set-up'
  /** Of what they hold an emergency token alone leads in. */
  | 'needs-token'
  | 'locked-out'

export function meaningOf({ lockedOut, needsToken, asked, nextStep: { kind } }: Decision): Meaning {
  // Nothing that they come by counts any more.
  if (lockedOut || kind === 'first-proof') return 'locked-out'
  if (needsToken) return 'needs-token'
  if (kind === 'set-up' || kind === 'prove-then-set-up') return 'set-up'
  return asked === 'yes' ? 'asked' : 'not-met'
}
