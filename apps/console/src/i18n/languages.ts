export const languages = ['en', 'ja', 'ko'] as const
export type Language = (typeof languages)[number]

/** Each language in its own words, for people who cannot read the others. */
export const languageNames: Record<Language, string> = { en: 'English', ja: '日本語', ko: '한국어' }

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

/** The first of the wishes that we speak: what was chosen here before, then what the browser asks for. */
export function pickLanguage(chosen: string | null, wishes: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  const found = wishes.map((wish) => wish.toLowerCase().split('-')[0]).find(isLanguage)
  return found ?? 'en'
}
