import { asTyped } from '@tegata/otp'
import type { Proof } from '@tegata/policy'
import type { User } from '@tegata/storage'
import type { Claim } from '../journey/code-limits.ts'
import { looksLikeToken, mayUseEmergency } from '../journey/emergency.ts'
import { nextMailAt, nothingMailed } from '../journey/mailed-code.ts'
import type { Parts } from '../journey/parts.ts'
import { currentWay, type MailWay, nameOf, type Way, waysOf } from '../journey/second-ways.ts'
import { accountName, codeProblem, mailedProblem, masked, waitProblem, withoutOldWait } from '../journey/showing.ts'
import { type Mailed, move, startOver } from '../journey/state.ts'
import { inWords } from '../ui/frame.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { type CodeView, codePage } from '../ui/pages/code.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { type EmergencyPages, emergencyHrefOf } from './emergency.ts'
import { recordLockedOut } from './locked-out.ts'
import { laterFormOf } from './notices.ts'
import type { Fields } from './step.ts'
import type { Visit } from './visit.ts'

type Ways = { all: readonly Way[]; now: Way | null }

const isFor = (mailed: Mailed | null, { authenticator: { id, address } }: MailWay): mailed is Mailed => mailed?.authenticatorId === id && mailed.address === address

/** What a mail calls whatever is being signed in to. */
export const applicationOf = ({ interaction, language, realm }: Visit): string => inWords(interaction === null ? realm.settings.displayName : interaction.client.name, language)

/** Whether this person signed in with this browser before (L-2). */
export async function isKnownBrowser({ storage, cookies }: Pick<Parts, 'storage' | 'cookies'>, { ctx, realm }: Visit, { id }: User): Promise<boolean> {
  const cookie = cookies.read(ctx, cookies.nameOf(realm.name, 'known'))
  return cookie !== undefined && storage.knownBrowsers.isKnown(realm.id, id, cookie)
}

type Tried = { kind: 'right'; proof: Proof } | { kind: 'refused'; problem: PageProblem; isOver: boolean }

const isOver = (outcome: { kind: string; exhausted?: boolean }): boolean => outcome.kind === 'exhausted' || (outcome.kind === 'wrong' && outcome.exhausted === true)

/** Steps on which a code is typed. */
const acceptedAt = ({ step }: Visit): readonly string[] | null =>
  step.name === 'code' || (step.name === 'still-have-it' && !step.mayBeSkipped) ? step.authenticatorIds : null

