import type { Migration } from './migration.ts'

/** A browser is also known where it is not yet known whose it is: at the answer of an upstream. */
export const knownBrowsersByCookie: Migration = {
  number: 4,
  name: 'known-browsers-by-cookie',
  statements: () => ['CREATE INDEX known_browsers_by_cookie ON known_browsers (cookie_hash)'],
}
