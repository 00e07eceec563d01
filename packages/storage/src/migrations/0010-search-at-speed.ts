import type { Migration } from './migration.ts'

/**
 * Searches and imports of a million people. Whoever has a role is found in the order of the list whatever their codes are.
 *
 * On SQLite the beginnings of names stand in the index of trigrams, too, as two blanks and two letters: `  sa` holds what
 * "s" (`  s`) and "sa" (` sa`) are searched by. Rows of a table for each were three quarters of what an import wrote.
 * PostgreSQL keeps that table: its index of trigrams answers in no order.
 */
export const searchAtSpeed: Migration = {
  number: 10,
  name: 'search-at-speed',
  statements: ({ dialect }) => [
    'CREATE INDEX people_of_role ON user_roles (realm_id, role_id, n)',
    ...(dialect === 'sqlite' ? startsInTrigrams() : []),
  ],
}

const fields = ['username', 'email', 'family', 'given', 'sort'] as const
const searched = ['username_search', 'email_norm', 'given_search', 'family_search', 'sort_search', ...fields.map((field) => `${field}_starts`)]

function startsInTrigrams(): string[] {
  const of = (field: string) => `(SELECT coalesce(group_concat('  ' || prefix, '' ORDER BY prefix), '') FROM user_name_parts AS part WHERE n = users.n AND field = '${field}'
    AND (length(prefix) = 2 OR NOT EXISTS (SELECT 1 FROM user_name_parts AS longer
      WHERE longer.n = part.n AND longer.field = part.field AND length(longer.prefix) = 2 AND substr(longer.prefix, 1, 1) = part.prefix)))`
  return [
    ...['insert', 'delete', 'update'].map((event) => `DROP TRIGGER user_fts_${event}`),
    'DROP TABLE user_fts',
    ...fields.map((field) => `ALTER TABLE users ADD COLUMN ${field}_starts TEXT NOT NULL DEFAULT ''`),
    `UPDATE users SET ${fields.map((field) => `${field}_starts = ${of(field)}`).join(', ')}`,
    'DROP TABLE user_name_parts',
    `ALTER TABLE users ADD COLUMN sought TEXT GENERATED ALWAYS AS (${['search_text', ...fields.map((field) => `${field}_starts`)].join(' || ')}) VIRTUAL`,
    `CREATE VIRTUAL TABLE user_fts USING fts5 (sought, content = 'users', content_rowid = 'n', tokenize = 'trigram')`,
    `INSERT INTO user_fts (user_fts) VALUES ('rebuild')`,
    'CREATE TRIGGER user_fts_insert AFTER INSERT ON users BEGIN INSERT INTO user_fts (rowid, sought) VALUES (new.n, new.sought); END',
    `CREATE TRIGGER user_fts_delete AFTER DELETE ON users BEGIN INSERT INTO user_fts (user_fts, rowid, sought) VALUES ('delete', old.n, old.sought); END`,
    `CREATE TRIGGER user_fts_update AFTER UPDATE OF ${searched.join(', ')} ON users WHEN old.sought IS NOT new.sought BEGIN
      INSERT INTO user_fts (user_fts, rowid, sought) VALUES ('delete', old.n, old.sought);
      INSERT INTO user_fts (rowid, sought) VALUES (new.n, new.sought); END`,
  ]
}
