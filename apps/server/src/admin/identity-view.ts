import { type Identity as WireIdentity, toWire } from '@tegata/contract'
import type { Realm, Storage, Upstream, UpstreamIdentity } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'users'> }

/** Names of those who linked, each read once; a name that is none of a user here (operator@host) is its own. */
export async function linkerNames({ storage }: Needs, realm: Realm, identities: readonly UpstreamIdentity[]): Promise<ReadonlyMap<string, string>> {
  const actors = new Set(identities.map(({ linkedByActor }) => linkedByActor))
  return new Map(await Promise.all([...actors].map(async (actor) =>
    [actor, actor.includes('@') ? actor : (await storage.users.find(realm.id, actor))?.username ?? actor] as const)))
}

/** What the link itself says, wherever it is shown. */
export const linkView = (identity: UpstreamIdentity, upstream: Upstream, names: ReadonlyMap<string, string>): Omit<WireIdentity, 'upstream'> => ({
  issuer: identity.issuer,
  subject: identity.subject,
  isCurrent: identity.issuer === upstream.issuer,
  username: identity.username,
  linkedAt: toWire(identity.linkedAt),
  linkedBy: identity.linkedBy,
  linkedByName: names.get(identity.linkedByActor) ?? identity.linkedByActor,
  lastSignInAt: identity.lastSignInAt === null ? null : toWire(identity.lastSignInAt),
})

export const identityView = (identity: UpstreamIdentity, upstream: Upstream, names: ReadonlyMap<string, string>): WireIdentity => ({
  upstream: { alias: upstream.alias, name: upstream.name, enabled: upstream.enabled }, ...linkView(identity, upstream, names),
})
