import type Provider from 'oidc-provider'
import type { Client as ProviderClient, KoaContextWithOIDC } from 'oidc-provider'
import type { Client, Realm, Storage } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { frameOf, inWords } from '../ui/frame.ts'
import { pickLanguage } from '../ui/languages.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import { loggedOutPage, logoutPage } from '../ui/pages/logout.ts'
import { sendPage } from '../ui/send-page.ts'
import { isSecretOf, storedClient } from './client.ts'
import type { Onward } from './onward.ts'
import { inProtocolRequest, protocolRequest } from './protocol-request.ts'
import { prototypeOf, replaceMethod } from './seams.ts'
import type { Sessions } from './sessions.ts'
import { subjectOf } from './subject.ts'

type Needs = { sessions: Pick<Sessions, 'endOne' | 'findLive'>; storage: Pick<Storage, 'upstreamSessions'> }
type PostedNeeds = Needs & { storage: Pick<Storage, 'clock'>; onward: Onward }

/**
 * Signing out of the provider ends our session with it, in one unit with the logouts that its clients are owed. Where it
 * came from is read before, since that ends with it.
 */
export function endSessionsWith(provider: Provider, { sessions, storage }: Needs, realm: Realm): void {
  replaceMethod(prototypeOf(provider.Session), 'destroy', async (session, original) => {
    const uid: unknown = Reflect.get(session, 'uid')
    const { address, userAgent } = protocolRequest()
    if (typeof uid === 'string') {
      const live = await sessions.findLive(realm, uid)
      protocolRequest().leftUpstream = await storage.upstreamSessions.of(realm.id, uid) ?? null
      await sessions.endOne(realm, uid, { actor: live?.user.id ?? null, reason: 'signed-out', address, userAgent })
      protocolRequest().live.delete(uid)
    }
    await original()
  })
  // What was refused once is not tried again on the way out: the first refusal is the answer.
  replaceMethod(prototypeOf(provider.Session), 'save', async (session, original, args) => {
    try {
      return await original(...args)
    } catch (error) {
      Reflect.set(session, 'destroyed', true)
      throw error
    }
  })
}

/**
 * RP-initiated logout. A hint that we issued for this very session is the application's word that the person signs out:
 * no question. Anything else could be a page somewhere that wants to sign people out, and asks first.
 */
export const createLogoutSource = (realm: Realm) => async (ctx: KoaContextWithOIDC, _form: string): Promise<void> => {
  const { session, entities, params } = ctx.oidc
  const hint = entities.IdTokenHint?.payload
  if (session === undefined) throw new Error('Signing out needs a session.')
  const user = protocolRequest().live.get(session.uid)?.user
  const isHinted = user !== undefined && hint?.sub === subjectOf(user)
  if (isHinted && (hint?.sid === undefined || hint.sid === session.uid)) return signOut(ctx)

  const secret: unknown = session.state?.secret
  const client = entities.Client === undefined ? null : storedClient(entities.Client)
  sendPage(ctx, logoutPage({
    ...frameOf(realm, languageOf(ctx, realm, params?.ui_locales)),
    action: ctx.oidc.urlFor('end_session_confirm'),
    hidden: [{ name: 'xsrf', value: typeof secret === 'string' ? secret : '' }],
    confirm: { name: 'logout', value: 'yes' },
    ...(user === undefined ? {} : { username: user.username }),
    ...(client?.homeUrl == null ? {} : { stayHref: client.homeUrl }),
  }))
}

async function signOut(ctx: KoaContextWithOIDC): Promise<void> {
  await ctx.oidc.session?.destroy()
  clearSession(ctx)
  leave(ctx)
}

const clearSession = (ctx: KoaContextWithOIDC): void => {
  ctx.cookies.set(ctx.oidc.provider.cookieName('session'), null, { path: '/', httpOnly: true, sameSite: 'lax' })
}

/** To the registered address that was named (oidc-provider has checked it), otherwise to our own last page. */
function leave(ctx: KoaContextWithOIDC): void {
  const { post_logout_redirect_uri: uri, state } = ctx.oidc.params ?? {}
  ctx.status = 303
  ctx.redirect(typeof uri === 'string' ? withState(uri, state) : ctx.oidc.urlFor('end_session_success'))
}

function withState(uri: string, state: unknown): string {
  const url = new URL(uri)
  if (typeof state === 'string') url.searchParams.set('state', state)
  return url.href
}

