import { isReady } from '@tegata/policy'
import type { Realm, Session, StoredAuditEvent, UpstreamSession } from '@tegata/storage'
import { auditEvents, type AuditType, isAuditType, seenBy } from '../audit/events.ts'
import type { RequestContext } from '../http/route.ts'
import { type Coming, onAccount } from '../journey/coming.ts'
import { endingSessions } from '../journey/ending.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, seeOther, send } from '../journey/reading.ts'
import { comingView } from '../journey/showing.ts'
import { inWords } from '../ui/frame.ts'
import { isLanguage } from '../ui/languages.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import { loggedOutPage } from '../ui/pages/logout.ts'
import { type ActivityEvent, isActivityEvent, type AuthenticatorRow, overviewPage, type OverviewView, type Saved, type SessionRow } from './overview-view.ts'
import { describeUserAgent } from './user-agent.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'
import { type Why, whyOf } from './why.ts'

const saved: readonly Saved[] = [
  'authenticator-added', 'authenticator-renamed', 'authenticator-removed', 'authenticator-replaced', 'code-tested', 'password-changed', 'language-changed',
  'session-ended', 'sessions-ended',
]

/** Where the words of an event are not those of its name. */
const otherWords: Partial<Record<AuditType, ActivityEvent>> = {
  'sign-in.succeeded': 'sign-in', 'session.signed-out': 'sign-out', 'authenticator.disowned': 'authenticator.suspended', 'user.otp-reset': 'otp.reset',
  'user.otp-turned-on': 'otp.required', 'user.otp-turned-off': 'otp.not-required', 'user.setup-mail-sent': 'setup.mailed', 'user.setup-sheet-made': 'setup.printed',
  'user.language-changed': 'language.changed', 'user.changed': 'other',
}

/** What a person is shown an event as; null where it is for those who run the realm. */
export function activityWord({ type, detail }: Pick<StoredAuditEvent, 'type' | 'detail'>): ActivityEvent | null {
  if (!isAuditType(type) || !auditEvents[type].some((who) => who === 'person')) return null
  const after = detail?.after
  if (type === 'user.changed' && typeof after === 'object' && after !== null && 'email' in after) return 'email.changed'
  const word = otherWords[type] ?? type
  return isActivityEvent(word) ? word : 'other'
}
const activityShown = 20

/** What somebody can do about a rule to come: try what they have, set something up, or ask whoever can help. */
function wayOf({ facts }: Pick<AccountVisit, 'facts'>, coming: Coming, rows: readonly AuthenticatorRow[], addHref: string): Partial<NonNullable<OverviewView['coming']>> {
  const { consequence } = coming
  if (consequence === 'shared') return {}
  if (!isReady(consequence)) {
    const here = onAccount(facts, coming)
    return here.setsUp ? { setUpHref: addHref } : { help: here.noMailbox ? 'no-mailbox' : 'other' }
  }
  const testHref = rows.find((row) => row.testHref !== undefined)?.testHref
  return testHref === undefined ? {} : { testHref }
}

/** Where a browser goes that was signed out here: on to the upstream that its session came from, or straight to `returnTo`. */
export type Onward = (realm: Realm, left: UpstreamSession | null, returnTo: string) => Promise<string>

