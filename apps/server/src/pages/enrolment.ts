import { bindingSnapshot } from '@tegata/policy'
import { mailPace } from '../journey/confirm-mail.ts'
import { beginSetUp, confirmTries, freeLabel, isAlive } from '../journey/enrol.ts'
import type { Parts } from '../journey/parts.ts'
import { accountName, enrolmentOf, judgeSetUp, labelsOf, masked, minLength, passwordProblem, reasonOf } from '../journey/showing.ts'
import { move, setUpLife } from '../journey/state.ts'
import { counter } from '../journey/subject.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { notNowOf, otherMethodOf } from './addressing.ts'
import { createBind } from './bind.ts'
import { cannotUseCodePage } from './cannot-use-code.ts'
import { choosePage } from './choose.ts'
import { confirmMailPage } from './confirm-mail.ts'
import { emergencyHrefOf } from './emergency.ts'
import { enrolPage } from './enrol.ts'
import { laterFormOf } from './notices.ts'
import { passwordPage } from './password.ts'
import type { Fields, StepPages } from './step.ts'
import type { Visit } from './visit.ts'

export function createEnrolmentPages(parts: Parts) {
  const { storage, journeys, hashing, confirmMail } = parts
  const bind = createBind(parts)

  // --- choose ---

  function showChoose(visit: Visit): Page {
    const { frame, journey, step, user, decision, language, form, path } = visit
    const kinds = step.name === 'choose' ? step.kinds : []
    return choosePage({
      ...frame, ...form('choose'), purpose: journey.state.kind === 'link' ? 'link' : 'sign-in', methods: kinds.filter((kind) => kind === 'totp' || kind === 'emailed-code'),
      address: user?.email == null || user.emailProvedAt === null ? undefined : masked(user.email), username: user?.username, problem: journey.state.problem ?? undefined, noPhoneHref: path('cannot-use-code'), emergencyHref: emergencyHrefOf(visit),
      reason: reasonOf(decision, language), later: laterFormOf(visit),
    })
  }

  async function answerChoose({ journey, step }: Visit, fields: Fields): Promise<void> {
    const method = step.name === 'choose' ? step.kinds.find((kind) => kind === fields.method) : undefined
    await journeys.save(move(journey, method === undefined ? { problem: { code: 'method-missing' } } : { method, problem: null }))
  }

  // --- enrol ---

  /** Sees to it that the page has a secret to show: the one that it showed before, unless it no longer counts (T-2). */
  async function arriveAtEnrol({ realm, journey, user, facts, now }: Visit): Promise<boolean> {
    if (user === null || facts === null) return false
    const set = await storage.authenticators.setDigest(realm.id, user.id)
    const shown = bindingSnapshot(facts)
    const { pending } = journey.state
    const alive = pending !== null && isAlive(pending, set, shown, now)
    // Renewed by use, but not written for every look.
    if (alive && pending.expiresAt - now > setUpLife / 2) return false
    const next = alive ? { ...pending, expiresAt: now + setUpLife } : beginSetUp(set, shown, now)
    const problem: PageProblem | null = pending !== null && !alive ? { code: 'other-device' } : journey.state.problem
    return await journeys.save(move(journey, { pending: next, problem })) !== undefined
  }

  function showEnrol(visit: Visit): Page {
    const { frame, journey, user, form, path } = visit
    const { pending, problem } = journey.state
    if (pending === null) throw new Error('A set-up page was reached without a set-up.')
    return enrolPage({
      ...frame, ...form('enrol'), enrolment: enrolmentOf(visit, pending), username: user?.username ?? '', problem: problem ?? undefined, cannotHref: path('cannot-use-code'),
      emergencyHref: emergencyHrefOf(visit), otherMethod: otherMethodOf(visit), later: notNowOf(visit),
    })
  }

  async function answerEnrol(visit: Visit, fields: Fields): Promise<void> {
    const { realm, journey, user, facts } = visit
    const { pending } = journey.state
    if (user === null || facts === null || pending === null) return
    const say = async (problem: PageProblem) => void await journeys.save(move(journey, { problem }))
    const code = fields.code ?? ''
    if (code.trim() === '') return say({ code: 'code-missing' })

    const at = storage.clock.now()
    const key = counter(realm, 'code', 'enrol', user.id)
    const reserved = await storage.unit([storage.throttle.reserve('enrol', key, confirmTries)])
    if (!reserved.ok) return say({ code: 'code-wait', until: (await storage.throttle.state(key)).closedUntil ?? at, contact: contactOf(visit.frame) })
    const judged = judgeSetUp(pending, code, at, accountName(visit))
    if (!judged.ok) return say(judged.problem)

    const held = await storage.authenticators.listOf(realm.id, user.id)
    const label = freeLabel(words(visit.frame).t('account.kind.totp'), labelsOf(held))
    const authenticator = { id: pending.authenticatorId, secret: pending.secret, step: judged.step, label, set: pending.set, shown: pending.shown }
    await bind(visit, { authenticator, at, spending: [storage.throttle.clear(key)] }, (newest) => move(newest, { pending: null, problem: { code: 'other-device' } }))
  }

  // --- confirm-mail ---

  /** The first mail goes out when the page is reached; later ones only when they are asked for. */
  async function arriveAtConfirmMail({ realm, journey, user, where, language, frame }: Visit): Promise<boolean> {
    if (user === null || journey.state.mailbox !== null) return false
    const sent = await confirmMail.send(realm, user, journey, where, language)
    if (sent.kind === 'too-many') {
      await journeys.update(journey, (newest) => move(newest, { problem: { code: 'mail-limit', until: sent.until, contact: contactOf(frame) } }))
      return false
    }
    return sent.kind === 'sent'
  }

  function showConfirmMail(visit: Visit): Page {
    const { frame, journey, user, form, path } = visit
    const { mailbox, problem } = journey.state
    // Nothing could be sent: the page says where help is instead of asking for a code that nobody has.
    if (mailbox === null) return cannotUseCodePage({ ...frame, situation: 'mail', reference: journey.reference, backHref: path() })
    return confirmMailPage({
      ...frame, ...form('confirm-mail'), address: masked(mailbox.address), sentAt: mailbox.sentAt, expiresAt: mailbox.expiresAt, username: user?.username ?? '',
      problem: problem ?? undefined, resend: form('send-again'), cannotHref: path('cannot-use-code'), emergencyHref: emergencyHrefOf(visit),
      later: laterFormOf(visit),
    })
  }

  async function answerConfirmMail({ realm, journey, user, where }: Visit, fields: Fields): Promise<void> {
    if (user === null) return
    const code = fields.code ?? ''
    if (code.trim() === '') return void await journeys.save(move(journey, { problem: { code: 'code-missing' } }))
    const { kind } = await confirmMail.confirm(realm, user, journey, code, where)
    if (kind === 'right' || kind === 'gone') return
    const problems = { wrong: 'mail-code-wrong', malformed: 'mail-code-wrong', expired: 'mail-code-expired', 'too-many': 'mail-code-tries' } as const
    await journeys.update(journey, (newest) => move(newest, { problem: { code: problems[kind] } }))
  }

  async function sendAgain({ realm, journey, user, where, language, now, step, frame }: Visit): Promise<void> {
    const { mailbox } = journey.state
    if (user === null || step.name !== 'confirm-mail') return
    const next = (mailbox?.sentAt ?? 0) + mailPace
    if (next > now) return void await journeys.save(move(journey, { problem: { code: 'mail-wait', until: next } }))
    const sent = await confirmMail.send(realm, user, move(journey, { problem: null }), where, language)
    if (sent.kind === 'too-many') await journeys.update(journey, (newest) => move(newest, { problem: { code: 'mail-limit', until: sent.until, contact: contactOf(frame) } }))
  }

  // --- password, of a link's journey ---

  function showPassword(visit: Visit): Page {
    const { frame, journey, user, form } = visit
    return passwordPage({ ...frame, ...form('password'), username: user?.username ?? '', minLength: minLength(visit), problem: journey.state.problem ?? undefined })
  }

  async function answerPassword(visit: Visit, fields: Fields): Promise<void> {
    const { journey, user } = visit
    if (user === null) return
    const { newPassword = '', confirmPassword = '' } = fields
    const problem = newPassword !== confirmPassword ? { code: 'password-mismatch' } as const : passwordProblem(visit, newPassword)
    if (problem !== null) return void await journeys.save(move(journey, { problem }))
    const passwordHash = await hashing.hash(newPassword)
    await journeys.save(move(journey, { uncommitted: { ...journey.state.uncommitted, passwordHash }, problem: null }))
  }

  return {
    steps: {
      choose: { show: showChoose, answer: answerChoose },
      enrol: { show: showEnrol, answer: answerEnrol },
      'confirm-mail': { show: showConfirmMail, answer: answerConfirmMail },
      password: { show: showPassword, answer: answerPassword },
    } satisfies StepPages,
    arriveAtEnrol,
    arriveAtConfirmMail,
    sendAgain,
  }
}
