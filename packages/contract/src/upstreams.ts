import * as z from 'zod'
import { HttpUrl, Id, Instant, listOf, Name, page } from './fields.ts'
import type { Operation } from './operation.ts'
import { Identity } from './identities.ts'
import { Issuer, UpstreamAlias, UpstreamNames, visible } from './upstream-fields.ts'
import { UserSummary } from './users.ts'

const ScopeName = z.string().min(1).max(100).regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, { error: 'is one scope, without blanks' })
const Scopes = z.array(ScopeName).max(30).refine((scopes) => scopes.includes('openid'), { error: 'must contain openid' })

/** What follows a sign-in there, in the words of every screen. */
export const UpstreamTrust = z.enum(['always', 'evidence', 'never']).describe(
  'After signing in at {provider}, ask for our code? always: No; evidence: Unless it proved one; never: Yes, by our rules.')

export const UpstreamEvidence = z.strictObject({
  claim: z.enum(['acr', 'amr']),
  value: visible(200),
  level: z.union([z.literal('code'), z.literal(2), z.literal(3)]).describe('What it is worth: code as a mailed code, 2 as an app, 3 as a passkey.'),
})

const ClaimPath = visible(200).describe('Member names joined by dots, such as realm_access.roles; a dot inside a name is written \\.')

export const UpstreamRule = z.strictObject({
  claim: z.enum(['roles', 'groups']),
  value: visible(255),
  grants: z.union([z.strictObject({ role: Name }), z.strictObject({ group: Name })]).describe('A role of the realm, or a group, by name.'),
})

const mapping = {
  username: ClaimPath,
  email: ClaimPath,
  givenName: ClaimPath,
  familyName: ClaimPath,
  rolesFrom: z.enum(['id-token', 'userinfo', 'access-token']).describe('The document that roles and groups are read from; Keycloak says roles in its access token.'),
  roles: ClaimPath.nullable().describe('A list of names, or one name. Null: not read.'),
  clientRoles: ClaimPath.nullable().describe('Keycloak’s resource_access: client id → { roles }. Null: not read.'),
  groups: ClaimPath.nullable().describe('A list of names, or one name. Null: not read.'),
  passOn: z.boolean().describe('Roles and groups stand in our tokens by the provider’s names, made when first seen. Never an administrative one, nor a group that carries one: that takes a rule.'),
  rules: z.array(UpstreamRule).max(200).describe('What a value grants here. Only by somebody who may grant it.'),
}

/** Where the provider says what, and what it gives here; renewed at each sign-in. */
export const UpstreamMapping = z.strictObject(mapping)
export type UpstreamMapping = z.infer<typeof UpstreamMapping>

const fields = {
  name: UpstreamNames.describe('As the button says it: "Sign in with {name}".'),
  enabled: z.boolean().describe('Off: nobody comes in by it, and sessions that came from it are refused at their next use, also after it is on again.'),
  issuer: Issuer.describe('Who it is. Linked people are tied to their issuer: after a change of it nobody is let in by an old link, and nobody is tied anew silently.'),
  clientId: visible(255).describe('Our client id there.'),
  clientAuth: z.enum(['client_secret_basic', 'client_secret_post', 'none']),
  scopes: Scopes,
  trust: UpstreamTrust,
  evidence: z.array(UpstreamEvidence).max(50).describe('The acr and amr values that count as a second factor. Empty: none does.'),
  evidenceMaxAgeMinutes: z.number().min(1).max(1440).describe('How long ago the sign-in there may be (auth_time) for its evidence to count.'),
  acrValues: z.array(visible(200).regex(/^\S+$/, { error: 'is one value, without blanks' })).max(10).describe('Always asked for there (acr_values).'),
  hidden: z.boolean().describe('No button on the sign-in page; reached by kc_idp_hint alone.'),
  newPeople: z.enum(['create', 'connect']).describe('Somebody unknown here. create: gets an account; connect: connects one that exists, by proving it.'),
  profile: z.enum(['upstream', 'local']).describe('Whose word counts for user name, names and address of linked people: the provider’s at each sign-in, or ours.'),
  signOut: z.boolean().describe('Signing out here goes on to the provider and comes back.'),
}

