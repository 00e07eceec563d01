import type { Proof } from '@tegata/policy'
import type { Instant, Realm, Storage, Upstream, User } from '@tegata/storage'

type Needs = { identities: Pick<Storage['identities'], 'listOf'> }

/**
 * The first proof of a sign-in that nobody has made yet, as the person comes: by the one provider in front of us, by their
 * password, or by a provider that they are linked to. What a provider would state of a second factor is unknown, and never exempts.
 */
export async function usualProof({ identities }: Needs, { realm, user, upstreams, at, journeyId }: {
  realm: Realm; user: User; upstreams: readonly Upstream[]; at: Instant; journeyId: string
}): Promise<Proof> {
  const { onlyUpstreamId } = realm.settings
  const linked = onlyUpstreamId !== null || user.hasPassword || upstreams.length === 0 ? []
    : (await identities.listOf(realm.id, user.id)).map(({ upstreamId }) => upstreamId)
  const through = upstreams.find(({ id, enabled }) => id === onlyUpstreamId || (enabled && linked.includes(id)))
  if (through === undefined) return { kind: 'password', at, journeyId, epoch: user.epoch }
  const { id, issuer } = through
  return { kind: 'upstream', at, journeyId, epoch: user.epoch, upstream: { id, issuer, idTokenJourneyId: journeyId, acr: null, amr: [], authTime: at } }
}
