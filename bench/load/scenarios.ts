import type { House } from '../house/house.ts'
import { Browser, formOf, leadsTo, unexpected } from './browser.ts'
import type { Connection } from './connection.ts'
import type { Algorithm, ScenarioName } from './messages.ts'
import { type Application, askForTokens, basic, SignIn } from './sign-in.ts'

/** One operation, again and again on its own connection. */
export type Operation = () => Promise<void>

/** What scenarios take from: people and sessions, each handed out in turn. */
export type Stock = {
  house: House
  nextPerson(): string
  /** A session that has not been at this application before, by its cookie header. */
  nextFreshSession(application: string): string
}

type Prepare = (stock: Stock, connection: Connection, alg: Algorithm) => Promise<Operation>

export const application = (house: House, alg: Algorithm): Application => ({ id: `app-${alg}`, secret: house.clientSecret })
const publicPage = (alg: Algorithm): Application => ({ id: `page-${alg}`, secret: null })
const service = (house: House, alg: Algorithm): Application => ({ id: `service-${alg}`, secret: house.clientSecret })

export const scenarios: Record<ScenarioName, Prepare> = {
  'sign-in': async (stock, connection, alg) => async () => {
    await new SignIn(stock.house, connection, application(stock.house, alg)).walk(stock.nextPerson())
  },

  upstream: async (stock, connection, alg) => async () => {
    await new SignIn(stock.house, connection, application(stock.house, alg)).walkThroughUpstream(stock.nextPerson())
  },

  sso: async (stock, connection, alg) => async () => {
    const app = application(stock.house, alg)
    await new SignIn(stock.house, connection, app, stock.nextFreshSession(app.id)).single()
  },

  /** Each worker comes back with a session of its own: two first visits at the same time would each make a grant. */
  async 'sso-again'(stock, connection, alg) {
    const app = application(stock.house, alg)
    const session = stock.nextFreshSession(app.id)
    const visit = async () => void await new SignIn(stock.house, connection, app, session).single()
    await visit()
    return visit
  },

  refresh: (stock, connection, alg) => refreshing(stock, connection, application(stock.house, alg)),
  'refresh-rotating': (stock, connection, alg) => refreshing(stock, connection, publicPage(alg)),

  'client-credentials': async ({ house }, connection, alg) => async () => {
    await askForTokens(house, connection, service(house, alg), { grant_type: 'client_credentials' })
  },

  async introspection(stock, connection, alg) {
    const { house } = stock
    const app = application(house, alg)
    const { access } = await new SignIn(house, connection, app, stock.nextFreshSession(app.id)).single()
    const path = `/realms/${house.realm}/protocol/openid-connect/token/introspect`
    return async () => {
      const response = await connection.request({ method: 'POST', path, headers: basic(app), form: { token: access } })
      if (!response.body.includes('"active":true')) throw unexpected(response, 'the token is not active')
    }
  },

  discovery: ({ house }, connection) => reading(connection, `/realms/${house.realm}/.well-known/openid-configuration`),
  jwks: ({ house }, connection) => reading(connection, `/realms/${house.realm}/protocol/openid-connect/certs`),

}

async function refreshing(stock: Stock, connection: Connection, app: Application): Promise<Operation> {
  const { house } = stock
  let { refresh } = await new SignIn(house, connection, app, stock.nextFreshSession(app.id)).single()
  return async () => {
    ({ refresh } = await askForTokens(house, connection, app, { grant_type: 'refresh_token', refresh_token: refresh }))
  }
}

async function reading(connection: Connection, path: string): Promise<Operation> {
  return async () => {
    const response = await connection.request({ path })
    if (response.status !== 200) throw unexpected(response, 'nothing to read')
  }
}

/** A wrong password on an open login page; the page stays open, only its answer is awaited. */
export async function guessing({ house }: Stock, connection: Connection, username: () => string): Promise<Operation> {
  const browser = new Browser(connection)
  const { id } = application(house, 'EdDSA')
  const query = new URLSearchParams({
    client_id: id, redirect_uri: house.redirectUri, response_type: 'code', scope: 'openid', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  })
  const page = leadsTo(await browser.get(`/realms/${house.realm}/protocol/openid-connect/auth?${query}`))
  const { action, csrf } = formOf(await browser.get(page))
  return async () => {
    const response = await browser.post(action, { csrf, username: username(), password: 'not this one' })
    if (response.status !== 303) throw unexpected(response, 'the guess was not answered')
  }
}
