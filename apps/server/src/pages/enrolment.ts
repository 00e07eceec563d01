import { newTotpParameters, otpauthUri, verifyTotp } from '@tegata/otp'
import { bindingSnapshot, canBind } from '@tegata/policy'
import type { Instant } from '@tegata/storage'
import { beginSetUp, binding, freeLabel, isAlive, proofOfBinding } from '../journey/enrol.ts'
import { findFlaw, passwordLength } from '../journey/password-rules.ts'
import { move, type Pending, setUpLife } from '../journey/state.ts'
import { counter } from '../journey/subject.ts'
import { mailPace } from '../journey/confirm-mail.ts'
import type { Enrolment } from '../ui/enrolment.ts'
import { inWords } from '../ui/frame.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { cannotUseCodePage } from './cannot-use-code.ts'
import { choosePage } from './choose.ts'
import { confirmMailPage } from './confirm-mail.ts'
import { enrolPage } from './enrol.ts'
import type { Parts } from './parts.ts'
import { passwordPage } from './password.ts'
import { accountName, labelsOf } from './sign-in.ts'
import type { Fields, StepPages } from './step.ts'
import type { Visit } from './visit.ts'

/** Tries to confirm a set-up, generous: a wrong code tells nobody anything about a secret that the page shows. */
const confirmTries = { max: 40, windowMs: 15 * 60_000 }

