import type { Migration } from './migration.ts'

/** Emergency tokens that an administrator can read again. Null: only the keyed hash is kept, as for all that were issued before. */
export const emergencyValues: Migration = {
  number: 3,
  name: 'emergency-values',
  statements: ({ blob }) => [
    `ALTER TABLE emergency_tokens ADD COLUMN sealed_value ${blob}`,
    // What housekeeping wipes.
    'CREATE INDEX emergency_values_by_expiry ON emergency_tokens (expires_at) WHERE sealed_value IS NOT NULL AND expires_at IS NOT NULL',
    // What a realm forgets that keeps no values any more.
    'CREATE INDEX emergency_values_of_realm ON emergency_tokens (realm_id) WHERE sealed_value IS NOT NULL',
  ],
}
