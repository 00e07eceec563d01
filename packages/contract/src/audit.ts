import * as z from 'zod'
import { Id, Instant, listOf, page } from './fields.ts'
import type { Operation } from './operation.ts'

export const AuditEvent = z.object({
  id: z.string(),
  at: Instant,
  type: z.string().describe('Permanent name of what happened, such as otp.accepted or user.created.'),
  userId: Id.nullable().describe('Whom it happened to.'),
  username: z.string().nullable(),
  actor: z.object({ kind: z.enum(['user', 'administrator', 'operator', 'client', 'system']), id: z.string().nullable(), name: z.string().nullable() }),
  clientId: z.string().nullable(),
  address: z.string().nullable(),
  outcome: z.enum(['success', 'refused', 'error']),
  reason: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
})
export type AuditEvent = z.infer<typeof AuditEvent>

export const listEvents = {
  method: 'GET', path: '/events', permission: 'audit.read', status: 200, summary: 'The audit log, newest first, filtered.',
  query: z.strictObject({
    type: z.string().max(100).optional(),
    userId: Id.optional(),
    from: Instant.optional(),
    until: Instant.optional(),
    ...page,
  }),
  response: listOf(AuditEvent), problems: [],
} as const satisfies Operation
