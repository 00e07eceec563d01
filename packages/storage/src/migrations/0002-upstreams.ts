import type { Migration } from './migration.ts'

/**
 * Other providers that a realm relies on. Issuer and subject are told apart byte for byte, whatever the collation of the
 * database (B-1). `upstream_id` beside a grant says who gave it: null is an administrator, whom no upstream overrules.
 */
export const upstreams: Migration = {
  number: 2,
  name: 'upstreams',
  statements: ({ int, blob, serial, bytewise }) => [
    `CREATE TABLE upstreams (
      id TEXT PRIMARY KEY, realm_id ${int} NOT NULL, alias TEXT NOT NULL, document TEXT NOT NULL, secret ${blob},
      created_at ${int} NOT NULL, version ${int} NOT NULL, UNIQUE (realm_id, alias))`,

    // Unique by a hash of issuer and subject: together they may be longer than PostgreSQL takes into an index.
    `CREATE TABLE identities (
      n ${serial}, realm_id ${int} NOT NULL, upstream_id TEXT NOT NULL, issuer TEXT ${bytewise} NOT NULL,
      subject TEXT ${bytewise} NOT NULL, name_hash ${blob} NOT NULL, user_id TEXT NOT NULL, username TEXT, linked_at ${int} NOT NULL,
      linked_by TEXT NOT NULL, linked_by_actor TEXT NOT NULL, last_sign_in_at ${int},
      UNIQUE (realm_id, upstream_id, name_hash), UNIQUE (realm_id, upstream_id, user_id))`,
    'CREATE INDEX identities_of_user ON identities (realm_id, user_id)',
    'CREATE INDEX identities_of_upstream ON identities (upstream_id, n)',

    // By whatever way a session goes, this goes with it.
    `CREATE TABLE upstream_sessions (
      realm_id ${int} NOT NULL, session_uid TEXT NOT NULL, upstream_id TEXT NOT NULL, issuer TEXT ${bytewise} NOT NULL,
      subject TEXT ${bytewise} NOT NULL, sid TEXT ${bytewise}, id_token ${blob}, PRIMARY KEY (realm_id, session_uid),
      FOREIGN KEY (realm_id, session_uid) REFERENCES sessions (realm_id, uid) ON DELETE CASCADE)`,
    'CREATE INDEX upstream_sessions_by_sid ON upstream_sessions (upstream_id, sid) WHERE sid IS NOT NULL',
    'CREATE INDEX upstream_sessions_by_subject ON upstream_sessions (upstream_id, subject)',

    'ALTER TABLE role_grants ADD COLUMN upstream_id TEXT',
    'ALTER TABLE group_members ADD COLUMN upstream_id TEXT',
    'CREATE INDEX grants_of_upstream ON role_grants (upstream_id) WHERE upstream_id IS NOT NULL',
    'CREATE INDEX members_of_upstream ON group_members (upstream_id) WHERE upstream_id IS NOT NULL',

    // What tokens call somebody is one person in a realm, be it a subject or an id. The realm stands last, so that no other
    // question about its people is tempted to walk these.
    `ALTER TABLE users ADD COLUMN subject TEXT ${bytewise}`,
    `CREATE UNIQUE INDEX user_subjects ON users ((coalesce(subject, id) ${bytewise}), realm_id)`,
    'CREATE INDEX users_with_subject ON users (subject, realm_id) WHERE subject IS NOT NULL',
  ],
}
