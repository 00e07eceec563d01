import type { Session, StoredAuditEvent } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { endingSessions } from '../journey/ending.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, seeOther, send } from '../journey/reading.ts'
import { inWords } from '../ui/frame.ts'
import { isLanguage } from '../ui/languages.ts'
import { loggedOutPage } from '../ui/pages/logout.ts'
import { type ActivityEvent, type AuthenticatorRow, overviewPage, type Saved, type SessionRow } from './overview-view.ts'
import { describeUserAgent } from './user-agent.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'

const saved: readonly Saved[] = [
  'authenticator-added', 'authenticator-renamed', 'authenticator-removed', 'authenticator-replaced', 'code-tested', 'password-changed', 'language-changed',
  'session-ended', 'sessions-ended',
]

/** What of the audit log a person recognises as theirs. The rest is for those who run the realm. */
const events: Readonly<Record<string, ActivityEvent>> = {
  'sign-in.succeeded': 'sign-in', 'sign-in.refused': 'sign-in.refused', 'code.refused': 'code.refused', 'session.ended': 'session.ended', 'sessions.ended': 'session.ended',
  'user.sessions-ended': 'session.ended', 'authenticator.added': 'authenticator.added', 'authenticator.removed': 'authenticator.removed',
  'authenticator.replaced': 'authenticator.replaced', 'authenticator.renamed': 'authenticator.renamed', 'authenticator.suspended': 'authenticator.suspended',
  'emergency.issued': 'emergency.issued', 'emergency.used': 'emergency.used', 'authenticator.disowned': 'authenticator.suspended', 'user.otp-reset': 'otp.reset', 'user.otp-turned-on': 'otp.required', 'user.otp-turned-off': 'otp.not-required',
  'password.changed': 'password.changed', 'password.reset-requested': 'password.reset-requested', 'reset.requested': 'reset.requested', 'setup.finished': 'setup.finished',
  'user.setup-mail-sent': 'setup.mailed', 'user.language-changed': 'language.changed', 'user.changed': 'other',
}
const activityShown = 20

export function createOverview(parts: Parts, visits: AccountVisits) {
  const { storage } = parts

  async function show(ctx: RequestContext): Promise<void> {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    const { realm, user, frame: view, session, path, form, language, decision } = visit
    const [held, sessions, clients, log] = await Promise.all([
      storage.authenticators.listOf(realm.id, user.id), storage.sessions.listOf(realm.id, user.id), storage.clients.list(realm.id),
      storage.audit.list(realm.id, { userId: user.id, types: Object.keys(events) }, null, activityShown),
    ])
    const names = new Map(clients.map(({ clientId, name }) => [clientId, inWords(name, language)]))
    const [coming] = decision.upcoming
    const wanted = queryOf(ctx, 'saved')

    const rows = held.map(({ id, kind, label, state, boundAt, boundBy, lastUsedAt }): AuthenticatorRow => ({
      id, kind, label, state, enrolledAt: boundAt, byAdministrator: boundBy === 'administrator', lastUsedAt,
      renameHref: path(`/authenticators/${id}/rename`),
      removeHref: path(`/authenticators/${id}/remove`),
      ...(kind === 'totp' && { replaceHref: path(`/authenticators/${id}/replace`), ...(state !== 'suspended' && { testHref: path(`/authenticators/${id}/test`) }) }),
    }))
    const others = sessions.map(({ uid, userAgent, address, startedAt, lastUsedAt, clientIds }): SessionRow => ({
      current: uid === session.uid, browser: describeUserAgent(userAgent), address, startedAt, lastUsedAt,
      applications: clientIds.map((id) => names.get(id) ?? id), ...(uid !== session.uid && { end: form(`/sessions/${uid}/end`) }),
    }))
    send(ctx, overviewPage({
      ...view, saved: saved.find((each) => each === wanted), authenticators: rows, addHref: path('/add'),
      demanded: decision.mustHave ? true : coming === undefined ? false : { from: coming.enforceFrom },
      password: user.hasPassword ? { changedAt: user.passwordChangedAt, changeHref: path('/password') } : null,
      languageChoice: { ...form('/language'), current: user.language },
      sessions: others.toSorted((one, other) => Number(other.current) - Number(one.current)),
      endOthers: others.length > 1 ? form('/sessions/end-others') : undefined,
      activity: log.items.flatMap((event) => activityOf(event, names)),
    }))
  }

  function activityOf({ type, at, address, clientId, detail }: StoredAuditEvent, names: ReadonlyMap<string, string>) {
    const event = events[type]
    const label = detail?.label
    const about = typeof label === 'string' ? label : clientId == null ? undefined : names.get(clientId) ?? clientId
    return event === undefined ? [] : [{ at, event, ...(address != null && address !== '' && { address }), ...(about !== undefined && { detail: about }) }]
  }

  async function setLanguage(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { realm, user, where, path } = given.visit
    const language = isLanguage(given.fields.language) ? given.fields.language : null
    await storage.unit([
      ...storage.users.change(realm.id, user.id, { language }),
      storage.audit.record({ realmId: realm.id, type: 'user.language-changed', actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { language } }),
    ])
    seeOther(ctx, path('?saved=language-changed'))
  }

  async function end(visit: AccountVisit, sessions: readonly Session[]): Promise<void> {
    const { realm, user, where } = visit
    await storage.unit([
      ...await endingSessions(parts, realm, sessions),
      ...sessions.map(({ uid }) => storage.audit.record({
        realmId: realm.id, type: 'session.ended', actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { session: uid },
      })),
    ])
  }

  async function endSession(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { visit } = given
    const named = (await storage.sessions.listOf(visit.realm.id, visit.user.id)).filter(({ uid }) => uid === ctx.params.uid)
    await end(visit, named)
    seeOther(ctx, visit.path('?saved=session-ended'))
  }

  async function endOthers(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { visit } = given
    await end(visit, (await storage.sessions.listOf(visit.realm.id, visit.user.id)).filter(({ uid }) => uid !== visit.session.uid))
    seeOther(ctx, visit.path('?saved=sessions-ended'))
  }

  /** Ends this session; every application that was opened with it is told. */
  async function signOut(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    await end(given.visit, [given.visit.session])
    seeOther(ctx, given.visit.path('/signed-out'))
  }

  function signedOut(ctx: RequestContext): void {
    const realm = realmOf(ctx)
    send(ctx, loggedOutPage({ ...frame(realm, languageOf(ctx, realm), ctx.path), signInHref: visits.pathOf(realm)() }))
  }

  return { show, setLanguage, endSession, endOthers, signOut, signedOut }
}
