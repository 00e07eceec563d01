import { ladderOf } from './ladder.ts'
import { proofFor } from './next-step.ts'
import { acceptedKinds } from './requirements.ts'
import { type Situation, askedKinds, situationOf, withinReach } from './situation.ts'
import { authenticatorProofLasts, byAuthenticator } from './standing.ts'
import { isAddressUsable, rungOfJourney, setUpLinkOf, stricter, suffices } from './strength.ts'
import type { Authenticator, BindingProof, BoundBy, Facts, Floor, Kind, OnUnenrolled } from './types.ts'

export type Binding = {
  kind: Kind
  /** Emailed codes: to the proved address on file, or to another one. */
  address?: 'on-file' | 'other'
  /** Authenticators that fall in the same unit. */
  replaces?: readonly string[]
  /** The answer *lost* to "do you still have it?", for those that are replaced. */
  lost?: boolean
  /** An administrator who sits beside the person; whether they may is the API's question. */
  by?: 'user' | 'administrator'
  /** `bindingSnapshot` of when the page was shown; at commit the facts must still be the same (P15). */
  shown?: string
}

export type BindRefusal = 'kind-not-accepted' | 'changed' | 'set-up-link-adds-nothing' | 'proof-missing' | 'administrator-only'

export type BindOutcome =
  /** `confirmedFor` is what to store: the strictest `onUnenrolled` that this binding satisfies. */
  | { ok: true; boundBy: BoundBy; confirmedFor: OnUnenrolled }
  | { ok: false; reason: BindRefusal; needs: BindingProof | null; floors: readonly Floor[] }

/**
 * What a binding depends on, as one string to compare: authenticators, roles and groups, demand, epoch, password and
 * address (P15). Shown to nobody; kept with the set-up page and compared at commit, beside the storage's compare-and-set.
 */
export function bindingSnapshot(facts: Facts): string {
  const situation = situationOf(facts)
  const { user } = facts
  return JSON.stringify([
    user.authenticators.map(({ id, state, confirmedFor }) => [id, state, confirmedFor]).toSorted(),
    user.roles.toSorted(), user.groups.toSorted(), user.administrative,
    situation.requirements.all.map(({ source, id }) => [source, id]), situation.demands.map(({ values }) => values),
    ladderOf(situation).onUnenrolled, user.epoch, user.passwordChangedAt, user.address?.changedAt ?? null, user.reset?.at ?? null,
  ])
}

const boundByRung: Readonly<Record<OnUnenrolled, BoundBy>> = {
  enrol: 'first-proof', mailLink: 'mailbox', codeOnly: 'emergency-token', deny: 'administrator',
}

const refuse = (reason: BindRefusal, needs: BindingProof | null = null, floors: readonly Floor[] = []): BindOutcome =>
  ({ ok: false, reason, needs, floors })
const bind = (boundBy: BoundBy, confirmedFor: OnUnenrolled): BindOutcome => ({ ok: true, boundBy, confirmedFor })

/** Beside or instead of what is there: one that works was proved at most 5 minutes ago and vouches with its own worth. */
function further({ facts, proofs, strength }: Situation, held: readonly Authenticator[]): BindOutcome {
  const recent = proofs.filter((proof) => byAuthenticator(proof) && facts.now - proof.at <= authenticatorProofLasts)
  const vouching = held.filter(({ id }) => recent.some(({ authenticatorId }) => authenticatorId === id))
  const [first, ...rest] = vouching
  if (!first) return refuse('proof-missing', 'authenticator')
  return bind('authenticator', rest.reduce((worth, one) => stricter(worth, strength.worthOf(one)), strength.worthOf(first)))
}

/** The first of all: a first proof of this journey, and what the ladder asks besides. */
function first(situation: Situation, binding: Binding): BindOutcome {
  const { facts, proofs, isClassic, isFirstOfJourney } = situation
  const { onUnenrolled, floors } = ladderOf(situation)
  const rung = isClassic ? stricter(onUnenrolled, 'codeOnly') : onUnenrolled
  if (rung === 'deny') return refuse('administrator-only', 'administrator', floors)
  if (!isFirstOfJourney) return refuse('proof-missing', 'first-proof', floors)

  // The code that was mailed to the proved address on file, and typed, is the proof of that mailbox.
  const isToFile = binding.kind === 'emailed-code' && binding.address === 'on-file'
  const isOwnProof = isToFile && isAddressUsable(facts, setUpLinkOf(facts, proofs))
  const given = stricter(rungOfJourney(facts, proofs), isOwnProof ? 'mailLink' : 'enrol')
  if (!suffices(given, rung)) return refuse('proof-missing', proofFor[rung], floors)
  return bind(boundByRung[given], given)
}

/**
 * Whether somebody who must have one that the rules accept would have none after this: what takes the place of the last
 * such must be such itself (P19). A rule that lets this session run out still counts.
 */
function leavesNone({ facts, requirements }: Situation, { kind, replaces = [] }: Binding): boolean {
  const rules = [...requirements.all, ...requirements.excused]
  if (rules.length === 0 || replaces.length === 0) return false
  const kinds = withinReach({ facts }, acceptedKinds(facts.realm, rules))
  return !kinds.includes(kind) && !facts.user.authenticators.some(({ id, kind: other, state }) => !replaces.includes(id) && state !== 'suspended' && kinds.includes(other))
}

/**
 * Whether this proof, now, may bind an authenticator to the user, and what is then to be stored as what bound it
 * (P13–P18, P22, P23). Asked when the page is shown, and again in the unit that commits.
 */
export function canBind(facts: Facts, binding: Binding): BindOutcome {
  const situation = situationOf(facts)
  const { authenticators } = facts.user
  if (!withinReach(situation, facts.realm.kinds).includes(binding.kind)) return refuse('kind-not-accepted')
  const lost = binding.lost ? (binding.replaces ?? []) : []
  const held = authenticators.filter(({ id, state }) => state !== 'suspended' && !lost.includes(id))
  // Beside one that works nobody's word binds but that one's: the administrator resets first (P13).
  if (binding.by === 'administrator' && held.length > 0) return refuse('proof-missing', 'authenticator')
  if (binding.shown !== undefined && binding.shown !== bindingSnapshot(facts)) return refuse('changed')
  if (binding.by === 'administrator') {
    return askedKinds(situation).includes(binding.kind) ? bind('administrator', 'deny') : refuse('kind-not-accepted')
  }
  if (authenticators.length > 0 && setUpLinkOf(facts, situation.proofs) !== null) {
    return refuse('set-up-link-adds-nothing', 'authenticator')
  }
  if (leavesNone(situation, binding)) return refuse('kind-not-accepted')
  if (held.length > 0) return further(situation, held)
  if (!askedKinds(situation).includes(binding.kind)) return refuse('kind-not-accepted')
  if (authenticators.length === 0) return first(situation, binding)
  // Only suspended ones, or only lost ones: the token, or an administrator.
  if (rungOfJourney(facts, situation.proofs) !== 'codeOnly') return refuse('proof-missing', 'emergency-token')
  return bind('emergency-token', 'codeOnly')
}
