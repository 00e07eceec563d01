import { fold } from './fold.ts'

/** Nothing in it has another form but its capitals. */
const plain = /^[!-~]*$/
/** Nor those: most logins are like this, and an import normalises each a dozen times. */
const small = /^[!-@[-~]*$/
/** Nor has this: kana, Chinese characters and Korean syllables, with single blanks between them. Most names are like this. */
const settled = /^(?:[!-@[-~ぁ-ゖァ-ー一-鿿가-힣]+(?: [!-@[-~ぁ-ゖァ-ー一-鿿가-힣]+)*)?$/
const katakana = /[\u30a1-\u30f6]/g

/** The one normalisation of user names and addresses: full-width equals half-width, capitals equal small letters. */
export const normaliseLogin = (text: string): string => settled.test(text) ? text : plain.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().normalize('NFKC').trim()

/**
 * Text that a database keeps, and compares, as the very bytes it is: a NUL and half a surrogate pair would both become
 * U+FFFD on the way, and so equal one another.
 */
export const isExact = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** As logins, and hiragana equals katakana, so that a reading is found however it is typed. */
export const spelledForm = (text: string): string => {
  const form = settled.test(text) ? text : normaliseLogin(text).replace(/\s+/g, ' ')
  return form.replace(katakana, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}

/** What names are searched in: the same without marks on letters, and each character in its common form (`fold.ts`). */
export const searchForm = (text: string): string => small.test(text) ? text : plain.test(text) ? text.toLowerCase() : fold(spelledForm(text))

/** The beginnings, one and two characters long, of every part of a name: what trigrams cannot find. */
export const beginnings = (name: string): readonly string[] => [...new Set(startsIn(searchForm(name)).flatMap((start) => {
  const [first = ''] = start
  return first === start ? [start] : [first, start]
}))]

/** The same for an index of trigrams, which finds "s" by `  s` and "sa" by ` sa`. */
export const startsOf = (name: string | null): string => name === null ? '' : startsOfForm(searchForm(name))
/** Of what is in the form of a search already. */
export const startsOfForm = (form: string): string => startsIn(form).reduce((all, start) => `${all}  ${start}`, '')

/** Two characters, or the only one, that a part of a name in the form of a search begins with, each once. */
function startsIn(form: string): readonly string[] {
  const found: string[] = []
  let from = 0
  for (let at = 0; at <= form.length; at += 1) {
    if (at < form.length && !betweenParts.has(form.charCodeAt(at))) continue
    if (at > from) {
      const start = form.slice(from, Math.min(at, behind(form, behind(form, from))))
      if (!found.includes(start)) found.push(start)
    }
    from = at + 1
  }
  return found
}
/** In the form of a search a blank is the only white space. */
const betweenParts: ReadonlySet<number> = new Set([...' .,_@-・='].map((sign) => sign.charCodeAt(0)))
/** Where the character that stands there ends. */
const behind = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

export const lengthOf = (word: string): number => [...word].length
