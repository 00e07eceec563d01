import { Problem } from '@tegata/contract'
import type { Realm, Storage, User } from '@tegata/storage'

/** A user name is compared and stored in one form: full-width letters are the letters they stand for. */
export const normalUsername = (username: string): string => username.normalize('NFKC').trim()

export async function getUser({ storage }: { storage: Pick<Storage, 'users'> }, realm: Realm, id: string): Promise<User> {
  const user = await storage.users.find(realm.id, id)
  if (!user) throw new Problem('user.not-found')
  return user
}

/** Which of the two is taken already; null when neither. One may not be the other's either: both are typed at sign-in. */
export async function takenBy(
  { storage }: { storage: Pick<Storage, 'users'> }, realm: Realm, wanted: { username?: string; email?: string | null }, self: string | null,
): Promise<Problem | null> {
  const other = async (login: string | null | undefined) => {
    const found = login ? await storage.users.findByLogin(realm.id, login) : undefined
    return found !== undefined && found.id !== self
  }
  if (await other(wanted.username)) return new Problem('user.username-taken')
  if (await other(wanted.email)) return new Problem('user.email-taken')
  return null
}