/** After a sign-out: on to the upstream, when the session that has ended came from one that signs out. */
export async function goOnToUpstream(ctx: KoaContextWithOIDC, realm: Realm, onward: Onward): Promise<void> {
  const { leftUpstream } = protocolRequest()
  const isSignOut = ctx.oidc.route === 'end_session' || ctx.oidc.route === 'end_session_confirm'
  if (!isSignOut || ctx.status !== 303 || leftUpstream === null) return
  ctx.redirect(await onward(realm, leftUpstream, new URL(ctx.response.get('location'), ctx.href).href))
}

/**
 * Nobody is signed in in this browser: nothing to ask, and nothing to post. oidc-provider answers with a form that a
 * script would send; our pages run none. A hint of ours is the application's word all the same: a provider behind which we
 * stand sends it from its server, without anybody's cookie, and expects the session to end (as our POST does).
 */
export async function leaveWhenNobodyIsSignedIn(ctx: KoaContextWithOIDC, realm: Realm, { endOne, findLive }: Pick<Sessions, 'endOne' | 'findLive'>): Promise<void> {
  const { route, session, entities } = ctx.oidc
  if (route !== 'end_session' || ctx.status !== 200 || session === undefined || session.accountId !== undefined) return
  const hint = entities.IdTokenHint?.payload
  const live = typeof hint?.sid === 'string' ? await findLive(realm, hint.sid) : undefined
  if (live !== undefined && subjectOf(live.user) === hint?.sub) {
    const { address, userAgent } = protocolRequest()
    await endOne(realm, live.session.uid, { actor: live.user.id, reason: 'signed-out', address, userAgent, clientId: ctx.oidc.client?.clientId ?? null })
  }
  leave(ctx)
}

/**
 * Somebody else signed in while this page was open: oidc-provider ends the other session first, again by a form that a
 * script would send. The person at this browser has just proved who they are; what remains is to end the other one.
 * Its form comes back to this very interaction. Any other target is what a sign-out page left that was only looked at.
 */
export async function switchPerson(ctx: KoaContextWithOIDC): Promise<void> {
  const { route, session } = ctx.oidc
  const target = session?.state?.postLogoutRedirectUri
  if (route !== 'resume' || ctx.status !== 200 || session === undefined || target !== ctx.oidc.urlFor('resume', ctx.params)) return
  await session.destroy()
  clearSession(ctx)
  ctx.status = 303
  ctx.redirect(target)
}

export const createSignedOutSource = (realm: Realm) => async (ctx: KoaContextWithOIDC): Promise<void> => {
  const client = ctx.oidc.client === undefined ? null : storedClient(ctx.oidc.client)
  const language = languageOf(ctx, realm, ctx.query.ui_locales)
  sendPage(ctx, loggedOutPage({
    ...frameOf(realm, language),
    ...(client?.homeUrl == null ? {} : { application: { title: inWords(client.name, language), href: client.homeUrl } }),
  }))
}

export const languageOf = (ctx: { get(field: string): string }, realm: Realm, uiLocales: unknown) =>
  pickLanguage(typeof uiLocales === 'string' ? uiLocales : null, null, ctx.get('accept-language'), realm.settings.languages)

/**
 * `POST …/logout`, which browsers send without our cookie when another site's page posts it. The proof is in the body:
 * an ID token, or a refresh token with the client's own authentication (Keycloak, 204). Without either it becomes the
 * GET that asks. With a hint the browser goes on to the upstream, by a page of ours: the form that is posted here is checked
 * by its own page's rules for every address that it is led to.
 */
