// Run as a process of its own: an identity provider as far as a sign-in needs one, RS256 as most sign. Nobody signs in at
// it: the code says who comes and for which nonce, and the token endpoint signs just that. Prints its address.
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const head = encoded({ alg: 'RS256', kid: 'bench', typ: 'JWT' })

const server = createServer((request, response) => {
  const issuer = `http://localhost:${portOf()}`
  const answer = (value: unknown) => void response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(value))
  switch (request.url) {
    case '/.well-known/openid-configuration':
      return answer({
        issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'], id_token_signing_alg_values_supported: ['RS256'], authorization_response_iss_parameter_supported: true,
      })
    case '/keys':
      return answer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'RS256' }] })
    default: {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const { sub, nonce }: { sub: string; nonce: string } = JSON.parse(Buffer.from(new URLSearchParams(body).get('code') ?? '', 'base64url').toString())
        const now = Math.floor(Date.now() / 1000)
        const claims = encoded({
          iss: issuer, aud: 'tegata', sub, nonce, iat: now, exp: now + 300, auth_time: now, sid: nonce,
          preferred_username: sub, email: `${sub}@example.test`, email_verified: true, given_name: 'Aoi', family_name: 'Yamada',
        })
        const signature = sign('sha256', Buffer.from(`${head}.${claims}`), privateKey).toString('base64url')
        answer({ access_token: 'bench', token_type: 'Bearer', expires_in: 300, id_token: `${head}.${claims}.${signature}` })
      })
    }
  }
})

function portOf(): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

server.listen(0, '127.0.0.1', () => process.send?.(`http://localhost:${portOf()}`))
process.on('disconnect', () => process.exit(0))
