import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { calculateJwkThumbprint, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'

// An identity provider for tests, as a real server: decent until it is told how to misbehave. Needs nothing of ours.

export type Claims = Record<string, unknown>

/** How an endpoint answers instead of as it should. */
export type Answer = 'dead' | 'silent' | 'trickle' | 'huge' | 'redirect' | 'not-json' | 'broken' | { status: number; body: Claims; challenge?: string }

/** What is wrong with it now. Everything that is not named is as it should be. */
export type Misbehaviour = {
  discovery?: (document: Claims) => Claims
  discoveryAnswer?: Answer
  jwksAnswer?: Answer
  /** The redirect back, before it leaves: other parameters, or none. */
  answer?: (parameters: URLSearchParams) => void
  tokenAnswer?: Answer
  /** The token endpoint's answer. */
  tokens?: (body: Claims) => Claims
  /** The ID token's claims; undefined values are left out. */
  idToken?: (claims: Claims) => Claims
  header?: (header: Claims) => Claims
  /** How the ID token is signed. */
  signature?: 'none' | 'public-key-as-secret' | 'unpublished-key' | 'published-kid-of-another-key' | 'broken'
  accessToken?: (claims: Claims) => Claims
  /** An access token that nobody can read. */
  opaqueAccessToken?: boolean
  userinfo?: (claims: Claims) => Claims
  userinfoAnswer?: Answer
  /** What it answers where there is nothing, another issuer of its host among that. */
  elsewhere?: Answer
  /** Runs when a browser is sent back: keys are rotated in mid-flight, say. */
  betweenRedirectAndCallback?: () => void | Promise<void>
}

type Key = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK }
type Issued = { nonce: string | null; clientId: string; redirectUri: string; challenge: string | null; asked: URLSearchParams }

