import { Name, Username } from '@tegata/contract'
import type { Realm, Storage, Upstream, User, UserChanges } from '@tegata/storage'
import { readAddress } from '../mail/address.ts'
import type { NamesSaid, UpstreamSaid } from './upstream-said.ts'
import type { Skipped } from './upstream-rights.ts'

type Needs = { users: Pick<Storage['users'], 'findByLogin' | 'findBySubject'> }

/** What an upstream calls somebody, as far as it can be what we call them; null where it cannot. */
export type Named = { username: string | null; email: string | null; givenName: string | null; familyName: string | null; unfit: readonly Skipped[] }

/** Reads the names of an answer by the rules that everybody's names follow here. What does not is told, not bent. */
export function namesOf({ username, email, givenName, familyName }: Omit<NamesSaid, 'emailVerified'>): Named {
  const unfit: Skipped[] = []
  const read = (claim: 'username' | 'email' | 'givenName' | 'familyName', value: string | null, as: (text: string) => string | null): string | null => {
    const fit = value === null || value.trim() === '' ? null : as(value)
    if (fit === null && value !== null && value.trim() !== '') unfit.push({ claim, value: value.slice(0, 255), why: 'unfit' })
    return fit
  }
  const asUsername = (text: string) => Username.safeParse(text.normalize('NFKC').trim()).data ?? null
  const asName = (text: string) => Name.safeParse(text).data ?? null
  return {
    username: read('username', username, asUsername), email: read('email', email, readAddress),
    givenName: read('givenName', givenName, asName), familyName: read('familyName', familyName, asName), unfit,
  }
}

export type Profile = {
  changes: UserChanges
  /** The address, when the upstream vouches for it in the same document (B-4) and it is not proved yet. */
  proves: string | null
  /** What tokens are to call the person from now on; undefined where nothing changes. */
  subject: string | undefined
  skipped: readonly Skipped[]
}

/**
 * What a sign-in changes of somebody's names: the upstream's word where it counts. A user name or address that somebody
 * else has stays theirs, and ours stays what it was: a sign-in takes nothing away from anybody.
 */
export async function profileOf({ users }: Needs, realm: Realm, upstream: Upstream, user: User, said: NamesSaid & Pick<UpstreamSaid, 'subject'>): Promise<Profile> {
  const subject = await subjectOf({ users }, realm, upstream, user, said)
  if (upstream.profile === 'local') return { changes: {}, proves: null, ...subject }

  const named = namesOf(said)
  const skipped: Skipped[] = [...named.unfit, ...subject.skipped]
  const isFree = async (claim: 'username' | 'email', wanted: string): Promise<boolean> => {
    const holder = await users.findByLogin(realm.id, wanted)
    if (holder === undefined || holder.id === user.id) return true
    skipped.push({ claim, value: wanted, why: 'taken' })
    return false
  }
  const { username, email, givenName, familyName } = named
  const changes: UserChanges = {
    ...(username !== null && username !== user.username && await isFree('username', username) && { username }),
    ...(email !== null && email !== user.email && await isFree('email', email) && { email }),
    ...(givenName !== null && givenName !== user.givenName && { givenName }),
    ...(familyName !== null && familyName !== user.familyName && { familyName }),
  }
  const held = changes.email ?? user.email
  const isNew = changes.email !== undefined || user.emailProvedAt === null
  return { changes, proves: said.emailVerified && isNew && held !== null && held === email ? held : null, subject: subject.subject, skipped }
}

/** In front of an upstream, tokens call people what it calls them, so that applications find the same ones. */
async function subjectOf({ users }: Needs, realm: Realm, upstream: Upstream, user: User, said: Pick<UpstreamSaid, 'subject'>): Promise<Pick<Profile, 'subject' | 'skipped'>> {
  const isInFront = realm.settings.onlyUpstreamId === upstream.id
  if (!isInFront || (user.subject ?? user.id) === said.subject) return { subject: undefined, skipped: [] }
  const holder = await users.findBySubject(realm.id, said.subject)
  if (holder !== undefined && holder.id !== user.id) return { subject: undefined, skipped: [{ claim: 'subject', value: said.subject, why: 'taken' }] }
  return { subject: said.subject, skipped: [] }
}
