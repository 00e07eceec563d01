import { setImmediate } from 'node:timers/promises'
import { type BulkFailure, type EffectivePolicy, fromWire, isProblem, type Operations, Problem, toWire } from '@tegata/contract'
import type { PolicyGroup, Realm, Storage, User } from '@tegata/storage'
import { failureOf, missingOf } from './bulk/failures.ts'
import { commitGuarded } from './commit.ts'
import { chosenWay, explained, waysOf } from './explain-decision.ts'
import { getUser } from './find-user.ts'
import { workingAdministrators } from './guard.ts'
import { foresee, groupsById, type ImpactNeeds, impactOf, keepAnAdministratorIn, nextOf, type Who } from './policy-impact.ts'
import type { Call, Performs } from './serve.ts'
import { createTurns } from './turns.ts'
import { userFilter } from './user-filter.ts'

type Needs = ImpactNeeds & { storage: ImpactNeeds['storage'] & Pick<Storage, 'unit' | 'realms' | 'audit'> }
type Event = Call<Operations['assignPolicyGroup']>['event']

/** What one call changes at most: the caller shows how far it is, and can stop between two. */
const mostPerCall = 2000
const step = 500

const minute = 60_000
const day = 24 * 60 * minute

/** A group as an event names it. */
const named = (group: PolicyGroup | null) => group && { id: group.id, name: group.name }

/** The event of one person's assignment: where they were and where they are now, and until when if it is for a time. */
export const assigned = (event: Event, userId: string, before: PolicyGroup | null, after: PolicyGroup | null, until: number | null = null) =>
  event('policy-group.assigned', { userId, detail: { before: named(before), after: named(after), ...(until === null ? {} : { until: toWire(until) }) } })

/** The end of a time in a group, which lies ahead and not out of sight. */
export function endOf(now: number, until: string | undefined): number | null {
  if (until === undefined) return null
  const at = fromWire(until)
  const refused = (rule: string, message: string) => new Problem('request.invalid', { errors: [{ path: 'until', rule, message }] })
  if (at < now + minute) throw refused('too-early', 'is over already, or in less than a minute')
  if (at > now + 366 * day) throw refused('too-late', 'is more than a year away')
  return at
}

/** The group that somebody is in without an end: the one that they go back to, if they are elsewhere for a time. */
const homeOf = ({ policyGroupId, policyGroupUntil, policyGroupBack }: User): string | null => (policyGroupUntil === null ? policyGroupId : policyGroupBack)

/** The end of somebody's time in this group; whoever goes home stays there, whatever end was named. */
const endFor = (user: User, groupId: string | null, until: Until): number | null =>
  (homeOf(user) === groupId ? null : until === 'as-it-was' ? user.policyGroupUntil : until)

/** Null: without an end. `as-it-was`: whoever was in the group before for a time is in this one for the rest of it. */
type Until = number | null | 'as-it-was'

/** Puts people into a group, all of them or none, an event for each. Answers for how many that changed something. */
export async function putInto(needs: Needs, realm: Realm, people: readonly User[], group: PolicyGroup | null, event: Event, until: Until = null): Promise<number> {
  const { storage: { unit, users, policies, audit } } = needs
  const groupOf = await groupsById(needs.storage, realm)
  const groupId = group?.id ?? null
  const moving = people.filter((user) => user.policyGroupId !== groupId || user.policyGroupUntil !== endFor(user, groupId, until))
  const ids = new Set(moving.map(({ id }) => id))
  if (moving.length === 0) return 0
  const statements = [
    ...(group ? [policies.holdGroup(realm.id, group.id)] : []),
    ...moving.flatMap((user) => [
      ...users.change(realm.id, user.id, { policyGroupId: groupId, policyGroupUntil: endFor(user, groupId, until) }),
      audit.record(assigned(event, user.id, groupOf(user.policyGroupId), group, endFor(user, groupId, until))),
    ]),
  ]
  const concernsAdministrators = (await workingAdministrators(needs, realm)).some(({ id }) => ids.has(id))
  const outcome = await commitGuarded({ storage: { unit, realms: needs.storage.realms } }, realm, concernsAdministrators, async () => {
    if (concernsAdministrators) await keepAnAdministratorIn(needs, realm, ({ id }) => (ids.has(id) ? group : undefined))
    return statements
  }, ({ missed }) => new Problem(missed === 'policies.holdGroup' ? 'policy-group.not-found' : 'user.not-found')).then(() => null, (problem: unknown) => problem)
  if (outcome === null) return moving.length
  // Somebody was deleted meanwhile: the others are not held up by it.
  const left = await users.numbered(realm.id, moving.map(({ n }) => n))
  if (left.length === moving.length) throw outcome
  return putInto(needs, realm, left, group, event, until)
}

