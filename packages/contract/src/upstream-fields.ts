import * as z from 'zod'
import { Name } from './fields.ts'

/** The short name of an identity provider in addresses and in `kc_idp_hint`. Never changes. */
export const UpstreamAlias = z.string().max(63).regex(/^[a-z0-9][a-z0-9_-]*$/, { error: 'is made of lower-case letters, digits, - and _' })

/** English is the one that every provider has. */
export const UpstreamNames = z.strictObject({ en: Name, ja: Name.optional(), ko: Name.optional() })

/** How a provider names somebody (`sub`): byte-exact, 1 to 255 characters. Case, blanks and normal form count (B-1). */
export const UpstreamSubject = z.string().min(1).max(255)
  .refine((subject) => !/\p{Cc}/u.test(subject) && subject.isWellFormed(), { error: 'must not contain control characters' })
