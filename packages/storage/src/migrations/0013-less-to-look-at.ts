import type { Migration } from './migration.ts'

/**
 * SQLite's index of trigrams says who has one, and no longer where: a third of the bytes, which an import writes and a search
 * reads. Whoever has all trigrams of a word is looked at for the word itself.
 *
 * Whoever waits after wrong codes is counted out of an index, and in their own realm alone. Indexes that are only asked for a
 * value hold nobody who has none: whoever is new has none of three.
 */
export const lessToLookAt: Migration = {
  number: 13,
  name: 'less-to-look-at',
  statements: ({ dialect }) => [
    ...(dialect === 'postgres' ? [] : [
      // The triggers that write it stay as they are.
      'DROP TABLE user_fts',
      `CREATE VIRTUAL TABLE user_fts USING fts5 (sought, content = 'users', content_rowid = 'n', tokenize = 'trigram', detail = none, columnsize = 0)`,
      `INSERT INTO user_fts (user_fts) VALUES ('rebuild')`,
    ]),
    ...[['waits_of_people', 'closed_until'], ['holds_of_people', 'held_until']].flatMap(([index, until]) => [
      `DROP INDEX ${index}`,
      `CREATE INDEX ${index} ON throttles (realm_id, ${until}, user_id) WHERE user_id IS NOT NULL AND ${until} IS NOT NULL`,
    ]),
    ...[
      ['users_of_policy_group', 'policy_group_id', 'realm_id, policy_group_id, n'],
      ['users_by_sign_in', 'signed_in_period', 'realm_id, signed_in_period, n'],
      ['users_by_otp_use', 'otp_used_period', 'realm_id, otp_used_period, n, enabled'],
    ].flatMap(([index, column, columns]) => [`DROP INDEX ${index}`, `CREATE INDEX ${index} ON users (${columns}) WHERE ${column} IS NOT NULL`]),
  ],
}
