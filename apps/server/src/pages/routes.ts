import type { RequestContext, Route } from '../http/route.ts'
import { judgeLink } from '../journey/links.ts'
import { move } from '../journey/state.ts'
import { inWords } from '../ui/frame.ts'
import type { Page } from '../ui/layout.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import { createAddressing } from './addressing.ts'
import { createCodePages } from './code.ts'
import { createConnectingPages } from './connecting.ts'
import { consentPage } from './consent.ts'
import { createElsewherePages } from './elsewhere.ts'
import { createEmergencyPages } from './emergency.ts'
import { createEnrolmentPages } from './enrolment.ts'
import { helpPage } from './help.ts'
import { createLinkPages } from './links.ts'
import { createShowLogo } from './logo.ts'
import { createLostCodePages } from './lost-code.ts'
import { createNoticePages, laterFormOf } from './notices.ts'
import { createParts, type PageNeeds } from '../journey/parts.ts'
import { frame, languageOf, realmOf, seeOther, send, sendError } from '../journey/reading.ts'
import { createSignInPages } from './sign-in.ts'
import type { StepPage, StepPages } from './step.ts'
import { straightOn } from './straight-on.ts'
import { createVisits, type Visit } from './visit.ts'

/** Every page there is before somebody is signed in, and every answer that one takes. */
export function pageRoutes(needs: PageNeeds): readonly Route[] {
  const parts = createParts(needs)
  const { storage, journeys, interactions, links } = parts
  const visits = createVisits(parts)
  const enrolment = createEnrolmentPages(parts)
  const lostCode = createLostCodePages(parts)
  const linkPages = createLinkPages(parts)
  const emergency = createEmergencyPages(parts)
  const elsewhere = createElsewherePages(parts, linkPages)
  const connecting = createConnectingPages(parts)
  const code = createCodePages(parts, emergency)
  const addressing = createAddressing(parts)
  const notices = createNoticePages(parts)
  const steps: StepPages = {
    connect: connecting.step, ...createSignInPages(parts, code, emergency), ...enrolment.steps, ...addressing.steps, notice: notices, updated: { show: linkPages.showUpdated },
    token: { show: (visit) => emergency.showToken(visit, laterFormOf(visit)) },
  }

  /** Answers that are taken beside the step that is next; each judges by itself whether it has a place there. */
  const asides = new Map<string, Pick<StepPage, 'answer'>>([
    ['emergency', emergency], ['still-have-it', { answer: emergency.answerStillHaveIt }], ['notice', { answer: notices.later }], ['test-code', { answer: notices.tryCode }],
    ['another-way', { answer: code.answerAnotherWay }], ['other-address', { answer: addressing.answerOtherAddress }], ['other-method', { answer: addressing.answerOtherMethod }],
  ])

  /** What happens on reaching a step, before its page: true when the journey moved and is to be looked at again. */
  async function arrive(visit: Visit): Promise<boolean> {
    const { realm, journey, user, facts, step, where } = visit
    if (step.name === 'enrol') return enrolment.arriveAtEnrol(visit)
    if (step.name === 'code' || step.name === 'still-have-it') return code.arrive(visit)
    if (step.name === 'prove-address') return addressing.arrive(visit)
    if (step.name === 'connected') return connecting.arrive(visit)
    if (step.name === 'confirm-mail') return enrolment.arriveAtConfirmMail(visit)
    if (step.name !== 'updated' || journey.state.done !== null || user === null || facts === null) return false

    const commits = journey.state.link !== null && journey.state.link.purpose !== 'confirm-mail'
    if (!commits) return await links.conclude(journey, 'totp') !== undefined
    if (await links.commit(realm, user, facts, journey, where) === 'missed') {
      // What was proved no longer fits what the person is: proved again, or the link's own page says why not.
      await journeys.update(journey, (newest) => newest.state.done !== null ? null : move(newest, {
        uncommitted: { ...newest.state.uncommitted, authenticator: null }, pending: null, problem: newest.state.uncommitted.authenticator === null ? null : { code: 'other-device' },
      }))
    }
    return true
  }

  /** Lets a journey arrive where it stands now. Undefined when a page has been sent instead. */
  async function settle(first: Visit): Promise<Visit | undefined> {
    let visit: Visit | undefined = first
    for (let turn = 0; visit !== undefined && turn < 5; turn += 1) {
      if (isOverByLink(visit)) return visit
      if (!await arrive(visit)) return visit
      visit = await visits.again(visit)
    }
    if (visit === undefined && first.ctx.method === 'POST') seeOther(first.ctx, first.path())
    else sendError(first.ctx, storage.clock.now(), visit === undefined ? 'gone' : 'unavailable', { retryHref: first.path() })
    return undefined
  }

  /** A link that was used elsewhere, replaced, or has expired ends its journey, however far that had come. */
  function isOverByLink(visit: Visit): boolean {
    const { state } = visit.journey
    // The proof of a mailbox is spent by what this very walk bound with it.
    if (state.link === null || state.done !== null || (state.link.purpose === 'confirm-mail' && visit.step.name === 'updated')) return false
    return linkStateOf(visit).state !== 'good'
  }

  /** The proof of a mailbox was made in time: it stays one for the life of this walk. */
  const linkStateOf = ({ journey, link, user, now }: Visit) => judgeLink(link ?? undefined, user ?? undefined, journey.state.mailbox?.provedAt ?? now)

  async function pageOf(visit: Visit): Promise<Page> {
    if (isOverByLink(visit)) {
      const { state } = linkStateOf(visit)
      return linkPages.problemPage(visit.ctx, { state: state === 'good' ? 'used' : state, user: visit.user })
    }
    const page = steps[visit.step.name]
    if (page === undefined) throw new Error(`No page shows the step ${visit.step.name}.`)
    return page.show(visit)
  }

  const leaveBy = ({ frame: view, interaction, language }: Visit, href: string): Page =>
    leavingPage({ ...view, href, application: interaction === null ? href : inWords(interaction.client.name, language) })

  async function showJourney(ctx: RequestContext): Promise<void> {
    const first = await visits.show(ctx)
    if (first === undefined) return
    if (first.journey.state.leaveBy !== null) return send(ctx, leaveBy(first, first.journey.state.leaveBy))
    if (first.interaction?.prompt === 'consent') return showConsent(first)
    const visit = await settle(first)
    if (visit === undefined) return
    const onward = await straightOn(parts, visit)
    if (onward === null) send(ctx, await pageOf(visit))
    else seeOther(ctx, onward)
  }

  function showConsent({ ctx, frame: view, form, interaction, user, language }: Visit): void {
    if (interaction === null) return
    send(ctx, consentPage({ ...view, ...form('consent'), application: inWords(interaction.client.name, language), username: user?.username ?? '', scopes: interaction.scopes }))
  }

  /** A page beside the step that is next, as long as it has a place there. */
  const showAside = (show: (visit: Visit) => Promise<Page | undefined>) => async (ctx: RequestContext): Promise<void> => {
    const visit = await visits.show(ctx)
    if (visit === undefined) return
    const page = await show(visit)
    if (page === undefined) seeOther(ctx, visit.path())
    else send(ctx, page)
  }

  /**
   * Takes an answer. It names the step that it answers; an answer to another one (back button, second tab, double
   * click, replay) changes nothing, and the right page is shown. Always ends in a redirect to a page.
   */
  async function answer(ctx: RequestContext): Promise<void> {
    const given = await visits.answer(ctx)
    if (given === undefined) return
    const { visit, fields } = given
    const name = ctx.params.step ?? ''
    if (visit.interaction?.prompt === 'consent') return answerConsent(visit, name, fields.answer)
    if (name === 'cancel') return cancel(visit)
    if (isOverByLink(visit)) return seeOther(ctx, visit.path())
    if (name === 'request-reset') {
      const to = await lostCode.ask(visit)
      return seeOther(ctx, visit.path(to))
    }
    if (name === 'send-again') {
      await (visit.step.name === 'confirm-mail' ? enrolment : visit.step.name === 'prove-address' ? addressing : code).sendAgain(visit)
      return seeOther(ctx, visit.path())
    }
    const page = name === visit.step.name ? steps[visit.step.name] : asides.get(name)
    if (page === undefined) return seeOther(ctx, visit.path())
    const to = await page.answer?.(visit, fields)
    // What is complete takes effect with the answer that completed it, not when its page is looked at.
    const after = await visits.again(visit)
    if (after === undefined || await settle(after) !== undefined) seeOther(ctx, visit.path(to ?? undefined))
  }

  async function answerConsent(visit: Visit, name: string, said: string | undefined): Promise<void> {
    const { ctx, realm, journey, user, interaction, where } = visit
    if (name === 'consent' && (said === 'allow' || said === 'deny')) {
      const href = said === 'allow' ? await interactions.grant(ctx, realm) : await interactions.refuse(ctx, realm, 'access_denied')
      await storage.unit([storage.audit.record({
        realmId: realm.id, type: said === 'allow' ? 'consent.given' : 'consent.refused', actor: user?.id ?? null, userId: user?.id ?? null,
        ...where, journeyId: journey.id, outcome: said === 'allow' ? 'success' : 'refused',
        detail: { scopes: interaction?.scopes ?? [] },
      })])
      await journeys.update(journey, (newest) => move(newest, { leaveBy: href }))
    }
    seeOther(ctx, visit.path())
  }

  /** Back to the application without signing in. */
  async function cancel({ ctx, realm, journey, path }: Visit): Promise<void> {
    if (journey.state.kind === 'sign-in') {
      const href = await interactions.refuse(ctx, realm, 'access_denied')
      await journeys.update(journey, (newest) => move(newest, { leaveBy: href, proofs: [], pending: null }))
    }
    seeOther(ctx, path())
  }

  function showHelp(ctx: RequestContext): void {
    const realm = realmOf(ctx)
    const { recommendedApps, helpLink } = realm.settings
    send(ctx, helpPage({
      ...frame(realm, languageOf(ctx, realm), ctx.path), apps: recommendedApps, moreHref: helpLink ?? undefined,
      accountHref: `/realms/${realm.name}/account`,
    }))
  }

  const journey = '/realms/:realm/journey/:id'
  return [
    ['GET',  journey,                                 'page',   showJourney],
    ['GET',  `${journey}/cannot-use-code`,            'page',   showAside(lostCode.show)],
    ['GET',  `${journey}/emergency`,                  'page',   showAside(emergency.show)],
    ['GET',  `${journey}/test-code`,                  'page',   showAside(notices.showTest)],
    ['POST', `${journey}/:step`,                      'page',   answer],
    ['GET',  '/realms/:realm/link',                   'anyone', linkPages.show],
    ['POST', '/realms/:realm/link',                   'page',   linkPages.begin],
    ['POST', '/realms/:realm/link/new',               'page',   linkPages.renew],
    ['GET',  '/realms/:realm/link/sent',              'anyone', linkPages.showSent],
    ['GET',  '/realms/:realm/forgot-password',        'anyone', elsewhere.showForgot],
    ['POST', '/realms/:realm/forgot-password',        'page',   elsewhere.forgot],
    ['GET',  '/realms/:realm/local',                  'anyone', elsewhere.showLocal],
    ['POST', '/realms/:realm/local',                  'page',   elsewhere.goLocal],
    ['GET',  '/realms/:realm/help',                   'anyone', showHelp],
    ['GET',  '/realms/:realm/logo/:hash',             'anyone', createShowLogo(needs)],
  ]
}
