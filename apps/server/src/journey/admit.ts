import { randomUUID } from 'node:crypto'
import type { Proof } from '@tegata/policy'
import { blankUser, type Instant, type Realm, type Statement, type Storage, type Upstream, type User } from '@tegata/storage'
import { inWords } from '../ui/frame.ts'
import type { PageProblem } from '../ui/words.ts'
import { accepting, type AcceptingNeeds, linking } from './accepting.ts'
import type { Where } from './enrol.ts'
import type { UpstreamOrigin } from './interaction.ts'
import { heldGroup } from './new-user-group.ts'
import { type Journey, move } from './state.ts'
import type { Journeys } from './store.ts'
import { namesOf } from './upstream-profile.ts'
import { namesTooMuch } from './upstream-rights.ts'
import type { UpstreamSaid } from './upstream-said.ts'

type Needs = AcceptingNeeds & {
  storage: Pick<Storage, 'unit' | 'realms' | 'users' | 'policies' | 'identities' | 'upstreams' | 'audit' | 'clock'>
  journeys: Pick<Journeys, 'update'>
}

/** An upstream's answer to a walk, after every check of the answer itself. */
export type Admission = {
  realm: Realm
  upstream: Upstream
  /** As it was when the browser came back. */
  journey: Journey
  said: UpstreamSaid
  where: Where
  /** What somebody was sent there with: the instant since which they had to have signed in there; null for any. */
  requested: { signedInSince: Instant | null }
}

/** `admitted` and `connect` moved the walk on; `refused` and `other-person` left it a sentence; `gone`: there is none to go on with. */
export type Admitted = 'admitted' | 'connect' | 'refused' | 'other-person' | 'gone'

/** Sentences for what went wrong at or with an upstream. */
export type UpstreamProblem = Extract<PageProblem['code'], `upstream-${string}`>

/** Whether an answer may still move a walk: it is under way, and as it was when the browser came back. */
export const takesAnswers = (newest: Journey, known: Journey): boolean =>
  newest.state.round === known.state.round && newest.state.finishedAt === null && newest.state.done === null && newest.state.leaveBy === null

export const proofOf = (upstream: Pick<Upstream, 'id'>, { id: journeyId }: Pick<Journey, 'id'>, user: Pick<User, 'epoch'>, { issuer, acr, amr, authTime }: UpstreamSaid, at: Instant): Proof =>
  ({ kind: 'upstream', at, journeyId, epoch: user.epoch, upstream: { id: upstream.id, issuer, acr, amr, authTime, idTokenJourneyId: journeyId } })

export const originOf = (upstream: Pick<Upstream, 'id'>, said: UpstreamSaid): UpstreamOrigin => {
  const { issuer, subject, sid, idToken, username, email, emailVerified, givenName, familyName } = said
  return { upstreamId: upstream.id, issuer, subject, sid, idToken, names: { username, email, emailVerified, givenName, familyName } }
}

const lowerCaseUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** How often an answer is judged anew because somebody was faster with a name, a role or a link. */
export const turns = 4

/**
 * Lets in whom an upstream vouches for: finds the person by issuer and subject alone (B-1), gives them the roles and groups
 * that the upstream's word counts for, and adds the proof to the walk. Facts are read afterwards, so that a role that arrives with this very
 * sign-in counts in it (P10). Somebody unknown gets an account where nobody has their names, or is asked to connect one.
 */
