import type { Authenticator, Proof, ProofKind, Upstream, UserFacts } from './types.ts'

export type FallReason =
  | 'reset'
  | 'password-changed'
  | 'authenticator-removed'
  | 'authenticator-suspended'
  | 'upstream-disabled'

export type StandingState = {
  user: Pick<UserFacts, 'epoch' | 'passwordChangedAt'> & { authenticators: readonly Pick<Authenticator, 'id' | 'state'>[] }
  upstreams: readonly Pick<Upstream, 'id' | 'issuer' | 'enabled' | 'enabledSince'>[]
}

export type Standing = {
  standing: readonly Proof[]
  fallen: readonly { proof: Proof; reason: FallReason }[]
}

const ofAuthenticators: ReadonlySet<ProofKind> = new Set(['totp', 'emailed-code', 'push', 'passkey'])

/** How long a proof by an authenticator vouches for what it binds or removes, in milliseconds. */
export const authenticatorProofLasts = 5 * 60_000

/** Whether the proof was made with an authenticator, so that it falls with it and can be fresh. */
export const byAuthenticator = (proof: Proof): boolean => ofAuthenticators.has(proof.kind)

/**
 * Whether the upstream that the proof came from is the same still (whoever speaks for the issuer before it may be the reason
 * of the change; B-1), is on, and has been ever since: what was refused while it was off does not
 * come back with it, or whoever broke in there would, after the repair (P28, P38).
 */
export const isOfOpenUpstream = ({ at, upstream }: Proof, upstreams: StandingState['upstreams']): boolean =>
  upstreams.some(({ id, issuer, enabled, enabledSince }) => id === upstream?.id && issuer === upstream.issuer && enabled && (enabledSince === null || at >= enabledSince))

/** Why a proof no longer stands, or null. What is unknown (an upstream, an authenticator) does not stand. */
function fallOf(proof: Proof, { user, upstreams }: StandingState): FallReason | null {
  if (proof.epoch !== user.epoch) return 'reset'
  if (proof.kind === 'password' && user.passwordChangedAt !== null && proof.at < user.passwordChangedAt) return 'password-changed'
  if (byAuthenticator(proof)) {
    const authenticator = user.authenticators.find(({ id }) => id === proof.authenticatorId)
    if (!authenticator) return 'authenticator-removed'
    if (authenticator.state === 'suspended') return 'authenticator-suspended'
  }
  if (proof.kind !== 'upstream') return null
  return isOfOpenUpstream(proof, upstreams) ? null : 'upstream-disabled'
}

/**
 * Tells which proofs of a session still stand (P20, P28): one falls with its authenticator, its upstream, a change of
 * the password, and a reset or sign-out (epoch). A withdrawn trust or a changed list takes away what an upstream's proof
 * is worth (`evidenceOf`), not that the person signed in there.
 */
export function standing(proofs: readonly Proof[], state: StandingState): Standing {
  const judged = proofs.map((proof) => ({ proof, reason: fallOf(proof, state) }))
  return {
    standing: judged.flatMap(({ proof, reason }) => (reason === null ? [proof] : [])),
    fallen: judged.flatMap(({ proof, reason }) => (reason === null ? [] : [{ proof, reason }])),
  }
}
