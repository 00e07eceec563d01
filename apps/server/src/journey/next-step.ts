import type { BindingProof, Decision, Kind, ReasonCode } from '@tegata/policy'
import type { Realm } from '@tegata/storage'
import type { JourneyState } from './state.ts'

/** Pages of a journey. The names stand in URLs and forms: never renamed. */
export const stepNames = ['login', 'connect', 'connected', 'code', 'choose', 'confirm-mail', 'enrol', 'address', 'prove-address', 'password', 'still-have-it', 'token', 'notice', 'refused', 'updated', 'leaving'] as const
export type StepName = (typeof stepNames)[number]

type Refusal = 'not-set-up' | 'suspended' | 'shared' | 'disabled' | 'too-weak'

export type Step =
  /** `samePerson`: only the person whom this journey already knows may answer. */
  | { name: 'login'; samePerson: boolean }
  /** Whom an upstream vouches for, and which account here is theirs? */
  | { name: 'connect'; samePerson: boolean }
  /** Everything that connecting takes is proved: the link is made, and the sign-in goes on. Has no page. */
  | { name: 'connected' }
  | { name: 'code'; authenticatorIds: readonly string[] }
  | { name: 'choose'; kinds: readonly Kind[] }
  | { name: 'confirm-mail' }
  | { name: 'enrol'; mayChoose: boolean }
  /** Where emailed codes are to go. */
  | { name: 'address'; mayChoose: boolean }
  /** The code from the mail that went there. */
  | { name: 'prove-address'; mayChoose: boolean }
  | { name: 'password' }
  | { name: 'still-have-it'; authenticatorIds: readonly string[]; mayBeSkipped: boolean }
  /** An emergency token is what binds for a rule to come. */
  | { name: 'token' }
  | { name: 'notice' }
  | { name: 'refused'; reason: Refusal }
  | { name: 'updated' }
  | { name: 'leaving' }

/** What the order of steps depends on, out of a journey's state and the realm's settings. */
export type Progress = {
  kind: JourneyState['kind']
  /** Somebody is signed in already in this browser: only they may answer (P34). */
  hasSession: boolean
  /** The walk knows already whose it is. */
  isKnown: boolean
  method: Kind | null
  /** The address that was chosen for emailed codes: the one on file, whose mailbox a code typed from there proves, or another. */
  address: 'on-file' | 'other' | null
  /** A first proof of this very journey: what binds on the account page, where a session never does. */
  firstProof: boolean
  mailboxProved: boolean
  noticeSeen: boolean
  /** They set up for a rule that is not in force yet, because they want to. */
  settingUp: boolean
  /** What the person has and called lost. */
  lost: readonly string[]
  /**
   * Null unless an upstream's identity is to be connected. `by`: what proved in this walk that the account is theirs;
   * `working`: their authenticators that can be proved.
   */
  connecting: { by: 'password' | 'mail' | null; authenticatorProved: boolean; working: readonly string[] } | null
  /** What a link is for, and what its journey has proved already without having committed it. */
  link: { wants: 'set-up' | 'password' | 'proof'; hasPassword: boolean; passwordChosen: boolean; passwordElsewhere: boolean; authenticatorProved: boolean; passwordFirst: boolean } | null
  done: boolean
}

/** Kinds that can be set up and proved on our pages. Another one joins by being added here and getting its pages. */
export const offeredKinds: readonly Kind[] = ['totp', 'emailed-code']
/** Those of them that this realm takes (M-1). */
export const kindsOf = ({ settings }: Pick<Realm, 'settings'>): readonly Kind[] => settings.emailedCodes === 'off' ? offeredKinds.filter((kind) => kind !== 'emailed-code') : offeredKinds

/**
 * Picks the next page of a journey from what it has proved and from the decision of now. Total and pure: every state
 * has an answer, and `leaving` or `updated` only when the decision is satisfied. `decision` is null while nobody is known.
 */
