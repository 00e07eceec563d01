import { type Decision, decide, type Facts, type OnUnenrolled, resetRequestLife } from '@tegata/policy'
import type { AuditEvent, Realm, ResetRequest, Statement, Storage, User } from '@tegata/storage'
import type { Attempts } from './attempt.ts'
import { endingEverything } from './ending.ts'
import type { Situation } from './facts.ts'
import type { Letters } from './letters.ts'

/**
 * How somebody gets in after a reset. `set-up`: anew at the next sign-in; `confirm-mail`: the same, once the address on
 * file is confirmed; `emergency-token`: with one that the help desk issues; `set-up-mail`: by the link of a new set-up
 * mail, because there is no password yet; `help`: not without an administrator.
 */
export type AfterReset = 'set-up' | 'confirm-mail' | 'emergency-token' | 'set-up-mail' | 'help'

/** `reference`: of the request that the reset answers, for the page that waits with it. */
export type ResetBy = { proof: OnUnenrolled | null; reference: string | null }
export type TellAfterReset = (realm: Realm, user: User, by: ResetBy) => Promise<AfterReset>

type TellNeeds = {
  storage: { clock: Pick<Storage['clock'], 'now'> }
  gatherFacts: (situation: Situation) => Promise<Facts>
  canMail: (realm: Realm) => boolean
}

const stepAfter = ({ nextStep }: Decision): AfterReset => {
  if (nextStep.kind === 'emergency') return 'emergency-token'
  if (nextStep.kind === 'refused') return 'help'
  return nextStep.kind === 'set-up' && nextStep.proof === 'mailbox' ? 'confirm-mail' : 'set-up'
}

/** Asks the one decision what the person would meet with the password right after a reset, so that nobody is told what is not so. */
export const createTellAfterReset = ({ storage, gatherFacts, canMail }: TellNeeds): TellAfterReset => async (realm, user, { proof, reference }) => {
  if (!user.hasPassword) return user.email !== null && user.enabled && canMail(realm) ? 'set-up-mail' : 'help'
  const at = storage.clock.now()
  const journeyId = 'after the reset'
  const facts = await gatherFacts({
    now: at, channel: 'page', realm, client: null,
    user: { ...user, otpRequired: true, otpRequiredAt: user.otpRequired ? user.otpRequiredAt : at, otpResetAt: at, resetProof: proof },
    journey: { id: journeyId, mailboxProvedAt: null, addressTyped: false, resetReference: reference, putOff: false, noticeSeen: true },
    proofs: [{ kind: 'password', at, journeyId, epoch: user.epoch }],
  })
  return stepAfter(decide({ ...facts, user: { ...facts.user, authenticators: [], emergencyTokensLeft: 0, reset: { at, proof, reference } } }))
}

/** Digits as they are read out: with blanks, a dash, or neither. */
const digits = (reference: string): string => reference.replaceAll(/\D/g, '')
export const isSameReference = (a: string, b: string): boolean => digits(a) === digits(b)

/** What a request is at this instant: its row is open until somebody answers, or until the page that filed it has given up. */
export const stateAt = (request: ResetRequest, now: number): ResetRequest['state'] =>
  request.state === 'open' && request.createdAt + resetRequestLife <= now ? 'expired' : request.state

type Needs = {
  storage: {
    clock: Pick<Storage['clock'], 'now'>
    users: Pick<Storage['users'], 'setOtpRequired' | 'markOtpReset' | 'endEverything'>
    authenticators: Pick<Storage['authenticators'], 'removeAll'>
    emergencyTokens: Pick<Storage['emergencyTokens'], 'revokeAll'>
    resetRequests: Pick<Storage['resetRequests'], 'findOpenOf' | 'answer' | 'dismiss'>
    links: Pick<Storage['links'], 'voidAll'>
    audit: Pick<Storage['audit'], 'record'>
    sessions: Pick<Storage['sessions'], 'listOf' | 'end' | 'endWithoutSecondFactor'>
    clients: Pick<Storage['clients'], 'list'>
    logouts: Pick<Storage['logouts'], 'queue'>
  }
  letters: Pick<Letters, 'otpReset' | 'setUp'>
  waits: Pick<Attempts, 'lift'>
  tellAfterReset: TellAfterReset
}

/**
 * Everything that a complete reset does, for one unit (S2-21 … S2-23, P20): authenticators and emergency tokens go, sessions and tokens end,
 * links that were mailed before end, waits after wrong codes end, the switch is on, the person is told. There is no
 * moment in which the account has neither the old factor nor the demand for a new one. A request that was open is
 * answered by its reference; without one it is dismissed, so that no page of a stranger goes on (P23). `by` is the
 * administrator's name, as the mail says it.
 */
export async function resettingOtp(
  needs: Needs, realm: Realm, user: User,
  how: { event: AuditEvent; by: string; answers: ResetRequest | null; proof: OnUnenrolled | null },
): Promise<readonly Statement[]> {
  const { storage, letters, waits, tellAfterReset } = needs
  const { users, authenticators, emergencyTokens, resetRequests, links, audit, clock } = storage
  const closer = how.event.actor ?? how.by
  const open = await resetRequests.findOpenOf(realm.id, user.id)
  const closing = how.answers ? [resetRequests.answer(realm.id, how.answers.id, closer)]
    : open ? [resetRequests.dismiss(realm.id, open.id, closer)] : []
  const next = await tellAfterReset(realm, user, { proof: how.proof, reference: how.answers?.reference ?? null })
  return [
    ...closing,
    ...authenticators.removeAll(realm.id, user.id),
    emergencyTokens.revokeAll(realm.id, user.id),
    users.setOtpRequired(realm.id, user.id, true),
    users.markOtpReset(realm.id, user.id, how.proof),
    links.voidAll(realm.id, user.id, 'reset'),
    ...await endingEverything(needs, realm, user.id),
    ...waits.lift(realm, user.id, { rebound: true }),
    audit.record(how.event),
    // The set-up link was the only way in of somebody who is still to be set up: a new one takes its place.
    ...(next === 'set-up-mail' ? letters.setUp(realm, user, how.by) : letters.otpReset(realm, user, { at: clock.now(), by: how.by, next })),
  ]
}
