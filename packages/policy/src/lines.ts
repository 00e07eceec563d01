import { exemptionFor } from './exemption.ts'
import { firstProofOf } from './assurance.ts'
import { targets } from './requirements.ts'
import type { ReasonCode } from './sentences.ts'
import { type Situation, askedKinds } from './situation.ts'
import { isOfOpenUpstream } from './standing.ts'
import type { Line, Params, TraceLine } from './types.ts'

/** What one line says by itself, whatever the others say. */
export type Verdict = { matched: boolean; outcome: TraceLine['outcome']; reason: { code: ReasonCode; params: Params } }

const verdict = (matched: boolean, outcome: TraceLine['outcome'], code: ReasonCode, params: Params = {}): Verdict =>
  ({ matched, outcome, reason: { code, params } })
const passes = (code: ReasonCode, params: Params = {}) => verdict(false, 'go-on', code, params)

/** 0: disabled, a shared account that an enforcement refuses, an essential acr that nobody can reach here. */
function refused(situation: Situation): Verdict {
  const { facts, requirements, demands } = situation
  const { user, realm, client, upstreams } = facts
  const no = (code: ReasonCode, params: Params = {}) => verdict(true, 'refused', code, params)

  if (!realm.enabled) return no('line0.realm-disabled')
  if (!user.enabled) return no('line0.user-disabled')
  if (!client.enabled) return no('line0.client-disabled', { client: client.id })
  // Of the proofs as they came: one of a disabled upstream has already fallen, and must be named all the same.
  const first = firstProofOf(facts.proofs)
  const named = first?.kind === 'upstream' ? (first.upstream?.id ?? '?') : null
  if (first !== null && named !== null && !isOfOpenUpstream(first, upstreams)) return no('line0.upstream-disabled', { upstream: named })

  const refusing = user.shared ? requirements.enforcements.find(({ refusesShared }) => refusesShared) : undefined
  if (refusing) return no('line0.shared-account', { rule: refusing.name })
  const [demand] = demands
  if (demand && askedKinds(situation).length === 0) return no('line0.acr-unreachable', { acr: demand.values[0] ?? '?' })
  return passes('line0.nothing')
}

/** 1: an enforcement in force, whatever client, network, policy group, trusted browser or way in. */
function enforcement({ facts, requirements }: Situation): Verdict {
  const [inForce] = requirements.enforcements
  if (inForce) return verdict(true, 'yes', 'line1.in-force', { rule: inForce.name, ruleId: inForce.id, since: inForce.enforceFrom })
  const excused = requirements.excused.find(({ source }) => source === 'enforcement')
  if (excused) return passes('line1.excused', { rule: excused.name, ruleId: excused.id })
  const next = facts.enforcements
    .filter((rule) => targets(rule, facts.user) && rule.enforceFrom > facts.now)
    .toSorted((one, other) => one.enforceFrom - other.enforceFrom)[0]
  return next ? passes('line1.not-yet', { rule: next.name, ruleId: next.id, from: next.enforceFrom }) : passes('line1.none')
}

/** 2: the request binds to more than is proved; or wishes it, and the user is registered for it. */
function request({ demands, wish, proofs }: Situation): Verdict {
  const [demand] = demands
  if (demand) return verdict(true, 'yes', 'line2.demand', { acr: demand.values[0] ?? '?' })
  if (wish === null) return passes('line2.none')
  const acr = wish.value
  if (!wish.registered) return passes('line2.wish-not-registered', { acr })
  // Somebody who could only recover has no more to give: a wish never refuses (P8).
  if (proofs.some(({ kind }) => kind === 'emergency-token' || kind === 'backup-code')) return passes('line2.wish-recovered', { acr })
  return verdict(true, 'yes', 'line2.wish', { acr })
}

/** 3: the first proof is enough by itself. */
function firstProof({ twoFactors, evidence, upstream, first }: Situation): Verdict {
  if (twoFactors) return verdict(true, 'no', 'line3.two-factors')
  if (evidence) {
    const { upstreamId, claim, value } = evidence
    return verdict(true, 'no', 'line3.evidence', { upstream: upstreamId, claim, value })
  }
  if (first?.kind !== 'upstream' || upstream === null) return passes('line3.none')
  if (upstream.trust === 'always') return verdict(true, 'no', 'line3.trusted', { upstream: upstream.id })
  return passes('line3.no-evidence', { upstream: upstream.id })
}

/** 4: the personal switch. */
function personal({ requirements }: Situation): Verdict {
  if (requirements.personal) return verdict(true, 'yes', 'line4.on')
  return passes(requirements.excused.some(({ source }) => source === 'personal') ? 'line4.excused' : 'line4.off')
}

const excusedGroup = ({ requirements }: Situation) => requirements.excused.find(({ source }) => source === 'policy-group')

/** 5: the policy group always asks. */
function always(situation: Situation): Verdict {
  const { group } = situation.requirements
  if (group?.ask === 'always') return verdict(true, 'yes', 'line5.always', { rule: group.name, ruleId: group.id })
  const excused = situation.facts.policyGroup?.ask === 'always' ? excusedGroup(situation) : undefined
  return excused ? passes('line5.excused', { rule: excused.name, ruleId: excused.id }) : passes('line5.none')
}

/** 6: the policy group asks unless all conditions of one exemption hold. */
function unless(situation: Situation): Verdict {
  const { facts, channel, requirements: { group } } = situation
  if (group?.ask !== 'unless') {
    const excused = facts.policyGroup?.ask === 'unless' ? excusedGroup(situation) : undefined
    return excused ? passes('line6.excused', { rule: excused.name, ruleId: excused.id }) : passes('line6.none')
  }
  const rule = { rule: group.name, ruleId: group.id }
  if (!channel.circumstances) return verdict(true, 'yes', 'line6.no-circumstances', rule)
  const exemption = exemptionFor(group.exemptions, facts)
  if (exemption) return verdict(true, 'no', 'line6.exempt', { ...rule, exemption: exemption.name })
  return verdict(true, 'yes', 'line6.not-exempt', rule)
}

/** 7: the policy group never asks. */
const never = ({ requirements: { group } }: Situation): Verdict =>
  group?.ask === 'never' ? verdict(true, 'no', 'line7.never', { rule: group.name, ruleId: group.id }) : passes('line7.none')

/** 8: the realm asks users who have registered. */
function registered({ facts }: Situation): Verdict {
  if (!facts.realm.askRegistered) return passes('line8.off')
  return facts.user.authenticators.length > 0 ? verdict(true, 'yes', 'line8.has-one') : passes('line8.has-none')
}

/** The ten lines of the policy, in their order. The first that is read and matches decides. */
export const lines: readonly (readonly [Line, (situation: Situation) => Verdict])[] = [
  [0, refused],
  [1, enforcement],
  [2, request],
  [3, firstProof],
  [4, personal],
  [5, always],
  [6, unless],
  [7, never],
  [8, registered],
  [9, () => verdict(true, 'no', 'line9.otherwise')],
]