/** What Keycloak shows in place of a secret; sent back, it keeps the one stored. */
export const maskedSecret = '**********'
const ClientSecret = visible(1000).nullable().describe(`Write-only. Absent or "${maskedSecret}" keeps the one stored; null removes it. Must be sent anew with another issuer.`)

export const Upstream = z.object({
  ...fields,
  mapping: z.object(mapping),
  alias: z.string(),
  hasSecret: z.boolean(),
  isOnlyFirstStep: z.boolean().describe('Everybody signs in there first: the realm’s setting onlyUpstream.'),
  people: z.object({ count: z.int(), more: z.boolean() }).describe('How many are linked; `more`: at least so many.'),
  addresses: z.object({
    callback: z.string(), signOutReturn: z.string(), backChannelLogout: z.string(),
    localSignIn: z.string().describe('Where administrators sign in with a password while the provider is the only first step.'),
  }).describe('To enter at the provider: redirect URI, post-logout redirect URI, back-channel logout URL.'),
  createdAt: Instant,
  version: z.int(),
})
export type Upstream = z.infer<typeof Upstream>

const { name, issuer, clientId } = fields
export const CreateUpstream = z.strictObject({
  ...z.object(fields).partial().shape,
  alias: UpstreamAlias, name, issuer, clientId,
  clientSecret: ClientSecret.optional(),
  mapping: UpstreamMapping.partial().optional(),
  place: z.enum(['beside', 'in-front']).default('beside').describe(
    'What stands in for fields that are not sent. beside: trust always, people connect accounts of ours; in-front: trust never, people and their roles are the '
    + 'provider’s. It becomes the only first step by the realm’s setting onlyUpstream.'),
})

export const ChangeUpstream = z.strictObject({
  ...z.object(fields).partial().shape,
  clientSecret: ClientSecret.optional(),
  mapping: UpstreamMapping.partial().optional().describe('The members that are sent.'),
})

/** Why a provider could not be read. Permanent words. */
export const discoveryFailures = [
  'unreachable', 'private-address', 'not-https', 'redirect', 'other-issuer', 'not-openid', 'unsupported', 'too-slow', 'too-large',
] as const
export type DiscoveryFailure = (typeof discoveryFailures)[number]

/** What a provider says of itself, and what that suggests to enter. */
export const DiscoveredUpstream = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  userinfoEndpoint: z.string().nullable(),
  endSessionEndpoint: z.string().nullable(),
  acrValuesSupported: z.array(z.string()),
  looksLike: z.enum(['keycloak', 'entra', 'google', 'other']),
  suggested: z.object({
    alias: z.string(), clientAuth: fields.clientAuth, scopes: z.array(z.string()), signOut: z.boolean(), mapping: z.object(mapping),
  }),
})
export type DiscoveredUpstream = z.infer<typeof DiscoveredUpstream>

/** Somebody who is linked to a provider. */
export const UpstreamPerson = Identity.omit({ upstream: true }).extend({ user: UserSummary })
export type UpstreamPerson = z.infer<typeof UpstreamPerson>

const Claims = z.record(z.string(), z.unknown())

/** A try of a provider: a real sign-in there that links nobody and lets nobody in. */
export const UpstreamTest = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'succeeded', 'failed']),
  expiresAt: Instant.describe('Forgotten then.'),
  failure: z.object({ reason: z.string().describe('A permanent word.'), text: z.string() }).nullable(),
  claims: z.record(z.string(), Claims).nullable().describe('What was received, by document: id-token, userinfo, access-token.'),
  said: z.object({
    issuer: z.string(), subject: z.string(), username: z.string().nullable(), email: z.string().nullable(), emailVerified: z.boolean(),
    givenName: z.string().nullable(), familyName: z.string().nullable(), acr: z.string().nullable(), amr: z.array(z.string()), authTime: Instant.nullable(),
    roles: z.array(z.string()), clientRoles: z.record(z.string(), z.array(z.string())), groups: z.array(z.string()),
  }).nullable().describe('How it is read by the mapping of now.'),
  person: z.object({
    how: z.enum(['linked', 'would-be-created', 'would-connect', 'disabled']), userId: Id.nullable(), username: z.string().nullable(),
  }).nullable().describe('Whom it would be.'),
  decision: z.object({
    asked: z.enum(['yes', 'no', 'refused']),
    reason: z.string().describe('The permanent word of what decided, such as line3.trusted, for pages in other languages; the sentence says it in English.'),
    sentence: z.string(),
    trace: z.array(z.object({ line: z.int(), read: z.boolean(), outcome: z.string(), decided: z.boolean(), reason: z.string(), sentence: z.string() })),
  }).nullable().describe('Whether our code would be asked for, and why, line by line. Null where nobody is known yet.'),
})
export type UpstreamTest = z.infer<typeof UpstreamTest>

