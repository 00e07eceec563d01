import type { Language } from './languages.ts'

export type Person = { username: string; givenName?: string | null; familyName?: string | null }

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const hangul = /^[\p{Script=Hangul}]+$/u

/**
 * What a person is called in full. Family name first in Japanese and Korean, and for names written in their
 * scripts anywhere; Korean names are written without a blank. Without a name it is the user name.
 */
export function personName({ username, givenName, familyName }: Person, language: Language): string {
  const given = givenName?.trim() ?? ''
  const family = familyName?.trim() ?? ''
  if (given === '' || family === '') return given || family || username
  if (hangul.test(given) && hangul.test(family)) return `${family}${given}`
  return language !== 'en' || han.test(given) || han.test(family) ? `${family} ${given}` : `${given} ${family}`
}

/** How a letter begins: "Hello Emma,", 「山田 葵 様」, "김민호 님". */
export function greeting(person: Person, language: Language): string {
  const name = personName(person, language)
  if (language === 'ja') return `${name} 様`
  if (language === 'ko') return `${name} 님,`
  return `Hello ${person.givenName?.trim() || name},`
}
