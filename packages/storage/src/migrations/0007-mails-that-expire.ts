import type { Migration } from './migration.ts'

/** A mail about something that does not last, such as a code, is not sent any more when that is over. Null: it may come at any time. */
export const mailsThatExpire: Migration = {
  number: 7,
  name: 'mails-that-expire',
  statements: ({ int }) => [`ALTER TABLE mails ADD COLUMN expires_at ${int}`],
}
