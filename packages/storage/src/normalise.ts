import { fold } from './fold.ts'

/** Nothing in it has another form. Most logins are like this, and an import normalises each a dozen times. */
const plain = /^[!-~]*$/

/** The one normalisation of user names and addresses: full-width equals half-width, capitals equal small letters. */
export const normaliseLogin = (text: string): string => plain.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().normalize('NFKC').trim()

/**
 * Text that a database keeps, and compares, as the very bytes it is: a NUL and half a surrogate pair would both become
 * U+FFFD on the way, and so equal one another.
 */
export const isExact = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** As logins, and hiragana equals katakana, so that a reading is found however it is typed. */
export const spelledForm = (text: string): string => plain.test(text) ? text.toLowerCase() : normaliseLogin(text)
  .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
  .replace(/\s+/g, ' ')

/** What names are searched in: the same without marks on letters, and each character in its common form (`fold.ts`). */
export const searchForm = (text: string): string => plain.test(text) ? text.toLowerCase() : fold(spelledForm(text))

/** The beginnings, one and two characters long, of every part of a name: what trigrams cannot find. */
export const beginnings = (name: string): readonly string[] => [...new Set(startsIn(searchForm(name)).flatMap((start) => {
  const [first = ''] = start
  return first === start ? [start] : [first, start]
}))]

/** The same for an index of trigrams, which finds "s" by `  s` and "sa" by ` sa`. */
export const startsOf = (name: string | null): string => name === null ? '' : startsIn(searchForm(name)).map((start) => `  ${start}`).join('')

/** Two characters, or the only one, that a part of a name in the form of a search begins with, each once. */
function startsIn(form: string): readonly string[] {
  const found = new Set<string>()
  for (const part of form.split(/[\s.,_@\-・=]+/)) if (part !== '') found.add(part.length < 3 ? part : firstTwo(part))
  return [...found]
}

const firstTwo = (part: string): string => {
  const [first = '', second = ''] = part
  return first + second
}

export const lengthOf = (word: string): number => [...word].length
