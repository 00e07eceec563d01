import type { Trust } from '@tegata/policy'
import type { Instant, Localised, Page, User } from '../types.ts'
import type { Statement } from './units.ts'

/** An external identity provider that this realm relies on. Its secret is sealed, and read by `upstreams.openSecret` alone. */
export type Upstream = {
  id: string
  realmId: number
  /** Stands in addresses and in `kc_idp_hint`; lower-case letters, digits, `-` and `_`; never changes. */
  alias: string
  name: Localised
  enabled: boolean
  /** When `enabled` last became true again; absent: it has been since the upstream was made. What came by it before has fallen. */
  enabledSince?: Instant
  /** Byte-exact: discovery, ID tokens and logout tokens must say the very same. */
  issuer: string
  clientId: string
  clientAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  hasSecret: boolean
  scopes: string[]
  /** "After signing in at {provider}, ask for our code?" `always` no, `evidence` unless it proved one, `never` yes. */
  trust: Trust
  /** The acr and amr values that count as a second factor. Empty: none does. */
  evidence: { claim: 'acr' | 'amr'; value: string; level: 'code' | 2 | 3 }[]
  evidenceMaxAgeMs: number
  /** Always asked for (`acr_values`); beside them, those on the evidence list that meet what an application demands. */
  acrValues: string[]
  /** Not among the buttons of the sign-in page; reached by `kc_idp_hint` alone. */
  hidden: boolean
  /** Somebody whom we do not know: `create` makes an account; `connect` asks to connect one that exists. */
  newPeople: 'create' | 'connect'
  /** Whose word counts for user name, names and address of linked people: the upstream's at each sign-in, or ours. */
  profile: 'upstream' | 'local'
  mapping: UpstreamMapping
  /** Signing out here goes on to the upstream and comes back. */
  signOut: boolean
  createdAt: Instant
  /** For `If-Match`. */
  version: number
}

/** Where the upstream says what. Paths are member names joined by dots (`realm_access.roles`); a dot in a name is written `\\.`. */
export type UpstreamMapping = {
  username: string
  email: string
  givenName: string
  familyName: string
  /** The document that roles and groups are read from. Keycloak says roles in its access token only. */
  rolesFrom: 'id-token' | 'userinfo' | 'access-token'
  /** A list of names; null: not read. */
  roles: string | null
  /** Keycloak's `resource_access`: client id → `{ roles: [] }`; null: not read. */
  clientRoles: string | null
  groups: string | null
  /** Roles and groups stand in our tokens by the upstream's names. Never an administrative one: that takes a rule. */
  passOn: boolean
  /** What a value grants here, administrative roles included. */
  rules: { claim: 'roles' | 'groups'; value: string; grants: { role: string } | { group: string } }[]
}

/** Identity is (upstream, iss, sub), byte-exact (B-1); never an address or a user name. */
export type UpstreamIdentity = {
  realmId: number
  upstreamId: string
  issuer: string
  subject: string
  userId: string
  /** How the upstream calls the person, for people to read; proves nothing. */
  username: string | null
  linkedAt: Instant
  /** What proved that both are the same person (B-3). */
  linkedBy: 'created' | 'password' | 'mail' | 'administrator' | 'import'
  /** The user's own id, an administrator's, or `operator@host`. */
  linkedByActor: string
  lastSignInAt: Instant | null
}

/** The session at the upstream that one of ours came from: by it the upstream ends ours, and we end its. */
export type UpstreamSession = {
  realmId: number
  sessionUid: string
  upstreamId: string
  issuer: string
  subject: string
  sid: string | null
  /** The hint for signing out there; sealed. */
  idToken: string | null
}

export type Upstreams = {
  list(realmId: number): Promise<readonly Upstream[]>
  find(realmId: number, alias: string): Promise<Upstream | undefined>
  get(realmId: number, id: string): Promise<Upstream | undefined>
  /** The client's secret at the upstream; null for a public client. */
  openSecret(realmId: number, id: string): Promise<string | null>
  /** Misses as `duplicate` when the alias is taken. */
  create(upstream: Omit<Upstream, 'hasSecret' | 'version'>, secret: string | null): Statement
  /** Compare-and-set on `version`, which then is one more. The alias and the secret stay. The caller touches the realm, as for clients. */
  change(upstream: Upstream): Statement
  /** The version stays: whoever read the upstream before has not read the secret. */
  setSecret(realmId: number, id: string, secret: string | null): Statement
  /**
   * With its identities, what it gave to people, and its sessions' rows; sessions are ended by the caller, who also
   * refuses while `onlyUpstreamId` of the realm names it.
   */
  remove(realmId: number, id: string): readonly Statement[]
}

export type UpstreamIdentities = {
  /** Byte-exact: case, blanks and normal form count. */
  find(realmId: number, upstreamId: string, issuer: string, subject: string): Promise<UpstreamIdentity | undefined>
  listOf(realmId: number, userId: string): Promise<readonly UpstreamIdentity[]>
  ofUpstream(realmId: number, upstreamId: string, cursor: string | null, limit: number): Promise<Page<UpstreamIdentity & { user: User }>>
  /** Capped. */
  count(realmId: number, upstreamId: string, cap: number): Promise<{ count: number; more: boolean }>
  /**
   * Misses as `duplicate` when the subject belongs to somebody, or the person has another one at this upstream. A link
   * that was made by signing in counts as that sign-in.
   */
  link(identity: Omit<UpstreamIdentity, 'lastSignInAt'>): Statement
  /** Misses when there is none; takes along what the upstream gave to the person. */
  unlink(realmId: number, userId: string, upstreamId: string): readonly Statement[]
  /** Stamps the sign-in and how the upstream calls the person now; misses when the link is gone. */
  signedIn(realmId: number, upstreamId: string, userId: string, username: string | null): Statement
}

export type UpstreamSessions = {
  /** In the unit that begins or steps up the session, behind that statement; takes the place of an older row of the session. Misses when the session or the upstream is not there. */
  begin(session: UpstreamSession): Statement
  of(realmId: number, sessionUid: string): Promise<UpstreamSession | undefined>
  /** Our sessions that came from this one of the upstream's; without `sid`, all of the subject. */
  find(realmId: number, upstreamId: string, issuer: string, by: { sid: string } | { subject: string }): Promise<readonly UpstreamSession[]>
}
