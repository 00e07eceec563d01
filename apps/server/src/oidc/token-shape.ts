import { hash, type KeyObject } from 'node:crypto'
import Provider, { type AccessToken, type ClientCredentials, type KoaContextWithOIDC } from 'oidc-provider'
import type { Client, Realm, Storage } from '@tegata/storage'
import { audienceOf, claimsFor, groupClaims, roleClaims } from './claims.ts'
import { storedClient, webOriginsOf } from './client.ts'
import type { RealmKeys } from './keys.ts'
import { protocolRequest } from './protocol-request.ts'
import { carry, prototypeOf, replaceMethod } from './seams.ts'
import { type Algorithm, type Claims, openJwt, openSecretly, signJwt, signSecretly } from './signing.ts'
import { sayClaimsOfSubject, subjectHere, subjectOf } from './subject.ts'

type Needs = { storage: { roles: Pick<Storage['roles'], 'effectiveOf'> } }
export type TokenKeys = { issuer: string; keys: RealmKeys; refreshKey: KeyObject }

/** Seconds. As long as the access token beside it. */
export const idTokenSeconds = 300

/**
 * Marks a token that was let through oidc-provider's refusal of JWTs at introspection and revocation. A dot more than a JWT
 * has: that is seen at once, while a first part that does not decode costs an exception, and a tenth of an introspection.
 */
const mark = '.'

/**
 * Dresses tokens in Keycloak's shape. Underneath they stay oidc-provider's opaque models, stored, revocable and bound to
 * their session; what leaves the house is a JWT whose `jti` is the opaque value, and what comes back is looked up only
 * when we signed it, for this realm and for this use (O-7). The id alone opens nothing.
 */
export function dressTokens(provider: Provider, { issuer, keys, refreshKey }: TokenKeys): void {
  const opened = (value: string): Claims | null => {
    const request = protocolRequest()
    if (request.opened?.value !== value) request.opened = { value, claims: openJwt(keys.all, value) }
    return request.opened.claims
  }
  // A service account's token says so: what is a person's is not looked for among those, nor the other way round.
  const access = (ofService: boolean) => (value: unknown): string | null => {
    const claims = opened(unmarked(value))
    return claims !== null && Object.hasOwn(claims, 'client_id') === ofService ? jtiOf(claims, issuer, ['Bearer']) : null
  }
  const refresh = (value: unknown): string | null => jtiOf(openSecretly(refreshKey, unmarked(value)), issuer, ['Refresh', 'Offline'])

  for (const model of [provider.AccessToken, provider.ClientCredentials]) {
    acceptOnly(model, access(model === provider.ClientCredentials))
    replaceMethod(prototypeOf(model), 'getValueAndPayload', async (token, original) => {
      const { payload } = valueOf(await original())
      const { client, extra } = parts(token)
      const alg = algorithmOf(storedClient(client))
      const value = signJwt(keys.signing(alg), accessClaims(issuer, storedClient(client), payload, extra))
      protocolRequest().accessToken = value
      return { value, payload }
    })
  }

  acceptOnly(provider.RefreshToken, refresh)
  replaceMethod(prototypeOf(provider.RefreshToken), 'getValueAndPayload', async (_, original) => {
    const { payload } = valueOf(await original())
    return { value: signSecretly(refreshKey, refreshClaims(issuer, payload)), payload }
  })

  // Structured tokens are refused at introspection and revocation before they are looked for: marked, ours pass.
  replaceMethod(prototypeOf(Reflect.get(provider, 'OIDCContext')), 'entity', (oidc, original, [name, value]) => {
    original(name, value)
    const params: unknown = Reflect.get(oidc, 'params')
    if (name !== 'Client' || !takesTokens(Reflect.get(oidc, 'route')) || typeof params !== 'object' || params === null) return
    const token: unknown = Reflect.get(params, 'token')
    if (typeof token === 'string') Reflect.set(params, 'token', `${mark}${token}`)
  })

  // ID tokens are made by the same hand as access tokens: Keycloak's header, the hash of the access token beside it, and
  // a third of what oidc-provider's own signing costs. Logout tokens stay the library's.
  replaceMethod(prototypeOf(provider.IdToken), 'issue', async (token, original, [options]) => {
    const isIdToken = typeof options === 'object' && options !== null && Reflect.get(options, 'use') === 'idtoken'
    if (!isIdToken) return original(options)
    const alg = algorithmOf(storedClient(Reflect.get(token, 'client')))
    return signJwt(keys.signing(alg), idClaims(issuer, alg, await payloadOf(token)))
  })
  sayClaimsOfSubject(provider)
  // … and taken back (as a hint) only as what they are.
  replaceMethod(provider.IdToken, 'validate', async (_, original, args) => {
    const verified: unknown = await original(...args)
    const payload: unknown = typeof verified === 'object' && verified !== null ? Reflect.get(verified, 'payload') : undefined
    if (typeof payload !== 'object' || payload === null || Reflect.get(payload, 'typ') !== 'ID') throw new Error('this is not an ID token')
    return verified
  })
}

