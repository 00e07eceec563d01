import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { Client, Realm } from '@tegata/storage'
import { isUnavailable } from '../http/unavailable.ts'
import { frameOf } from '../ui/frame.ts'
import { type ErrorKind, errorPage } from '../ui/pages/error.ts'
import { sendPage } from '../ui/send-page.ts'
import { storedClient, webOriginsOf } from './client.ts'
import { goOnToUpstream, languageOf, leaveByPage, leaveWhenNobodyIsSignedIn, switchPerson } from './logout.ts'
import type { Onward } from './onward.ts'
import { protocolRequest } from './protocol-request.ts'
import type { Sessions } from './sessions.ts'
import { dressResponse } from './token-shape.ts'

type Next = () => Promise<unknown>

/** Called by scripts of applications: these answer with credentials to the origins that the realm's clients name. */
const scripted = new Set(['token', 'userinfo', 'revocation', 'introspection'].flatMap((route) => [route, `cors.${route}`]))

type Needs = {
  realm: Realm
  /** Only which origins the realm knows is read from them. */
  clients: readonly Client[]
  discovery: { text: string | undefined }
  sessions: Pick<Sessions, 'endOne' | 'findLive'>
  onward: Onward
  unexpected: (error: unknown, requestId: string) => void
}

/** What every answer of the provider goes through on its way out. */
export const createFinishing = ({ realm, clients, discovery, sessions, onward, unexpected }: Needs) => {
  const origins = new Set(clients.flatMap((client) => [...webOriginsOf(client)]))
  const renderError = createRenderError(realm)
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    try {
      await next()
    } catch (error) {
      unexpected(error, protocolRequest().requestId)
      ctx.status = 500
      return renderError(ctx, { error: 'server_error' }, new Error('server_error'))
    }
    const { oidc } = ctx
    if (oidc === undefined) return
    if (oidc.route === 'discovery' && ctx.status === 200) discovery.text = JSON.stringify(ctx.body)
    dressResponse(ctx)
    await leaveWhenNobodyIsSignedIn(ctx, realm, sessions)
    await switchPerson(ctx)
    await goOnToUpstream(ctx, realm, onward)
    leaveAfterForm(ctx, realm)
    openFormTarget(ctx)
    // keycloak-js sends its token requests with `credentials: 'include'`.
    if (scripted.has(oidc.route) && origins.has(ctx.get('origin')) && ctx.response.get('access-control-allow-origin') === ctx.get('origin')) {
      ctx.set('Access-Control-Allow-Credentials', 'true')
    }
  }
}

/** The confirmed sign-out is a POST of ours: off our origin it leaves by a page. */
function leaveAfterForm(ctx: KoaContextWithOIDC, realm: Realm): void {
  if (ctx.oidc.route !== 'end_session_confirm' || ctx.status !== 303) return
  const target = ctx.response.get('location')
  if (URL.parse(target, ctx.href)?.origin === ctx.origin) return
  const client = ctx.oidc.entities.Client
  ctx.remove('location')
  leaveByPage(ctx, realm, target, client === undefined ? null : storedClient(client))
}

/** `response_mode=form_post` posts to the application: the one form of ours that may leave, to the address that was checked. */
function openFormTarget(ctx: KoaContextWithOIDC): void {
  const { params, redirectUriCheckPerformed } = ctx.oidc
  const uri = params?.redirect_uri
  if (params?.response_mode !== 'form_post' || redirectUriCheckPerformed !== true || typeof uri !== 'string') return
  const policy = ctx.response.get('content-security-policy')
  const origin = URL.parse(uri)?.origin
  if (policy !== '' && origin !== undefined && origin !== 'null') {
    ctx.set('Content-Security-Policy', policy.replace(/form-action [^;]*/, `form-action ${origin}`))
  }
}

/** The database does not answer: nobody's mistake, and soon over. Redirects keep OAuth's own words for it. */
export function answerUnavailable(ctx: KoaContextWithOIDC): void {
  if (ctx.status < 500) return
  ctx.status = 503
  ctx.set('Retry-After', '5')
  if (typeof ctx.body === 'object') ctx.body = { error: 'temporarily_unavailable', error_description: 'try again in a few seconds' }
}

const kinds: Readonly<Record<string, ErrorKind>> = {
  invalid_client: 'client',
  invalid_redirect_uri: 'client',
  unauthorized_client: 'client',
  unmet_authentication_requirements: 'unmet',
  server_error: 'unexpected',
  access_denied: 'forbidden',
}

/** What a person sees when an application's request cannot be answered to the application. */
export const createRenderError = (realm: Realm) => async (ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> => {
  const kind = isUnavailable(error) ? 'unavailable' : error.name === 'SessionNotFound' ? 'expired' : kinds[out.error] ?? 'bad-request'
  sendPage(ctx, errorPage({
    ...frameOf(realm, languageOf(ctx, realm, ctx.query.ui_locales)),
    kind,
    reference: protocolRequest().requestId.slice(0, 8),
    at: Date.now(),
    ...(kind === 'unavailable' ? {} : { detail: [out.error, out.error_description].filter(Boolean).join(': ') }),
  }), ctx.status === 404 || ctx.status < 400 ? 400 : ctx.status)
}