export function createEnrolmentPages(parts: Parts) {
  const { storage, journeys, hashing, confirmMail } = parts

  // --- choose ---

  function showChoose({ frame, journey, step, user, decision, language, form, path }: Visit): Page {
    const kinds = step.name === 'choose' ? step.kinds : []
    return choosePage({
      ...frame, ...form('choose'), purpose: journey.state.kind === 'link' ? 'link' : 'sign-in', methods: kinds.filter((kind) => kind === 'totp' || kind === 'emailed-code'),
      username: user?.username, problem: journey.state.problem ?? undefined, noPhoneHref: path('cannot-use-code'),
      reason: decision?.requirements.map(({ reasons }) => reasons[language] ?? reasons.en).find((text) => text !== undefined),
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
    })
  }

  async function answerEnrol(visit: Visit, fields: Fields): Promise<void> {
    const { realm, journey, user, facts, interaction, where } = visit
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
    // A link commits everything at its last step; until then this is only remembered.
    if (journey.state.link !== null && journey.state.link.purpose !== 'confirm-mail') {
      await journeys.save(move(journey, { uncommitted: { ...journey.state.uncommitted, authenticator }, pending: null, problem: null }))
      return
    }

    const bond = canBind(facts, { kind: 'totp', shown: pending.shown })
    if (!bond.ok) return say({ code: 'other-device' })
    const bound = { realm, user, authenticator, bond, journeyId: journey.id, keepSession: interaction?.session?.uid ?? null, where, at }
    const { mailbox } = journey.state
    const outcome = await storage.unit([
      storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
      // What proved the mailbox is spent with what it bound.
      ...(mailbox?.provedAt != null ? [storage.links.spend(realm.id, mailbox.linkId, user.credentialVersion)] : []),
      ...await binding(parts, bound),
      storage.throttle.clear(key),
    ])
    // Somebody was faster, or something changed: the next page shows how it stands now.
    if (!outcome.ok) return
    await journeys.update(journey, (newest) => newest.userId !== user.id ? null
      : move(newest, { proofs: [...newest.state.proofs, proofOfBinding(bound)], pending: null, problem: null }))
  }

  // --- confirm-mail ---

  /** The first mail goes out when the page is reached; later ones only when they are asked for. */
  async function arriveAtConfirmMail({ realm, journey, user, where, language }: Visit): Promise<boolean> {
    if (user === null || journey.state.mailbox !== null) return false
    const sent = await confirmMail.send(realm, user, journey, where, language)
    if (sent.kind === 'too-many') {
      await journeys.update(journey, (newest) => move(newest, { problem: { code: 'mail-limit', until: sent.until, contact: '' } }))
      return false
    }
    return sent.kind === 'sent'
  }

  function showConfirmMail(visit: Visit): Page {
    const { frame, journey, user, form, path } = visit
    const { mailbox, problem } = journey.state
    const told = problem?.code === 'mail-limit' ? { ...problem, contact: contactOf(frame) } : problem
    // Nothing could be sent: the page says where help is instead of asking for a code that nobody has.
    if (mailbox === null) return cannotUseCodePage({ ...frame, situation: 'mail', reference: journey.state.reference, backHref: path() })
    return confirmMailPage({
      ...frame, ...form('confirm-mail'), address: masked(mailbox.address), sentAt: mailbox.sentAt, expiresAt: mailbox.expiresAt, username: user?.username ?? '',
      problem: told ?? undefined, resend: form('send-again'), cannotHref: path('cannot-use-code'),
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

  async function sendAgain({ realm, journey, user, where, language, now, step }: Visit): Promise<void> {
    const { mailbox } = journey.state
    if (user === null || step.name !== 'confirm-mail') return
    const next = (mailbox?.sentAt ?? 0) + mailPace
    if (next > now) return void await journeys.save(move(journey, { problem: { code: 'mail-wait', until: next } }))
    const sent = await confirmMail.send(realm, user, journey, where, language)
    if (sent.kind === 'too-many') await journeys.update(journey, (newest) => move(newest, { problem: { code: 'mail-limit', until: sent.until, contact: '' } }))
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

export function enrolmentOf({ realm, user }: Pick<Visit, 'realm' | 'user'>, { secret }: Pick<Pending, 'secret'>): Enrolment {
  const { algorithm, digits, periodSeconds } = newTotpParameters
  const issuer = inWords(realm.settings.displayName, 'en')
  return {
    otpauthUri: otpauthUri({ issuer, account: user?.username ?? '', secret }), secret, account: accountName({ realm, user }),
    algorithm: `SHA-${algorithm.slice(3)}`, digits, periodSeconds, apps: realm.settings.recommendedApps.map(({ name, url }) => ({ name, href: url })),
  }
}

/** Judges the confirming code of a set-up; the secret was shown just now, so a clock may be called fast as well as slow. */
export function judgeSetUp({ authenticatorId: id, secret }: Pending, code: string, at: Instant, label: string): { ok: true; step: number } | { ok: false; problem: PageProblem } {
  const outcome = verifyTotp([{ id, secret, totp: newTotpParameters, lastStep: null }], code, at, { secretJustShown: true })
  if (outcome.ok) return { ok: true, step: outcome.timeStep }
  if (outcome.reason === 'wrong' && outcome.drift !== null) {
    const { seconds } = outcome.drift
    return { ok: false, problem: { code: seconds < 0 ? 'clock-slow' : 'clock-fast', n: Math.max(1, Math.round(Math.abs(seconds) / 60)) } }
  }
  return { ok: false, problem: outcome.reason === 'malformed' ? { code: 'code-malformed' } : { code: 'code-wrong', label } }
}

/** Eight characters where a code is asked for besides, fifteen where the password stands alone (P-1). */
export const minLength = ({ decision }: Pick<Visit, 'decision'>): number => decision?.mustHave || decision?.hasOne ? passwordLength.withAuthenticator : passwordLength.alone

export function passwordProblem({ realm, user, decision }: Pick<Visit, 'realm' | 'user' | 'decision'>, password: string): PageProblem | null {
  const min = minLength({ decision })
  const names = Object.values(realm.settings.displayName)
  const context = ['Tegata', realm.name, ...names, user?.username ?? '', user?.email ?? '', user?.givenName ?? '', user?.familyName ?? '', user?.sortName ?? '']
  const flaw = findFlaw(password, { min, context })
  if (flaw === null) return null
  if (flaw === 'short') return { code: 'password-short', n: min }
  if (flaw === 'long') return { code: 'password-long', n: passwordLength.max }
  return { code: flaw === 'common' ? 'password-common' : 'password-context' }
}

/** `e…a@demo.example`: enough to know one's own address, too little to learn it. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@')
  const local = [...address.slice(0, Math.max(0, at))]
  return local.length <= 2 ? `${local[0] ?? ''}…${address.slice(at)}` : `${local[0]}…${local.at(-1)}${address.slice(at)}`
}
