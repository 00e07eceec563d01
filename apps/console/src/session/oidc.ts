import { challengeOf, randomToken } from './pkce.ts'

export const CLIENT_ID = 'tegata-console'
/** An authenticator proved a moment ago: what risky actions ask for. */
export const ACR_FRESH = 'urn:tegata:acr:fresh'

export type Place = { origin: string, realm: string }

export type Person = { userId: string, username: string, name: string }

export type Tokens = {
  accessToken: string
  refreshToken: string | null
  idToken: string
  /** Epoch milliseconds, by this browser's clock. */
  expiresAt: number
  /** What the sign-in is worth, as it was told; null where it was not. */
  acr: string | null
  person: Person
}

/** What must be remembered between leaving for a sign-in and coming back from it. Never a token. */
export type Departure = {
  state: string, nonce: string, verifier: string, redirectUri: string, returnTo: string
  /** Left for a code that is asked for again. */
  fresh: boolean
}

export type TokenOutcome =
  | { ok: true, tokens: Tokens }
  | { ok: false, reason: 'refused' | 'unreachable' | 'invalid', detail: string }

const issuerOf = ({ origin, realm }: Place) => `${origin}/realms/${realm}`
const endpoint = (place: Place, name: string) => `${issuerOf(place)}/protocol/openid-connect/${name}`

export const redirectUriOf = ({ origin, realm }: Place, page: 'callback' | 'popup' | 'signed-out') =>
  `${origin}/console/${realm}/${page}`

export function depart(redirectUri: string, returnTo: string, fresh = false): Departure {
  return { state: randomToken(), nonce: randomToken(), verifier: randomToken(), redirectUri, returnTo, fresh }
}

/** `anew`: a sign-in from the beginning, also where there is a session. */
type Wish = { language: string, fresh?: boolean, anew?: boolean, loginHint?: string }

/** The authorization request (code, PKCE S256). `fresh` asks for an authenticator proved just now (RFC 9470 §4). */
export async function authorizationUrl(place: Place, departure: Departure, wish: Wish): Promise<string> {
  const url = new URL(endpoint(place, 'auth'))
  url.search = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: departure.redirectUri,
    state: departure.state,
    nonce: departure.nonce,
    code_challenge: await challengeOf(departure.verifier),
    code_challenge_method: 'S256',
    ui_locales: wish.language,
    ...(wish.fresh ? { acr_values: ACR_FRESH } : {}),
    ...(wish.anew ? { prompt: 'login' } : {}),
    ...(wish.loginHint ? { login_hint: wish.loginHint } : {}),
  }).toString()
  return url.href
}

/** RP-initiated logout; with the hint nobody is asked "really?". */
export function endSessionUrl(place: Place, idToken: string | null): string {
  const url = new URL(endpoint(place, 'logout'))
  url.searchParams.set('client_id', CLIENT_ID)
  url.searchParams.set('post_logout_redirect_uri', redirectUriOf(place, 'signed-out'))
  if (idToken) url.searchParams.set('id_token_hint', idToken)
  return url.href
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The claims of a JWT, unverified: it came straight from the token endpoint (OIDC Core §3.1.3.7, 6). */
export function claimsOf(jwt: string): Record<string, unknown> | null {
  try {
    const body = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isRecord(claims) ? claims : null
  } catch {
    return null
  }
}

type Expect = { nonce: string | null, previous: Tokens | null, now: number }

function readTokens(place: Place, body: Record<string, unknown>, { nonce, previous, now }: Expect): Tokens | null {
  const accessToken = text(body['access_token'])
  const idToken = text(body['id_token']) ?? previous?.idToken ?? null
  if (!accessToken || !idToken) return null
  const claims = claimsOf(idToken)
  if (!claims || claims['iss'] !== issuerOf(place)) return null
  const audience = claims['aud']
  if (audience !== CLIENT_ID && !(Array.isArray(audience) && audience.includes(CLIENT_ID))) return null
  if (nonce !== null && claims['nonce'] !== nonce) return null
  const userId = text(claims['sub'])
  if (!userId) return null
  const username = text(claims['preferred_username']) ?? previous?.person.username ?? ''
  const lifetime = typeof body['expires_in'] === 'number' ? body['expires_in'] : 60
  return {
    accessToken,
    idToken,
    refreshToken: text(body['refresh_token']) ?? previous?.refreshToken ?? null,
    expiresAt: now + lifetime * 1000,
    acr: text(claims['acr']),
    person: { userId, username, name: text(claims['name']) ?? previous?.person.name ?? username },
  }
}

type Call = { fetch: typeof fetch, place: Place, now: number }

async function askForTokens(call: Call, form: Record<string, string>, expected: Omit<Expect, 'now'>): Promise<TokenOutcome> {
  const { fetch, place, now } = call
  let response: Response
  try {
    response = await fetch(endpoint(place, 'token'), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: CLIENT_ID, ...form }).toString(),
    })
  } catch {
    return { ok: false, reason: 'unreachable', detail: 'network' }
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    // 4xx is an answer (the session ended); 5xx is a server that will be back.
    const reason = response.status < 500 ? 'refused' : 'unreachable'
    return { ok: false, reason, detail: (isRecord(body) ? text(body['error']) : null) ?? String(response.status) }
  }
  const tokens = isRecord(body) ? readTokens(place, body, { ...expected, now }) : null
  return tokens ? { ok: true, tokens } : { ok: false, reason: 'invalid', detail: 'id_token' }
}

export const redeemCode = (call: Call, departure: Departure, code: string): Promise<TokenOutcome> =>
  askForTokens(
    call,
    {
      grant_type: 'authorization_code',
      code,
      redirect_uri: departure.redirectUri,
      code_verifier: departure.verifier,
    },
    { nonce: departure.nonce, previous: null },
  )

export const refreshTokens = (call: Call, previous: Tokens, refreshToken: string): Promise<TokenOutcome> =>
  askForTokens(call, { grant_type: 'refresh_token', refresh_token: refreshToken }, { nonce: null, previous })
