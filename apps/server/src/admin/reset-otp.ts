import { Problem, type ProblemCode } from '@tegata/contract'
import type { OnUnenrolled } from '@tegata/policy'
import type { Realm, ResetRequest, Storage, User } from '@tegata/storage'
import { sweep } from '../journey/ending.ts'
import { isSameReference, resettingOtp, stateAt, type TellAfterReset } from '../journey/reset.ts'
import { administrativeRolesOf } from './caller.ts'
import { commitGuarded } from './commit.ts'
import { keepAnAdministrator, refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import type { Decide, Letters, Waits } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = {
  storage: Pick<Storage,
    | 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'authenticators' | 'emergencyTokens' | 'resetRequests' | 'links' | 'audit'
    | 'sessions' | 'clients' | 'logouts'>
  letters: Letters
  waits: Pick<Waits, 'lift'>
  tellAfterReset: TellAfterReset
  decide: Decide
}

export type Proof = 'password' | 'mail' | 'emergency-token'
export const rungOf: Readonly<Record<Proof, OnUnenrolled>> = { password: 'enrol', mail: 'mailLink', 'emergency-token': 'codeOnly' }

/** Whether a request can still be answered; the problem otherwise. */
export function stateProblem(request: ResetRequest, now: number): ProblemCode | null {
  const state = stateAt(request, now)
  if (state === 'open') return null
  return state === 'expired' ? 'reset-request.expired' : 'reset-request.already-closed'
}

/** The open request of this person that carries the reference, or the problem. */
export async function requestOfReference({ storage }: Pick<Needs, 'storage'>, realm: Realm, user: User, reference: string): Promise<ResetRequest> {
  const open = await storage.resetRequests.findOpenOf(realm.id, user.id)
  if (!open || !isSameReference(open.reference, reference)) throw new Problem('reset-request.other-reference')
  const problem = stateProblem(open, storage.clock.now())
  if (problem) throw new Problem(problem)
  return open
}

/**
 * Resets the code of somebody, whichever way it is asked for: from their page, or by answering their request. The last
 * working global administrator is never reset: no rung below the emergency token binds for them, and nobody would be
 * left to issue one.
 */
export async function resetOtp(
  needs: Needs, { realm, caller, event }: Pick<Call<unknown>, 'realm' | 'caller' | 'event'>, user: User,
  how: { answers: ResetRequest | null; proof: Proof | null; reason: string | null },
): Promise<void> {
  const { users, roles } = needs.storage
  const { answers, proof, reason } = how
  // Whoever only helps does not decide by themself who somebody is without a word about it (Z-5).
  if (!reason && !caller.permissions.has('users.write')) {
    throw new Problem('request.invalid', { errors: [{ path: 'reason', rule: 'missing', message: 'is demanded: how did you make sure who it is?' }] })
  }
  const held = await roles.effectiveOf(realm.id, user.id)
  refuseAbove(caller, held)
  await commitGuarded(needs, realm, administrativeRolesOf(held).length > 0, async () => {
    await keepAnAdministrator(needs, realm, ({ id }) => id === user.id)
    return [...staysBelow(needs.storage, caller, realm, user.id), ...await resettingOtp(needs, realm, user, {
      answers, by: caller.name, proof: proof === null ? null : rungOf[proof],
      event: event('user.otp-reset', { userId: user.id, reason, detail: { reference: answers?.reference ?? null, requestId: answers?.id ?? null, proof } }),
    })]
  }, async (miss) => roseMeanwhile(miss) ?? new Problem(await users.find(realm.id, user.id) ? 'reset-request.already-closed' : 'user.not-found'))
  await sweep(needs, realm, user.id, answers?.reference)
}
