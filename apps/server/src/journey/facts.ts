import type {
  Authenticator as AuthenticatorFacts, Channel, ClientFacts, Condition, Enforcement as EnforcementFacts, Facts, JourneyFacts,
  PolicyGroup as PolicyGroupFacts, Proof, RealmFacts, Recovery, RequestFacts, SessionFacts, Upstream as UpstreamFacts, UserFacts,
} from '@tegata/policy'
import { asOf } from '@tegata/storage'
import type { Authenticator, Client, Enforcement, Group, PolicyGroup, Realm, ResetRequest, Role, Storage, Upstream, User } from '@tegata/storage'
import { kindsOf, offeredKinds } from './next-step.ts'

type Needs = {
  roles: Pick<Storage['roles'], 'effectiveOf' | 'heldSince'>
  groups: Pick<Storage['groups'], 'of'>
  authenticators: Pick<Storage['authenticators'], 'listOf'>
  policies: Pick<Storage['policies'], 'standing' | 'group'>
  resetRequests: Pick<Storage['resetRequests'], 'latestAnsweredOf'>
  emergencyTokens: Pick<Storage['emergencyTokens'], 'countLeft'>
  upstreams: Pick<Storage['upstreams'], 'list'>
}

/** Whether mail of a realm goes out: by a mail server of its own, or the installation's. */
export type CanMail = (realm: Realm) => boolean

/** One question to the policy: who, where, and what was proved so far. */
export type Situation = {
  now: number
  channel: Channel
  realm: Realm
  user: User
  /** Null on ways in without an application: action links. */
  client: Client | null
  request?: Partial<RequestFacts>
  journey?: JourneyFacts | null
  session?: SessionFacts | null
  /** Of the session and of this journey together. */
  proofs: readonly Proof[]
  /** In place of those that are stored: what would be, if they were the rules. */
  enforcements?: readonly Enforcement[]
}

const everyRecovery: readonly Recovery[] = ['emergency-token', 'help-desk', 'backup-code', 'mail-link']

/**
 * Reads everything that the decision looks at, at one instant. The only place that does: sign-in, code redemption,
 * refresh, our own APIs and "why was I asked?" can never decide on different facts.
 */
export const gatherFacts = (needs: Needs, canMail: CanMail) => async (situation: Situation): Promise<Facts> => {
  const { realm, client, now, channel } = situation
  // A time in a policy group is over at its very instant, not when somebody gets round to writing it down.
  const user = asOf(situation.user, now)
  const named = new Set(situation.proofs.flatMap(({ upstream }) => upstream?.id ?? []))
  const [roles, groups, authenticators, enforcements, policyGroup, answered, emergencyTokensLeft, upstreams] = await Promise.all([
    needs.roles.effectiveOf(realm.id, user.id),
    needs.groups.of(realm.id, user.id),
    needs.authenticators.listOf(realm.id, user.id),
    situation.enforcements ?? needs.policies.standing(realm.id),
    user.policyGroupId === null ? undefined : needs.policies.group(realm.id, user.policyGroupId),
    user.otpResetAt === null ? undefined : needs.resetRequests.latestAnsweredOf(realm.id, user.id),
    needs.emergencyTokens.countLeft(realm.id, user.id, now),
    // As they are now: one that was disabled, or is trusted less, is so for sessions that came from it long ago (P5, P28, P38).
    named.size === 0 ? [] : needs.upstreams.list(realm.id),
  ])
  const announced = enforcements.filter(({ state }) => state === 'announced')
  const ofRealm = new Set(roles.filter(({ clientId }) => clientId === null).map(({ name }) => name))
  const heldSince = announced.some(({ target }) => target.roleNames?.some((name) => ofRealm.has(name)))
    ? await needs.roles.heldSince(realm.id, user.id)
    : new Map<string, number>()

  return {
    now,
    channel,
    realm: realmFacts(realm, canMail(realm)),
    user: { ...userFacts(user, roles, groups, authenticators, situation.proofs, answered), emergencyTokensLeft },
    client: clientFacts(client),
    request: { ...unknownCircumstances, ...situation.request },
    journey: situation.journey ?? null,
    session: situation.session ?? null,
    proofs: situation.proofs,
    upstreams: upstreams.filter(({ id }) => named.has(id)).map(upstreamFacts),
    enforcements: announced.map((enforcement) => enforcementFacts(enforcement, user, roles, groups, heldSince)),
    policyGroup: user.policyGroupId === null ? null : policyGroupFacts(policyGroup ?? unknownGroup(realm.id, user.policyGroupId), user),
  }
}

