import { asOf } from '@tegata/storage'
import type { Realm, Storage, User } from '@tegata/storage'

/** A moment at which an administrator must get in: somebody as they are then, at that instant; undefined: now. */
export type Moment = { as: <Person extends User>(user: Person) => Person; at?: number }

/**
 * Somebody as they are, and as they will be when their time in a policy group is over (S1-34): what is done meanwhile must
 * hold for both.
 */
export const nowAndBack = <Person extends User>(user: Person): readonly [now: Person, back: Person] =>
  [user, user.policyGroupUntil === null ? user : { ...user, policyGroupId: user.policyGroupBack, policyGroupUntil: null, policyGroupBack: null }]

const isNow: Moment = { as: (user) => user }
const isBack: Moment = { as: (user) => nowAndBack(user)[1] }

/** An instant to come, and everybody as they are by then. */
export const momentAt = (at: number): Moment => ({ as: (user) => asOf(user, at), at })

/** The starts to come of enforcements that are announced: what is done today must hold for them, too. */
export async function momentsAhead({ policies, clock }: { policies: Pick<Storage['policies'], 'standing'>; clock: Pick<Storage['clock'], 'now'> }, realm: Realm): Promise<readonly Moment[]> {
  const now = clock.now()
  const starts = (await policies.standing(realm.id)).filter(({ state, enforceFrom }) => state === 'announced' && enforceFrom > now)
  return [...new Set(starts.map(({ enforceFrom }) => enforceFrom))].map(momentAt)
}

/**
 * Whether a change takes the last administrator who gets in: somebody of `before` gets in and nobody of `after` does, now,
 * when every time in a policy group is over, or at a moment ahead. For somebody in the console, who can be asked to mend that
 * first; of a provider's word only what is now counts (`last-administrator.ts`).
 */
export async function isLastLost<Person extends User>(
  ahead: readonly Moment[], before: readonly Person[], after: readonly Person[], isIn: (user: Person, how: { whose: 'before' | 'after'; at: number | undefined }) => Promise<boolean>,
): Promise<boolean> {
  const anyOf = async (people: readonly Person[], { as, at }: Moment, whose: 'before' | 'after') => {
    for (const person of people) if (await isIn(as(person), { whose, at })) return true
    return false
  }
  const isForATime = [...before, ...after].some(({ policyGroupUntil }) => policyGroupUntil !== null)
  for (const moment of [isNow, ...(isForATime ? [isBack] : []), ...ahead]) {
    if (!await anyOf(after, moment, 'after') && await anyOf(before, moment, 'before')) return true
  }
  return false
}
