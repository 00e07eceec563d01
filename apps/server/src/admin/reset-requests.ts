import { Problem, toWire } from '@tegata/contract'
import { resetRequestLife } from '@tegata/policy'
import type { Realm, ResetRequest, Storage, User } from '@tegata/storage'
import { isSameReference, stateAt, type TellAfterReset } from '../journey/reset.ts'
import { administrativeRolesOf } from './caller.ts'
import { commit } from './commit.ts'
import { refuseAbove, roseMeanwhile, staysBelow } from './guard.ts'
import type { Decide, Letters, Waits } from './needs.ts'
import { defaultLimit, readCursor } from './paging.ts'
import { resetOtp, stateProblem } from './reset-otp.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage,
    | 'unit' | 'volatileUnit' | 'clock' | 'realms' | 'users' | 'roles' | 'policies' | 'authenticators' | 'emergencyTokens' | 'links' | 'sessions' | 'clients' | 'logouts'
    | 'audit' | 'resetRequests'>
  letters: Letters
  waits: Pick<Waits, 'lift'>
  tellAfterReset: TellAfterReset
  decide: Decide
}

/** Digits as they are stored, however they were typed. */
const spelled = (reference: string): string => reference.replaceAll(/\D/g, '').replace(/^(\d{4})(\d+)$/, '$1-$2')

/** "Can't use your code?" → "Ask for a reset", as the help desk sees it (S2-20). */
export const resetRequestsApi = (needs: Needs): Performs<'listResetRequests' | 'answerResetRequest' | 'dismissResetRequest'> => {
  const { storage } = needs
  const { unit, clock, users, roles, resetRequests, audit } = storage

  const stateOf = (request: ResetRequest) => stateAt(request, clock.now())

  const view = async (realm: Realm, request: ResetRequest) => {
    const user = await users.find(realm.id, request.userId)
    if (!user) return null
    const state = stateOf(request)
    const administrator = administrativeRolesOf(await roles.effectiveOf(realm.id, user.id)).length > 0
    return {
      id: request.id,
      reference: request.reference,
      user: { id: user.id, username: user.username, givenName: user.givenName, familyName: user.familyName, administrator },
      state,
      afterReset: state === 'open' ? await needs.tellAfterReset(realm, user, { proof: null, reference: request.reference }) : null,
      askedAt: toWire(request.createdAt),
      expiresAt: toWire(request.createdAt + resetRequestLife),
      closedAt: request.answeredAt === null ? null : toWire(request.answeredAt),
      address: request.address === '' ? null : request.address,
    }
  }

  /** The request and its person, both of this realm, still to be answered. */
  const getOpen = async (realm: Realm, id: string): Promise<{ request: ResetRequest; user: User }> => {
    const request = await resetRequests.find(realm.id, id)
    const user = request && await users.find(realm.id, request.userId)
    if (!request || !user) throw new Problem('reset-request.not-found')
    const problem = stateProblem(request, clock.now())
    if (problem) throw new Problem(problem)
    return { request, user }
  }

  return {
    async listResetRequests({ realm, query }) {
      const { reference, userId } = query
      if (reference !== undefined) {
        const found = await resetRequests.findByReference(realm.id, spelled(reference))
        const shown = found && (query.state ?? stateOf(found)) === stateOf(found) ? await view(realm, found) : null
        return { value: { items: shown ? [shown] : [], next: null } }
      }
      const wanted = query.state ?? (userId === undefined ? 'open' : null)
      // What the clock has ended is still open in its row.
      const page = await resetRequests.list(realm.id, wanted === 'expired' ? null : wanted, readCursor(query.cursor), query.limit ?? defaultLimit)
      const items = (await Promise.all(page.items
        .filter((request) => userId === undefined || request.userId === userId)
        .filter((request) => wanted === null || stateOf(request) === wanted)
        .map((request) => view(realm, request)))).filter((item) => item !== null)
      return { value: { items, next: page.next } }
    },

    async answerResetRequest({ realm, caller, params, body, event }) {
      const { request, user } = await getOpen(realm, params.requestId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      if (body.reference !== undefined && !isSameReference(body.reference, request.reference)) throw new Problem('reset-request.other-reference')
      await resetOtp(needs, { realm, caller, event }, user, { answers: request, proof: null, reason: body.reason ?? null })
    },

    async dismissResetRequest({ realm, caller, params, body, event }) {
      const { request, user } = await getOpen(realm, params.requestId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      await commit(unit, [
        ...staysBelow(storage, caller, realm, user.id),
        resetRequests.dismiss(realm.id, request.id, caller.actor),
        audit.record(event('reset-request.dismissed', { userId: user.id, reason: body.reason ?? null, detail: { reference: request.reference } })),
      ], (miss) => roseMeanwhile(miss) ?? new Problem('reset-request.already-closed'))
    },
  }
}
