import { meaningOf } from './meaning.ts'
import type { Decision, Instant, UserFacts } from './types.ts'

/** What a sign-in at some instant will be for a person, the best first. */
export const readinessStates = ['not-met', 'ready', 'ready-untested', 'ready-unproved', 'set-up', 'needs-token', 'locked-out'] as const
export type ReadinessState = (typeof readinessStates)[number]

/** Why, and what may go wrong all the same; the most urgent first. */
export const readinessReasons = [
  'disabled', 'classic-no-token', 'denied', 'token-to-set-up', 'suspended', 'classic', 'other-kind', 'shared', 'mailbox-behind-provider', 'mail-refused',
  'no-address', 'upstream-without-code', 'by-mail', 'unused-for-a-year', 'never-signed-in',
] as const
export type ReadinessReason = (typeof readinessReasons)[number]

export type Readiness = { state: ReadinessState; reasons: readonly ReadinessReason[] }

/** What is known of a person besides what the decision read. */
export type ReadinessFacts = {
  /** The instant at which this is known, not that of the sign-in: until then people go on using what they have. */
  now: Instant
  user: Pick<UserFacts, 'shared' | 'authenticators' | 'address'>
  /** Authenticators that were used since they were set up: a code of theirs has been seen to work. */
  usedIds: readonly string[]
  /** The last use, or the setting up, of any authenticator; null where there is none. */
  lastUseAt: Instant | null
  /** Whether mail to these is read only by whoever signed in here: the address on file, and every one that codes are mailed to. */
  behindProvider: { onFile: boolean; codes: boolean }
  /** The mail server refused the last mail to this person. */
  mailRefused: boolean
  everSignedIn: boolean
  /** The first proof is an upstream's that states nothing about a second factor. */
  throughUpstream: boolean
}

/** Milliseconds. */
const year = 365 * 24 * 60 * 60_000

const isReady = (state: ReadinessState): boolean => state === 'ready' || state === 'ready-untested' || state === 'ready-unproved'

/** Of the authenticators that will be asked for the one that is surest to work. */
function readyBy({ nextStep }: Decision, { user, usedIds }: ReadinessFacts): ReadinessState {
  if (nextStep.kind !== 'challenge') return 'ready'
  const { authenticatorIds } = nextStep
  const proved = user.authenticators.filter(({ id, state }) => authenticatorIds.includes(id) && state === 'active')
  if (proved.length === 0) return 'ready-unproved'
  return proved.some(({ id }) => usedIds.includes(id)) ? 'ready' : 'ready-untested'
}

function stateOf(decision: Decision, facts: ReadinessFacts): ReadinessState {
  const meaning = meaningOf(decision)
  return meaning === 'asked' ? readyBy(decision, facts) : meaning
}

/** What leaves the person without a way of their own, or asks more of them than a code. */
function obstacle({ nextStep, line, reason }: Decision, state: ReadinessState, waitsForMail: boolean): ReadinessReason | null {
  switch (nextStep.kind) {
    case 'first-proof': return 'disabled'
    case 'prove-then-set-up': return state === 'needs-token' || state === 'locked-out' ? 'token-to-set-up' : 'other-kind'
    case 'emergency':
      if (nextStep.reason === 'classic') return state === 'locked-out' ? 'classic-no-token' : 'classic'
      return nextStep.reason === 'code-only' ? 'token-to-set-up' : nextStep.reason === 'suspended' ? 'suspended' : 'other-kind'
    // What was set up counts only once it is confirmed, and no mailbox can do that.
    case 'challenge': case 'confirm': return waitsForMail ? null : state === 'needs-token' || state === 'locked-out' ? 'token-to-set-up' : null
    case 'refused':
      if (line === 0) return reason.code === 'line0.shared-account' ? null : reason.code === 'line0.acr-unreachable' ? 'denied' : 'disabled'
      if (nextStep.reason.code === 'refused.suspended') return 'suspended'
      if (nextStep.reason.code === 'refused.no-accepted-kind') return 'other-kind'
      return nextStep.reason.code === 'refused.classic' ? 'classic-no-token' : 'denied'
    default: return null
  }
}

/** Whether every code that this person could be asked for comes by mail. */
function isByMail({ nextStep }: Decision, { user }: ReadinessFacts): boolean {
  if (nextStep.kind !== 'challenge') return false
  const { authenticatorIds } = nextStep
  return user.authenticators.every(({ id, kind }) => kind === 'emailed-code' || !authenticatorIds.includes(id))
}

/**
 * What a sign-in will be for somebody, of whom the decision of that sign-in is handed over: the state, and what the
 * people who prepare for the day should know about it.
 *
 * Total and pure. Whoever is not asked for anything is `not-met`, and nothing is to be said about them.
 */
export function readinessOf(decision: Decision, facts: ReadinessFacts): Readiness {
  const state = stateOf(decision, facts)
  if (state === 'not-met') return { state, reasons: [] }

  const { nextStep } = decision
  const byMail = isByMail(decision, facts)
  const blocked = obstacle(decision, state, byMail && !decision.setUpKinds.includes('emailed-code'))
  const byMailbox = nextStep.kind === 'set-up' && nextStep.proof === 'mailbox' && !nextStep.proved
  const unprepared = !isReady(state)
  const holds: Partial<Record<ReadinessReason, boolean>> = {
    ...(blocked === null ? {} : { [blocked]: true }),
    shared: facts.user.shared,
    'mailbox-behind-provider': (byMail && facts.behindProvider.codes) || (byMailbox && facts.behindProvider.onFile),
    'mail-refused': facts.mailRefused && (byMail || unprepared),
    'no-address': unprepared && facts.user.address === null,
    'upstream-without-code': facts.throughUpstream,
    'by-mail': byMail,
    'unused-for-a-year': facts.lastUseAt !== null && facts.now - facts.lastUseAt >= year && isReady(state),
    'never-signed-in': unprepared && !facts.everSignedIn,
  }
  return { state, reasons: readinessReasons.filter((reason) => holds[reason]) }
}
