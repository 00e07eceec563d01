import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { authenticatorKinds, type Operations, Problem, type PolicyGroup as WireGroup } from '@tegata/contract'
import type { PolicyGroup, Realm, Statement, Storage, User } from '@tegata/storage'
import { kindsOf } from '../journey/next-step.ts'
import { createTakeBack } from '../journey/take-back.ts'
import { commit, commitAlone } from './commit.ts'
import { ruleNaming } from './enforcement-target.ts'
import { digestOf, expectVersion } from './if-match.ts'
import { contains, pageOf } from './paging.ts'
import { putInto } from './policy-assignments.ts'
import { exemptionOf, refuseUnknownApplications } from './policy-conditions.ts'
import { fromAnywhere, whereItChanges } from './policy-circumstances.ts'
import { createKeepVersion, differences, told } from './policy-group-versions.ts'
import { type ImpactNeeds, impactOf, impactsOf, keepAnAdministratorIn } from './policy-impact.ts'
import type { Call, Performs } from './serve.ts'

type Needs = ImpactNeeds & { storage: ImpactNeeds['storage'] & Pick<Storage, 'unit' | 'realms' | 'clients' | 'audit'> }
type Rule = Omit<Call<Operations['changePolicyGroup']>['body'], 'name' | 'reason'>

/** Why, where somebody said so. */
const because = (reason: string | undefined) => (reason ? { reason } : {})

const countedTo = 1000
const movedAtOnce = 500

async function getPolicyGroup({ storage }: { storage: Pick<Storage, 'policies'> }, realm: Realm, id: string): Promise<PolicyGroup> {
  const group = await storage.policies.group(realm.id, id)
  if (!group) throw new Problem('policy-group.not-found')
  return group
}

/** The group with the fields that were sent. */
const withRule = (group: PolicyGroup, { kinds, conditions, ...rest }: Rule): PolicyGroup => ({
  ...group, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  ...(kinds === undefined ? {} : { acceptedKinds: kinds }), ...(conditions === undefined ? {} : { exemptions: conditions.map(exemptionOf) }),
})

/** The group once the change is made: one that asked nobody until now begins to. */
const changedTo = (before: PolicyGroup, rule: Rule, now: number): PolicyGroup => {
  const after = withRule(before, rule)
  return before.ask === 'never' && after.ask !== 'never' ? { ...after, askedSince: now } : after
}

/** In the group, or elsewhere for a time: a rule that would lock somebody out then is refused now. */
const isOrComesBackTo = (user: User, id: string): boolean => user.policyGroupId === id || (user.policyGroupUntil !== null && user.policyGroupBack === id)

/** Access Policy Groups: rules that people are assigned to (S1-26 … S1-31). */
export const policyGroupsApi = (needs: Needs): Performs<
  | 'listPolicyGroups' | 'createPolicyGroup' | 'getPolicyGroup' | 'changePolicyGroup' | 'copyPolicyGroup' | 'deletePolicyGroup'
  | 'previewPolicyGroupChange' | 'previewPolicyGroupDeletion'
