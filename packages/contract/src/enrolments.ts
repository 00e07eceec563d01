import * as z from 'zod'
import { Authenticator } from './authenticators.ts'
import { Id, Instant, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'

/** An authenticator app that is being set up with the person beside the administrator. */
export const Enrolment = z.object({
  id: Id,
  otpauthUri: z.string().describe('What the QR code holds. Shown this once.'),
  key: z.string().describe('The same secret in base32, for typing it in.'),
  account: z.string().describe('What the app will call it.'),
  algorithm: z.string(),
  digits: z.int(),
  periodSeconds: z.int(),
  expiresAt: Instant,
})
export type Enrolment = z.infer<typeof Enrolment>

const refusals = [
  'user.not-found', 'user.disabled', 'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.not-for-yourself',
  'authenticator.works-already', 'enrolment.not-accepted',
] as const

export const beginEnrolment = {
  method: 'POST', path: '/users/{userId}/enrolments', permission: 'authenticators.enrol', status: 201, fresh: true,
  summary: 'Begins to set up an authenticator app with the person beside you: a secret for ten minutes, which you alone can confirm. Never for oneself, and not beside an authenticator that works.',
  params: UserParams, response: Enrolment, problems: [...refusals, 'request.too-many'],
} as const satisfies Operation

export const confirmEnrolment = {
  method: 'POST', path: '/users/{userId}/enrolments/{enrolmentId}/confirm', permission: 'authenticators.enrol', status: 201, fresh: true,
  summary: 'Binds the app by a code that it shows, once, by the administrator who began and in the same session; the person is told by mail.',
  params: UserParams.extend({ enrolmentId: Id }),
  body: z.strictObject({ code: z.string().min(1).max(40).describe('The 6 digits; blanks and full-width digits make no difference.') }),
  response: Authenticator,
  problems: [...refusals, 'enrolment.not-found', 'enrolment.changed', 'enrolment.wrong-code', 'enrolment.too-many-codes'],
} as const satisfies Operation