// In the path it is looked up, not judged: an alias that cannot exist is simply not found.
const Params = z.strictObject({ alias: z.string().min(1).max(100) })

export const listUpstreams = {
  method: 'GET', path: '/upstreams', permission: 'upstreams.read', status: 200, summary: 'Lists the identity providers of the realm.',
  query: z.strictObject({ search: z.string().max(200).optional(), ...page }), response: listOf(Upstream), problems: [],
} as const satisfies Operation

export const discoverUpstream = {
  method: 'POST', path: '/upstreams/discover', permission: 'upstreams.write', status: 200,
  summary: 'Reads what an identity provider says of itself; changes nothing.',
  body: z.strictObject({ url: HttpUrl.describe('The issuer, or the address of its openid-configuration.') }),
  response: DiscoveredUpstream, problems: ['upstream.discovery-failed'],
} as const satisfies Operation

export const createUpstream = {
  method: 'POST', path: '/upstreams', permission: 'upstreams.write', status: 201, fresh: true,
  summary: 'Adds an identity provider. One that is enabled is read first, so that a wrong issuer is refused here.',
  body: CreateUpstream, response: Upstream, versioned: true,
  problems: ['upstream.alias-taken', 'upstream.discovery-failed', 'role.not-found', 'group.not-found', 'permission.grants-more-than-held'],
} as const satisfies Operation

export const getUpstream = {
  method: 'GET', path: '/upstreams/{alias}', permission: 'upstreams.read', status: 200, summary: 'One identity provider.',
  params: Params, response: Upstream, versioned: true, problems: ['upstream.not-found'],
} as const satisfies Operation

export const changeUpstream = {
  method: 'PATCH', path: '/upstreams/{alias}', permission: 'upstreams.write', status: 200, fresh: true,
  summary: 'Changes the fields that are sent; sessions that came from it are judged by them at their next use.',
  params: Params, body: ChangeUpstream, response: Upstream, versioned: true,
  problems: [
    'upstream.not-found', 'upstream.discovery-failed', 'upstream.is-only-first-step', 'request.precondition-failed', 'role.not-found', 'group.not-found',
    'permission.grants-more-than-held',
  ],
} as const satisfies Operation

export const deleteUpstream = {
  method: 'DELETE', path: '/upstreams/{alias}', permission: 'upstreams.write', status: 204, fresh: true,
  summary: 'Deletes an identity provider with its links and the roles it gave, and signs out everybody who came by it.',
  params: Params, versioned: true, problems: ['upstream.not-found', 'upstream.is-only-first-step', 'request.precondition-failed', 'permission.last-administrator'],
} as const satisfies Operation

export const listUpstreamPeople = {
  method: 'GET', path: '/upstreams/{alias}/people', permission: 'upstreams.read', status: 200, summary: 'Lists who is linked to an identity provider.',
  params: Params, query: z.strictObject({ ...page }), response: listOf(UpstreamPerson), problems: ['upstream.not-found'],
} as const satisfies Operation

export const startUpstreamTest = {
  method: 'POST', path: '/upstreams/{alias}/test', permission: 'upstreams.write', status: 201,
  summary: 'Begins a test of the connection: open the address in a browser, go on from the page that says whose test it is, sign in there, and read the result.',
  params: Params, response: z.object({ id: z.string(), url: z.string().describe('Works once, for ten minutes.') }), problems: ['upstream.not-found'],
} as const satisfies Operation

export const getUpstreamTest = {
  method: 'GET', path: '/upstreams/{alias}/test/{testId}', permission: 'upstreams.read', status: 200,
  summary: 'How a test of the connection went: what was received, whom it would let in, and what would be asked.',
  params: Params.extend({ testId: z.string().min(1).max(100) }), response: UpstreamTest, problems: ['upstream.not-found', 'upstream.test-not-found'],
} as const satisfies Operation
