import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { type BoundedFetch, NotReached } from '../http/bounded-fetch.ts'
import type { Metadata } from './discover.ts'
import { accepted, causesOf, type Outcome, refused, type Refused } from './refusals.ts'

type Needs = { fetch: BoundedFetch }

export const clockToleranceSeconds = 30

/** Milliseconds. */
const rememberedFor = 10 * 60_000
const pauseAfterNothing = 5_000

/**
 * Verifies what upstreams sign, by the keys that they publish. Keys are remembered for ten minutes, and read again at
 * once when somebody names one that is not among them: a rotation between redirect and callback. When that finds
 * nothing, not again for five seconds: whoever posts made-up tokens does not make us ask all the time.
 */
export function createSignatures({ fetch }: Needs) {
  const keysOf = new Map<string, JWTVerifyGetKey>()

  function keys(jwksUri: string): JWTVerifyGetKey {
    const known = keysOf.get(jwksUri)
    if (known !== undefined) return known
    // jose's own pause would begin with the first look at the keys, and refuse a rotation a moment later.
    const published = createRemoteJWKSet(new URL(jwksUri), {
      [customFetch]: (url, { headers }) => fetch(url, { headers }), cooldownDuration: Infinity, cacheMaxAge: rememberedFor,
    })
    let foundNothingAt = -Infinity
    const find: JWTVerifyGetKey = async (header, token) => {
      try {
        return await published(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || performance.now() - foundNothingAt < pauseAfterNothing) throw error
      }
      await published.reload()
      try {
        return await published(header, token)
      } catch (error) {
        foundNothingAt = performance.now()
        throw error
      }
    }
    keysOf.set(jwksUri, find)
    return find
  }

  /** The claims of a token that this upstream signed, and whose `iss`, `exp` and `nbf` hold. Its audience is the caller's to judge. */
  return async function verify(metadata: Pick<Metadata, 'issuer' | 'jwksUri'>, algorithms: readonly string[], token: string): Promise<Outcome<{ claims: JWTPayload; type: string | undefined }>> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys(metadata.jwksUri), {
        algorithms: [...algorithms], issuer: metadata.issuer, clockTolerance: clockToleranceSeconds,
      })
      return accepted({ claims: payload, type: protectedHeader.typ })
    } catch (error) {
      return refusalOf(error)
    }
  }
}
export type Verify = ReturnType<typeof createSignatures>

function refusalOf(error: unknown): Refused {
  for (const cause of causesOf(error)) if (cause instanceof NotReached) return refused(cause.reason, `jwks_uri: ${cause.message}`)
  if (error instanceof errors.JOSEAlgNotAllowed) return refused('algorithm')
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return refused('key-unknown')
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('signature')
  if (error instanceof errors.JWTExpired) return refused('expired')
  if (error instanceof errors.JWTClaimValidationFailed) return refused(error.claim === 'iss' ? 'issuer' : error.claim === 'nbf' ? 'not-yet' : 'malformed', error.claim)
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return refused('malformed')
  if (error instanceof errors.JOSENotSupported) return refused('algorithm')
  if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKInvalid) return refused('keys')
  // What is left is jose's word for an answer of `jwks_uri` that is not 200, or no JSON.
  if (error instanceof errors.JOSEError) return refused('keys', error.message)
  return refused('signature', error instanceof Error ? error.name : null)
}
