import { isOfOpenUpstream } from './standing.ts'
import type { Instant, Level, Proof, Upstream } from './types.ts'

export type Evidence = {
  upstreamId: string
  level: Exclude<Level, 0 | 1>
  claim: 'acr' | 'amr'
  value: string
  /** All of the upstream's own amr values that are on the list. */
  amr: readonly string[]
}

const order = { code: 0, 2: 1, 3: 2 }

/** When the person really proved it: an upstream may have answered from a session of its own. */
export const provedAt = (proof: Proof): Instant => Math.min(proof.at, proof.upstream?.authTime ?? proof.at)

/** How far an upstream's clock may be off ours, in milliseconds: its `auth_time` is its own. */
const upstreamClock = 30_000

/**
 * Whether a proof counts for a request that takes none from before an instant (`max_age`, `prompt=login`; P32). What an
 * upstream answered from an old session of its own was proved when that session began, however new the answer is.
 */
export function countsSince(proof: Proof, since: Instant | null): boolean {
  if (since === null) return true
  return proof.at >= since && provedAt(proof) >= since - upstreamClock
}

/**
 * What an upstream's sign-in proved beyond one factor, or null (P5): this journey's ID token, an enabled upstream whose
 * trust is not `never`, a value on its non-empty list, and an `auth_time` that was fresh at sign-in. List and trust are
 * those of now; the age is judged at the sign-in.
 */
export function evidenceOf(proof: Proof, upstreams: readonly Upstream[]): Evidence | null {
  const said = proof.kind === 'upstream' ? proof.upstream : undefined
  const upstream = upstreams.find(({ id }) => id === said?.id)
  if (!said || !upstream || !isOfOpenUpstream(proof, [upstream]) || upstream.trust === 'never') return null
  if (said.idTokenJourneyId !== proof.journeyId) return null
  if (said.authTime === null || proof.at - said.authTime > upstream.evidenceMaxAge || said.authTime - proof.at > upstreamClock) return null

  const matches = upstream.evidence.filter(({ claim, value }) => (claim === 'acr' ? said.acr === value : said.amr.includes(value)))
  const [best] = matches.toSorted((one, other) => order[other.level] - order[one.level])
  if (!best) return null
  const { level, claim, value } = best
  const amr = matches.flatMap((match) => (match.claim === 'amr' ? [match.value] : []))
  return { upstreamId: upstream.id, level, claim, value, amr }
}
