import * as z from 'zod'
import { HttpUrl, Name } from './fields.ts'

/** Text of another system that is kept as it is: no control characters, nothing that a database would change. */
export const visible = (max: number) => z.string().min(1).max(max)
  .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), { error: 'must not contain control characters' })

/** Byte-exact: discovery, ID tokens and logout tokens must say the very same. */
export const Issuer = HttpUrl.refine((url) => !/[?#]/.test(url), { error: 'must have neither query nor fragment' })

/** The short name of an identity provider in addresses and in `kc_idp_hint`. Never changes. */
export const UpstreamAlias = z.string().max(63).regex(/^[a-z0-9][a-z0-9_-]*$/, { error: 'is made of lower-case letters, digits, - and _' })

/** English is the one that every provider has. */
export const UpstreamNames = z.strictObject({ en: Name, ja: Name.optional(), ko: Name.optional() })

/** How a provider names somebody (`sub`): byte-exact, 1 to 255 characters. Case, blanks and normal form count (B-1). */
export const UpstreamSubject = visible(255)
