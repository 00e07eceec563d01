import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { authenticatorKinds, type Operations, Problem, type PolicyGroup as WireGroup } from '@tegata/contract'
import type { PolicyGroup, Realm, Storage, User } from '@tegata/storage'
import { offeredKinds } from '../journey/next-step.ts'
import { createTakeBack } from '../journey/take-back.ts'
import { commit, commitAlone } from './commit.ts'
import { digestOf, expectVersion } from './if-match.ts'
import { contains, pageOf } from './paging.ts'
import { type ImpactNeeds, impactOf, keepAnAdministratorIn } from './policy-impact.ts'
import { putInto } from './policy-assignments.ts'
import type { Call, Performs } from './serve.ts'

type Needs = ImpactNeeds & { storage: ImpactNeeds['storage'] & Pick<Storage, 'unit' | 'realms' | 'audit'> }
type Rule = Omit<Call<Operations['changePolicyGroup']>['body'], 'name'>

const countedTo = 1000
const movedAtOnce = 500

async function getPolicyGroup({ storage }: { storage: Pick<Storage, 'policies'> }, realm: Realm, id: string): Promise<PolicyGroup> {
  const group = await storage.policies.group(realm.id, id)
  if (!group) throw new Problem('policy-group.not-found')
  return group
}

/** The group with the fields that were sent. */
const withRule = (group: PolicyGroup, { kinds, ...rest }: Rule): PolicyGroup => ({
  ...group, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)), ...(kinds === undefined ? {} : { acceptedKinds: kinds }),
})

/** What is told of a group in the audit log: everything that can be changed. */
const told = ({ name, ask, acceptedKinds, onUnenrolled, afterEmergency, sessionsBefore }: PolicyGroup) =>
  ({ name, ask, kinds: acceptedKinds, onUnenrolled, afterEmergency, sessionsBefore })

/** The fields that differ, as they were and as they are. */
function differences(before: PolicyGroup, after: PolicyGroup) {
  const [old, fresh] = [new Map<string, unknown>(Object.entries(told(before))), Object.entries(told(after))]
  const changed = fresh.filter(([name, value]) => JSON.stringify(old.get(name)) !== JSON.stringify(value))
  return { names: changed.map(([name]) => name), detail: { before: Object.fromEntries(changed.map(([name]) => [name, old.get(name)])), after: Object.fromEntries(changed) } }
}

/** In the group, or elsewhere for a time: a rule that would lock somebody out then is refused now. */
const isOrComesBackTo = (user: User, id: string): boolean => user.policyGroupId === id || (user.policyGroupUntil !== null && user.policyGroupBack === id)

/** Access Policy Groups: rules that people are assigned to (S1-26 … S1-31). */
export const policyGroupsApi = (needs: Needs): Performs<
  | 'listPolicyGroups' | 'createPolicyGroup' | 'getPolicyGroup' | 'changePolicyGroup' | 'copyPolicyGroup' | 'deletePolicyGroup'
  | 'previewPolicyGroupChange' | 'previewPolicyGroupDeletion'
