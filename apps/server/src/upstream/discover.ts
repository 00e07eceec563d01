import type { BoundedFetch } from '../http/bounded-fetch.ts'
import { NotReached } from '../http/bounded-fetch.ts'
import { accepted, type Outcome, type Refused, refused } from './refusals.ts'

/** What an upstream says of itself, as far as we use it. */
export type Metadata = {
  /** Byte-exact what its ID tokens must say. */
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  jwksUri: string
  userinfoEndpoint: string | null
  endSessionEndpoint: string | null
  /** Signature algorithms of its ID tokens that we take. */
  algorithms: readonly string[]
  /** It promises `iss` in every redirect back (RFC 9207). */
  sendsIssuer: boolean
  clientAuths: readonly string[]
  scopes: readonly string[]
  acrValues: readonly string[]
}

/** `none` and shared secrets are no signatures of an upstream's (O-8). */
const signatureAlgorithms: readonly string[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** Milliseconds. Any node can find it out again, and whoever changes endpoints keeps the old ones for longer. */
const cachedFor = 10 * 60_000
const suffix = '/.well-known/openid-configuration'

type Needs = { fetch: BoundedFetch; now(): number }

/**
 * Reads and checks what upstreams say of themselves (OpenID Connect Discovery 1.0 §4). Success is remembered for ten
 * minutes, failure never; requests at the same time share one look-up. openid-client's own discovery compares issuers as
 * addresses and lets some hosts go by another one; here the issuer is who it is, to the letter (B-2).
 */
export function createDirectory({ fetch, now }: Needs) {
  const known = new Map<string, { metadata: Promise<Outcome<Metadata>>; at: number }>()

  /** The metadata of an issuer, byte-exact: the one that a configured upstream names. */
  function of(issuer: string): Promise<Outcome<Metadata>> {
    const cached = known.get(issuer)
    if (cached !== undefined && now() >= cached.at && now() - cached.at < cachedFor) return cached.metadata
    const metadata = read(issuer)
    known.set(issuer, { metadata, at: now() })
    void metadata.then((outcome) => {
      if (!outcome.ok && known.get(issuer)?.metadata === metadata) known.delete(issuer)
    })
    return metadata
  }

  async function read(issuer: string): Promise<Outcome<Metadata>> {
    const address = URL.parse(issuer)
    // §4.1, §7: an issuer has neither query nor fragment; a user name in it is a trick.
    if (address === null || !/^https?:$/.test(address.protocol) || /[?#\s]/.test(issuer) || address.username !== '') return refused('metadata-address')
    const document = await fetchJson(fetch, `${issuer.replace(/\/$/, '')}${suffix}`)
    return document.ok ? checked(document.value, issuer) : document
  }

  return {
    of,
    forget: (issuer: string) => void known.delete(issuer),

    /**
     * What an administrator may enter: an issuer, or the address of its metadata. Reads it afresh, and every address that
     * we would connect to once, so that what cannot work is said before anybody relies on it.
     */
    async discover(written: string): Promise<Outcome<Metadata>> {
      const trimmed = written.trim()
      const issuer = trimmed.endsWith(suffix) ? trimmed.slice(0, -suffix.length) : trimmed
      known.delete(issuer)
      const found = await of(issuer)
      // An issuer may end in a slash that nobody types, and that its metadata's address swallows.
      const outcome = !found.ok && found.reason === 'metadata-issuer' && found.detail === `${issuer}/` ? await of(`${issuer}/`) : found
      if (!outcome.ok) return outcome
      const { jwksUri, tokenEndpoint, userinfoEndpoint } = outcome.value
      const keys = await fetchJson(fetch, jwksUri)
      if (!keys.ok) return { ...keys, detail: `jwks_uri: ${keys.detail ?? keys.reason}` }
      if (!Array.isArray(keys.value.keys) || keys.value.keys.length === 0) return refused('keys', 'jwks_uri holds no keys')
      for (const [name, endpoint] of [['token_endpoint', tokenEndpoint], ['userinfo_endpoint', userinfoEndpoint]] as const) {
        const problem = endpoint === null ? undefined : await unreachable(fetch, endpoint)
        if (problem !== undefined) return { ...problem, detail: `${name}: ${problem.detail ?? problem.reason}` }
      }
      return outcome
    },
  }
}
export type Directory = ReturnType<typeof createDirectory>

function checked(document: Record<string, unknown>, issuer: string): Outcome<Metadata> {
  if (document.issuer !== issuer) return refused('metadata-issuer', typeof document.issuer === 'string' ? document.issuer : null)
  const endpoint = (name: string): string | null => {
    const value = document[name]
    const url = typeof value === 'string' ? URL.parse(value) : null
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.hash === '' ? String(value) : null
  }
  /** Where browsers go: judged by no fetch of ours, so http only beside an issuer whose own http was judged. */
  const page = (name: string): string | null => {
    const value = endpoint(name)
    return value?.startsWith('http:') === true && !issuer.startsWith('http:') ? null : value
  }
  const authorizationEndpoint = page('authorization_endpoint')
  const tokenEndpoint = endpoint('token_endpoint')
  const jwksUri = endpoint('jwks_uri')
  if (authorizationEndpoint === null || tokenEndpoint === null || jwksUri === null) {
    return refused('metadata-incomplete', authorizationEndpoint === null ? 'authorization_endpoint' : tokenEndpoint === null ? 'token_endpoint' : 'jwks_uri')
  }
  const responseTypes = namesIn(document.response_types_supported)
  if (responseTypes.length > 0 && !responseTypes.includes('code')) return refused('metadata-incomplete', 'response_types_supported: code')
  // §3: RS256 must be among them; who says nothing means it.
  const stated = namesIn(document.id_token_signing_alg_values_supported)
  const algorithms = stated.length === 0 ? ['RS256'] : signatureAlgorithms.filter((name) => stated.includes(name))
  if (algorithms.length === 0) return refused('metadata-algorithms', stated.join(' '))
  return accepted({
    issuer, authorizationEndpoint, tokenEndpoint, jwksUri, algorithms,
    userinfoEndpoint: endpoint('userinfo_endpoint'),
    endSessionEndpoint: page('end_session_endpoint'),
    sendsIssuer: document.authorization_response_iss_parameter_supported === true,
    clientAuths: namesIn(document.token_endpoint_auth_methods_supported),
    scopes: namesIn(document.scopes_supported),
    acrValues: namesIn(document.acr_values_supported),
  })
}

async function fetchJson(fetch: BoundedFetch, url: string): Promise<Outcome<Record<string, unknown>>> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } })
    if (response.status !== 200) return refused('status', `status ${response.status}`)
    const value: unknown = JSON.parse(await response.text())
    return isObject(value) ? accepted(value) : refused('not-json')
  } catch (error) {
    return error instanceof NotReached ? refused(error.reason, error.message) : refused('not-json')
  }
}

/** Whether an endpoint can be connected to at all; what it says to a bare GET does not matter. */
async function unreachable(fetch: BoundedFetch, url: string): Promise<Refused | undefined> {
  try {
    await fetch(url)
    return undefined
  } catch (error) {
    if (!(error instanceof NotReached) || error.reason === 'redirected' || error.reason === 'too-large') return undefined
    return refused(error.reason, error.message)
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const namesIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [])
