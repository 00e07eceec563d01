import * as z from 'zod'
import { Id, Instant, listOf, page } from './fields.ts'
import type { Operation } from './operation.ts'
import { PolicyGroup } from './policy-groups.ts'

const Rule = PolicyGroup.omit({ id: true, people: true, version: true })

/** A group as it was from an instant on, and what was changed then. */
export const PolicyGroupVersion = z.object({
  version: z.int().describe('From 1.'),
  at: Instant.nullable().describe('Null: from before versions were kept.'),
  by: z.string().nullable().describe('Who made it, by the name that they had. Null: from before versions were kept.'),
  reason: z.string().nullable(),
  copiedFrom: z.object({ id: Id, name: z.string() }).nullable(),
  rule: Rule,
  changes: z.object({ before: Rule.partial(), after: Rule.partial() }).nullable().describe('The fields that differ from the version before; null for the first one.'),
})
export type PolicyGroupVersion = z.infer<typeof PolicyGroupVersion>

export const listPolicyGroupVersions = {
  method: 'GET', path: '/policy-groups/{policyGroupId}/versions', permission: 'policy.read', status: 200,
  summary: 'What the group was before, newest first: who changed what, when, and why.',
  params: z.strictObject({ policyGroupId: Id }), query: z.strictObject({ ...page }), response: listOf(PolicyGroupVersion), problems: ['policy-group.not-found'],
} as const satisfies Operation