> => {
  const { unit, clock, users, policies, audit } = needs.storage
  const takeBack = createTakeBack(needs)
  const keep = createKeepVersion(needs)

  const view = async (realm: Realm, group: PolicyGroup): Promise<WireGroup> => ({
    id: group.id,
    ...told(group),
    people: await users.count(realm.id, { policyGroupIds: [group.id] }, countedTo),
    version: digestOf(group),
  })

  /** Refuses a rule that nobody could follow: of the kinds that it, the realm and others accept, at least one is the same (P9). */
  async function refuseUnfit(realm: Realm, { ask, exemptions, acceptedKinds }: PolicyGroup): Promise<void> {
    if (ask === 'unless' && exemptions.length === 0) throw new Problem('policy-group.no-conditions')
    if (ask === 'never') return
    const rules = await policies.standing(realm.id)
    const always = rules.filter(({ target }) => target.everyone === true)
    for (const rule of [undefined, ...rules]) {
      const together = [...always, ...(rule ? [rule] : [])]
      const left = kindsOf(realm).filter((kind) => acceptedKinds.includes(kind) && together.every((each) => each.acceptedKinds.includes(kind)))
      if (left.length === 0) throw new Problem('policy-group.no-kind')
    }
  }

  async function destination(realm: Realm, group: PolicyGroup, moveTo: string | null): Promise<PolicyGroup | null> {
    if (moveTo === null) return null
    if (moveTo === group.id) throw new Problem('request.invalid', { errors: [{ path: 'moveTo', rule: 'same', message: 'is the group itself' }] })
    return getPolicyGroup(needs, realm, moveTo)
  }

  /** Alone: no application that it names is deleted, and no other rule takes other kinds, between the look at them and its end. */
  async function add(realm: Realm, group: PolicyGroup, { conditions }: Rule, told: readonly Statement[]): Promise<void> {
    await commitAlone(needs, realm, async () => {
      await refuseUnfit(realm, group)
      await refuseUnknownApplications(needs, realm, conditions)
      return [policies.saveGroup(group), ...told]
    }, () => new Problem('policy-group.name-taken'))
  }

  return {
    async listPolicyGroups({ realm, query }) {
      const wanted = (await policies.groups(realm.id)).filter(({ name }) => contains(name, query.search))
      const { items, next } = pageOf(wanted, ({ name, id }) => `${name}\u0000${id}`, query)
      return { value: { items: await Promise.all(items.map((group) => view(realm, group))), next } }
    },

    async createPolicyGroup({ realm, body: { name, reason, ...rule }, caller, event }) {
      const blank: PolicyGroup = {
        id: randomUUID(), realmId: realm.id, name, ask: 'always', exemptions: [], acceptedKinds: [...authenticatorKinds],
        acceptedRecoveries: ['emergency-token', 'backup-code', 'mail'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
      }
      const group = withRule(blank, rule)
      await add(realm, group, rule, [keep.first(group, { caller, reason }), audit.record(event('policy-group.created', { userId: null, ...because(reason), detail: { group: group.id, after: told(group) } }))])
      return { value: await view(realm, group), location: `/policy-groups/${group.id}` }
    },

    async getPolicyGroup({ realm, params }) {
      return { value: await view(realm, await getPolicyGroup(needs, realm, params.policyGroupId)) }
    },

    async changePolicyGroup({ realm, params, body: { name, reason, ...rule }, ifMatch, caller, event }) {
      const before = await getPolicyGroup(needs, realm, params.policyGroupId)
      expectVersion(ifMatch, digestOf(before))
      const after = changedTo({ ...before, ...(name === undefined ? {} : { name }) }, rule, clock.now())
      const { names, ...changed } = differences(before, after)
      if (names.length === 0) return { value: await view(realm, before) }
      const isRule = names.some((each) => each !== 'name')
      const statements = [
        policies.changeGroup(before, after), ...await keep.next(before, after, { caller, reason }),
        audit.record(event('policy-group.changed', { userId: null, ...because(reason), detail: { group: before.id, ...changed } })),
      ]
      const onMiss = async ({ duplicate, missed }: { duplicate: boolean; missed: string }) => duplicate && missed === 'policies.changeGroup' ? new Problem('policy-group.name-taken')
        : new Problem(await policies.group(realm.id, before.id) ? 'request.precondition-failed' : 'policy-group.not-found')
      if (isRule) {
        await commitAlone(needs, realm, async () => {
          await refuseUnfit(realm, after)
          await refuseUnknownApplications(needs, realm, rule.conditions)
          await keepAnAdministratorIn(needs, realm, (user) => (isOrComesBackTo(user, before.id) ? after : undefined))
          return statements
        }, onMiss)
      } else await commit(unit, statements, onMiss)
      return { value: await view(realm, after) }
    },

    async copyPolicyGroup({ realm, params, body: { name, reason, ...rule }, caller, event }) {
      const source = await getPolicyGroup(needs, realm, params.policyGroupId)
      const { askedSince: _since, ...copied } = source
      const group = withRule({ ...copied, id: randomUUID(), name }, rule)
      const from = { id: source.id, name: source.name }
      await add(realm, group, rule, [
        keep.first(group, { caller, reason }, from), audit.record(event('policy-group.copied', { userId: null, ...because(reason), detail: { group: group.id, from, after: told(group) } })),
      ])
      return { value: await view(realm, group), location: `/policy-groups/${group.id}` }
    },

    async deletePolicyGroup({ realm, params, query, ifMatch, event }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      expectVersion(ifMatch, digestOf(group))
      const refuseNamed = async () => {
        const rule = await ruleNaming(needs.storage, realm, ({ policyGroupIds }) => policyGroupIds?.includes(group.id) === true)
        if (rule) throw new Problem('policy-group.named-by-rule', { rule: rule.name })
      }
      await refuseNamed()
      if (realm.settings.newUserGroupId === group.id) throw new Problem('policy-group.for-new-users')
      const { moveTo, reason } = query
      const target = await destination(realm, group, moveTo === undefined || moveTo === 'none' ? null : moveTo)
      // A filter that is one index leaves nobody out.
      const members = async () => (await policies.people(realm.id, { policyGroupIds: [group.id] }, null, movedAtOnce)).numbers
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
        policies.removeGroup(realm.id, group.id), audit.record(event('policy-group.deleted', { userId: null, ...because(reason), detail })),
      ]
      // Alone: nobody names it, for new users or in an enforcement, between the look and its end.
      await commitAlone(needs, realm, async () => {
        await refuseNamed()
        if ((await needs.storage.realms.find(realm.name))?.settings.newUserGroupId === group.id) throw new Problem('policy-group.for-new-users')
        return statements
      }, async () => new Problem(await policies.group(realm.id, group.id) ? 'policy-group.in-use' : 'policy-group.not-found'))
    },

    async previewPolicyGroupChange({ realm, params, body }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      const after = changedTo(group, body, clock.now())
      await refuseUnfit(realm, after)
      await refuseUnknownApplications(needs, realm, body.conditions)
      const { exempted, noLonger } = whereItChanges(group, after)
      const places = [...(exempted ? [{ exempt: true, from: exempted }] : []), ...(noLonger ? [{ exempt: false, from: noLonger }] : [])]
      const [anywhere, ...there] = await impactsOf(needs, realm, { policyGroupIds: [group.id] }, after, [fromAnywhere, ...places.map(({ from }) => from)])
      if (!anywhere) throw new Error('There is an answer for each circumstance.')
      const where = places.flatMap(({ exempt, from }, index) => there.slice(index, index + 1).map((impact) => ({ ...impact, exempt, address: from.address, application: from.clientId })))
      return { value: { ...anywhere, where } }
    },

    async previewPolicyGroupDeletion({ realm, params, body }) {
      const group = await getPolicyGroup(needs, realm, params.policyGroupId)
      return { value: await impactOf(needs, realm, { policyGroupIds: [group.id] }, await destination(realm, group, body.moveTo)) }
    },
  }
}
