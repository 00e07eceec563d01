import { type DiscoveredUpstream, UpstreamAlias } from '@tegata/contract'
import type { UpstreamMapping } from '@tegata/storage'
import type { ProviderMetadata } from './needs.ts'

type Kind = DiscoveredUpstream['looksLike']

/** The claims of OpenID Connect Core section 5.1; roles and groups have no standard, and are read from nowhere. */
export const standardMapping: UpstreamMapping = {
  username: 'preferred_username', email: 'email', givenName: 'given_name', familyName: 'family_name',
  rolesFrom: 'id-token', roles: null, clientRoles: null, groups: null, passOn: false, rules: [],
}

const mappings: Readonly<Record<Kind, UpstreamMapping>> = {
  keycloak: { ...standardMapping, rolesFrom: 'access-token', roles: 'realm_access.roles', clientRoles: 'resource_access', groups: 'groups' },
  entra: { ...standardMapping, roles: 'roles' },
  // Google has no user names.
  google: { ...standardMapping, username: 'email' },
  other: standardMapping,
}

function kindOf({ issuer, authorizationEndpoint }: ProviderMetadata): Kind {
  const { hostname, pathname } = new URL(issuer)
  if (/\/realms\/[^/]+$/.test(pathname) && authorizationEndpoint.includes('/protocol/openid-connect/')) return 'keycloak'
  if (hostname === 'login.microsoftonline.com') return 'entra'
  return hostname === 'accounts.google.com' ? 'google' : 'other'
}

/** A realm's name at Keycloak, the product's, or what its host is called. */
function aliasFor(kind: Kind, issuer: string): string {
  const { hostname, pathname } = new URL(issuer)
  const labels = hostname.split('.')
  const word = kind === 'keycloak' ? pathname.split('/').at(-1) : kind === 'other' ? labels.at(-2) ?? labels[0] : kind
  const alias = UpstreamAlias.safeParse(word?.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-').replace(/^[-_]+/, ''))
  return alias.success ? alias.data : 'provider'
}

const longestAlias = 63

/** The alias, or with the first of -2, -3, … that nobody has: it stands in addresses that are registered before it is saved. */
function free(alias: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `-${number}`
    const candidate = `${alias.slice(0, longestAlias - end.length)}${end}`
    if (!taken.has(candidate)) return candidate
  }
}

/** What a provider says of itself, and what that suggests to enter. `taken`: the aliases of the realm. */
export function suggestionsOf(metadata: ProviderMetadata, taken: ReadonlySet<string>): DiscoveredUpstream {
  const { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, endSessionEndpoint, scopesSupported, acrValuesSupported, clientAuthSupported } = metadata
  const looksLike = kindOf(metadata)
  const usual = ['profile', 'email'].filter((scope) => scopesSupported.length === 0 || scopesSupported.includes(scope))
  // RFC 8414 section 2: what is not said is client_secret_basic.
  const basic = clientAuthSupported.length === 0 || clientAuthSupported.includes('client_secret_basic')
  return {
    issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, endSessionEndpoint, acrValuesSupported: [...acrValuesSupported], looksLike,
    suggested: {
      alias: free(aliasFor(looksLike, issuer), taken),
      clientAuth: basic ? 'client_secret_basic' : 'client_secret_post',
      scopes: ['openid', ...usual],
      signOut: endSessionEndpoint !== null,
      mapping: mappings[looksLike],
    },
  }
}
