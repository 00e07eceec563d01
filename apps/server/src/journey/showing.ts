import { newTotpParameters, otpauthUri, verifyTotp } from '@tegata/otp'
import type { Decision } from '@tegata/policy'
import type { Authenticator, Instant, Language, Realm, User } from '@tegata/storage'
import type { Enrolment } from '../ui/enrolment.ts'
import type { ComingView } from '../ui/coming.ts'
import { inWords } from '../ui/frame.ts'
import { contactOf, type Frame } from '../ui/layout.ts'
import type { PageProblem } from '../ui/words.ts'
import type { CodeOutcome } from './attempt.ts'
import type { Coming } from './coming.ts'
import type { MailedOutcome } from './mailed-code.ts'
import { findFlaw, passwordLength } from './password-rules.ts'
import type { Journey, Pending } from './state.ts'

type About = { realm: Realm; user: User | null }

/** What a rule to come means for somebody, as a page says it to them. */
export function comingView({ rule, consequence }: Coming, language: Language): ComingView {
  const reason = rule.reason[language] ?? rule.reason.en
  const helpHref = rule.helpLink[language] ?? rule.helpLink.en
  return {
    enforceFrom: rule.enforceFrom, zone: rule.zone, consequence,
    ...(rule.registerBy !== null && rule.registerBy < rule.enforceFrom && { registerBy: rule.registerBy }),
    ...(reason !== undefined && reason !== '' && { reason }), ...(helpHref !== undefined && { helpHref }),
  }
}

/** What the app calls it: the same words at set-up and at every sign-in. */
export const accountName = ({ realm, user }: About): string => `${inWords(realm.settings.displayName, 'en')} (${user?.username ?? ''})`

export function enrolmentOf({ realm, user }: About, { secret }: Pick<Pending, 'secret'>): Enrolment {
  const { algorithm, digits, periodSeconds } = newTotpParameters
  const issuer = inWords(realm.settings.displayName, 'en')
  return {
    otpauthUri: otpauthUri({ issuer, account: user?.username ?? '', secret }), secret, account: accountName({ realm, user }),
    algorithm: `SHA-${algorithm.slice(3)}`, digits, periodSeconds, apps: realm.settings.recommendedApps,
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
export const minLength = ({ decision }: { decision: Decision | null }): number => decision?.mustHave || decision?.hasOne ? passwordLength.withAuthenticator : passwordLength.alone

export function passwordProblem({ realm, user, decision }: About & { decision: Decision | null }, password: string): PageProblem | null {
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
  const local = Array.from(address.slice(0, Math.max(0, at)))
  return local.length <= 2 ? `${local[0] ?? ''}…${address.slice(at)}` : `${local[0]}…${local.at(-1)}${address.slice(at)}`
}

type Wait = { until: number; long: boolean }
export const waitProblem = ({ frame }: { frame: Frame }, { until, long }: Wait): PageProblem =>
  ({ code: long ? 'code-suspended' : 'code-wait', until, contact: contactOf(frame) })

/** A wait that is over is not shown any more, however often the page is looked at. */
export const withoutOldWait = (problem: PageProblem | null, now: number): PageProblem | null =>
  problem !== null && (problem.code === 'code-wait' || problem.code === 'code-suspended') && Number(problem.until) <= now ? null : problem

/** What the page says; the audit log knows more. */
export function codeProblem(visit: About & { frame: Frame }, outcome: Exclude<CodeOutcome, { kind: 'right' }>): PageProblem {
  const contact = contactOf(visit.frame)
  switch (outcome.kind) {
    case 'malformed': return { code: 'code-malformed' }
    case 'replayed': return { code: 'code-used', n: outcome.secondsUntilNext }
    case 'wait': return waitProblem(visit, outcome)
    case 'disabled': return { code: 'code-disabled', contact }
    case 'exhausted': return { code: 'code-wrong', label: accountName(visit) }
    case 'wrong': return outcome.until !== null ? { code: 'code-wait', until: outcome.until, contact }
      : outcome.slowMinutes !== null ? { code: 'clock-slow', n: outcome.slowMinutes } : { code: 'code-wrong', label: accountName(visit) }
  }
}

/** The same for a code that was mailed. */
export function mailedProblem({ frame, journey }: { frame: Frame; journey: Journey }, outcome: MailedOutcome): PageProblem {
  const contact = contactOf(frame)
  switch (outcome.kind) {
    case 'malformed': return { code: 'mail-code-malformed' }
    case 'older': return { code: 'mail-code-older', sent: journey.state.mailed?.sentAt ?? 0 }
    case 'used': return { code: 'mail-code-used' }
    case 'spent': return { code: 'mail-code-tries' }
    case 'wait': return waitProblem({ frame }, outcome)
    case 'disabled': return { code: 'code-disabled', contact }
    case 'expired':
    case 'gone': return { code: 'mail-code-expired' }
    case 'exhausted': return { code: 'mail-code-wrong' }
    case 'wrong': return outcome.until !== null ? { code: 'code-wait', until: outcome.until, contact } : { code: outcome.spent ? 'mail-code-tries' : 'mail-code-wrong' }
  }
}

/** As a page may name them on which only the password was proved: addresses are hinted at. */
export const shownLabelsOf = (authenticators: readonly Authenticator[]): readonly string[] =>
  authenticators.map(({ kind, label, address }) => kind === 'emailed-code' && address !== null ? masked(address) : label)

export const labelsOf = (authenticators: readonly Authenticator[]): readonly string[] => authenticators.map(({ label }) => label)

/** Why a code is demanded, as the author of the rule put it. */
export const reasonOf = (decision: Decision | null, language: Language): string | undefined =>
  decision?.requirements.map(({ reasons }) => reasons[language] ?? reasons.en).find((text) => text !== undefined)