export function createOverview(parts: Parts & { onward: Onward }, visits: AccountVisits) {
  const { storage, publicUrl, onward } = parts

  async function show(ctx: RequestContext): Promise<void> {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    const { realm, user, frame: view, session, path, form, language, decision } = visit
    const [held, sessions, clients, log, identities, upstreams, enforcements] = await Promise.all([
      storage.authenticators.listOf(realm.id, user.id), storage.sessions.listOf(realm.id, user.id), storage.clients.list(realm.id),
      storage.audit.list(realm.id, { userId: user.id, types: seenBy('person') }, null, activityShown),
      storage.identities.listOf(realm.id, user.id), storage.upstreams.list(realm.id), storage.policies.enforcements(realm.id),
    ])
    const providers = identities.flatMap(({ upstreamId, username, linkedAt, lastSignInAt }) => upstreams.filter(({ id }) => id === upstreamId)
      .map(({ name }) => ({ title: inWords(name, language), account: username, linkedAt, lastUsedAt: lastSignInAt })))
    const isElsewhere = identities.some(({ upstreamId }) => upstreamId === realm.settings.onlyUpstreamId)
    const names = new Map(clients.map(({ clientId, name }) => [clientId, inWords(name, language)]))
    const [coming] = await parts.coming.of(realm, visit.facts, decision)
    const wanted = queryOf(ctx, 'saved')

    const rows = held.map(({ id, kind, label, state, boundAt, boundBy, lastUsedAt }): AuthenticatorRow => ({
      id, kind, label, state, enrolledAt: boundAt, byAdministrator: boundBy === 'administrator', lastUsedAt,
      renameHref: path(`/authenticators/${id}/rename`),
      removeHref: path(`/authenticators/${id}/remove`),
      ...((kind === 'totp' || kind === 'emailed-code') && { replaceHref: path(`/authenticators/${id}/replace`), ...(state !== 'suspended' && { testHref: path(`/authenticators/${id}/test`) }) }),
    }))
    const others = sessions.map(({ uid, userAgent, address, startedAt, lastUsedAt, clientIds }): SessionRow => ({
      current: uid === session.uid, browser: describeUserAgent(userAgent), address, startedAt, lastUsedAt,
      applications: clientIds.map((id) => names.get(id) ?? id), ...(uid !== session.uid && { end: form(`/sessions/${uid}/end`) }),
    }))
    send(ctx, overviewPage({
      ...view, saved: saved.find((each) => each === wanted), authenticators: rows, addHref: path('/add'),
      ...(visit.facts.user.administrative && { consoleHref: `/console/${realm.name}/users/${user.id}` }),
      demanded: decision.mustHave, ...(coming && { coming: { ...comingView(coming, language), ...wayOf(visit, coming, rows, path('/add')) } }),
      providers, password: user.hasPassword && !isElsewhere ? { changedAt: user.passwordChangedAt, changeHref: path('/password') } : null,
      languageChoice: { ...form('/language'), current: user.language },
      sessions: others.toSorted((one, other) => Number(other.current) - Number(one.current)),
      endOthers: others.length > 1 ? form('/sessions/end-others') : undefined,
      activity: log.items.flatMap((event) => activityOf(event, names, whyOf(event, { language, enforcements, upstreams, applications: names }))),
    }))
  }

  function activityOf({ type, at, address, clientId, detail }: StoredAuditEvent, names: ReadonlyMap<string, string>, why: Why | null) {
    const event = activityWord({ type, detail })
    const label = detail?.label
    const about = typeof label === 'string' ? label : clientId == null ? undefined : names.get(clientId) ?? clientId
    return event === null ? [] : [{ at, event, ...(address != null && address !== '' && { address }), ...(about !== undefined && { detail: about }), ...(why && { why }) }]
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

  async function end(visit: AccountVisit, sessions: readonly Session[], type: AuditType = 'session.ended'): Promise<void> {
    const { realm, user, where } = visit
    await storage.unit([
      ...await endingSessions(parts, realm, sessions),
      ...sessions.map(({ uid }) => storage.audit.record({
        realmId: realm.id, type, actor: user.id, userId: user.id, ...where, outcome: 'success', detail: { session: uid },
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

  /**
   * Ends this session, and the one at the upstream that it came from: signing in again takes more than a click. Every
   * application that was opened with it is told.
   */
  async function signOut(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { realm, session, language, path } = given.visit
    const left = await storage.upstreamSessions.of(realm.id, session.uid) ?? null
    await end(given.visit, [session], 'session.signed-out')
    const signedOutHere = new URL(path('/signed-out'), publicUrl).href
    const target = await onward(realm, left, signedOutHere)
    if (left === null || target === signedOutHere) return seeOther(ctx, path('/signed-out'))
    const provider = await storage.upstreams.get(realm.id, left.upstreamId)
    // A redirect that answers a form may not lead off our origin.
    send(ctx, leavingPage({
      ...frame(realm, language, ctx.path), href: target, signedOut: true, application: provider === undefined ? new URL(target).host : inWords(provider.name, language),
    }))
  }

  function signedOut(ctx: RequestContext): void {
    const realm = realmOf(ctx)
    send(ctx, loggedOutPage({ ...frame(realm, languageOf(ctx, realm), ctx.path), signInHref: visits.pathOf(realm)() }))
  }

  return { show, setLanguage, endSession, endOthers, signOut, signedOut }
}
