import { Problem } from '@tegata/contract'
import type { BindOutcome, Facts } from '@tegata/policy'
import type { Realm, Storage, User } from '@tegata/storage'
import { type CanMail, gatherFacts } from '../journey/facts.ts'
import type { Caller } from './caller.ts'
import { getUser } from './find-user.ts'
import { refuseAbove } from './guard.ts'

type Needs = {
  storage: Pick<Storage, 'clock' | 'users' | 'roles' | 'groups' | 'authenticators' | 'policies' | 'resetRequests' | 'emergencyTokens' | 'upstreams'>
  canMail: CanMail
}

export const refusalOf = (outcome: Extract<BindOutcome, { ok: false }>): Problem => {
  switch (outcome.reason) {
    case 'changed': return new Problem('enrolment.changed')
    case 'kind-not-accepted': return new Problem('enrolment.not-accepted')
    default: return new Problem('authenticator.works-already')
  }
}

/** For whom an administrator may set something up: never for themselves, for nobody above them (Z-2), and beside nothing that works (P13). */
export function createBeside(needs: Needs) {
  const { storage: { clock, roles } } = needs
  const gather = gatherFacts(needs.storage, needs.canMail)

  /** Who it is for and what they are now, or the reason why this caller may not. */
  return async function beside(realm: Realm, caller: Caller, userId: string): Promise<{ user: User; facts: Facts }> {
    const user = await getUser(needs, realm, userId)
    if (caller.user?.id === user.id) throw new Problem('permission.not-for-yourself')
    refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
    if (!user.enabled) throw new Problem('user.disabled')
    const facts = await gather({ now: clock.now(), channel: 'page', realm, user, client: null, proofs: [] })
    // Said before anything else that may be wrong: whoever sends a confirmation again learns that there is one.
    if (facts.user.authenticators.some(({ state }) => state !== 'suspended')) throw new Problem('authenticator.works-already')
    return { user, facts }
  }
}
