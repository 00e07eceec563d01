import type { Gaining, Realm, Statement, Storage } from '@tegata/storage'
import type { Letters } from './letters.ts'

type Needs = {
  storage: { roles: Pick<Storage['roles'], 'falling' | 'fallsAsSeen'>; users: Pick<Storage['users'], 'find'>; audit: Pick<Storage['audit'], 'record'>; clock: Pick<Storage['clock'], 'now'> }
  letters: Pick<Letters, 'addressFell'>
}

/** Who gives the role, as the audit log and the mail name them. */
type By = { actor: string | null; name?: string; journeyId?: string }

/** The statement that misses where an address was entered, or went, since it was looked: it is looked again. */
export const fallsAsSeen = 'roles.falls-as-seen'

/**
 * Tells whoever becomes an administrator that an address which somebody entered for their codes is worth nothing to one (Z-2):
 * removed, or to be confirmed by their own mailbox. Stands in the unit that gives the role, before it (P24).
 */
export async function tellingFallen({ storage, letters }: Needs, realm: Realm, gaining: Gaining, { actor, name, journeyId }: By): Promise<readonly Statement[]> {
  const { roles, users, audit, clock } = storage
  const falling = await roles.falling(realm.id, gaining)
  const told = await Promise.all(falling.map(async ({ userId, authenticatorId, label, fate }): Promise<readonly Statement[]> => {
    const user = await users.find(realm.id, userId)
    return [
      audit.record({
        realmId: realm.id, type: 'authenticator.address-fell', actor, userId, outcome: 'success', ...(journeyId === undefined ? {} : { journeyId }),
        reason: fate, detail: { authenticatorId, kind: 'emailed-code', label },
      }),
      ...(user === undefined ? [] : letters.addressFell(realm, user, { at: clock.now(), label, fate, ...(name === undefined ? {} : { by: name }) })),
    ]
  }))
  return [roles.fallsAsSeen(realm.id, gaining, falling.map(({ authenticatorId }) => authenticatorId)), ...told.flat()]
}
