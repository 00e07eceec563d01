import * as client from 'openid-client'
import type { UpstreamProblem } from '../journey/admit.ts'
import { NotReached, type NotReachedReason } from '../http/bounded-fetch.ts'

/**
 * Why an upstream, or an answer of its, is not believed. For the audit log and for administrators; the person reads one
 * plain sentence. Names are permanent.
 */
export type Refusal =
  | NotReachedReason
  /** An answer that HTTP or JSON forbids here. */
  | 'status' | 'not-json'
  /** What it says of itself. */
  | 'metadata-address' | 'metadata-issuer' | 'metadata-incomplete' | 'metadata-algorithms' | 'keys'
  /** The redirect back. */
  | 'error-answer' | 'answer-issuer' | 'answer-incomplete'
  /** The token endpoint. */
  | 'token-refused' | 'id-token-missing'
  /** The ID token. */
  | 'malformed' | 'algorithm' | 'key-unknown' | 'signature' | 'issuer' | 'audience' | 'azp' | 'expired' | 'not-yet' | 'issued-in-future'
  | 'nonce' | 'at-hash' | 'auth-time' | 'subject'
  /** What stands beside it. */
  | 'userinfo' | 'userinfo-subject' | 'access-token' | 'access-token-subject'
  /** What it would give. */
  | 'too-many-names' | 'name-too-long'

/** `detail` is text of the upstream's, or ours about it: shown to administrators, cut, never with a token in it. */
export type Refused = { ok: false; reason: Refusal; detail: string | null }
export type Outcome<Value> = { ok: true; value: Value } | Refused

export const refused = (reason: Refusal, detail: string | null = null): Refused => ({ ok: false, reason, detail: detail?.slice(0, 200) ?? null })
export const accepted = <Value>(value: Value): Outcome<Value> => ({ ok: true, value })

const unavailable: ReadonlySet<Refusal> = new Set<Refusal>([
  'private-address', 'plain-http', 'timeout', 'redirected', 'unreachable', 'status', 'not-json', 'metadata-address', 'metadata-issuer', 'metadata-incomplete',
  'metadata-algorithms', 'keys',
])

/** Which sentence a refusal is to the person: what they can do about it differs, what exactly was wrong does not concern them. */
export function problemOf({ reason, detail }: Refused): UpstreamProblem {
  // RFC 6749 §4.1.2.1: it could not, which is not that somebody said no.
  if (reason === 'error-answer') return detail === 'server_error' || detail === 'temporarily_unavailable' ? 'upstream-unavailable' : 'upstream-refused'
  if (reason === 'too-many-names' || reason === 'name-too-long') return 'upstream-too-many-roles'
  return unavailable.has(reason) ? 'upstream-unavailable' : 'upstream-answer'
}

/** An error and everything that it says caused it. */
export function* causesOf(error: unknown): Generator<object> {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 5; cause = Reflect.get(cause, 'cause'), depth += 1) yield cause
}

/** What went wrong on the way to, or at, an endpoint; undefined when it was what the answer says, not that there is none. */
export function refusalOfExchange(error: unknown): Refused | undefined {
  for (const cause of causesOf(error)) {
    if (cause instanceof NotReached) return refused(cause.reason, cause.message)
    if (cause instanceof client.ResponseBodyError) return refused('token-refused', cause.error)
    if (cause instanceof client.AuthorizationResponseError) return refused('error-answer', cause.error)
    if (cause instanceof client.WWWAuthenticateChallengeError) return refused('token-refused', `status ${cause.status}`)
    const code: unknown = Reflect.get(cause, 'code')
    if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') return refused('status')
    if (code === 'OAUTH_RESPONSE_IS_NOT_JSON') return refused('not-json')
  }
  return undefined
}