export type HostileUpstream = Awaited<ReturnType<typeof startHostileUpstream>>

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { kid, privateKey, publicKey, jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' } }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const seconds = (): number => Math.floor(Date.now() / 1000)
const leftHalfOf = (text: string): string => {
  const digest = createHash('sha256').update(text).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

/** Starts one on 127.0.0.1. `path` is the issuer's, so that one host can be several issuers. */
export async function startHostileUpstream({ port = 0, path = '/realms/corp', clientId = 'tegata', clientSecret = 'a secret of ours' } = {}) {
  let keys = [await makeKey()]
  let wrong: Misbehaviour = {}
  let person: { sub: unknown; claims: Claims } = {
    sub: 'f6c2a1d0-hana', claims: { preferred_username: 'hana', email: 'hana@corp.example', email_verified: true, given_name: '花', family_name: '伊藤' },
  }
  const seen: { method: string; path: string; query: URLSearchParams; body: URLSearchParams }[] = []
  const codes = new Map<string, Issued>()
  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const issuer = `${origin}${path}`

  const currentKey = (): Key => {
    const key = keys.at(-1)
    if (key === undefined) throw new Error('no key')
    return key
  }

  const description = (): Claims => ({
    issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/end_session`, response_types_supported: ['code'], subject_types_supported: ['public'], scopes_supported: ['openid', 'profile', 'email'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'], token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    acr_values_supported: ['1', '2'], code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true, backchannel_logout_supported: true,
  })

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', origin)
    const chunks: Buffer[] = []
    for await (const chunk of req) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
    const body = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    const endpoint = url.pathname.startsWith(path) ? url.pathname.slice(path.length) : url.pathname
    seen.push({ method: req.method ?? '', path: endpoint, query: url.searchParams, body })
    if (endpoint === '/.well-known/openid-configuration') return reply(res, wrong.discoveryAnswer ?? json((wrong.discovery ?? same)(description())))
    if (endpoint === '/jwks') return reply(res, wrong.jwksAnswer ?? json({ keys: keys.map(({ jwk }) => jwk) }))
    if (endpoint === '/authorize') return authorize(res, url.searchParams)
    if (endpoint === '/token') return reply(res, wrong.tokenAnswer ?? await redeem(req, body))
    if (endpoint === '/userinfo') return reply(res, wrong.userinfoAnswer ?? json(defined((wrong.userinfo ?? same)({ sub: person.sub, ...person.claims }))))
    if (endpoint === '/end_session') return leave(res, url.searchParams)
    reply(res, wrong.elsewhere ?? { status: 404, body: {} })
  }

  /** Everybody is signed in here already: it never asks. */
  async function authorize(res: ServerResponse, asked: URLSearchParams): Promise<void> {
    const code = randomBytes(16).toString('base64url')
    const redirectUri = asked.get('redirect_uri') ?? ''
    codes.set(code, { nonce: asked.get('nonce'), clientId: asked.get('client_id') ?? '', redirectUri, challenge: asked.get('code_challenge'), asked })
    await wrong.betweenRedirectAndCallback?.()
    const back = new URL(redirectUri)
    const parameters = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer })
    wrong.answer?.(parameters)
    back.search = parameters.toString()
    res.writeHead(302, { location: back.href }).end()
  }

  async function redeem(req: IncomingMessage, body: URLSearchParams): Promise<Answer> {
    const issued = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    const [, encoded] = /^Basic (.+)$/.exec(req.headers.authorization ?? '') ?? []
    const [id, secret] = encoded === undefined ? [body.get('client_id'), body.get('client_secret')]
      : Buffer.from(encoded, 'base64').toString('utf8').split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    if (id !== clientId || secret !== clientSecret) return { status: 401, body: { error: 'invalid_client' } }
    const challenge = createHash('sha256').update(body.get('code_verifier') ?? '').digest('base64url')
    if (issued === undefined || issued.clientId !== id || issued.redirectUri !== body.get('redirect_uri') || issued.challenge !== challenge) {
      return { status: 400, body: { error: 'invalid_grant' } }
    }
    const accessToken = wrong.opaqueAccessToken === true ? randomUUID() : await signed((wrong.accessToken ?? same)({
      iss: issuer, sub: person.sub, azp: clientId, typ: 'Bearer', exp: seconds() + 300, iat: seconds(), ...person.claims,
    }))
    const idToken = await signId((wrong.idToken ?? same)({
      iss: issuer, aud: clientId, sub: person.sub, exp: seconds() + 300, iat: seconds(), auth_time: seconds(), nonce: issued.nonce ?? undefined,
      at_hash: leftHalfOf(accessToken), sid: 'session-1', acr: '1', amr: ['pwd'], ...person.claims,
    }))
    return json((wrong.tokens ?? same)({ access_token: accessToken, token_type: 'Bearer', expires_in: 300, scope: 'openid', id_token: idToken }))
  }

  async function leave(res: ServerResponse, query: URLSearchParams): Promise<void> {
    const back = URL.parse(query.get('post_logout_redirect_uri') ?? '')
    if (back === null) return void res.writeHead(200, { 'content-type': 'text/plain' }).end('signed out')
    back.searchParams.set('state', query.get('state') ?? '')
    res.writeHead(302, { location: back.href }).end()
  }

  /** A token by the current key. Undefined claims are left out. */
  const signed = (claims: Claims, header: Claims = {}, key = currentKey()): Promise<string> =>
    new SignJWT(defined(claims)).setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header })
      .sign(key.privateKey, { crit: { 'urn:hostile:extension': true } })

  async function signId(claims: Claims): Promise<string> {
    const header = (wrong.header ?? same)({ alg: 'RS256', kid: currentKey().kid, typ: 'JWT' })
    switch (wrong.signature) {
      case 'none': return `${encode({ ...header, alg: 'none' })}.${encode(defined(claims))}.`
      case 'public-key-as-secret': {
        const secret = new TextEncoder().encode(await exportSPKI(currentKey().publicKey))
        return new SignJWT(defined(claims)).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret)
      }
      case 'unpublished-key': return signed(claims, {}, await makeKey())
      case 'published-kid-of-another-key': return signed(claims, { kid: currentKey().kid }, await makeKey())
      case 'broken': return (await signed(claims, header)).replace(/.{4}$/, 'AAAA')
      default: return signed(claims, header)
    }
  }

  return {
    issuer, origin, clientId, clientSecret,
    /** Requests that arrived, oldest first. */
    seen,
    description,
    /** From now on; `{}` makes it decent again. */
    misbehave(how: Misbehaviour): void { wrong = how },
    /** Who is signed in there; claims beside `sub` stand in every document. */
    signIn(sub: unknown, claims: Claims = person.claims): void { person = { sub, claims } },
    /** New keys; the old ones are published no more. */
    async rotateKeys(): Promise<void> { keys = [await makeKey()] },
    /** A back-channel logout token as it should be, but for `changes`. */
    logoutToken: (changes: Claims = {}, header: Claims = { typ: 'logout+jwt' }): Promise<string> => signed({
      iss: issuer, aud: clientId, iat: seconds(), exp: seconds() + 120, jti: randomUUID(), sub: person.sub, sid: 'session-1',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, ...changes,
    }, header),
    signed,
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const same = (claims: Claims): Claims => claims
const defined = (claims: Claims): Claims => Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
const json = (body: Claims): Answer => ({ status: 200, body })

function reply(res: ServerResponse, answer: Answer): void {
  if (answer === 'dead') return void res.destroy()
  if (answer === 'silent') return
  if (answer === 'trickle') {
    const timer = setInterval(() => res.write(' '), 50)
    return void res.on('close', () => clearInterval(timer))
  }
  if (answer === 'huge') return void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ padding: 'x'.repeat(1024 * 1024) }))
  if (answer === 'redirect') return void res.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  if (answer === 'not-json') return void res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
  if (answer === 'broken') return void res.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":')
  res.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...(answer.challenge !== undefined && { 'www-authenticate': answer.challenge }) }).end(JSON.stringify(answer.body))
}