export function nextStep(progress: Progress, decision: Decision | null): Step {
  if (progress.done) return { name: 'updated' }
  if (progress.connecting !== null) return nextOfConnecting(progress, progress.connecting, decision)
  if (decision === null) return { name: 'login', samePerson: false }
  if (decision.nextStep.kind === 'refused') return { name: 'refused', reason: refusalOf(decision.nextStep.reason.code) }
  if (progress.kind === 'account') return nextOfAccount(progress, decision)
  if (progress.link !== null && progress.link.wants !== 'proof') return nextOfLink(progress, progress.link, decision)
  const demanded = demandedStep(progress, decision)
  // Where the mail was opened nobody knows what the application demanded that had it sent: it is set up all the same.
  return demanded ?? (progress.kind === 'sign-in' ? { name: 'leaving' } : nextOfAccount(progress, decision))
}

/**
 * A link to an upstream's identity is a way in for good: made by whoever proves the account as its owner does without
 * the upstream, or its mailbox; and by nobody who has an authenticator without a proof of it in this walk (B-3).
 * `decision` was made without the upstream, and on nothing that was proved outside this walk.
 */
function nextOfConnecting(progress: Progress, { by, authenticatorProved, working }: NonNullable<Progress['connecting']>, decision: Decision | null): Step {
  if (by === null || decision === null) return { name: 'connect', samePerson: progress.isKnown }
  if (decision.nextStep.kind === 'refused') return { name: 'refused', reason: refusalOf(decision.nextStep.reason.code) }
  const demanded = by === 'password' ? demandedStep(progress, decision) : null
  if (demanded !== null) return demanded.name === 'login' ? { name: 'connect', samePerson: progress.isKnown } : demanded
  if (!decision.hasOne || authenticatorProved) return { name: 'connected' }
  return working.length > 0 ? { name: 'code', authenticatorIds: working } : { name: 'refused', reason: 'suspended' }
}

/** The first authenticator, from the account page or its mail: a first proof and the mailbox of this walk, whatever the session proved (P14). */
function nextOfAccount(progress: Progress, { onUnenrolled, setUpKinds, hasOne }: Decision): Step {
  const kinds = onPages(setUpKinds)
  if (hasOne || kinds.length === 0) return { name: 'updated' }
  if (onUnenrolled === 'codeOnly' || onUnenrolled === 'deny') return { name: 'refused', reason: 'not-set-up' }
  if (!progress.firstProof) return { name: 'login', samePerson: true }
  return methodStep(progress, { kinds, proof: 'mailbox', proved: progress.mailboxProved })
}

/** Those that our pages can set up. */
export const onPages = (kinds: readonly Kind[]): readonly Kind[] => kinds.filter((kind) => offeredKinds.includes(kind))

/** What the decision still demands, as a page; null when it is satisfied. */
function demandedStep(progress: Progress, { nextStep: next, setUpKinds }: Decision): Step | null {
  switch (next.kind) {
    case 'none': return null
    case 'first-proof': return { name: 'login', samePerson: progress.hasSession || progress.kind !== 'sign-in' }
    case 'challenge':
    case 'prove-then-set-up': return next.authenticatorIds.length > 0 ? { name: 'code', authenticatorIds: next.authenticatorIds } : { name: 'refused', reason: 'suspended' }
    case 'set-up': return setUpStep(progress, next)
    case 'confirm': return next.proof === 'mailbox' && !progress.mailboxProved ? { name: 'confirm-mail' } : { name: 'refused', reason: 'too-weak' }
    case 'emergency': return byToken(progress, next)
    case 'still-have-it': return stillHaveIt(progress, next, setUpKinds)
    case 'notice': return { name: 'notice' }
    case 'refused': return { name: 'refused', reason: refusalOf(next.reason.code) }
  }
}

/** Nothing but an emergency token leads on. Where nothing asks for it yet, it has a page of its own, and only where it binds. */
function byToken({ settingUp }: Progress, { reason, tokensLeft }: Extract<Decision['nextStep'], { kind: 'emergency' }>): Step {
  if (settingUp && reason === 'code-only' && tokensLeft > 0) return { name: 'token' }
  // The classic page looks alike for everybody; that nothing is set up is said after the first code (S0-32).
  if (reason === 'classic' && !settingUp) return { name: 'code', authenticatorIds: [] }
  return { name: 'refused', reason: reason === 'suspended' ? 'suspended' : 'not-set-up' }
}

