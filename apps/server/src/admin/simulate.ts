import { fromWire, Problem, resolveLocalTime, type Simulation, toWire } from '@tegata/contract'
import { assurance, countsSince, type Facts, type JourneyFacts, type NextStep, type Proof, standing, walk } from '@tegata/policy'
import type { Client, Enforcement, PolicyGroup, Realm, Storage, Upstream, User } from '@tegata/storage'
import { announcing, type CanMail, gatherFacts } from '../journey/facts.ts'
import { requestedOf } from '../oidc/requested.ts'
import { draftOf, supposed } from './enforcements.ts'
import { type Names, namesOf } from './enforcement-target.ts'
import { explained, tellerOf } from './explain-decision.ts'
import { getUser } from './find-user.ts'
import { imagine, type SimulationFields } from './imagine.ts'
import { nextOf } from './policy-impact.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'users' | 'roles' | 'groups' | 'authenticators' | 'policies' | 'resetRequests' | 'emergencyTokens' | 'upstreams' | 'clients' | 'clock'>; canMail: CanMail }

/** The walk of a sign-in that has just begun. */
const begun: JourneyFacts = { id: 'simulated', mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false }

/** An instant that the clock of whoever asks may call now. */
const nearlyNow = 5 * 60_000

/** Decides sign-ins that nobody makes: facts and function are those of the sign-in itself, never a second opinion. */
export const simulateApi = (needs: Needs): Performs<'simulate'> => {
  const { storage } = needs
  const found = async <Value>(value: Promise<Value | undefined>, code: 'policy-group.not-found' | 'enforcement.not-found' | 'client.not-found' | 'upstream.not-found'): Promise<Value> => {
    const there = await value
    if (there === undefined) throw new Problem(code)
    return there
  }

  const unsaved = (realm: Realm, saved: Enforcement | null, sent: NonNullable<SimulationFields['enforcement']>, names: Names, asked: number): Enforcement =>
    saved === null ? draftOf(realm, { ...sent, name: sent.name ?? '–' }, names, asked) : supposed(saved, sent, names, asked)

  return {
    async simulate({ realm, body }) {
      const asked = storage.clock.now()
      const now = instantOf(body.at, realm, asked)
      const [client, upstream, saved, group] = await Promise.all([
        body.clientId === undefined ? null : found(storage.clients.find(realm.id, body.clientId), 'client.not-found'),
        body.through === undefined ? null : found(storage.upstreams.find(realm.id, body.through.alias), 'upstream.not-found'),
        body.enforcementId === undefined ? null : found(storage.policies.enforcement(realm.id, body.enforcementId), 'enforcement.not-found'),
        body.policyGroup === undefined || body.policyGroup === 'none' ? null : found(storage.policies.group(realm.id, body.policyGroup), 'policy-group.not-found'),
      ])
      const draft = body.enforcement === undefined ? saved : unsaved(realm, saved, body.enforcement, await namesOf(needs, realm), asked)
      const { user, source } = body.person === undefined ? { user: await getUser(needs, realm, body.userId ?? ''), source: storage } : await imagine(storage, realm, body.person, now)
      const there = body.policyGroup === undefined ? user : inGroup(user, group, now)
      const facts = await gatherFacts(source, needs.canMail)({
        now, channel: 'page', journey: begun, user: there, client,
        realm: body.presentation === undefined ? realm : { ...realm, settings: { ...realm.settings, presentation: body.presentation } },
        request: { ...requestFor(body, client), address: body.address ?? null },
        proofs: [firstProof(upstream, body.through, user, now)],
        ...(draft === null ? {} : { enforcements: announcing(await storage.policies.standing(realm.id), draft) }),
      })
      return { value: told(facts, { user: body.person === undefined ? user : null, upstream, draft }) }
    },
  }
}

const badInstant = (rule: string, message: string) => new Problem('request.invalid', { errors: [{ path: 'at', rule, message }] })

function instantOf(at: SimulationFields['at'], realm: Realm, now: number): number {
  if (at === undefined) return now
  const wanted = typeof at === 'string' ? fromWire(at) : localInstant(at, at.zone ?? realm.settings.zone)
  if (wanted >= now - nearlyNow) return Math.max(wanted, now)
  throw badInstant('too-early', 'lies in the past: why somebody was asked then stands at the sign-in itself, in their activity')
}

