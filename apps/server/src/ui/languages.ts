/** The languages that everything a person sees is written in. */
export const languages = ['en', 'ja', 'ko'] as const
export type Language = (typeof languages)[number]

/** Each language in its own words, for people who cannot read the others. */
export const languageNames: Record<Language, string> = { en: 'English', ja: '日本語', ko: '한국어' }

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

type Wish = { tag: string; quality: number }

const primary = (tag: string): string => tag.trim().toLowerCase().split(/[-_]/)[0] ?? ''

/** `ja;q=0.8, en` as tags, the most wished first (RFC 9110 §12.5.4). */
function readAcceptLanguage(header: string): string[] {
  const wishes = header.slice(0, 500).split(',').map((part): Wish => {
    const [tag = '', ...parameters] = part.split(';')
    const quality = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean)
    return { tag, quality: quality === undefined ? 1 : Number(quality) }
  })
  return wishes.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality).map(({ tag }) => tag)
}

/**
 * The language of a page: what the request asks for (`ui_locales`, blank-separated), then the person's own
 * choice, then the browser's, then the first language of the realm. Never one that the realm does not offer.
 */
export function pickLanguage(
  uiLocales: string | null | undefined,
  userLanguage: string | null | undefined,
  acceptLanguage: string | null | undefined,
  realmLanguages: readonly Language[],
): Language {
  const offered = realmLanguages.length > 0 ? realmLanguages : languages
  const wishes = [
    ...(uiLocales ?? '').slice(0, 500).split(/[\s,]+/),
    userLanguage ?? '',
    ...readAcceptLanguage(acceptLanguage ?? ''),
  ]
  const found = wishes.map(primary).find((tag) => offered.some((language) => language === tag))
  return offered.find((language) => language === found) ?? offered[0] ?? 'en'
}

/** The same page in another language: its path and query with `ui_locales` set. */
export function inLanguage(self: string, language: Language): string {
  const url = new URL(self, 'http://self.invalid')
  url.searchParams.set('ui_locales', language)
  return `${url.pathname}${url.search}`
}
