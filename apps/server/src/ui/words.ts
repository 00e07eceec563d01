import { type DateStyle, showDate } from './dates.ts'
import { escapeText, html, Html } from './html.ts'
import type { Language } from './languages.ts'
import { en } from './messages/en.ts'
import { ja } from './messages/ja.ts'
import { ko } from './messages/ko.ts'

export type MessageKey = keyof typeof en
export const catalogues: Record<Language, Record<MessageKey, string>> = { en, ja, ko }

// "{until:moment}" names the value `until` and shows it as a moment; "{n:second/seconds}" counts.
type Names<Text> =
  Text extends `${string}{${infer Place}}${infer Rest}`
    ? (Place extends `${infer Name}:${string}` ? Name : Place) | Names<Rest>
    : never

type Values<Key extends MessageKey, Value> = { [Name in Names<(typeof en)[Key]>]: Value }
type Arguments<Key extends MessageKey, Value> = [Names<(typeof en)[Key]>] extends [never] ? [] : [Values<Key, Value>]

/** Plain text of a message. Instants are epoch milliseconds; the message says how they are shown. */
export type Translate = <Key extends MessageKey>(key: Key, ...values: Arguments<Key, string | number>) => string
/** The same as HTML: text is escaped, a value that is `html` stays so, an instant is a `<time>`. */
export type TranslateRich = <Key extends MessageKey>(key: Key, ...values: Arguments<Key, string | number | Html>) => Html

const styles: readonly string[] = ['moment', 'brief', 'day', 'time'] satisfies DateStyle[]
const isDateStyle = (format: string): format is DateStyle => styles.includes(format)

type Reader = { language: Language; zone: string }

function showValue(value: unknown, format: string | undefined, { language, zone }: Reader): string {
  if (format === undefined) return String(value)
  if (isDateStyle(format)) return showDate(Number(value), format, zone, language)
  const [one, many] = format.split('/')
  return `${value} ${Number(value) === 1 ? one : many}`
}

/** Fills the places of a text. `finish` makes the output of each piece; `at` is given with the words of an instant. */
export function fill(
  text: string,
  values: Record<string, unknown>,
  reader: Reader,
  finish: (text: string, at?: number) => string = (plain) => plain,
): string {
  const parts = text.split(/\{(\w+)(?::([^}]*))?\}/)
  const shown = parts.map((part, index) => {
    if (index % 3 === 0) return finish(part)
    if (index % 3 === 2) return ''
    const value = values[part]
    const format = parts[index + 1]
    return value instanceof Html ? value.source
      : finish(showValue(value, format, reader), format !== undefined && isDateStyle(format) ? Number(value) : undefined)
  })
  return reader.language === 'ja' ? withoutGaps(shown, (index) => proseDates.test(parts[index + 1] ?? '')) : shown.join('')
}

// Not `brief`: it stands in lists, beside a word and not inside a sentence.
const proseDates = /^(moment|day|time)$/
const script = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー。、「」]'
const inScript = new RegExp(script, 'u')
const blankBefore = new RegExp(`^ (?=${script})(?!様)`, 'u')
const blankAfter = new RegExp(`(?<=${script}) $`, 'u')

/** Japanese sets a blank between its own script and another, so a Japanese value stands without the blanks around its place; 様 keeps its own. */
function withoutGaps(shown: readonly string[], isDate: (index: number) => boolean): string {
  const tight = (index: number, sample: (text: string) => string | undefined) =>
    index % 3 === 1 && (isDate(index) || inScript.test(sample((shown[index] ?? '').replace(/<[^>]*>/g, '')) ?? ''))
  return shown.map((text, index) => {
    if (index % 3 !== 0) return text
    const after = tight(index - 2, (value) => value.at(-1)) ? text.replace(blankBefore, '') : text
    return tight(index + 1, (value) => value.at(0)) ? after.replace(blankAfter, '') : after
  }).join('')
}

const asHtml = (text: string, at?: number): string =>
  at === undefined ? escapeText(text) : html`<time datetime="${new Date(at).toISOString()}">${text}</time>`.source

/** Speaks one language: `t` gives text, `rich` gives HTML. */
export function words(reader: Reader): { t: Translate; rich: TranslateRich } {
  const catalogue = catalogues[reader.language]
  return {
    t: (key, ...[values]) => fill(catalogue[key], values ?? {}, reader),
    rich: (key, ...[values]) => new Html(fill(catalogue[key], values ?? {}, reader, asHtml)),
  }
}

type ProblemName = MessageKey extends infer Key ? (Key extends `problem.${infer Name}` ? Name : never) : never

/**
 * What went wrong, as pages are told it: a code and what its sentence needs, for example
 * `{ code: 'code-used', n: 20 }`. Instants are epoch milliseconds.
 */
export type PageProblem = {
  [Name in ProblemName]: { code: Name } & Values<`problem.${Name}`, string | number>
}[ProblemName]

export const problemText = (reader: Reader, problem: PageProblem): string =>
  fill(catalogues[reader.language][`problem.${problem.code}`], problem, reader)
