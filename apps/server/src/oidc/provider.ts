import { createSecretKey, randomBytes } from 'node:crypto'
import type { BlockList } from 'node:net'
import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Facts } from '@tegata/policy'
import type { Clock, Realm, Storage } from '@tegata/storage'
import { isUnavailable } from '../http/unavailable.ts'
import type { Situation } from '../journey/facts.ts'
import type { Letters } from '../journey/letters.ts'
import { createFindAccount, offlineSeconds, requestMember } from './account.ts'
import { createAdapter } from './adapter.ts'
import { createAuthorize, requestedAtMember, requestedAtOf } from './authorize.ts'
import { type SendLogout, takeBackchannelLogout } from './backchannel.ts'
import { claimsOfScopes, scopes } from './claims.ts'
import { clientProperties, isSecretOf, storedClient, webOriginsOf } from './client.ts'
import { type CookieKeys, cookieNames, cookieOptions, sessionCookieOptions } from './cookies.ts'
import { createLoadGrant } from './grants.ts'
import { createInteractionPolicy } from './interaction-policy.ts'
import { createJudge, type Judge } from './judge.ts'
import { ensureKeys, type RealmKeys } from './keys.ts'
import { createLogoutSource, createSignedOutSource, endSessionsWith } from './logout.ts'
import type { Onward } from './onward.ts'
import { createFetch } from './outgoing.ts'
import { protocolRequest } from './protocol-request.ts'
import { redirectAllowed } from './redirect-uri.ts'
import { answerUnavailable, createFinishing, createRenderError } from './responses.ts'
import { prototypeOf, replaceMethod } from './seams.ts'
import type { Sessions } from './sessions.ts'
import { carryOwnMembers, createTokenClaims, dressTokens, idTokenSeconds } from './token-shape.ts'

export type ProviderNeeds = {
  storage: Storage
  publicUrl: URL
  cookieKeys: CookieKeys
  letters: Pick<Letters, 'addressChanged'>
  /** Private networks that back-channel logouts may reach. */
  logoutNetworks: BlockList
  gatherFacts: (situation: Situation) => Promise<Facts>
  sessions: Sessions
  onward: Onward
  unexpected: (error: unknown, requestId: string) => void
}

export type BuiltProvider = {
  provider: Provider
  keys: RealmKeys
  sendLogout: SendLogout
  /** As oidc-provider printed it the first time: the same for everybody until the realm is built anew. */
  discovery: { text: string | undefined }
}

/** Seconds. What a stolen access token is good for, and how late a change of roles reaches an application. */
const accessTokenSeconds = 300
const codeSeconds = 60
const interactionSeconds = 60 * 60

const base = '/protocol/openid-connect'
/** Keycloak's paths, below `/realms/{realm}`. */
export const routes = {
  authorization: `${base}/auth`,
  token: `${base}/token`,
  introspection: `${base}/token/introspect`,
  userinfo: `${base}/userinfo`,
  jwks: `${base}/certs`,
  revocation: `${base}/revoke`,
  end_session: `${base}/logout`,
  pushed_authorization_request: `${base}/ext/par/request`,
}

export const issuerOf = (publicUrl: URL, realm: Pick<Realm, 'name'>): string => `${publicUrl.origin}/realms/${realm.name}`