export const createPostedLogout = ({ sessions, storage, onward }: PostedNeeds) => async (ctx: RequestContext, realm: Realm, provider: Provider): Promise<void> => {
  const form = await readForm(ctx.req)
  if (!form.ok) return refuse(ctx, 'the form cannot be read', form.status)
  const fields = form.value
  const { address, requestId } = ctx.state
  const userAgent = ctx.get('user-agent').slice(0, 300)

  await inProtocolRequest({ address, userAgent, requestId }, async () => {
    const ending = (userId: string, clientId: string) => ({ actor: userId, reason: 'signed-out', address, userAgent, clientId })
    if (fields.refresh_token !== undefined) {
      const client = await authenticated(provider, ctx, fields, storage.clock.now())
      if (client === undefined) return refuse(ctx, 'client authentication failed', 401, 'invalid_client')
      const token = await provider.RefreshToken.find(fields.refresh_token)
      if (token === undefined || token.clientId !== client.clientId) return refuse(ctx, 'Invalid refresh token', 400, 'invalid_grant')
      await sessions.endOne(realm, token.sessionUid ?? '', ending(token.accountId ?? '', client.clientId))
      await provider.AccessToken.revokeByGrantId(token.grantId ?? '')
      ctx.status = 204
      return
    }
    if (fields.id_token_hint === undefined) return askByGet(ctx, fields)

    const hinted = await hintOf(provider, fields.id_token_hint)
    if (hinted === undefined) return refuse(ctx, 'could not validate id_token_hint')
    const { client, payload } = hinted
    if (fields.client_id !== undefined && fields.client_id !== client.clientId) return refuse(ctx, 'client_id does not match the hint')
    const uri = fields.post_logout_redirect_uri
    if (uri !== undefined && !client.postLogoutRedirectUriAllowed(uri)) return refuse(ctx, 'post_logout_redirect_uri not registered')
    const returnTo = uri === undefined ? provider.urlFor('end_session_success') : withState(uri, fields.state)
    const live = typeof payload.sid === 'string' ? await sessions.findLive(realm, payload.sid) : undefined
    if (live !== undefined && subjectOf(live.user) === payload.sub) {
      const left = await storage.upstreamSessions.of(realm.id, live.session.uid)
      const isOurs = await isOfThisBrowser(provider, ctx, live.session.uid)
      await sessions.endOne(realm, live.session.uid, ending(live.user.id, client.clientId))
      // Whoever merely holds our ID token must not be handed the upstream's, with all that it says: there they are asked.
      const target = await onward(realm, left === undefined ? null : { ...left, idToken: isOurs ? left.idToken : null }, returnTo)
      if (target !== returnTo) return leaveByPage(ctx, realm, target, storedClient(client))
    }
    ctx.status = 303
    ctx.redirect(returnTo)
  })
}

/** Whether the browser that posts this brought the cookie of that very session; another site's form never does. */
const isOfThisBrowser = async (provider: Provider, ctx: RequestContext, uid: string): Promise<boolean> => {
  const session = await provider.Session.get(ctx)
  return session.accountId !== undefined && session.uid === uid
}

/** A redirect that answers a form is checked against `form-action` on every hop: this leaves by a page of ours. */
export function leaveByPage(ctx: Parameters<typeof sendPage>[0] & { get(field: string): string }, realm: Realm, href: string, client: Client | null): void {
  const language = languageOf(ctx, realm, undefined)
  sendPage(ctx, leavingPage({
    ...frameOf(realm, language), href, signedOut: true, application: client === null ? new URL(href).host : inWords(client.name, language),
  }))
}

function askByGet(ctx: RequestContext, fields: Readonly<Record<string, string>>): void {
  const names = ['client_id', 'post_logout_redirect_uri', 'state', 'ui_locales', 'logout_hint']
  const query = new URLSearchParams()
  for (const name of names) if (fields[name] !== undefined) query.set(name, fields[name])
  ctx.status = 303
  ctx.redirect(`${ctx.path}?${query}`)
}

async function hintOf(provider: Provider, hint: string): Promise<{ client: ProviderClient; payload: Record<string, unknown> } | undefined> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(hint.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const audience: unknown = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'aud') : undefined
    const client = typeof audience === 'string' ? await provider.Client.find(audience) : undefined
    return client && { client, payload: (await provider.IdToken.validate(hint, client)).payload }
  } catch {
    return undefined
  }
}

/** `client_id` of a public client, or the secret of a confidential one, in the form or by HTTP Basic. */
async function authenticated(provider: Provider, ctx: RequestContext, fields: Readonly<Record<string, string>>, now: number): Promise<Client | undefined> {
  const [, encoded] = /^basic ([a-z0-9+/=]+)$/i.exec(ctx.get('authorization')) ?? []
  const [basicId, basicSecret] = encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8').split(':').map(decode)
  const found = await provider.Client.find(basicId ?? fields.client_id ?? '')
  const client = found && storedClient(found)
  if (client === undefined || client.secretHash === null) return client
  return isSecretOf(client, basicSecret ?? fields.client_secret ?? '', now) ? client : undefined
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll('+', '%20'))
  } catch {
    return ''
  }
}

function refuse(ctx: RequestContext, description: string, status = 400, error = 'invalid_request'): void {
  ctx.status = status
  ctx.body = { error, error_description: description }
}
