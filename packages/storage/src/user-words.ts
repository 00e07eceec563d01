import { fold } from './fold.ts'
import { beginnings, lengthOf, spelledForm, startsOf } from './normalise.ts'

/** From three characters on a word is found anywhere, by trigrams; below, at the beginning of a name part. */
const trigram = 3
const maxWords = 6
const maxWordLength = 100

/**
 * Words in the form in which names are searched. `spelled`: the ones that were typed with marks as they were typed, which addresses
 * have, and names that an older release wrote.
 */
export type Words = { long: readonly string[]; short: readonly string[]; spelled: ReadonlyMap<string, string> }

export function wordsOf(search = ''): Words {
  const typed = spelledForm(search).split(' ').filter((word) => word !== '').slice(0, maxWords).map((word) => word.slice(0, maxWordLength))
  const spelled = new Map(typed.map((word) => [fold(word), word]))
  // A mark by itself is nothing that is searched for.
  const words = [...spelled.keys()].filter((word) => word !== '')
  return {
    long: words.filter((word) => lengthOf(word) >= trigram), short: words.filter((word) => lengthOf(word) < trigram),
    spelled: new Map([...spelled].filter(([word, as]) => word !== as)),
  }
}

/** The ways in which a word may stand there. */
export const formsOf = (word: string, { spelled }: Pick<Words, 'spelled'>): readonly string[] => {
  const as = spelled.get(word)
  return as === undefined ? [word] : [word, as]
}

/** What SQLite's index of trigrams holds of a word: all of it, or the beginning of a name part. */
export const inTrigrams = (word: string): string => ' '.repeat(Math.max(0, trigram - lengthOf(word))) + word

/** Trigrams that hold a longer word together: side by side, and the last one. */
export function trigramsOf(word: string): readonly string[] {
  const letters = [...word]
  const last = letters.length - trigram
  return [...new Set(Array.from({ length: Math.ceil(letters.length / trigram) }, (_, at) => Math.min(at * trigram, last)).map((at) => letters.slice(at, at + trigram).join('')))]
}

/** Where the beginnings of each name stand on SQLite. */
export const startColumns = { username: 'username_starts', email: 'email_starts', family: 'family_starts', given: 'given_starts', sort: 'sort_starts' } as const

/** What stands there for the fields that are given. */
export const startsIn = (names: Readonly<Partial<Record<keyof typeof startColumns, string | null>>>): Partial<Record<(typeof startColumns)[keyof typeof startColumns], string>> =>
  Object.fromEntries(Object.entries(startColumns).flatMap(([field, column]) => {
    const name = names[field as keyof typeof startColumns]
    return name === undefined ? [] : [[column, startsOf(name)]]
  }))

/** The rows of PostgreSQL's name index for a user's fields. */
export const namePartsOf = (fields: Readonly<Record<string, string | null>>): readonly (readonly [field: string, prefix: string])[] =>
  Object.entries(fields).flatMap(([field, name]) => name === null ? [] : beginnings(name).map((prefix) => [field, prefix] as const))