/** Builds the provider of a realm, from what the realm is now: 3 ms, and rebuilt whenever the realm's version moves on. */
export async function buildProvider(needs: ProviderNeeds, realm: Realm): Promise<BuiltProvider> {
  const { storage, sessions, publicUrl } = needs
  const issuer = issuerOf(publicUrl, realm)
  const [keys, refreshSecret] = await Promise.all([
    ensureKeys({ storage }, realm.id),
    storage.secrets.ensure(realm.id, 'refresh-tokens', () => randomBytes(64).toString('base64url')),
  ])
  const judge = createJudge({ clock: storage.clock, gatherFacts: needs.gatherFacts })
  const provider = new Provider(issuer, configurationOf(needs, realm, keys, judge))
  // Behind `pinOrigin`, which has thrown away what the request said of itself and written what is true.
  provider.proxy = true
  provider.silent = true
  provider.on('server_error', (ctx, error: Error) => {
    if (isUnavailable(error)) answerUnavailable(ctx)
    needs.unexpected(error, protocolRequest().requestId)
  })
  // Keycloak's clients find the session's id beside the code.
  provider.on('authorization.success', (ctx, answer) => {
    const uid = ctx.oidc.session?.uid
    if (answer !== undefined && uid !== undefined) answer.session_state = uid
  })

  carryOwnMembers(provider, { code: requestMember, interaction: requestedAtMember })
  dressTokens(provider, { issuer, keys, refreshKey: createSecretKey(Buffer.from(refreshSecret)) })
  bendClients(provider, storage.clock)
  endSessionsWith(provider, { sessions, storage }, realm)
  const sendLogout = takeBackchannelLogout(provider)
  const discovery: BuiltProvider['discovery'] = { text: undefined }
  provider.use(createFinishing({ ...needs, realm, clients: await storage.clients.list(realm.id), discovery }))
  return { provider, keys, sendLogout, discovery }
}

/** Redirect URIs, secrets and session ids of clients, by our rules. */
function bendClients(provider: Provider, clock: Pick<Clock, 'now'>): void {
  const prototype = prototypeOf(provider.Client)
  replaceMethod(prototype, 'redirectUriAllowed', (client, _, [uri]) =>
    typeof uri === 'string' && redirectAllowed(storedClient(client), storedClient(client).redirectUris, uri))
  replaceMethod(prototype, 'postLogoutRedirectUriAllowed', (client, _, [uri]) =>
    typeof uri === 'string' && redirectAllowed(storedClient(client), storedClient(client).postLogoutRedirectUris, uri))
  replaceMethod(prototype, 'compareClientSecret', (client, _, [secret]) =>
    typeof secret === 'string' && isSecretOf(storedClient(client), secret, clock.now()))
  replaceMethod(prototype, 'includeSid', () => true)
  // One session id for all clients, as Keycloak has it: the SSO session's own.
  replaceMethod(prototypeOf(provider.Session), 'ensureClientContainer', (session, original, [clientId]) => {
    const sidFor: unknown = Reflect.get(session, 'sidFor')
    if (typeof sidFor === 'function' && Reflect.apply(sidFor, session, [clientId]) === undefined) {
      Reflect.apply(sidFor, session, [clientId, Reflect.get(session, 'uid')])
    }
    original(clientId)
  })
}