/** As `putInto`; where that would lock out the last administrator, everybody else goes, and who cannot is told by name. */
async function putAllBut(needs: Needs, realm: Realm, people: readonly User[], ...how: [PolicyGroup | null, Event, Until]): Promise<{ changed: number; failures: readonly BulkFailure[] }> {
  const attempt = (some: readonly User[]) => putInto(needs, realm, some, ...how).catch((error: unknown) => {
    if (isProblem(error) && error.code === 'permission.last-administrator') return error.code
    throw error
  })
  const all = await attempt(people)
  if (typeof all === 'number') return { changed: all, failures: [] }
  const administrators = new Set((await workingAdministrators(needs, realm)).map(({ id }) => id))
  let changed = await putInto(needs, realm, people.filter(({ id }) => !administrators.has(id)), ...how)
  const failures: BulkFailure[] = []
  for (const user of people) {
    if (!administrators.has(user.id)) continue
    const one = await attempt([user])
    if (typeof one === 'number') changed += one
    else failures.push(failureOf(user, one))
  }
  return { changed, failures }
}

/** Who is in which Access Policy Group, and what that means for them (S1-28, S1-32 … S1-36, S1-40). */
export const policyAssignmentsApi = (needs: Needs & { storage: Pick<Storage, 'upstreams' | 'identities' | 'resetRequests' | 'journeys' | 'tallies' | 'many' | 'secrets'> }): Performs<'assignPolicyGroup' | 'previewPolicyGroupAssignment' | 'getEffectivePolicy'> => {
  const { users, policies, audit } = needs.storage
  const turns = createTurns(needs)

  async function targetOf(realm: Realm, id: string | null): Promise<PolicyGroup | null> {
    const group = id === null ? null : await policies.group(realm.id, id)
    if (group === undefined) throw new Problem('policy-group.not-found')
    return group
  }
  /** Null: nobody can be meant. */
  const whoOf = async (realm: Realm, { userIds, filter }: Call<Operations['assignPolicyGroup']>['body']): Promise<Who | null> =>
    userIds ? { ids: userIds } : userFilter(needs.storage, realm, filter ?? {})

  /** The last word about somebody's group, when what it says of before can still be gone back to. */
  async function previousOf(realm: Realm, user: User, groupOf: (id: string | null) => PolicyGroup | null): Promise<EffectivePolicy['previous']> {
    // Whoever is there for a time has a way back of its own.
    if (user.policyGroupUntil !== null) return null
    const { items: [last] } = await audit.list(realm.id, { userId: user.id, types: ['policy-group.assigned', 'policy-group.reverted'] }, null, 1)
    if (!last || idOf(last.detail?.['after']) !== user.policyGroupId) return null
    const id = idOf(last.detail?.['before'])
    const group = groupOf(id)
    return id !== null && group === null ? null : { id, name: group?.name ?? null, until: toWire(last.at) }
  }

  return {
    async previewPolicyGroupAssignment({ realm, body }) {
      const group = await targetOf(realm, body.policyGroup)
      const who = await whoOf(realm, body)
      return { value: who === null ? nobody : await impactOf(needs, realm, who, group) }
    },

    async assignPolicyGroup(call) {
      const { realm, body, event } = call
      const turn = await turns('assignPolicyGroup', call, body)
      const until = endOf(needs.storage.clock.now(), body.until)
      const group = await targetOf(realm, body.policyGroup)
      const who = await whoOf(realm, body)
      const failures = [...body.userIds && turn.place === null ? await missingOf(needs, realm, [...new Set(body.userIds)]) : []]
      let [done, changed] = [failures.length, 0]
      let before = turn.place === null ? null : Number(turn.place)
      if (who === null) return { value: { done, changed, failures, next: null } }
      for (;;) {
        const { numbers, next } = await policies.people(realm.id, who, before, step)
        const put = await putAllBut(needs, realm, await users.numbered(realm.id, numbers), group, event, until)
        done += numbers.length
        changed += put.changed
        failures.push(...put.failures)
        before = next
        if (before === null || changed >= mostPerCall) return { value: { done, changed, failures, next: turn.next(before === null ? null : String(before)) } }
        await setImmediate()
      }
    },

    async getEffectivePolicy({ realm, params, query }) {
      const user = await getUser(needs, realm, params.userId)
      const groupOf = await groupsById(needs.storage, realm)
      const group = groupOf(user.policyGroupId)
      const ways = await waysOf(needs, realm, user)
      const through = chosenWay(ways, query.through)
      const decision = await foresee(needs, realm, user, group, through)
      const { code, params: { rule, since } } = decision.reason
      return {
        value: {
          policyGroup: group && { id: group.id, name: group.name, since: user.policyGroupSince === null ? null : toWire(user.policyGroupSince) },
          temporary: user.policyGroupUntil === null ? null : { until: toWire(user.policyGroupUntil), back: named(groupOf(user.policyGroupBack)) },
          previous: await previousOf(realm, user, groupOf),
          asked: decision.asked,
          next: nextOf(decision),
          ...explained(decision, ways, through),
          reason: { code, rule: typeof rule === 'string' ? rule : null, since: typeof since === 'number' ? toWire(since) : null },
        },
      }
    },
  }
}

const nobody = { people: 0, changed: 0, asked: 0, setUp: 0, notAsked: 0, lockedOut: 0, askedPeople: [], setUpPeople: [], notAskedPeople: [], lockedOutPeople: [] }

const idOf = (group: unknown): string | null =>
  typeof group === 'object' && group !== null && 'id' in group && typeof group.id === 'string' ? group.id : null
