import * as z from 'zod'
import { Consequence } from './enforcement-mails.ts'
import { Id, Instant, Language, Texts } from './fields.ts'
import type { Operation } from './operation.ts'
import { permissions } from './permissions.ts'
import { authenticatorKinds } from './policy-choices.ts'

/** Who holds the token, and what they may do here; permissions are those of this moment. */
export const Me = z.object({
  user: z.object({
    id: Id, username: z.string(), givenName: z.string(), familyName: z.string(), email: z.string().nullable(), language: Language.nullable(),
  }).nullable().describe('Null for a client of its own and for the command line.'),
  name: z.string().describe('Whom the audit log names.'),
  roles: z.array(z.string()),
  permissions: z.array(z.enum(permissions)),
  upcoming: z.array(z.object({
    id: Id, name: z.string(), enforceFrom: Instant, deadline: Instant, zone: z.string(), registerBy: Instant.nullable(),
    consequence: Consequence, reason: Texts, helpLink: Texts,
    canSetUp: z.boolean().describe('Whether the person gets ready for it on the account page; if not, and not ready yet, they ask for help.'),
  })).describe('Enforcements that are announced and will meet this person, the nearest first.'),
  realm: z.object({
    name: z.string(), displayName: Texts, zone: z.string(), languages: z.array(Language), contact: Texts, canMail: z.boolean(),
    kinds: z.array(z.enum(authenticatorKinds)).describe('Kinds of authenticator that people of this realm can set up now.'),
    mailDomains: z.array(z.string()).describe('Domains whose mail is read through this sign-in: no help to somebody who cannot sign in.'),
    emergencyMode: z.enum(['recoverable', 'once']), emergencyInitial: z.int(), emergencyHandOutHours: z.int(),
  }),
})
export type Me = z.infer<typeof Me>

export const whoAmI = {
  method: 'GET', path: '/me', permission: 'signed-in', status: 200, summary: 'Who I am, and what I may do.',
  response: Me, problems: [],
} as const satisfies Operation
