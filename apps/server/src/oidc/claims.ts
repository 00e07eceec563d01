import type { Client, Role, User } from '@tegata/storage'

/** Claims that a scope opens, in userinfo and in the ID token; `openid` stands in every ID token. Keycloak's names. */
export const claimsOfScopes = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid', 'azp', 'typ'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'updated_at'],
  email: ['email', 'email_verified'],
}

/** Names that Keycloak clients ask for; what they stand for is in every access token. */
export const scopes = ['openid', 'offline_access', 'roles', 'web-origins', 'basic']

type Claims = Record<string, unknown>

export const personClaims = (user: User): Claims => ({
  name: [user.givenName, user.familyName].filter((name) => name !== '').join(' ') || user.username,
  given_name: user.givenName,
  family_name: user.familyName,
  preferred_username: user.username,
  ...(user.language === null ? {} : { locale: user.language }),
  ...(user.email === null ? {} : { email: user.email, email_verified: user.emailProvedAt !== null }),
})

/** The person's claims that these scopes open. */
export const claimsFor = (user: User, granted: ReadonlySet<string>): Claims => {
  const open = new Set([...(granted.has('profile') ? claimsOfScopes.profile : []), ...(granted.has('email') ? claimsOfScopes.email : [])])
  return Object.fromEntries(Object.entries(personClaims(user)).filter(([name]) => open.has(name)))
}

/**
 * Roles as Keycloak writes them: the realm's application roles, and those of clients. Administrative roles are not in
 * tokens: our own API reads them at every call. An application that is not ours sees only its own roles.
 */
export function roleClaims(roles: readonly Role[], client: Client): Claims {
  const ofClients = new Map<string, string[]>([['account', ['manage-account', 'view-profile']]])
  for (const { clientId, name } of roles) {
    if (clientId === null || (!client.firstParty && clientId !== client.clientId)) continue
    ofClients.set(clientId, [...ofClients.get(clientId) ?? [], name])
  }
  return {
    realm_access: { roles: roles.filter(({ clientId, administrative }) => clientId === null && !administrative).map(({ name }) => name).sort() },
    resource_access: Object.fromEntries([...ofClients].map(([clientId, names]) => [clientId, { roles: names.toSorted() }])),
  }
}

/** Who an access token is for: the application itself, the account page, and our own API where the client may use it. */
export const audienceOf = (client: Client): readonly string[] => ['account', client.clientId, ...(client.apiAccess ? [apiAudience] : [])]

const apiAudience = 'tegata-api'
