import type { Language } from './languages.ts'

export type PersonName = { givenName: string, familyName: string, username: string, language?: string | null }

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const HANGUL = /^\p{Script=Hangul}+$/u

/**
 * A person's name in the order of the name itself: family name first where the name is written in Japanese or
 * Korean (and without a blank in Korean), whatever language the console is in. The user name when there is no name.
 */
export function showName({ givenName, familyName, username }: PersonName): string {
  const given = givenName.trim()
  const family = familyName.trim()
  if (!given || !family) return given || family || username
  if (!CJK.test(family)) return `${given} ${family}`
  return HANGUL.test(family + given) ? family + given : `${family} ${given}`
}

/** Which name field comes first on a form in this language. */
export const familyNameFirst = (language: Language): boolean => language !== 'en'
