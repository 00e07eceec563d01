import { bindingSnapshot } from '@tegata/policy'
import { addressOnFile, readNamed } from '../journey/named-address.ts'
import { beginAddress, freeLabel, labelOfAddress } from '../journey/enrol.ts'
import type { Parts } from '../journey/parts.ts'
import { labelsOf, mailedProblem, masked, waitProblem, withoutOldWait } from '../journey/showing.ts'
import { type Journey, type Mailed, move, startOver } from '../journey/state.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { addressPage } from '../ui/pages/address.ts'
import { codePage } from '../ui/pages/code.ts'
import type { Form, LaterForm } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { createBind } from './bind.ts'
import { applicationOf, isKnownBrowser } from './code.ts'
import { emergencyHrefOf } from './emergency.ts'
import { laterFormOf } from './notices.ts'
import type { Fields, StepPages } from './step.ts'
import type { Visit } from './visit.ts'

/** Back to the set-up menu, where there is one. */
export const otherMethodOf = ({ step, journey, form }: Visit): Form | undefined =>
  'mayChoose' in step && step.mayChoose && journey.state.method !== null ? form('other-method') : undefined

/** Ends what nobody has to do now: what was called lost is found, or a rule is still to come. */
export const notNowOf = (visit: Visit): LaterForm | undefined =>
  visit.journey.state.lost.length === 0 ? laterFormOf(visit) : { ...visit.form('still-have-it'), name: 'answer', value: 'keep' }

