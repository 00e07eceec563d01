import type { Realm, Storage } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'users' | 'volatileUnit'> }

/**
 * Sweeps what the volatile store still holds, after the unit that moved the epoch on: nothing in there is honoured any
 * more, so a crash in between leaves only rubbish. `butReference` keeps the journey whose reset request is answered.
 */
export async function sweep({ storage }: Needs, realm: Realm, userId: string, butReference?: string): Promise<void> {
  await storage.volatileUnit(storage.users.endVolatile(realm.id, userId, butReference))
}
