import type { Client } from './queries.ts'

/** Where the realm is, as an application has to know it. */
export type Place = { origin: string, realm: string }

export const issuerOf = ({ origin, realm }: Place): string => `${origin}/realms/${realm}`

/** The addresses by their names; everything else is read from the first one. */
export function addressesOf(place: Place) {
  const issuer = issuerOf(place)
  const base = `${issuer}/protocol/openid-connect`
  return {
    issuer, discovery: `${issuer}/.well-known/openid-configuration`, authorization: `${base}/auth`, token: `${base}/token`, userinfo: `${base}/userinfo`,
    keys: `${base}/certs`, signOut: `${base}/logout`,
  }
}

type About = { place: Place, client: Pick<Client, 'clientId' | 'name' | 'redirectUris' | 'postLogoutRedirectUris'> }
const own = ({ client, place }: About) => ({
  ...addressesOf(place), id: client.clientId,
  redirect: client.redirectUris.find((uri) => !uri.includes('*')) ?? client.redirectUris[0]?.replace(/\*$/, 'callback') ?? 'https://your.application/callback',
  out: client.postLogoutRedirectUris.find((uri) => !uri.includes('*')) ?? null,
})

/** A text in single quotes of JavaScript, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`

function openidClient(about: About): string {
  const { issuer, id, redirect } = own(about)
  return `import * as client from 'openid-client'

const config = await client.discovery(new URL(${quoted(issuer)}), ${quoted(id)}, process.env.CLIENT_SECRET${issuer.startsWith('http:') ? ', undefined, { execute: [client.allowInsecureRequests] }' : ''})

// Keep the verifier in the session of the browser, then send the browser to this address.
const verifier = client.randomPKCECodeVerifier()
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: ${quoted(redirect)},
  scope: 'openid profile email',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})

// At the redirect address:
const tokens = await client.authorizationCodeGrant(config, currentUrl, { pkceCodeVerifier: verifier })
`
}

const keycloakJs = (about: About): string => `import Keycloak from 'keycloak-js'

const keycloak = new Keycloak({ url: ${quoted(about.place.origin)}, realm: ${quoted(about.place.realm)}, clientId: ${quoted(about.client.clientId)} })
await keycloak.init({ onLoad: 'login-required', pkceMethod: 'S256', checkLoginIframe: false })
`

function spring(about: About): string {
  const { issuer, id } = own(about)
  return `# application.yml; the redirect address is {your application}/login/oauth2/code/tegata
spring:
  security:
    oauth2:
      client:
        registration:
          tegata:
            client-id: "${id}"
            client-secret: \${CLIENT_SECRET}
            scope: openid, profile, email
        provider:
          tegata:
            issuer-uri: ${issuer}
            user-name-attribute: preferred_username

# PKCE is asked of every application. Spring Security before 7 needs to be told:
#   resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
`
}

function oauth2Proxy(about: About): string {
  const { issuer, id, redirect } = own(about)
  return `# oauth2-proxy.cfg; the redirect address ends in /oauth2/callback
provider = "oidc"
oidc_issuer_url = "${issuer}"
client_id = "${id}"
# The secret: OAUTH2_PROXY_CLIENT_SECRET. The key of the cookie: OAUTH2_PROXY_COOKIE_SECRET.
redirect_url = "${redirect}"
scope = "openid profile email"
code_challenge_method = "S256"
email_domains = ["*"]
`
}

function modAuthOpenidc(about: About): string {
  const { discovery, id, redirect } = own(about)
  return `OIDCProviderMetadataURL ${discovery}
OIDCClientID "${id}"
OIDCClientSecret "\${CLIENT_SECRET}"
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase "\${COOKIE_PASSPHRASE}"
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCRemoteUserClaim preferred_username

<Location />
  AuthType openid-connect
  Require valid-user
</Location>
`
}

function grafana(about: About): string {
  const { authorization, token, userinfo, signOut, id, out } = own(about)
  return `; grafana.ini; the redirect address is {root_url}/login/generic_oauth
[auth.generic_oauth]
enabled = true
name = Tegata
client_id = ${id}
client_secret = $__env{CLIENT_SECRET}
scopes = openid profile email
auth_url = ${authorization}
token_url = ${token}
api_url = ${userinfo}
login_attribute_path = preferred_username
use_pkce = true
${out === null ? '' : `signout_redirect_url = ${signOut}?client_id=${encodeURIComponent(id)}&post_logout_redirect_uri=${encodeURIComponent(out)}\n`}`
}

function service(about: About): string {
  const { token, id } = own(about)
  return `curl --user "${id}:$CLIENT_SECRET" \\
  --data grant_type=client_credentials \\
  ${token}
`
}

function serviceOpenidClient(about: About): string {
  const { issuer, id } = own(about)
  return `import * as client from 'openid-client'

const config = await client.discovery(new URL(${quoted(issuer)}), ${quoted(id)}, process.env.CLIENT_SECRET${issuer.startsWith('http:') ? ', undefined, { execute: [client.allowInsecureRequests] }' : ''})
const tokens = await client.clientCredentialsGrant(config)
`
}

const publicOpenidClient = (about: About): string =>
  openidClient(about).replace(', process.env.CLIENT_SECRET, undefined,', ', undefined, client.None(),').replace(', process.env.CLIENT_SECRET)', ', undefined, client.None())')

type Setup = { name: string, write: (about: About) => string }

/** The libraries that people use for each kind, by the names they go by. */
export const setups: Readonly<Record<Client['kind'], readonly Setup[]>> = {
  web: [
    { name: 'openid-client (Node.js)', write: openidClient }, { name: 'Spring Security', write: spring }, { name: 'oauth2-proxy', write: oauth2Proxy },
    { name: 'mod_auth_openidc (Apache)', write: modAuthOpenidc }, { name: 'Grafana', write: grafana },
  ],
  'single-page': [{ name: 'keycloak-js', write: keycloakJs }, { name: 'openid-client', write: publicOpenidClient }],
  native: [{ name: 'openid-client', write: publicOpenidClient }],
  service: [{ name: 'curl', write: service }, { name: 'openid-client (Node.js)', write: serviceOpenidClient }],
}
