import type { Migration } from './migration.ts'
import { keptColumns } from './kept-columns.ts'
import { periodMs } from '../periods.ts'
import { talliesKept } from './tallies-kept.ts'

/**
 * Lists, filters and numbers of a million people. What is filtered by has an index in the order of the list, or a number
 * on the person's row that the database itself keeps; how many there are of what is counted once, when it changes.
 */
export const peopleAtScale: Migration = {
  number: 5,
  name: 'people-at-scale',
  statements: (words) => {
    const { dialect, int, blob } = words
    // An instant that changes at every sign-in stands in no index: PostgreSQL would then write every index of the row anew.
    const periodOf = (column: string) => dialect === 'sqlite'
      ? `INTEGER GENERATED ALWAYS AS (${column} / ${periodMs}) VIRTUAL` : `BIGINT GENERATED ALWAYS AS (${column} / ${periodMs}) STORED`
    return [
      // Whose wait it is; null: an address', or somebody's who is not known.
      `ALTER TABLE throttles ADD COLUMN realm_id ${int}`,
      'ALTER TABLE throttles ADD COLUMN user_id TEXT',
      'CREATE INDEX throttles_of_user ON throttles (realm_id, user_id) WHERE user_id IS NOT NULL',

      `ALTER TABLE users ADD COLUMN policy_group_until ${int}`,
      'ALTER TABLE users ADD COLUMN policy_group_back TEXT',
      'CREATE INDEX users_by_policy_group_until ON users (policy_group_until) WHERE policy_group_until IS NOT NULL',
      `ALTER TABLE users ADD COLUMN emergency_left ${int} NOT NULL DEFAULT 0`,
      `ALTER TABLE users ADD COLUMN otp_used_at ${int}`,
      `ALTER TABLE users ADD COLUMN upstream_count ${int} NOT NULL DEFAULT 0`,
      `ALTER TABLE users ADD COLUMN signed_in_period ${periodOf('last_sign_in_at')}`,
      `ALTER TABLE users ADD COLUMN otp_used_period ${periodOf('otp_used_at')}`,
      `ALTER TABLE emergency_tokens ADD COLUMN lapsed_at ${int}`,
      `ALTER TABLE identities ADD COLUMN user_n ${int}`,
      `UPDATE identities SET user_n = (SELECT users.n FROM users WHERE users.realm_id = identities.realm_id AND users.id = identities.user_id)`,
      ...keptColumns(words),

      // What the console counts people by, as one text: any of these filters together are some of a few dozen kinds, each a
      // range of one index in the order of the list.
      `ALTER TABLE users ADD COLUMN kind TEXT GENERATED ALWAYS AS (CASE enabled WHEN 1 THEN '+' ELSE '-' END
        || CASE otp_required WHEN 1 THEN '+' ELSE '-' END || otp_status || ' ' || coalesce(policy_group_id, '')) ${dialect === 'sqlite' ? 'VIRTUAL' : 'STORED'}`,
      'CREATE INDEX users_by_kind ON users (realm_id, kind, n)',
      ...['users_by_otp', 'users_by_switch', 'users_by_enabled', 'users_by_policy_group'].map((name) => `DROP INDEX ${name}`),
      'CREATE INDEX users_of_policy_group ON users (realm_id, policy_group_id, n)',
      'CREATE INDEX users_by_department ON users (realm_id, department, n)',
      'CREATE INDEX users_by_sign_in ON users (realm_id, signed_in_period, n)',
      'CREATE INDEX users_never_in ON users (realm_id, n) WHERE signed_in_period IS NULL',
      'CREATE INDEX users_by_otp_use ON users (realm_id, otp_used_period, n)',
      'CREATE INDEX users_by_emergency ON users (realm_id, emergency_left, n)',
      'CREATE INDEX users_unproved ON users (realm_id, n) WHERE email IS NOT NULL AND email_proved_at IS NULL',
      'CREATE INDEX users_shared ON users (realm_id, n) WHERE shared = 1',
      'CREATE INDEX users_without_upstream ON users (realm_id, n) WHERE upstream_count = 0',
      'CREATE INDEX people_of_upstream ON identities (upstream_id, user_n)',
      'CREATE INDEX emergency_tokens_by_expiry ON emergency_tokens (expires_at) WHERE used_at IS NULL AND revoked_at IS NULL AND lapsed_at IS NULL AND expires_at IS NOT NULL',
      'CREATE INDEX waits_of_people ON throttles (closed_until) WHERE user_id IS NOT NULL AND closed_until IS NOT NULL',
      'CREATE INDEX holds_of_people ON throttles (held_until) WHERE user_id IS NOT NULL AND held_until IS NOT NULL',
      `CREATE INDEX mails_refused ON mails (realm_id, state_at) WHERE state = 'refused'`,

      ...talliesKept(words),

      `ALTER TABLE sessions ADD COLUMN console_used_at ${int}`,
      `CREATE TABLE realm_files (
        realm_id ${int} NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, bytes ${blob} NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (realm_id, name))`,
      `CREATE INDEX audit_by_failure ON audit (realm_id, outcome, n) WHERE outcome <> 'success'`,
      `CREATE INDEX audit_by_failure_and_type ON audit (realm_id, outcome, type, n) WHERE outcome <> 'success'`,
    ]
  },
}