/** An address for emailed codes, chosen and proved at a sign-in or in the walk of a link (S0-28, S1-21 … S1-24, S3-12). */
export function createAddressing(parts: Parts) {
  const { storage, journeys, mailedCodes } = parts
  const bind = createBind(parts)

  // --- address ---

  function show(visit: Visit): Page {
    const { frame, realm, journey, user, form, path } = visit
    return addressPage({
      ...frame, ...form('address'), onFile: user === null ? undefined : addressOnFile(realm, user), typed: journey.state.typedAddress || undefined, username: user?.username ?? '',
      problem: journey.state.problem ?? undefined, otherMethod: otherMethodOf(visit), later: notNowOf(visit), cannotHref: path('cannot-use-code'), emergencyHref: emergencyHrefOf(visit),
    })
  }

  async function answer({ realm, journey, user, facts }: Visit, fields: Fields): Promise<void> {
    if (user === null || facts === null) return
    const named = readNamed(realm, user, fields)
    if (!named.ok) return void await journeys.save(move(journey, { typedAddress: named.typed, problem: named.problem }))
    const set = await storage.authenticators.setDigest(realm.id, user.id)
    await journeys.save(move(journey, { addressing: beginAddress(user, named, { set, shown: bindingSnapshot(facts) }), typedAddress: '', problem: null }))
  }

  // --- prove-address ---

  const isFor = (mailed: Mailed | null, address: string): mailed is Mailed => mailed?.authenticatorId === null && mailed.address === address && mailed.code !== null
  const anew = (newest: Journey, missed: string): Journey =>
    missed === 'emailed-code.spend' ? move(newest, { problem: { code: 'mail-code-used' } }) : move(newest, { addressing: null, problem: { code: 'address-changed' } })

  async function send(visit: Visit, address: string): Promise<boolean> {
    const { realm, journey, user, where, language, frame } = visit
    if (user === null) return false
    const sent = await mailedCodes.send(realm, user, journey, { authenticatorId: null, address, application: applicationOf(visit) }, { where, language, known: await isKnownBrowser(parts, visit, user) })
    if (sent.kind === 'sent') return true
    if (sent.kind === 'gone') return false
    const problem: PageProblem = sent.kind === 'too-soon' ? { code: 'mail-wait', until: sent.until } : { code: 'mail-limit', until: sent.until, contact: contactOf(frame) }
    await journeys.update(journey, (newest) => newest.state.round !== journey.state.round ? null : move(newest, { problem }))
    return false
  }

  /** The mail goes out on reaching the page, unless what the address was chosen for is no more (P15). */
  async function arrive(visit: Visit): Promise<boolean> {
    const { realm, journey, user, facts } = visit
    const { addressing, mailed } = journey.state
    if (user === null || facts === null || addressing === null) return false
    if (await storage.authenticators.setDigest(realm.id, user.id) !== addressing.set || bindingSnapshot(facts) !== addressing.shown) {
      return await journeys.save(anew(journey, '')) !== undefined
    }
    return isFor(mailed, addressing.address) ? false : send(visit, addressing.address)
  }

  async function showProve(visit: Visit): Promise<Page> {
    const { frame, realm, journey, user, form, path, now } = visit
    const { addressing, mailed, problem } = journey.state
    if (addressing === null || user === null) throw new Error('The page for the code of an address was reached without an address.')
    const wait = await mailedCodes.waitUntil(realm, user.id)
    const isSent = isFor(mailed, addressing.address)
    const said = wait === null ? withoutOldWait(problem, now) : waitProblem(visit, wait)
    const delivery = isSent && said === null ? await mailedCodes.delivery(realm, user, mailed) : 'on-its-way'
    const late: PageProblem | undefined = delivery === 'refused' ? { code: 'mail-refused', contact: contactOf(frame) }
      : isSent && mailed.expiresAt <= now ? { code: 'mail-code-expired' } : delivery === 'late' ? { code: 'mail-failed', contact: contactOf(frame) } : undefined
    return codePage({
      ...frame, ...form('prove-address'), title: words(frame).t('address.prove.title'),
      // What was typed just now may be read again, whatever is on file; what was only chosen is hinted at.
      method: { kind: 'emailed-code', address: addressing.typed ? addressing.address : masked(addressing.address), sentAt: isSent ? mailed.sentAt : null, expiresAt: mailed?.expiresAt ?? now, now },
      username: user.username, problem: said ?? late, open: wait === null, resend: form('send-again'), otherAddress: form('other-address'), later: notNowOf(visit), cannotHref: path('cannot-use-code'),
      emergencyHref: emergencyHrefOf(visit),
    })
  }

  async function answerProve(visit: Visit, fields: Fields): Promise<void> {
    const { realm, journey, user, where } = visit
    const { addressing, mailed, round } = journey.state
    if (user === null || addressing === null) return
    const code = fields.code ?? ''
    if (code.trim() === '') return void await journeys.save(move(journey, { problem: { code: 'code-missing' } }))
    if (!isFor(mailed, addressing.address)) return void await journeys.save(move(journey, { problem: { code: 'mail-code-expired' } }))
    const judged = await mailedCodes.judge({ realm, user, code, journey, transaction: `${journey.id}:${round}`, journeyId: journey.id, where })
    if (judged.kind !== 'right') {
      const isOver = judged.kind === 'exhausted' || (judged.kind === 'wrong' && judged.exhausted)
      const problem = mailedProblem(visit, judged)
      return void await journeys.update(journey, (newest) => newest.state.round !== round || newest.state.addressing === null ? null : isOver ? startOver(newest, problem) : move(newest, { problem }))
    }
    const { authenticatorId: id, address, onFile, set, shown } = addressing
    const label = freeLabel(labelOfAddress(address), labelsOf(await storage.authenticators.listOf(realm.id, user.id)))
    await bind(visit, { authenticator: { id, label, address, onFile, set, shown }, ...judged }, anew)
  }

  async function sendAgain(visit: Visit): Promise<void> {
    const { addressing } = visit.journey.state
    if (addressing !== null) await send(visit, addressing.address)
  }

  /** Another address than the one that a code went to. */
  async function answerOtherAddress({ journey, step }: Visit): Promise<void> {
    if (step.name === 'prove-address' || step.name === 'confirm-mail') await journeys.save(move(journey, { addressing: null, problem: null }))
  }

  /** Back to the set-up menu. */
  async function answerOtherMethod(visit: Visit): Promise<void> {
    if (otherMethodOf(visit) !== undefined) await journeys.save(move(visit.journey, { method: null, addressing: null, problem: null }))
  }

  return {
    steps: { address: { show, answer }, 'prove-address': { show: showProve, answer: answerProve } } satisfies StepPages,
    arrive,
    sendAgain,
    answerOtherAddress,
    answerOtherMethod,
  }
}
