import * as z from 'zod'
import { Id, Instant, listOf, page } from './fields.ts'
import type { Operation } from './operation.ts'

const Outcome = z.enum(['success', 'refused', 'error'])

export const AuditEvent = z.object({
  id: z.string(),
  at: Instant,
  type: z.string().describe('Permanent name of what happened, such as otp.accepted or user.created.'),
  userId: Id.nullable().describe('Whom it happened to.'),
  username: z.string().nullable(),
  actor: z.object({ kind: z.enum(['user', 'administrator', 'operator', 'client', 'system']), id: z.string().nullable(), name: z.string().nullable() }),
  clientId: z.string().nullable(),
  address: z.string().nullable(),
  walk: z.string().nullable().describe('The same for everything that happened on one walk through the pages of a sign-in or a link; null: on none.'),
  outcome: Outcome,
  reason: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
})
export type AuditEvent = z.infer<typeof AuditEvent>

export const listEvents = {
  method: 'GET', path: '/events', permission: 'audit.read', status: 200, summary: 'The audit log, newest first, filtered.',
  query: z.strictObject({
    type: z.string().max(2000).regex(/^[a-z-]+\.[a-z-]+(,[a-z-]+\.[a-z-]+){0,49}$/, { error: 'is one or more names of events, separated by commas' }).optional()
      .describe('One name of an event, or up to fifty separated by commas.'),
    outcome: Outcome.optional(),
    userId: Id.optional(),
    from: Instant.optional(),
    until: Instant.optional(),
    ...page,
  }),
  response: listOf(AuditEvent), problems: [],
} as const satisfies Operation
