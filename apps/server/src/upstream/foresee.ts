import { decide, type Decision, type Proof } from '@tegata/policy'
import type { Realm, Storage, Upstream, User } from '@tegata/storage'
import { proofOf } from '../journey/admit.ts'
import { rightsOf } from '../journey/upstream-rights.ts'
import { namesOf } from '../journey/upstream-profile.ts'
import type { UpstreamSaid } from '../journey/upstream-said.ts'
import type { JourneyParts } from './needs.ts'

type Needs = {
  storage: Pick<Storage, 'identities' | 'users' | 'roles' | 'groups' | 'clock'>
  gatherFacts: JourneyParts['gatherFacts']
}

export type Foreseen = {
  how: 'linked' | 'disabled' | 'would-be-created' | 'would-connect'
  user: User | null
  /** Null where nobody is known yet, whose decision it could be. */
  decision: Decision | null
}

/**
 * Whom an answer would let in, and whether our code would be asked for: as at a sign-in without an application's demands,
 * with the roles and groups that the answer itself brings. Changes nothing.
 */
export const createForesee = ({ storage, gatherFacts }: Needs) => async (realm: Realm, upstream: Upstream, said: UpstreamSaid, testId: string): Promise<Foreseen> => {
  const identity = await storage.identities.find(realm.id, upstream.id, said.issuer, said.subject)
  const user = identity === undefined ? undefined : await storage.users.find(realm.id, identity.userId)
  if (user === undefined) return { how: await wouldBeCreated(realm, upstream, said) ? 'would-be-created' : 'would-connect', user: null, decision: null }

  const now = storage.clock.now()
  const proof: Proof = proofOf(upstream, { id: testId }, user, said, now)
  const facts = await gatherFacts({
    now, channel: 'page', realm, user, client: null, proofs: [proof],
    journey: { id: testId, mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false },
  })
  const brought = await roles(realm, upstream, said)
  const decision = decide({
    ...facts,
    user: {
      ...facts.user, administrative: facts.user.administrative || brought.administrative,
      roles: [...new Set([...facts.user.roles, ...brought.roles])], groups: [...new Set([...facts.user.groups, ...brought.groups])],
    },
    // It is tried before it is switched on: what would be decided then is the question.
    upstreams: facts.upstreams.map((each) => ({ ...each, enabled: true })),
  })
  return { how: user.enabled ? 'linked' : 'disabled', user, decision }

  async function roles(of: Realm, from: Upstream, answer: UpstreamSaid): Promise<{ roles: string[]; groups: string[]; administrative: boolean }> {
    const [rights, allRoles, allGroups] = await Promise.all([rightsOf(storage, of, from, answer), storage.roles.list(of.id), storage.groups.list(of.id)])
    const groups = allGroups.filter(({ id }) => rights.groupIds.includes(id))
    const byGroup = (await Promise.all(groups.map(({ id }) => storage.groups.rolesOf(of.id, id)))).flat()
    const given = [...allRoles.filter(({ id }) => rights.roleIds.includes(id)), ...byGroup]
    return {
      roles: given.filter(({ clientId }) => clientId === null).map(({ name }) => name),
      groups: groups.map(({ name }) => name),
      administrative: given.some(({ administrative }) => administrative),
    }
  }

  async function wouldBeCreated(of: Realm, { newPeople }: Upstream, answer: UpstreamSaid): Promise<boolean> {
    const { username, email } = namesOf(answer)
    if (newPeople !== 'create' || (username ?? email) === null) return false
    const holders = await Promise.all([username ?? email, email].map((name) => (name === null ? undefined : storage.users.findByLogin(of.id, name))))
    return holders.every((holder) => holder === undefined)
  }
}
export type Foresee = ReturnType<typeof createForesee>
