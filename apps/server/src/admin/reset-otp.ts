import { Problem, type ProblemCode } from '@tegata/contract'
import type { OnUnenrolled } from '@tegata/policy'
import type { AuditEvent, Realm, ResetRequest, Statement, Storage, User } from '@tegata/storage'
import { endingEverything } from '../journey/ending.ts'
import type { Letters, Waits } from './needs.ts'

type Needs = {
  storage: Pick<Storage, 'clock' | 'users' | 'authenticators' | 'resetRequests' | 'links' | 'audit' | 'sessions' | 'clients' | 'logouts' | 'volatileUnit'>
  letters: Letters
  waits: Pick<Waits, 'lift'>
}

export type Proof = 'password' | 'mail' | 'emergency-token'
const asked: Readonly<Record<Proof, OnUnenrolled>> = { password: 'enrol', mail: 'mailLink', 'emergency-token': 'codeOnly' }

/** How long the page that filed a request waits for its answer (policy.md: the 30 minutes of that journey). */
export const resetRequestLifeMs = 30 * 60 * 1000

/** Digits as they are read out: with blanks, a dash, or neither. */
const digits = (reference: string): string => reference.replaceAll(/\D/g, '')
export const sameReference = (a: string, b: string): boolean => digits(a) === digits(b)

/** Whether a request can still be answered; the problem otherwise. */
export function stateProblem(request: ResetRequest, now: number): ProblemCode | null {
  if (request.state === 'answered' || request.state === 'dismissed') return 'reset-request.already-closed'
  return request.state === 'expired' || request.createdAt + resetRequestLifeMs <= now ? 'reset-request.expired' : null
}

/**
 * Everything that a complete reset does, for one unit (S2-21 … S2-23, P20): authenticators go, sessions and tokens end,
 * links that were mailed before end, waits after wrong codes end, the switch is on,
 * the person is told. There is no moment in which the account has
 * neither the old factor nor the demand for a new one. A request that was open is answered by its reference; without
 * one it is dismissed, so that no page of a stranger goes on (P23). `by` is the administrator's name, as the mail says it.
 */
export async function resettingOtp(
  needs: Needs, realm: Realm, user: User,
  how: { event: AuditEvent; by: string; answers: ResetRequest | null; proof: Proof | null },
): Promise<readonly Statement[]> {
  const { storage, letters, waits } = needs
  const { users, authenticators, resetRequests, links, audit, clock } = storage
  const closer = how.event.actor ?? how.by
  const open = await resetRequests.findOpenOf(realm.id, user.id)
  const closing = how.answers ? [resetRequests.answer(realm.id, how.answers.id, closer)]
    : open ? [resetRequests.dismiss(realm.id, open.id, closer)] : []
  return [
    ...closing,
    ...authenticators.removeAll(realm.id, user.id),
    users.setOtpRequired(realm.id, user.id, true),
    users.markOtpReset(realm.id, user.id, how.proof === null ? null : asked[how.proof]),
    links.voidAll(realm.id, user.id, 'reset'),
    ...await endingEverything(needs, realm, user.id),
    ...waits.lift(realm, user.id),
    audit.record(how.event),
    ...letters.otpReset(realm, user, { at: clock.now(), by: how.by }),
  ]
}

/** The open request of this person that carries the reference, or the problem. */
export async function requestOfReference(
  { storage }: Pick<Needs, 'storage'>, realm: Realm, user: User, reference: string, now: number,
): Promise<ResetRequest> {
  const open = await storage.resetRequests.findOpenOf(realm.id, user.id)
  if (!open || !sameReference(open.reference, reference)) throw new Problem('reset-request.other-reference')
  const problem = stateProblem(open, now)
  if (problem) throw new Problem(problem)
  return open
}
