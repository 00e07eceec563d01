import { createHash, randomBytes } from 'node:crypto'
import { type Decision, decide, type Facts } from '@tegata/policy'
import type { Realm, Session, User } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { csrfOf, ensureBrowser, readBrowser, refuseForm } from '../journey/browser.ts'
import type { Where } from '../journey/enrol.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, seeOther, sendError, whereOf } from '../journey/reading.ts'
import type { Language } from '../ui/languages.ts'
import type { Form } from '../ui/pieces.ts'
import type { AccountFrame } from './account-frame.ts'

/** The built-in client as which people sign in to their account. */
const accountClient = 'tegata-account'
/** Asks for a second factor of the last five minutes. */
const fresh = 'urn:tegata:acr:fresh'

export type SessionOf = (ctx: RequestContext, realm: Realm) => Promise<{ session: Session; user: User } | undefined>

/** One request of somebody who is signed in, with what they may do now. */
export type AccountVisit = {
  ctx: RequestContext
  realm: Realm
  user: User
  session: Session
  facts: Facts
  decision: Decision
  language: Language
  frame: AccountFrame
  where: Where
  now: number
  token: string
  /** The browser has just come back from the authorization endpoint. */
  hasReturned: boolean
  path(rest?: string): string
  form(rest: string): Form
}

export function createAccountVisits({ storage, cookies, publicUrl, gatherFacts, sessionOf }: Parts & { sessionOf: SessionOf }) {
  const pathOf = (realm: Realm) => (rest = ''): string => `/realms/${realm.name}/account${rest}`

  /**
   * To our own authorization endpoint, and back to `to`. `acr` is demanded: what is missing for it is asked there, the
   * session id changes with it, and nothing else than the sign-in can make a proof (S-1, P34).
   */
  function authorize(ctx: RequestContext, realm: Realm, to: string, acr: string | null): void {
    const { token } = ensureBrowser(cookies, ctx, realm.name)
    const target = Buffer.from(to).toString('base64url')
    const parameters = new URLSearchParams({
      client_id: accountClient, response_type: 'code', scope: 'openid', redirect_uri: new URL(pathOf(realm)('/callback'), publicUrl).href,
      state: `${target}.${csrfOf(token, `to ${to}`)}`, nonce: randomBytes(16).toString('base64url'),
      // Nobody redeems the code: the session that it belongs to is read from its cookie. It ends by itself within a minute.
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'), code_challenge_method: 'S256',
    })
    if (acr !== null) parameters.set('claims', JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } }))
    for (const name of ['ui_locales', 'login_hint']) {
      const value = queryOf(ctx, name)
      if (value !== null) parameters.set(name, value.slice(0, 254))
    }
    seeOther(ctx, `/realms/${realm.name}/protocol/openid-connect/auth?${parameters}`)
  }

  /** Where the browser wanted to go before it signed in; only where this browser itself was sent from. */
  function targetOf(ctx: RequestContext, realm: Realm): string {
    const [target = '', proof] = (queryOf(ctx, 'state') ?? '').split('.')
    const to = Buffer.from(target, 'base64url').toString('utf8')
    const { token } = readBrowser(cookies, ctx, realm.name)
    const home = pathOf(realm)()
    return token !== undefined && proof === csrfOf(token, `to ${to}`) && (to === home || to.startsWith(`${home}/`)) ? to : home
  }

  async function visit(ctx: RequestContext): Promise<AccountVisit | undefined> {
    const realm = realmOf(ctx)
    const path = pathOf(realm)
    const self = ctx.method === 'GET' ? ctx.path : path()
    const live = await sessionOf(ctx, realm)
    const hasReturned = queryOf(ctx, 'signed-in') !== null
    if (live === undefined) {
      if (hasReturned) sendError(ctx, storage.clock.now(), 'expired', { retryHref: path() })
      else authorize(ctx, realm, self, null)
      return undefined
    }

    const { session, user } = live
    const facts = await gatherFacts({
      now: storage.clock.now(), channel: 'account', realm, user, client: await storage.clients.find(realm.id, accountClient) ?? null,
      request: { address: ctx.state.address }, session: { startedAt: session.startedAt, consoleUsedAt: null }, proofs: session.proofs,
    })
    const decision = decide(facts)
    if (!decision.satisfied) {
      if (hasReturned) sendError(ctx, storage.clock.now(), 'unmet')
      else authorize(ctx, realm, self, decision.acrToAskFor)
      return undefined
    }

    const { token } = ensureBrowser(cookies, ctx, realm.name)
    const language = languageOf(ctx, realm, { user })
    const form = (rest: string): Form => ({ action: path(rest), csrf: csrfOf(token, `account ${session.uid}`) })
    return {
      ctx, realm, user, session, facts, decision, language, token, hasReturned, path, form, now: facts.now, where: whereOf(ctx, accountClient),
      frame: { ...frame(realm, language, self), username: user.username, signOut: form('/sign-out') },
    }
  }

  return {
    show: visit,

    /** For a POST: the form is ours and was shown to this browser in this session. */
    async answer(ctx: RequestContext): Promise<{ visit: AccountVisit; fields: Readonly<Record<string, string>> } | undefined> {
      const seen = await visit(ctx)
      if (seen === undefined) return undefined
      const body = await readForm(ctx.req)
      if (!body.ok) {
        sendError(ctx, seen.now, 'bad-request', { retryHref: seen.path() })
        ctx.status = body.status
        return undefined
      }
      const refusal = refuseForm(ctx, { browser: readBrowser(cookies, ctx, seen.realm.name), about: `account ${seen.session.uid}`, csrf: body.value.csrf, origin: publicUrl.origin })
      if (refusal !== null) return void sendError(ctx, seen.now, 'forbidden', { retryHref: seen.path() })
      return { visit: seen, fields: body.value }
    },

    /** Back from the authorization endpoint. */
    returned(ctx: RequestContext): void {
      const realm = realmOf(ctx)
      if (queryOf(ctx, 'error') !== null) return sendError(ctx, storage.clock.now(), queryOf(ctx, 'error') === 'access_denied' ? 'forbidden' : 'unmet', { retryHref: pathOf(realm)() })
      seeOther(ctx, `${targetOf(ctx, realm)}?signed-in=1`)
    },

    /** To prove a second factor anew, and back to this page; not twice in a row. */
    proveAnew({ ctx, realm, hasReturned, now }: AccountVisit): void {
      if (hasReturned) sendError(ctx, now, 'unmet')
      else authorize(ctx, realm, ctx.path, fresh)
    },

    pathOf,
  }
}
export type AccountVisits = ReturnType<typeof createAccountVisits>
