import type { Migration } from './migration.ts'
import { volatileTables } from './volatile-tables.ts'

/**
 * Everything the first release keeps. Integer keys in creation order where lists are paged by them; instants are epoch
 * milliseconds; what is searched stands in a column of its own, normalised by the writer (SQLite's lower() is ASCII).
 */
export const initial: Migration = {
  number: 1,
  name: 'initial',
  statements: ({ dialect, int, small, blob, serial, clustered }) => [
    `CREATE TABLE realms (
      id ${serial}, name TEXT NOT NULL UNIQUE, enabled ${small} NOT NULL, version ${int} NOT NULL,
      settings TEXT NOT NULL, mail_server ${blob}, created_at ${int} NOT NULL)`,

    `CREATE TABLE users (
      n ${serial}, id TEXT NOT NULL, realm_id ${int} NOT NULL,
      username TEXT NOT NULL, username_norm TEXT NOT NULL, username_search TEXT NOT NULL,
      email TEXT, email_norm TEXT, email_proved_at ${int}, email_changed_at ${int}, previous_email TEXT,
      given_name TEXT NOT NULL, given_search TEXT NOT NULL, family_name TEXT NOT NULL, family_search TEXT NOT NULL,
      sort_name TEXT, sort_search TEXT NOT NULL,
      search_text TEXT GENERATED ALWAYS AS (username_search || ' ' || coalesce(email_norm, '') || ' ' ||
        family_search || given_search || ' ' || given_search || family_search || ' ' || sort_search) STORED,
      language TEXT, department TEXT, enabled ${small} NOT NULL, shared ${small} NOT NULL,
      otp_required ${small} NOT NULL, otp_required_at ${int}, otp_turned_off_at ${int}, otp_status TEXT NOT NULL, authenticator_set TEXT NOT NULL,
      policy_group_id TEXT, policy_group_since ${int},
      password_hash TEXT, password_changed_at ${int}, password_reset_by_mail_at ${int},
      credential_version ${int} NOT NULL, epoch ${int} NOT NULL, otp_reset_at ${int}, reset_proof TEXT,
      emergency_in_a_row ${int} NOT NULL, created_at ${int} NOT NULL, last_sign_in_at ${int}, version ${int} NOT NULL,
      UNIQUE (realm_id, id), UNIQUE (realm_id, username_norm), UNIQUE (realm_id, email_norm))`,
    'CREATE INDEX users_by_creation ON users (realm_id, n)',
    'CREATE INDEX users_by_otp ON users (realm_id, otp_status, n)',
    'CREATE INDEX users_by_switch ON users (realm_id, otp_required, n)',
    'CREATE INDEX users_by_enabled ON users (realm_id, enabled, n)',
    'CREATE INDEX users_by_policy_group ON users (policy_group_id)',

    `CREATE TABLE user_name_parts (
      realm_id ${int} NOT NULL, prefix TEXT NOT NULL, n ${int} NOT NULL, field TEXT NOT NULL,
      PRIMARY KEY (realm_id, prefix, n, field))${clustered}`,
    'CREATE INDEX name_parts_of_user ON user_name_parts (n)',
    // On PostgreSQL the trigram index waits for its extension; see `sql/postgres-migrate.ts`.
    ...(dialect === 'sqlite' ? sqliteSearch : []),

    `CREATE TABLE roles (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, name TEXT NOT NULL, description TEXT, client_id TEXT,
      administrative ${small} NOT NULL)`,
    `CREATE UNIQUE INDEX role_names ON roles (realm_id, coalesce(client_id, ''), name)`,
    `CREATE TABLE role_grants (
      realm_id ${int} NOT NULL, role_id TEXT NOT NULL, n ${int} NOT NULL, granted_at ${int} NOT NULL, PRIMARY KEY (n, role_id))${clustered}`,
    'CREATE INDEX grants_of_role ON role_grants (role_id, n)',
    `CREATE TABLE groups (id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, name TEXT NOT NULL, UNIQUE (realm_id, name))`,
    `CREATE TABLE group_members (
      realm_id ${int} NOT NULL, group_id TEXT NOT NULL, n ${int} NOT NULL, added_at ${int} NOT NULL,
      PRIMARY KEY (group_id, n))${clustered}`,
    'CREATE INDEX groups_of_user ON group_members (n, group_id)',
    `CREATE TABLE group_roles (
      realm_id ${int} NOT NULL, group_id TEXT NOT NULL, role_id TEXT NOT NULL, granted_at ${int} NOT NULL,
      PRIMARY KEY (group_id, role_id))`,
    'CREATE INDEX groups_of_role ON group_roles (role_id)',
    // Direct and through groups, kept by the statements that change either; "role and not set up" is a range of it.
    `CREATE TABLE user_roles (
      realm_id ${int} NOT NULL, role_id TEXT NOT NULL, otp TEXT NOT NULL, n ${int} NOT NULL,
      PRIMARY KEY (realm_id, role_id, otp, n))${clustered}`,
    'CREATE UNIQUE INDEX roles_of_user ON user_roles (n, role_id)',

    `CREATE TABLE clients (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, client_id TEXT NOT NULL, document TEXT NOT NULL,
      created_at ${int} NOT NULL, UNIQUE (realm_id, client_id))`,

    `CREATE TABLE authenticators (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, user_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
      label TEXT NOT NULL, bound_by TEXT NOT NULL, confirmed_for TEXT NOT NULL, bound_at ${int} NOT NULL,
      bound_by_actor TEXT NOT NULL, last_used_at ${int}, last_step ${int}, consecutive_failures ${int} NOT NULL,
      totp_algorithm TEXT, totp_digits ${small}, totp_period ${int}, address TEXT, secret ${blob} NOT NULL)`,
    'CREATE INDEX authenticators_of_user ON authenticators (realm_id, user_id)',
    // Used ones stay, so that no value of somebody comes twice.
    `CREATE TABLE emergency_tokens (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, user_id TEXT NOT NULL, value_index TEXT NOT NULL, created_at ${int} NOT NULL,
      created_by TEXT NOT NULL, reason TEXT NOT NULL, expires_at ${int}, used_at ${int}, revoked_at ${int},
      UNIQUE (realm_id, user_id, value_index))`,

    `CREATE TABLE links (
      id TEXT PRIMARY KEY, token_hash ${blob} NOT NULL UNIQUE, realm_id ${int} NOT NULL, user_id TEXT NOT NULL,
      purpose TEXT NOT NULL, credential_version ${int} NOT NULL, created_at ${int} NOT NULL, expires_at ${int} NOT NULL,
      used_at ${int}, void_at ${int}, void_reason TEXT, created_by TEXT NOT NULL, subject TEXT)`,
    'CREATE INDEX links_of_user ON links (realm_id, user_id)',
    'CREATE INDEX links_by_expiry ON links (expires_at)',

    `CREATE TABLE sessions (
      uid TEXT NOT NULL, realm_id ${int} NOT NULL, user_id TEXT NOT NULL, epoch ${int} NOT NULL, journey_id TEXT NOT NULL,
      proofs TEXT NOT NULL, second_factor ${small} NOT NULL, started_at ${int} NOT NULL, last_used_at ${int} NOT NULL,
      expires_at ${int} NOT NULL, address TEXT NOT NULL, user_agent TEXT NOT NULL, client_ids TEXT NOT NULL,
      payload_id ${blob} UNIQUE, payload ${blob}, payload_expires_at ${int}, PRIMARY KEY (realm_id, uid))`,
    'CREATE INDEX sessions_of_user ON sessions (realm_id, user_id)',
    'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',

    `CREATE TABLE protocol_rows (
      id ${blob} PRIMARY KEY, realm_id ${int} NOT NULL, model TEXT NOT NULL, user_id TEXT, epoch ${int}, grant_id ${blob},
      session_uid TEXT, uid ${blob}, user_code TEXT, consumed_at ${int}, expires_at ${int}, payload ${blob} NOT NULL)`,
    'CREATE INDEX protocol_rows_of_grant ON protocol_rows (grant_id) WHERE grant_id IS NOT NULL',
    'CREATE INDEX protocol_rows_of_user ON protocol_rows (user_id) WHERE user_id IS NOT NULL',
    'CREATE INDEX protocol_rows_of_session ON protocol_rows (session_uid) WHERE session_uid IS NOT NULL',
    'CREATE INDEX protocol_rows_by_expiry ON protocol_rows (expires_at) WHERE expires_at IS NOT NULL',
    // SQLite keeps the volatile tables in a file of their own.
    ...(dialect === 'postgres' ? volatileTables({ int, blob, table: 'CREATE UNLOGGED TABLE' }) : []),

    `CREATE TABLE throttles (
      key TEXT PRIMARY KEY, count ${int} NOT NULL, window_ends_at ${int} NOT NULL, closed_until ${int}, held_until ${int},
      closures ${int} NOT NULL, forget_at ${int} NOT NULL)${clustered}`,
    'CREATE INDEX throttles_by_age ON throttles (forget_at)',

    `CREATE TABLE audit (
      n ${serial}, realm_id ${int} NOT NULL, at ${int} NOT NULL, type TEXT NOT NULL, actor TEXT, user_id TEXT,
      client_id TEXT, address TEXT, user_agent TEXT, journey_id TEXT, outcome TEXT NOT NULL, reason TEXT, detail TEXT)`,
    'CREATE INDEX audit_of_realm ON audit (realm_id, n)',
    'CREATE INDEX audit_of_user ON audit (user_id, n) WHERE user_id IS NOT NULL',
    'CREATE INDEX audit_by_type ON audit (realm_id, type, n)',

    `CREATE TABLE mails (
      n ${serial}, id TEXT NOT NULL UNIQUE, realm_id ${int} NOT NULL, user_id TEXT, kind TEXT NOT NULL, message_id TEXT NOT NULL,
      link_id TEXT, body ${blob}, state TEXT NOT NULL, attempts ${int} NOT NULL, due_at ${int} NOT NULL, lease_until ${int},
      state_at ${int} NOT NULL, reason TEXT)`,
    `CREATE INDEX mails_waiting ON mails (due_at) WHERE state = 'waiting'`,
    `CREATE INDEX mails_closed ON mails (state_at) WHERE state <> 'waiting'`,
    'CREATE INDEX mails_of_user ON mails (user_id, n) WHERE user_id IS NOT NULL',

    `CREATE TABLE reset_requests (
      n ${serial}, id TEXT NOT NULL UNIQUE, realm_id ${int} NOT NULL, user_id TEXT NOT NULL, reference TEXT NOT NULL,
      journey_id TEXT NOT NULL, state TEXT NOT NULL, created_at ${int} NOT NULL, answered_at ${int}, answered_by TEXT,
      address TEXT NOT NULL)`,
    `CREATE UNIQUE INDEX one_open_request ON reset_requests (realm_id, user_id) WHERE state = 'open'`,
    'CREATE INDEX reset_requests_by_state ON reset_requests (realm_id, state, n)',
    'CREATE INDEX reset_requests_by_reference ON reset_requests (realm_id, reference)',

    `CREATE TABLE policy_groups (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (realm_id, name))`,
    `CREATE TABLE enforcements (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, name TEXT NOT NULL, version ${int} NOT NULL, document TEXT NOT NULL,
      UNIQUE (realm_id, name))`,

    `CREATE TABLE known_browsers (
      realm_id ${int} NOT NULL, user_id TEXT NOT NULL, cookie_hash ${blob} NOT NULL, created_at ${int} NOT NULL,
      expires_at ${int} NOT NULL, PRIMARY KEY (realm_id, user_id, cookie_hash))`,
    'CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at)',
    `CREATE TABLE signing_keys (
      kid TEXT NOT NULL, realm_id ${int} NOT NULL, alg TEXT NOT NULL, state TEXT NOT NULL, private_jwk ${blob} NOT NULL,
      created_at ${int} NOT NULL, active_at ${int}, PRIMARY KEY (realm_id, kid))`,
    `CREATE TABLE server_secrets (
      realm_id ${int} NOT NULL, name TEXT NOT NULL, value ${blob} NOT NULL, PRIMARY KEY (realm_id, name))`,
    `CREATE TABLE logouts (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, client_id TEXT NOT NULL, user_id TEXT NOT NULL, session_uid TEXT,
      attempts ${int} NOT NULL, due_at ${int} NOT NULL, lease_until ${int})`,
    'CREATE INDEX logouts_due ON logouts (due_at)',
    `CREATE TABLE data_keys (
      id ${int} NOT NULL, purpose TEXT NOT NULL, state TEXT NOT NULL, wrapped ${blob} NOT NULL, canary ${blob} NOT NULL,
      created_at ${int} NOT NULL, state_at ${int} NOT NULL, PRIMARY KEY (id, purpose))`,
  ],
}

const searched = 'username_search, email_norm, given_search, family_search, sort_search'
const sqliteSearch = [
  `CREATE VIRTUAL TABLE user_fts USING fts5 (search_text, content = 'users', content_rowid = 'n', tokenize = 'trigram')`,
  `CREATE TRIGGER user_fts_insert AFTER INSERT ON users BEGIN
    INSERT INTO user_fts (rowid, search_text) VALUES (new.n, new.search_text); END`,
  `CREATE TRIGGER user_fts_delete AFTER DELETE ON users BEGIN
    INSERT INTO user_fts (user_fts, rowid, search_text) VALUES ('delete', old.n, old.search_text); END`,
  `CREATE TRIGGER user_fts_update AFTER UPDATE OF ${searched} ON users WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO user_fts (user_fts, rowid, search_text) VALUES ('delete', old.n, old.search_text);
    INSERT INTO user_fts (rowid, search_text) VALUES (new.n, new.search_text); END`,
]
