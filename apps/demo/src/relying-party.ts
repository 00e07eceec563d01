import { decodeJwt, errors } from 'jose'
import * as oidc from 'openid-client'
import type { SignedIn } from './sessions.ts'

type RelyingParty = {
  issuer: URL
  clientId: string
  redirectUri: string
  postLogoutRedirectUri: string
  /** An acr that every sign-in must reach: asked for as essential, and checked in what comes back. */
  demands: { acr: string; isMetBy: readonly string[] } | null
}

/** Why something did not work, as far as a person or a developer can use it. */
export type Trouble =
  | { kind: 'down' }
  | { kind: 'refused'; code: string; detail: string | null }
  | { kind: 'too-weak' }
  | { kind: 'unexpected'; detail: string }

export type Outcome<T> = { ok: true; value: T } | { ok: false; trouble: Trouble }

const failed = (trouble: Trouble): { ok: false; trouble: Trouble } => ({ ok: false, trouble })

/** Sorts what openid-client throws. A server that is away and one that answers 5xx are the same to the person who waits. */
function troubleOf(error: unknown): Trouble {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return { kind: 'refused', code: error.error, detail: error.error_description ?? null }
  }
  if (!(error instanceof Error)) return { kind: 'unexpected', detail: String(error) }
  if (error instanceof oidc.ClientError) {
    const response = error.cause instanceof Response ? error.cause : null
    if (error.code === 'OAUTH_TIMEOUT' || (response !== null && response.status >= 500)) return { kind: 'down' }
    return { kind: 'unexpected', detail: `${error.message}${error.code === undefined ? '' : ` (${error.code})`}` }
  }
  return error instanceof TypeError || error.name === 'TimeoutError' ? { kind: 'down' } : { kind: 'unexpected', detail: error.message }
}

/** An access token is the API's to verify; it came straight from the token endpoint, and is only shown here. */
function readAccess(token: string): SignedIn['access'] {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

/** One public client: authorization code with PKCE S256, state and nonce (RFC 9700 §2.1), ID token signature checked. */
export function createRelyingParty({ issuer, clientId, redirectUri, postLogoutRedirectUri, demands }: RelyingParty) {
  let known: oidc.Configuration | null = null

  const discover = async (): Promise<Outcome<oidc.Configuration>> => {
    if (known) return { ok: true, value: known }
    try {
      const configuration = await oidc.discovery(issuer, clientId, { redirect_uris: [redirectUri] }, oidc.None(), {
        timeout: 5,
        execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
      })
      known = configuration
      return { ok: true, value: configuration }
    } catch {
      // While it starts, a provider may refuse, answer 404 or half an answer: to the person it is not there yet.
      return failed({ kind: 'down' })
    }
  }

  const attempt = async <T>(work: (configuration: oidc.Configuration) => Promise<T>): Promise<Outcome<T>> => {
    const configuration = await discover()
    if (!configuration.ok) return configuration
    try {
      return { ok: true, value: await work(configuration.value) }
    } catch (error) {
      const trouble = troubleOf(error)
      // The provider may have begun anew, with other keys: what was discovered is asked for again.
      if (trouble.kind !== 'refused') known = null
      return failed(trouble)
    }
  }

  const check = (signedIn: SignedIn): Outcome<SignedIn> =>
    demands === null || demands.isMetBy.includes(String(signedIn.claims['acr'])) ? { ok: true, value: signedIn } : failed({ kind: 'too-weak' })

  return {
    /** Where to send the browser, and what must come back with it. */
    begin: () => attempt(async (configuration) => {
      const codeVerifier = oidc.randomPKCECodeVerifier()
      const state = oidc.randomState()
      const nonce = oidc.randomNonce()
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(demands && {
          acr_values: demands.acr,
          claims: JSON.stringify({ id_token: { acr: { essential: true, values: [demands.acr] } } }),
        }),
      })
      return { url, state, nonce, codeVerifier }
    }),

    /** Redeems the code of a callback. */
    finish: async (callback: URL, expected: { state: string; nonce: string; codeVerifier: string }): Promise<Outcome<SignedIn>> => {
      const tokens = await attempt((configuration) => oidc.authorizationCodeGrant(configuration, callback, {
        expectedState: expected.state, expectedNonce: expected.nonce, pkceCodeVerifier: expected.codeVerifier, idTokenExpected: true,
      }))
      if (!tokens.ok) return tokens
      const claims = tokens.value.claims()
      const { id_token: idToken, refresh_token: refreshToken, access_token: accessToken } = tokens.value
      if (!claims || !idToken) return failed({ kind: 'unexpected', detail: 'no ID token' })
      return check({ claims, access: readAccess(accessToken), idToken, refreshToken: refreshToken ?? null })
    },

    refresh: async (before: SignedIn): Promise<Outcome<SignedIn>> => {
      const { refreshToken } = before
      if (refreshToken === null) return failed({ kind: 'refused', code: 'invalid_grant', detail: null })
      const tokens = await attempt((configuration) => oidc.refreshTokenGrant(configuration, refreshToken))
      if (!tokens.ok) return tokens
      const claims = tokens.value.claims() ?? before.claims
      // A refresh may not turn into somebody else (OpenID Connect Core §12.2).
      if (claims['sub'] !== before.claims['sub']) return failed({ kind: 'unexpected', detail: 'the refreshed token names another person' })
      return check({
        claims, access: readAccess(tokens.value.access_token), idToken: tokens.value.id_token ?? before.idToken,
        refreshToken: tokens.value.refresh_token ?? refreshToken,
      })
    },

    endSessionUrl: ({ idToken }: SignedIn) => attempt(async (configuration) =>
      oidc.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: postLogoutRedirectUri })),

    /** The provider's key set, for tokens that it sends by itself. */
    jwksUrl: () => attempt(async (configuration) => {
      const { jwks_uri: address } = configuration.serverMetadata()
      if (address === undefined) throw new Error('the provider names no key set')
      return new URL(address)
    }),
  }
}
