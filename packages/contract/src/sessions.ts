import * as z from 'zod'
import { Id, Instant, Reason, UserParams, listOf } from './fields.ts'
import type { Operation } from './operation.ts'
import { UpstreamNames } from './upstream-fields.ts'

/** A first proof by an upstream: on whose word, and on what evidence, the session rests. */
const CameThrough = z.object({
  alias: z.string(),
  name: UpstreamNames,
  acr: z.string().nullable(),
  amr: z.array(z.string()),
  authTime: Instant.nullable().describe('When they signed in there, as it said.'),
})

export const Session = z.object({
  id: z.string(),
  startedAt: Instant,
  lastUsedAt: Instant,
  expiresAt: Instant.nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  proven: z.array(z.object({ kind: z.string(), at: Instant, upstream: CameThrough.optional() })).describe('What was shown in this session.'),
  clients: z.array(z.string()),
})
export type Session = z.infer<typeof Session>

export const listSessions = {
  method: 'GET', path: '/users/{userId}/sessions', permission: 'sessions.read', status: 200, summary: 'The live sessions of a user.',
  params: UserParams, response: listOf(Session), problems: ['user.not-found'],
} as const satisfies Operation

export const endSession = {
  method: 'DELETE', path: '/users/{userId}/sessions/{sessionId}', permission: 'sessions.end', status: 204,
  summary: 'Ends one session and its tokens.',
  params: z.strictObject({ userId: Id, sessionId: z.string().min(1).max(100) }), problems: ['user.not-found', 'session.not-found'],
} as const satisfies Operation

export const endSessions = {
  method: 'POST', path: '/users/{userId}/sessions/end', permission: 'sessions.end', status: 204,
  summary: 'Ends every session of a user, with every token, on every node.',
  params: UserParams, body: z.strictObject({ reason: Reason.optional() }), problems: ['user.not-found'],
} as const satisfies Operation
