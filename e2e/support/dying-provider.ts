import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'

/** An identity provider that can be read, sends whoever comes straight back with a code, and is never heard of again. */
export async function startDyingProvider(): Promise<{ issuer: string; stop(): void }> {
  const jwk = { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'EdDSA', use: 'sig' }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer())
    if (url.pathname === '/auth') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code: 'never-redeemed', state: url.searchParams.get('state') ?? '' }).toString()
      response.writeHead(303, { location: back.href, connection: 'close' }).end(stop)
      return
    }
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': {
        issuer: issuer(), authorization_endpoint: `${issuer()}/auth`, token_endpoint: `${issuer()}/token`, jwks_uri: `${issuer()}/keys`,
        response_types_supported: ['code'], id_token_signing_alg_values_supported: ['EdDSA'],
      },
      '/keys': { keys: [jwk] },
    }
    const found = documents[url.pathname]
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}))
  })
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  function issuer(): string {
    const address = server.address()
    return `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  }
  return { issuer: issuer(), stop }
}
