import * as z from 'zod'
import { Id, Instant, listOf, page, Reason, Reference } from './fields.ts'
import type { Operation } from './operation.ts'
import { AfterReset } from './users.ts'

/** "Can't use your code?" → "Ask for a reset" (S2-20): one open request per person, known by the digits read out. */
export const ResetRequest = z.object({
  id: Id,
  reference: z.string().describe('The digits that the caller reads out.'),
  user: z.object({ id: Id, username: z.string(), givenName: z.string(), familyName: z.string(), administrator: z.boolean() }),
  state: z.enum(['open', 'answered', 'dismissed', 'expired']),
  afterReset: AfterReset.nullable().describe('What the waiting page goes on to when the request is answered; null once it is closed.'),
  askedAt: Instant,
  expiresAt: Instant,
  closedAt: Instant.nullable(),
  address: z.string().nullable().describe('Where it was asked from.'),
})
export type ResetRequest = z.infer<typeof ResetRequest>

const Params = z.strictObject({ requestId: Id })
const states = ['reset-request.not-found', 'reset-request.already-closed', 'reset-request.expired'] as const

export const listResetRequests = {
  method: 'GET', path: '/reset-requests', permission: 'reset-requests.read', status: 200,
  summary: 'Lists reset requests, the open ones unless another state is named, newest first.',
  query: z.strictObject({
    state: ResetRequest.shape.state.optional(), reference: Reference.optional(), userId: Id.optional(), ...page,
  }),
  response: listOf(ResetRequest), problems: [],
} as const satisfies Operation

export const answerResetRequest = {
  method: 'POST', path: '/reset-requests/{requestId}/answer', permission: 'reset-requests.answer', status: 204, fresh: true,
  summary: 'Resets OTP and lets the waiting page of this reference, and no other, go on (P23).',
  params: Params,
  body: z.strictObject({ reference: Reference.optional().describe('As the caller read it out; compared when sent.'), reason: Reason.optional() }),
  problems: [...states, 'reset-request.other-reference', 'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.last-administrator'],
} as const satisfies Operation

export const dismissResetRequest = {
  method: 'POST', path: '/reset-requests/{requestId}/dismiss', permission: 'reset-requests.answer', status: 204,
  summary: 'Closes a request without resetting anything.',
  params: Params, body: z.strictObject({ reason: Reason.optional() }), problems: [...states, 'permission.not-for-administrators'],
} as const satisfies Operation
