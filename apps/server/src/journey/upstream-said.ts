import type { Instant } from '@tegata/storage'

/**
 * What an upstream's answer said, after every check of the answer itself (B-2). Names and addresses are what it claims:
 * believed no further than the upstream is, and never what ties it to a person (B-1).
 */
export type UpstreamSaid = {
  issuer: string
  /** Byte-exact, 1 to 255 characters, no control characters. */
  subject: string
  acr: string | null
  amr: readonly string[]
  authTime: Instant | null
  sid: string | null
  idToken: string
  username: string | null
  email: string | null
  /** Said in the same document as the address (B-4). */
  emailVerified: boolean
  givenName: string | null
  familyName: string | null
  roles: readonly string[]
  /** By client id. */
  clientRoles: Readonly<Record<string, readonly string[]>>
  groups: readonly string[]
}

/** Whether a name is shown as it is written: no control characters, nothing that turns its direction round, no halves of characters. */
export const isPlain = (name: string): boolean => name.isWellFormed() && !/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name)

/** What it calls the person. */
export type NamesSaid = Pick<UpstreamSaid, 'username' | 'email' | 'emailVerified' | 'givenName' | 'familyName'>