function localInstant(at: Exclude<SimulationFields['at'], string | undefined>, zone: string): number {
  const outcome = resolveLocalTime({ ...at, zone })
  if (outcome.ok) return outcome.instant
  throw outcome.reason === 'twice' ? badInstant('time-twice', 'exists twice in this zone: say which, earlier or later')
    : badInstant('no-such-time', `does not exist in this zone: the nearest times are ${outcome.nearest.join(' and ')}`)
}

const inGroup = (user: User, group: PolicyGroup | null, now: number): User => ({
  ...user, policyGroupId: group?.id ?? null, policyGroupSince: group?.id === user.policyGroupId ? user.policyGroupSince : now, policyGroupUntil: null, policyGroupBack: null,
})

/** As the authorization endpoint reads the same wishes and demands. */
function requestFor({ demandedAcr = [], wishedAcr = [] }: SimulationFields, client: Client | null) {
  const claims = demandedAcr.length === 0 ? undefined : { id_token: { acr: { essential: true, values: demandedAcr } } }
  const { essentialAcr, wishedAcr: wished } = requestedOf({ claims, acr_values: wishedAcr.join(' ') }, { defaultAcrValues: client?.defaultAcrValues ?? [] })
  return { essentialAcr, wishedAcr: wished }
}

function firstProof(upstream: Upstream | null, said: SimulationFields['through'], { epoch }: User, now: number): Proof {
  const made = { at: now, journeyId: begun.id, epoch }
  if (upstream === null) return { kind: 'password', ...made }
  const { acr = null, amr = [], authenticatedSecondsAgo: ago = 0 } = said ?? {}
  return { kind: 'upstream', ...made, upstream: { id: upstream.id, issuer: upstream.issuer, idTokenJourneyId: begun.id, acr, amr, authTime: ago === null ? null : now - ago * 1000 } }
}

type About = { user: User | null; upstream: Upstream | null; draft: Enforcement | null }

function told(facts: Facts, { user, upstream, draft }: About): Simulation {
  const { decision, steps, end, facts: last } = walk(facts)
  const ways = upstream === null ? [] : [upstream]
  const say = tellerOf(ways)
  const { trace, floors } = explained(decision, ways, upstream)
  // As it is issued: of the proofs that stand and that the request counts.
  const proofs = standing(last.proofs, last).standing.filter((proof) => countsSince(proof, last.request.proofsSince))
  const { acr, amr } = assurance(proofs, [...facts.request.essentialAcr, ...facts.request.wishedAcr], { now: facts.now, upstreams: facts.upstreams, loaMap: facts.client.acrLoaMap, consoleUsedAt: null })
  return {
    at: toWire(facts.now),
    person: user && { id: user.id, username: user.username, givenName: user.givenName, familyName: user.familyName },
    policyGroup: facts.policyGroup && { id: facts.policyGroup.id, name: facts.policyGroup.name },
    enforcement: draft && { id: draft.id, name: draft.name },
    asked: decision.asked, line: decision.line, reason: say(decision.reason), next: nextOf(decision),
    steps: steps.map((step) => stepOf(step, last, say)), end,
    acr: end === 'in' ? acr : null, amr: end === 'in' ? [...amr] : [],
    required: decision.mustHave, registered: decision.registered,
    requirements: decision.requirements.map(({ source, name, since, kinds, onUnenrolled }) => ({ source, name, since: since === null ? null : toWire(since), kinds: [...kinds], onUnenrolled })),
    acceptedKinds: [...decision.acceptedKinds], onUnenrolled: decision.onUnenrolled, trace, floors,
    upcoming: decision.upcoming.map(({ id, name, enforceFrom, ready }) => ({ id, name, enforceFrom: toWire(enforceFrom), ready })),
  }
}

const heldKinds = ({ authenticators }: Facts['user'], ids: readonly string[]) => [...new Set(authenticators.filter(({ id }) => ids.includes(id)).map(({ kind }) => kind))]

const stepOf = (step: NextStep, { user }: Facts, say: ReturnType<typeof tellerOf>): Simulation['steps'][number] => ({
  kind: step.kind,
  // Of a challenge what they have, of a set-up what is offered.
  kinds: 'authenticatorIds' in step ? heldKinds(user, step.authenticatorIds) : 'kinds' in step ? [...step.kinds] : [],
  proof: 'proof' in step ? step.proof : null,
  mayBePutOff: (step.kind === 'set-up' && step.mayBePutOff) || (step.kind === 'still-have-it' && step.mayBeSkipped),
  reason: step.kind === 'refused' ? say(step.reason) : null,
})