> => {
  const { unit, users, policies, audit } = needs.storage
  const takeBack = createTakeBack(needs)

  const view = async (realm: Realm, group: PolicyGroup): Promise<WireGroup> => ({
    id: group.id,
    ...told(group),
    conditions: group.exemptions.map(({ networks = [], clientIds = [] }) => ({ networks, applications: clientIds })),
    people: await users.count(realm.id, { policyGroupId: group.id }, countedTo),
    version: digestOf(group),
  })

  /** Refuses a rule that nobody could follow: of the kinds that it, the realm and others accept, at least one is the same (P9). */
  async function refuseUnfit(realm: Realm, { ask, exemptions, acceptedKinds }: PolicyGroup): Promise<void> {
    if (ask === 'unless' && exemptions.length === 0) throw new Problem('policy-group.no-conditions')
    if (ask === 'never') return
    const rules = (await policies.enforcements(realm.id)).filter(({ state }) => state !== 'ended')
    const always = rules.filter(({ target }) => target.everyone === true)
    for (const rule of [undefined, ...rules]) {
      const together = [...always, ...(rule ? [rule] : [])]
      const left = offeredKinds.filter((kind) => acceptedKinds.includes(kind) && together.every((each) => each.acceptedKinds.includes(kind)))
      if (left.length === 0) throw new Problem('policy-group.no-kind')
    }
  }

  async function destination(realm: Realm, group: PolicyGroup, moveTo: string | null): Promise<PolicyGroup | null> {
    if (moveTo === null) return null
    if (moveTo === group.id) throw new Problem('request.invalid', { errors: [{ path: 'moveTo', rule: 'same', message: 'is the group itself' }] })
    return getPolicyGroup(needs, realm, moveTo)
  }

  return {
    async listPolicyGroups({ realm, query }) {
      const wanted = (await policies.groups(realm.id)).filter(({ name }) => contains(name, query.search))
      const { items, next } = pageOf(wanted, ({ name, id }) => `${name}\u0000${id}`, query)
      return { value: { items: await Promise.all(items.map((group) => view(realm, group))), next } }
    },

    async createPolicyGroup({ realm, body: { name, ...rule }, event }) {
      const blank: PolicyGroup = {
        id: randomUUID(), realmId: realm.id, name, ask: 'always', exemptions: [], acceptedKinds: [...authenticatorKinds],
        acceptedRecoveries: ['emergency-token', 'backup-code', 'mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
      }
      const group = withRule(blank, rule)
      await refuseUnfit(realm, group)
      await commit(unit, [policies.saveGroup(group), audit.record(event('policy-group.created', { userId: null, detail: { group: group.id, after: told(group) } }))],
        () => new Problem('policy-group.name-taken'))
      return { value: await view(realm, group), location: `/policy-groups/${group.id}` }
    },

    async getPolicyGroup({ realm, params }) {
      return { value: await view(realm, await getPolicyGroup(needs, realm, params.policyGroupId)) }
    },

    async changePolicyGroup({ realm, params, body: { name, ...rule }, ifMatch, event }) {
      const before = await getPolicyGroup(needs, realm, params.policyGroupId)
      expectVersion(ifMatch, digestOf(before))
      const after = withRule({ ...before, ...(name === undefined ? {} : { name }) }, rule)
      const { names, detail } = differences(before, after)
      if (names.length === 0) return { value: await view(realm, before) }
      const isRule = names.some((each) => each !== 'name')
      if (isRule) await refuseUnfit(realm, after)
      const statements = [policies.changeGroup(before, after), audit.record(event('policy-group.changed', { userId: null, detail: { group: before.id, ...detail } }))]
      const onMiss = async ({ duplicate }: { duplicate: boolean }) => duplicate ? new Problem('policy-group.name-taken')
        : new Problem(await policies.group(realm.id, before.id) ? 'request.precondition-failed' : 'policy-group.not-found')
      if (isRule) {
        await commitAlone(needs, realm, async () => {
          await keepAnAdministratorIn(needs, realm, (user) => (isOrComesBackTo(user, before.id) ? after : undefined))
          return statements
        }, onMiss)
      } else await commit(unit, statements, onMiss)
      return { value: await view(realm, after) }
    },

    async copyPolicyGroup({ realm, params, body: { name, ...rule }, event }) {
      const source = await getPolicyGroup(needs, realm, params.policyGroupId)
      const group = withRule({ ...source, id: randomUUID(), name }, rule)
      await refuseUnfit(realm, group)
      const detail = { group: group.id, from: { id: source.id, name: source.name }, after: told(group) }
      await commit(unit, [policies.saveGroup(group), audit.record(event('policy-group.copied', { userId: null, detail }))], () => new Problem('policy-group.name-taken'))
      return { value: await view(realm, group), location: `/policy-groups/${group.id}` }
    },

    async deletePolicyGroup({ realm, params, query, ifMatch, event }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      expectVersion(ifMatch, digestOf(group))
      const isNamed = (await policies.enforcements(realm.id)).some(({ state, target }) => state !== 'ended' && target.policyGroupIds?.includes(group.id))
      if (isNamed) throw new Problem('policy-group.named-by-rule')
      if (realm.settings.newUserGroupId === group.id) throw new Problem('policy-group.for-new-users')
      const { moveTo } = query
      const target = await destination(realm, group, moveTo === undefined || moveTo === 'none' ? null : moveTo)
      // A filter that is one index leaves nobody out.
      const members = async () => (await policies.people(realm.id, { policyGroupId: group.id }, null, movedAtOnce)).numbers
      let numbers = await members()
      if (moveTo === undefined && (numbers.length > 0 || await policies.isAwaited(realm.id, group.id))) throw new Problem('policy-group.in-use')

      // In steps that are whole by themselves: whoever repeats a deletion that broke off goes on with those who are left.
      while (numbers.length > 0) {
        const there = (await users.numbered(realm.id, numbers)).filter(({ policyGroupId }) => policyGroupId === group.id)
        await putInto(needs, realm, there, target, event, 'as-it-was')
        // The rest are back where they came from already; only their rows do not say so yet.
        if (there.length < numbers.length) await takeBack()
        await setImmediate()
        numbers = await members()
      }
      const detail = { group: group.id, before: told(group), movedTo: target && { id: target.id, name: target.name } }
      const statements = [
        policies.holdGroup(realm.id, group.id), ...(target ? [policies.holdGroup(realm.id, target.id)] : []),
        ...(moveTo === undefined ? [] : [policies.awaitElsewhere(realm.id, group.id, target?.id ?? null)]),
        policies.removeGroup(realm.id, group.id), audit.record(event('policy-group.deleted', { userId: null, detail })),
      ]
      // Alone: nobody names it for new users between the look at the settings and its end.
      await commitAlone(needs, realm, async () => {
        if ((await needs.storage.realms.find(realm.name))?.settings.newUserGroupId === group.id) throw new Problem('policy-group.for-new-users')
        return statements
      }, async () => new Problem(await policies.group(realm.id, group.id) ? 'policy-group.in-use' : 'policy-group.not-found'))
    },

    async previewPolicyGroupChange({ realm, params, body }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      const after = withRule(group, body)
      await refuseUnfit(realm, after)
      return { value: await impactOf(needs, realm, { policyGroupId: group.id }, after) }
    },

    async previewPolicyGroupDeletion({ realm, params, body }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      return { value: await impactOf(needs, realm, { policyGroupId: group.id }, await destination(realm, group, body.moveTo)) }
    },
  }
}
