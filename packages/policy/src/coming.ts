import { meaningOf } from './meaning.ts'
import type { Facts, NextStep, Proof } from './types.ts'
import { walk } from './walk.ts'

/** What a rule will mean for one person at the instant from which it counts, as somebody says it to them. */
export type Consequence =
  /** Not met: not in its target, or their provider proves a second factor. */
  | 'none'
  /** Asked for what they have. */
  | 'ready'
  /** The same, and once for a code that is mailed to them besides (P16). */
  | 'ready-confirm'
  /** Set up on the spot, by the password alone. */
  | 'set-up'
  /** Set up on the spot, with a mail as proof. */
  | 'set-up-mail'
  /** Prove what they have, then set up something that the rule accepts. */
  | 'another-kind'
  /** Nothing but an emergency token leads in. */
  | 'token'
  /** Nothing leads in. */
  | 'locked-out'
  /** Accounts that several people share are refused. */
  | 'shared'

/** A sign-in that nobody has made yet. */
const foreseen = { id: 'foreseen', mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false }

/** First proofs are made anew by then; how old a provider's word was, it is again. */
const madeAgain = (proof: Proof, at: number): Proof => {
  const { upstream } = proof
  return {
    ...proof, at, journeyId: foreseen.id,
    ...(upstream && { upstream: {
      ...upstream, authTime: upstream.authTime === null ? null : at - (proof.at - upstream.authTime),
      idTokenJourneyId: upstream.idTokenJourneyId === proof.journeyId ? foreseen.id : null,
    } }),
  }
}

/** The same person at an instant to come, with no more than the first proof of now, from anywhere. */
export function factsThen(facts: Facts, at: number): Facts {
  const first = facts.proofs.filter(({ kind }) => kind === 'password' || kind === 'upstream' || kind === 'certificate').at(-1)
    ?? { kind: 'password', at, journeyId: foreseen.id, epoch: facts.user.epoch }
  return {
    ...facts, now: at, channel: 'page', session: null, journey: foreseen, proofs: [madeAgain(first, at)],
    client: { id: '', enabled: true, minimumAcr: null, acrLoaMap: {} },
    request: { essentialAcr: [], wishedAcr: [], proofsSince: null, address: null, trustedBrowser: null, localTime: null },
  }
}

/** What the rule means for the person of these facts from their instant on. */
export function consequenceOf(facts: Facts, ruleId: string): Consequence {
  const { decision, steps } = walk(facts)
  if (!decision.requirements.some(({ source, id }) => source === 'enforcement' && id === ruleId)) return 'none'
  const { nextStep, reason } = decision
  switch (meaningOf(decision)) {
    case 'not-met': return 'none'
    case 'locked-out': return reason.code === 'line0.shared-account' ? 'shared' : 'locked-out'
    case 'needs-token': return 'token'
    case 'set-up': return nextStep.kind !== 'set-up' ? 'another-kind' : nextStep.proof === 'mailbox' && !nextStep.proved ? 'set-up-mail' : 'set-up'
    // Answered before anybody is asked: their provider proves a second factor.
    case 'asked': return nextStep.kind === 'none' ? 'none' : steps.some(({ kind }) => kind === 'confirm') ? 'ready-confirm' : 'ready'
  }
}

/** What somebody does at a step, apart from what they could do instead. */
function asDone(step: NextStep): unknown {
  switch (step.kind) {
    case 'challenge': return [step.kind, step.authenticatorIds]
    case 'refused': return [step.kind, step.reason.code]
    default: return step
  }
}

/**
 * Whether a rule to come asks more of somebody than the rules that are in force for them already: other kinds, a confirmation,
 * what they do not have. Whoever has to already is told of it only then; everybody whom nothing is in force for always is.
 * The facts are those of now.
 */
export function asksMore(facts: Facts, ruleId: string): boolean {
  const rule = facts.enforcements.find(({ id, enforceFrom }) => id === ruleId && enforceFrom > facts.now)
  if (rule === undefined) return false
  const inForce = facts.enforcements.filter(({ enforceFrom }) => enforceFrom <= facts.now)
  const walkUnder = (enforcements: Facts['enforcements']) => walk(factsThen({ ...facts, enforcements }, rule.enforceFrom))
  const before = walkUnder(inForce)
  if (!before.decision.requirements.some(({ source }) => source === 'enforcement')) return true
  const then = walkUnder([...inForce, rule])
  return before.end !== then.end || JSON.stringify(before.steps.map(asDone)) !== JSON.stringify(then.steps.map(asDone))
}

export const isReady = (consequence: Consequence): boolean => consequence === 'ready' || consequence === 'ready-confirm'

/**
 * The facts as if a rule to come were in force for this journey already: what "set up now" is judged by. It only ever adds
 * to what is demanded (P3), and a token that somebody spends on it is spent on the set-up, not on the sign-in. As on the
 * account page nobody has to, so the first proof alone never binds: an announcement opens nothing to whoever has a password.
 */
export const asIfInForce = (facts: Facts, ruleId: string): Facts => ({
  ...facts,
  enforcements: facts.enforcements.map((rule) => rule.id === ruleId && rule.enforceFrom > facts.now
    ? { ...rule, enforceFrom: facts.now, ahead: true, afterEmergency: 'enrolNow', sessionsBefore: 'askAtNextUse' } : rule),
})
