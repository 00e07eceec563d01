import type { Realm, Storage, Upstream, User } from '@tegata/storage'

type Needs = { storage: { upstreams: Pick<Storage['upstreams'], 'list'>; identities: Pick<Storage['identities'], 'listOf'> } }

/** How somebody may say who they are. */
export type WaysIn = {
  /** Whose password is taken here: with a provider in front, of those who administer; null where no password form is shown. */
  password: 'anybody' | 'administrators' | null
  /** Those with a button. */
  upstreams: readonly Upstream[]
  /** Where the browser goes without a page in between. */
  goTo: Upstream | null
  /** The one in front, when it is switched off. */
  away: Upstream | null
}

export type Asking = {
  realm: Realm
  /** Whom it has to be (P34); null when anybody may answer. */
  person: User | null
  /** `kc_idp_hint`. */
  hint: string | null
  /** This browser came by the address at which administrators sign in while a provider is in front. */
  isLocal: boolean
  /** Only a sign-in connects somebody who is not linked yet. */
  mayConnect: boolean
}

/**
 * Finds out how the first proof can be made. With a provider in front there is that one way, but for administrators who
 * ask for theirs; somebody who is known goes the way that is linked to them.
 */
export const createWaysIn = ({ storage }: Needs) => async ({ realm, person, hint, isLocal, mayConnect }: Asking): Promise<WaysIn> => {
  const { onlyUpstreamId } = realm.settings
  const [all, identities] = await Promise.all([storage.upstreams.list(realm.id), person === null ? null : storage.identities.listOf(realm.id, person.id)])
  const isOnly = ({ id }: Upstream): boolean => id === onlyUpstreamId
  const isInFront = onlyUpstreamId !== null
  const enabled = all.filter((upstream) => upstream.enabled && (!isInFront || isOnly(upstream)))
  const away = all.find((upstream) => isOnly(upstream) && !upstream.enabled) ?? null
  const open = identities === null ? enabled : enabled.filter(({ id }) => identities.some(({ upstreamId }) => upstreamId === id))
  const goTo = isLocal && isInFront ? null : open.find((upstream) => (isInFront ? isOnly(upstream) : upstream.alias === hint)) ?? null

  if (person === null || identities === null) {
    const password = isInFront ? (isLocal ? 'administrators' : null) : 'anybody'
    return { password, upstreams: isInFront ? open : open.filter(({ hidden }) => !hidden), goTo, away }
  }
  const isFromElsewhere = isInFront && !isLocal && identities.some(({ upstreamId }) => upstreamId === onlyUpstreamId)
  // Who has neither reads on the form whom to ask; nothing leads in for them.
  const takesPassword = !isFromElsewhere && (person.hasPassword || open.length === 0)
  // Not linked to the one in front yet: what they prove there is connected by what they prove here.
  const buttons = isInFront && mayConnect && open.length === 0 ? enabled : open
  return { password: takesPassword ? (isInFront ? 'administrators' : 'anybody') : null, upstreams: buttons, goTo, away }
}