/** After an emergency token: what was called lost is replaced at once, and nothing else is (P27). */
function stillHaveIt(progress: Progress, { authenticatorIds, mayBeSkipped }: Extract<Decision['nextStep'], { kind: 'still-have-it' }>, setUpKinds: readonly Kind[]): Step {
  const kinds = onPages(setUpKinds)
  const isLost = authenticatorIds.length > 0 && authenticatorIds.every((id) => progress.lost.includes(id))
  return isLost && kinds.length > 0 ? methodStep(progress, { kinds, proof: 'emergency-token', proved: true }) : { name: 'still-have-it', authenticatorIds, mayBeSkipped }
}

function setUpStep(progress: Progress, next: Extract<Decision['nextStep'], { kind: 'set-up' }>): Step {
  const kinds = onPages(next.kinds)
  if (kinds.length === 0) return { name: 'refused', reason: 'not-set-up' }
  if (next.mayBePutOff && !progress.noticeSeen) return { name: 'notice' }
  return methodStep(progress, { kinds, proof: next.proof, proved: next.proved })
}

/**
 * The menu first, then the proof for the chosen method, then the method's page. With one method there is no menu. A code
 * that is mailed to the address on file is the mailbox's own proof; any other address needs it besides (policy.md).
 */
function methodStep({ method, address, mailboxProved }: Progress, { kinds, proof, proved }: { kinds: readonly Kind[]; proof: BindingProof; proved: boolean }): Step {
  const chosen = kinds.find((kind) => kind === method) ?? (kinds.length === 1 ? kinds[0] : undefined)
  const mayChoose = kinds.length > 1
  // What no method leads past is said before one is chosen.
  if (!proved && proof !== 'mailbox') return { name: 'refused', reason: 'not-set-up' }
  if (chosen === undefined) return { name: 'choose', kinds }
  if (chosen === 'emailed-code' && address === null) return { name: 'address', mayChoose }
  const isOwnProof = chosen === 'emailed-code' && address === 'on-file' && proof === 'mailbox'
  if (proved || isOwnProof) return { name: chosen === 'emailed-code' ? 'prove-address' : 'enrol', mayChoose }
  return !mailboxProved ? { name: 'confirm-mail' } : { name: 'refused', reason: 'not-set-up' }
}

/**
 * The steps of a set-up or reset link: what is missing, in the realm's order (S2-14). A code that the person has
 * already is neither asked for nor touched here; it is asked for at the sign-in that follows (P-9, P18).
 */
function nextOfLink(progress: Progress, link: NonNullable<Progress['link']>, decision: Decision): Step {
  const next = decision.nextStep
  // Where this link cannot bind (a stricter proof is demanded), it still does what it can: the sign-in says the rest.
  const setUp = link.wants === 'set-up' && !link.authenticatorProved && next.kind === 'set-up' && next.proved ? setUpStep(progress, next) : null
  const enrolment = setUp?.name === 'refused' ? null : setUp
  const wantsPassword = !link.passwordElsewhere && (link.wants === 'password' || !link.hasPassword)
  const password: Step | null = wantsPassword && !link.passwordChosen ? { name: 'password' } : null
  return (link.passwordFirst ? password ?? enrolment : enrolment ?? password) ?? { name: 'updated' }
}

const refusals: Partial<Record<ReasonCode, Refusal>> = {
  'line0.shared-account': 'shared',
  'line0.acr-unreachable': 'too-weak',
  'refused.deny': 'not-set-up',
  'refused.classic': 'not-set-up',
  'refused.no-accepted-kind': 'not-set-up',
  'refused.suspended': 'suspended',
  'refused.emergency-in-a-row': 'suspended',
}
const refusalOf = (code: ReasonCode): Refusal => refusals[code] ?? 'disabled'
