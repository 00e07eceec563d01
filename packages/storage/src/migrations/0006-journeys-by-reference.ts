import type { Migration } from './migration.ts'

/**
 * Whoever reads a page's reference out is found by it. Walks under way begin anew, as on SQLite, whose file of them is
 * thrown away with its shape; a database that begins with this release has all of it from its first migration.
 */
export const journeysByReference: Migration = {
  number: 6,
  name: 'journeys-by-reference',
  statements: ({ dialect }) => dialect === 'sqlite' ? [] : [
    'DELETE FROM journeys',
    'ALTER TABLE journeys ADD COLUMN IF NOT EXISTS reference TEXT NOT NULL',
    'CREATE INDEX IF NOT EXISTS journeys_by_reference ON journeys (reference)',
  ],
}
