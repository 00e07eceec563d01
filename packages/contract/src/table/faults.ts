import type { FileFault } from './read-people.ts'

/** What may be wrong with a line of a file, besides the problems of the API. Codes are permanent; the console has them in its languages. */
export const lineFaults = {
  'quote-left-open': 'A quotation mark opens a cell here and never closes it.',
  'text-behind-quote': 'There is text behind a closing quotation mark: double the marks inside a cell.',
  'too-many-cells': 'The line has more cells than the first line.',
  'cell-too-long': 'A cell has more than 1,000 characters.',
  'letters-unreadable': 'There are letters that cannot be read: is the encoding right?',
  'listed-twice': 'This user name or address stands on an earlier line already.',
  'username-missing': 'The user name is missing.',
  'username-invalid': 'A user name has 1 to 128 letters, digits and . _ @ + -.',
  'name-missing': 'A new person needs a given name and a family name.',
  'text-invalid': 'At most 100 characters, none that controls text or changes its direction.',
  'email-invalid': 'This is no email address.',
  'language-unknown': 'A language is en, ja or ko.',
  'not-yes-or-no': 'This is true or false.',
  'cannot-be-cleared': 'This field cannot be emptied.',
  'half-a-link': 'upstream and upstreamSubject stand together.',
  'subject-invalid': 'A subject has 1 to 255 characters, none of them a control character.',
  'hash-invalid': 'A password hash is argon2id in PHC form, of at most 256 MiB, 10 passes and 8 lanes.',
  'policy-group-unknown': 'There is no Access Policy Group of this name.',
  'upstream-unknown': 'There is no identity provider with this alias.',
  'linked-by-itself': 'Whoever is there already is linked to an identity provider on their own page: it takes a reason.',
  'removal-not-confirmed': 'This line removes authenticators or emergency tokens, and was not confirmed.',
} as const satisfies Record<FileFault, string> & Record<string, string>
export type LineFaultCode = keyof typeof lineFaults
export const isLineFault = (code: string): code is LineFaultCode => Object.hasOwn(lineFaults, code)
