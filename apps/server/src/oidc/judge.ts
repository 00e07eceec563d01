import {
  assurance, type Assurance, type Channel, countsSince, decide, type Decision, type Facts, type JourneyFacts, meets, type Proof, type ProofKind, type RequestFacts, standing,
} from '@tegata/policy'
import type { Client, Realm, Storage, User } from '@tegata/storage'
import type { Situation } from '../journey/facts.ts'

type Needs = { clock: Pick<Storage['clock'], 'now'>; gatherFacts: (situation: Situation) => Promise<Facts> }

export type Question = {
  realm: Realm
  user: User
  client: Client | null
  channel: Channel
  session: { startedAt: number; consoleUsedAt: number | null } | null
  proofs: readonly Proof[]
  request?: Partial<RequestFacts>
  journey?: JourneyFacts | null
}

export type Judgement = {
  decision: Decision
  /** What was demanded of a journey before it answered: the same facts without the second factors that it brought. The decision with them in hand says why it is over, not why it was. */
  demandedOf(journeyId: string): Decision
  /** Proofs that stand and that the request counts. */
  proofs: readonly Proof[]
  /** acr, amr and auth_time of what stands (P30), for what the request named. */
  assurance(requested: readonly string[]): Assurance
  /** Names of the groups that the decision saw: tokens say the same. */
  groups: readonly string[]
  meets(acr: string): boolean
}

export type Judge = (question: Question) => Promise<Judgement>

const secondFactors: ReadonlySet<ProofKind> = new Set(['totp', 'emailed-code', 'push', 'emergency-token', 'backup-code'])

/** Asks the policy, for every way on which the protocol issues or honours something. */
export const createJudge = ({ clock, gatherFacts }: Needs): Judge => async (question) => {
  const facts = await gatherFacts({ ...question, now: clock.now() })
  const proofs = standing(facts.proofs, facts).standing.filter((proof) => countsSince(proof, facts.request.proofsSince))
  const { now, upstreams, client, session } = facts
  const context = { now, upstreams, loaMap: client.acrLoaMap, consoleUsedAt: session?.consoleUsedAt ?? null }
  return {
    decision: decide(facts),
    demandedOf: (id) => decide({ ...facts, proofs: facts.proofs.filter(({ kind, journeyId }) => journeyId !== id || !secondFactors.has(kind)) }),
    proofs,
    groups: facts.user.groups,
    assurance: (requested) => assurance(proofs, requested, context),
    meets: (acr) => meets(acr, proofs, context),
  }
}
