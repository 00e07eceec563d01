import * as z from 'zod'
import { Id, Instant, listOf, Reason, UserParams } from './fields.ts'
import type { Operation } from './operation.ts'
import { UpstreamSubject, visible } from './upstream-fields.ts'

/** What ties a user to an identity provider: (provider, issuer, subject), byte-exact; never an address or a user name (B-1). */
export const Identity = z.object({
  upstream: z.object({ alias: z.string(), name: z.object({ en: z.string(), ja: z.string().optional(), ko: z.string().optional() }), enabled: z.boolean() }),
  issuer: z.string(),
  subject: z.string(),
  isCurrent: z.boolean().describe('Tied to the issuer that the provider has now; otherwise it lets nobody in.'),
  username: z.string().nullable().describe('How the provider calls the person; proves nothing.'),
  linkedAt: Instant,
  linkedBy: z.enum(['created', 'password', 'mail', 'administrator', 'import']).describe('What proved that both are the same person.'),
  linkedByName: z.string().describe('Who did it, as the audit log names them.'),
  lastSignInAt: Instant.nullable(),
})
export type Identity = z.infer<typeof Identity>

const demanded = Reason.pipe(z.string().min(1, { error: 'is demanded: how did you make sure who it is?' }))
const Params = z.strictObject({ userId: Id, alias: z.string().min(1).max(100) })

export const listIdentities = {
  method: 'GET', path: '/users/{userId}/identities', permission: 'users.read', status: 200,
  summary: 'The identity providers that a user is linked to.',
  params: UserParams, response: listOf(Identity), problems: ['user.not-found'],
} as const satisfies Operation

export const linkIdentity = {
  method: 'PUT', path: '/users/{userId}/identities/{alias}', permission: 'identities.write', status: 200, fresh: true,
  summary: 'Links a user to somebody at an identity provider, who then comes in as this user; the person is told by mail. Never for oneself.',
  params: Params,
  body: z.strictObject({
    subject: UpstreamSubject.describe('As the provider says it in `sub`, byte for byte.'),
    issuer: visible(2000).optional().describe('Absent: the issuer that the provider has now.'),
    username: visible(255).nullable().optional().describe('How the provider calls the person, for people to read.'),
    reason: demanded,
  }),
  response: Identity,
  problems: [
    'user.not-found', 'upstream.not-found', 'identity.taken', 'identity.person-has-one',
    'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.not-for-yourself',
  ],
} as const satisfies Operation

export const unlinkIdentity = {
  method: 'POST', path: '/users/{userId}/identities/{alias}/unlink', permission: 'identities.write', status: 204, fresh: true,
  summary: 'Unlinks a user from an identity provider: what it gave goes, every session ends, and the person is told by mail.',
  params: Params, body: z.strictObject({ reason: demanded }),
  problems: [
    'user.not-found', 'upstream.not-found', 'identity.not-found',
    'permission.not-for-administrators', 'permission.grants-more-than-held', 'permission.last-administrator',
  ],
} as const satisfies Operation
