import { createHash, randomBytes } from 'node:crypto'
import type { House } from '../house/house.ts'
import { Browser, formOf, leadsTo, unexpected } from './browser.ts'
import type { Connection, Response } from './connection.ts'
import type { Phase } from './messages.ts'
import { codeOf } from './totp.ts'

export type Tokens = { access: string; refresh: string }
export type Application = { id: string; secret: string | null }

/** A sign-in as the requests that make it up; each goes on from where the one before arrived. */
export class SignIn {
  readonly #house: House
  readonly #application: Application
  readonly #verifier = randomBytes(32).toString('base64url')
  readonly browser: Browser
  #at = ''
  #page: Response | undefined
  tokens: Tokens | undefined

  constructor(house: House, connection: Connection, application: Application, cookies?: string) {
    this.#house = house
    this.#application = application
    this.browser = new Browser(connection, cookies)
  }

  /** With the code of this instant: nobody may come twice within a time step. */
  async walk(username: string): Promise<Tokens> {
    await this.step('authorization')
    await this.step('login page')
    await this.step('password', username)
    await this.step('code page')
    await this.step('code')
    await this.step('leaving page')
    await this.step('resumption')
    await this.step('token')
    return this.#got()
  }

  /** Through the identity provider, which is asked for no page: whoever comes is known from the code. */
  async walkThroughUpstream(username: string): Promise<Tokens> {
    await this.step('authorization')
    await this.step('login page')
    await this.#throughUpstream(username)
    await this.step('leaving page')
    await this.step('resumption')
    await this.step('token')
    return this.#got()
  }

  /** By a session that is there already: two requests. */
  async single(): Promise<Tokens> {
    await this.step('authorization')
    await this.step('token')
    return this.#got()
  }

  async step(phase: Phase, username = ''): Promise<void> {
    const { password, totpSecret } = this.#house
    switch (phase) {
      case 'authorization': return this.#follow(await this.browser.get(this.#authorization()))
      case 'login page':
      case 'code page': return this.#show(await this.browser.get(this.#at))
      case 'password': return this.#follow(await this.#answer({ username, password }))
      case 'code': return this.#follow(await this.#answer({ code: codeOf(totpSecret) }))
      case 'leaving page': return this.#follow(await this.browser.get(this.#at))
      case 'resumption': return this.#follow(await this.browser.get(this.#at))
      case 'token': return this.#redeem()
    }
  }

  async #throughUpstream(username: string): Promise<void> {
    const { upstream } = this.#house
    if (upstream === undefined) throw new Error('There is no identity provider.')
    const { alias, issuer } = upstream
    const started = await this.browser.get(`${this.#at.split('?')[0]}/upstream/${alias}`)
    const query = new URL(started.headers.get('location') ?? '', issuer).searchParams
    const back = query.get('redirect_uri')
    if (back === null) throw unexpected(started, `it does not lead to ${alias}`)
    const code = Buffer.from(JSON.stringify({ sub: username, nonce: query.get('nonce') })).toString('base64url')
    this.#follow(await this.browser.get(`${new URL(back).pathname}?${new URLSearchParams({ code, state: query.get('state') ?? '', iss: issuer })}`))
  }

  #authorization(): string {
    const { realm, redirectUri } = this.#house
    const query = new URLSearchParams({
      client_id: this.#application.id, redirect_uri: redirectUri, response_type: 'code', scope: 'openid profile email', state: 'bench', nonce: 'bench',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'), code_challenge_method: 'S256',
    })
    return `/realms/${realm}/protocol/openid-connect/auth?${query}`
  }

  #follow(response: Response): void {
    this.#at = leadsTo(response)
  }

  #show(page: Response): void {
    if (page.status !== 200) throw unexpected(page, 'no page')
    this.#page = page
  }

  async #answer(fields: Record<string, string>): Promise<Response> {
    if (this.#page === undefined) throw new Error('There is no page to answer.')
    const { action, csrf } = formOf(this.#page)
    return this.browser.post(action, { csrf, ...fields })
  }

  async #redeem(): Promise<void> {
    const code = new URL(this.#at, 'http://nowhere').searchParams.get('code')
    if (code === null || !this.#at.startsWith(this.#house.redirectUri)) throw new Error(`The sign-in did not come back to the application but to ${this.#at}`)
    this.tokens = await askForTokens(this.#house, this.browser.connection, this.#application, {
      grant_type: 'authorization_code', code, redirect_uri: this.#house.redirectUri, code_verifier: this.#verifier,
    })
  }

  #got(): Tokens {
    if (this.tokens === undefined) throw new Error('There are no tokens.')
    return this.tokens
  }
}

export const basic = ({ id, secret }: Application): Record<string, string> =>
  secret === null ? {} : { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }

export async function askForTokens(house: House, connection: Connection, application: Application, form: Record<string, string>): Promise<Tokens> {
  const response = await connection.request({
    method: 'POST', path: `/realms/${house.realm}/protocol/openid-connect/token`, headers: basic(application),
    form: application.secret === null ? { ...form, client_id: application.id } : form,
  })
  if (response.status !== 200) throw unexpected(response, 'no tokens')
  const { access_token: access, refresh_token: refresh = '' }: { access_token: string; refresh_token?: string } = JSON.parse(response.body)
  return { access, refresh }
}
