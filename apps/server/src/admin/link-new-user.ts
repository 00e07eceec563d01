import { randomUUID } from 'node:crypto'
import { Problem } from '@tegata/contract'
import type { Realm, Statement, Storage } from '@tegata/storage'
import type { Caller } from './caller.ts'
import { linkTaken, subjectOf } from './identities.ts'
import { getUpstream } from './upstreams.ts'

type Needs = { storage: Pick<Storage, 'clock' | 'users' | 'upstreams' | 'identities'> }

const isOurKindOfId = (subject: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(subject)

/** How a new user is made who comes by an identity provider: linked before they first come, so that every rule covers them from the start. */
export async function linkingNew(needs: Needs, realm: Realm, caller: Caller, { alias, subject }: { alias: string; subject: string }): Promise<{
  id: string
  /** What tokens call the person, when it is not the id. */
  subject: string | null
  link: Statement
  detail: Record<string, unknown>
  taken: () => Promise<Problem | null>
}> {
  if (!caller.permissions.has('identities.write')) throw new Problem('permission.missing')
  const { storage } = needs
  const upstream = await getUpstream(needs, realm, alias)
  const { issuer } = upstream
  const taken = () => linkTaken(needs, realm, upstream, { issuer, subject, userId: null })
  const problem = await taken()
  if (problem) throw problem
  // Behind the provider's only door people keep its id for them, where it is one that could be ours.
  const keepsId = realm.settings.onlyUpstreamId === upstream.id && isOurKindOfId(subject) && await storage.users.find(realm.id, subject) === undefined
  const id = keepsId ? subject : randomUUID()
  return {
    id,
    subject: subjectOf(realm, upstream, subject, id) ?? null,
    link: storage.identities.link({
      realmId: realm.id, upstreamId: upstream.id, issuer, subject, userId: id, username: null,
      linkedAt: storage.clock.now(), linkedBy: 'import', linkedByActor: caller.actor,
    }),
    detail: { upstream: upstream.alias, issuer, subject, by: 'import' },
    taken,
  }
}