const takesTokens = (route: unknown): boolean => route === 'introspection' || route === 'revocation'

const unmarked = (value: unknown): string => {
  if (typeof value !== 'string') return ''
  return takesTokens(Provider.ctx?.oidc.route) && value.startsWith(mark) ? value.slice(mark.length) : value
}

/** Only for tokens of this issuer and use, and without a time limit of its own: oidc-provider judges the stored one. */
function jtiOf(claims: Claims | null, issuer: string, uses: readonly string[]): string | null {
  if (claims === null || claims.iss !== issuer || typeof claims.typ !== 'string' || !uses.includes(claims.typ)) return null
  return typeof claims.jti === 'string' ? claims.jti : null
}

function acceptOnly(model: unknown, open: (value: unknown) => string | null): void {
  replaceMethod(model, 'find', async (_, original, [value, ...rest]) => {
    const jti = open(value)
    return jti === null ? undefined : original(jti, ...rest)
  })
}

function valueOf(result: unknown): { payload: Claims } {
  const payload: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, 'payload') : undefined
  if (typeof payload !== 'object' || payload === null) throw new Error('oidc-provider made a token without a payload')
  return { payload: Object.fromEntries(Object.entries(payload)) }
}

function parts(token: object): { client: AccessToken['client']; extra: Claims } {
  const extra: unknown = Reflect.get(token, 'extra')
  return {
    client: Reflect.get(token, 'client'),
    extra: typeof extra === 'object' && extra !== null ? Object.fromEntries(Object.entries(extra)) : {},
  }
}

/** RS256 as Keycloak's default; a client that names a faster one for its ID token gets it for both. */
const algorithmOf = ({ idTokenAlg }: Client): Algorithm => idTokenAlg ?? 'RS256'

const accessClaims = (issuer: string, client: Client, payload: Claims, extra: Claims): Claims => ({
  exp: payload.exp,
  iat: payload.iat,
  jti: payload.jti,
  iss: issuer,
  sub: payload.accountId ?? client.id,
  ...extra,
  ...(payload.sid === undefined ? {} : { sid: payload.sid }),
  scope: payload.scope ?? '',
})

function idClaims(issuer: string, alg: Algorithm, payload: Claims): Claims {
  const { accessToken } = protocolRequest()
  const iat = Math.floor(Date.now() / 1000)
  const hashed = accessToken === null ? {} : { at_hash: leftHalf(alg, accessToken) }
  return { ...payload, ...hashed, iss: issuer, aud: payload.azp, iat, exp: iat + idTokenSeconds }
}

