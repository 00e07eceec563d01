import { firstProofOf } from './assurance.ts'
import { channels } from './channels.ts'
import type { AfterEmergency, Enforcement, Facts, Instant, Kind, PolicyGroup, Proof, Recovery, Requirement, Terms } from './types.ts'

/** `letRunOut` means the life of a session, and no session lives longer. */
const runsOutAfter = 24 * 60 * 60_000

export type Requirements = {
  /** Enforcements in force on this user, those that excuse this session left out. */
  enforcements: readonly Enforcement[]
  personal: boolean
  group: PolicyGroup | null
  /** Everything above that requires, as it adds up. */
  all: readonly Requirement[]
  /** What requires, but lets this session run out. It still counts for what is bound. */
  excused: readonly Requirement[]
}

export const targets = ({ target }: Enforcement, user: Facts['user']): boolean =>
  target.everyone || target.roles.some((role) => user.roles.includes(role)) || target.groups.some((group) => user.groups.includes(group))

/** A reset begins every demand anew. */
const sinceReset = (since: Instant | null, { reset }: Facts['user']): Instant | null =>
  since === null || reset === null ? since : Math.max(since, reset.at)

const fromTerms = (source: Requirement['source'], rule: { id: string; name: string }, since: Instant | null, terms: Terms): Requirement => ({
  source, id: rule.id, name: rule.name, since,
  kinds: terms.kinds, recoveries: terms.recoveries, onUnenrolled: terms.onUnenrolled, afterEmergency: terms.afterEmergency, reasons: {},
})

/**
 * Whether `letRunOut` excuses this session from a requirement (P29): the session, and the first proof that it rests on,
 * are older than the requirement and than the day the user came under it.
 */
function isExcused(facts: Facts, proofs: readonly Proof[], terms: Terms, began: Instant | null): boolean {
  const first = firstProofOf(proofs)
  if (terms.sessionsBefore !== 'letRunOut' || !channels[facts.channel].letRunOut) return false
  if (facts.session === null || first === null || began === null) return false
  return facts.session.startedAt < began && first.at < began && facts.now < began + runsOutAfter
}

/** Enforcements count from their start; for somebody who came under one later, nothing runs out (null). */
const beganFor = (enforcement: Enforcement): Instant | null => {
  const { target, targetReachedAt, enforceFrom } = enforcement
  if (target.everyone) return enforceFrom
  return targetReachedAt !== null && targetReachedAt <= enforceFrom ? enforceFrom : null
}

/** What makes this user have to have an authenticator, now, and for this session. */
export function requirementsOf(facts: Facts, proofs: readonly Proof[]): Requirements {
  const { now, user, realm, policyGroup } = facts
  const rules: { requirement: Requirement; excused: boolean; enforcement?: Enforcement }[] = []

  for (const enforcement of facts.enforcements) {
    if (enforcement.enforceFrom > now || !targets(enforcement, user)) continue
    const requirement = {
      ...fromTerms('enforcement', enforcement, sinceReset(enforcement.enforceFrom, user), enforcement),
      reasons: enforcement.reasons,
    }
    rules.push({ requirement, enforcement, excused: isExcused(facts, proofs, enforcement, beganFor(enforcement)) })
  }
  if (user.otpRequired) {
    const { since } = user.otpRequired
    const requirement = fromTerms('personal', { id: 'personal', name: 'OTP Configured' }, sinceReset(since, user), realm.personal)
    rules.push({ requirement, excused: isExcused(facts, proofs, realm.personal, since) })
  }
  if (policyGroup && policyGroup.ask !== 'never') {
    const requirement = fromTerms('policy-group', policyGroup, sinceReset(policyGroup.assignedAt, user), policyGroup)
    rules.push({ requirement, excused: isExcused(facts, proofs, policyGroup, policyGroup.assignedAt) })
  }

  const counting = rules.filter(({ excused }) => !excused)
  const counts = (source: Requirement['source']) => counting.some(({ requirement }) => requirement.source === source)
  return {
    enforcements: counting.flatMap(({ enforcement }) => (enforcement ? [enforcement] : [])),
    personal: counts('personal'),
    group: policyGroup?.ask === 'never' || counts('policy-group') ? policyGroup : null,
    all: counting.map(({ requirement }) => requirement),
    excused: rules.filter(({ excused }) => excused).map(({ requirement }) => requirement),
  }
}

/** Kinds that every rule and the realm accept (P9). */
export const acceptedKinds = (realm: Facts['realm'], requirements: readonly Pick<Requirement, 'kinds'>[]): readonly Kind[] =>
  realm.kinds.filter((kind) => requirements.every(({ kinds }) => kinds.includes(kind)))

const everyRecovery: readonly Recovery[] = ['emergency-token', 'help-desk', 'backup-code', 'mail-link']

/** Ways out that every rule accepts. An emergency token and the help desk always are. */
export const acceptedRecoveries = (requirements: readonly Pick<Requirement, 'recoveries'>[]): readonly Recovery[] =>
  everyRecovery.filter((way) => way === 'emergency-token' || way === 'help-desk' || requirements.every(({ recoveries }) => recoveries.includes(way)))

const afterOrder: readonly AfterEmergency[] = ['nothing', 'nextSignIn', 'enrolNow']

/** The strictest of several rules; where none says anything, the next sign-in. */
export const strictestAfterEmergency = (requirements: readonly Pick<Requirement, 'afterEmergency'>[]): AfterEmergency =>
  requirements.length === 0
    ? 'nextSignIn'
    : requirements.reduce<AfterEmergency>(
        (strictest, { afterEmergency }) => (afterOrder.indexOf(afterEmergency) > afterOrder.indexOf(strictest) ? afterEmergency : strictest),
        'nothing',
      )
