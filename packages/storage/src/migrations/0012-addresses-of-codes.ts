import type { Migration } from './migration.ts'

/** Whose codes go to an address: accounts that share a mailbox are found by it, however far apart they are. */
export const addressesOfCodes: Migration = {
  number: 12,
  name: 'addresses-of-codes',
  statements: () => ['CREATE INDEX codes_by_address ON authenticators (realm_id, lower(address)) WHERE address IS NOT NULL'],
}
