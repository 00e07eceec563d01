// Apart from the schemas: the console shows these, and loads no schema for it.

/** What a rule will mean for one person. Each has words of its own in a mail. */
export const mailConsequences = ['ready', 'ready-confirm', 'set-up', 'set-up-mail', 'another-kind', 'token', 'locked-out', 'shared'] as const
export type MailConsequence = (typeof mailConsequences)[number]

/** coming: before the start. began: at it. ready: to those who are ready, once. The others tell of an act whoever heard before. */
export const enforcementMailKinds = ['coming', 'began', 'ready', 'moved', 'suspended', 'resumed', 'ended'] as const
export type EnforcementMailKind = (typeof enforcementMailKinds)[number]
