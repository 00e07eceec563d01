// Apart from the schemas: the console shows these, and loads no schema for it.

/** What a sign-in at the instant will be for a person, the best first. */
export const readinessStates = ['not-met', 'ready', 'ready-untested', 'ready-unproved', 'set-up', 'needs-token', 'locked-out'] as const
export type ReadinessState = (typeof readinessStates)[number]

/** Why, and what may go wrong all the same; the most urgent first. */
export const readinessReasons = [
  'disabled', 'classic-no-token', 'denied', 'token-to-set-up', 'suspended', 'classic', 'other-kind', 'shared', 'mailbox-behind-provider', 'mail-refused',
  'no-address', 'upstream-without-code', 'by-mail', 'unused-for-a-year', 'never-signed-in',
] as const
export type ReadinessReason = (typeof readinessReasons)[number]
