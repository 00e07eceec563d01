import * as z from 'zod'
import { Instant, Reason } from './fields.ts'
import type { Operation } from './operation.ts'

/** How many emergency tokens one administrator may reveal in an hour. */
export const RevealLimit = z.object({
  perHour: z.int().describe('What holds now.'),
  usual: z.int(),
  raised: z.object({ until: Instant, by: z.string().describe('Who raised it, as the audit log names them.') }).nullable(),
})
export type RevealLimit = z.infer<typeof RevealLimit>

export const getRevealLimit = {
  method: 'GET', path: '/emergency-tokens/reveal-limit', permission: 'realm.read', status: 200,
  summary: 'How many emergency tokens one administrator may reveal in an hour.', response: RevealLimit, problems: [],
} as const satisfies Operation

export const raiseRevealLimit = {
  method: 'PUT', path: '/emergency-tokens/reveal-limit', permission: 'realm.write', status: 200, fresh: true,
  summary: 'Raises that limit for twenty-four hours, for every administrator who may reveal. Afterwards the usual one holds again by itself.',
  body: z.strictObject({
    perHour: z.int().min(61).max(1000),
    reason: Reason.pipe(z.string().min(1, { error: 'is demanded: why are so many needed?' })),
  }),
  response: RevealLimit, problems: [],
} as const satisfies Operation

export const restoreRevealLimit = {
  method: 'DELETE', path: '/emergency-tokens/reveal-limit', permission: 'realm.write', status: 200,
  summary: 'The usual limit holds again at once.', response: RevealLimit, problems: [],
} as const satisfies Operation