/** A group that somebody points at and that is not there: what is unknown never exempts, so it asks, and takes whatever there is. */
const unknownGroup = (realmId: number, id: string): PolicyGroup => ({
  id, realmId, name: id, ask: 'always', exemptions: [], acceptedKinds: [...offeredKinds], acceptedRecoveries: ['emergency-token'],
  onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
})

/** All the rules of a realm with one of them counted as announced, whatever its state is: what would be, if it were. */
export const announcing = (enforcements: readonly Enforcement[], rule: Enforcement): readonly Enforcement[] =>
  [...enforcements.filter(({ id }) => id !== rule.id), { ...rule, state: 'announced' }]

/** What is unknown never exempts: no address, no trusted browser, no time of day. */
const unknownCircumstances: RequestFacts = {
  essentialAcr: [],
  wishedAcr: [],
  proofsSince: null,
  address: null,
  trustedBrowser: null,
  localTime: null,
}

const realmFacts = ({ enabled, settings }: Realm, mails: boolean): RealmFacts => ({
  enabled,
  kinds: kindsOf({ settings }),
  mails,
  presentation: settings.presentation,
  askRegistered: settings.askRegistered,
  personal: {
    kinds: kindsOf({ settings }),
    recoveries: everyRecovery,
    onUnenrolled: 'enrol',
    afterEmergency: 'nextSignIn',
    sessionsBefore: 'letRunOut',
  },
  enrolWithin: settings.enrolWithinMs,
  emergencyInARow: settings.emergencyInARow,
})

function userFacts(
  user: User, roles: readonly Role[], groups: readonly Group[], authenticators: readonly Authenticator[], proofs: readonly Proof[],
  answered: ResetRequest | undefined,
): Omit<UserFacts, 'emergencyTokensLeft'> {
  const { otpResetAt } = user
  return {
    id: user.id,
    enabled: user.enabled,
    shared: user.shared,
    administrative: roles.some(({ administrative }) => administrative),
    roles: roles.filter(({ clientId }) => clientId === null).map(({ name }) => name),
    groups: groups.map(({ name }) => name),
    otpRequired: user.otpRequired ? { since: user.otpRequiredAt } : null,
    authenticators: authenticators.map((authenticator) => authenticatorFacts(authenticator, proofs)),
    emergencyInARow: user.emergencyInARow,
    epoch: user.epoch,
    passwordChangedAt: user.passwordChangedAt,
    address: user.email === null ? null : { provedAt: user.emailProvedAt, changedAt: user.emailChangedAt },
    passwordResetByMailAt: user.passwordResetByMailAt,
    reset: otpResetAt === null ? null : { at: otpResetAt, proof: user.resetProof, reference: referenceOf(otpResetAt, answered) },
  }
}

// Enrolling is itself a proof, made at the instant of binding: it names the journey in which the authenticator was bound.
const authenticatorFacts = ({ id, kind, state, boundBy, confirmedFor, boundAt }: Authenticator, proofs: readonly Proof[]): AuthenticatorFacts => ({
  id,
  kind,
  state,
  boundBy,
  confirmedFor,
  boundAt,
  boundInJourney: proofs.find((proof) => proof.authenticatorId === id && Math.abs(proof.at - boundAt) < 2000)?.journeyId ?? null,
})

