import { createHash, randomBytes } from 'node:crypto'
import type { Phone } from './phone.ts'
import type { Walker } from './walker.ts'

/** Nobody listens there: browsers of a test stop at it, and the code is read from the address. */
export const callbackOrigin = 'http://localhost:9'

export type Tokens = { access_token: string; refresh_token: string; id_token: string; expires_in: number; error?: string; error_description?: string }
export type TokenAnswer = { status: number; headers: Headers; body: Tokens }
type Asked = { url: URL; verifier: string; state: string; nonce: string }
type Options = { issuer: string; clientId: string; clientSecret?: string; node: () => string; redirectUri?: string }

/** A relying party with code and PKCE, written from the RFCs and nothing of the product. */
export class Application {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly #secret: string | undefined
  readonly #node: () => string

  constructor({ issuer, clientId, clientSecret, node, redirectUri = `${callbackOrigin}/callback` }: Options) {
    this.issuer = issuer
    this.clientId = clientId
    this.redirectUri = redirectUri
    this.#secret = clientSecret
    this.#node = node
  }

  /** An authorization request of its own. */
  ask(more: Record<string, string> = {}): Asked {
    const verifier = randomBytes(32).toString('base64url')
    const [state, nonce] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')]
    const url = new URL(`${this.issuer}/protocol/openid-connect/auth`)
    url.search = new URLSearchParams({
      client_id: this.clientId, response_type: 'code', scope: 'openid profile email', redirect_uri: this.redirectUri, state, nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...more,
    }).toString()
    return { url, verifier, state, nonce }
  }

  token(fields: Record<string, string>, node = this.#node()): Promise<TokenAnswer> {
    return this.post('/protocol/openid-connect/token', fields, node)
  }

  async post(path: string, fields: Record<string, string>, node = this.#node()): Promise<TokenAnswer> {
    const answer = await fetch(new URL(new URL(this.issuer).pathname + path, node), {
      method: 'POST', signal: AbortSignal.timeout(60_000),
      body: new URLSearchParams({ client_id: this.clientId, ...(this.#secret !== undefined && { client_secret: this.#secret }), ...fields }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : { error: text } }
  }

  redeem(code: string, { verifier }: Pick<Asked, 'verifier'>, node?: string): Promise<TokenAnswer> {
    return this.token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: this.redirectUri }, node)
  }

  refresh(token: string, node?: string): Promise<TokenAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token }, node)
  }

  userinfo(accessToken: string, node = this.#node()): Promise<Response> {
    return fetch(new URL(`${new URL(this.issuer).pathname}/protocol/openid-connect/userinfo`, node), { headers: { authorization: `Bearer ${accessToken}` } })
  }

  /** The code of the address where a walk stopped; undefined when it did not get that far. */
  codeOf({ shown }: Walker): string | undefined {
    return shown.url.href.startsWith(this.redirectUri) ? shown.url.searchParams.get('code') ?? undefined : undefined
  }

  /** Password and code, until the application has its tokens. */
  async signIn(walker: Walker, { username, password, phone }: { username: string; password: string; phone?: Phone }, more: Record<string, string> = {}): Promise<Tokens> {
    const asked = this.ask(more)
    await walker.open(asked.url)
    await walker.send({ username, password }, 'login')
    if (phone !== undefined) await walker.send({ code: await phone.next() }, 'code')
    return this.finish(walker, asked)
  }

  /** Signs in by the session that the walker has. */
  async signInSilently(walker: Walker, more: Record<string, string> = {}): Promise<{ code: string; asked: Asked }> {
    const asked = this.ask({ prompt: 'none', ...more })
    await walker.open(asked.url)
    const code = this.codeOf(walker)
    if (code === undefined) throw new Error(`no code: ${walker.shown.url.href}`)
    return { code, asked }
  }

  async finish(walker: Walker, asked: Asked): Promise<Tokens> {
    const code = this.codeOf(walker)
    if (code === undefined) throw new Error(`no code on "${walker.shown.title}" (${walker.shown.url.href}, ${walker.shown.status}): ${walker.shown.alert ?? ''}`)
    const { status, body } = await this.redeem(code, asked)
    if (status !== 200) throw new Error(`the code was refused: ${JSON.stringify(body)}`)
    return body
  }
}

/** What a token says, unverified: for reading in tests. */
export const claimsOf = (token: string): Record<string, unknown> => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
