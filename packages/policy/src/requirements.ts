import { firstProofOf } from './assurance.ts'
import { channels } from './channels.ts'
import type {
  AfterEmergency, Enforcement, Facts, Instant, Kind, PolicyGroup, Proof, Recovery, Requirement, Terms,
} from './types.ts'
import { recoveries } from './types.ts'

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
  target.everyone
  || target.roles.some((role) => user.roles.includes(role))
  || target.groups.some((group) => user.groups.includes(group))

/** A reset begins every demand anew. */
const sinceReset = (since: Instant | null, { reset }: Facts['user']): Instant | null =>
  since === null || reset === null ? since : Math.max(since, reset.at)

type Named = Pick<Requirement, 'source' | 'id' | 'name' | 'since'>
const fromTerms = (named: Named, { kinds, recoveries, onUnenrolled, afterEmergency }: Terms): Requirement =>
  ({ ...named, kinds, recoveries, onUnenrolled, afterEmergency, reasons: {} })

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
    const { id, name, reasons } = enforcement
    const since = sinceReset(enforcement.enforceFrom, user)
    const requirement = { ...fromTerms({ source: 'enforcement', id, name, since }, enforcement), reasons }
    rules.push({ requirement, enforcement, excused: isExcused(facts, proofs, enforcement, beganFor(enforcement)) })
  }
  if (user.otpRequired) {
    const { since } = user.otpRequired
    const named: Named = { source: 'personal', id: 'personal', name: 'OTP Configured', since: sinceReset(since, user) }
    const requirement = fromTerms(named, realm.personal)
    rules.push({ requirement, excused: isExcused(facts, proofs, realm.personal, since) })
  }
  if (policyGroup && policyGroup.ask !== 'never') {
    const { id, name, assignedAt } = policyGroup
    const requirement = fromTerms({ source: 'policy-group', id, name, since: sinceReset(assignedAt, user) }, policyGroup)
    rules.push({ requirement, excused: isExcused(facts, proofs, policyGroup, assignedAt) })
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

const alwaysAccepted: readonly Recovery[] = ['emergency-token', 'help-desk']

/** Ways out that every rule accepts. An emergency token and the help desk always are. */
export const acceptedRecoveries = (requirements: readonly Pick<Requirement, 'recoveries'>[]): readonly Recovery[] =>
  recoveries.filter((way) => alwaysAccepted.includes(way) || requirements.every((rule) => rule.recoveries.includes(way)))

const afterOrder: readonly AfterEmergency[] = ['nothing', 'nextSignIn', 'enrolNow']
const laterOf = (one: AfterEmergency, other: AfterEmergency): AfterEmergency =>
  afterOrder.indexOf(other) > afterOrder.indexOf(one) ? other : one

/** The strictest of several rules; where none says anything, the next sign-in. */
export const strictestAfterEmergency = (requirements: readonly Pick<Requirement, 'afterEmergency'>[]): AfterEmergency =>
  requirements.length === 0
    ? 'nextSignIn'
    : requirements.reduce<AfterEmergency>((strictest, { afterEmergency }) => laterOf(strictest, afterEmergency), 'nothing')
