import { beginnings, lengthOf, searchForm } from './normalise.ts'

/** From three characters on a word is found anywhere, by trigrams; below, at the beginning of a name part. */
const trigram = 3
const maxWords = 6
const maxWordLength = 100

export type Words = { long: readonly string[]; short: readonly string[] }

export function wordsOf(search = ''): Words {
  const words = searchForm(search).split(' ').filter((word) => word !== '').slice(0, maxWords).map((word) => word.slice(0, maxWordLength))
  return { long: words.filter((word) => lengthOf(word) >= trigram), short: words.filter((word) => lengthOf(word) < trigram) }
}

/** The rows of the name index for a user's fields. */
export const namePartsOf = (fields: Readonly<Record<string, string | null>>): readonly (readonly [field: string, prefix: string])[] =>
  Object.entries(fields).flatMap(([field, name]) => name === null ? [] : beginnings(name).map((prefix) => [field, prefix] as const))