/** A reset belongs to the request that it answered; a later one without a request belongs to none (P23). */
const referenceOf = (resetAt: number, answered: ResetRequest | undefined): string | null =>
  answered?.answeredAt != null && Math.abs(answered.answeredAt - resetAt) < 2000 ? answered.reference : null

const clientFacts = (client: Client | null): ClientFacts =>
  client === null
    ? { id: '', enabled: true, minimumAcr: null, acrLoaMap: {} }
    : { id: client.clientId, enabled: client.enabled, minimumAcr: client.minimumAcr, acrLoaMap: client.acrLoaMap }

export const upstreamFacts = ({ id, issuer, enabled, enabledSince, trust, evidence, evidenceMaxAgeMs }: Upstream): UpstreamFacts =>
  ({ id, issuer, enabled, enabledSince: enabledSince ?? null, trust, evidence, evidenceMaxAge: evidenceMaxAgeMs })

function enforcementFacts(
  enforcement: Enforcement, user: User, roles: readonly Role[], groups: readonly Group[], heldSince: ReadonlyMap<string, number>,
): EnforcementFacts {
  const { target } = enforcement
  // Departments and policy groups are columns of the user: whom they reach is found out here, the rest by the policy.
  const everyone = target.everyone === true
    || (user.department !== null && (target.departments ?? []).includes(user.department))
    || (user.policyGroupId !== null && (target.policyGroupIds ?? []).includes(user.policyGroupId))
  const targetedRoles = target.roleNames ?? []
  const targetedGroups = target.groupNames ?? []
  const reached = roles.filter(({ name, clientId }) => clientId === null && targetedRoles.includes(name)).map(({ id }) => heldSince.get(id))
  const byGroup = groups.some(({ name }) => targetedGroups.includes(name))
  return {
    id: enforcement.id,
    name: enforcement.name,
    enforceFrom: enforcement.enforceFrom,
    target: { everyone, roles: targetedRoles, groups: targetedGroups },
    targetReachedAt: target.everyone === true ? user.createdAt : everyone || byGroup ? null : earliest(reached),
    refusesShared: enforcement.refusesShared,
    reasons: enforcement.reason,
    kinds: enforcement.acceptedKinds,
    recoveries: enforcement.acceptedRecoveries.map(recoveryOf).concat('help-desk'),
    onUnenrolled: enforcement.onUnenrolled,
    afterEmergency: enforcement.afterEmergency,
    sessionsBefore: enforcement.sessionsBefore,
  }
}

/** Null as soon as one is unknown: then nothing runs out. */
function earliest(instants: readonly (number | undefined)[]): number | null {
  const known = instants.filter((instant) => instant !== undefined)
  return known.length === 0 || known.length < instants.length ? null : Math.min(...known)
}

/** A group as the decision reads it for somebody who is in it. */
export const policyGroupFacts = (group: PolicyGroup, user: User): PolicyGroupFacts => ({
  id: group.id,
  name: group.name,
  ask: group.ask,
  exemptions: group.exemptions.map((exemption, index) => ({ name: String(index + 1), conditions: conditionsOf(exemption) })),
  // Whoever was in it before it began to ask came under its demand then, and not when they were put there.
  assignedAt: user.policyGroupSince === null ? null : Math.max(user.policyGroupSince, group.askedSince ?? 0),
  kinds: group.acceptedKinds,
  recoveries: group.acceptedRecoveries.map(recoveryOf).concat('help-desk'),
  onUnenrolled: group.onUnenrolled,
  afterEmergency: group.afterEmergency,
  sessionsBefore: group.sessionsBefore,
})

const conditionsOf = ({ networks, clientIds }: PolicyGroup['exemptions'][number]): Condition[] => [
  ...(networks === undefined ? [] : [{ kind: 'network' as const, networks }]),
  ...(clientIds === undefined ? [] : [{ kind: 'client' as const, clients: clientIds }]),
]

const recoveryOf = (name: Enforcement['acceptedRecoveries'][number]): Recovery => (name === 'mail' ? 'mail-link' : name)
