import { createRemoteJWKSet, errors, jwtVerify } from 'jose'

type Expected = { issuer: string; clientId: string; jwksUrl: URL }
type LogoutToken = { jti: string; sid: string | null; sub: string | null }

const event = 'http://schemas.openid.net/event/backchannel-logout'
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6); null when it is not one for us. */
export async function readLogoutToken(token: string, { issuer, clientId, jwksUrl }: Expected): Promise<LogoutToken | null> {
  try {
    const { payload } = await jwtVerify(token, createRemoteJWKSet(jwksUrl), {
      issuer,
      audience: clientId,
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: '5 min',
      clockTolerance: 30,
    })
    const { events, nonce } = payload
    const names = typeof events === 'object' && events !== null ? Object.keys(events) : []
    const [jti, sid, sub] = [text(payload.jti), text(payload['sid']), text(payload.sub)]
    // An ID token carries a nonce and a logout token never does, so that one cannot be passed off as the other.
    if (!names.includes(event) || nonce !== undefined || jti === null || (sid === null && sub === null)) return null
    return { jti, sid, sub }
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
