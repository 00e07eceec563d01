import { setImmediate } from 'node:timers/promises'
import { type EffectivePolicy, type PolicyImpact } from '@tegata/contract'
import type { Decision } from '@tegata/policy'
import type { AlikeBy, PeoplePage, PolicyGroup, Realm, Storage, Upstream, User, UserFilter } from '@tegata/storage'
import { momentsAhead } from '../journey/administrators-left.ts'
import { keepOne, workingAdministrators } from './guard.ts'
import { heapsOf as heapsOfMany, isIndexed, newest } from './heaps.ts'
import type { Decide } from './needs.ts'
import { type From, fromAnywhere } from './policy-circumstances.ts'

type PolicyNeeds = { storage: Pick<Storage, 'users' | 'roles' | 'groups' | 'policies' | 'clock'>; decide: Decide }
export type ImpactNeeds = PolicyNeeds & { storage: Pick<Storage, 'outbox' | 'resetRequests' | 'upstreams'> }
export type Who = UserFilter

/** People who are read at one go: between two goes everybody else's requests have their turn. */
const slice = 2000
const namesShown = 20

const minute = 60_000
const day = 24 * 60 * minute

/** What somebody would meet after the password, or after an identity provider, in this policy group. */
export const foresee = ({ decide }: Pick<ImpactNeeds, 'decide'>, realm: Realm, user: User, policyGroup: PolicyGroup | null, through: Upstream | null = null, from: From = fromAnywhere): Promise<Decision> =>
  decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn: { policyGroup, from, ...(through ? { through } : {}) } })

export function nextOf({ lockedOut, nextStep }: Decision): EffectivePolicy['next'] {
  if (lockedOut) return 'locked-out'
  switch (nextStep.kind) {
    case 'set-up': case 'prove-then-set-up': return 'set-up'
    case 'challenge': case 'confirm': case 'still-have-it': return 'code'
    case 'emergency': return 'token'
    case 'refused': return 'locked-out'
    default: return 'in'
  }
}

const changed = ['asked', 'setUp', 'notAsked', 'lockedOut'] as const
const counted = { in: 'notAsked', code: 'asked', token: 'asked', 'set-up': 'setUp', 'locked-out': 'lockedOut' } as const satisfies Record<EffectivePolicy['next'], (typeof changed)[number]>

export const groupsById = async ({ policies }: Pick<Storage, 'policies'>, realm: Realm): Promise<(id: string | null) => PolicyGroup | null> => {
  const groups = new Map((await policies.groups(realm.id)).map((group) => [group.id, group]))
  return (id) => (id === null ? null : groups.get(id) ?? null)
}

/** What tells people apart to the policy in this realm: the roles, groups and departments that a rule in force or to come names. */
export async function alikeBy({ storage }: { storage: Pick<Storage, 'roles' | 'groups' | 'policies' | 'clock'> }, realm: Realm): Promise<AlikeBy> {
  const [roles, groups, enforcements] = await Promise.all([storage.roles.list(realm.id), storage.groups.list(realm.id), storage.policies.enforcements(realm.id)])
  const targets = enforcements.filter(({ state }) => state === 'announced').map(({ target }) => target)
  const [roleNames, groupNames] = [targets.flatMap((target) => target.roleNames ?? []), targets.flatMap((target) => target.groupNames ?? [])]
  const now = storage.clock.now()
  return {
    now,
    roleIds: roles.filter(({ name, administrative }) => administrative || roleNames.includes(name)).map(({ id }) => id),
    groupIds: groups.filter(({ name }) => groupNames.includes(name)).map(({ id }) => id),
    departments: targets.flatMap((target) => target.departments ?? []),
    after: { demand: now - realm.settings.enrolWithinMs, address: now - 7 * day, mail: now - day, reset: now - 30 * minute },
  }
}

type Few = { count: number; first: readonly number[] }