function configurationOf(needs: ProviderNeeds, realm: Realm, keys: RealmKeys, judge: Judge): Configuration {
  const { storage, letters, sessions, publicUrl } = needs
  const authorize = createAuthorize({ storage, letters, publicUrl, sessions, judge })
  const sessionSeconds = Math.ceil(realm.settings.sessionMaxMs / 1000)
  /** What is left of the session that this request found, to the second; for one that has only just begun, all of it. */
  const remainingSeconds = (uid: string | undefined): number => {
    const session = protocolRequest().live.get(uid ?? '')?.session
    return session === undefined ? sessionSeconds : Math.max(1, Math.ceil((session.expiresAt - storage.clock.now()) / 1000))
  }

  return {
    adapter: createAdapter({ storage, findLiveSession: (uid) => sessions.findLive(realm, uid) }, realm.id),
    findAccount: createFindAccount({ storage, sessions, judge, authorize }, realm),
    loadExistingGrant: createLoadGrant({ storage }, realm),
    interactions: { policy: createInteractionPolicy(), url: (_, interaction) => `/realms/${realm.name}/journey/${interaction.uid}` },
    jwks: { keys: keys.jwks.keys },
    routes,
    scopes: [...scopes],
    // Keycloak's name for "go on to this upstream at once".
    extraParams: ['kc_idp_hint'],
    claims: claimsOfScopes,
    acrValues: ['1', '2', '3', 'phr', 'urn:tegata:acr:code', 'urn:tegata:acr:fresh'],
    conformIdTokenClaims: false,
    subjectTypes: ['public'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientDefaults: {
      grant_types: ['authorization_code'], response_types: ['code'], id_token_signed_response_alg: 'RS256',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'], clientAuthSigningAlgValues: ['RS256'], requestObjectSigningAlgValues: ['RS256'],
    },
    extraClientMetadata: { properties: [...clientProperties] },
    clientBasedCORS: (_, origin, client) => webOriginsOf(storedClient(client)).has(origin),
    cookies: { names: cookieNames(realm.name, publicUrl), long: sessionCookieOptions, short: cookieOptions, keys: needs.cookieKeys },
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: createMayIntrospect(storage, realm) },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: createLogoutSource(realm), postLogoutSuccessSource: createSignedOutSource(realm) },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false, allowUnregisteredRedirectUris: false },
    },
    pkce: { required: (_, client) => client.clientAuthMethod === 'none' || !storedClient(client).pkceOptional },
    extraTokenClaims: createTokenClaims({ storage }, realm),
    // Asked while the code is made: the moment to write into it what the policy found.
    expiresWithSession: (_, code) => {
      const { authorization } = protocolRequest()
      if (authorization === null) throw new Error('A code is made without a decision.')
      const { acr, amr, authTime, address, requested: { essentialAcr, wishedAcr }, mayOutliveSession } = authorization
      Object.assign(code, { acr, amr: [...amr], authTime, [requestMember]: { address, essentialAcr, wishedAcr } })
      return !code.scopes.has('offline_access') || !mayOutliveSession
    },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: (ctx) => ctx.oidc.client?.clientAuthMethod === 'none',
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      IdToken: idTokenSeconds,
      AuthorizationCode: codeSeconds,
      RefreshToken: (ctx, token) => {
        const rotated = ctx.oidc.entities.RotatedRefreshToken
        if (rotated !== undefined) return Math.max(1, rotated.remainingTTL)
        return token.expiresWithSession === true ? remainingSeconds(token.sessionUid) : offlineSeconds
      },
      Grant: (_, grant) => (grant.getOIDCScope().split(' ').includes('offline_access') ? offlineSeconds : sessionSeconds),
      Session: (_, session) => (session.accountId === undefined ? interactionSeconds : remainingSeconds(session.uid)),
      Interaction: (ctx, interaction) => {
        const at = requestedAtOf(ctx.oidc.entities.Interaction) ?? storage.clock.now()
        Object.assign(interaction, { [requestedAtMember]: at })
        return interactionSeconds
      },
    },
    fetch: createFetch(needs.logoutNetworks),
    fetchResponseBodyLimits: { jwks_uri: 64 * 1024, sector_identifier_uri: 64 * 1024 },
    renderError: createRenderError(realm),
    pairwiseIdentifier: async (_, accountId) => accountId,
    revokeGrantPolicy: (ctx) => ctx.oidc.route !== 'revocation' || ctx.oidc.entities.AccessToken === undefined,
    discovery: { claim_types_supported: ['normal'], ui_locales_supported: realm.settings.languages, frontchannel_logout_supported: false },
  }
}

type Caller = { clientAuthMethod?: string | undefined; clientId: string }
type Shown = { clientId?: string | undefined; kind?: string; accountId?: string | undefined }

/** Confidential clients may look at any token of the realm, public ones at their own; one of a client that is gone says nothing. */
const createMayIntrospect = ({ users }: Pick<Storage, 'users'>, realm: Realm) =>
  async (ctx: KoaContextWithOIDC, client: Caller, token: Shown): Promise<boolean> => {
    // A refresh token is stored without what it calls its person.
    if (token.kind === 'RefreshToken') protocolRequest().user = await users.find(realm.id, token.accountId ?? '') ?? null
    if (token.clientId === client.clientId) return true
    return client.clientAuthMethod !== 'none' && await ctx.oidc.provider.Client.find(token.clientId ?? '') !== undefined
  }

async function mayRevoke(ctx: KoaContextWithOIDC, client: Caller, token: Shown): Promise<boolean> {
  if (token.clientId === client.clientId) return true
  // A public client proves nothing about itself: it learns nothing either.
  if (ctx.oidc.client?.clientAuthMethod === 'none') return false
  throw new errors.InvalidRequest('client is not authorized to revoke the presented token')
}
