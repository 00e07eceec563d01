import * as z from 'zod'
import { HttpUrl, Instant, listOf, Name, page } from './fields.ts'
import type { Operation } from './operation.ts'
import { redirectUriProblem } from './redirect-uri.ts'

export const RedirectUri = z.string().min(1).max(2000).superRefine((uri, ctx) => {
  const message = redirectUriProblem(uri)
  if (message !== null) ctx.addIssue({ code: 'custom', message })
})

export const ClientKind = z.enum(['web', 'single-page', 'native', 'service'])
export const ClientId = z.string().min(1).max(255).regex(/^[\w.:/@~-]+$/, { error: 'may contain letters, digits and . _ : / @ ~ -' })

export const Client = z.object({
  clientId: z.string(),
  name: z.string(),
  kind: ClientKind,
  enabled: z.boolean(),
  redirectUris: z.array(z.string()),
  postLogoutRedirectUris: z.array(z.string()),
  backchannelLogoutUri: z.string().nullable(),
  firstParty: z.boolean().describe('People are not asked for consent.'),
  minimumAcr: z.string().nullable().describe('What a sign-in to this client must prove at least.'),
  apiAccess: z.boolean().describe('May ask for tokens of this API (audience tegata-api).'),
  hasSecret: z.boolean(),
  oldSecretUntil: Instant.nullable().describe('Until when the secret before the present one is accepted beside it; null: only the present one is.'),
  builtIn: z.boolean(),
  version: z.string().describe('Changes with every change; what If-Match compares.'),
})
export type Client = z.infer<typeof Client>

const fields = {
  name: Name,
  enabled: z.boolean(),
  redirectUris: z.array(RedirectUri).max(100),
  postLogoutRedirectUris: z.array(RedirectUri).max(100),
  backchannelLogoutUri: HttpUrl.nullable(),
  firstParty: z.boolean(),
  minimumAcr: z.enum(['1', 'urn:tegata:acr:code', '2', '3']).nullable(),
  apiAccess: z.boolean(),
}

export const CreateClient = z.strictObject({ ...z.object(fields).partial().shape, clientId: ClientId, name: Name.optional(), kind: ClientKind })
export const ChangeClient = z.strictObject(z.object(fields).partial().shape)

/** The secret is shown here and never again. */
export const ClientWithSecret = z.object({ client: Client, secret: z.string().nullable() })

// In the path it is looked up, not judged: an id that cannot exist is simply not found.
const Params = z.strictObject({ clientId: z.string().min(1).max(255) })

export const listClients = {
  method: 'GET', path: '/clients', permission: 'clients.read', status: 200, summary: 'Lists the clients (applications) of the realm.',
  query: z.strictObject({ search: z.string().max(200).optional(), ...page }), response: listOf(Client), problems: [],
} as const satisfies Operation

export const createClient = {
  method: 'POST', path: '/clients', permission: 'clients.write', status: 201, fresh: true,
  summary: 'Adds a client. The secret of a confidential one is in this answer only.',
  body: CreateClient, response: ClientWithSecret, problems: ['client.id-taken'],
} as const satisfies Operation

export const getClient = {
  method: 'GET', path: '/clients/{clientId}', permission: 'clients.read', status: 200, summary: 'One client.',
  params: Params, response: Client, versioned: true, problems: ['client.not-found'],
} as const satisfies Operation

export const changeClient = {
  method: 'PATCH', path: '/clients/{clientId}', permission: 'clients.write', status: 200, fresh: true,
  summary: 'Changes the fields that are sent; acts at once.',
  params: Params, body: ChangeClient, response: Client, versioned: true,
  problems: ['client.not-found', 'client.built-in', 'request.precondition-failed'],
} as const satisfies Operation

export const deleteClient = {
  method: 'DELETE', path: '/clients/{clientId}', permission: 'clients.write', status: 204, fresh: true,
  summary: 'Deletes a client with its tokens and roles.',
  params: Params, versioned: true, problems: ['client.not-found', 'client.built-in', 'client.in-condition', 'request.precondition-failed'],
} as const satisfies Operation

export const newClientSecret = {
  method: 'POST', path: '/clients/{clientId}/secret', permission: 'clients.write', status: 200, fresh: true,
  summary: 'Makes a new secret, shown in this answer only. The one before ends at once, or after the hours asked for; an even older one ends now.',
  params: Params, body: z.strictObject({ overlapHours: z.int().min(0).max(720).optional().describe('How long both are accepted; 0 when absent.') }), response: ClientWithSecret, problems: ['client.not-found', 'client.built-in', 'client.has-no-secret'],
} as const satisfies Operation

export const endOldClientSecret = {
  method: 'DELETE', path: '/clients/{clientId}/old-secret', permission: 'clients.write', status: 204, fresh: true,
  summary: 'Ends the secret before the present one now. Nothing happens when it has ended already.',
  params: Params, problems: ['client.not-found', 'client.built-in'],
} as const satisfies Operation
