import type { Realm, User } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import type { Where } from './enrol.ts'
import { frameOf } from '../ui/frame.ts'
import { type Language, pickLanguage } from '../ui/languages.ts'
import type { Frame, Page } from '../ui/layout.ts'
import { errorPage, type ErrorKind, cookiesNeededPage } from '../ui/pages/error.ts'
import { sendPage } from '../ui/send-page.ts'

const statuses: Partial<Record<ErrorKind, number>> = {
  gone: 410, expired: 410, 'other-browser': 403, 'other-person': 403, forbidden: 403, 'bad-request': 400, 'not-found': 404, unavailable: 503,
}

/** The realm of a page. The outer middleware lets no other request get here. */
export function realmOf(ctx: RequestContext): Realm {
  const { realm } = ctx.state
  if (realm === undefined) throw new Error('This route is not below a realm.')
  return realm
}

const userAgentOf = (ctx: RequestContext): string => ctx.get('User-Agent').slice(0, 300)
export const whereOf = (ctx: RequestContext, clientId: string | null): Where => ({ address: ctx.state.address, userAgent: userAgentOf(ctx), clientId })

/** A single value of the query; a repeated one counts as none. */
export const queryOf = (ctx: RequestContext, name: string): string | null => {
  const value = ctx.query[name]
  return typeof value === 'string' ? value : null
}

type Wishes = { chosen?: Language | null; uiLocales?: string | null; user?: Pick<User, 'language'> | null }

/** What the page itself was asked in, then the request, then the person, then the browser. */
export const languageOf = (ctx: RequestContext, realm: Realm, { chosen, uiLocales, user }: Wishes = {}): Language => pickLanguage(
  [queryOf(ctx, 'ui_locales'), chosen, uiLocales].filter((wish) => wish != null).join(' '),
  user?.language, ctx.get('Accept-Language'), realm.settings.languages,
)

/** `self` is the page's own address, so that switching the language never repeats an answer. */
export const frame = (realm: Realm, language: Language, self: string): Frame => frameOf(realm, language, self)

export function sendError(ctx: RequestContext, at: number, kind: ErrorKind, more: { retryHref?: string; language?: Language } = {}): void {
  const realm = realmOf(ctx)
  const view = frameOf(realm, more.language ?? languageOf(ctx, realm))
  sendPage(ctx, errorPage({ ...view, kind, reference: ctx.state.requestId.slice(0, 8), at, retryHref: more.retryHref }), statuses[kind] ?? 400)
}

export function sendCookiesNeeded(ctx: RequestContext, publicUrl: URL, retryHref?: string): void {
  const realm = realmOf(ctx)
  sendPage(ctx, cookiesNeededPage({ ...frameOf(realm, languageOf(ctx, realm)), host: publicUrl.host, retryHref }), 400)
}

export const send = (ctx: RequestContext, page: Page): void => sendPage(ctx, page)

/** After a POST, always: a reload asks for a page, never repeats an answer. */
export function seeOther(ctx: RequestContext, path: string): void {
  ctx.status = 303
  ctx.set('Location', path)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = ''
}
