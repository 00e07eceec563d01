import type { Migration } from './migration.ts'

/**
 * What is kept of an enforcement besides itself: every version with who made it and why, who heard of it, how far each wave
 * of mail got, a count a day, and who said "later" to its notice. Policy groups keep their versions, too.
 */
export const enforcements: Migration = {
  number: 8,
  name: 'enforcements',
  statements: ({ int, clustered }) => [
    `CREATE TABLE enforcement_versions (
      realm_id ${int} NOT NULL, enforcement_id TEXT NOT NULL REFERENCES enforcements (id) ON DELETE CASCADE, version ${int} NOT NULL,
      at ${int} NOT NULL, act TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (enforcement_id, version))`,

    // One row a person, wave and edition, written with the mail itself: of two nodes that send, one misses. Without an
    // address there is none: '' says that there was nothing to send to.
    `CREATE TABLE enforcement_mails (
      enforcement_id TEXT NOT NULL REFERENCES enforcements (id) ON DELETE CASCADE, edition ${int} NOT NULL, wave TEXT NOT NULL,
      user_n ${int} NOT NULL REFERENCES users (n) ON DELETE CASCADE, at ${int} NOT NULL, mail_id TEXT NOT NULL,
      PRIMARY KEY (enforcement_id, user_n, edition, wave))${clustered}`,
    'CREATE INDEX enforcement_mails_of_user ON enforcement_mails (user_n, at)',

    // Any node goes on where another one stopped.
    `CREATE TABLE enforcement_waves (
      enforcement_id TEXT NOT NULL REFERENCES enforcements (id) ON DELETE CASCADE, edition ${int} NOT NULL, wave TEXT NOT NULL,
      due_at ${int} NOT NULL, done_at ${int}, cursor ${int}, PRIMARY KEY (enforcement_id, edition, wave))`,

    `CREATE TABLE enforcement_days (
      enforcement_id TEXT NOT NULL REFERENCES enforcements (id) ON DELETE CASCADE, day ${int} NOT NULL, counts TEXT NOT NULL,
      PRIMARY KEY (enforcement_id, day))`,

    `CREATE TABLE notice_answers (
      realm_id ${int} NOT NULL, user_id TEXT NOT NULL, enforcement_id TEXT NOT NULL REFERENCES enforcements (id) ON DELETE CASCADE,
      answered_at ${int} NOT NULL, PRIMARY KEY (realm_id, user_id, enforcement_id),
      FOREIGN KEY (realm_id, user_id) REFERENCES users (realm_id, id) ON DELETE CASCADE)`,
    'CREATE INDEX notice_answers_of_rule ON notice_answers (enforcement_id)',

    `CREATE TABLE policy_group_versions (
      realm_id ${int} NOT NULL, group_id TEXT NOT NULL, version ${int} NOT NULL, at ${int} NOT NULL, actor TEXT NOT NULL, reason TEXT,
      document TEXT NOT NULL, PRIMARY KEY (group_id, version))`,
  ],
}
