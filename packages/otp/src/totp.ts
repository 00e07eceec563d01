import { type TotpParameters, codeOf } from './hotp.ts'
import { asTyped, isEqual } from './typed.ts'

export type TotpAuthenticator = {
  id: string
  /** Base32. */
  secret: string
  totp: TotpParameters
  /** The last time step that was spent; null while none was. */
  lastStep: number | null
}

export type TotpOutcome =
  | { ok: true; authenticatorId: string; timeStep: number }
  | { ok: false; reason: 'malformed' }
  /** The code is right and was used already; a new one appears in about so many seconds. */
  | { ok: false; reason: 'replayed'; authenticatorId: string; secondsUntilNext: number }
  | { ok: false; reason: 'wrong'; drift: Drift | null }

/** How far a phone's clock is off, in seconds; negative means slow. */
export type Drift = { authenticatorId: string; seconds: number }

export type TotpOptions = {
  /** Steps of delay or drift accepted on either side; 1 unless an import says otherwise. */
  window?: 0 | 1 | 2
  /**
   * The secret was shown in this very moment (set-up, "test my code"). Only then may a code of the future be named as
   * such: at a sign-in it would confirm a guess that becomes valid minutes later.
   */
  secretJustShown?: boolean
}

/** How far a clock may be off and still be told so. */
const diagnosedSeconds = 600

/** One typed code, asked of all authenticators at one instant. */
type Question = { authenticators: readonly TotpAuthenticator[]; code: string; now: number }
type Match = { authenticator: TotpAuthenticator; timeStep: number; distance: number }

const stepAt = ({ totp }: TotpAuthenticator, now: number): number => Math.floor(now / (totp.periodSeconds * 1000))

/** Every step between the two distances whose code was typed. All are computed and compared, whatever was found (T-5). */
function matchesOf({ authenticators, code: typed, now }: Question, reach: (one: TotpAuthenticator) => [number, number]): Match[] {
  return authenticators.flatMap((authenticator) => {
    const { secret, totp } = authenticator
    const present = stepAt(authenticator, now)
    const [from, to] = reach(authenticator)
    const steps = Array.from({ length: to - from + 1 }, (_, index) => present + from + index).filter((timeStep) => timeStep >= 0)
    return steps.flatMap((timeStep) =>
      isEqual(codeOf(secret, totp, timeStep), typed) ? [{ authenticator, timeStep, distance: timeStep - present }] : [])
  })
}

const isUnspent = ({ authenticator: { lastStep }, timeStep }: Match): boolean => lastStep === null || timeStep > lastStep
const latest = (one: Match, other: Match): number => other.distance - one.distance
const nearest = (one: Match, other: Match): number => Math.abs(one.distance) - Math.abs(other.distance)

/** Looks beyond the window for a clock that is off; what is found lets nobody in. */
function driftOf(question: Question, window: number, secretJustShown: boolean): Drift | null {
  const reachOf = ({ totp }: TotpAuthenticator) => Math.ceil(diagnosedSeconds / totp.periodSeconds)
  const past = matchesOf(question, (one) => [-reachOf(one), -window - 1])
  const future = secretJustShown ? matchesOf(question, (one) => [window + 1, reachOf(one)]) : []
  // A dead step before the last spent one says nothing about a clock that has since shown a later code.
  const [match] = [...past, ...future].filter(isUnspent).toSorted(nearest)
  if (!match) return null
  const { authenticator, distance } = match
  return { authenticatorId: authenticator.id, seconds: distance * authenticator.totp.periodSeconds }
}

/**
 * Verifies a typed TOTP (RFC 6238 §5.2) against all authenticators of one user: one field takes a code of any of them.
 *
 * Accepts one period of delay or drift on either side, so that a code is dead at most 90 seconds after its step began. A
 * step is spent by its first success, and all before it: the caller stores `timeStep` by compare-and-set before letting
 * anyone in, because two requests may get here at once. Call it after the attempt was counted.
 */
export function verifyTotp(
  authenticators: readonly TotpAuthenticator[],
  typed: string,
  now: number,
  options: TotpOptions = {},
): TotpOutcome {
  const { window = 1, secretJustShown = false } = options
  const code = asTyped(typed)
  const candidates = authenticators.filter(({ totp }) => totp.digits === code.length)
  if (!/^\d+$/.test(code) || candidates.length === 0) return { ok: false, reason: 'malformed' }

  const question = { authenticators: candidates, code, now }
  // Of two steps that happen to share a code the later one is spent, and the earlier with it: one code opens once.
  const matches = matchesOf(question, () => [-window, window]).toSorted(latest)
  const fresh = matches.find(isUnspent)
  if (fresh) return { ok: true, authenticatorId: fresh.authenticator.id, timeStep: fresh.timeStep }

  const [spent] = matches
  if (spent) {
    const { id, totp } = spent.authenticator
    const next = (stepAt(spent.authenticator, now) + 1) * totp.periodSeconds * 1000
    return { ok: false, reason: 'replayed', authenticatorId: id, secondsUntilNext: Math.ceil((next - now) / 1000) }
  }
  return { ok: false, reason: 'wrong', drift: driftOf(question, window, secretJustShown) }
}
