import { mayUseEmergency, type TokenOutcome } from '../journey/emergency.ts'
import type { Parts } from '../journey/parts.ts'
import { masked, shownLabelsOf, waitProblem, withoutOldWait } from '../journey/showing.ts'
import { move, startOver } from '../journey/state.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { codePage, type CodeView } from '../ui/pages/code.ts'
import type { PageProblem } from '../ui/words.ts'
import type { Fields } from './step.ts'
import { stillHaveItPage } from './still-have-it.ts'
import type { Visit } from './visit.ts'

/** The Emergency Menu (S0-29): where a token is entered instead of what this page asks for; undefined where none would help. */
export const emergencyHrefOf = ({ journey, decision, path }: Visit): string | undefined =>
  mayUseEmergency(journey.state, decision) ? path('emergency') : undefined

export function createEmergencyPages(parts: Parts) {
  const { storage, journeys, emergency } = parts

  /** The field for a token; undefined where a token has no place (any more). */
  async function show(visit: Visit): Promise<Page | undefined> {
    const { realm, user, frame, journey, step, path, form, now } = visit
    if (user === null || !mayUseEmergency(journey.state, visit.decision)) return undefined
    const wait = await emergency.waitUntil(realm, user.id)
    const own = journey.state.problem?.code.startsWith('emergency-') ? withoutOldWait(journey.state.problem, now) : null
    const problem = wait === null ? own : waitProblem(visit, wait)
    const back = step.name === 'code' ? { appHref: path() } : { backHref: path() }
    return codePage({ ...frame, ...form('emergency'), method: { kind: 'emergency-token' }, username: user.username, problem: problem ?? undefined, open: wait === null, ...back })
  }

  /** Takes a token, from its own page or from the field for codes; undefined leads on, otherwise the page to show again. */
  async function answer(visit: Visit, { code = '' }: Fields): Promise<string | undefined> {
    const { realm, user, journey, where } = visit
    if (user === null || !mayUseEmergency(journey.state, visit.decision)) return undefined
    if (code.trim() === '') return say({ code: 'emergency-missing' })

    const { round } = journey.state
    const outcome = await emergency.attempt({ realm, user, transaction: `${journey.id}:${round}`, journeyId: journey.id, where }, code)
    if (outcome.kind === 'right') {
      // Spent already: it is this walk's proof, unless too many wrong ones have ended the walk meanwhile.
      await journeys.update(journey, (newest) => newest.state.round !== round || newest.userId !== user.id ? null
        : move(newest, { proofs: [...newest.state.proofs, outcome.proof], pending: null, problem: null }))
      return undefined
    }
    const isOver = outcome.kind === 'exhausted' || (outcome.kind === 'wrong' && outcome.exhausted)
    const problem = problemOf(visit, outcome)
    // A second click with the token that has just let this walk in says nothing.
    await journeys.update(journey, (newest) => newest.state.round !== round || !mayUseEmergency(newest.state, visit.decision) ? null : isOver ? startOver(newest, problem) : move(newest, { problem }))
    return isOver ? undefined : 'emergency'

    async function say(problem: PageProblem): Promise<string> {
      await journeys.save(move(journey, { problem }))
      return 'emergency'
    }
  }

  // --- "do you still have it?" ---

  async function showStillHaveIt({ realm, user, frame, journey, step, form }: Visit): Promise<Page> {
    if (user === null || step.name !== 'still-have-it') throw new Error('The question after an emergency token was reached without one.')
    const held = (await storage.authenticators.listOf(realm.id, user.id)).filter(({ id }) => step.authenticatorIds.includes(id))
    const { mailed } = journey.state
    const to = held.find(({ id, kind }) => kind === 'emailed-code' && id === mailed?.authenticatorId)
    return stillHaveItPage({
      ...frame, ...form('still-have-it'), labels: shownLabelsOf(held), mayBeSkipped: step.mayBeSkipped,
      mailed: mailed === null || to === undefined ? undefined : { address: masked(to.address ?? ''), sentAt: mailed.sentAt, expiresAt: mailed.expiresAt, resend: form('send-again') }, username: user.username, problem: journey.state.problem ?? undefined,
    })
  }

  /** `keep` goes on, `lost` sets up another one in its place; "not now" on that page takes the answer *lost* back. */
  async function answerStillHaveIt({ journey, step }: Visit, fields: Fields): Promise<void> {
    const { lost } = journey.state
    if (fields.answer === 'keep' && (step.name === 'still-have-it' || lost.length > 0)) {
      await journeys.save(move(journey, { lost: [], putOff: true, method: null, pending: null, addressing: null, problem: null }))
    }
    if (fields.answer === 'lost' && step.name === 'still-have-it') await journeys.save(move(journey, { lost: step.authenticatorIds, problem: null }))
  }

  /** What binds for a rule to come is a token: its own page, which can be left. */
  function showToken({ frame, journey, user, form, now }: Visit, later: CodeView['later']): Page {
    return codePage({
      ...frame, ...form('emergency'), method: { kind: 'emergency-token' }, username: user?.username ?? '',
      problem: withoutOldWait(journey.state.problem, now) ?? undefined, later,
    })
  }

  return { show, showToken, answer, showStillHaveIt, answerStillHaveIt }
}
export type EmergencyPages = ReturnType<typeof createEmergencyPages>

function problemOf(visit: Visit, outcome: Exclude<TokenOutcome, { kind: 'right' }>): PageProblem {
  const contact = contactOf(visit.frame)
  if (outcome.kind === 'wait') return waitProblem(visit, outcome)
  if (outcome.kind === 'exhausted') return { code: 'emergency-wrong', contact }
  if (outcome.kind === 'wrong' && outcome.until !== null && !outcome.exhausted) return { code: 'code-wait', until: outcome.until, contact }
  return { code: `emergency-${outcome.kind}`, contact }
}
