import type { User } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import type { LinkState } from '../journey/links.ts'
import { inWords } from '../ui/frame.ts'
import { isLanguage } from '../ui/languages.ts'
import type { Page } from '../ui/layout.ts'
import { personName } from '../ui/person-name.ts'
import { forgotPage, forgotSentPage } from './forgot.ts'
import { linkProblemPage } from './link-problem.ts'
import { linkSentPage } from './link-sent.ts'
import { linkPage } from './link.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, seeOther, send, sendCookiesNeeded, whereOf } from '../journey/reading.ts'
import { createOutside } from './outside.ts'
import { updatedPage } from './updated.ts'
import type { Visit } from './visit.ts'

const tokenShape = /^[A-Za-z0-9_-]{43}$/
/** Seconds that a browser keeps a link's token, and a user name to fill in. */
const tokenAge = 24 * 60 * 60
const hintAge = 30 * 60

export function createLinkPages(parts: Parts) {
  const { links, cookies, publicUrl } = parts
  const { setting, fieldsOf } = createOutside(parts)
  const pathOf = (ctx: RequestContext, rest = ''): string => `/realms/${realmOf(ctx).name}/link${rest}`

  const readToken = (ctx: RequestContext): string | undefined => {
    const token = cookies.read(ctx, cookies.nameOf(realmOf(ctx).name, 'link'))
    return token !== undefined && tokenShape.test(token) ? token : undefined
  }

  function problemPage(ctx: RequestContext, { state, user }: { state: Exclude<LinkState['state'], 'good'>; user?: Pick<User, 'email'> | null }): Page {
    // Whose link was on paper may have no mailbox that another one could be sent to.
    const canRenew = state !== 'unknown' && user?.email != null
    const { view, form, realm } = setting(ctx, pathOf(ctx))
    return linkProblemPage({
      ...view, state, renew: canRenew ? form(pathOf(ctx, '/new')) : undefined, signInHref: state === 'used' ? `/realms/${realm.name}/account` : undefined,
    })
  }

  /** GET with the key: it leaves the address at once, so that no history, log or Referer keeps it (P-7). Writes nothing. */
  function receive(ctx: RequestContext): void {
    const key = queryOf(ctx, 'key')
    const chosen = queryOf(ctx, 'ui_locales')
    if (key !== null) cookies.write(ctx, cookies.nameOf(realmOf(ctx).name, 'link'), tokenShape.test(key) ? key : 'none', tokenAge)
    seeOther(ctx, pathOf(ctx, isLanguage(chosen) ? `?ui_locales=${chosen}` : ''))
  }

  async function show(ctx: RequestContext): Promise<void> {
    if (queryOf(ctx, 'key') !== null) return receive(ctx)
    const realm = realmOf(ctx)
    const token = readToken(ctx)
    if (token === undefined && cookies.read(ctx, cookies.nameOf(realm.name, 'link')) === undefined) return sendCookiesNeeded(ctx, publicUrl)
    const found = token === undefined ? { state: 'unknown' as const } : await links.look(realm, token)
    if (found.state !== 'good') return send(ctx, problemPage(ctx, found))
    const { user, link } = found
    const { form } = setting(ctx, pathOf(ctx))
    const language = languageOf(ctx, realm, { user })
    send(ctx, linkPage({
      ...frame(realm, language, pathOf(ctx)), ...form(pathOf(ctx)), purpose: link.purpose, username: user.username,
      name: personName(user, language), expiresAt: link.expiresAt,
    }))
  }

  /** "Click here to continue". */
  async function begin(ctx: RequestContext): Promise<void> {
    const realm = realmOf(ctx)
    const given = await fieldsOf(ctx, pathOf(ctx))
    if (given === undefined) return
    const token = readToken(ctx)
    const found = token === undefined ? { state: 'unknown' as const } : await links.look(realm, token)
    if (token === undefined || found.state === 'unknown') return send(ctx, problemPage(ctx, { state: 'unknown' }))
    const started = found.link.purpose === 'not-me' ? await links.notMe(realm, token, given.hash, whereOf(ctx, null)) : await links.start(realm, token, given.hash)
    if (started.state === 'started') {
      const chosen = queryOf(ctx, 'ui_locales')
      return seeOther(ctx, `/realms/${realm.name}/journey/${started.journeyId}${isLanguage(chosen) ? `?ui_locales=${chosen}` : ''}`)
    }
    if (started.state !== 'good') send(ctx, problemPage(ctx, started))
  }

  /** "Send me a new link": the same answer whatever became of it. */
  async function renew(ctx: RequestContext): Promise<void> {
    const given = await fieldsOf(ctx, pathOf(ctx))
    if (given === undefined) return
    const token = readToken(ctx)
    if (token !== undefined) await links.renew(realmOf(ctx), token, whereOf(ctx, null))
    const chosen = queryOf(ctx, 'ui_locales')
    seeOther(ctx, pathOf(ctx, `/sent${isLanguage(chosen) ? `?ui_locales=${chosen}` : ''}`))
  }

  const showSent = (ctx: RequestContext): void => send(ctx, linkSentPage(setting(ctx, pathOf(ctx, '/sent')).view))

  // --- Forgot your password? ---

  const forgotPath = (ctx: RequestContext): string => `/realms/${realmOf(ctx).name}/forgot-password`

  /** The sign-in that the person came from, if the address names one of ours. */
  function backOf(ctx: RequestContext): string | undefined {
    const id = queryOf(ctx, 'back')
    return id !== null && /^[\w-]{8,64}$/.test(id) ? `/realms/${realmOf(ctx).name}/journey/${id}` : undefined
  }

  function showForgot(ctx: RequestContext): void {
    const { view, form } = setting(ctx, `${forgotPath(ctx)}${keep(ctx)}`)
    const to = form(forgotPath(ctx))
    if (queryOf(ctx, 'sent') !== null) return send(ctx, forgotSentPage({ ...view, linkMinutes: Math.round(realmOf(ctx).settings.resetLinkMs / 60_000), backHref: backOf(ctx) }))
    send(ctx, forgotPage({
      ...view, ...to, action: `${forgotPath(ctx)}${keep(ctx)}`, backHref: backOf(ctx), problem: queryOf(ctx, 'missing') === null ? undefined : { code: 'username-missing' },
    }))
  }

  /** What the address of these pages keeps from one to the next. */
  function keep(ctx: RequestContext, more: Record<string, string> = {}): string {
    const kept = new URLSearchParams(more)
    for (const name of ['back', 'ui_locales']) {
      const value = queryOf(ctx, name)
      if (value !== null && value.length <= 64) kept.set(name, value)
    }
    return kept.size === 0 ? '' : `?${kept}`
  }

  async function forgot(ctx: RequestContext): Promise<void> {
    const given = await fieldsOf(ctx, forgotPath(ctx))
    if (given === undefined) return
    const login = (given.fields.username ?? '').trim()
    if (login === '') return seeOther(ctx, `${forgotPath(ctx)}${keep(ctx, { missing: '1' })}`)
    await links.forgot(realmOf(ctx), login.slice(0, 300), whereOf(ctx, null))
    seeOther(ctx, `${forgotPath(ctx)}${keep(ctx, { sent: '1' })}`)
  }

  // --- The end of a link's journey ---

  /** "Your account has been updated.", and on to the sign-in with the user name filled in. */
  function showUpdated({ ctx, realm, journey, frame: view, language }: Visit): Page {
    const { done, username } = journey.state
    const { startPage } = realm.settings
    if (done !== 'not-me') cookies.write(ctx, cookies.nameOf(realm.name, 'hint'), Buffer.from(username).toString('base64url'), hintAge)
    const account = { title: inWords(realm.settings.displayName, language), href: `/realms/${realm.name}/account` }
    const start = done === 'not-me' ? undefined : startPage === null || journey.state.kind === 'account' ? account : { title: inWords(startPage.name, language), href: startPage.url }
    return updatedPage({ ...view, done: done ?? 'password', start })
  }

  return { show, begin, renew, showSent, showForgot, forgot, problemPage, showUpdated }
}
