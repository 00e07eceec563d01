import { callbackOrigin } from '../support/application.ts'

export const keycloakPassword = 'a password of keycloak'
/** As Keycloak stores it: these letters are the key, byte by byte (keycloak.md §4). */
const otpLetters = 'DJmQfC73VGFhw7D4QJ8A'
/** The same key as a phone has it. */
export const otpKey = 'IRFG2ULGIM3TGVSHIZUHON2EGRIUUOCB'

/** Where a real browser comes back to: ports as low as the other's are refused by it. */
export const browserCallback = 'http://app.localhost/callback'

type Confidential = { clientId: string; redirectUris: string[]; postLogout: string[]; backchannelLogout?: string }

const password = { type: 'password', value: keycloakPassword, temporary: false }
const otp = {
  type: 'otp', userLabel: 'phone', secretData: JSON.stringify({ value: otpLetters }),
  credentialData: JSON.stringify({ subType: 'totp', digits: 6, counter: 0, period: 30, algorithm: 'HmacSHA1' }),
}
const person = (username: string, [firstName, lastName]: [string, string], more: Record<string, unknown> = {}) => ({
  username, firstName, lastName, email: `${username}@corp.example`, emailVerified: true, enabled: true, credentials: [password], ...more,
})

/** Keycloak says groups only where a mapper tells it to. */
const groups = {
  name: 'groups', protocol: 'openid-connect', protocolMapper: 'oidc-group-membership-mapper',
  config: { 'claim.name': 'groups', 'full.path': 'true', 'id.token.claim': 'true', 'access.token.claim': 'true', 'userinfo.token.claim': 'true' },
}
/** What proved it (`default.reference.value` of the step), as RFC 8176 says it. */
const amr = { name: 'amr', protocol: 'openid-connect', protocolMapper: 'oidc-amr-mapper', config: { 'id.token.claim': 'true', 'access.token.claim': 'true' } }
/** What an identity provider proved, as a mapper there keeps it in the session. */
const note = (name: string) => ({
  name: `upstream ${name}`, protocol: 'openid-connect', protocolMapper: 'oidc-usersessionmodel-note-mapper',
  config: { 'user.session.note': name, 'claim.name': `upstream_${name}`, 'jsonType.label': 'String', 'access.token.claim': 'true' },
})
/** As numbers mean them in Keycloak: password, and code. */
const levels = JSON.stringify({ silver: 1, gold: 2 })

/** The organisation that already runs Keycloak: people, realm and client roles, groups, an application, and those who rely on it. */
export const acme = (relying: readonly Confidential[]) => ({
  realm: 'acme', displayName: 'Acme', enabled: true, sslRequired: 'none', accessTokenLifespan: 60, ssoSessionIdleTimeout: 600, ssoSessionMaxLifespan: 900,
  attributes: { 'acr.loa.map': levels },
  roles: { realm: [{ name: 'editor' }, { name: 'auditor' }, { name: 'help-desk' }], client: { app: [{ name: 'publisher' }, { name: 'reader' }] } },
  groups: [{ name: 'engineering', realmRoles: ['auditor'], subGroups: [{ name: 'platform' }] }, { name: 'sales' }],
  users: [
    person('aiko', ['Aiko', 'Mori'], { realmRoles: ['default-roles-acme', 'editor'], clientRoles: { app: ['publisher'] }, groups: ['/engineering/platform'] }),
    person('ben', ['Ben', 'Okafor'], { realmRoles: ['default-roles-acme'] }),
    person('hana', ['Hana', 'Sato'], { realmRoles: ['default-roles-acme'], groups: ['/sales'], credentials: [password, otp] }),
    person('dora', ['Dora', 'Lind'], { realmRoles: ['default-roles-acme', 'help-desk'] }),
    person('mika', ['Mika', 'Lehto'], { realmRoles: ['default-roles-acme'] }),
  ],
  clients: [
    {
      clientId: 'app', enabled: true, publicClient: true, redirectUris: [`${callbackOrigin}/callback`, browserCallback], webOrigins: [], protocolMappers: [groups, note('acr')],
      attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': `${callbackOrigin}/bye`, 'acr.loa.map': levels },
    },
    ...relying.map(({ clientId, redirectUris, postLogout, backchannelLogout }) => ({
      clientId, enabled: true, publicClient: false, secret: relyingSecret, redirectUris, webOrigins: [], protocolMappers: [groups, amr],
      attributes: {
        'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': postLogout.join('##'), 'acr.loa.map': levels,
        ...(backchannelLogout !== undefined && { 'backchannel.logout.url': backchannelLogout, 'backchannel.logout.session.required': 'true' }),
      },
    })),
  ],
})

export const relyingSecret = 'a secret between two realms'