/** The field for a code, of whatever way it comes by. */
export function createCodePages(parts: Parts, emergency: Pick<EmergencyPages, 'answer'>) {
  const { storage, journeys, attempts, mailedCodes } = parts

  async function waysAt({ realm, user, journey }: Visit, accepted: readonly string[]): Promise<Ways> {
    if (user === null || accepted.length === 0) return { all: [], now: null }
    const held = await storage.authenticators.listOf(realm.id, user.id)
    const all = waysOf(held, accepted)
    return { all, now: currentWay(all, held, journey.state.way) }
  }
  const isClassic = ({ realm }: Visit): boolean => realm.settings.presentation === 'classic'
  const mailWayOf = ({ all, now }: Ways): MailWay | undefined => now?.kind === 'emailed-code' ? now : all.find((way) => way.kind === 'emailed-code')

  /** Mails a code, or says why none went out. False: nothing moved that is worth looking at again. */
  async function send(visit: Visit, { authenticator: { id, address } }: MailWay): Promise<boolean> {
    const { realm, user, journey, where, language, frame } = visit
    if (user === null || address === null) return false
    const sent = await mailedCodes.send(realm, user, journey, { authenticatorId: id, address, application: applicationOf(visit) }, { where, language, known: await isKnownBrowser(parts, visit, user) })
    if (sent.kind === 'too-soon' || sent.kind === 'too-many') {
      const problem: PageProblem = sent.kind === 'too-soon' ? { code: 'mail-wait', until: sent.until } : { code: 'mail-limit', until: sent.until, contact: contactOf(frame) }
      await journeys.update(journey, (newest) => newest.state.round !== journey.state.round ? null : move(newest, { problem }))
      return false
    }
    return sent.kind === 'sent'
  }

  /** Whose method is mail gets it on arriving; later ones only when they are asked for. */
  async function arrive(visit: Visit): Promise<boolean> {
    const { realm, journey, now, step } = visit
    const accepted = acceptedAt(visit)
    if (accepted === null) return false
    const { now: way } = await waysAt(visit, accepted)
    if (way?.kind === 'emailed-code') return isFor(journey.state.mailed, way) ? false : send(visit, way)
    if (!isClassic(visit) || step.name !== 'code' || journey.state.mailed !== null) return false
    return await journeys.save(move(journey, { mailed: nothingMailed(realm, now) })) !== undefined
  }

  /** "Send again". On the classic page it is there for everybody, and says the same whether or not anything is mailed. */
  async function sendAgain(visit: Visit): Promise<void> {
    const { realm, journey, now } = visit
    const accepted = acceptedAt(visit)
    if (accepted === null) return
    const ways = await waysAt(visit, accepted)
    const way = isClassic(visit) ? mailWayOf(ways) : ways.now?.kind === 'emailed-code' ? ways.now : undefined
    if (way !== undefined) return void await send(visit, way)
    if (!isClassic(visit)) return
    const next = journey.state.mailed === null ? 0 : nextMailAt(realm, journey.state.mailed)
    await journeys.save(move(journey, next > now ? { problem: { code: 'mail-wait', until: next } } : { mailed: nothingMailed(realm, now), problem: null }))
  }

  /** What is said before anything is typed: a wait, or what became of the mail. */
  async function problemAt(visit: Visit, way: Way | null): Promise<{ problem: PageProblem | null; open: boolean }> {
    const { realm, user, journey, now, frame } = visit
    const { mailed, problem } = journey.state
    const isMail = way?.kind === 'emailed-code'
    const wait = user === null ? null : await (isMail ? mailedCodes : attempts).waitUntil(realm, user.id)
    if (wait !== null) return { problem: waitProblem(visit, wait), open: false }
    const said = withoutOldWait(problem, now)
    if (said !== null || user === null || !isMail || !isFor(mailed, way)) return { problem: said, open: true }
    const delivery = await mailedCodes.delivery(realm, user, mailed)
    if (delivery === 'refused') return { problem: { code: 'mail-refused', contact: contactOf(frame) }, open: true }
    if (mailed.expiresAt <= now) return { problem: { code: 'mail-code-expired' }, open: true }
    return { problem: delivery === 'late' ? { code: 'mail-failed', contact: contactOf(frame) } : null, open: true }
  }

  async function show(visit: Visit): Promise<Page> {
    const { frame, journey, user, step, form, path, now } = visit
    const ways = await waysAt(visit, step.name === 'code' ? step.authenticatorIds : [])
    const { mailed } = journey.state
    const { problem, open } = await problemAt(visit, ways.now)
    const { t } = words(frame)
    const others = ways.all.filter((way) => way !== ways.now).map((way) => ({
      value: nameOf(way), label: way.kind === 'totp' ? t('code.use-app') : t('code.use-mail', { address: masked(way.authenticator.address ?? '') }),
    }))
    const shown: Pick<CodeView, 'method' | 'resend' | 'another'> = isClassic(visit)
      ? { method: { kind: 'classic', mailed: mailed === null ? null : { ...mailed, now } }, resend: form('send-again') }
      : {
        method: ways.now?.kind === 'emailed-code'
          ? { kind: 'emailed-code', address: masked(ways.now.authenticator.address ?? ''), sentAt: isFor(mailed, ways.now) ? mailed.sentAt : null, expiresAt: mailed?.expiresAt ?? now, now }
          : { kind: 'totp', label: (ways.now?.ids.length ?? 1) > 1 ? null : accountName(visit) },
        resend: ways.now?.kind === 'emailed-code' ? form('send-again') : undefined,
        another: others.length === 0 ? undefined : { ...form('another-way'), ways: others },
      }
    return codePage({
      ...frame, ...form('code'), ...shown, username: user?.username ?? '', problem: problem ?? undefined, open, cannotHref: path('cannot-use-code'), emergencyHref: emergencyHrefOf(visit),
      later: laterFormOf(visit),
    })
  }

  async function answer(visit: Visit, fields: Fields): Promise<string | void> {
    const { journey, step } = visit
    if (step.name !== 'code') return
    const code = fields.code ?? ''
    if (code.trim() === '') return void await journeys.save(move(journey, { problem: { code: 'code-missing' } }))
    if (looksLikeToken(code) && mayUseEmergency(journey.state, visit.decision)) return emergency.answer(visit, fields)
    await judge(visit, code, step.authenticatorIds)
  }

  /**
   * An app shows six digits and a mail eight: what was typed says which it is meant for, wherever it was typed. Where an
   * app shows eight, too, it is what was asked for.
   */
  function meantFor(visit: Visit, code: string, { all, now }: Ways): MailWay | null {
    const way = all.find((each) => each.kind === 'emailed-code' && isFor(visit.journey.state.mailed, each))
    if (way?.kind !== 'emailed-code') return null
    const digits = asTyped(code)
    const apps = all.find(({ kind }) => kind === 'totp')
    if (apps?.kind !== 'totp') return way
    if (apps.digits.includes(8)) return now?.kind === 'emailed-code' && !/^\d{6}$/.test(digits) ? way : null
    return now?.kind === 'emailed-code' ? (/^\d{6}$/.test(digits) ? null : way) : /^\d{8}$/.test(digits) ? way : null
  }

  /** Takes a code as this walk's proof; a wrong one is said on the page, too many end the walk. */
  async function judge(visit: Visit, code: string, authenticatorIds: readonly string[]): Promise<void> {
    const { realm, journey, user, where } = visit
    if (user === null) return
    const ways = await waysAt(visit, authenticatorIds)
    const { round } = journey.state
    const claim = { realm, user, code, transaction: `${journey.id}:${round}`, journeyId: journey.id, where }
    const mail = meantFor(visit, code, ways)
    const apps = ways.all.flatMap((way) => way.kind === 'totp' ? way.ids : [])
    // Only a mail could let in, and none went out: nothing is judged against what is not there.
    if (mail === null && apps.length === 0 && ways.all.length > 0) return void await journeys.save(move(journey, { problem: { code: 'mail-code-expired' } }))
    const outcome = mail === null ? await tryApps(visit, claim, apps) : await tryMail(visit, claim, mail)
    if (outcome.kind === 'right') {
      // Spent already: it is this walk's proof, unless too many wrong ones have ended the walk meanwhile.
      await journeys.update(journey, (newest) => newest.state.round !== round || newest.userId !== user.id ? null
        : move(newest, { proofs: [...newest.state.proofs, outcome.proof], mailed: null, problem: null }))
      return
    }
    // A second click with the code that has just let this walk in says nothing.
    await journeys.update(journey, (newest) => newest.state.round !== round || newest.state.proofs.length > journey.state.proofs.length ? null
      : outcome.isOver ? startOver(newest, outcome.problem) : move(newest, { problem: outcome.problem }))
  }

  async function tryMail(visit: Visit, claim: Claim & { code: string }, { authenticator }: MailWay): Promise<Tried> {
    const outcome = await mailedCodes.attempt({ ...claim, journey: visit.journey, authenticator })
    return outcome.kind === 'right' ? outcome : { kind: 'refused', problem: mailedProblem(visit, outcome), isOver: isOver(outcome) }
  }

  async function tryApps(visit: Visit, claim: Claim & { code: string }, authenticatorIds: readonly string[]): Promise<Tried> {
    const outcome = await attempts.attempt({ ...claim, authenticatorIds })
    if (outcome.kind === 'right') return outcome
    // Nothing is set up, and the classic page says so only now (S0-32): the try is counted and audited like any other.
    const isBare = authenticatorIds.length === 0 && outcome.kind === 'wrong'
    // Once for tries in a row: it is one person at one page.
    if (isBare && visit.journey.state.problem?.code !== 'not-set-up') await recordLockedOut(parts, visit, 'not-set-up')
    const nothingSetUp = isBare && !outcome.exhausted
    const problem: PageProblem = nothingSetUp ? { code: 'not-set-up', contact: contactOf(visit.frame), reference: visit.journey.reference } : codeProblem(visit, outcome)
    return { kind: 'refused', problem, isOver: isOver(outcome) }
  }

  /** Another way, for this walk; whichever it is proved by is what the next sign-in begins with. */
  async function answerAnotherWay(visit: Visit, { way = '' }: Fields): Promise<void> {
    if (visit.step.name !== 'code' || isClassic(visit)) return
    const { all } = await waysAt(visit, visit.step.authenticatorIds)
    if (all.some((each) => nameOf(each) === way)) await journeys.save(move(visit.journey, { way, problem: null }))
  }

  return { show, answer, judge, arrive, sendAgain, answerAnotherWay }
}
export type CodePages = ReturnType<typeof createCodePages>
