import { acrCode, acrOneFactor } from './acr.ts'
import { ladderOf } from './ladder.ts'
import { lines } from './lines.ts'
import { deadEndOf, nextStepOf } from './next-step.ts'
import { strictestAfterEmergency, targets } from './requirements.ts'
import { type Situation, askedKinds, setUpKinds, situationOf, withinReach, working } from './situation.ts'
import type { Decision, Facts, Line, NextStep, Proof, Requirement, TraceLine } from './types.ts'

/** Reads the ten lines in order: the first that this channel reads and that matches decides; all are explained. */
function trace(situation: Situation): readonly TraceLine[] {
  const read = lines.map(([line, judge]) => ({ line, read: situation.channel.lines.includes(line), ...judge(situation) }))
  const deciding = read.findIndex((entry) => entry.read && entry.matched)
  return read.map((entry, index) => ({ ...entry, decided: index === deciding }))
}

/** A demand of the request requires like a rule does; its floor is `mailLink` (line 2). */
function withDemands({ requirements, demands, facts }: Situation): readonly Requirement[] {
  const { client, now } = facts
  return [
    ...requirements.all,
    ...demands.map(({ values, kinds }): Requirement => ({
      source: 'request', id: client.id, name: values.join(' '), since: now, reasons: {},
      kinds, recoveries: ['help-desk', 'backup-code', 'mail-link'], onUnenrolled: 'mailLink', afterEmergency: 'enrolNow',
    })),
  ]
}

/** Announced enforcements that will meet this user, the nearest first. */
const upcomingOf = ({ facts }: Situation): Decision['upcoming'] =>
  facts.enforcements
    .filter((rule) => rule.enforceFrom > facts.now && targets(rule, facts.user))
    .toSorted((one, other) => one.enforceFrom - other.enforceFrom)
    .map(({ id, name, enforceFrom, reasons, kinds }) =>
      ({ id, name, enforceFrom, reasons, ready: working({ facts }, withinReach({ facts }, kinds)).length > 0 }))

/** The acr value that a caller names when something is missing (RFC 9470); none where nothing that is proved would help. */
function acrToAskFor({ demands, wish }: Situation, line: Line, asked: Decision['asked']): string | null {
  if (asked === 'refused') return null
  if (asked === 'no') return acrOneFactor
  const [demand] = demands
  if (demand) return demand.values[0] ?? acrCode
  return line === 2 ? (wish?.value ?? acrCode) : acrCode
}

/** Whether the channel may issue or honour: not asked is never refused, and only a page shows what else is to be done. */
function isSatisfied({ facts, first }: Situation, asked: Decision['asked'], step: NextStep): boolean {
  if (asked === 'refused' || first === null) return false
  return step.kind === 'none' || (asked === 'no' && facts.channel !== 'page')
}

/** What the lines say, and what the person meets next. */
function judged(facts: Facts) {
  const situation = situationOf(facts)
  const entries = trace(situation)
  const deciding = entries.find(({ decided }) => decided)
  if (!deciding) throw new Error('Line 9 always matches: the table of lines or of channels has lost it.')

  const { line, outcome, reason } = deciding
  const asked = outcome === 'go-on' ? 'no' : outcome
  const required = withDemands(situation)
  return { situation, entries, line, asked, reason, required, nextStep: nextStepOf(situation, { line, asked, reason, requirements: required }) } as const
}

/** Whether an emergency token lets somebody in, and not only to the page that says that it was the last time (P26). */
function isTokenAccepted(facts: Facts): boolean {
  const { journey, proofs, now, user } = facts
  if (user.emergencyTokensLeft === 0) return false
  if (journey === null) return true
  const token: Proof = { kind: 'emergency-token', at: now, journeyId: journey.id, epoch: user.epoch }
  return judged({ ...facts, proofs: [...proofs, token], user: { ...user, emergencyTokensLeft: user.emergencyTokensLeft - 1 } }).nextStep.kind !== 'refused'
}

/**
 * Decides what a person must prove now, and says why.
 *
 * Total and pure: every vector of facts has one deciding line, one next step and a complete trace; it reads no clock and
 * no setting, and what is unknown never exempts (P1). Proofs that no longer stand are left out here, so that every
 * caller can hand over all that a session holds.
 */
export function decide(facts: Facts): Decision {
  const { situation, entries, line, asked, reason, required, nextStep } = judged(facts)
  const { requirements, strength } = situation
  const satisfied = isSatisfied(situation, asked, nextStep)
  const deadEnd = deadEndOf(situation, nextStep)
  const opens = deadEnd === 'token' && isTokenAccepted(facts)
  return {
    line, asked, reason, nextStep, satisfied,
    mustHave: required.length > 0,
    registered: working(situation, askedKinds(situation)).length > 0,
    hasOne: facts.user.authenticators.length > 0,
    requirements: required,
    excused: requirements.excused.map(({ id, name }) => ({ id, name })),
    acceptedKinds: askedKinds(situation),
    setUpKinds: setUpKinds(situation),
    acceptedRecoveries: situation.recoveries,
    ...ladderOf(situation),
    afterEmergency: strictestAfterEmergency(required),
    acrToAskFor: satisfied ? null : acrToAskFor(situation, line, asked),
    lockedOut: nextStep.kind === 'refused' || deadEnd === 'nothing' || (deadEnd === 'token' && !opens),
    needsToken: opens,
    confirmed: strength.confirmed,
    upcoming: upcomingOf(situation),
    trace: entries,
  }
}