/** Left half of the hash that belongs to the algorithm (OpenID Connect Core 3.1.3.6); Ed25519 comes with SHA-512. */
const leftHalf = (alg: Algorithm, value: string): string => {
  const digest = hash(alg === 'EdDSA' ? 'sha512' : 'sha256', value, 'buffer')
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

async function payloadOf(token: object): Promise<Claims> {
  const payload: unknown = Reflect.get(token, 'payload')
  const claims: unknown = typeof payload === 'function' ? await Reflect.apply(payload, token, []) : undefined
  if (!isObject(claims)) throw new Error('oidc-provider made an ID token without claims')
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** A service account has no account page. */
const audienceFor = (client: Client): readonly string[] => audienceOf(client).filter((name) => client.kind !== 'service' || name !== 'account')

const refreshClaims = (issuer: string, payload: Claims): Claims => ({
  exp: payload.exp,
  iat: payload.iat,
  jti: payload.jti,
  iss: issuer,
  aud: issuer,
  sub: typeof payload.accountId === 'string' ? subjectHere(payload.accountId) : undefined,
  typ: payload.expiresWithSession === true ? 'Refresh' : 'Offline',
  azp: payload.clientId,
  sid: payload.sid,
  scope: payload.scope,
})

/** What an access token says beyond who and when: stored with it, so that introspection says the same as the token. */
export const createTokenClaims = ({ storage }: Needs, realm: Realm) =>
  async (ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials): Promise<Claims> => {
    const client = storedClient(token.client)
    const common = { typ: 'Bearer', azp: client.clientId, aud: audienceFor(client), 'allowed-origins': [...webOriginsOf(client)] }
    if (token.kind === 'ClientCredentials') {
      const { clientId } = client
      return { ...common, client_id: clientId, preferred_username: `service-account-${clientId}`, realm_access: { roles: [] }, resource_access: {} }
    }
    const { user, groups } = protocolRequest()
    if (user === null || user.id !== token.accountId) throw new Error('A token is made for somebody who was not looked up.')
    const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken
    return {
      ...common,
      sub: subjectOf(user),
      ...(source?.authTime === undefined ? {} : { auth_time: source.authTime }),
      ...(source?.acr === undefined ? {} : { acr: source.acr }),
      ...roleClaims(await storage.roles.effectiveOf(realm.id, user.id), client),
      ...claimsFor(user, token.scopes),
      ...groupClaims(groups ?? [], client, token.scopes),
    }
  }

/** Lets codes remember the request that they answer, and interactions when theirs was made. */
export function carryOwnMembers(provider: Provider, members: { code: string; interaction: string }): void {
  carry(provider.AuthorizationCode, members.code)
  carry(provider.Interaction, members.interaction)
}

/** Keycloak's members of the token response, beside those of RFC 6749. */
export function dressResponse(ctx: KoaContextWithOIDC): void {
  const body: unknown = ctx.body
  if (ctx.oidc.route === 'token' && isObject(body) && 'access_token' in body) {
    const { AccessToken: access, RefreshToken: refresh } = ctx.oidc.entities
    ctx.body = {
      ...body,
      ...(refresh === undefined ? {} : { refresh_expires_in: Math.max(0, refresh.remainingTTL) }),
      ...(access?.sid === undefined ? {} : { session_state: access.sid }),
      'not-before-policy': 0,
    }
  }
  if (ctx.oidc.route === 'introspection' && isObject(body) && Reflect.get(body, 'active') === true) {
    const { AccessToken: access, ClientCredentials: service, RefreshToken: refresh } = ctx.oidc.entities
    const typ = refresh === undefined ? 'Bearer' : refresh.expiresWithSession === true ? 'Refresh' : 'Offline'
    const username: unknown = Reflect.get(body, 'preferred_username')
    const aud = (access ?? service)?.extra?.aud
    const sub = refresh?.accountId === undefined ? {} : { sub: subjectHere(refresh.accountId) }
    ctx.body = { ...body, typ, ...sub, ...(aud === undefined ? {} : { aud }), ...(username === undefined ? {} : { username }) }
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
