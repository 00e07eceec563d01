import type { Client, Role, User } from '@tegata/storage'

/** Claims that a scope opens, in userinfo and in the ID token; `openid` stands in every ID token. Keycloak's names. */
export const claimsOfScopes = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid', 'azp', 'typ'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'updated_at', 'groups'],
  email: ['email', 'email_verified'],
  roles: ['groups'],
}

/** Names that Keycloak clients ask for; what `web-origins` and `basic` stand for is in every access token. */
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

/**
 * `groups`, as Keycloak's mapper writes it: absent for whoever is in none. Names are emitted as they are stored, never with
 * a slash of ours: that mapper writes `/sales` or `sales` as its administrator chose, applications compare what it wrote,
 * and a group that came from there must read the same here. A group of our own is called what its administrator calls it.
 *
 * `profile` opens it for applications that are ours, since Keycloak's come to ask for no more. Of any other one the person
 * is asked, and only `roles` says so ("read your roles and groups").
 */
export const groupClaims = (groups: readonly string[], client: Pick<Client, 'firstParty'>, granted: ReadonlySet<string>): Claims =>
  groups.length > 0 && (granted.has('roles') || (client.firstParty && granted.has('profile'))) ? { groups: [...groups].sort() } : {}

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
    // An upstream may give the roles of the account page that everybody has.
    resource_access: Object.fromEntries([...ofClients].map(([clientId, names]) => [clientId, { roles: [...new Set(names)].sort() }])),
  }
}

/** Who an access token is for: the application itself, the account page, and our own API where the client may use it. */
export const audienceOf = (client: Client): readonly string[] => ['account', client.clientId, ...(client.apiAccess ? [apiAudience] : [])]

const apiAudience = 'tegata-api'
