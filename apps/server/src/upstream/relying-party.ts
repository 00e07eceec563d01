import { decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import type { BoundedFetch } from '../http/bounded-fetch.ts'
import type { UpstreamSaid } from '../journey/upstream-said.ts'
import { type Directory, isObject, type Metadata } from './discover.ts'
import { isSubject, refuseIdToken } from './id-token.ts'
import { type Claims, isProfileIn, readClaims, type Skipped } from './read-claims.ts'
import { accepted, causesOf, type Outcome, refused, type Refused, refusalOfExchange } from './refusals.ts'
import { clockToleranceSeconds, type Verify } from './signatures.ts'

type Needs = {
  publicUrl: URL
  fetch: BoundedFetch
  directory: Pick<Directory, 'of' | 'forget'>
  verify: Verify
  storage: { upstreams: Pick<Storage['upstreams'], 'openSecret'>; clock: Pick<Storage['clock'], 'now'> }
}

/** Made for one authorization request, and known to nobody else until its answer comes back. */
export type Secrets = { state: string; nonce: string; verifier: string }

export type Asked = {
  loginHint: string | null
  uiLocales: string | null
  /** `prompt=login`, with `max_age=0` beside it: providers that do as they are asked then say when it was (`auth_time`). */
  newSignIn: boolean
  /** Seconds. */
  maxAge: number | null
  acrValues: readonly string[]
}

/** What came back with an answer that stands. `received` is for administrators who test: claims, no tokens. */
export type Redeemed = { said: UpstreamSaid; skipped: readonly Skipped[]; received: { idToken: Claims; userinfo: Claims | null; accessToken: Claims | null } }

export type Redemption = Secrets & {
  /** The query of the redirect back, as it came. */
  search: string
  /** Milliseconds: the sign-in at the upstream must not be older; null: any age. */
  signedInSince: number | null
}

/** Ways of signing in that one sign-in can have had; they are stored with every session. */
const mostMethods = 50

const callbackOf = (publicUrl: URL, realm: Pick<Realm, 'name'>, alias: string): string => `${publicUrl.origin}/realms/${realm.name}/broker/${alias}/endpoint`

/** Us, as a client of upstreams: sends people there, and judges what they come back with (B-2). */
export function createRelyingParty({ publicUrl, fetch, directory, verify, storage }: Needs) {
  async function configure(upstream: Upstream): Promise<Outcome<{ config: client.Configuration; metadata: Metadata }>> {
    const found = await directory.of(upstream.issuer)
    if (!found.ok) return found
    const metadata = found.value
    const secret = upstream.clientAuth === 'none' ? null : await storage.upstreams.openSecret(upstream.realmId, upstream.id)
    const authentication = secret === null ? client.None()
      : upstream.clientAuth === 'client_secret_post' ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret)
    const config = new client.Configuration({
      issuer: metadata.issuer,
      authorization_endpoint: metadata.authorizationEndpoint,
      token_endpoint: metadata.tokenEndpoint,
      id_token_signing_alg_values_supported: [...metadata.algorithms],
      authorization_response_iss_parameter_supported: metadata.sendsIssuer,
      ...(metadata.userinfoEndpoint !== null && { userinfo_endpoint: metadata.userinfoEndpoint }),
      ...(metadata.endSessionEndpoint !== null && { end_session_endpoint: metadata.endSessionEndpoint }),
    }, upstream.clientId, { [client.clockTolerance]: clockToleranceSeconds }, authentication)
    config[client.customFetch] = fetch
    // Where http may be spoken is judged by our own fetch, at the address that it connects to.
    client.allowInsecureRequests(config)
    return accepted({ config, metadata })
  }

  /** Where the browser goes to sign in there. PKCE always, whether or not the upstream says that it knows it. */
  async function authorizationUrl(realm: Realm, upstream: Upstream, { state, nonce, verifier }: Secrets, asked: Asked): Promise<Outcome<string>> {
    const configured = await configure(upstream)
    if (!configured.ok) return configured
    const maxAge = asked.newSignIn ? 0 : asked.maxAge
    const url = client.buildAuthorizationUrl(configured.value.config, {
      redirect_uri: callbackOf(publicUrl, realm, upstream.alias),
      scope: [...new Set(['openid', ...upstream.scopes])].join(' '),
      state, nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(asked.loginHint !== null && { login_hint: asked.loginHint }),
      ...(asked.uiLocales !== null && { ui_locales: asked.uiLocales }),
      ...(asked.newSignIn && { prompt: 'login' }),
      ...(maxAge !== null && { max_age: String(maxAge) }),
      ...(asked.acrValues.length > 0 && { acr_values: asked.acrValues.join(' ') }),
    })
    return accepted(url.href)
  }

  /** Turns a redirect back into what the upstream said, or the one reason why it is not believed. Nothing is written. */
  async function redeem(realm: Realm, upstream: Upstream, redemption: Redemption): Promise<Outcome<Redeemed>> {
    const configured = await configure(upstream)
    if (!configured.ok) return configured
    const { config, metadata } = configured.value
    const query = new URLSearchParams(redemption.search)
    // RFC 9207 §2.4, RFC 9700 §4.4: an answer that another server gave to our request is no answer, an error neither.
    const issuers = query.getAll('iss')
    if (issuers.length > 1 || (issuers.length === 0 ? metadata.sendsIssuer : issuers[0] !== metadata.issuer)) return refused('answer-issuer')
    if (query.getAll('error').length === 0 && query.getAll('code').length !== 1) return refused('answer-incomplete')

    const address = new URL(callbackOf(publicUrl, realm, upstream.alias))
    address.search = redemption.search
    const expected = { issuer: metadata.issuer, clientId: upstream.clientId, nonce: redemption.nonce, signedInSince: redemption.signedInSince, now: Date.now(), latest: Math.max(Date.now(), storage.clock.now()) }
    let tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>
    try {
      tokens = await client.authorizationCodeGrant(config, address, {
        pkceCodeVerifier: redemption.verifier, expectedNonce: redemption.nonce, expectedState: redemption.state, idTokenExpected: true,
      })
    } catch (error) {
      const refusal = refusalOfExchange(error) ?? refusalOfToken(error, (claims) => refuseIdToken({ alg: '', claims }, { ...expected, accessToken: null }))
      // It may have moved its endpoints since we looked.
      if (refusal.reason === 'unreachable' || refusal.reason === 'status') directory.forget(upstream.issuer)
      return refusal
    }
    const { id_token: idToken, access_token: accessToken } = tokens
    if (idToken === undefined) return refused('id-token-missing')
    const verified = await verify(metadata, metadata.algorithms, idToken)
    if (!verified.ok) return verified
    const { claims } = verified.value
    const fault = refuseIdToken({ alg: decodeProtectedHeader(idToken).alg ?? '', claims }, { ...expected, accessToken })
    if (fault !== null) return refused(fault)
    const { sub } = claims
    if (!isSubject(sub)) return refused('subject')

    const { mapping } = upstream
    const userinfo = mapping.rolesFrom === 'userinfo' || !isProfileIn(claims, mapping) ? await readUserinfo(config, metadata, accessToken, sub, mapping.rolesFrom === 'userinfo') : accepted(null)
    if (!userinfo.ok) return userinfo
    const opened = mapping.rolesFrom === 'access-token' ? await openAccessToken(metadata, upstream, accessToken, sub) : accepted(null)
    if (!opened.ok) return opened
    const received = { idToken: claims, userinfo: userinfo.value, accessToken: opened.value }
    const read = readClaims(received, mapping)
    if (!read.ok) return read

    return accepted({
      received,
      skipped: read.value.skipped,
      said: {
        issuer: metadata.issuer, subject: sub, idToken, ...read.value.mapped,
        acr: textOf(claims.acr), amr: Array.isArray(claims.amr) ? claims.amr.slice(0, mostMethods).map(textOf).filter((value) => value !== null) : [],
        authTime: typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : null,
        sid: textOf(claims.sid),
      },
    })
  }

  /** Core §5.3.2: for this very subject, or it is somebody else's. */
  async function readUserinfo(config: client.Configuration, metadata: Metadata, accessToken: string, subject: string, needed: boolean): Promise<Outcome<Claims | null>> {
    if (metadata.userinfoEndpoint === null) return needed ? refused('userinfo', 'no userinfo_endpoint') : accepted(null)
    try {
      return accepted({ ...await client.fetchUserInfo(config, accessToken, subject) })
    } catch (error) {
      const refusal = refusalOfExchange(error)
      if (refusal !== undefined) return { ...refusal, reason: refusal.reason === 'token-refused' ? 'userinfo' : refusal.reason, detail: `userinfo_endpoint: ${refusal.detail ?? refusal.reason}` }
      const codes = [...causesOf(error)].map((cause): unknown => Reflect.get(cause, 'code'))
      return refused(codes.includes('OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') ? 'userinfo-subject' : 'userinfo')
    }
  }

  /** Keycloak says roles in its access token alone: signed by the same keys, for this client and this person. */
  async function openAccessToken(metadata: Metadata, { clientId }: Upstream, accessToken: string, subject: string): Promise<Outcome<Claims>> {
    const verified = await verify(metadata, metadata.algorithms, accessToken)
    if (!verified.ok) return verified.reason === 'malformed' || verified.reason === 'algorithm' || verified.reason === 'signature' ? refused('access-token', verified.reason) : verified
    const { claims } = verified.value
    if (typeof claims.exp !== 'number') return refused('access-token', 'exp')
    const { azp, client_id: ofClient } = claims
    if ((azp ?? ofClient) !== clientId) return refused('access-token', 'azp')
    return claims.sub === subject ? accepted(claims) : refused('access-token-subject')
  }

  /** Where signing out goes on to; null where the upstream offers none, or does not answer. */
  async function endSessionUrl(upstream: Upstream, parameters: Record<string, string>): Promise<string | null> {
    const configured = await configure(upstream)
    if (!configured.ok || configured.value.metadata.endSessionEndpoint === null) return null
    return client.buildEndSessionUrl(configured.value.config, parameters).href
  }

  return { authorizationUrl, redeem, endSessionUrl }
}
export type RelyingParty = ReturnType<typeof createRelyingParty>

/** acr, amr, sid: compared and stored, so of bounded length and without control characters. */
const textOf = (value: unknown): string | null => (isSubject(value) ? value : null)

/** openid-client judged the ID token before we could. Its claims, where it hands them out, say which check it was. */
function refusalOfToken(error: unknown, judge: (claims: Claims) => Refused['reason'] | null): Refused {
  for (const cause of causesOf(error)) {
    const claims: unknown = Reflect.get(cause, 'claims')
    if (isObject(claims)) return refused(judge(claims) ?? 'malformed')
    if (isObject(Reflect.get(cause, 'header'))) return refused('algorithm')
    const body: unknown = Reflect.get(cause, 'body')
    if (isObject(body) && body.id_token === undefined && typeof body.access_token === 'string') return refused('id-token-missing')
  }
  const [first] = causesOf(error)
  return refused('malformed', first instanceof Error ? first.message : null)
}
