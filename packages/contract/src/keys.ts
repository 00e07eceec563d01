import * as z from 'zod'
import { Instant, listOf } from './fields.ts'
import type { Operation } from './operation.ts'

/** A key that signs the realm's tokens, without its private part. */
export const SigningKey = z.object({
  kid: z.string(),
  algorithm: z.enum(['RS256', 'ES256', 'EdDSA']),
  state: z.enum(['next', 'active', 'old']).describe('next: published, does not sign yet. active: signs. old: signs no more, what it signed is still good.'),
  createdAt: Instant,
  signsSince: Instant.nullable().describe('Null while it has not signed.'),
  signsFrom: Instant.nullable().describe('For the next one: the earliest instant at which a rotation lets it sign; null for the others.'),
})
export type SigningKey = z.infer<typeof SigningKey>

const Step = z.object({
  algorithm: SigningKey.shape.algorithm,
  did: z.enum(['published', 'activated', 'waiting']),
  kid: z.string(),
  signsFrom: Instant,
})

export const listKeys = {
  method: 'GET', path: '/keys', permission: 'keys.read', status: 200, summary: 'The keys that sign the tokens of the realm, never their private parts.',
  response: listOf(SigningKey), problems: [],
} as const satisfies Operation

export const rotateKeys = {
  method: 'POST', path: '/keys/rotate', permission: 'keys.write', status: 200, fresh: true,
  summary: 'Takes the step of a rotation that is due: publishes new keys, or lets those sign that have been published for an hour.',
  body: z.strictObject({ now: z.boolean().optional().describe('A key is known to be stolen: new ones sign at once, and what the old ones signed is worth nothing.') }),
  response: z.object({ steps: z.array(Step), keys: z.array(SigningKey) }), problems: [],
} as const satisfies Operation
