import { createHash } from 'node:crypto'
import { clockToleranceSeconds } from './signatures.ts'
import type { Refusal } from './refusals.ts'

export type Expected = {
  issuer: string
  clientId: string
  nonce: string
  /** Null: not there to be compared with. */
  accessToken: string | null
  /** Milliseconds: the sign-in at the upstream must not be older. Null: any age. */
  signedInSince: number | null
  /** Milliseconds of the node's clock. */
  now: number
  /** Milliseconds: nobody signed in later. Of the clock that proofs are dated by, where that is ahead. */
  latest: number
}

/** `alg` of the header and what the payload says; `at_hash` is made with the hash of the one. */
export type Said = { alg: string; claims: Readonly<Record<string, unknown>> }

/**
 * Why the claims of an ID token do not stand, or null (OpenID Connect Core §3.1.3.7, §3.1.3.8, §3.3.2.11; B-2). Who
 * signed it is judged elsewhere. The order is that of the specification, so that a token with several faults has one name.
 */
export function refuseIdToken({ alg, claims }: Said, expected: Expected): Refusal | null {
  const { iss, aud, azp, exp, iat, nbf, nonce, at_hash: atHash, auth_time: authTime, sub } = claims
  if (iss !== expected.issuer) return 'issuer'
  const audience = Array.isArray(aud) ? aud : [aud]
  if (!audience.includes(expected.clientId)) return 'audience'
  // 4, 5: somebody else's token that lists us, too, says whose it is.
  if (azp === undefined ? audience.length > 1 : azp !== expected.clientId) return 'azp'
  const seconds = expected.now / 1000
  if (typeof exp !== 'number' || exp + clockToleranceSeconds <= seconds) return 'expired'
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf - clockToleranceSeconds > seconds)) return 'not-yet'
  if (typeof iat !== 'number' || iat - clockToleranceSeconds > seconds) return 'issued-in-future'
  if (nonce !== expected.nonce) return 'nonce'
  if (atHash !== undefined && expected.accessToken !== null && atHash !== hashOf(alg, expected.accessToken)) return 'at-hash'
  // One that is yet to come would be fresh for as long as the upstream goes on saying it: milliseconds for seconds, or a wrong clock.
  const isInstant = typeof authTime === 'number' && authTime >= 0 && (authTime - clockToleranceSeconds) * 1000 <= expected.latest
  if (authTime !== undefined && !isInstant) return 'auth-time'
  if (expected.signedInSince !== null && (typeof authTime !== 'number' || (authTime + clockToleranceSeconds) * 1000 < expected.signedInSince)) return 'auth-time'
  return isSubject(sub) ? null : 'subject'
}

/**
 * Core §2: at most 255 characters, case sensitive. It is compared byte by byte and never normalised (B-1), so what two
 * databases or two alphabets could read differently is none: control characters, NUL, half of a surrogate pair.
 */
export const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 255 && value.isWellFormed() && !/\p{Cc}/u.test(value)

/** §3.1.3.6: the left half of the hash that the signature algorithm uses. */
function hashOf(alg: string, accessToken: string): string {
  // RFC 8032: Ed25519 hashes with SHA-512.
  const size = alg.startsWith('Ed') ? '512' : alg.slice(-3)
  const digest = createHash(size === '384' ? 'sha384' : size === '512' ? 'sha512' : 'sha256').update(accessToken, 'ascii').digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