export function createAdmit(needs: Needs) {
  const { storage, journeys } = needs

  const isOver = ({ state }: Journey): boolean => state.finishedAt !== null || state.done !== null || state.leaveBy !== null

  /** Leaves a sentence on the walk; whatever it had proved stays. */
  async function upstreamProblem(journey: Journey, code: UpstreamProblem, name: Upstream['name']): Promise<void> {
    const provider = inWords(name, journey.state.language ?? 'en')
    await journeys.update(journey, (newest) => isOver(newest) ? null : move(newest, { problem: { code, provider } }))
  }

  async function refuse({ realm, upstream, journey, said, where }: Admission, why: { code: UpstreamProblem; reason: string; userId?: string }): Promise<void> {
    await storage.unit([storage.audit.record({
      realmId: realm.id, type: 'upstream.refused', actor: null, userId: why.userId ?? null, ...where, journeyId: journey.id, outcome: 'refused', reason: why.reason,
      detail: { upstream: upstream.alias, subject: said.subject },
    })])
    await upstreamProblem(journey, why.code, upstream.name)
  }

  /** Adds what was accepted to the walk, unless that has moved on to somebody else or begun anew. */
  async function proceed({ upstream, journey, said }: Admission, user: User, at: Instant): Promise<Admitted> {
    const moved = await journeys.update(journey, (newest) => !takesAnswers(newest, journey) || (newest.userId !== null && newest.userId !== user.id) ? null : {
      ...move(newest, {
        proofs: [...newest.state.proofs, proofOf(upstream, journey, user, said, at)], upstream: originOf(upstream, said), username: user.username, connecting: null, problem: null,
      }),
      userId: user.id, epoch: user.epoch,
    })
    return moved === undefined ? 'gone' : 'admitted'
  }

  /** To the page that asks whose account it is. Nothing that was proved before counts there. */
  async function toConnect({ upstream, journey, said }: Admission, at: Instant): Promise<Admitted> {
    const moved = await journeys.update(journey, (newest) => !takesAnswers(newest, journey) || newest.userId !== journey.userId ? null
      : move(newest, {
          connecting: { upstreamId: upstream.id, said, at, mail: null }, proofs: [], upstream: null, method: null, pending: null, mailbox: null, lost: [],
          putOff: false, noticeSeen: false, setUpFor: null, codeTested: false, round: newest.state.round + 1, problem: null,
        }))
    return moved === undefined ? 'gone' : 'connect'
  }

  /** Statements that make an account for somebody unknown; null where a name is missing or somebody's already. */
  async function creating(admission: Admission): Promise<{ user: User; statements: readonly Statement[] } | null> {
    const { realm, upstream, said } = admission
    const named = namesOf(said)
    const username = named.username ?? named.email
    if (username === null) return null
    const holders = await Promise.all([username, named.email].map((name) => name === null ? undefined : storage.users.findByLogin(realm.id, name)))
    if (holders.some((holder) => holder !== undefined)) return null

    const isInFront = realm.settings.onlyUpstreamId === upstream.id
    const isFree = isInFront && await storage.users.find(realm.id, said.subject) === undefined && await storage.users.findBySubject(realm.id, said.subject) === undefined
    const isId = isFree && lowerCaseUuid.test(said.subject)
    const vouched = named.email !== null && said.emailVerified && upstream.profile === 'upstream'
    // As the realm is now: the walk may have begun long ago, and this is looked at again when the group goes away meanwhile.
    const group = heldGroup(storage, await storage.realms.find(realm.name) ?? realm)
    const fresh = {
      id: isId ? said.subject : randomUUID(), subject: isFree && !isId ? said.subject : null, username, email: named.email, emailProvedAt: vouched ? storage.clock.now() : null,
      givenName: named.givenName ?? '', familyName: named.familyName ?? '', otpRequired: false,
      policyGroupId: group.id,
    }
    const user = blankUser({ realmId: realm.id, ...fresh })
    return { user, statements: [...group.hold, ...storage.users.create(realm.id, fresh), ...linking(needs, { ...admission, user, journeyId: admission.journey.id }, 'created')] }
  }

  /** One look at the database as it is now; null when somebody was faster, and it is to be looked at again. */
  async function judge(admission: Admission): Promise<Admitted | null> {
    const { realm, journey, said } = admission
    const upstream = await storage.upstreams.get(realm.id, admission.upstream.id)
    // With one of them in front there is no other way in (B-5).
    const { onlyUpstreamId } = realm.settings
    if (upstream?.enabled !== true || (onlyUpstreamId !== null && onlyUpstreamId !== upstream.id)) {
      await refuse(admission, { code: 'upstream-disabled', reason: 'disabled' })
      return 'refused'
    }
    // It became another one while it was asked: whoever spoke for it then says nothing of its people now.
    if (said.issuer !== upstream.issuer) {
      await refuse(admission, { code: 'upstream-disabled', reason: 'issuer' })
      return 'refused'
    }
    const current = { ...admission, upstream }
    if (namesTooMuch(said)) {
      await refuse(current, { code: 'upstream-too-many-roles', reason: 'too-many-names' })
      return 'refused'
    }

    const at = storage.clock.now()
    const identity = await storage.identities.find(realm.id, upstream.id, said.issuer, said.subject)
    const known = identity && await storage.users.find(realm.id, identity.userId)
    if (known === undefined) return meet(current, at)
    if (journey.userId !== null && journey.userId !== known.id) {
      await refuse(current, { code: 'upstream-other-person', reason: 'other-person', userId: journey.userId })
      return 'other-person'
    }
    if (!known.enabled) {
      await refuse(current, { code: 'upstream-person-disabled', reason: 'person-disabled', userId: known.id })
      return 'refused'
    }
    const outcome = await storage.unit([
      storage.identities.signedIn(realm.id, upstream.id, known.id, said.username), ...await accepting(needs, { ...current, user: known, journeyId: journey.id }),
    ])
    if (!outcome.ok) return null
    // As the unit met them: whatever began another epoch since has ended this walk, too (P20).
    return proceed(current, known, at)
  }

  /** Somebody whom nobody here is linked to. */
  async function meet(admission: Admission, at: Instant): Promise<Admitted | null> {
    const { realm, upstream, journey } = admission
    const { userId, state } = journey
    if (userId !== null || state.kind !== 'sign-in') {
      // Who is signed in already, or has said who they are, has another account there: that is not this one (P34).
      const others = userId === null ? [] : await storage.identities.listOf(realm.id, userId)
      if (state.kind === 'sign-in' && !others.some(({ upstreamId }) => upstreamId === upstream.id)) return toConnect(admission, at)
      await refuse(admission, { code: 'upstream-other-person', reason: 'other-person', userId: userId ?? undefined })
      return 'other-person'
    }
    const created = upstream.newPeople === 'create' ? await creating(admission) : null
    if (created === null) return toConnect(admission, at)
    const outcome = await storage.unit([...created.statements, ...await accepting(needs, { ...admission, user: created.user, journeyId: journey.id })])
    if (!outcome.ok) return null
    return proceed(admission, created.user, at)
  }

  async function admit(admission: Admission): Promise<Admitted> {
    if (isOver(admission.journey)) return 'gone'
    for (let turn = 0; turn < turns; turn += 1) {
      const admitted = await judge(admission)
      if (admitted !== null) return admitted
    }
    await refuse(admission, { code: 'upstream-answer', reason: 'changed-meanwhile' })
    return 'refused'
  }

  return { admit, upstreamProblem }
}
export type Admit = ReturnType<typeof createAdmit>
