import * as z from 'zod'
import { BulkRun } from './bulk.ts'
import { UpstreamNames } from './upstream-fields.ts'
import { Id, Instant, listOf, Name, page, PeopleCount, PolicyGroupChoice, Reason, Until, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { AfterEmergency, Kinds, NextSignIn, OnUnenrolled, SessionsBefore } from './policy-terms.ts'
import { Condition, NewConditions } from './policy-conditions.ts'
import { UserFilter } from './user-filter.ts'

const Ask = z.enum(['always', 'unless', 'never'])
  .describe('Skip OTP authentication. always: Always require; never: Never require; unless: do not require under specific conditions (`conditions`).')

const rule = { ask: Ask, kinds: Kinds, onUnenrolled: OnUnenrolled, afterEmergency: AfterEmergency, sessionsBefore: SessionsBefore }

export const PolicyGroup = z.object({
  id: Id,
  name: z.string(),
  ...rule,
  conditions: z.array(Condition).describe('Where all parts of one hold, nothing is asked (`unless`). They are kept while something else is chosen.'),
  people: PeopleCount,
  version: z.string().describe('Changes with every change; what If-Match compares.'),
})
export type PolicyGroup = z.infer<typeof PolicyGroup>

const changes = z.object({ ...rule, conditions: NewConditions }).partial().shape
const why = { reason: Reason.optional() }

const Assignment = z.strictObject({
  policyGroup: Id.nullable().describe('Null: none.'),
  until: Until.optional(),
  userIds: z.array(Id).min(1).max(1000).optional(),
  filter: UserFilter.optional().describe('Everybody whom the user list shows for it; {} is everybody.'),
  cursor: z.string().max(300).optional().describe('`next` of the call before, with the very same body, by the same caller, within a day.'),
}).refine(({ userIds, filter }) => (userIds === undefined) !== (filter === undefined), { path: ['userIds'], error: 'stands instead of filter' })

const Named = z.array(z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string() })).describe('The first 20 of them.')

/** What a change would do to people, found by the decision itself: as if each signed in now with a password, from anywhere. */
export const PolicyImpact = z.object({
  people: z.int().describe('Whom the change concerns; disabled accounts are not counted.'),
  changed: z.int().describe('Of them, those for whom something changes: the sum of what follows.'),
  asked: z.int().describe('Will be asked for a code.'),
  setUp: z.int().describe('Will have to set up a code.'),
  notAsked: z.int().describe('Will not be asked any more.'),
  lockedOut: z.int().describe('Will not get in: asked, and nothing that they have leads in.'),
  askedPeople: Named, setUpPeople: Named, notAskedPeople: Named, lockedOutPeople: Named,
})
export type PolicyImpact = z.infer<typeof PolicyImpact>

/** The same for a change of a group: from anywhere else, and where its conditions change what is asked. */
export const PolicyGroupImpact = PolicyImpact.extend({
  where: z.array(PolicyImpact.extend({
    exempt: z.boolean().describe('True: a condition holds there from now on. False: one held there, and none does any more.'),
    address: z.string().nullable().describe('Such a place; null: from anywhere.'),
    application: z.string().nullable().describe('The client id; null: whatever they sign in to.'),
  })),
})
export type PolicyGroupImpact = z.infer<typeof PolicyGroupImpact>

const Said = z.object({
  code: z.string().describe('Permanent, such as line5.always.'),
  params: z.record(z.string(), z.string()).describe('What the sentence names: rules and providers by their names, instants in ISO 8601.'),
  sentence: z.string().describe('In English, as the command line says it.'),
})

/** One line of the table that decides (docs/decisions): what it says by itself, and whether it is the one that decided. */
export const TraceLine = z.object({
  line: z.int().min(0).max(9),
  read: z.boolean(),
  decided: z.boolean(),
  outcome: z.enum(['yes', 'no', 'go-on', 'refused']),
  reason: Said,
})
export type TraceLine = z.infer<typeof TraceLine>

/** What the decision says about one person, and why. */
export const EffectivePolicy = z.object({
  policyGroup: z.object({ id: Id, name: z.string(), since: Instant.nullable() }).nullable(),
  temporary: z.object({ until: Instant, back: z.object({ id: Id, name: z.string() }).nullable() }).nullable()
    .describe('The group is for a time: until when, and the group that comes after it (null: none). Null: without an end.'),
  previous: z.object({ id: Id.nullable(), name: z.string().nullable(), until: Instant }).nullable()
    .describe('The group before this one (id null: none), while there is something to go back to.'),
  asked: z.enum(['yes', 'no', 'refused']).describe('Whether a code would be asked for, at a sign-in with a password, from anywhere.'),
  next: NextSignIn.describe('What the person meets after the password.'),
  reason: z.object({ code: z.string(), rule: z.string().nullable(), since: Instant.nullable() })
    .describe('The line that decided: a permanent code such as line5.always, and the rule that it names.'),
  required: z.boolean().describe('A rule says this person must have a second factor, whether or not this sign-in asks for it.'),
  through: z.string().nullable().describe('The way in that this is decided for: the alias of an identity provider; null: a password.'),
  ways: z.array(z.object({ alias: z.string(), name: UpstreamNames })).describe('The identity providers that the person is linked to: other ways in that can be asked about.'),
  trace: z.array(TraceLine).describe('The whole table, in order: which line decided, and why the earlier ones did not.'),
  floors: z.array(Said).describe('Where something is to be set up: why no lesser proof binds it.'),
})
export type EffectivePolicy = z.infer<typeof EffectivePolicy>