/** How many are alike, and the first few of them. Whoever asks of everybody, or of a whole group, is answered from an index of likenesses. */
async function heapsOf(needs: ImpactNeeds, realm: Realm, who: Who): Promise<readonly Few[]> {
  const { policies, clock } = needs.storage
  if (isIndexed(who)) {
    const now = clock.now()
    const found = new Map<string, Few>()
    for (const { decided, numbers } of await heapsOfMany(needs, realm, { at: now, now, enforcements: await policies.enforcements(realm.id), who, reasons: false })) {
      const { count, first } = found.get(decided) ?? { count: 0, first: [] }
      found.set(decided, { count: count + numbers.length, first: newest([...first, ...newest(numbers, namesShown)], namesShown) })
    }
    return [...found.values()]
  }
  const by = await alikeBy(needs, realm)
  const heaps = new Map<string, { count: number; first: readonly number[] }>()
  for (let before: number | null = null; ;) {
    const { numbers, next }: PeoplePage = await policies.people(realm.id, who, before, slice)
    for (const { key, numbers: alike } of await policies.alike(realm.id, numbers, by)) {
      const { count, first } = heaps.get(key) ?? { count: 0, first: [] }
      heaps.set(key, { count: count + alike.length, first: [...first, ...alike].slice(0, namesShown) })
    }
    if (next === null) return [...heaps.values()]
    before = next
    await setImmediate()
  }
}

/** The numbers of the first people of each kind. */
type First = Record<(typeof changed)[number], readonly number[]>

function nobodyYet(from: From) {
  const first: First = { asked: [], setUp: [], notAsked: [], lockedOut: [] }
  return { from, people: 0, changed: 0, asked: 0, setUp: 0, notAsked: 0, lockedOut: 0, first }
}

/**
 * What it would do to people to be in the group that `after` names, at sign-ins from each of these: decided once for all
 * who are alike, by the decision of the sign-in itself, as if each came with a password. An answer for each.
 */
export async function impactsOf(needs: ImpactNeeds, realm: Realm, who: Who, after: PolicyGroup | null, froms: readonly From[]): Promise<PolicyImpact[]> {
  const { users } = needs.storage
  const groupOf = await groupsById(needs.storage, realm)
  const tallies = froms.map(nobodyYet)
  for (const { count, first } of await heapsOf(needs, realm, who)) {
    const [user] = await users.numbered(realm.id, first.slice(0, 1))
    if (!user?.enabled) continue
    for (const tally of tallies) {
      const now = nextOf(await foresee(needs, realm, user, groupOf(user.policyGroupId), null, tally.from))
      const then = counted[nextOf(await foresee(needs, realm, user, after, null, tally.from))]
      tally.people += count
      if (counted[now] === then) continue
      tally.changed += count
      tally[then] += count
      tally.first[then] = [...tally.first[then], ...first]
    }
  }
  const named = async (numbers: readonly number[]) => (await users.numbered(realm.id, numbers.toSorted((one, other) => other - one).slice(0, namesShown)))
    .map(({ id, username, givenName, familyName }) => ({ id, username, givenName, familyName }))
  return Promise.all(tallies.map(async ({ from: _from, first, ...numbers }) => ({
    ...numbers, askedPeople: await named(first.asked), setUpPeople: await named(first.setUp), notAskedPeople: await named(first.notAsked), lockedOutPeople: await named(first.lockedOut),
  })))
}

/** What it would do to people to be in the group that `after` names, as if each came with a password from anywhere. */
export async function impactOf(needs: ImpactNeeds, realm: Realm, who: Who, after: PolicyGroup | null): Promise<PolicyImpact> {
  const [impact] = await impactsOf(needs, realm, who, after, [fromAnywhere])
  if (!impact) throw new Error('There is an answer for each circumstance.')
  return impact
}

/**
 * Refuses what would lock out the last global administrator who gets in, now or when a time in a group is over (S1-36).
 * `after` is the group that somebody would be in, undefined for whom nothing changes.
 */
export async function keepAnAdministratorIn(needs: PolicyNeeds, realm: Realm, after: (user: User) => PolicyGroup | null | undefined): Promise<void> {
  const groupOf = await groupsById(needs.storage, realm)
  const working = await workingAdministrators(needs, realm)
  const groups = new Map(working.map((user) => [user.id, after(user)]))
  if (working.every(({ id }) => groups.get(id) === undefined)) return
  await keepOne(await momentsAhead(needs.storage, realm), working, working, async (user, { whose, at }) => {
    const group = whose === 'after' ? groups.get(user.id) : undefined
    const policyGroup = group === undefined ? groupOf(user.policyGroupId) : group
    const signIn = { policyGroup, ...(at === undefined ? {} : { at }) }
    return !(await needs.decide(realm, user, { channel: 'page', session: null, client: null, essentialAcr: [], signIn })).lockedOut
  })
}
