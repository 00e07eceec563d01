/**
 * Journeys and short-lived protocol rows: they outlive the process, not the machine. On SQLite a file of its own that is
 * thrown away when its shape changes, so `volatileShape` grows with every edit; on PostgreSQL UNLOGGED, by migration.
 */
export const volatileShape = 2

type Words = { int: string; blob: string; table: 'CREATE TABLE' | 'CREATE UNLOGGED TABLE' }

export const volatileTables = ({ int, blob, table }: Words): string[] => [
  `${table} journeys (
    id ${blob} PRIMARY KEY, realm_id ${int} NOT NULL, user_id TEXT, epoch ${int}, link_id TEXT, reset_reference TEXT,
    reference TEXT NOT NULL,
    browser_hash TEXT NOT NULL, expires_at ${int} NOT NULL, version ${int} NOT NULL, state ${blob} NOT NULL)`,
  'CREATE INDEX journeys_of_user ON journeys (user_id) WHERE user_id IS NOT NULL',
  'CREATE INDEX journeys_of_link ON journeys (link_id) WHERE link_id IS NOT NULL',
  'CREATE INDEX journeys_by_reference ON journeys (reference)',
  'CREATE INDEX journeys_by_expiry ON journeys (expires_at)',
  `${table} volatile_rows (
    id ${blob} PRIMARY KEY, realm_id ${int} NOT NULL, model TEXT NOT NULL, user_id TEXT, epoch ${int}, grant_id ${blob},
    session_uid TEXT, uid ${blob}, user_code TEXT, consumed_at ${int}, expires_at ${int}, payload ${blob} NOT NULL)`,
  'CREATE INDEX volatile_rows_of_grant ON volatile_rows (grant_id) WHERE grant_id IS NOT NULL',
  'CREATE INDEX volatile_rows_of_user ON volatile_rows (user_id) WHERE user_id IS NOT NULL',
  'CREATE INDEX volatile_rows_by_uid ON volatile_rows (uid) WHERE uid IS NOT NULL',
  'CREATE UNIQUE INDEX volatile_rows_by_user_code ON volatile_rows (user_code) WHERE user_code IS NOT NULL',
  'CREATE INDEX volatile_rows_by_expiry ON volatile_rows (expires_at) WHERE expires_at IS NOT NULL',
]
