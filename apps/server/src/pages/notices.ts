import { isReady } from '@tegata/policy'
import type { Parts } from '../journey/parts.ts'
import { accountName, codeProblem, comingView, reasonOf, waitProblem, withoutOldWait } from '../journey/showing.ts'
import { move } from '../journey/state.ts'
import type { Page } from '../ui/layout.ts'
import { codePage } from '../ui/pages/code.ts'
import { noticePage } from './notice.ts'
import type { Fields } from './step.ts'
import type { Visit } from './visit.ts'

/** The form that ends a set-up for a rule to come, on each of its pages: nobody has to go on with it (P6). */
export const laterFormOf = ({ journey, form }: Visit) =>
  journey.state.setUpFor === null ? undefined : { ...form('notice'), name: 'answer', value: 'later' }

export function createNoticePages(parts: Parts) {
  const { storage, journeys, coming, attempts } = parts

  function show(visit: Visit): Page {
    const { frame, realm, decision, language, notice, journey, path, form } = visit
    if (notice === null) return noticePage({ ...frame, ...form('notice'), coming: null, reason: reasonOf(decision, language) })
    return noticePage({
      ...frame, ...form('notice'), coming: comingView(notice, language), canSetUpHere: notice.canSetUpHere,
      done: journey.state.codeTested ? 'tested' : journey.state.setUpFor === notice.rule.id && isReady(notice.consequence) ? 'set-up' : undefined,
      ...(isTestable(visit) && { testHref: path('test-code') }),
      ...(!notice.canSetUpHere && !isReady(notice.consequence) && realm.settings.presentation === 'classic' && { accountHref: `/realms/${realm.name}/account` }),
    })
  }

  async function answer(visit: Visit, fields: Fields): Promise<void> {
    const { realm, journey, user, notice } = visit
    if (notice === null) return void await journeys.save(move(journey, { noticeSeen: true, putOff: fields.answer === 'later', problem: null }))
    if (user === null) return
    const ready = isReady(notice.consequence)
    if (fields.answer === 'setup' && notice.canSetUpHere) await journeys.save(move(journey, { setUpFor: notice.rule.id, method: null, addressing: null, problem: null }))
    if (fields.answer === 'later' && !ready) await storage.unit([coming.later(realm, user, notice.rule)])
    // Of two windows one tells them, and both have.
    if (fields.answer === 'ok' && ready) await storage.unit([coming.toldReady(user, notice.rule)])
  }

  /** "Later", on any page of a set-up that nothing asks for yet. */
  async function later({ realm, journey, user }: Visit, fields: Fields): Promise<void> {
    const { setUpFor } = journey.state
    if (user === null || setUpFor === null || fields.answer !== 'later') return
    await storage.unit([coming.later(realm, user, { id: setUpFor })])
    await journeys.save(move(journey, { setUpFor: null, method: null, pending: null, addressing: null, problem: null }))
  }

  // --- "Test my code now" ---

  const isTestable = ({ notice, facts }: Visit): boolean => notice !== null && isReady(notice.consequence) && tested(facts).length > 0
  const tested = (facts: Visit['facts']): readonly string[] => (facts?.user.authenticators ?? []).filter(({ kind, state }) => kind === 'totp' && state !== 'suspended').map(({ id }) => id)

  async function showTest(visit: Visit): Promise<Page | undefined> {
    const { realm, user, frame, journey, facts, form, path, now } = visit
    if (user === null || !isTestable(visit)) return undefined
    const wait = await attempts.waitUntil(realm, user.id)
    const problem = wait === null ? withoutOldWait(journey.state.problem, now) : waitProblem(visit, wait)
    return codePage({
      ...frame, ...form('test-code'), method: { kind: 'totp', label: tested(facts).length > 1 ? null : accountName(visit) }, username: user.username, test: true,
      problem: problem ?? undefined, open: wait === null, backHref: path(),
    })
  }

  /** Judged and counted like every code; that it was right is said, and changes nothing of the sign-in (S1-25). */
  async function tryCode(visit: Visit, { code = '' }: Fields): Promise<string | undefined> {
    const { realm, user, journey, facts, where } = visit
    if (user === null || !isTestable(visit)) return undefined
    if (code.trim() === '') {
      await journeys.save(move(journey, { problem: { code: 'code-missing' } }))
      return 'test-code'
    }
    const outcome = await attempts.attempt({
      realm, user, code, authenticatorIds: tested(facts), transaction: `${journey.id}:test`, journeyId: journey.id, where, isTest: true,
    })
    const isRight = outcome.kind === 'right'
    await journeys.update(journey, (newest) => move(newest, { codeTested: isRight, problem: isRight ? null : codeProblem(visit, outcome) }))
    return isRight ? undefined : 'test-code'
  }

  return { show, answer, later, showTest, tryCode }
}
