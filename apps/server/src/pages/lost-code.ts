import { answerOf } from '../journey/lost-code.ts'
import { move } from '../journey/state.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { cannotUseCodePage } from './cannot-use-code.ts'
import type { Parts } from '../journey/parts.ts'
import { emergencyHrefOf } from './emergency.ts'
import { queryOf } from '../journey/reading.ts'
import { refusedPage } from './refused.ts'
import type { Visit } from './visit.ts'
import { waitingPage } from './waiting.ts'

/** Pages on which somebody may need help with their code. */
const helped: ReadonlySet<string> = new Set(['code', 'choose', 'enrol', 'address', 'prove-address', 'confirm-mail', 'refused'])

/** Names itself in its address: once its request was answered, the same address leads on instead of asking what happened. */
const waitingStep = 'cannot-use-code?waiting=1'

export function createLostCodePages(parts: Parts) {
  const { storage, journeys, askForReset } = parts

  /** A reset helps whoever has something set up that cannot be used, and whose first proof stands. A mailbox that connects is none. */
  const mayAsk = ({ step, decision, connecting }: Visit): boolean => decision?.hasOne === true && connecting?.by !== 'mail' && (step.name === 'code' || (step.name === 'refused' && step.reason === 'suspended'))

  /**
   * "Can't use your code?", or, once a reset was asked for, the page that waits for its answer. Undefined: the journey
   * has gone on, to the set-up or elsewhere.
   */
  async function show(visit: Visit): Promise<Page | undefined> {
    const { ctx, frame, journey, step, now, path, form } = visit
    const { reference, state: { asked } } = journey
    if (asked !== null) {
      const answer = answerOf(await storage.resetRequests.find(visit.realm.id, asked.requestId), now)
      if (answer === 'waiting') {
        const href = path(waitingStep)
        const isStill = queryOf(ctx, 'still') !== null
        // Looking keeps the journey alive as long as its request is.
        await journeys.save(journey)
        return waitingPage({
          ...frame, sentAt: asked.at, reference, checkHref: isStill ? `${href}&still=1` : href, still: { href: isStill ? href : `${href}&still=1`, on: isStill },
          emergencyHref: emergencyHrefOf(visit),
        })
      }
      if (answer === 'answered') return undefined
      await journeys.save({ ...move(journey, { asked: null }), resetReference: null })
      if (answer === 'refused') return refusedPage({ ...frame, reason: 'answered', reference, backHref: path() })
    }
    // Whoever waited goes on by itself; whoever comes from the set-up that follows wants help with that.
    if (!helped.has(step.name) || (asked === null && queryOf(ctx, 'waiting') !== null)) return undefined
    return cannotUseCodePage({
      ...frame, reference, backHref: path(), situation: step.name === 'code' ? 'code' : step.name === 'confirm-mail' ? 'mail' : 'setup',
      reset: mayAsk(visit) ? form('request-reset') : undefined, emergencyHref: emergencyHrefOf(visit),
    })
  }

  /** Files the request; another click finds it filed. */
  async function ask(visit: Visit): Promise<string | undefined> {
    const { realm, user, journey, where } = visit
    if (user === null || (journey.state.asked === null && !mayAsk(visit))) return undefined
    const outcome = await askForReset(realm, user, journey, where)
    if (outcome.kind === 'too-many') await journeys.update(journey, (newest) => move(newest, { problem: { code: 'mail-limit', until: outcome.until, contact: contactOf(visit.frame) } }))
    return outcome.kind === 'asked' ? waitingStep : undefined
  }

  return { show, ask }
}
