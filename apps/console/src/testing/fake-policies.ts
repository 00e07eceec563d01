import type { EffectivePolicy, PolicyGroup, PolicyGroupImpact, PolicyGroupVersion, PolicyImpact } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { traceOf } from './fake-trace.ts'
import { at, newId, type Person } from './people.ts'

/** A group as the API shows one; what is not said is ordinary. */
export const policyGroupOf = (name: string, overrides: Partial<PolicyGroup> = {}): PolicyGroup => ({
  id: newId(), name, ask: 'always', kinds: ['totp', 'emailed-code', 'push', 'passkey'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut',
  conditions: [], people: { count: 0, more: false }, version: '1', ...overrides,
})

const noImpact: PolicyImpact = { people: 0, changed: 0, asked: 0, setUp: 0, notAsked: 0, lockedOut: 0, askedPeople: [], setUpPeople: [], notAskedPeople: [], lockedOutPeople: [] }

const noChange: PolicyGroupImpact = { ...noImpact, where: [] }

/** A group as its history says what it was. */
export const ruleOf = ({ name, ask, conditions, kinds, onUnenrolled, afterEmergency, sessionsBefore }: PolicyGroup): PolicyGroupVersion['rule'] =>
  ({ name, ask, conditions, kinds, onUnenrolled, afterEmergency, sessionsBefore })

const firstVersion = (group: PolicyGroup): PolicyGroupVersion => ({ version: 1, at: at(48), by: 'admin', reason: null, copiedFrom: null, rule: ruleOf(group), changes: null })

const counted = (world: World, group: PolicyGroup): PolicyGroup =>
  ({ ...group, people: group.people.count > 0 ? group.people : { count: world.people.filter(({ policyGroup }) => policyGroup?.id === group.id).length, more: false } })

function effectiveOf(world: World, person: Person, through: string | undefined): EffectivePolicy {
  const { policyGroup, otp } = person
  const group = world.policyGroups.find(({ id }) => id === policyGroup?.id)
  const asked = person.otpRequired || (group !== undefined && group.ask !== 'never') || (group === undefined && otp.registered)
  return {
    policyGroup: group ? { id: group.id, name: group.name, since: at(48) } : null, temporary: world.temporaryGroup, previous: world.temporaryGroup ? null : world.previousGroup,
    next: person.meets ?? (asked ? (otp.registered ? 'code' : 'set-up') : 'in'),
    reason: { code: group?.ask === 'always' ? 'line5.always' : group?.ask === 'unless' ? 'line6.not-exempt' : group?.ask === 'never' ? 'line7.never' : asked ? 'line8.has-one' : 'line9.otherwise', rule: group?.name ?? null, since: null },
    through: through ?? null, ways: person.ways, floors: [], ...traceOf(person, group, person.ways.find(({ alias }) => alias === through)?.name.en),
  }
}

/** Puts somebody into a group, as `changeUser` does. */
export function regroup(world: World, found: Person, id: unknown, until?: unknown): Answer | null {
  const group = world.policyGroups.find((each) => each.id === id)
  if (id !== null && !group) return { problem: 'policy-group.not-found' }
  const home = world.temporaryGroup ? world.temporaryGroup.back : found.policyGroup
  world.temporaryGroup = typeof until === 'string' && home?.id !== id ? { until, back: home } : null
  world.previousGroup = { id: found.policyGroup?.id ?? null, name: found.policyGroup?.name ?? null, until: at(0) }
  found.policyGroup = group ? { id: group.id, name: group.name } : null
  found.policyGroupId = group?.id ?? null
  return null
}

function ofGroup(world: World, group: PolicyGroup, { id, body, input, ifMatch }: Asked): Answer {
  if (ifMatch !== null && String(ifMatch) !== group.version) return { problem: 'request.precondition-failed' }
  const isTaken = world.policyGroups.some((other) => other !== group && other.name === body['name'])
  switch (id) {
    case 'getPolicyGroup': return { value: counted(world, group) }
    case 'changePolicyGroup': {
      if (isTaken) return { problem: 'policy-group.name-taken' }
      const { reason, ...changes } = body
      const before = ruleOf(group)
      const versions = world.groupVersions.get(group.id) ?? [firstVersion(group)]
      Object.assign(group, changes, { version: String(Number(group.version) + 1) })
      world.groupVersions.set(group.id, [{
        version: versions.length + 1, at: at(0), by: 'admin', reason: typeof reason === 'string' ? reason : null, copiedFrom: null, rule: ruleOf(group), changes: { before, after: changes },
      }, ...versions])
      return { value: counted(world, group) }
    }
    case 'listPolicyGroupVersions': {
      const all = world.groupVersions.get(group.id) ?? [firstVersion(group)]
      const from = Number(input['cursor'] ?? 0)
      const until = from + Number(input['limit'] ?? all.length)
      return { value: { items: all.slice(from, until), next: until < all.length ? String(until) : null } }
    }
    case 'copyPolicyGroup': {
      if (isTaken || group.name === body['name']) return { problem: 'policy-group.name-taken' }
      const copy: PolicyGroup = { ...group, ...body, id: newId(), version: '1', people: { count: 0, more: false } }
      world.policyGroups.push(copy)
      return { value: copy }
    }
    case 'deletePolicyGroup': {
      for (const each of world.people) if (each.policyGroup?.id === group.id) regroup(world, each, input['moveTo'] === 'none' ? null : input['moveTo'])
      world.policyGroups = world.policyGroups.filter((other) => other !== group)
      return { value: undefined }
    }
    default: return { value: { ...noChange, people: counted(world, group).people.count, ...world.impact } }
  }
}

/** What the fake server says about Access Policy Groups; null where it is asked for something else. */
export function policyAnswers(world: World, asked: Asked): Answer | null {
  const { id, input, body } = asked
  switch (id) {
    case 'listPolicyGroups': return { value: { items: world.policyGroups.map((group) => counted(world, group)), next: null } }
    case 'createPolicyGroup': {
      if (world.policyGroups.some(({ name }) => name === body['name'])) return { problem: 'policy-group.name-taken' }
      const group = policyGroupOf('', body)
      world.policyGroups.push(group)
      return { value: group }
    }
    case 'getCallersNetwork': return { value: world.network }
    case 'previewPolicyGroupAssignment': return { value: { ...noImpact, people: 1, ...world.impact } }
    case 'getEffectivePolicy': {
      const found = world.people.find((each) => each.id === input['userId'])
      return found ? { value: effectiveOf(world, found, asked.input['through']) } : { problem: 'user.not-found' }
    }
    case 'getPolicyGroup': case 'changePolicyGroup': case 'copyPolicyGroup': case 'deletePolicyGroup': case 'listPolicyGroupVersions': case 'previewPolicyGroupChange': case 'previewPolicyGroupDeletion': {
      const group = world.policyGroups.find((each) => each.id === input['policyGroupId'])
      return group ? ofGroup(world, group, asked) : { problem: 'policy-group.not-found' }
    }
    default: return null
  }
}