const GroupParams = z.strictObject({ policyGroupId: Id })

export const listPolicyGroups = {
  method: 'GET', path: '/policy-groups', permission: 'policy.read', status: 200, summary: 'Lists the Access Policy Groups of the realm, each with the number of its people.',
  query: z.strictObject({ search: z.string().max(200).optional(), ...page }), response: listOf(PolicyGroup), problems: [],
} as const satisfies Operation

export const createPolicyGroup = {
  method: 'POST', path: '/policy-groups', permission: 'policy.write', status: 201, fresh: true, summary: 'Adds an Access Policy Group with nobody in it.',
  body: z.strictObject({ name: Name, ...changes, ask: Ask, ...why }), response: PolicyGroup, versioned: true,
  problems: ['policy-group.name-taken', 'policy-group.no-kind', 'policy-group.no-conditions'],
} as const satisfies Operation

export const getPolicyGroup = {
  method: 'GET', path: '/policy-groups/{policyGroupId}', permission: 'policy.read', status: 200, summary: 'One Access Policy Group.',
  params: GroupParams, response: PolicyGroup, versioned: true, problems: ['policy-group.not-found'],
} as const satisfies Operation

export const changePolicyGroup = {
  method: 'PATCH', path: '/policy-groups/{policyGroupId}', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Changes the fields that are sent, for everybody in the group.',
  params: GroupParams, body: z.strictObject({ name: Name.optional(), ...changes, ...why }), response: PolicyGroup, versioned: true,
  problems: [
    'policy-group.not-found', 'policy-group.name-taken', 'policy-group.no-kind', 'policy-group.no-conditions', 'request.precondition-failed',
    'permission.last-administrator',
  ],
} as const satisfies Operation

export const copyPolicyGroup = {
  method: 'POST', path: '/policy-groups/{policyGroupId}/copy', permission: 'policy.write', status: 201, fresh: true,
  summary: 'Adds a group like this one under a name of its own, with nobody in it. Fields that are sent differ from the start (S1-27 … S1-31).',
  params: GroupParams, body: z.strictObject({ name: Name, ...changes, ...why }), response: PolicyGroup, versioned: true,
  problems: ['policy-group.not-found', 'policy-group.name-taken', 'policy-group.no-kind', 'policy-group.no-conditions'],
} as const satisfies Operation

export const deletePolicyGroup = {
  method: 'DELETE', path: '/policy-groups/{policyGroupId}', permission: 'policy.write', status: 204, fresh: true,
  summary: 'Deletes a group. Where people are in it, or come back to it after a time elsewhere, `moveTo` says where they go.',
  params: GroupParams, query: z.strictObject({ moveTo: PolicyGroupChoice.optional(), ...why }), versioned: true,
  problems: ['policy-group.not-found', 'policy-group.in-use', 'policy-group.named-by-rule', 'policy-group.for-new-users', 'request.precondition-failed', 'permission.last-administrator'],
} as const satisfies Operation

export const previewPolicyGroupChange = {
  method: 'POST', path: '/policy-groups/{policyGroupId}/preview', permission: 'policy.write', status: 200, summary: 'How many people a change would concern, and how. Changes nothing.',
  params: GroupParams, body: z.strictObject({ ...changes }), response: PolicyGroupImpact,
  problems: ['policy-group.not-found', 'policy-group.no-kind', 'policy-group.no-conditions'],
} as const satisfies Operation

export const previewPolicyGroupDeletion = {
  method: 'POST', path: '/policy-groups/{policyGroupId}/preview-deletion', permission: 'policy.write', status: 200,
  summary: 'What deleting the group would do to its people, who go to another group or none. Changes nothing.',
  params: GroupParams, body: z.strictObject({ moveTo: Id.nullable().default(null) }), response: PolicyImpact, problems: ['policy-group.not-found'],
} as const satisfies Operation

export const previewPolicyGroupAssignment = {
  method: 'POST', path: '/policy-group-assignments/preview', permission: 'policy.write', status: 200,
  summary: 'What putting people into a group, or into none, would do to them. Changes nothing.',
  body: Assignment, response: PolicyImpact, problems: ['policy-group.not-found'],
} as const satisfies Operation

export const assignPolicyGroup = {
  method: 'POST', path: '/policy-group-assignments', permission: 'policy.write', status: 200, fresh: true,
  summary: 'Puts people into a group, or into none: about 2,000 a call, and `next` says where the same call goes on with the rest.',
  body: Assignment, response: BulkRun, problems: ['policy-group.not-found'],
} as const satisfies Operation

export const getEffectivePolicy = {
  method: 'GET', path: '/users/{userId}/policy', permission: 'policy.read', status: 200,
  summary: 'The Access Policy Group of a user, whether a code would be asked for, and why.',
  params: UserParams,
  query: z.strictObject({ through: z.string().min(1).max(100).optional().describe('As at a sign-in by this identity provider (alias) that states nothing about a second factor; a password when absent.') }),
  response: EffectivePolicy, problems: ['user.not-found', 'identity.not-found'],
} as const satisfies Operation
