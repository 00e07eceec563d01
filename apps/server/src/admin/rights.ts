import { createHash } from 'node:crypto'

/** The header of every answer that stands for what the caller may do at this moment. */
export const rightsHeader = 'Tegata-Rights'

/**
 * A word that changes when the permissions do. The console compares it with the one before, and asks anew what it may
 * offer: rights that were withdrawn are gone from the screen with the next answer, whatever was asked.
 */
export const rightsMark = (permissions: ReadonlySet<string>): string =>
  createHash('sha256').update([...permissions].toSorted().join(' ')).digest('base64url').slice(0, 12)
