import type { Authenticator, EffectivePolicy } from '@tegata/contract'
import type { User } from '../queries.ts'

type Facts = Pick<User, 'otpRequired'> & { otp: Pick<User['otp'], 'required' | 'registered' | 'registeredAt'> }

/** Who brought the authenticator in: the person, an administrator, or an import from elsewhere. */
export type SetUpBy = 'person' | 'administrator' | 'import'

export type Truth = {
  /** Whether the box, another rule, a rule with exemptions, or nothing demands a code. */
  demand: 'box' | 'rule' | 'unless-exempt' | 'none'
  /** The provider whose sign-in is enough, where nothing demands a code: its name. */
  trusted: string | null
  state:
    | { is: 'set-up', at: string, by: SetUpBy | null, lastUsedAt: string | null }
    | { is: 'waiting' }
    | { is: 'absent' }
  /** What the decision says of a sign-in with the password, from anywhere; null where it is not known, or the account is disabled. */
  next: EffectivePolicy['next'] | null
}

/** What of the decision the sentence rests on. */
export type Decided = { next: EffectivePolicy['next'], reason: { code: string } }

const byOf = ({ boundBy }: Authenticator): SetUpBy =>
  boundBy === 'administrator' ? 'administrator' : boundBy === 'import' ? 'import' : 'person'

/**
 * What is true beside the box "OTP Configured": the box says what is demanded, this says what is so. `authenticators`
 * may be unknown (still loading, or not permitted); then who and when last used are left out rather than guessed.
 * `provider`: one that the person comes through and that is always trusted; it says nothing where a rule demands a code,
 * since an enforcement makes no exception for it, and a password may lead in as well.
 */
export function truthOf({ otpRequired, otp }: Facts, authenticators: readonly Authenticator[] | undefined, provider: string | null = null, decided: Decided | null = null): Truth {
  const demand = otpRequired ? 'box' : !otp.required ? 'none' : decided && isUnlessExempt(decided) ? 'unless-exempt' : 'rule'
  const trusted = demand === 'none' ? provider : null
  const next = decided?.next ?? null
  if (!otp.registered) return { demand, trusted, next, state: { is: otp.required ? 'waiting' : 'absent' } }

  const working = (authenticators ?? []).filter(({ state }) => state !== 'suspended')
  const newest = working.toSorted((a, b) => b.enrolledAt.localeCompare(a.enrolledAt))[0]
  const lastUsedAt = working.map((each) => each.lastUsedAt).filter((at) => at !== null).toSorted().at(-1) ?? null
  const at = newest?.enrolledAt ?? otp.registeredAt
  if (at === null) return { demand, trusted, next, state: { is: 'waiting' } }
  return { demand, trusted, next, state: { is: 'set-up', at, by: newest ? byOf(newest) : null, lastUsedAt } }
}

type Say = {
  t: (key: string, named?: Record<string, unknown>) => string
  date: (iso: string) => string
  name: string
}

/** A policy group whose exemptions were looked at from nowhere in particular: somewhere one of them may hold. */
export const isUnlessExempt = ({ reason: { code } }: Pick<Decided, 'reason'>): boolean => code === 'line6.not-exempt'

/** The truth in a few sentences: what is demanded, what is set up, and what happens at the next sign-in. */
export function sayTruth(truth: Truth, say: Say): string {
  const { t } = say
  const next = sayNext(truth)
  return next === null ? sayState(truth, say) : t('users.truth.join', { one: sayState(truth, say), two: t(next) })
}

/** Only what is not plain from the rest: that a code is asked of whoever must have one, and none of whoever need not. */
function sayNext({ demand, trusted, state, next }: Truth): string | null {
  if (next === null) return null
  const isPlain = demand === 'none' ? next === 'in' : next === 'code' && state.is === 'set-up'
  // Whoever comes through a trusted provider is asked nothing there: what is said of the next sign-in is true with the password alone.
  return isPlain ? null : `users.truth.next.${trusted !== null ? 'password' : demand === 'unless-exempt' ? 'there' : 'here'}.${next}`
}

function sayState({ demand, trusted, state }: Truth, { t, date, name }: Say): string {
  const demanded = trusted === null ? t(`users.truth.demand.${demand}`) : t('upstreams.identities.trusted', { provider: trusted })
  if (state.is === 'waiting') return t('users.truth.join', { one: demanded, two: t('users.truth.waiting') })
  if (state.is === 'absent') return t('users.truth.join', { one: demanded, two: t('users.truth.absent') })
  const by = state.by === 'person' ? name : state.by === null ? null : t(`users.truth.by.${state.by}`)
  const setUp = by === null
    ? t('users.truth.setUp', { date: date(state.at) })
    : t('users.truth.setUpBy', { date: date(state.at), who: by })
  const used = state.lastUsedAt === null ? t('users.truth.neverUsed') : t('users.truth.lastUsed', { date: date(state.lastUsedAt) })
  return t('users.truth.join', { one: demanded, two: t('users.truth.setUpAndUsed', { setUp, used }) })
}
