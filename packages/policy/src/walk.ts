import { canBind } from './bind.ts'
import { decide } from './decide.ts'
import { situationOf, withinReach } from './situation.ts'
import { type Authenticator, type Decision, type Facts, type Kind, kinds, type NextStep, type Proof, type ProofKind } from './types.ts'

export type Walk = {
  /** What the person meets, in order; the last one is `none`, or where it ends. */
  steps: readonly NextStep[]
  /** What was decided at the first of them. */
  decision: Decision
  /** The facts as they are when the walk is over: with every proof that was made on it. */
  facts: Facts
  end: 'in' | 'refused' | 'locked-out'
}

/** Longer than any walk: token, confirmation, the old authenticator, the new one, a notice. */
const longest = 8

/**
 * Walks a sign-in to its end, as somebody who does what each page asks with the best that they hold, and who sets up the
 * first kind that is offered. Total and pure: the decision itself is asked anew after every step, as at the sign-in.
 */
export function walk(facts: Facts): Walk {
  const decision = decide(facts)
  const steps: NextStep[] = []
  let [now, here] = [facts, decision]
  while (steps.length < longest) {
    steps.push(here.nextStep)
    if (here.nextStep.kind === 'none') return { steps, decision, facts: now, end: 'in' }
    if (here.nextStep.kind === 'refused') return { steps, decision, facts: now, end: 'refused' }
    const next = here.lockedOut ? null : after(now, here)
    if (next === null) break
    now = next
    here = decide(now)
  }
  return { steps, decision, facts: now, end: 'locked-out' }
}

/** What follows a step that was done; null where nobody in this person's place can do it. */
function after(facts: Facts, { nextStep: step, setUpKinds }: Decision): Facts | null {
  const { journey } = facts
  if (journey === null) return null
  switch (step.kind) {
    case 'challenge': case 'prove-then-set-up': return byBestOf(facts, step.authenticatorIds) ?? byToken(facts)
    case 'still-have-it':
      if (step.mayBeSkipped) return { ...facts, journey: { ...journey, putOff: true } }
      return byBestOf(facts, step.authenticatorIds) ?? setUp(facts, setUpKinds[0], step.authenticatorIds)
    case 'notice': return { ...facts, journey: { ...journey, noticeSeen: true } }
    case 'emergency': return byToken(facts)
    case 'confirm': return step.proof === 'emergency-token' ? byToken(facts) : step.proof === 'mailbox' ? byMailbox(facts) : null
    case 'set-up': return setUp(step.proof === 'mailbox' && !step.proved ? byMailbox(facts) : facts, step.kinds[0])
    default: return null
  }
}

const proved = (facts: Facts, kind: ProofKind, more: Partial<Proof> = {}): Facts =>
  ({ ...facts, proofs: [...facts.proofs, { kind, at: facts.now, journeyId: facts.journey?.id ?? '', epoch: facts.user.epoch, ...more }] })

const byMailbox = (facts: Facts): Facts => ({ ...facts, journey: facts.journey && { ...facts.journey, mailboxProvedAt: facts.now } })

function byToken(facts: Facts): Facts | null {
  const { emergencyTokensLeft } = facts.user
  if (emergencyTokensLeft === 0) return null
  return proved({ ...facts, user: { ...facts.user, emergencyTokensLeft: emergencyTokensLeft - 1 } }, 'emergency-token')
}

/** Whatever takes no confirmation first. Null where none of them can be proved: where no mail goes out, no code comes by it. */
function byBestOf(facts: Facts, ids: readonly string[]): Facts | null {
  const { needsConfirmation } = situationOf(facts).strength
  const [best] = facts.user.authenticators.filter(({ id, kind }) => ids.includes(id) && withinReach({ facts }, [kind]).length > 0)
    .toSorted((one, other) => Number(needsConfirmation(one.id)) - Number(needsConfirmation(other.id)) || kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
  return best ? proved(facts, best.kind, { authenticatorId: best.id }) : null
}

/** Set up now, which is its first proof (S0-30), in place of what is lost. */
function setUp(facts: Facts, kind: Kind | undefined, lost: readonly string[] = []): Facts | null {
  if (kind === undefined) return null
  const bound = canBind(facts, { kind, address: 'on-file', replaces: lost, lost: true })
  if (!bound.ok) return null
  const { now, journey, user } = facts
  const fresh: Authenticator = { id: 'set-up-here', kind, state: 'active', boundBy: bound.boundBy, confirmedFor: bound.confirmedFor, boundAt: now, boundInJourney: journey?.id ?? null }
  return proved({ ...facts, user: { ...user, authenticators: [...user.authenticators.filter(({ id }) => !lost.includes(id)), fresh] } }, kind, { authenticatorId: fresh.id })
}
