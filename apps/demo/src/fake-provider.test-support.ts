import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** What the fake signs into the next ID token, and how it answers. Tests turn these. */
export type Manners = { acr: string; names?: Record<string, string>; nonce?: string; accessToken?: string; tokenError?: string; refreshError?: string; status?: number }

/** A provider just large enough for a relying party: discovery, keys, code with PKCE, refresh. Signs in `aoi` at once. */
export async function startFakeProvider() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...await exportJWK(publicKey), kid: 'k1', alg: 'ES256', use: 'sig' }
  const manners: Manners = { acr: '2' }
  const requests: URLSearchParams[] = []
  const codes = new Map<string, URLSearchParams>()

  const sign = (claims: Record<string, unknown>, header: Record<string, string> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header }).setIssuer(issuer()).setIssuedAt().setExpirationTime('5 min').sign(privateKey)
  const idToken = (clientId: string, nonce: string | null) => sign({
    aud: clientId, sub: 'u-aoi', sid: 's-1', name: '山田 葵', preferred_username: 'aoi', acr: manners.acr, amr: ['pwd', 'otp', 'mfa'], ...manners.names,
    auth_time: 1_790_000_000, ...(nonce !== null && { nonce: manners.nonce ?? nonce }),
  })

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer())
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (manners.status !== undefined) return json({}, manners.status)
    if (url.pathname.endsWith('/.well-known/openid-configuration')) {
      return json({
        issuer: issuer(), authorization_endpoint: `${issuer()}/auth`, token_endpoint: `${issuer()}/token`, jwks_uri: `${issuer()}/certs`,
        end_session_endpoint: `${issuer()}/logout`, response_types_supported: ['code'], id_token_signing_alg_values_supported: ['ES256'],
      })
    }
    if (url.pathname.endsWith('/certs')) return json({ keys: [jwk] })
    if (url.pathname.endsWith('/auth')) {
      requests.push(url.searchParams)
      const code = randomUUID()
      codes.set(code, url.searchParams)
      response.writeHead(303, { Location: `${url.searchParams.get('redirect_uri')}?${new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' })}` })
      return response.end()
    }
    if (url.pathname.endsWith('/token')) {
      const rights = { realm_access: { roles: ['approver'] }, resource_access: { account: { roles: ['view-profile'] }, 'wiki-front': { roles: ['editor'] } }, groups: ['Sales'] }
      const common = { access_token: manners.accessToken ?? await sign({ sub: 'u-aoi', ...rights }), token_type: 'Bearer', refresh_token: 'again', expires_in: 300 }
      if (form.get('grant_type') === 'refresh_token') {
        if (manners.refreshError) return json({ error: manners.refreshError }, 400)
        return json({ ...common, id_token: await idToken(form.get('client_id') ?? '', null) })
      }
      const asked = codes.get(form.get('code') ?? '')
      const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
      if (manners.tokenError) return json({ error: manners.tokenError, error_description: 'because' }, 400)
      if (asked?.get('code_challenge') !== challenge) return json({ error: 'invalid_grant' }, 400)
      return json({ ...common, id_token: await idToken(form.get('client_id') ?? '', asked.get('nonce')) })
    }
    return json({}, 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  function issuer() { return `http://127.0.0.1:${port}/realms/demo` }

  return {
    issuer: issuer(), manners, requests, sign,
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}
