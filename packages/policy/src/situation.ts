import { atLeast, kindsReaching, meaningOf } from './acr.ts'
import { type AcrContext, firstProofOf, meets } from './assurance.ts'
import { type ChannelRule, channels } from './channels.ts'
import { countsSince, type Evidence, evidenceOf } from './evidence.ts'
import { type Requirements, acceptedKinds, acceptedRecoveries, requirementsOf } from './requirements.ts'
import { standing } from './standing.ts'
import { type Strength, setUpLinkOf, strengthOf } from './strength.ts'
import type { Authenticator, Facts, Kind, Proof, Recovery, Upstream } from './types.ts'

/** An acr value, or several of which one suffices, that the request binds to and that is not proved. */
export type Demand = { values: readonly string[]; kinds: readonly Kind[] }

/** What the facts amount to: everything that more than one line or step asks, found out once. */
export type Situation = {
  facts: Facts
  channel: ChannelRule
  /** Those that stand and that this request counts. */
  proofs: readonly Proof[]
  first: Proof | null
  /** Whether a first proof was made in this very journey: nothing is bound without (P13). */
  isFirstOfJourney: boolean
  /** The upstream of the first proof. */
  upstream: Upstream | null
  twoFactors: boolean
  evidence: Evidence | null
  requirements: Requirements
  /** Accepted by realm and rules; what a demand of the request narrows is in `demands`. */
  ruleKinds: readonly Kind[]
  /** Ways out; for a demand of the request an emergency token is none (P25). */
  recoveries: readonly Recovery[]
  demands: readonly Demand[]
  /** A wished value that is not met, the first that the user is registered for before any other. */
  wish: { value: string; kinds: readonly Kind[]; registered: boolean } | null
  strength: Strength
  /** A sign-in that shows a code field only. A set-up link is no sign-in. */
  isClassic: boolean
}

const works = ({ state }: Authenticator): boolean => state !== 'suspended'

/** Authenticators that can be proved now, of the given kinds. */
export const working = ({ facts }: Pick<Situation, 'facts'>, kinds: readonly Kind[]): readonly Authenticator[] =>
  facts.user.authenticators.filter((authenticator) => works(authenticator) && kinds.includes(authenticator.kind))

/** Of these kinds those by which a code can be had now: where no mail goes out, none comes by mail. */
export const withinReach = ({ facts }: Pick<Situation, 'facts'>, kinds: readonly Kind[]): readonly Kind[] =>
  facts.realm.mails ? kinds : kinds.filter((kind) => kind !== 'emailed-code')

/** Any sign-in reaches these; asking for them asks nothing. */
function asksNothing(value: string, { client }: Facts): boolean {
  const meaning = meaningOf(value, client.acrLoaMap)
  return meaning !== null && 'level' in meaning && !atLeast(meaning.level, 'code')
}

const kindsFor = (value: string, { client, realm }: Facts): readonly Kind[] => {
  const reaching = kindsReaching(meaningOf(value, client.acrLoaMap))
  return realm.kinds.filter((kind) => reaching.includes(kind))
}

/** What binds: the client's minimum, which nothing lowers (P37), and the essential acr. Each has to be met. */
function demandsOf(facts: Facts, isMet: (value: string) => boolean): Demand[] {
  const { client, request } = facts
  const bound = [client.minimumAcr === null ? [] : [client.minimumAcr], request.essentialAcr]
  return bound
    .filter((values) => values.length > 0 && !values.some((value) => asksNothing(value, facts) || isMet(value)))
    .map((values) => {
      const kinds = values.flatMap((value) => kindsFor(value, facts))
      return { values, kinds: facts.realm.kinds.filter((kind) => kinds.includes(kind)) }
    })
}

function wishOf(facts: Facts, isMet: (value: string) => boolean): Situation['wish'] {
  const { wishedAcr } = facts.request
  if (wishedAcr.some((value) => asksNothing(value, facts) || isMet(value))) return null
  const wishes = wishedAcr.map((value) => {
    const kinds = kindsFor(value, facts)
    return { value, kinds, registered: working({ facts }, withinReach({ facts }, kinds)).length > 0 }
  })
  return wishes.find(({ registered }) => registered) ?? wishes[0] ?? null
}

const acrContextOf = ({ now, upstreams, client, session }: Facts): AcrContext =>
  ({ now, upstreams, loaMap: client.acrLoaMap, consoleUsedAt: session?.consoleUsedAt ?? null })

export function situationOf(facts: Facts): Situation {
  const proofs = standing(facts.proofs, facts).standing.filter((proof) => countsSince(proof, facts.request.proofsSince))
  const requirements = requirementsOf(facts, proofs)
  const strength = strengthOf(facts, proofs, requirements.all)
  const first = firstProofOf(proofs)

  // A binding demand is not met by an emergency token, nor by what this very journey bound by its first proof (P22, P25).
  const bindingProofs = proofs.filter((proof) => proof.kind !== 'emergency-token' && !strength.isBoundHere(proof))
  const context = acrContextOf(facts)
  const demands = demandsOf(facts, (value) => meets(value, bindingProofs, context))
  return {
    facts,
    channel: channels[facts.channel],
    proofs,
    first,
    isFirstOfJourney: firstProofOf(proofs.filter(({ journeyId }) => journeyId === facts.journey?.id)) !== null,
    upstream: facts.upstreams.find(({ id }) => id === first?.upstream?.id) ?? null,
    twoFactors: first?.kind === 'passkey',
    evidence: first && evidenceOf(first, facts.upstreams),
    requirements,
    ruleKinds: acceptedKinds(facts.realm, requirements.all),
    recoveries: acceptedRecoveries(requirements.all).filter((way) => demands.length === 0 || way !== 'emergency-token'),
    demands,
    wish: wishOf(facts, (value) => meets(value, proofs, context)),
    strength,
    isClassic: facts.realm.presentation === 'classic' && facts.channel !== 'account' && setUpLinkOf(facts, proofs) === null,
  }
}

/** Kinds that answer rules and demands together. */
export const askedKinds = ({ ruleKinds, demands }: Situation): readonly Kind[] =>
  ruleKinds.filter((kind) => demands.every(({ kinds }) => kinds.includes(kind)))

/** Those of them that can be set up now. */
export const setUpKinds = (situation: Situation): readonly Kind[] => withinReach(situation, askedKinds(situation))
