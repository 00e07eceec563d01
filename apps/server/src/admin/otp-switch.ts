import type { Realm, Statement, Storage, User } from '@tegata/storage'
import { nowAndBack } from '../journey/administrators-left.ts'
import { resettingOtp } from '../journey/reset.ts'
import type { Decide, Letters } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'users' | 'authenticators' | 'emergencyTokens' | 'audit' | 'clock'>
  letters: Letters
  decide: Decide
}
/** `by`: the administrator's name, as mails say it. */
export type ByWhom = { by: string; reason: string | null; event: Call<unknown>['event'] }

/** Another rule than the personal switch requires a second factor of this person, now or when their time in a policy group is over (P21). */
export async function requiredOtherwise({ decide }: Pick<Needs, 'decide'>, realm: Realm, user: User): Promise<boolean> {
  for (const person of nowAndBack(user)) {
    const { requirements } = await decide(realm, person, { channel: 'page', session: null, client: null, essentialAcr: [] })
    if (requirements.some(({ source }) => source !== 'personal')) return true
  }
  return false
}

/** Everything that is enrolled goes, and the person is told of each; so do the emergency tokens. */
async function removals({ storage: { authenticators, emergencyTokens, clock }, letters }: Needs, realm: Realm, user: User, by: string): Promise<readonly Statement[]> {
  const all = await authenticators.listOf(realm.id, user.id)
  const told = all.flatMap((authenticator) => letters.authenticatorRemoved(realm, user, authenticator, { at: clock.now(), by }))
  return [...authenticators.removeAll(realm.id, user.id), emergencyTokens.revokeAll(realm.id, user.id), ...told]
}

/**
 * The switch goes off, and with it what is enrolled, unless another rule requires it (P21). Statements for the unit that
 * ends everything of the person, too. With a `version` it misses when anything about the person changed meanwhile.
 */
export async function turningOff(needs: Needs, realm: Realm, user: User, { by, reason, event }: ByWhom, version?: number): Promise<readonly Statement[]> {
  const { users, audit } = needs.storage
  const removes = !(await requiredOtherwise(needs, realm, user))
  return [
    users.setOtpRequired(realm.id, user.id, false, version),
    ...(removes ? await removals(needs, realm, user, by) : []),
    audit.record(event('user.otp-turned-off', { userId: user.id, reason, detail: { authenticatorsRemoved: removes } })),
  ]
}

/** The switch goes on after it was off: a complete reset, since what was bound in between belongs to nobody we asked (S2-21, P20). */
export const switchedOnAgain = (needs: Needs & Parameters<typeof resettingOtp>[0], realm: Realm, user: User, { by, reason, event }: ByWhom): Promise<readonly Statement[]> =>
  resettingOtp(needs, realm, user, { answers: null, by, proof: null, event: event('user.otp-reset', { userId: user.id, reason, detail: { by: 'switch' } }) })
