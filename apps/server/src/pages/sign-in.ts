import { randomBytes } from 'node:crypto'
import { emergencyEndsAt, keepTrace } from '@tegata/policy'
import { journeyFacts } from '../journey/assess.ts'
import type { Parts } from '../journey/parts.ts'
import { type Journey, move } from '../journey/state.ts'
import { inWords } from '../ui/frame.ts'
import type { Page } from '../ui/layout.ts'
import type { PageProblem } from '../ui/words.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import type { CodePages } from './code.ts'
import { type EmergencyPages, emergencyHrefOf } from './emergency.ts'
import { createFirstPassword } from './first-password.ts'
import { recordLockedOut } from './locked-out.ts'
import { loginPage } from './login.ts'
import { refusedPage } from './refused.ts'
import type { Fields, StepPages } from './step.ts'
import { waysInOf } from './straight-on.ts'
import type { Visit } from './visit.ts'

/** Milliseconds: how long a browser that somebody signed in with is known. */
const knownFor = 180 * 24 * 60 * 60_000

const applicationOf = ({ interaction, language }: Visit): string | null => interaction === null ? null : inWords(interaction.client.name, language)

export function createSignInPages(parts: Parts, code: CodePages, emergency: Pick<EmergencyPages, 'showStillHaveIt' | 'answerStillHaveIt'>): StepPages {
  const { storage, journeys, cookies, interactions, publicUrl } = parts
  const firstPassword = createFirstPassword(parts)

  // --- login ---

  async function showLogin(visit: Visit): Promise<Page> {
    const { frame, journey, realm, interaction, user, language, step, path } = visit
    const { problem, username } = journey.state
    const hint = username || interaction?.loginHint || readHint(visit) || undefined
    const samePerson = step.name === 'login' && step.samePerson && user !== null
    const { password, upstreams, away } = await waysInOf(parts, visit)
    const closed: PageProblem | undefined = away === null || password !== null ? undefined : { code: 'upstream-disabled', provider: inWords(away.name, language) }
    const inFront = [...upstreams, ...(away === null ? [] : [away])].find(({ id }) => id === realm.settings.onlyUpstreamId)
    return loginPage({
      ...frame, ...visit.form('login'), application: applicationOf(visit), username: samePerson ? undefined : hint, problem: problem ?? closed, takesPassword: password !== null,
      samePerson: samePerson ? { username: user.username, otherHref: interaction?.session ? `/realms/${realm.name}/protocol/openid-connect/logout` : undefined } : undefined,
      forgotHref: password === 'anybody' ? `/realms/${realm.name}/forgot-password?back=${journey.id}` : undefined,
      administratorsBeside: password === 'administrators' && !samePerson && inFront !== undefined ? inWords(inFront.name, language) : undefined,
      upstreams: upstreams.map(({ alias, name }) => ({ title: inWords(name, language), href: path(`upstream/${alias}`) })),
    })
  }

  const readHint = ({ ctx, realm }: Visit): string => {
    const value = cookies.read(ctx, cookies.nameOf(realm.name, 'hint'))
    return value === undefined ? '' : Buffer.from(value, 'base64url').toString('utf8').slice(0, 254)
  }

  async function answerLogin(visit: Visit, fields: Fields): Promise<void> {
    const { realm, step, user } = visit
    const samePerson = step.name === 'login' && step.samePerson ? user : null
    // Passwords live elsewhere: the page has shown no form.
    const password = realm.settings.onlyUpstreamId === null ? 'anybody' : (await waysInOf(parts, visit)).password
    if (password !== null) await firstPassword(visit, fields, { person: samePerson, onlyAdministrators: password === 'administrators' })
  }

  /** Not lost: a code of it is the answer where the question cannot be skipped. */
  async function answerStillHaveIt(visit: Visit, fields: Fields): Promise<void> {
    const { journey, step } = visit
    if (fields.code === undefined || step.name !== 'still-have-it') return emergency.answerStillHaveIt(visit, fields)
    if (fields.code.trim() === '') return void await save(move(journey, { problem: { code: 'code-missing' } }))
    await code.judge(visit, fields.code, step.authenticatorIds)
  }

  // --- refused, leaving ---

  async function showRefused(visit: Visit): Promise<Page> {
    const { ctx, frame, realm, journey, step, interaction } = visit
    const reason = step.name === 'refused' ? step.reason : 'disabled'
    await recordRefusal(visit, reason)
    // The application is told what it asked for in vain; the person goes back to it by a link, with that answer.
    const backHref = reason === 'too-weak' && interaction !== null ? await interactions.refuse(ctx, realm, 'unmet_authentication_requirements') : undefined
    return refusedPage({ ...frame, reason, reference: journey.reference, application: applicationOf(visit) ?? undefined, backHref, emergencyHref: emergencyHrefOf(visit) })
  }

  /** Whoever answers the telephone sees what the caller met, by the decision's own reason. */
  async function recordRefusal(visit: Visit, shown: string): Promise<void> {
    const { realm, journey, user, decision, where } = visit
    if (user === null) return
    const reason = decision?.nextStep.kind === 'refused' ? decision.nextStep.reason.code : shown
    const isFirst = await journeys.update(journey, (newest) => newest.state.refused === reason ? null : move(newest, { refused: reason }))
    if (isFirst === undefined) return
    await storage.unit([storage.audit.record({
      realmId: realm.id, type: 'sign-in.refused', actor: user.id, userId: user.id, ...where, journeyId: journey.id, outcome: 'refused', reason,
      detail: {
        reference: journey.reference,
        ...(decision && { proofs: journey.state.proofs.map(({ kind }) => kind), line: decision.line, asked: decision.asked, trace: keepTrace(decision) }),
      },
    })])
    await recordLockedOut(parts, visit, reason)
  }

  /** The last page: the proofs go to `oidc/`, which decides once more, and the browser goes on by itself. */
  async function showLeaving(visit: Visit): Promise<Page> {
    const { ctx, realm, journey, user, frame } = visit
    if (user === null) throw new Error('A journey without a person cannot have been satisfied.')
    const { id, state } = journey
    if (state.finishedAt === null) {
      if (emergencyEndsAt(state.proofs) === null) await rememberBrowser(visit, user.id)
      await journeys.update(journey, (newest) => move(newest, { finishedAt: visit.now, pending: null, addressing: null, mailed: null, mailbox: newest.state.mailbox && { ...newest.state.mailbox, code: null } }))
    }
    const href = await interactions.finish(ctx, realm, {
      journeyId: id, userId: user.id, epoch: user.epoch, browserHash: journey.browserHash, proofs: state.proofs, upstream: state.upstream, facts: journeyFacts(journey),
    })
    const { enrolled } = state
    return leavingPage({ ...frame, href, application: applicationOf(visit) ?? publicUrl.host, enrolled: enrolled === 'totp' || enrolled === 'emailed-code' ? enrolled : undefined })
  }

  /** After a full sign-in only: guesses from elsewhere can no longer keep this browser waiting (L-2). */
  async function rememberBrowser({ ctx, realm, now }: Visit, userId: string): Promise<void> {
    const name = cookies.nameOf(realm.name, 'known')
    const known = cookies.read(ctx, name)
    const value = known !== undefined && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url')
    await storage.unit(storage.knownBrowsers.remember(realm.id, userId, value, now + knownFor))
    cookies.write(ctx, name, value, knownFor / 1000)
  }

  const save = (journey: Journey): Promise<Journey | undefined> => journeys.save(journey)

  return {
    login: { show: showLogin, answer: answerLogin },
    code: { show: code.show, answer: code.answer },
    'still-have-it': { show: emergency.showStillHaveIt, answer: answerStillHaveIt },
    refused: { show: showRefused },
    leaving: { show: showLeaving },
  }
}
